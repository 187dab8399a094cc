"""What the tests of `speccc.spec` share: loading a text, and the place of a diagnostic in it."""

from __future__ import annotations

from speccc.diagnostics import Diagnostic, Reporter, Span
from speccc.spec.document import SpecFile
from speccc.spec.load import load_spec

SPEC = """\
speccc: 1
name: demo
params:
  least: float64
sources:
  orders:
    columns:
      id: int64 not null
      price: {type: "decimal(9,2)", path: Unit Price}
steps:
  - filter: price > 0
  - name: total
    aggregate:
      by: []
      measures:
        revenue: sum(price)
sinks:
  result:
    mode: replace
"""


def errors(text: str | bytes) -> list[Diagnostic]:
    """What loading a spec reports, in order of place."""
    reporter = Reporter()
    load_spec(text, "demo.yaml", reporter)
    return sorted(reporter.diagnostics, key=lambda d: d.span or Span("", 0, 0, 0, 0))


def loaded(text: str | bytes) -> SpecFile:
    """The spec in a text that has no errors."""
    reporter = Reporter()
    spec = load_spec(text, "demo.yaml", reporter)
    assert spec is not None, [str(d) for d in reporter.diagnostics]
    return spec


def place(text: str, span: Span | None) -> str:
    """The characters that a span covers."""
    assert span is not None
    lines = text.split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first, last = lines[span.line - 1], lines[span.end_line - 1]
    between = lines[span.line : span.end_line - 1]
    return "\n".join([first[span.column - 1 :], *between, last[: span.end_column - 1]])


def changed(old: str, new: str, text: str = SPEC) -> str:
    """The spec with one text in it replaced."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
