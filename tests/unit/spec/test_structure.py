"""Documents that are YAML and not built as they must be: the code, the place and the hint."""

from __future__ import annotations

import pytest

from speccc.diagnostics import Reporter
from speccc.spec.load import load_project, load_target
from tests.unit.spec.support import SPEC, changed, errors, place

#: old → new: code, the characters it points at, parts of message and hint
WRONG: dict[tuple[str, str], tuple[str, str, str, str]] = {
    # keys
    ("name: demo", "name: demo\nsteps_: 1"): (
        "E0201", "steps_", "unknown key 'steps_' in the spec", "did you mean 'steps'?"),
    ("    columns:", "    colums: {}\n    columns:"): (
        "E0201", "colums", "in the source", "did you mean 'columns'?"),
    ("filter: price > 0", "filter: price > 0\n    names: x"): (
        "E0201", "names", "in the filter step", "did you mean 'name'?"),
    ("      by: []", "      by: []\n      having: x"): (
        "E0201", "having", "in the aggregate", "available: by, measures"),
    ("path: Unit Price", "pth: Unit Price"): (
        "E0201", "pth", "in the column", "did you mean 'path'?"),
    ("      by: []\n", ""): (
        "E0202", "aggregate:\n      measures:\n        revenue: sum(price)",
        "the aggregate has no 'by'", ""),
    ("    mode: replace\n", "    from: total\n"): (
        "E0202", "result:\n    from: total", "the sink has no 'mode'",
        "one of: replace, merge, append, partition"),
    ("name: demo\n", ""): ("E0202", "", "the spec has no 'name'", ""),
    ("mode: replace", "mod: replace"): ("E0201", "mod", "", "did you mean 'mode'?"),
    ("type: \"decimal(9,2)\", ", ""): (
        "E0202", "price: {path: Unit Price}", "the column has no 'type'", "not null"),
    # a key under another name is one finding, at the key
    ("steps:\n", "stages:\n"): ("E0201", "stages", "unknown key 'stages'", "did you mean 'steps'?"),
    ("filter: price > 0", "fill: {price: 0}"): (
        "E0201", "price", "in the fill", "write 'values: {price: 0}'"),
    ("filter: price > 0", "union: {to: [x]}"): ("E0201", "to", "", "did you mean 'with'?"),
    # shapes
    ("filter: price > 0", "rename: {id: key}"): (
        "E0203", "{id: key}", "'rename' must be a list", "write 'rename: [id as key]'"),
    ("filter: price > 0", "dedupe: [id]"): (
        "E0203", "[id]", "'dedupe' must be a mapping", "write 'dedupe: {by: [id], order: […"),
    ("filter: price > 0", "union: [x, y]"): (
        "E0203", "[x, y]", "", "write 'union: {with: [x, y]}'"),
    ("filter: price > 0", "expect: price > 0"): (
        "E0203", "price > 0", "", "with a dash: '- check: price > 0'"),
    ("filter: price > 0", "derive: tax = price * 2"): (
        "E0203", "tax = price * 2", "", "write 'derive: {tax: price * 2}'"),
    ("filter: price > 0", "sort: {price: desc}"): (
        "E0203", "{price: desc}", "", "write 'sort: [price desc]'"),
    ("filter: price > 0", "limit: [5]"): ("E0203", "[5]", "", "write 'limit: 5'"),
    ("filter: price > 0", 'select: "*"'): ("E0203", '"*"', "", "there is no *"),
    ("filter: price > 0", "distinct: true"): ("E0203", "true", "", "list the columns"),
    ("by: []", "by: region"): (
        "E0203", "region", "'by' must be a list, not a single value", "write [region]"),
    ("filter: price > 0", "filter: [price, 0]"): (
        "E0203", "[price, 0]", "'filter' must be a single value, not a list", "quote it"),
    ("filter: price > 0", "filter: {price: 0}"): (
        "E0203", "{price: 0}", "'filter' must be a single value, not a mapping", ""),
    ("  least: float64", "  - least"): (
        "E0203", "- least", "'params' must be a mapping (key: value), not a list", ""),
    ("  least: float64", "  least: [float64]"): (
        "E0203", "[float64]",
        "'least' must be a single value or a mapping (key: value), not a list", ""),
    ("  - filter: price > 0", "  - distinct"): (
        "E0203", "distinct", "item 1 of 'steps' must be a mapping", ""),
    ("path: Unit Price", "path: {a: b}"): (
        "E0203", "{a: b}", "'path' must be a single value or a list, not a mapping", ""),
    ("path: Unit Price", "path: [a, [b]]"): (
        "E0203", "[b]", "item 2 of 'path' must be a single value, not a list", ""),
    # names, words, numbers
    ("name: demo", "name: my demo"): ("E0204", "my demo", "'my demo' is not a name", "a letter"),
    ("name: demo", 'name: "demo\\n"'): ("E0204", '"demo\\n"', "is not a name", ""),
    ("  least: float64", "  le-ast: float64"): ("E0204", "le-ast", "'le-ast' is not a name", ""),
    ("  least: float64", f"  {'x' * 64}: float64"): ("E0204", "x" * 64, "is not a name", ""),
    ("      id: int64", "      1d: int64"): ("E0204", "1d", "'1d' is not a name", ""),
    ("by: []", "by: [a, b c]"): ("E0204", "b c", "'b c' is not a name", ""),
    ("mode: replace", "mode: upsert"): (
        "E0205", "upsert", "'mode' cannot be 'upsert'", "did you mean 'merge'?"),
    ("mode: replace", "mode: overwrite"): (
        "E0205", "overwrite", "'mode' cannot be 'overwrite'", "did you mean 'replace'?"),
    ("filter: price > 0", "limit: many"): (
        "E0206", "many", "'limit' must be an integer, not 'many'", "digits only"),
    ("filter: price > 0", "limit: 1_000"): ("E0206", "1_000", "must be an integer", ""),
    ("filter: price > 0", "limit: 1.0"): ("E0206", "1.0", "must be an integer", ""),
    ("filter: price > 0", "limit: -1"): ("E0207", "-1", "'limit' is -1; 0 is the least", ""),
    ("speccc: 1", "speccc: one"): ("E0206", "one", "'speccc' must be an integer", ""),
    ("speccc: 1", "speccc: 2"): ("E0213", "2", "'speccc: 2' is not a version", "speccc: 1"),
    # emptiness
    ("filter: price > 0", "select: []"): ("E0208", "[]", "'select' is empty", "leave it out"),
    ("filter: price > 0", "derive: {}"): ("E0208", "{}", "'derive' is empty", "leave it out"),
    # operators
    ("- filter: price > 0", "- name: x"): (
        "E0209", "name: x", "this step has no operator key", "one of: select, rename"),
    ("- filter: price > 0", "- filter: a\n    drop: [b]"): (
        "E0210", "drop", "two operator keys: filter, drop", "a step of its own"),
    ("- filter: price > 0", "- filtr: price > 0"): (
        "E0211", "filtr", "there is no step 'filtr'", "did you mean 'filter'?"),
    ("- filter: price > 0", "- where: price > 0"): (
        "E0211", "where", "there is no step 'where'", "did you mean 'filter'?"),
    ("- filter: price > 0", "- group by: [id]"): (
        "E0211", "group by", "there is no step 'group by'", "did you mean 'aggregate'? as in"),
    ("- filter: price > 0", "- zzz: 1"): ("E0211", "zzz", "", "available: select, rename"),
    ("- filter: price > 0", "- expect:\n      - {severity: warn}"): (
        "E0209", "{severity: warn}", "this rule has no operator key", "one of: check, not_null"),
    ("- filter: price > 0", "- expect:\n      - {check: a, unique: [b]}"): (
        "E0210", "unique", "this rule has two operator keys: check, unique", "a rule of its own"),
    ("- filter: price > 0", "- expect:\n      - {in_range: a}"): (
        "E0211", "in_range", "there is no rule 'in_range'", "available: check"),
    ("- filter: price > 0", "- expect:\n      - {unique: a, severity: bad}"): (
        "E0203", "a", "'unique' must be a list", "write [a]"),
}  # fmt: skip


