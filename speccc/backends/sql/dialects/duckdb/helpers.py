"""The functions that the scripts define for themselves, so that the steps read well."""

from __future__ import annotations

import re

from speccc.backends.sql.dialects.duckdb.csv_helpers import CSV_HELPERS
from speccc.backends.sql.engine import Helper

#: The variable with the folder below which all data lies; no parameter is called so.
ROOT = "_root"

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_FIRST, _LAST = "0001-01-01", "9999-12-31"

#: By name. A body is written over its params.
HELPERS: dict[str, Helper] = {
    "FINITE": Helper(
        ("x",),
        "CASE WHEN ISFINITE(x) THEN x"
        " WHEN x IS NOT NULL THEN ERROR('overflow: a float64 result is out of range') END",
        "x itself; infinity ends the run",
    ),
    "ROUND_AWAY": Helper(
        ("x", "power"),
        "FINITE(SIGN(x) * FLOOR(ABS(x) * power + 0.5e0) / power)",
        "x rounded to the digits of a power of ten, halves away from zero",
    ),
    "REAL_POWER": Helper(
        ("x", "y"),
        "CASE WHEN (x <> 0 OR y >= 0) AND (x >= 0 OR y = FLOOR(y)) THEN FINITE(POWER(x, y)) END",
        "x to the power y; NULL where it is no real number",
    ),
    "MOD_INT": Helper(
        ("x", "y"),
        "CASE WHEN y = -1 THEN x - x ELSE x % NULLIF(y, 0) END",
        "the remainder of x by y; NULL for 0",
    ),
    "ASCII_UPPER": Helper(
        ("x",),
        "TRANSLATE(x, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')",
        "a to z as A to Z, all else unchanged",
    ),
    "ASCII_LOWER": Helper(
        ("x",),
        "TRANSLATE(x, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')",
        "A to Z as a to z, all else unchanged",
    ),
    "CALENDAR_DATE": Helper(
        ("x",),
        f"CASE WHEN x >= CAST('{_FIRST}' AS DATE) AND x <= CAST('{_LAST}' AS DATE) THEN x"
        " WHEN x IS NOT NULL THEN ERROR('overflow: a date is out of range') END",
        "x itself; a date outside the years 1 to 9999 ends the run",
    ),
    "CALENDAR_TIME": Helper(
        ("x",),
        f"CASE WHEN x >= CAST('{_FIRST}' AS TIMESTAMP)"
        f" AND x < CAST('{_LAST}' AS TIMESTAMP) + TO_DAYS(1) THEN x"
        " WHEN x IS NOT NULL THEN ERROR('overflow: a timestamp is out of range') END",
        "x itself; a timestamp outside the years 1 to 9999 ends the run",
    ),
    "WHOLE_SECONDS": Helper(
        ("micros",),
        "(micros - ((micros % 1000000) + 1000000) % 1000000) // 1000000",
        "microseconds as seconds, rounded down",
    ),
    "FLOAT_TO_INT64": Helper(
        ("x",),
        "CASE WHEN x >= -9223372036854775808e0 AND x < 9223372036854775808e0"
        " THEN CAST(TRUNC(x) AS BIGINT) END",
        "x without its fraction; NULL outside of int64",
    ),
    "DECIMAL_UNITS": Helper(
        ("x", "power", "above"),
        "CASE WHEN ABS(x) * power + 0.5e0 < above"
        " THEN CAST(SIGN(x) * FLOOR(ABS(x) * power + 0.5e0) AS BIGINT) END",
        "x in units of a decimal's last digit; NULL where it does not fit",
    ),
    "READ_BOOL": Helper(
        ("cell",),
        "CASE cell WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
        "exactly true or false",
    ),
    "READ_INT64": Helper(
        ("cell",),
        "CASE WHEN REGEXP_FULL_MATCH(cell, '[+-]?[0-9]+') THEN TRY_CAST(cell AS BIGINT) END",
        "a whole number in digits",
    ),
    "READ_FLOAT64": Helper(
        ("cell",),
        f"CASE WHEN REGEXP_FULL_MATCH(cell, '{_NUMBER}')"
        " AND ISFINITE(TRY_CAST(cell AS DOUBLE)) THEN TRY_CAST(cell AS DOUBLE) END",
        "a number, with or without a point and an exponent",
    ),
    "READ_DATE": Helper(
        ("cell",),
        f"CASE WHEN REGEXP_FULL_MATCH(cell, '{_DAY}') AND cell >= '{_FIRST}'"
        " THEN TRY_CAST(cell AS DATE) END",
        "YYYY-MM-DD",
    ),
    "READ_TIMESTAMP": Helper(
        ("cell",),
        rf"CASE WHEN REGEXP_FULL_MATCH(cell, '{_DAY}[ T]{_TIME}(\.[0-9]{{1,6}})?')"
        f" AND cell >= '{_FIRST}' THEN TRY_CAST(cell AS TIMESTAMP) END",
        "YYYY-MM-DD HH:MM:SS, with up to six digits of a fraction",
    ),
    "READ_AS": Helper(
        ("cell", "pattern", "format"),
        "CASE WHEN REGEXP_FULL_MATCH(cell, pattern)"
        " THEN WITHIN_CALENDAR(TRY_STRPTIME(cell, format)) END",
        "a date or timestamp in a format of its own",
    ),
    "WITHIN_CALENDAR": Helper(
        ("x",),
        f"CASE WHEN x >= CAST('{_FIRST}' AS TIMESTAMP)"
        f" AND x < CAST('{_LAST}' AS TIMESTAMP) + TO_DAYS(1) THEN x END",
        "x itself; a timestamp outside the years 1 to 9999 is NULL",
    ),
    "UNREADABLE": Helper(
        ("cell", "value", "shown"),
        "CASE WHEN cell IS NOT NULL AND value IS NULL THEN COALESCE(shown, '') END",
        "what to show of a cell that did not read; NULL if it did",
    ),
    "FIRST_ROW": Helper(
        ("row_id",),
        "' (first: row ' || (row_id + 1) || ')'",
        "a place in a source, for people",
    ),
    "FIRST_CELL": Helper(
        ("row_id", "cell"),
        "' (first: row ' || (row_id + 1)"
        " || COALESCE(', ''' || NULLIF(SHOWN(cell, 24), '') || '''', '') || ')'",
        "a place in a source, and what stands there",
    ),
    "SHOWN": Helper(
        ("words", "room"),
        "REGEXP_REPLACE(CASE WHEN LENGTH(words) > room THEN SUBSTRING(words, 1, room) || '…'"
        r" ELSE words END, '[\x00-\x1f\x7f-\x{9f}]', '?', 'g')",
        "a text without control characters, cut to so many characters",
    ),
    "COLUMN_FAULT": Helper(
        ("names", "name"),
        "CASE LEN(LIST_FILTER(names, LAMBDA other : other = name)) WHEN 1 THEN NULL"
        " WHEN 0 THEN ' is missing in the data (available: '"
        " || SHOWN(ARRAY_TO_STRING(names, ', '), 200) || ')'"
        " ELSE ' occurs ' || LEN(LIST_FILTER(names, LAMBDA other : other = name))"
        " || ' times in the data' END",
        "what is wrong with a physical column; NULL if nothing is",
    ),
    "EXTRA_COLUMNS": Helper(
        ("names", "known"),
        "SHOWN(NULLIF(ARRAY_TO_STRING(LIST_TRANSFORM(LIST_FILTER(names,"
        " LAMBDA other : NOT LIST_CONTAINS(known, other)),"
        " LAMBDA other : CHR(39) || other || CHR(39)), ', '), ''), 200)",
        "the physical columns that are not known; NULL if all are",
    ),
    "PARTITION_NAME": Helper(
        ("value",),
        "CASE COALESCE(value, '') WHEN '__HIVE_DEFAULT_PARTITION__'"
        " THEN '%5F_HIVE_DEFAULT_PARTITION__'"
        " ELSE COALESCE(URL_ENCODE(value), '__HIVE_DEFAULT_PARTITION__') END",
        "a value in the name of a folder, other signs than letters, digits and -_.~ as %41",
    ),
    "TO_UTC": Helper(
        ("local_time", "zone"),
        "WITHIN_CALENDAR(CASE"
        " WHEN EARLIER_OFFSET(local_time, zone) AT TIME ZONE 'UTC' AT TIME ZONE zone = local_time"
        " THEN EARLIER_OFFSET(local_time, zone)"
        " WHEN local_time AT TIME ZONE zone AT TIME ZONE zone = local_time"
        " THEN local_time AT TIME ZONE zone AT TIME ZONE 'UTC'"
        " ELSE EARLIER_OFFSET(local_time, zone) END)",
        "local time as UTC; in a gap or an overlap the earlier offset holds",
    ),
    "EARLIER_OFFSET": Helper(
        ("local_time", "zone"),
        "local_time - ((local_time - TO_DAYS(1))"
        " - ((local_time - TO_DAYS(1)) AT TIME ZONE zone AT TIME ZONE 'UTC'))",
        "local time as UTC by the offset of the day before",
    ),
    "FILE_TO_READ": Helper(
        ("path",),
        f"REGEXP_REPLACE(GETVARIABLE('{ROOT}') || '/' || path, '([*?[])', '[\\1]', 'g')",
        "a path below the root, as a pattern that fits this file only",
    ),
    **CSV_HELPERS,
    "COUNTED": Helper(
        ("n",),
        "n || CASE n WHEN 1 THEN ' row' ELSE ' rows' END",
        "a number of rows in words",
    ),
    "JSON_PRESENT": Helper(
        ("value",),
        "CASE WHEN JSON_TYPE(value) <> 'NULL' THEN value END",
        "a JSON value; its null is NULL",
    ),
    "JSON_TEXT": Helper(
        ("value",),
        "CASE WHEN JSON_TYPE(value) = 'VARCHAR' THEN JSON_EXTRACT_STRING(value, '$') END",
        "the text of a JSON string",
    ),
    "JSON_NUMBER": Helper(
        ("value",),
        "CASE WHEN JSON_TYPE(value) IN ('BIGINT', 'UBIGINT', 'DOUBLE')"
        " THEN JSON_EXTRACT_STRING(value, '$') END",
        "the digits of a JSON number",
    ),
    "JSON_BOOL": Helper(
        ("value",),
        "CASE WHEN JSON_TYPE(value) = 'BOOLEAN' THEN JSON_EXTRACT_STRING(value, '$') END",
        "true or false of JSON",
    ),
    "JSON_WORDS": Helper(
        ("value", "digits"),
        "CASE JSON_TYPE(value) WHEN 'OBJECT' THEN '{…}' WHEN 'ARRAY' THEN '[…]' ELSE digits END",
        "what stands in JSON, as text; an object or a list is only named",
    ),
    "NUMBERS_AS_TEXTS": Helper(
        ("line",),
        "LIST_AGGREGATE(LIST_TRANSFORM(REGEXP_EXTRACT_ALL(CAST(line AS TEXT),"
        r""" '"(?:[^"\\]|\\.)*"|[-0-9][-+.eE0-9]*|[^-"0-9]+'),"""
        """ LAMBDA token : CASE WHEN REGEXP_MATCHES(token, '^[-0-9]')"""
        """ THEN '"' || token || '"' ELSE token END), 'string_agg', '')""",
        "a line of JSON with each number as a text: reading it would round it",
    ),
    "PHYSICAL_WORDS": Helper(
        ("value",),
        "CASE WHEN TYPEOF(value) IN ('FLOAT', 'DOUBLE') THEN CASE"
        " WHEN ISFINITE(TRY_CAST(value AS DOUBLE))"
        " THEN CAST(TRY_CAST(value AS DOUBLE) + 0.0e0 AS TEXT) END"
        " WHEN TYPEOF(value) = 'DATE' THEN CAST(WITHIN_CALENDAR(TRY_CAST(value AS DATE)) AS TEXT)"
        " WHEN PHYSICAL_TIMESTAMP(value) IS NOT NULL"
        " THEN STRFTIME(WITHIN_CALENDAR(PHYSICAL_TIMESTAMP(value)), '%Y-%m-%d %H:%M:%S.%f')"
        " WHEN REGEXP_FULL_MATCH(TYPEOF(value),"
        " 'VARCHAR|BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*')"
        " THEN CAST(value AS TEXT) END",
        "a stored value as text",
    ),
    "PHYSICAL_TEXT": Helper(
        ("value",),
        "CASE WHEN TYPEOF(value) = 'VARCHAR' THEN CAST(value AS TEXT) END",
        "a value that is stored as text",
    ),
    "PHYSICAL_BOOL": Helper(
        ("value",),
        "CASE WHEN TYPEOF(value) = 'BOOLEAN' THEN TRY_CAST(value AS BOOLEAN) END",
        "a value that is stored as a bool",
    ),
    "PHYSICAL_INT64": Helper(
        ("value",),
        "CASE WHEN REGEXP_FULL_MATCH(TYPEOF(value), 'U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?')"
        " THEN TRY_CAST(value AS BIGINT) END",
        "a value that is stored as an integer",
    ),
    "PHYSICAL_DIGITS": Helper(
        ("value",),
        "CASE WHEN REGEXP_FULL_MATCH(TYPEOF(value),"
        " 'U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*') THEN CAST(value AS TEXT) END",
        "the digits of a value that is stored as an integer or a decimal",
    ),
    "PHYSICAL_FLOAT": Helper(
        ("value",),
        "CASE WHEN TYPEOF(value) NOT IN ('FLOAT', 'DOUBLE')"
        " OR ISFINITE(TRY_CAST(value AS DOUBLE)) THEN value END",
        "the value as it is stored; NaN and infinity are NULL",
    ),
    "PHYSICAL_FLOAT64": Helper(
        ("value",),
        "CASE WHEN REGEXP_FULL_MATCH(TYPEOF(value),"
        " 'U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE') THEN TRY_CAST(value AS DOUBLE) END",
        "a value that is stored as a float or an integer",
    ),
    "PHYSICAL_DATE": Helper(
        ("value",),
        "CASE WHEN TYPEOF(value) = 'DATE' THEN TRY_CAST(value AS DATE) END",
        "a value that is stored as a date",
    ),
    "PHYSICAL_TIMESTAMP": Helper(
        ("value",),
        "CASE WHEN TYPEOF(value) IN ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS') OR"
        " TYPEOF(value) = 'TIMESTAMP_NS' AND EPOCH_NS(TRY_CAST(value AS TIMESTAMP_NS)) % 1000 = 0"
        " THEN TRY_CAST(value AS TIMESTAMP) END",
        "a value that is stored as a timestamp without a zone, to the microsecond",
    ),
}

_DECIMAL = re.compile(r"READ_DECIMAL_([0-9]+)_([0-9]+)")


def helper(name: str) -> Helper | None:
    """The definition of a function that is not built in."""
    found = _DECIMAL.fullmatch(name)
    if found is None:
        return HELPERS.get(name)
    precision, scale = int(found[1]), int(found[2])
    fraction = rf"(\.[0-9]{{1,{scale}}}0*)?" if scale else r"(\.0+)?"
    return Helper(
        ("cell",),
        f"CASE WHEN REGEXP_FULL_MATCH(cell, '[+-]?[0-9]+{fraction}')"
        f" THEN TRY_CAST(cell AS DECIMAL({precision}, {scale})) END",
        f"a number with at most {scale} digits after the point",
    )
