"""The museum of wrong texts: each with what is said about it, as a reader would see it.

`python -m tests.unit.lang.museum` hangs the pictures anew; read the diff before you commit it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from speccc.diagnostics import Diagnostic, Reporter
from speccc.lang.items import parse_item, parse_key, parse_order
from speccc.lang.parser import parse_expression
from tests.unit.lang.support import locate

FOLDER = Path(__file__).parent / "wrong"

ROOMS: dict[str, Callable[..., object]] = {
    "expressions": parse_expression,
    "items": parse_item,
    "keys": parse_key,
    "orders": parse_order,
}


def exhibits(room: str) -> Iterator[str]:
    """The wrong texts of a room."""
    for block in (FOLDER / f"{room}.txt").read_text(encoding="utf-8").split("\n\n"):
        yield block.strip("\n").split("\n")[0]


def diagnose(room: str, text: str) -> list[Diagnostic]:
    """What is said about a text, by place. Line ends are written `⏎` in the museum."""
    reporter = Reporter()
    parsed = ROOMS[room](text.replace("⏎", "\n"), locate, reporter)
    assert (parsed is None) == reporter.failed
    return sorted(reporter.diagnostics, key=lambda d: d.span or locate(0, 0))


def picture(room: str, text: str) -> str:
    """A text with the place, code, message and hint of each error under it."""
    lines = [text]
    for diagnostic in diagnose(room, text):
        span = diagnostic.span
        assert span is not None
        carets = "^" * max(1, span.end_column - span.column)
        lines.append(" " * (span.column - 1) + carets)
        lines.append(f"    {diagnostic.code.id} {diagnostic.message}")
        lines.extend(f"    hint: {part}" for part in [diagnostic.hint] if part)
    return "\n".join(lines)


def room_text(room: str) -> str:
    """The whole file of a room, as it should be."""
    return "\n\n".join(picture(room, text) for text in exhibits(room)) + "\n"


if __name__ == "__main__":
    for name in ROOMS:
        (FOLDER / f"{name}.txt").write_text(room_text(name), encoding="utf-8")
