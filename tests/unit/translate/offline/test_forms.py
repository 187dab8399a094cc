"""Forms of controlled English, a few wordings of each, and the steps that they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.translate.offline.test_sentences import document_of

pytestmark = pytest.mark.drafts

_FORMS = yaml.safe_load(Path(__file__).with_name("forms.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", _FORMS["forms"], ids=lambda form: form["said"])
def test_forms(form: dict[str, Any]) -> None:
    document = document_of(f"Read orders. {form['said']}. Write it to out/x.csv.")
    assert document["steps"] == form["steps"]


@pytest.mark.parametrize("form", _FORMS["written"], ids=lambda form: form["said"])
def test_written(form: dict[str, Any]) -> None:
    document = document_of(f"Read orders. {form['said']}.")
    assert document["sinks"]["result_2"] == form["sink"]
    assert "columns" not in form or document["steps"] == [{"select": form["columns"]}]
