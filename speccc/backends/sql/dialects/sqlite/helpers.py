"""Functions that SQLite does not have: their bodies are written where they are called."""

from __future__ import annotations

from speccc.backends.sql.engine import Helper

_DIGIT = "[0-9]"
_DAY = f"{_DIGIT * 4}-{_DIGIT * 2}-{_DIGIT * 2}"
_TIME = f"{_DIGIT * 2}:{_DIGIT * 2}:{_DIGIT * 2}"
#: From here on a float64 has no fraction.
_WHOLE = "4503599627370496e0"
_SECONDS = "'%Y-%m-%d %H:%M:%S'"

#: By name. A body is written over its params.
HELPERS: dict[str, Helper] = {
    "ERROR": Helper(
        ("said",),
        "JSON_EXTRACT('{}', said)",
        "no path of JSON: the only error of SQLite that tells a text",
    ),
    "CHR": Helper(("code",), "CHAR(code)", "the character of a code point"),
    "WHOLE": Helper(
        ("x",),
        "CASE TYPEOF(x) WHEN 'real' THEN ERROR('overflow: an int64 result is out of range')"
        " ELSE x END",
        "x itself; what is beyond int64 has become a float, and ends the run",
    ),
    "FINITE": Helper(
        ("x",),
        "CASE ABS(x) WHEN 9e999 THEN ERROR('overflow: a float64 result is out of range')"
        " ELSE x END",
        "x itself; infinity ends the run",
    ),
    "CUT": Helper(
        ("x",),
        f"CASE WHEN ABS(x) < {_WHOLE} THEN CAST(CAST(x AS INTEGER) AS REAL) ELSE x END",
        "a float64 without its fraction",
    ),
    "ROUND_AWAY": Helper(
        ("x", "power"),
        "CASE WHEN x < 0 THEN -(FINITE(CUT(-x * power + 0.5e0)) / power)"
        " ELSE FINITE(CUT(x * power + 0.5e0)) / power END",
        "x rounded to the digits of a power of ten, halves away from zero",
    ),
    "FLOAT_TO_INT64": Helper(
        ("x",),
        "CASE WHEN x >= -9223372036854775808e0 AND x < 9223372036854775808e0"
        " THEN CAST(x AS INTEGER) END",
        "x without its fraction; NULL outside of int64",
    ),
    "TWO_DIGITS": Helper(("n",), "SUBSTR('0' || n, -2)", "a number with a zero before it"),
    "PART": Helper(
        ("x", "start", "size"), "CAST(SUBSTR(x, start, size) AS INTEGER)", "digits as a number"
    ),
    "CALENDAR": Helper(
        ("x", "given"),
        "CASE WHEN x >= '0001-01-01' THEN x"
        " WHEN given IS NOT NULL THEN ERROR('overflow: a date is out of range') END",
        "x itself; a date outside the years 1 to 9999 ends the run",
    ),
    "MONTHS_LATER": Helper(
        ("day", "n"),
        "CASE SUBSTR(DATE(day, 'start of month', n || ' months'), 1, 7)"
        " WHEN SUBSTR(DAY_OF_MONTHS_LATER(day, n), 1, 7) THEN DAY_OF_MONTHS_LATER(day, n)"
        " ELSE DATE(DAY_OF_MONTHS_LATER(day, n), 'start of month', '-1 day') END",
        "a day n months later, or the last one of that month",
    ),
    "DAY_OF_MONTHS_LATER": Helper(
        ("day", "n"),
        "DATE(day, 'start of month', n || ' months', (PART(day, 9, 2) - 1) || ' days')",
        "a day n months later, or one of the month after",
    ),
    "SECOND_OF": Helper(
        ("x",), "CAST(STRFTIME('%s', SUBSTR(x, 1, 19)) AS INTEGER)", "whole seconds since 1970"
    ),
    "ISO_WEEK": Helper(
        ("day",),
        "(STRFTIME('%j', DATE(day, '-3 days', 'weekday 4')) - 1) / 7 + 1",
        "the week of the year of the week's Thursday",
    ),
    "READ_BOOL": Helper(
        ("cell",), "CASE cell WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END", "true or false"
    ),
    "READ_INT64": Helper(
        ("cell",),
        "CASE WHEN cell GLOB '[0-9+-]*' AND cell GLOB '*[0-9]'"
        " AND NOT SUBSTR(cell, 2) GLOB '*[^0-9]*' AND TYPEOF(cell + 0) = 'integer'"
        " THEN CAST(cell AS INTEGER) END",
        "a whole number in digits",
    ),
    "READ_FLOAT64": Helper(
        ("cell",),
        "CASE WHEN cell GLOB '*[0-9]*' AND NOT cell GLOB '*[^0-9.eE+-]*'"
        " AND CAST(cell AS REAL) = cell || CASE WHEN cell GLOB '*[eE]*' THEN '' ELSE 'e0' END"
        " AND ABS(CAST(cell AS REAL)) < 9e999 THEN CAST(cell AS REAL) END",
        "a number, with or without a point and an exponent",
    ),
    "READ_DATE": Helper(
        ("cell",),
        f"CASE WHEN cell GLOB '{_DAY}' AND cell >= '0001-01-01' AND DATE(cell, '+0 days') = cell"
        " THEN cell END",
        "YYYY-MM-DD",
    ),
    "READ_TIMESTAMP": Helper(
        ("cell",),
        f"CASE WHEN cell GLOB '{_DAY}[ T]{_TIME}*' AND cell >= '0001-01-01'"
        f" AND (LENGTH(cell) = 19 OR LENGTH(cell) <= 26 AND SUBSTR(cell, 20) GLOB '.{_DIGIT}*')"
        " AND NOT SUBSTR(cell, 21) GLOB '*[^0-9]*'"
        f" AND STRFTIME({_SECONDS}, SUBSTR(cell, 1, 19), '+0 days')"
        " = SUBSTR(cell, 1, 10) || ' ' || SUBSTR(cell, 12, 8)"
        " THEN SUBSTR(cell, 1, 10) || ' ' || SUBSTR(cell, 12, 8)"
        " || '.' || SUBSTR(SUBSTR(cell, 21) || '000000', 1, 6) END",
        "YYYY-MM-DD HH:MM:SS, with up to six digits of a fraction",
    ),
    "UNREADABLE": Helper(
        ("cell", "value", "shown"),
        "CASE WHEN cell IS NOT NULL AND value IS NULL THEN COALESCE(shown, '') END",
        "what to show of a cell that did not read; NULL if it did",
    ),
    "SUCH_AS": Helper(
        ("cell",),
        "CASE WHEN cell <> '' THEN ' (such as ''' || SUBSTR(cell, 1, 24) || ''')' ELSE '' END",
        "one of the cells that did not read",
    ),
    "COUNTED": Helper(
        ("n",), "n || CASE n WHEN 1 THEN ' row' ELSE ' rows' END", "a number of rows in words"
    ),
}
