"""Odd csv files: the reader of the reference, pandas and DuckDB give the same rows, or end with
the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speccc.diagnostics import Failure
from speccc.execute.readers import read_raw
from speccc.ir.rel import Binding, Pipeline, Row
from speccc.reference.boundary import read_sources
from speccc.reference.values import RunError
from tests.differential.pipelines import checked
from tests.differential.runs import RUNNERS, Runner

FILE = "data/in [1].csv"

#: What every engine reads, by content.
FINE: dict[bytes, list[Row]] = {
    b"a,b\n1,2\n": [("1", "2")],
    b"b,extra,a\n2,x,1\n": [("1", "2")],
    b"\xef\xbb\xbfa,b\n1,2": [("1", "2")],
    b'\xef\xbb\xbf"a","x,y",b\n1,q,2\n': [("1", "2")],
    b"a,b": [],
    b"a,b\n": [],
    b"a,b\n\n\r\n": [],
    b"a,b\r\n1,2\n3,4\r\n5,6\n": [("1", "2"), ("3", "4"), ("5", "6")],
    b'a,b\n1,"x\ny"\r\n"2\r\n,",3\n': [("1", "x\ny"), ("2\r\n,", "3")],
    b"a,b\n\n1,2\n\n\n3,4\n\n": [("1", "2"), ("3", "4")],
    b'a,b\n,\n"",1\n': [(None, None), (None, "1")],
    b"a,b\n#1,2\n3,#4\n": [("#1", "2"), ("3", "#4")],
    b"a,b\n NA , null\n": [(" NA ", " null")],
    b'a,b\n"say ""hi""","\\"\n': [('say "hi"', "\\")],
    b"a,b\n1,it's\n": [("1", "it's")],
    b"a,b,,\n1,2,,\n": [("1", "2")],
    b"a,b,A,a_1,B\n1,2,3,4,5\n": [("1", "2")],
    b"A,B,b,a\n3,5,2,1\n": [("1", "2")],
    b"x,x,a,b,x\n8,9,1,2,7\n": [("1", "2")],
    b"a,b\n1,\xc3\xa9\xf0\x9f\x98\x80\n": [("1", "é\U0001f600")],
    b"a,b\n" + b"x" * 3_000_000 + b',"' + b"y\n" * 1_500_000 + b'"\n': [
        ("x" * 3_000_000, "y\n" * 1_500_000)
    ],
}
_QUOTED = "a quote or carriage return in a field that is not quoted as a whole"
_OPEN = "a quote is not closed"
#: What is no csv, and why.
BROKEN: dict[bytes, str] = {
    b"": "it is empty, without a header",
    b"\xef\xbb\xbf": "it is empty, without a header",
    b"a,b\n1,\xff\n": "it is not UTF-8",
    b'a,b\n1,"2\n': f"line 2: {_OPEN}",
    b'a,b\n1,2\n1,"2\n3,4\n5,6\n': f"line 3: {_OPEN}",
    b'a,"b\n1,2\n': f"line 1: {_OPEN}",
    b'a,b\n1,"x"y\n': f"line 2: {_QUOTED}",
    b'a,b\n1,"x" \n': f"line 2: {_QUOTED}",
    b'a,b\n1, "x,y"\n': f"line 2: {_QUOTED}",
    b'a,b\n1, "xy"\n': f"line 2: {_QUOTED}",
    b'a,b\n1,5"\n2,6"\n': f"line 2: {_QUOTED}",
    b'a,b\n"1\n2",3\n1,x"y"\n': f"line 4: {_QUOTED}",
    b"a,b\r1,2\r": f"line 1: {_QUOTED}",
    b"a,b\n1,x\ry\n": f"line 2: {_QUOTED}",
    b"a,b\n1,2\n1\n": "line 3: the number of fields is 1, in the header 2",
    b"a,b\n1,2\n1": "line 3: the number of fields is 1, in the header 2",
    b"a,b\n1,2,3\n": "line 2: the number of fields is 3, in the header 2",
    b"a,b\n1,2,\n": "line 2: the number of fields is 3, in the header 2",
    b'a,b\n1,",",2\n': "line 2: the number of fields is 3, in the header 2",
    b"a,b\n  \n": "line 2: the number of fields is 1, in the header 2",
    b"\na,b\n1,2\n": "line 2: the number of fields is 2, in the header 1",
}
#: Of a file with one column.
ONE: dict[bytes, list[Row]] = {
    b"a\n\n1\n\n\n3\n\n": [("1",), ("3",)],
    b"a\r\n\r\n1\r\n": [("1",)],
    b'a\n""\n1\n""\n': [(None,), ("1",), (None,)],
    b"a\n  \n": [("  ",)],
    b"a,b\n,1\n\n2,\n": [(None,), ("2",)],
}


def _pipeline(names: Sequence[str], delimiter: str = ",", **source: Any) -> Pipeline:
    """The columns as they are, into parquet."""
    made = checked(
        {
            "speccc": 1,
            "name": "reading",
            "sources": {"given": {"columns": dict.fromkeys(names, "text"), **source}},
            "steps": [{"name": "kept", "filter": "true"}],
            "sinks": {"out": {"from": "kept", "mode": "replace"}},
        }
    )
    options = {"path": FILE} | ({} if delimiter == "," else {"delimiter": delimiter})
    given = replace(made.sources[0], binding=Binding("csv", options))
    out = replace(made.sinks[0], binding=Binding("parquet", {"path": "out/x.parquet"}))
    return replace(made, sources=(given,), sinks=(out,))


