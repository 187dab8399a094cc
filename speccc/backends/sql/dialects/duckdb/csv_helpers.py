"""The functions that tell whether a file is csv, before DuckDB's lenient parser reads it."""

from __future__ import annotations

from speccc.backends.sql.engine import Helper

_QUOTED = '"(?:[^"]|"")*"'
_END = r"(?:\r?\n|\z)"

#: By name. A body is written over its params.
CSV_HELPERS: dict[str, Helper] = {
    "CSV_FIELD": Helper(
        ("delimiter",),
        rf"""'(?:{_QUOTED}|[^"' || REGEXP_ESCAPE(delimiter) || '\r\n]*)'""",
        "the pattern of a field of csv, in quotes or without",
    ),
    "CSV_RECORD": Helper(
        ("delimiter",),
        "'^' || CSV_FIELD(delimiter)"
        " || '(?:' || REGEXP_ESCAPE(delimiter) || CSV_FIELD(delimiter) || ')*'",
        "the pattern of a text that starts with a record",
    ),
    "CSV_RECORDS": Helper(
        ("delimiter", "width"),
        "'^(?:' || CSV_FIELD(delimiter)"
        " || REPEAT(REGEXP_ESCAPE(delimiter) || CSV_FIELD(delimiter), width - 1)"
        rf" || '{_END}|\r?\n)*'",
        "the pattern of a text that starts with records of so many fields, and blank lines",
    ),
    "CSV_WIDTH": Helper(
        ("content", "delimiter"),
        "LEN(STRING_SPLIT(REGEXP_REPLACE("
        f"REGEXP_EXTRACT(content, CSV_RECORD(delimiter)), '{_QUOTED}', '', 'g'), delimiter))",
        "the number of fields in the record that a text starts with",
    ),
    "CSV_NAMES": Helper(
        ("path", "delimiter"),
        "(SELECT LIST_TRANSFORM(REGEXP_EXTRACT_ALL("
        "delimiter || REGEXP_EXTRACT(WITHOUT_MARK(content), CSV_RECORD(delimiter)),"
        " REGEXP_ESCAPE(delimiter) || CSV_FIELD(delimiter)), LAMBDA field : UNQUOTED(field))"
        " FROM READ_TEXT(FILE_TO_READ(path)))",
        "the names in the header of a csv file",
    ),
    "UNQUOTED": Helper(
        ("field",),
        "CASE WHEN SUBSTRING(field, 2, 1) = '\"'"
        " THEN REPLACE(SUBSTRING(field, 3, LENGTH(field) - 3), '\"\"', '\"')"
        " ELSE SUBSTRING(field, 2) END",
        "the text of a field of csv, without the delimiter before it",
    ),
    "WITHOUT_MARK": Helper(
        ("content",),
        r"REGEXP_REPLACE(content, '^\x{FEFF}', '')",
        "a file's text without its byte order mark",
    ),
    "CSV_COLUMNS": Helper(
        ("names", "wanted"),
        "JSON_TRANSFORM(CSV_SHAPE(names, wanted), CSV_SHAPE(names, wanted))",
        "the columns of a csv file as READ_CSV wants them",
    ),
    "CSV_SHAPE": Helper(
        ("names", "wanted"),
        "'{' || ARRAY_TO_STRING(LIST_TRANSFORM(RANGE(1, LEN(names) + 1), LAMBDA i :"
        " TO_JSON(CASE WHEN LIST_CONTAINS(wanted, LIST_EXTRACT(names, i))"
        " THEN LIST_EXTRACT(names, i) ELSE 'unused ' || i END) || ':\"VARCHAR\"'), ',') || '}'",
        "texts under the names that are wanted: others might differ from those in case only",
    ),
    "CSV_FAULT": Helper(
        ("path", "delimiter"),
        "(SELECT CASE WHEN content = '' THEN 'it is empty, without a header'"
        " WHEN good <> content"
        " THEN 'line ' || (LENGTH(good) - LENGTH(REPLACE(good, CHR(10), '')) + 1) || ': '"
        " || CSV_RECORD_FAULT(SUBSTRING(content, LENGTH(good) + 1), width, delimiter)"
        r""" WHEN marked AND REGEXP_MATCHES(content, '^"(?:[^"\n]|"")*\n')"""
        " THEN 'line 1: DuckDB reads no line end in quotes right after a byte order mark' END"
        " FROM (SELECT content, marked, width,"
        " REGEXP_EXTRACT(content, CSV_RECORDS(delimiter, width)) AS good"
        " FROM (SELECT content, marked, CSV_WIDTH(content, delimiter) AS width"
        " FROM (SELECT WITHOUT_MARK(content) AS content,"
        " STARTS_WITH(content, CHR(65279)) AS marked FROM READ_TEXT(FILE_TO_READ(path))))))",
        "why a file is no csv with as many fields in each line as in the header; NULL if it is",
    ),
    "CSV_RECORD_FAULT": Helper(
        ("content", "width", "delimiter"),
        f"CASE WHEN REGEXP_MATCHES(content, CSV_RECORD(delimiter) || '{_END}')"
        " THEN 'the number of fields is ' || CSV_WIDTH(content, delimiter)"
        " || ', in the header ' || width"
        " WHEN REGEXP_MATCHES(content, '^(?:' || CSV_FIELD(delimiter)"
        rf""" || REGEXP_ESCAPE(delimiter) || ')*"(?:[^"]|"")*\z') THEN 'a quote is not closed'"""
        " ELSE 'a quote or carriage return in a field that is not quoted as a whole' END",
        "what is wrong with the record that a text starts with",
    ),
}
