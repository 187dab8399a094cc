"""The harness is not blind: writers that are unsafe in known ways are caught by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from speccc.backends.api import Artefact, Compiled
from tests.differential.modes import give, pipeline
from tests.faults import files
from tests.faults.injecting import Server, best_way
from tests.faults.polling import Poller
from tests.faults.shops import shop
from tests.faults.statements import FAULTS
from tests.faults.tables import Unit, compiled, every_point

pytestmark = [
    pytest.mark.faults,
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def poller() -> Iterator[Poller]:
    with Poller() as made:
        yield made


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as made:
        yield made


def committed_between(unit: Compiled) -> Compiled:
    """The same code, but that it commits what it has deleted before it inserts."""

    def spoilt(text: str) -> str:
        return text.replace("INSERT INTO", "COMMIT;\n\nBEGIN;\n\nINSERT INTO")

    load = unit.recipe["scripts"]["load"]
    made = [replace(a, content=spoilt(a.content)) if a.path == load else a for a in unit.artefacts]
    assert made != list(unit.artefacts)
    return replace(unit, artefacts=tuple(made))


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("dialect", FAULTS)
def test_a_commit_between_delete_and_insert(
    dialect: str, looks: bool, poller: Poller, tmp_path: Path
) -> None:
    spoilt = committed_between(compiled("replace", dialect))
    unit = Unit(spoilt, shop(dialect, tmp_path), tables=True)
    with pytest.raises(AssertionError, match="torn"):
        every_point(unit, FAULTS[dialect]["killed"], poller, kills=True, looks=looks)


#: Modules that write their sink as none should: in its place, and beside it without cleaning up.
IN_PLACE = """
    with (root / "out/kept.csv").open("w") as file:
        for row in rows:
            file.write(row)
            file.flush()
"""
LEAVING = """
    staged = root / f"out/.kept.{os.getpid()}"
    staged.write_text("".join(rows))
    staged.replace(root / "out/kept.csv")
"""
MODULE = """
import os
from pathlib import Path

import pyarrow.parquet as pq


def main(arguments):
    root = Path(arguments[1])
    given = pq.read_table(root / "data/given.parquet").column("k").to_pylist()
    rows = [f"{k}\\n" for k in given]
    (root / "out").mkdir(exist_ok=True)
    try:
        write(root, rows)
    except OSError:
        return 1
    return 0


def write(root, rows):
"""


@pytest.mark.parametrize("way", sorted({"wrapping", best_way()}))
@pytest.mark.parametrize(
    ("writes", "caught"),
    [(IN_PLACE, r"kept\.csv is torn"), (LEAVING, "KILL")],
    ids=["in place", "leaving its file"],
)
def test_a_file_that_is_written_unsafely(
    writes: str, caught: str, way: str, server: Server, tmp_path: Path
) -> None:
    made = pipeline("replace", "csv")
    recipe = {"module": "reading.py", "incremental": []}
    spoilt = Compiled((Artefact("reading.py", MODULE + writes),), recipe)

    def source(batch: int, root: Path) -> None:
        give(made.sources[0], [(k, "a", *[None] * 6) for k in (batch, batch + 1)], root)

    unit = files.Unit(spoilt, "pandas", server, tmp_path, source)
    with pytest.raises(AssertionError, match=caught):
        files.every_boundary(unit, way)
