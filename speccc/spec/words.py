"""Words of other tools, and ours for them: for hints about keys, operators and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speccc.diagnostics import did_you_mean

#: Other tools' words for our steps and rules.
_OPERATORS = {
    "where": "filter", "having": "filter", "query": "filter", "group_by": "aggregate",
    "groupby": "aggregate", "group": "aggregate", "summarize": "aggregate", "agg": "aggregate",
    "order_by": "sort", "orderby": "sort", "order": "sort", "arrange": "sort", "sort_by": "sort",
    "mutate": "derive", "with_columns": "derive", "with_column": "derive", "assign": "derive",
    "compute": "derive", "add_columns": "derive", "calculate": "derive", "update": "set",
    "deduplicate": "dedupe", "drop_duplicates": "dedupe", "union_all": "union", "concat": "union",
    "append": "union", "minus": "except", "difference": "except", "subtract": "except",
    "intersection": "intersect", "project": "select", "keep": "select", "columns": "select",
    "remove": "drop", "exclude": "drop", "head": "limit", "top": "limit", "take": "limit",
    "assert": "expect", "validate": "expect", "test": "expect", "tests": "expect",
    "checks": "expect", "fillna": "fill", "fill_null": "fill", "merge": "join",
    "left_join": "join", "inner_join": "join", "lookup": "join", "over": "window",
    "partition_by": "window", "unique": "distinct", "convert": "cast", "types": "cast",
    "accepted_values": "check", "expression_is_true": "check", "condition": "check",
    "relationships": "references", "foreign_key": "references", "notnull": "not_null",
    "required": "not_null", "is_unique": "unique", "primary_key": "unique", "count": "row_count",
    "compare": "reconcile", "equality": "reconcile", "melt": "unpivot", "gather": "unpivot",
    "pivot_longer": "unpivot", "stack": "unpivot", "pivot_wider": "pivot", "spread": "pivot",
    "pivot_table": "pivot", "crosstab": "pivot", "unstack": "pivot",
}  # fmt: skip

#: Other tools' words for our keys; the first that may stand there was meant.
_KEYS = {
    "group_by": ("by",), "groupby": ("by",), "group": ("by",), "partition_by": ("by",),
    "order_by": ("order",), "sort_by": ("order",), "sort": ("order",), "on": ("keys",),
    "using": ("keys",), "type": ("kind",), "how": ("kind",), "right": ("with",),
    "table": ("with", "name"), "metrics": ("measures",), "aggregations": ("measures",),
    "aggs": ("measures",), "transforms": ("steps",), "transformations": ("steps",),
    "tasks": ("steps",), "inputs": ("sources",), "outputs": ("sinks",), "targets": ("sinks",),
    "tests": ("examples",), "schema": ("columns",), "fields": ("columns",),
    "primary_key": ("key",), "materialized": ("mode",), "write_mode": ("mode",),
    "alias": ("name",), "id": ("name",), "parameters": ("params",), "variables": ("params",),
    "vars": ("params",), "ref": ("from",), "input": ("from",), "source": ("from", "connector"),
    "format": ("connector",), "condition": ("where",), "tolerance": ("within",),
}  # fmt: skip

#: By field: other tools' values for it, and ours.
_VALUES = {
    "mode": {
        "overwrite": "replace", "truncate": "replace", "create": "replace", "table": "replace",
        "full": "replace", "full_refresh": "replace", "write": "replace",
        "upsert": "merge", "update": "merge", "incremental": "merge",
        "insert": "append", "add": "append", "insert_overwrite": "partition",
    },
    "kind": {
        "outer": "full", "full_outer": "full", "full outer": "full", "left_outer": "left",
        "left outer": "left", "leftouter": "left", "left_semi": "semi", "left_anti": "anti",
        "exists": "semi", "not exists": "anti",
    },
    "on_error": {
        "null": "set_null", "coerce": "set_null", "ignore": "set_null", "skip": "set_null",
        "error": "fail", "raise": "fail", "abort": "fail",
        "reject": "quarantine", "dead_letter": "quarantine",
    },
    "severity": {
        "reject": "quarantine", "drop": "quarantine",
        "error": "fail", "critical": "fail", "warning": "warn", "info": "warn",
    },
    "backend": {"duckdb": "sql", "postgres": "sql", "python": "pandas", "flinksql": "flink"},
    "matches": {"one": "exactly_one", "many": "any", "zero_or_one": "at_most_one"},
}  # fmt: skip

#: By field: values that need more than another word.
_WAYS = {
    "kind": dict.fromkeys(
        ("right", "right_outer", "right outer"), "start 'from' the other side, with 'kind: left'"
    )
}

#: By field: values of the language that this version refuses, so that no hint offers them.
_LATER = {"dialect": ("mysql",)}


def operator_hint(key: str, examples: Mapping[str, str]) -> str:
    """The operator that an unknown one was meant to be. `examples` are all there are, by name."""
    meant = _OPERATORS.get(key.lower().replace(" ", "_").replace("-", "_"))
    if meant is None or meant not in examples:
        return did_you_mean(key, tuple(examples))
    return f"did you mean '{meant}'? as in '{meant}: {examples[meant]}'"


def key_meant(key: str, known: Sequence[str]) -> str | None:
    """Our key for another tool's word, if it may stand here."""
    return next((ours for ours in _KEYS.get(key.lower(), ()) if ours in known), None)


def key_hint(key: str, known: Sequence[str]) -> str:
    """The key that an unknown one was meant to be."""
    meant = key_meant(key, known)
    return f"did you mean '{meant}'?" if meant else did_you_mean(key, known)


def choices(field: str, known: Sequence[str]) -> tuple[str, ...]:
    """The values of a field that this version takes."""
    return tuple(word for word in known if word not in _LATER.get(field, ()))


def value_hint(field: str, value: str, known: Sequence[str]) -> str:
    """What to write in a field instead of a value that it does not take."""
    word = value.lower()
    if word in _WAYS.get(field, {}):
        return _WAYS[field][word]
    meant = _VALUES.get(field, {}).get(word)
    if meant is not None:
        return f"did you mean '{meant}'?"
    words = choices(field, known)
    return f"write '{field}: {words[0]}'" if len(words) == 1 else did_you_mean(value, words)
