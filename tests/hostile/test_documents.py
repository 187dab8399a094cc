"""What is said in a spec shows in what lies beside the code, and does nothing there."""

from __future__ import annotations

import json

import pytest

from tests.hostile.texts import TEXTS, yaml_scalar
from tests.hostile.units import unit

SAID = [text for text in TEXTS if "\0" not in text]
#: What must be escaped wherever it stands: it ends a line, or hides what is written.
HIDING = {*map(chr, range(32)), "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufeff"} - {"\n"}
_SPEC = """speccc: 1
name: hostile
description: {all}
owner: {all}
sources:
  given:
    connector: json
    options: {{path: in.jsonl}}
    description: {all}
    columns:
{columns}
steps:
  - name: kept
    description: {all}
    filter: 1 = 1
sinks:
  result:
    connector: json
    options: {{path: out.jsonl}}
    description: {all}
    mode: replace
examples:
  - name: {all}
    given:
      given: |
        c0
        "{{{{ x }}}} %s ;-- `"
    then:
      result: |
        c0
        "{{{{ x }}}} %s ;-- `"
"""


@pytest.mark.parametrize("profile", ["pandas", "duckdb", "flink"])
def test_everything_is_said(profile: str) -> None:
    columns = "\n".join(
        f"      c{number}: {{type: text, description: {yaml_scalar(text)}}}"
        for number, text in enumerate(SAID)
    )
    spec = _SPEC.format(all=yaml_scalar(" ".join(SAID)), columns=columns)
    found = unit(spec, profile, documents=True)
    for path, content in found.files().items():
        hidden = HIDING & {*content}
        assert not hidden, (path, hidden)
        if path.endswith(".py"):
            compile(content, path, "exec")
    assert found.compiled is not None
    recipe = found.compiled.recipe
    assert json.loads(json.dumps(recipe)) == recipe
    readme = found.files()["README.md"]
    assert sum(line.startswith("### `") for line in readme.splitlines()) == 2, "only our headings"
    assert "<b>" not in readme.replace("\\<b>", "").replace("`", "")
