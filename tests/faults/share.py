"""How many of all points are tried: `make faults SHARE=3` leaves out two of three."""

from __future__ import annotations

import os

#: One in so many.
SHARE = int(os.environ.get("SPECCC_FAULTS_SHARE", "1"))


def chosen(number: int, turn: int) -> bool:
    """Whether the point of this number is tried. `turn`, another one for each test, begins with
    others, so that all kinds of points are there."""
    return (number + turn) % SHARE == 0
