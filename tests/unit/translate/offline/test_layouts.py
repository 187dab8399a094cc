"""What stands around the steps: headings, lists, titles, modes, parameters and schedules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from speccc.diagnostics import Reporter
from speccc.spec.load import read_document
from speccc.translate.drafting import draft
from speccc.translate.model import Questions, Request
from speccc.translate.offline import OfflineTranslator
from tests.unit.translate.offline.test_phrases import TICKETS

pytestmark = pytest.mark.drafts

_CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("layouts.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["text"][:60])
def test_layouts(case: dict[str, Any]) -> None:
    request = Request(case["text"], given=(TICKETS,))
    found = draft(request, OfflineTranslator(), {})
    if "asked" in case:
        assert isinstance(found, Questions), found.text
        assert [[q.code.id, request.words(q.words)] for q in found.questions] == case["asked"]
        return
    if isinstance(found, Questions):
        pytest.fail("\n".join(str(q.diagnostic(request)) for q in found.questions))
    read = read_document(found.text, "draft.yaml", "speccc", Reporter())
    assert read is not None
    assert {part: read[1].value[part] for part in case["spec"]} == case["spec"]
