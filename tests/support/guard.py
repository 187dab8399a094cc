"""Sees speccc find itself at fault, even where somebody catches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from speccc.diagnostics import Code, Diagnostic, InternalError, Span


@contextmanager
def internal_errors() -> Iterator[list[str]]:
    """Every InternalError made and every E99 diagnostic built inside, as messages."""
    met: list[str] = []
    init, at = InternalError.__init__, Code.at

    def watched_init(self: InternalError, *args: object) -> None:
        met.append(" ".join(str(arg) for arg in args))
        init(self, *args)

    def watched_at(self: Code, span: Span | None, **given: Any) -> Diagnostic:
        found = at(self, span, **given)
        if self.id.startswith("E99"):
            met.append(found.message)
        return found

    with (
        mock.patch.object(InternalError, "__init__", watched_init),
        mock.patch.object(Code, "at", watched_at),
    ):
        yield met
