"""What columns, tables and files are called in the data: whatever it is, it is found and made under
that name, or the target refuses it at its place.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from speccc.execute.databases import DATABASES
from tests.hostile.texts import EVERYTHING, FEW, TEXTS, yaml_scalar
from tests.hostile.units import Unit, unit
from tests.support import servers

NAMES = [text for text in TEXTS if "\0" not in text]


# --- files ----------------------------------------------------------------------------------------


def _csv(names: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(_table(names))
    return text.getvalue().encode()


def _json(names: Sequence[str]) -> bytes:
    head, values = _table(names)
    return json.dumps(dict(zip(head, values, strict=True))).encode()


def _parquet(names: Sequence[str]) -> bytes:
    head, values = _table(names)
    buffer = io.BytesIO()
    pq.write_table(pa.table({n: [v] for n, v in zip(head, values, strict=True)}), buffer)
    return buffer.getvalue()


def _table(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The head, and one row in which each value is the number of its column."""
    return [*names], [str(number) for number in range(len(names))]


FILES: dict[str, Callable[[Sequence[str]], bytes]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}


def copied(names: Sequence[str], connector: str, profile: str, *, aside: str = "") -> Unit:
    """A pipeline that reads columns of these names from one file and writes them to another."""
    columns = "\n".join(
        f"      c{number}: {{type: text, path: {yaml_scalar(name)}}}"
        for number, name in enumerate(names)
    )
    return unit(
        f"""speccc: 1
name: hostile
sources:
  given:
    connector: {connector}
    options: {{path: {yaml_scalar(f"in{aside}.{connector}")}}}
    columns:
{columns}
steps:
  - filter: 1 = 1
sinks:
  result:
    connector: {connector}
    options: {{path: {yaml_scalar(f"out{aside}.{connector}")}}}
    mode: replace
    columns:
{columns}
""",
        profile,
    )


def comes_back(
    names: Sequence[str], connector: str, profile: str, root: Path, aside: str = ""
) -> None:
    """What was read under the names is written under them."""
    made = FILES[connector](names)
    (root / f"in{aside}.{connector}").write_bytes(made)
    report = copied(names, connector, profile, aside=aside).run(root)
    assert report["error"] is None
    written = (root / f"out{aside}.{connector}").read_bytes()
    assert _read(connector, written) == _read(connector, made)


def _read(connector: str, content: bytes) -> Any:
    match connector:
        case "csv":
            return list(csv.reader(io.StringIO(content.decode(), newline="")))
        case "json":
            return json.loads(content)
        case _:
            return pq.read_table(io.BytesIO(content)).to_pydict()


#: What no csv file can have, or not as the first of its names.
NOT_IN_CSV = ("a\rb", "\ufeff")


@pytest.mark.parametrize("some", [FEW, pytest.param(TEXTS, marks=pytest.mark.servers)])
@pytest.mark.parametrize("profile", ["pandas", "duckdb"])
@pytest.mark.parametrize("connector", FILES)
def test_columns_of_files(
    connector: str, profile: str, some: Sequence[str], tmp_path: Path
) -> None:
    names = [name for name in some if "\0" not in name]
    if profile == "duckdb":
        refused = {name for name in names if _refused(name, connector)}
        assert refused == {*HIDING} & {*names}
        distinct = {name.lower(): name for name in names if name not in refused}
        names = [*distinct.values()]
    comes_back([n for n in names if n not in NOT_IN_CSV], connector, profile, tmp_path)


def _refused(name: str, connector: str) -> bool:
    found = copied([name], connector, "duckdb")
    assert {d.code.id for d in found.diagnostics} <= {"E0727"}
    return found.compiled is None


#: Names that no SQL script has.
HIDING = [
    name
    for name in NAMES
    if any(
        (ord(c) < 32 and c not in "\t\n") or c in "\x7f\x85\u2028\u202e\u2066\ufeff" for c in name
    )
]


#: What is more than a sign to a shell, a pattern, or a path.
WILD = ("..", "a..b", "~", "$HOME", "%41", "*", "?", "[a]", "{a,b}", " ", "#", "x" * 200)


@pytest.mark.parametrize("names", [EVERYTHING, pytest.param(WILD, marks=pytest.mark.servers)])
@pytest.mark.parametrize("profile", ["pandas", "duckdb"])
def test_files(profile: str, names: Sequence[str], tmp_path: Path) -> None:
    for name in names:
        comes_back(["c"], "csv", profile, tmp_path, name.replace("\\", ""))


ELSEWHERE = ("../x.csv", "a/../../x.csv", "/x.csv", "~/x.csv", "C:/x.csv", "a\\\\x")


