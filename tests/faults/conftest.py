"""One table at the end of `make faults`: how many points were tried, and how."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

#: What a test records as "points": engine, format, mode, faults, how many.
Entry = tuple[str, str, str, str, int]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Writes the table; nothing, if no test tried a point."""
    found: list[Entry] = [
        value
        for report in terminalreporter.stats.get("passed", [])
        if report.when == "call"
        for name, value in report.user_properties
        if name == "points"
    ]
    if not found:
        return
    write = terminalreporter.write_line
    terminalreporter.section("points at which a run was killed, or failed")
    rows: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for engine, format_, mode, faults, count in sorted(found):
        named = rows[engine, format_, mode]
        named[faults] = named.get(faults, 0) + count
    for (engine, format_, mode), named in rows.items():
        said = " · ".join(f"{faults} {count}" for faults, count in named.items())
        write(f"{engine:9} {format_:9} {mode:22} {sum(named.values()):5}  {said}")
    by_engine: dict[str, int] = defaultdict(int)
    for engine, *_, count in found:
        by_engine[engine] += count
    parts = ", ".join(f"{engine} {count}" for engine, count in sorted(by_engine.items()))
    write(f"in all {sum(by_engine.values())} points ({parts})")


@pytest.fixture
def record_points(record_property: Any) -> Any:
    """Notes the points of a test: `record_points(engine, format, mode, faults, how_many)`."""

    def record(engine: str, format_: str, mode: str, faults: str, count: int) -> None:
        record_property("points", (engine, format_, mode, faults, count))

    return record
