"""What is wrong with the options of a table behind JDBC together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from speccc.connectors.forms import Fault


def is_looked_up(options: Mapping[str, Any]) -> bool:
    """Whether the table is asked anew for each row that is joined with it."""
    return options.get("lookup") == "true"


def faults_together(options: Mapping[str, Any]) -> Iterator[Fault]:
    """What does not fit, of options that are right by themselves."""
    for name in ("cache_for", "cache_rows"):
        if name in options and not is_looked_up(options):
            yield Fault("left out: answers are kept where there is 'lookup: true'", (name,))
    if "cache_rows" in options and "cache_for" not in options:
        yield Fault("left out, or to have 'cache_for' beside it", ("cache_rows",))
