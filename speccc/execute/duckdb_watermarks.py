"""The watermarks of DuckDB runs: those of tables in one transaction with the rows, those of files
beside the files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speccc.execute.scripts import ScriptError
from speccc.execute.table_watermarks import TABLE, TableStore, made
from speccc.execute.watermarks import FileStore, Place, Watermarks

#: Runs a statement with values, and gives its rows.
Ask = Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]

_TABLE = f'"db"."main".{TABLE}'


@dataclass(frozen=True, slots=True)
class DuckdbWatermarks:
    """Those of one unit, whose sinks may be tables and files."""

    ask: Ask
    recipe: Mapping[str, Any]
    root: Path

    @property
    def in_tables(self) -> bool:
        """Whether there are any that must be written before the transaction ends."""
        return any(map(_is_table, self._sinks))

    @property
    def _sinks(self) -> list[Place]:
        return [sink for entry in self.recipe["incremental"] for sink in entry["sinks"]]

    def params(self) -> dict[str, str]:
        """The params that cut the sources, by name; a source that is read whole has none."""
        if not self.in_tables:
            return self._all.params()
        self.ask("BEGIN TRANSACTION", ())
        try:
            self.ask(made(_TABLE), ())
            return self._all.params()
        finally:
            self.ask("ROLLBACK", ())  # a dry run makes no table

    def record_in_tables(self, read: Mapping[str, str], given: Mapping[str, str]) -> None:
        """Notes how far each source was `read` by a run `given` these params, for the sinks that
        are tables; in the transaction that is open.
        """
        if self.in_tables:
            self.ask(made(_TABLE), ())
            self._all.record(read, given, _is_table)

    def record_beside_files(self, read: Mapping[str, str], given: Mapping[str, str]) -> None:
        """The same for the sinks that are files. Raises ScriptError if it cannot be written."""
        if all(map(_is_table, self._sinks)):
            return
        try:
            self._all.record(read, given, lambda sink: not _is_table(sink))
        except OSError as error:
            problem = f"the watermark cannot be written: {error.strerror or error}"
            raise ScriptError("io", problem) from None

    @property
    def _all(self) -> Watermarks:
        live = {sink["name"]: sink["live"] for sink in self.recipe["sinks"] if "live" in sink}
        tables = TableStore(self.ask, "?", live, _TABLE)
        stores = _Stores(tables, FileStore(self.root))
        return Watermarks(tuple(self.recipe["incremental"]), stores)


@dataclass(frozen=True, slots=True)
class _Stores:
    """Each sink has its own."""

    tables: TableStore
    files: FileStore

    def read(self, sink: Place) -> dict[str, str]:
        return (self.tables if _is_table(sink) else self.files).read(sink)

    def write(self, sink: Place, marks: Mapping[str, str]) -> None:
        (self.tables if _is_table(sink) else self.files).write(sink, marks)


def _is_table(sink: Place) -> bool:
    return bool(sink["connector"] == "table")
