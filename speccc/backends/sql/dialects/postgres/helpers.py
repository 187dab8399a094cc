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
    "COUNTED": Helper(
        ("n",), "n || CASE n WHEN 1 THEN ' row' ELSE ' rows' END", "a number of rows in words"
    ),
}
