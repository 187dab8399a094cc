"""Writing the files: UTF-8, a line feed at the end of each line, on every machine."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Files:
    """The folder that the data goes to."""

    root: Path

    def csv(
        self,
        path: str,
        header: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        comma: str = ",",
    ) -> None:
        """A CSV file with a header; None is an empty field."""
        with self._place(path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=comma, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)

    def json_lines(self, path: str, rows: Iterable[object]) -> None:
        """A file with one JSON value a line."""
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        self._place(path).write_text("".join(lines), encoding="utf-8", newline="\n")

    def parquet(self, path: str, types: dict[str, Any], rows: Iterable[Sequence[object]]) -> None:
        """A parquet file; `types` are pyarrow's, by column."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = zip(*rows, strict=True)
        arrays = [pa.array(v, type=t) for v, t in zip(columns, types.values(), strict=True)]
        pq.write_table(pa.table(arrays, names=list(types)), self._place(path))

    def _place(self, path: str) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place
