"""Tags follow lineage over contracts, and from one pipeline to the next."""

from __future__ import annotations

import pytest

from speccc.diagnostics import Reporter
from speccc.driver import check
from speccc.spec.load import load_spec

FIRST = """\
speccc: 1
name: first
sources:
  people:
    columns:
      id: int64 not null
      email: {type: text, tags: [personal]}
      score: {type: int64, tags: [secret, internal]}
steps:
  - derive:
      contact: email || '!'
  - select: [id, contact, score]
sinks:
  out:
    CONTRACT
    mode: replace
"""
SECOND = """\
speccc: 1
name: second
sources:
  people:
    connector: pipeline
    options: {sink: first.out}
    INHERITED
steps:
  - rename: [contact as c]
sinks:
  out: {mode: replace}
"""
NO_CONTRACT = "description: none"
CONTRACT = """columns:
      id: int64 not null
      contact: {type: text, path: Contact of}
      score: {type: int64, tags: [money]}"""
DECLARED = """columns:
      contact: text
      score: {type: int64, tags: [more]}"""


@pytest.mark.parametrize("contract", [NO_CONTRACT, CONTRACT], ids=["no contract", "a contract"])
@pytest.mark.parametrize("inherited", ["on_error: fail", DECLARED], ids=["inherited", "declared"])
def test_no_contract_takes_a_tag_away(contract: str, inherited: str) -> None:
    reporter = Reporter()
    specs = {}
    for name, text in (("first", FIRST), ("second", SECOND)):
        filled = text.replace("CONTRACT", contract).replace("INHERITED", inherited)
        specs[name] = load_spec(filled, f"{name}.yaml", reporter)
    made = check({name: spec for name, spec in specs.items() if spec}, reporter)
    assert [str(d) for d in reporter.diagnostics] == []
    (out,) = made["first"].sinks
    tags = {c.name: {*c.tags} for c in out.columns}
    assert tags["contact"] == {"personal"}
    assert tags["score"] >= {"secret", "internal"}
    (source,) = made["second"].sources
    read = {c.name: c for c in source.columns}
    assert read["contact"].tags == ("personal",)
    assert {*read["score"].tags} >= tags["score"]
    assert read["contact"].path == (("Contact of",) if contract == CONTRACT else ("contact",))
    (last,) = made["second"].sinks
    assert {c.name: {*c.tags} for c in last.columns}["c"] == {"personal"}