class Engines:
    """The same file through the reference and every engine."""

    def __init__(self, pipeline: Pipeline, folder: Path) -> None:
        self.pipeline = pipeline
        self.folder = folder
        self.runners: dict[str, Runner] = {}
        for name, runner in RUNNERS.items():
            (folder / name).mkdir()
            self.runners[name] = runner(pipeline, folder / name)

    def outcome(self, content: bytes) -> list[Row] | str:
        """The rows, or the message: once all agree."""
        root = self.folder / "root"
        (root / FILE).parent.mkdir(parents=True, exist_ok=True)
        (root / FILE).write_bytes(content)
        due = self._due(root)
        for name, run in self.runners.items():
            assert self._of(run, root) == due, (name, content[:300])
        return due

    def _due(self, root: Path) -> list[Row] | str:
        source = self.pipeline.sources[0]
        assert source.binding is not None
        try:
            raw = read_raw("csv", source.binding.options, root)
            return read_sources([source], {"given": raw})["given"]
        except Failure as failure:
            return failure.diagnostics[0].message
        except RunError as error:
            return error.message

    def _of(self, run: Runner, root: Path) -> list[Row] | str:
        out = root / "out/x.parquet"
        out.unlink(missing_ok=True)
        report = run(root)
        if report["error"] is not None:
            assert not out.exists()
            return report["error"]["message"]
        raw = read_raw("parquet", {"path": "out/x.parquet"}, root)
        assert report["sources"]["given"]["read"] == len(raw.rows)
        return [tuple(row.values()) for row in raw.rows]  # pyright: ignore[reportReturnType]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    return Engines(_pipeline(["a", "b"]), tmp_path_factory.mktemp("two"))


@pytest.mark.parametrize("content", FINE, ids=lambda c: repr(c[:40]))
def test_fine(content: bytes, two: Engines) -> None:
    assert two.outcome(content) == FINE[content]


@pytest.mark.parametrize("content", BROKEN, ids=lambda c: repr(c[:40]))
def test_broken(content: bytes, two: Engines) -> None:
    assert two.outcome(content) == f"cannot read '{FILE}': {BROKEN[content]}"


def test_one_column(tmp_path: Path) -> None:
    engines = Engines(_pipeline(["a"]), tmp_path)
    for content, rows in ONE.items():
        assert engines.outcome(content) == rows


def test_a_missing_column_says_what_is_there(two: Engines) -> None:
    where = "source 'given', column 'b': 'b'"
    missing = f"{where} is missing in the data (available: a, B, c?d)"
    assert two.outcome(b'a,B,"c\nd"\n1,2,3\n') == missing
    assert two.outcome(b"a,b,b\n1,2,3\n") == f"{where} occurs 2 times in the data"


def test_a_missing_file(two: Engines, tmp_path: Path) -> None:
    message = f"cannot read '{FILE}': No such file or directory"
    with pytest.raises(Failure, match="No such file"):
        read_raw("csv", {"path": FILE}, tmp_path)
    for run in two.runners.values():
        assert run(tmp_path)["error"] == {"kind": "io", "message": message}


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "^", "]", "\\", "-", " ", "a", "'"])
def test_delimiters(delimiter: str, tmp_path: Path) -> None:
    engines = Engines(_pipeline(["k", "b"], delimiter), tmp_path)
    d = delimiter.encode()
    assert engines.outcome(b"k" + d + b'b\n1,2"3\n'.replace(b'"', d)) == [("1,2", "3")]
    assert engines.outcome(b"k" + d + b'b\n"x' + d + b'y"' + d + b"z\n") == [
        (f"x{delimiter}y", "z")
    ]
    many = b"k" + d + b"b\n" + d + d + b"\n"
    fault = "line 2: the number of fields is 3, in the header 2"
    assert engines.outcome(many) == f"cannot read '{FILE}': {fault}"


_CELLS = st.text("ab ,;\"\n\r#'\\é\t", max_size=5).map(lambda t: t.encode())


@st.composite
def _almost_csv(draw: st.DrawFn) -> bytes:
    """Records of cells, most of them quoted as they should be, of two fields mostly."""

    def cell() -> bytes:
        raw = draw(_CELLS)
        if draw(st.integers(0, 30)) and (set(raw) & set(b',"\n\r') or draw(st.booleans())):
            return b'"' + raw.replace(b'"', b'""') + b'"'
        return raw

    def lines() -> Iterator[bytes]:
        yield b"a,b"
        for _ in range(draw(st.integers(0, 6))):
            yield b",".join(cell() for _ in range(draw(st.sampled_from((2,) * 12 + (0, 1, 3)))))

    ends = draw(st.sampled_from(((b"\n",), (b"\r\n",), (b"\n", b"\r\n"))))
    mark = draw(st.sampled_from((b"", b"", b"\xef\xbb\xbf")))
    return mark + b"".join(line + draw(st.sampled_from(ends)) for line in lines())


def test_random_files(two: Engines) -> None:
    seen: set[bool] = set()

    @settings(max_examples=60, deadline=None)
    @given(_almost_csv())
    def law(content: bytes) -> None:
        seen.add(isinstance(two.outcome(content), str))

    law()
    assert seen == {True, False}
