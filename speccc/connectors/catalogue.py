"""The table of connectors."""

from __future__ import annotations

from dataclasses import dataclass

from speccc.connectors.forms import (
    CELLS,
    DELIMITER,
    DURATION,
    ENDPOINT,
    TEXT,
    URL,
    Form,
    one_of,
    texts_by_name,
    way,
    whole,
)
from speccc.connectors.http import PAGING, is_header


@dataclass(frozen=True, slots=True)
class Option:
    """`form` says what its value may be.

    `path` marks a file path relative to the project: never absolute, never upwards. `variable`:
    a target profile may write `${env:NAME}` in it; `credential`: it must be just that. `secret`:
    what a variable gives it may be a secret. `reads_only`: only a source has it.
    """

    name: str
    doc: str
    required: bool = False
    path: bool = False
    form: Form = TEXT
    variable: bool = False
    credential: bool = False
    secret: bool = False
    reads_only: bool = False


@dataclass(frozen=True, slots=True)
class Connector:
    """`modes`: how a sink can be written there; which of them a target has built is its own."""

    name: str
    doc: str
    options: tuple[Option, ...]
    reads: bool = True
    modes: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        return bool(self.modes)

    def option(self, name: str) -> Option | None:
        return next((o for o in self.options if o.name == name), None)


_PATH = Option("path", "The file, relative to the project's root.", required=True, path=True)
_ALL_MODES = ("replace", "merge", "append", "partition")
_DELIMITER = Option("delimiter", "One character; default ','.", form=DELIMITER)
_CELLS = Option(
    "range", "Its first row is the header: A3:F. Default: all cells.", form=CELLS, reads_only=True
)

CONNECTORS = {
    c.name: c
    for c in (
        Connector(
            "csv",
            "A CSV file with a header line, UTF-8, quoted as in RFC 4180; an empty field is NULL.",
            (_PATH, _DELIMITER),
            modes=_ALL_MODES,
        ),
        Connector("parquet", "A Parquet file.", (_PATH,), modes=_ALL_MODES),
        Connector("json", "JSON lines: one object a line.", (_PATH,), modes=_ALL_MODES),
        Connector(
            "excel",
            "A sheet of an Excel workbook (.xlsx), with a header row.",
            (_PATH, Option("sheet", "The sheet's title. Default: the only one."), _CELLS),
        ),
        Connector(
            "google_sheets",
            "A sheet of a Google spreadsheet, with a header row.",
            (
                Option("spreadsheet", "The id in its address.", required=True, variable=True),
                Option("sheet", "The sheet's title.", required=True),
                _CELLS,
                Option(
                    "credentials",
                    "A service account's key, as JSON or as a path to it.",
                    required=True,
                    variable=True,
                    credential=True,
                    secret=True,
                ),
                Option(
                    "endpoint",
                    "Another address of the Sheets API, such as a proxy's.",
                    form=ENDPOINT,
                    variable=True,
                ),
            ),
            modes=("replace",),
        ),
        Connector(
            "http",
            "JSON or csv from a web service, page by page.",
            (
                Option("url", "Where the first page is.", required=True, form=URL),
                Option("format", "json or csv.", required=True, form=one_of("json", "csv")),
                Option("records", "In JSON, the way down to the list of records.", form=way),
                _DELIMITER,
                Option(
                    "query",
                    "Parameters of each page.",
                    form=texts_by_name(),
                    variable=True,
                    secret=True,
                ),
                Option(
                    "headers",
                    "Headers of each page.",
                    form=texts_by_name(is_header, "headers"),
                    variable=True,
                    secret=True,
                ),
                Option("paging", "How the next page is asked for.", form=PAGING),
                Option("timeout", "Seconds for a page; default 60.", form=whole(1, 3600)),
                Option("max_pages", "More end the run; default 1000.", form=whole(1, 1_000_000)),
                Option("max_megabytes", "More end the run; default 256.", form=whole(1, 100_000)),
            ),
        ),
        Connector(
            "table",
            "A table of the database that the target's `connection` names.",
            (Option("name", "schema.table, or a table of the default schema.", required=True),),
            modes=_ALL_MODES,
        ),
        Connector(
            "topic",
            "A topic of Kafka: each message is a row.",
            (
                Option("topic", "Its name.", required=True),
                Option(
                    "brokers",
                    "host:port, one or several with commas.",
                    required=True,
                    variable=True,
                ),
                Option("format", "json or avro; default json.", form=one_of("json", "avro")),
                Option("registry", "The registry of Avro schemas.", form=ENDPOINT, variable=True),
                Option("group", "Whose reading is noted by Kafka.", reads_only=True),
                Option(
                    "start",
                    "earliest or latest: where to begin; default earliest.",
                    form=one_of("earliest", "latest"),
                    reads_only=True,
                ),
                Option(
                    "until",
                    "now: the job ends at what is there when it starts.",
                    form=one_of("now"),
                    reads_only=True,
                ),
            ),
            modes=("merge", "append"),
        ),
        Connector(
            "jdbc",
            "A table that Flink reads and writes by JDBC.",
            (
                Option("url", "jdbc:postgresql://…", required=True, variable=True, secret=True),
                Option("table", "Its name.", required=True),
                Option("user", "Who reads and writes.", variable=True),
                Option(
                    "password",
                    "The password of that user.",
                    variable=True,
                    credential=True,
                    secret=True,
                ),
                Option(
                    "lookup",
                    "true: it is asked anew for each row of a stream that is joined with it.",
                    form=one_of("true", "false"),
                    reads_only=True,
                ),
                Option(
                    "cache_for",
                    "How long an answer is kept; default: not at all.",
                    form=DURATION,
                    reads_only=True,
                ),
                Option(
                    "cache_rows",
                    "How many answers are kept; default 10000.",
                    form=whole(1, 999_999_999),
                    reads_only=True,
                ),
            ),
            modes=("merge", "append"),
        ),
        Connector(
            "datagen",
            "Rows that Flink makes up.",
            (
                Option("rows_per_second", "Default 10.", form=whole(1, 1_000_000)),
                Option("rows", "After so many it ends.", form=whole(1, 999_999_999)),
            ),
        ),
        Connector(
            "print", "Rows go into the log of Flink.", (), reads=False, modes=("merge", "append")
        ),
        Connector(
            "pipeline",
            "The sink of another pipeline, wherever the target binds it.",
            (Option("sink", "pipeline.sink", required=True),),
        ),
    )
}

#: Connectors of the design that this version does not build.
LATER = ("orc",)
