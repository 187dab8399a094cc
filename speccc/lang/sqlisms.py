"""Forms of SQL that the language leaves out, and what to write instead."""

from __future__ import annotations

#: Words that follow a complete expression in SQL.
FOLLOWING = {
    "as": "leave it out: the name of what is made stands left of the colon",
    "at": "leave it out: timestamps have no zone; a source's 'zone' converts local times",
    "collate": "leave it out: texts always compare by code point",
    "div": "write 'div(a, b)'",
    "escape": "leave it out: a backslash takes a sign as it is, as in like '50\\%'",
    "filter": "put the condition inside: sum(case when p then x end)",
    "ilike": "write 'lower(a) like …'",
    "isnull": "write 'a is null'",
    "mod": "write 'mod(a, b)'",
    "notnull": "write 'a is not null'",
    "regexp": "write 'a like …', 'contains(a, …)' or 'starts_with(a, …)'",
    "rlike": "write 'a like …', 'contains(a, …)' or 'starts_with(a, …)'",
    "similar": "write 'a like …', 'contains(a, …)' or 'starts_with(a, …)'",
    "within": "write the column inside, as in quantile(x, 0.9)",
    "xor": "write '(a) <> (b)'",
}

#: Words that belong elsewhere in the language, and where.
MISPLACED = {
    "asc": "an order stands in a step's list or in a call after 'order by'; it is ascending anyway",
    "desc": "an order stands in a step's list or in a call after 'order by'",
    "over": "only a call takes a frame, and only one",
}

#: Words that come before a text in SQL; only date, timestamp and decimal do here.
BEFORE_TEXT = {
    "b": "write the text alone",
    "bool": "write true or false",
    "boolean": "write true or false",
    "bigint": "write the number without quotes",
    "datetime": "write timestamp '2024-01-31 10:00:00'",
    "double": "write the number without quotes",
    "e": "write the text alone; there are no escapes",
    "float": "write the number without quotes",
    "float64": "write the number without quotes",
    "int": "write the number without quotes",
    "int64": "write the number without quotes",
    "integer": "write the number without quotes",
    "interval": "write add_days(d, n), add_months(d, n) or add_seconds(t, n)",
    "n": "write the text alone",
    "numeric": "write decimal '0.06'",
    "r": "write the text alone; there are no escapes",
    "string": "write the text alone",
    "text": "write the text alone",
    "time": "write a timestamp; there is no type for a time alone",
    "timestamptz": "write timestamp '2024-01-31 10:00:00', in UTC",
    "u": "write the text alone",
    "varchar": "write the text alone",
}

#: Words that start an operand in SQL, when a word, number or `*` follows.
BEFORE_OPERAND = {
    "all": "aggregates take every row; leave 'all' out",
    "distinct": "write 'count_distinct(x)', or a 'distinct' step before",
    "having": "leave 'having' out: the condition alone is a 'filter' step after the aggregate",
    "if": "write 'case when p then a else b end'",
    "interval": "write add_days(d, n), add_months(d, n) or add_seconds(t, n)",
    "select": "write a step of its own and join it: an expression sees its step's input only",
    "where": "leave 'where' out: the condition stands alone",
}

#: What stands in SQL's `over (…)`, or in its place here.
IN_OVER = {
    ")": "write 'over (all rows)' for the whole group",
    "partition": "the groups are the window step's 'by', their order is its 'order'",
    "order": "the groups are the window step's 'by', their order is its 'order'",
    "range": "frames count rows",
    "rows": "of SQL's 'rows between 2 preceding and current row' the form here is 'last 3 rows'",
}

#: Functions of SQL whose arguments have a syntax of their own.
CALLS = {
    "convert": "write 'cast(x as type)'",
    "exists": "write a 'join' of kind semi, or anti for 'not exists'",
    "extract": "write the part as a function, as in year(d)",
}

#: For a `*` where an operand is due.
STAR = "name the columns: there are no wildcards"
STAR_OF_COUNT = "write 'count()'"
STAR_OF_ITEMS = "there is no *: list the columns, or leave the step out to keep all"
