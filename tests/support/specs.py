"""Checked pipelines from the text of a spec, for tests of what comes after loading."""

from __future__ import annotations

from collections.abc import Mapping

from speccc.analyse.pipeline import analyse
from speccc.diagnostics import Diagnostic, Reporter
from speccc.ir.rel import Pipeline
from speccc.ir.verify import verify
from speccc.spec.load import load_spec

HEAD = "speccc: 1\nname: tested\n"

ORDERS = """\
sources:
  orders:
    columns:
      order_id: int64 not null
      customer: text
      day: date
      price: decimal(9,2)
      quantity: int64
      rate: float64
      paid: bool not null
    key: [order_id]
"""

CUSTOMERS = """\
  customers:
    columns:
      name: text not null
      country: text
      born: date
    key: [name]
"""


def pipeline(text: str, upstream: Mapping[str, Pipeline] | None = None) -> Pipeline:
    """The checked pipeline. Raises AssertionError with the diagnostics if it is wrong."""
    found, diagnostics = analysed(text, upstream)
    assert found is not None, [f"{d} ({d.hint})" for d in diagnostics]
    return verify(found)


def errors(text: str, upstream: Mapping[str, Pipeline] | None = None) -> list[str]:
    """`CODE line:column` of each diagnostic of a wrong spec, in the order found."""
    found, diagnostics = analysed(text, upstream)
    assert found is None, "the spec is right"
    return [f"{d.code.id} {d.span.line}:{d.span.column}" for d in diagnostics if d.span]


def analysed(
    text: str, upstream: Mapping[str, Pipeline] | None = None
) -> tuple[Pipeline | None, list[Diagnostic]]:
    reporter = Reporter()
    spec = load_spec(text, "specs/tested.yaml", reporter)
    if spec is None:
        return None, reporter.diagnostics
    return analyse(spec, upstream or {}, reporter), reporter.diagnostics


def after(steps: str, *, customers: bool = False) -> Pipeline:
    """The pipeline that reads `orders` (and `customers`), takes these steps and writes the last.

    `steps` are the lines below `steps:`, with any indentation.
    """
    sources = ORDERS + (CUSTOMERS if customers else "")
    return pipeline(f"{HEAD}{sources}steps:\n{steps}\nsinks:\n  out: {{mode: replace}}\n")


def columns(found: Pipeline) -> list[str]:
    """The columns of the only sink, as `name: type [not null]`."""
    return [str(c) for c in found.node(found.sinks[0].input).schema]
