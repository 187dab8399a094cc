"""Rows in = rows out + filtered + deduplicated + quarantined, counted from outside: what a run was
given, and what stands in its sinks. And a broken rule leaves every sink as it was."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.driver import optimise
from speccc.ir.rel import Binding, Pipeline, Row
from tests.differential.engines import PARTIAL
from tests.differential.pipelines import checked
from tests.differential.runs import RUNNERS, check_run
from tests.differential.servers import EVERY, SERVERS, parameters
from tests.differential.stores import STORES
from tests.differential.test_tables import Unit
from tests.unit.backends.sql.tables import compiled_over_tables

COLUMNS = {"k": "int64 not null", "name": "text", "size": "int64", "code": "text"}
STEPS: list[dict[str, Any]] = [
    {
        "name": "valid",
        "from": "given",
        "expect": [
            {"not_null": ["name"], "severity": "quarantine"},
            {"name": "small", "check": "size < 9", "severity": "quarantine"},
            {"references": {"with": "names", "keys": ["name"]}, "severity": "quarantine"},
        ],
    },
    {"name": "coded", "cast": {"columns": {"code": "int64"}, "on_error": "quarantine"}},
    {"name": "kept", "filter": "code > 0"},
    {"name": "dropped", "from": "coded", "filter": "case when code > 0 then false else true end"},
    {"name": "latest", "from": "kept", "dedupe": {"by": ["name"], "order": ["size desc"]}},
]
#: Where the rows of `given` are, each in one of them.
ASIDE = ("dropped", "valid.rejected", "coded.rejected")
CELLS = st.tuples(
    st.sampled_from(("1", "2", "3", "4", "x", "")),
    st.sampled_from(("a", "b", "c", "")),
    st.sampled_from(("1", "2", "9", "1.5", "")),
    st.sampled_from(("1", "2", "-1", "?", "")),
)
EXACT = st.tuples(
    st.integers(1, 9),
    st.sampled_from(("a", "b", "c", None)),
    st.sampled_from((1, 2, 9, None)),
    st.sampled_from(("1", "2", "-1", "?", None)),
)


def pipeline(*aside: str, **source: Any) -> Pipeline:
    read = ("latest", "kept", *ASIDE, *aside)
    sinks = {f"of_{name.replace('.', '_')}": name for name in read}
    return checked(
        {
            "speccc": 1,
            "name": "reading",
            "sources": {
                "given": {"columns": COLUMNS, **source},
                "names": {"columns": {"name": "text"}},
            },
            "steps": STEPS,
            "sinks": {sink: {"from": node, "mode": "replace"} for sink, node in sinks.items()},
        }
    )


def check_accounts(count: int, rows: dict[str, int], groups: int) -> None:
    """`groups`: how many names there are among the rows that the filter kept."""
    assert rows["of_latest"] == groups
    deduplicated = rows["of_kept"] - groups
    aside = sum(n for sink, n in rows.items() if sink not in ("of_latest", "of_kept"))
    assert count == rows["of_latest"] + deduplicated + aside


@pytest.mark.parametrize("engine", RUNNERS)
def test_every_row_of_a_file_is_somewhere(engine: str, tmp_path: Path) -> None:
    check_every_row_of_a_file(engine, tmp_path)


def check_every_row_of_a_file(
    engine: str, folder: Path, phases: Sequence[Phase] = tuple(Phase)
) -> None:
    """Also those that break the contract of the source: cells that do not read, keys twice."""
    made = pipeline("given.rejected", on_error="quarantine", key=["k"])
    bound = replace(
        made,
        sources=tuple(
            replace(s, binding=Binding("csv", {"path": f"{s.name}.csv"})) for s in made.sources
        ),
        sinks=tuple(
            replace(s, binding=Binding("json", {"path": f"out/{s.name}.jsonl"})) for s in made.sinks
        ),
    )
    run_it = RUNNERS[engine](bound, folder)

    @settings(max_examples=12, phases=phases, deadline=None)
    @given(st.lists(CELLS, max_size=12))
    def law(rows: list[tuple[str, ...]]) -> None:
        with tempfile.TemporaryDirectory(dir=folder) as name:
            root = Path(name)
            (root / "given.csv").write_text(_csv([tuple(COLUMNS), *rows]), encoding="utf-8")
            (root / "names.csv").write_text("name\na\nb\n", encoding="utf-8")
            reports: list[dict[str, Any]] = []

            def once(root: Path) -> dict[str, Any]:
                reports.append(run_it(root))
                return reports[-1]

            assert check_run(bound, once, root)
            [report] = reports
            read = report["sources"]["given"]
            written = {name: sink["written"] for name, sink in report["sinks"].items()}
            assert read == {"read": len(rows), "rejected": written["of_given_rejected"]}
            kept = (root / "out/of_kept.jsonl").read_text(encoding="utf-8")
            groups = sum(f'"{name}"' in kept for name in ("a", "b"))
            check_accounts(len(rows), written, groups)

    law()


def _csv(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(
    "engine",
    parameters([*PARTIAL, *SERVERS]),
)
def test_every_row_of_a_table_is_somewhere(engine: str) -> None:
    made = pipeline()
    run_it = EVERY[engine](optimise(made))

    @settings(max_examples=25, deadline=None)
    @given(st.lists(EXACT, max_size=12))
    def law(rows: list[Row]) -> None:
        found = run_it({"given": rows, "names": [("a",), ("b",)]})
        groups = len({row[1] for row in found["of_kept"]})
        check_accounts(len(rows), {name: len(rows) for name, rows in found.items()}, groups)

    law()


FAILING = [*STEPS[:2], {"name": "latest", "expect": [{"row_count": {"max": 1}}]}]
GIVEN = [(1, "a", 1, "1"), (2, "b", 2, "2"), (3, None, 9, "3"), (4, "a", 4, "?")]


def failing() -> Pipeline:
    """One rule of severity fail, below those that put rows aside."""
    sinks = {"out": "latest", "bad": "valid.rejected", "odd": "coded.rejected"}
    return checked(
        {
            "speccc": 1,
            "name": "reading",
            "sources": {"given": {"columns": COLUMNS}, "names": {"columns": {"name": "text"}}},
            "steps": FAILING,
            "sinks": {sink: {"from": node, "mode": "replace"} for sink, node in sinks.items()},
        }
    )


@pytest.mark.parametrize("engine", RUNNERS)
def test_a_broken_rule_leaves_every_file_as_it_was(engine: str, tmp_path: Path) -> None:
    made = failing()
    bound = replace(
        made,
        sources=tuple(
            replace(s, binding=Binding("csv", {"path": f"{s.name}.csv"})) for s in made.sources
        ),
        sinks=tuple(
            replace(s, binding=Binding("csv", {"path": f"out/{s.name}.csv"})) for s in made.sinks
        ),
    )
    run_it = RUNNERS[engine](bound, tmp_path)
    (tmp_path / "names.csv").write_text("name\na\nb\n", encoding="utf-8")
    given = tmp_path / "given.csv"
    header = tuple(COLUMNS)
    given.write_text(_csv([header, ("1", "a", "1", "1"), ("2", "", "", "")]), encoding="utf-8")
    assert run_it(tmp_path)["error"] is None
    before = _files(tmp_path / "out")
    assert set(before) == {"out.csv", "bad.csv", "odd.csv"}
    rows = [tuple("" if v is None else str(v) for v in row) for row in GIVEN]
    given.write_text(_csv([header, *rows]), encoding="utf-8")
    assert run_it(tmp_path)["error"]["kind"] == "expectation"
    assert _files(tmp_path / "out") == before


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("dialect", STORES)
def test_a_broken_rule_leaves_every_table_as_it_was(dialect: str, tmp_path: Path) -> None:
    unit = Unit(compiled_over_tables(failing(), dialect), STORES[dialect], tmp_path)
    unit.store.fill(tmp_path, "names", "name TEXT", [("a",), ("b",)])
    columns = "k BIGINT, name TEXT, size BIGINT, code TEXT"
    unit.store.fill(tmp_path, "given", columns, [GIVEN[0], GIVEN[2]])
    assert unit.run()["error"] is None
    before = [unit.store.rows(tmp_path, sink, ["text"] * 5) for sink in ("out", "bad", "odd")]
    assert [len(rows or ()) for rows in before] == [1, 1, 0]
    unit.store.fill(tmp_path, "given", columns, GIVEN)
    error = unit.run()["error"]
    assert error is not None
    assert error["kind"] == "expectation"
    after = [unit.store.rows(tmp_path, sink, ["text"] * 5) for sink in ("out", "bad", "odd")]
    assert after == before
