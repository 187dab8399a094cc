"""What the checks of the scripts say, written where it is called."""

from __future__ import annotations

from speccc.backends.sql.engine import Helper

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
    "PLAIN": Helper(
        ("x",), "CAST(CAST(CAST(x AS TEXT) AS NUMERIC) AS TEXT)", "a number without an exponent"
    ),
    "FLOAT_WORDS": Helper(
        ("x",),
        "CASE WHEN x = 0 THEN '0.0' WHEN ABS(x) >= 1e-4 AND ABS(x) < 1e16 THEN"
        " PLAIN(x) || CASE WHEN x = TRUNC(x) THEN '.0' ELSE '' END"
        " WHEN ABS(x) < CAST('Infinity' AS DOUBLE PRECISION) THEN CAST(x AS TEXT) END",
        "the shortest digits of a float64, as every engine writes them",
    ),
    "COUNTED": Helper(
        ("n",), "n || CASE n WHEN 1 THEN ' row' ELSE ' rows' END", "a number of rows in words"
    ),
}
