"""Codes and the diagnostics made from them. Rendering is apart, in `render.py`."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from speccc.diagnostics.span import Span


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. `message` and `hint` are templates: their fields are its parameters."""

    id: str
    title: str
    message: str
    explain: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    @property
    def parameters(self) -> frozenset[str]:
        """The names that `at` must be given."""
        text = self.message + self.hint
        return frozenset(field for _, field, _, _ in string.Formatter().parse(text) if field)

    def at(self, span: Span | None, *, note: str = "", **params: object) -> Diagnostic:
        """A diagnostic of this code. `note` is added to the code's own hint.

        Raises InternalError if `params` are not exactly the code's parameters.
        """
        if params.keys() != self.parameters:
            raise InternalError(f"{self.id} wants {sorted(self.parameters)}, got {sorted(params)}")
        hint = "; ".join(part for part in (note, self.hint.format(**params)) if part)
        return Diagnostic(self, self.message.format(**params), span, hint)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding at one place. `hint` is empty when there is nothing to add."""

    code: Code
    message: str
    span: Span | None
    hint: str = ""

    @property
    def severity(self) -> Severity:
        return self.code.severity

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        return f"{place}{self.severity}[{self.code.id}]: {self.message}"


class Failure(Exception):
    """Work on user input ended with at least one error; carries every diagnostic found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(d) for d in self.diagnostics))


class InternalError(Exception):
    """A broken promise of speccc's own code. Never raised for bad input, never caught quietly."""


class Reporter:
    """Collects the diagnostics of a run, so that all errors are reported at once."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def add(self, diagnostic: Diagnostic) -> None:
        if diagnostic not in self.diagnostics:
            self.diagnostics.append(diagnostic)

    @property
    def failed(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def checkpoint(self) -> None:
        """Raises Failure with everything collected, if any of it is an error."""
        if self.failed:
            raise Failure(in_order(self.diagnostics))


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file and place; those without a place last; otherwise as found."""
    far = Span("\U0010ffff", 0, 0, 0, 0)
    return sorted(diagnostics, key=lambda d: d.span or far)


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """A hint that names the nearest of `known` and lists what there is ("" if there is nothing)."""
    if not known:
        return ""
    import difflib  # only errors need it

    near = difflib.get_close_matches(name, known, n=1)
    near = near or [k for k in known if len(name) > 2 and k.startswith(name)]
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    guess = f"did you mean '{near[0]}'? " if near else ""
    return f"{guess}available: {shown}"
