"""The functions of the load part: what each sink holds, how it is written, and all together."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from speccc.backends.pandas.code import Statement
from speccc.backends.pandas.extract import path_of
from speccc.backends.pandas.google_sheets import prepare_sheet
from speccc.backends.pandas.layout import docstring, lay_out, signature
from speccc.backends.pandas.load import held_sink, load_sink, partitions, reads, stored
from speccc.backends.pandas.quoting import docstring_text
from speccc.backends.pandas.syntax import called, code, listed, mapping, printed, text
from speccc.ir.rel import Pipeline, Sink


def load_functions(pipeline: Pipeline, decorators: Sequence[str]) -> list[str]:
    """The source of every function; the last is `load`, which has the decorators."""
    sinks = pipeline.sinks
    return [*map(_held, filter(reads, sinks)), *map(_load_one, sinks), _load(sinks, decorators)]


def is_sheet(sink: Sink) -> bool:
    """Whether it is a Google sheet, which is no file."""
    return sink.binding is not None and sink.binding.connector == "google_sheets"


def _held(sink: Sink) -> str:
    assert sink.binding is not None
    head = f"def held_{sink.name}(root: Path, findings: Findings) -> pd.DataFrame | None:"
    there = called("is_there", cst.Name("root"), path_of(sink.binding))
    lines = [
        *signature(head),
        *docstring(f"What '{sink.name}' holds already; None if it is not there yet."),
        f"    if not {printed(there)}:",
        "        return None",
        *(lay_out(s, 1) for s in held_sink(sink)),
        "    return frame",
    ]
    return "\n".join(lines)


def _load_one(sink: Sink) -> str:
    about = docstring(docstring_text(sink.description) or f"Write '{sink.name}'.")
    if is_sheet(sink):
        head = f"def load_{sink.name}(frame: pd.DataFrame) -> SheetTable:"
        body = [*(lay_out(s, 1) for s in prepare_sheet(sink)), "    return table"]
    else:
        head = f"def load_{sink.name}(frame: pd.DataFrame, path: Path) -> None:"
        body = [lay_out(s, 1) for s in load_sink(sink)]
    return "\n".join([*signature(head), *about, *body])


def _load(sinks: Sequence[Sink], decorators: Sequence[str]) -> str:
    head = (
        "def load(frames: dict[str, pd.DataFrame], root: Path, lock_timeout: float = 60) -> None:"
    )
    about = docstring("Write every sink; all take their places together, or none.")
    files = [s for s in sinks if not is_sheet(s)]
    sheets = [s for s in sinks if is_sheet(s)]
    lines = _load_files(files) if files else []
    if sheets:  # before the files take their places: a sheet is more likely to fail
        tables = [called(f"load_{s.name}", code("frames[{0}]", text(s.name))) for s in sheets]
        send = Statement(called("replace_sheets", listed(tables)))
        lines.append(lay_out(send, 2 if files else 1))
    return "\n".join([*decorators, *signature(head), *about, *lines])


def _load_files(sinks: Sequence[Sink]) -> list[str]:
    """All files, written beside their places under the lock of their folders."""
    paths = {s.name: path_of(s.binding) for s in sinks if s.binding}
    held = {s.name: code(f"held_{s.name}(root, findings)") for s in sinks if reads(s)}
    lines = [
        lay_out(Statement(mapping(paths), "sinks"), 1),
        "    with staging(root, sinks, lock_timeout) as stage:",
    ]
    if held:
        lines += [
            "        findings = Findings()",
            lay_out(Statement(mapping(held), "held"), 2),
            "        findings.check()",
        ]
    for sink in sinks:
        path = paths[sink.name]
        if sink.mode == "partition":
            lines += [
                lay_out(Statement(partitions(sink), "parts"), 2),
                "        for file, rows in parts:",
                f"            load_{sink.name}(rows, stage({printed(path)}, file))",
            ]
        else:
            load = called(f"load_{sink.name}", stored(sink), called("stage", path))
            lines.append(lay_out(Statement(load), 2))
    return lines
