"""Instructions in the data are inert text: whoever drafts, nothing else changes."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from speccc.diagnostics import Failure, Reporter
from speccc.driver import Compiler, check
from speccc.spec.load import load_spec, load_target
from speccc.translate.document import canonical, write
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, InputColumn, InputTable, Questions, Request
from speccc.translate.offline import OfflineTranslator
from speccc.translate.privacy.payload import user_turn
from tests.support.model_server import Says, speaking
from tests.unit.translate.drafts import REQUEST as ASKED
from tests.unit.translate.drafts import SPEC, translator, wire
from tests.unit.translate.faults import PROVIDERS
from tests.unit.translate.injections import INJECTIONS

pytestmark = pytest.mark.drafts

ORDERS = InputTable(
    "orders",
    (InputColumn("order_id", "int64"), InputColumn("price", "decimal(12,2)"),
     InputColumn("note", "text")),
    "csv",
    {"path": "data/orders.csv"},
)  # fmt: skip
WORDS = "Read orders. Keep orders where price > 10. Write them to out/x.csv."
REQUEST = Request(WORDS, given=(ORDERS,))
#: Something harmless in the same place.
CALM = "calm"


def _table(where: str, text: str) -> InputTable:
    *others, note = ORDERS.columns
    match where:
        case "description":
            return replace(ORDERS, columns=(*others, replace(note, description=text)))
        case "column name":
            return replace(ORDERS, columns=(*others, replace(note, path=(text,))))
        case "sample":
            return replace(ORDERS, rows=({"note": text},))
        case "file name":
            return replace(ORDERS, options={"path": f"data/{text}.csv"})
        case "sheet title":
            sheet = {"spreadsheet": "1AbCdEfGhIjKlMnOpQrStUv", "sheet": text}
            return replace(ORDERS, connector="google_sheets", options=sheet)
        case _:
            raise ValueError(where)


PLACES = ("description", "column name", "sample", "file name", "sheet title")


def test_there_are_thirty() -> None:
    assert len(INJECTIONS) == len({*INJECTIONS.values()}) == 30


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def _shape(value: Any) -> Any:
    """Plain data without what its texts say."""
    if isinstance(value, dict):
        return {key: _shape(part) for key, part in value.items()}
    return [_shape(part) for part in value] if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("name", INJECTIONS)
def test_a_model_is_told_one_text_more(where: str, name: str) -> None:
    """The prompt and the request are the same; the data block is one line of JSON, of one shape."""
    calm = user_turn(replace(REQUEST, given=(_table(where, CALM),)))
    told = user_turn(replace(REQUEST, given=(_table(where, INJECTIONS[name]),)))
    *before, block = told.split("\n")
    *wanted, calm_block = calm.split("\n")
    assert before == wanted
    assert block.isascii()
    data, calm_data = json.loads(block), json.loads(calm_block)
    assert _shape(data) == _shape(calm_data)
    changed = [(a, b) for a, b in zip(_texts(data), _texts(calm_data), strict=True) if a != b]
    assert len(changed) == 1
    assert len(changed[0][0]) <= 200
    for char in changed[0][0]:
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("name", INJECTIONS)
def test_the_grammar_drafts_the_same(where: str, name: str) -> None:
    """But for the one text, where the spec has to hold it: a place, or a name of the data."""
    calm = _drafted(_table(where, CALM))
    found = _drafted(_table(where, INJECTIONS[name]))
    if isinstance(found, Questions):  # a place that cannot be: it is asked about, nothing is made
        assert where in ("file name", "sheet title", "column name")
        return
    assert isinstance(calm, Draft)
    one, other = _document(found.text), _document(calm.text)
    assert _shape(one) == _shape(other)
    changed = [b for a, b in zip(_texts(one), _texts(other), strict=True) if a != b]
    assert changed in ([], [CALM], [f"data/{CALM}.csv"])
    assert "out/evil.csv" not in str(one["sinks"])


def _drafted(table: InputTable) -> Draft | Questions:
    return draft(replace(REQUEST, given=(table,)), OfflineTranslator(), {})


def _document(text: str) -> Any:
    spec = load_spec(text, "x.yaml", Reporter())
    assert spec is not None
    return spec.model.model_dump(by_alias=True, exclude_none=True)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("where", PLACES)
def test_a_model_that_obeys_is_stopped(provider: str, where: str, tmp_path: Path) -> None:
    """Whatever the data says, no place comes out of it: not even out of the name of a file."""
    text = INJECTIONS["a new order"]
    evil = {**SPEC, "sinks": {"x": {"connector": "csv", "options": {"path": "out/evil.csv"},
                                    "mode": "replace"}}}  # fmt: skip
    given = replace(_table(where, text), name="more")
    request = replace(ASKED, given=(*ASKED.given, given))
    with speaking(Says(wire(evil))) as models:
        asked = translator(provider, models, tmp_path)
        with pytest.raises(Failure, match=r"nobody named the path 'out/evil\.csv'"):
            draft(request, asked, {})


TARGETS = {
    "pandas": "speccc_target: 1\nname: t\nbackend: pandas\n",
    "duckdb": "speccc_target: 1\nname: t\nbackend: sql\ndialect: duckdb\n",
    "sqlite": "speccc_target: 1\nname: t\nbackend: sql\ndialect: sqlite\nconnection: ${env:DB}\n",
}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", INJECTIONS)
def test_a_description_changes_no_code(target: str, name: str) -> None:
    calm, found = _generated(CALM, target), _generated(INJECTIONS[name], target)
    assert [*found] == [*calm]
    for path, content in found.items():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", content), (
            path
        )
        if path.endswith(".py"):
            assert _code(content) == _code(calm[path]), path
        elif path.endswith(".sql"):
            assert _statements(content) == _statements(calm[path]), path
        elif path.endswith(".md"):
            assert re.findall(r"(?m)^#+ .*", content) == re.findall(r"(?m)^#+ .*", calm[path]), path
            assert not re.search(r"(?<!\\)(<(script|img|!--)|\]\((javascript|https?:))", content), (
                path
            )


def _generated(text: str, target: str) -> dict[str, str]:
    """All that is generated of a spec that says a text wherever one may be said."""
    table = {"connector": "table", "options": {"name": "t"}} if target == "sqlite" else {}
    spec = {
        **SPEC,
        "description": text,
        "owner": text,
        "sources": {"orders": {**SPEC["sources"]["orders"], **table, "description": text,
                               "columns": {"price": {"type": "int64", "description": text}}}},
        "steps": [{"filter": "price > 100", "description": text}],
        "sinks": {"large": {**SPEC["sinks"]["large"], **table, "description": text}},
    }  # fmt: skip
    reporter = Reporter()
    written = canonical(write(spec), "x.yaml", reporter)
    assert written is not None
    loaded, profile = (
        load_spec(written, "x.yaml", reporter),
        load_target(TARGETS[target], "t", reporter),
    )
    assert loaded is not None
    assert profile is not None
    specs = {"large_orders": loaded}
    compiled = Compiler(profile, check(specs, reporter), specs).compile("large_orders", reporter)
    assert compiled is not None, [str(d) for d in reporter.diagnostics]
    return {a.path: a.content for a in compiled.artefacts}


def _code(content: str) -> str:
    """A module without what is only said in it."""
    tree = ast.parse(content)
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                node.value = ast.Constant("")
            case ast.Call(func=ast.Name(id="command")):  # what '--help' says
                node.args[1] = ast.Constant("")
            case _:
                pass
    return re.sub(r"sha256:\w+", "", ast.dump(tree))


def _statements(content: str) -> list[str]:
    return [line for line in content.splitlines() if not line.lstrip().startswith("--")]