@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.parametrize("profile", ["pandas", "duckdb"])
def test_files_elsewhere(profile: str, path: str) -> None:
    found = unit(_SPEC.format(path=path), profile)
    assert [d.code.id for d in found.diagnostics] == ["E0736", "E0736"]


_SPEC = """speccc: 1
name: hostile
sources:
  given: {{connector: csv, options: {{path: "{path}"}}, columns: {{c: text}}}}
steps:
  - filter: 1 = 1
sinks:
  result: {{connector: csv, options: {{path: "{path}"}}, mode: replace}}
"""


# --- tables ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shop:
    """A database: its profile, how a test opens it, and the type of its texts."""

    profile: str
    connect: Callable[[Path], Any]
    url: Callable[[], str]
    text: str = "TEXT"

    @contextmanager
    def open(self, root: Path) -> Iterator[Any]:
        """A cursor of somebody else."""
        connection = self.connect(root)
        try:
            cursor = connection.cursor()
            if self.profile == "mariadb":
                cursor.execute("SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'")
            yield cursor
            if self.profile == "sqlite":
                connection.commit()
        finally:
            connection.close()


def _server(name: str, url: Callable[[], str], text: str) -> Shop:
    return Shop(name, lambda root: DATABASES[name].connect(url(), root), url, text)


SHOPS = {
    "sqlite": Shop("sqlite", lambda root: sqlite3.connect(root / "shop.db"), lambda: "shop.db"),
    "duckdb": Shop(
        "duckdb tables", lambda root: duckdb.connect(str(root / "shop.db")), lambda: "shop.db"
    ),
    "postgres": _server("postgres", lambda: servers.postgres()("postgres"), "TEXT"),
    "mariadb": _server(
        "mariadb", lambda: servers.mariadb()("test"), "LONGTEXT CHARACTER SET utf8mb4"
    ),
}
PLACES = {"source": "given", "column": "c", "sink": "result", "made": "c"}
_TABLES = """speccc: 1
name: hostile
sources:
  given:
    connector: table
    options: {{name: {source}}}
    columns:
      c: {{type: text, path: {column}}}
steps:
  - filter: 1 = 1
sinks:
  result:
    connector: table
    options: {{name: {sink}}}
    mode: replace
    columns:
      c: {{type: text, path: {made}}}
"""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def table_comes_back(shop: Shop, place: str, name: str, root: Path) -> bool:
    """What is read under a name, or written under it, is that; or False: it is refused."""
    names = {**PLACES, place: name}
    spec = _TABLES.format(**{n: yaml_scalar(text) for n, text in names.items()})
    found = unit(spec, shop.profile)
    if found.compiled is None:
        allowed = {"E0727", "E0725"} if shop.profile == "mariadb" else {"E0727"}
        assert {d.code.id for d in found.diagnostics} <= allowed
        return False
    source, column, sink, made = (_quoted(names[n]) for n in PLACES)
    with shop.open(root) as cursor:
        for table in (source, sink):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TABLE {source} ({column} {shop.text})")
        cursor.execute(f"INSERT INTO {source} VALUES ('it')")
    assert found.run(root, shop.url())["error"] is None
    with shop.open(root) as cursor:
        cursor.execute(f"SELECT {made} FROM {sink}")
        assert [tuple(row) for row in cursor.fetchall()] == [("it",)]
        for table in (source, sink):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
    return True


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
@pytest.mark.parametrize("place", PLACES)
def test_everything_at_once(place: str, engine: str, tmp_path: Path) -> None:
    for name in EVERYTHING:
        assert table_comes_back(SHOPS[engine], place, name, tmp_path)


#: What a server does not keep of a name, or not as it is, besides.
TOO_MUCH: dict[str, Callable[[str], bool]] = {
    "sqlite": lambda _: False,
    "duckdb": lambda _: False,
    "postgres": lambda name: len(name.encode()) > 63,
    "mariadb": lambda name: len(name) > 64 or name[-1:] in " \t\n" or max(map(ord, name)) > 0xFFFF,
}


@pytest.mark.servers
@pytest.mark.parametrize("engine", SHOPS)
@pytest.mark.parametrize("place", PLACES)
def test_names_in_tables(place: str, engine: str, tmp_path: Path) -> None:
    shop, refused = SHOPS[engine], set[str]()
    for name in NAMES:
        if "." not in name and not table_comes_back(shop, place, name, tmp_path):
            refused.add(name)
    temporary = {"# x", "#"} if engine == "mariadb" and place in ("source", "sink") else set[str]()
    assert refused == {*HIDING, *filter(TOO_MUCH[engine], NAMES)} | temporary