@pytest.mark.parametrize("edit", WRONG, ids=lambda edit: repr(edit[1]))
def test_wrong_documents(edit: tuple[str, str]) -> None:
    code, marked, message, hint = WRONG[edit]
    text = changed(*edit)
    first = errors(text)[0]
    assert (first.code.id, place(text, first.span)) == (code, marked)
    assert message in first.message
    assert hint in first.hint


@pytest.mark.parametrize("edit", WRONG, ids=lambda edit: repr(edit[1]))
def test_one_mistake_is_one_error(edit: tuple[str, str]) -> None:
    assert len(errors(changed(*edit))) == (2 if "severity: bad" in edit[1] else 1)


def test_errors_concern_the_variant_that_was_meant_only() -> None:
    text = changed("filter: price > 0", "join: {kind: outer, key: [id]}")
    assert {(e.code.id, place(text, e.span)) for e in errors(text)} == {
        ("E0202", "join: {kind: outer, key: [id]}"),  # with
        ("E0205", "outer"),
        ("E0201", "key"),
    }


def test_all_errors_of_a_document_at_once() -> None:
    text = changed("filter: price > 0", "limit: x")
    text = changed("mode: replace", "mode: upsert", text)
    text = changed("sum(price)", "'sum'", text)
    assert [e.code.id for e in errors(text)] == ["E0206", "E0122", "E0205"]


@pytest.mark.parametrize("text", ["- a\n- b", "just text", "5"])
def test_the_root_must_be_a_mapping(text: str) -> None:
    (error,) = errors(text)
    assert error.code.id == "E0203"
    assert error.message.startswith("the document must be a mapping")


def test_targets_and_projects_are_checked_too() -> None:
    reporter = Reporter()
    assert load_target("speccc_target: 1\nname: x\nbackend: spark\n", "t.yaml", reporter) is None
    assert load_project("speccc_project: 1\npath: {}\n", "speccc.yaml", reporter) is None
    assert [(d.code.id, d.hint[:24]) for d in reporter.diagnostics] == [
        ("E0205", "available: pandas, sql, "),
        ("E0201", "did you mean 'paths'? av"),
    ]


def test_event_time_is_accepted() -> None:
    text = changed(
        "  orders:\n", "  orders:\n    event_time: {column: id, max_lateness: 10 seconds}\n"
    )
    assert errors(text) == []
    assert errors(SPEC) == []
