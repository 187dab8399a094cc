"""Records into the place of a source, a few at a time, as a reader may meet them there."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import runs
from speccc.types.raw import JsonNumber

#: A value for each physical column: None, a bool, a JsonNumber or a text; of a producer that is
#: typed, a value of the column's type.
Record = Sequence[object]
#: The physical columns of records: a name, or the names that lead down into nested data.
Paths = Sequence[tuple[str, ...]]


class Producer(Protocol):
    """A place that takes records while it is open."""

    @property
    def typed(self) -> bool:
        """Whether their values have types."""
        ...

    def write(self, records: Sequence[Record]) -> int:
        """Writes records, which can be read when it returns; how many bytes they take.

        Raises Failure (E0906) if they cannot be written.
        """
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a binding of a connector of PRODUCERS puts records. `address`: of the unit. `schema`:
    of messages in Avro.
    """

    options: Mapping[str, Any]
    root: Path
    address: str
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Text of records with these physical columns and options: lines, below a header if there is
    one.
    """

    header: Callable[[Paths, Mapping[str, Any]], str]
    records: Callable[[Paths, Mapping[str, Any], Sequence[Record]], str]


class FileProducer:
    """A file that grows. It is made anew, and the folders that it lies in."""

    typed = False

    def __init__(self, lines: Lines, place: Place, paths: Paths) -> None:
        self._lines, self._options, self._paths = lines, place.options, paths
        file = place.root / str(place.options["path"])
        with self._told():
            file.parent.mkdir(parents=True, exist_ok=True)
            self._file = file.open("wb", buffering=0)
            self._file.write(lines.header(paths, place.options).encode())

    def write(self, records: Sequence[Record]) -> int:
        data = self._lines.records(self._paths, self._options, records).encode()
        with self._told():
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
        return len(data)

    def close(self) -> None:
        with self._told():
            self._file.close()

    @contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            what = f"cannot write '{self._options['path']}': {error.strerror or error}"
            raise Failure([runs.IO.at(None, message=what)]) from None


def producer(connector: str, place: Place, paths: Paths) -> Producer:
    """What puts records there. Raises Failure (E0906, E0952, E0956) if that cannot be."""
    return PRODUCERS[connector](place, paths)


def takes_records(connector: str, options: Mapping[str, Any]) -> bool:
    """Whether records can be put where a binding says: no schema is given to a registry."""
    return connector in PRODUCERS and "registry" not in options


def _csv_header(paths: Paths, options: Mapping[str, Any]) -> str:
    return _csv_records(paths, options, [[name for (name,) in paths]])


def _csv_records(paths: Paths, options: Mapping[str, Any], records: Sequence[Record]) -> str:
    text = io.StringIO(newline="")
    delimiter = str(options.get("delimiter", ","))
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerows([[_cell(value) for value in record] for record in records])
    return text.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _json_header(paths: Paths, options: Mapping[str, Any]) -> str:
    return ""


def _json_records(paths: Paths, options: Mapping[str, Any], records: Sequence[Record]) -> str:
    return "".join(f"{json_record(paths, record)}\n" for record in records)


def json_record(paths: Paths, record: Record) -> str:
    """A record as a JSON object."""
    return _json(nested(paths, record))


def nested(paths: Paths, row: Record) -> dict[str, object]:
    """A record as a mapping, its nested values in mappings of their own."""
    record: dict[str, Any] = {}
    for (*way, last), value in zip(paths, row, strict=True):
        here = record
        for part in way:
            here = here.setdefault(part, {})
        here[last] = value
    return record


def _json(value: object) -> str:
    match value:
        case dict():
            parts = cast("dict[str, object]", value).items()
            return f"{{{', '.join(f'{_json(name)}: {_json(part)}' for name, part in parts)}}}"
        case JsonNumber():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


_CSV = Lines(_csv_header, _csv_records)
_JSON = Lines(_json_header, _json_records)


def _topic(place: Place, paths: Paths) -> Producer:
    from speccc.execute.topic_producer import TopicProducer

    return TopicProducer(place, paths)


#: By connector.
PRODUCERS: Mapping[str, Callable[[Place, Paths], Producer]] = {
    "csv": lambda place, paths: FileProducer(_CSV, place, paths),
    "json": lambda place, paths: FileProducer(_JSON, place, paths),
    "topic": _topic,
}
