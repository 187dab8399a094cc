"""How the parts of a document are written: hints for what has the wrong shape."""

from __future__ import annotations

import re
from typing import Any, cast

from speccc.spec.document import Path

#: Every step and rule as it is written after its operator key.
STEPS = {
    "select": "[a, b as c]",
    "rename": "[a as b]",
    "drop": "[a]",
    "derive": "{c: a + b}",
    "set": "{a: a + 1}",
    "cast": "{columns: {a: int64}, on_error: fail}",
    "fill": "{values: {a: 0}}",
    "filter": "a > 0",
    "dedupe": "{by: [a], order: [b desc]}",
    "distinct": "[a, b]",
    "sort": "[a, b desc]",
    "limit": "10",
    "join": "{with: other, kind: left, keys: [a = b]}",
    "union": "{with: [other]}",
    "except": "{with: other}",
    "intersect": "{with: other}",
    "aggregate": "{by: [a], measures: {rows: count()}}",
    "window": "{by: [a], order: [b], derive: {place: row_number()}}",
    "pivot": "{by: [a], column: b, measure: sum(c), into: {d: x, e: y}}",
    "unpivot": "{columns: [a, b], name: c, value: d}",
    "time_window": "{kind: tumble, time: t, size: 1 hours}",
    "runs": "{by: [a], order: [b], while: c > 0, measures: {rows: count()}}",
    "expect": "[{not_null: [a]}]",
}
RULES = {
    "check": "a > 0",
    "not_null": "[a]",
    "unique": "[a]",
    "references": "{with: other, keys: [a = b]}",
    "row_count": "{min: 1}",
    "reconcile": "{with: other, keys: [a = b], columns: [c = d]}",
}

#: Other parts, by their key.
_PARTS = {
    "columns": "write each with its type: 'order_id: int64'",
    "examples": "begin each with '- name: …'",
    "keys": "write '[a = b]': the main input's column first",
    "measures": "write each as 'name: sum(a)'",
    "options": "write each as 'path: data/orders.csv'",
    "order": "write '[a, b desc]'",
    "params": "write each as 'run_date: date'",
    "sinks": "begin each with its name and a colon: 'result:'",
    "sources": "begin each with its name and a colon: 'orders:'",
    "steps": "begin each step with '- ', as in '- filter: a > 0'",
    "take": "write '[a, b as c]'",
    "values": "write each as 'column: 0'",
    "with": "write the name of a source or an earlier step",
}

_ASSIGNMENT = re.compile(r"\s*([A-Za-z]\w*)\s*(?::=|=|:)\s*(.+)", re.DOTALL)


def shape_hint(path: Path, value: Any, *, wants_list: bool) -> str:
    """How the part at `path` is written, where `value` has the wrong shape ("" if unknown).

    `wants_list`: a list may stand there.
    """
    parent, last = path[-2] if len(path) > 1 else "", path[-1] if path else ""
    if parent == "steps" and isinstance(last, int):
        return "a step is an operator and its value, as in 'filter: a > 0'"
    if parent == "expect" and isinstance(last, int):
        return f"write 'check: {value}'" if isinstance(value, str) else ""
    if not isinstance(last, str):
        return ""
    meant = _meant(last, value)
    if meant:
        return f"write '{last}: {meant}'"
    if last == "expect":
        text = value if isinstance(value, str) else "a > 0"
        return f"write each rule on a line below, with a dash: '- check: {text}'"
    if last in ("select", "distinct") and value in ("*", "true"):
        return "list the columns: there is no *; leave the step out to keep all"
    if last == "steps" and isinstance(value, dict) and _dashed(cast("dict[str, Any]", value)):
        return "a blank is missing after the dash: '- filter: a > 0'"
    if wants_list and isinstance(value, str):
        return f"write [{value}]"
    if last in _PARTS:
        return _PARTS[last]
    if isinstance(value, list) and last in ("filter", "check"):
        return ""
    form = STEPS.get(last) or RULES.get(last)
    return f"as in '{last}: {form}'" if form else ""


def _dashed(value: dict[str, Any]) -> bool:
    return any(key.startswith("-") for key in value)


def _meant(key: str, value: Any) -> str:
    """The value in the right shape, where all of it is there ("" if not)."""
    listed = _list_of(value)
    match key:
        case "rename" | "take":
            return _pairs(value, " as ")
        case "keys":
            return _pairs(value, " = ")
        case "sort" | "order":
            return _pairs(value, " ") if _directions(value) else ""
        case "dedupe" if listed:
            return f"{{by: {listed}, order: [… desc]}}"
        case "union" if listed:
            return f"{{with: {listed}}}"
        case "except" | "intersect" if isinstance(value, str):
            return f"{{with: {value}}}"
        case "derive" | "set" | "measures":
            return _assignments(value)
        case "limit" | "filter" | "check" if isinstance(value, list):
            return listed[1:-1] if listed and "," not in listed else ""
        case _:
            return ""


def _list_of(value: Any) -> str:
    """The texts of a list, or a text alone, as a list in brackets ("" if it holds more)."""
    items = cast("list[Any]", value) if isinstance(value, list) else [value]
    if all(isinstance(item, str) for item in items) and items not in (["*"], ["true"]):
        return f"[{', '.join(items)}]"
    return ""


def _pairs(value: Any, between: str) -> str:
    """`{a: b}` as `[a as b]` ("" if it is no mapping of texts)."""
    if not isinstance(value, dict):
        return ""
    pairs = cast("dict[str, Any]", value)
    if not all(isinstance(text, str) for text in pairs.values()):
        return ""
    return f"[{', '.join(f'{key}{between}{text}' for key, text in pairs.items())}]"


def _directions(value: Any) -> bool:
    """Whether it is `{a: desc, b: desc}`."""
    return isinstance(value, dict) and all(
        word == "desc" for word in cast("dict[str, Any]", value).values()
    )


def _assignments(value: Any) -> str:
    """`a = b + c`, alone or in a list, as `{a: b + c}` ("" if it is none)."""
    items = cast("list[Any]", value) if isinstance(value, list) else [value]
    found = [_ASSIGNMENT.fullmatch(item) if isinstance(item, str) else None for item in items]
    if not found or any(match is None for match in found):
        return ""
    return f"{{{', '.join(f'{m[1]}: {m[2]}' for m in found if m is not None)}}}"
