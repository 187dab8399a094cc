"""Functions that MariaDB does not have: their bodies are written where they are called."""

from __future__ import annotations

from speccc.backends.sql.engine import Helper

#: What rounds to infinity: 2^1024 less half of the last place, of which this is how it begins.
_INFINITE = "17976931348623158079372897140530341507993413271003782693617377898044496829276475"
_CODE_POINTS = "COLLATE utf8mb4_nopad_bin"

#: By name. A body is written over its params.
HELPERS: dict[str, Helper] = {
    "UNREADABLE": Helper(
        ("cell", "value", "shown"),
        "CASE WHEN cell IS NOT NULL AND value IS NULL THEN COALESCE(shown, '') END",
        "what to show of a cell that did not read; NULL if it did",
    ),
    "SUCH_AS": Helper(
        ("cell",),
        "CASE WHEN cell <> '' THEN ' (such as ''' || LEFT(cell, 24) || ''')' ELSE '' END",
        "one of the cells that did not read",
    ),
    "COUNTED": Helper(
        ("n",), "n || CASE n WHEN 1 THEN ' row' ELSE ' rows' END", "a number of rows in words"
    ),
    "CHR": Helper(
        ("code",),
        f"CAST(CHAR(code USING utf32) AS CHAR CHARACTER SET utf8mb4) {_CODE_POINTS}",
        "the character of a code point",
    ),
    # In this character set only ASCII has capitals, and every byte stays as it is. COALESCE, for
    # the least of a literal's bytes would keep the character set. (CONCAT writes a zero into some.)
    "ASCII_CASE": Helper(
        ("changed",),
        f"CAST(COALESCE(CAST(changed AS BINARY)) AS CHAR CHARACTER SET utf8mb4) {_CODE_POINTS}",
        "a text of which only the letters of ASCII were changed",
    ),
    "AS_BYTES": Helper(
        ("x",),
        "CAST(CAST(x AS BINARY) AS CHAR CHARACTER SET tis620)",
        "the bytes of a text, one sign for each",
    ),
    "NUMBER_TEXT": Helper(
        ("x",),
        "CASE WHEN CHARSET(x) = 'binary' AND NOT CAST(x AS CHAR) REGEXP '.[-:]'"
        " THEN CAST(x + 0 AS CHAR) ELSE CAST(x AS CHAR) END",
        "the text of a number with all its digits, and of everything else",
    ),
    # Where the server keeps rows for itself, infinity becomes the largest float64.
    "FINITE": Helper(
        ("x", "again"),
        "CASE WHEN ABS(x) < 1.7976931348623157e308 THEN x ELSE again END",
        "x itself; where that may be infinity, what ends the run if it is",
    ),
    # The server takes 0 less the smallest int64 for that itself.
    "LESS": Helper(
        ("a", "b"),
        "CASE a WHEN 0 THEN -b ELSE a - b END",
        "a - b; what is beyond int64 ends the run",
    ),
    "STORED_WORDS": Helper(
        ("x",),
        "CASE WHEN CHARSET(x) = 'binary' AND CAST(x AS CHAR) REGEXP '^[0-9]{4}-[0-9]{2}-[0-9]{2} '"
        " THEN DATE_FORMAT(x, '%Y-%m-%d %H:%i:%s.%f') ELSE NUMBER_TEXT(x) END",
        "the text of a value, of a timestamp with all its digits",
    ),
    "FLOAT_WORDS": Helper(
        ("x",),
        "CASE WHEN x = 0 THEN '0.0' WHEN ABS(x) >= 1e-4 AND ABS(x) < 1e16 THEN"
        r" REGEXP_REPLACE(REGEXP_REPLACE(CAST(CAST(x AS DECIMAL(38, 21)) AS CHAR), '0+\z', ''),"
        r" '\.\z', '.0') ELSE CASE WHEN x < 0 THEN '-' ELSE '' END"
        " || SCIENTIFIC(REGEXP_REPLACE(DIGITS(CAST(x AS CHAR)), '0+$', ''),"
        " MAGNITUDE(CAST(x AS CHAR)) - 1) END",
        "the shortest digits of a float64, as every engine writes them",
    ),
    "SCIENTIFIC": Helper(
        ("digits", "exponent"),
        "LEFT(digits, 1) || CASE WHEN CHAR_LENGTH(digits) > 1 THEN '.' ELSE '' END"
        " || SUBSTR(digits, 2) || CASE WHEN exponent < 0 THEN 'e-' ELSE 'e+' END"
        " || CASE WHEN ABS(exponent) < 10 THEN '0' ELSE '' END || ABS(exponent)",
        "digits with the point behind the first, and an exponent",
    ),
    "READS_FINITE": Helper(
        ("cell",),
        r"CASE WHEN cell REGEXP '^[+-]?[0-9]{0,200}(\.[0-9]*)?([eE][+-]?0*[0-9]{1,2})?\z'"
        " THEN TRUE ELSE MAGNITUDE(cell) < 309"
        f" OR (MAGNITUDE(cell) = 309 AND DIGITS(cell) < '{_INFINITE}') END",
        "whether a number is none that is too large for a float64",
    ),
    "DIGITS": Helper(
        ("cell",),
        r"REGEXP_REPLACE(cell, '^[+-]?[0.]+|[+.-]|[eE].*', '')",
        "the digits of a number from its first that is not 0",
    ),
    "MAGNITUDE": Helper(
        ("cell",),
        "CASE WHEN DIGITS(cell) = '' THEN 0 ELSE"
        " CASE WHEN cell REGEXP '[eE]'"
        " THEN CAST(REGEXP_REPLACE(cell, '^.*[eE]', '') AS SIGNED) ELSE 0 END"
        r" + CHAR_LENGTH(REGEXP_SUBSTR(cell, '^[+-]?0*\K[0-9]*'))"
        r" - CASE WHEN cell REGEXP '^[+-]?0*\.'"
        r" THEN CHAR_LENGTH(REGEXP_SUBSTR(cell, '\.\K0*')) ELSE 0 END END",
        "how many digits of a number are before the point, or zeros after it",
    ),
}
