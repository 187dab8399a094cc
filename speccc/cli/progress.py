"""Progress on a terminal: one line on stderr that goes when the work is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from speccc.cli.session import Session


@contextmanager
def progress_on(session: Session) -> Generator[Callable[[str], None]]:
    """Gives a function that shows what is being done; off a terminal it shows nothing."""
    if not sys.stderr.isatty() or session.color is False:
        yield lambda _: None
        return
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    with console.status("") as status:
        yield status.update
