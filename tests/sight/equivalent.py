"""Mutants that change nothing that anybody can see, each with the reason."""

from __future__ import annotations

import re

_SAME_VALUE = "a narrower or a wider number of the same value"
_OWN_ANSWER = "NULL is MariaDB's own answer"
_COUNTED = "numbers of runs and sessions need only differ"

#: By name.
EQUIVALENT: dict[str, str] = {
    "pandas sum: no retype": "the helper gives the column's dtype by itself",
    "pandas float64 to int64: no retype": "what may fail is nullable: the dtype is the helper's",
    "pandas replace: by a pattern": "no pattern is what pandas takes for granted",
    "pandas ntile(): 'row < in_larger' is 'row <= in_larger'": (
        "the first row after the larger buckets: both formulas give the next bucket"
    ),
    (
        "duckdb TO_UTC: 'ELSE EARLIER_OFFSET(local_time, zone)' is "
        "'ELSE local_time AT TIME ZONE zone AT TIME ZONE 'UTC''"
    ): "in a gap ICU takes the earlier offset, too",
    "duckdb order: NULLS LAST left out": "DuckDB's own default, in both directions",
    "mariadb division: zero is not NULL": _OWN_ANSWER,
}

#: By pattern, for the mechanical ones: the mutant's name from its start, and why.
RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"\w+ scalar sign, no cast", _SAME_VALUE),
        (r"(duckdb|sqlite|postgres) scalar [lr]trim, an argument less",
         "blanks are what is cut off anyway"),
        (r"\w+ window first, no frame", "the frame that there is then begins with the same row"),
        (r"\w+ aggregate count_if, another number: 1 is 2", "any number is counted"),
        (r"duckdb (aggregate|window) avg, no cast: CAST\(CAST\(", "`/` makes floats of integers"),
        (r"postgres (aggregate|window) avg, no cast: CAST\(SUM\(_a\)( OVER _w)? AS BIGINT\) is SUM",
         "the same sum, as far as it is one"),
        (r"duckdb READ_TIMESTAMP\(\), > for >=: cell >= '0001-01-01'", "a time is longer"),
        (r"\w+ scalar lpad, > for >=", "filling a text of the wanted length adds nothing"),
        (r"(postgres|mariadb) scalar like, no ESCAPE", r"there `\` is what escapes by itself"),
        (r"postgres .*, no cast: CAST\(('[^']*'|_c) AS \w+\) is ['_]",
         "it takes the type beside it"),
        (r"sqlite .*, a shorter text: '[+-]?[0-9]* ?(day|month|second)s' is '",
         "another word for it"),
        (r"sqlite scalar (add_days|trunc_week), another number: 10 is 11 in SUBSTR",
         "SQLite skips the blank behind a date"),
        (r"sqlite scalar add_\w+, sides swapped: _a \|\| _b is",
         "only whether it is NULL is asked"),
        (r"postgres try_cast text to float64, <= for <: ABS", "of one text of 31 digits it is"),
        (r"postgres (aggregate|window) sum, no cast: CAST\(SUM\(_a\)( OVER _w)? AS DECIMAL",
         "the same sum"),
        (r"(duckdb|mariadb) try_cast float64 to decimal, no cast: CAST\((DECIMAL_UNITS|CAST\(SIGN)",
         _SAME_VALUE),
        (r"(postgres|mariadb) try_cast float64 to decimal, <= for <: ABS",
         "the bound of the units decides"),
        (r"duckdb READ_FLOAT64\(\), a strict cast",
         "a text like a number is one, or infinite"),
        (r"duckdb scalar (floor|ceil), no cast: CAST\((FLOOR|CEIL)\(_a\) AS DECIMAL", _SAME_VALUE),
        (r"postgres scalar trunc_\w+, no cast: CAST\(_a AS TIMESTAMP\) is _a",
         "into the session's own zone and back"),
        (r"sqlite SECOND_OF\(\), no cast", "digits in arithmetic are their number"),
        (r"mariadb (aggregate|window) sum, arguments swapped: FINITE\(SUM",
         "the same sum, both ways; it is infinite in both"),
        (r"postgres (?!scalar (lower|upper)).*, no collation",
         "texts are in the order of C in the tests' database as well"),
        (r"mariadb scalar (greatest|least), (the first branch|OR for AND|the (left|right) alone)",
         "NULL if any is, by itself"),
        (r"postgres scalar lpad, .*(LENGTH\(_a\) >= 0|LPAD\(_a, 0)", "no text is shorter"),
        (r"sqlite cast (bool to int64|date to text|timestamp to text), no cast", "stored as that"),
        (r"mariadb scalar (divide|mod), no call: NULLIF\(_b, 0\) is _b", _OWN_ANSWER),
        (r"mariadb cast bool to int64, no cast", "a bool is an integer there"),
        (r"windows _session, line \d+: 1 is 2", _COUNTED),
        (r"windows _runs, line \d+: 1 is 2", _COUNTED),
        (r"windows _time_window, line \d+: count > 1", "each row once, with a number that is 0"),
        (r"windows _session, line \d+: _ALL is _SO_FAR$", "the first of all is the first so far"),
        (r"windows _session, line \d+: way.window\(together(?!.*left out)",
         "columns in another order"),
        (r"(sqlite|duckdb) ROUND_AWAY\(\), <= for <: x < 0 is", "0 is rounded to 0"),
        (r"windows (_case|_with_time|_session), line \d: (False is True|True is False)",
         "what may be NULL and never is needs no other operators"),
        (r"sqlite (scalar .*|\w+\(\)), another number: (2 is 3|4 is 5) in PART\([^)]*\)$",
         "the sign behind the digits ends the number"),
        (r"sqlite scalar day_of_(year|week), (no call|an argument less): SUBSTR\(_a, 1, 10\) is",
         "only its date is asked for"),
        (r"sqlite scalar day_of_(year|week), another number: 10 is 11 in SUBSTR\(_a, 1, 10\)$",
         "only its date is asked for"),
        (r"sqlite scalar (?!year,)\w+, no call: PART\(_a, 1, 4\)",
         "the sign behind a number ends it"),
        (r"sqlite PART\(\), an argument less: SUBSTR\(x, start, size\)",
         "the sign behind a number ends it"),
        (r"duckdb READ_DATE\(\), a shorter text: '0001-01-01' is", "no day is the 0th"),
        (r"mariadb aggregate (stddev|var)_\w+, another number: 2e0", "infinite all the same"),
        (r"postgres aggregate median, the other order", "the middle is in the middle"),
        (r"postgres scalar power, another number: 1e300 is", "as good as any that is as large"),
        (r"postgres scalar (exp|power), <= for <: .*_a.* < -745.13e0",
         "0 is as good as the least float64"),
        (r"mariadb (window|aggregate) avg, \* for /: \(SUM",
         "asked only of an average that is the largest float64, of one value"),
    )
)  # fmt: skip

#: What no check sees, though somebody could: by pattern, a list to shorten.
UNSEEN: tuple[re.Pattern[str], ...] = (
    # Only where the server keeps a group's rows for itself does a sum become the largest float64.
    re.compile(r"mariadb FINITE\(\), "),
    # A decimal that should be a float: the sinks read it as one.
    re.compile(r"mariadb cast decimal to float64, no cast"),
)


def reason(name: str) -> str:
    """Why nobody can see a mutant; "" if somebody should."""
    found = (why for pattern, why in RULES if pattern.match(name))
    return EQUIVALENT.get(name) or next(found, "")
