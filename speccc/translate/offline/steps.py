"""Sentences about rows and columns, as items."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, items_of, problem, slug, text_of, used
from speccc.translate.offline.values import Item, Problem, Value, is_list, is_tuple


def step_rules(context: Context) -> dict[str, Rule]:
    """The rules of steps. A group and its measures are items of their own, put together later."""
    return {
        **_columns(),
        **_rows(),
        **_groups(context),
        **_windows(),
        **_inputs(),
        **_checks(),
    }


def item_of(kind: str) -> Rule:
    """An item that holds its parts."""
    return lambda parts, words: Item(kind, tuple(parts), words, _used(parts))


def is_sequence(part: Any) -> bool:
    """Whether it stands for several parts."""
    return isinstance(part, tuple | list)


def _used(parts: Any) -> Any:
    found: list[Any] = []
    for part in parts:
        found += _used(part) if is_sequence(part) else used(part)
    return tuple(found)


def _columns() -> dict[str, Rule]:
    return {
        "derive": lambda parts, words: [Item("derive", p, words, _used(p)) for p in parts],
        "assignment": lambda parts, _: tuple(parts),
        "plain": lambda parts, words: Item("derive", tuple(parts), words, _used(parts)),
        "change": item_of("set"),
        "round_to": lambda parts, words: Item(
            "set",
            (parts[0], Value(f"round({parts[0].text}, {text_of(parts[1])})", parts[0].used)),
            words,
            used(parts[0]),
        ),
        "fill": _fill,
        "cast": lambda parts, words: Item(
            "cast", (parts[0], parts[1], parts[2] if len(parts) > 2 else ""), words, _used(parts)
        ),
        "set_null": lambda _p, _w: "set_null",
        "fail": lambda _p, _w: "fail",
        "rename": lambda parts, words: Item("rename", tuple(parts), words, _used(parts)),
        "pair": lambda parts, _: tuple(parts),
        "select": item_of("select"),
        "drop": item_of("drop"),
    }


def _fill(parts: list[Any], words: Words) -> Item | Problem:
    first, value = parts
    columns: Any = first if is_tuple(first) else (first,)
    if not value.literal:
        return problem(
            codes.NOT_SAID, words, question=f"is '{value.text}' a literal that fills every gap?"
        )
    return Item("fill", (columns, value), words, _used(columns))


def _rows() -> dict[str, Rule]:
    return {
        "noun": lambda parts, words: (text_of(parts[0]).lower(), words),
        "noun_table": lambda parts, words: (text_of(parts[0]).lower(), words),
        "noun_rows": lambda _parts, words: ("rows", words),
        "keep": _keep("filter"),
        "remove": _keep("remove"),
        "dedupe": _dedupe,
        "same_rows": lambda _parts, words: Item("same_rows", (), words),
        "descending": lambda _p, _w: "desc",
        "ascending": lambda _p, _w: "",
        "distinct": item_of("distinct"),
        "key": lambda parts, _: (parts[0], parts[1] if len(parts) > 1 else ""),
        "keys": lambda parts, _: tuple(parts),
        "sort": lambda parts, words: Item(
            "sort", tuple(p for p in parts if _is_key(p)), words, _used(parts)
        ),
        "top": _top,
        "top_each": _top_each,
        "limit": lambda parts, words: Item("limit", (text_of(parts[0]), *parts[1:]), words),
    }


def _is_key(part: Any) -> bool:
    return is_tuple(part) and isinstance(part[0], Value)


def _keep(kind: str) -> Rule:
    def build(parts: list[Any], words: Words) -> Item:
        condition = parts[-1]
        noun = parts[0] if len(parts) > 1 else None
        return Item(kind, (condition, noun), words, condition.used)

    return build


def _dedupe(parts: list[Any], words: Words) -> Item:
    columns, direction, column = (p for p in parts if not _is_noun(p))
    return Item("dedupe", (columns, direction, column), words, _used((columns, column)))


def _is_noun(part: Any) -> bool:
    return is_tuple(part) and len(part) == 2 and isinstance(part[1], Words)


def _ordered(key: Any, default: str = "desc") -> tuple[Value, str]:
    """A key of a 'top': the greatest first, unless it is said otherwise."""
    column, direction = key
    return column, direction or default


def _top(parts: list[Any], words: Words) -> Item:
    """`top 5 by x`, or `5 rows with the highest x`."""
    count, *rest = parts
    noun = next((p for p in rest if _is_noun(p)), None)
    others = [p for p in rest if p is not noun]
    key = _ordered(others[0]) if len(others) == 1 else (others[1], others[0])
    return Item("top", (text_of(count), noun, key), words, _used([key]))


def _top_each(parts: list[Any], words: Words) -> Item:
    count = next(text_of(p) for p in parts if not is_tuple(p))
    noun = next((p for p in parts if _is_noun(p)), None)
    keys = [p for p in parts if _is_key(p) and p is not noun and isinstance(p[-1], str)]
    names: Any = next(p for p in parts if is_sequence(p) and p not in keys and not _is_noun(p))
    key = _ordered(keys[0])
    return Item("top_each", (count, noun, key, names), words, _used([key, names]))


def _groups(context: Context) -> dict[str, Rule]:
    def named(parts: list[Any], words: Words) -> Item | Problem:
        """`total price as revenue`; without a name, the words are the name."""
        text, source = parts[0]
        if len(parts) > 1:
            return Item("measure", (parts[1], text), words, source)
        name = slug(context.text[words.start : words.end])
        if any(sign in context.text[words.start : words.end] for sign in "*/+-()"):
            return problem(
                codes.NOT_SAID, words, "add 'as' and a name", question="what is this to be called?"
            )
        return Item("measure", (name, text), words, source)

    def count_rows(parts: list[Any], _: Words) -> Any:
        return _rows_are(context, parts[0]) or ("count()", ())

    def count_if(parts: list[Any], _: Words) -> Any:
        condition = parts[1]
        wrong = _rows_are(context, parts[0])
        return wrong or (f"count_if({condition.text})", condition.used)

    def some(function: str) -> Rule:
        def build(parts: list[Any], _: Words) -> Any:
            value, condition = parts
            text = f"{function}(case when {condition.text} then {value.text} end)"
            return text, used(value, condition)

        return build

    def of(function: str) -> Rule:
        return lambda parts, _: (f"{function}({parts[0].text})", parts[0].used)

    return {
        "group": lambda parts, words: Item("group", parts[-1], words, _used(parts[-1])),
        "measured": lambda parts, _: [item for part in parts for item in items_of(part)],
        "grouped": _grouped,
        "measure": named,
        "named_measure": lambda parts, words: Item(
            "measure", (parts[0], parts[1][0]), words, parts[1][1]
        ),
        **{name: of(name) for name in ("sum", "avg", "min", "max", "median", "count_distinct")},
        "count_values": of("count"),
        "count_rows": lambda parts, words: count_rows(parts or [("rows", words)], words),
        "count_all": lambda _p, _w: ("count()", ()),
        "count_if": count_if,
        "sum_if": some("sum"),
        "avg_if": some("avg"),
        "ratio": lambda parts, _: (
            f"{parts[0][0]} / {parts[1][0]}",
            (*parts[0][1], *parts[1][1]),
        ),
    }


def _grouped(parts: list[Any], words: Words) -> list[Item]:
    names: Any = next(p for p in parts if is_tuple(p))
    measures: Any = next(p for p in parts if is_list(p))
    return [Item("group", names, words, _used(names)), *measures]


def _rows_are(context: Context, noun: Any) -> Problem | None:
    """A problem, unless the noun is known to stand for the rows."""
    name, words = noun
    if name in ("rows", "row") or name in context.nouns:
        return None
    return problem(codes.WHAT_IS_COUNTED, words, noun=name)


def _windows() -> dict[str, Rule]:
    def window(parts: list[Any], words: Words) -> Item:
        name, (text, by, order) = sorted(parts, key=lambda p: isinstance(p, tuple))
        return Item("window", (name, text, by, order), words, _used((by, order)))

    def over(form: str) -> Rule:
        def rule(parts: list[Any], _: Words) -> Any:
            order: Any = parts[-1]
            by: Any = parts[-2] if len(parts) > 1 and _is_names(parts[-2]) else ()
            values = [p for p in parts[:-1] if p is not by]
            shown = (v.text if isinstance(v, Value) else text_of(v) for v in values)
            return form.format(*shown), by, order

        return rule

    return {
        "window": window,
        "each": lambda parts, _: parts[0],
        "moving_average": over("avg({}) over (last {} rows)"),
        "running_total": over("sum({}) over (rows so far)"),
        "row_number": over("row_number()"),
        "previous": over("lag({})"),
        "refused_frame": lambda _parts, words: problem(
            codes.NOT_SAID,
            words,
            "write 'moving average of x over last 5 rows ordered by day'",
            question="over which rows, and in which order?",
        ),
    }


def _is_names(part: Any) -> bool:
    return is_sequence(part) and all(isinstance(p, Value) for p in part)


def _inputs() -> dict[str, Rule]:
    def join(parts: list[Any], words: Words) -> Item:
        kind = next((p for p in parts if p in ("left", "inner", "full")), "")
        place = next(p for p in parts if isinstance(p, Item))
        keys = tuple(p for p in parts if isinstance(p, Item) and p.kind == "join_key")
        taken = next((p.args for p in parts if isinstance(p, Item) and p.kind == "taking"), None)
        place = next(p for p in parts if isinstance(p, Item) and p.kind in ("known", "file"))
        return Item("join", (kind, place, keys, taken), words)

    return {
        "join": join,
        "left": lambda _p, _w: "left",
        "inner": lambda _p, _w: "inner",
        "full": lambda _p, _w: "full",
        "same_key": lambda parts, words: Item("join_key", (parts[0].text, ""), words),
        "two_keys": lambda parts, words: Item("join_key", (*parts[0], *parts[1]), words),
        "sided": lambda parts, _: (
            text_of(parts[0]) if len(parts) > 1 else "",
            parts[-1].text,
        ),
        "taking": lambda parts, words: Item("taking", tuple(v.text for v in parts[0]), words),
        "union": lambda parts, words: Item("union", (text_of(parts[0]),), words),
    }


def _checks() -> dict[str, Rule]:
    return {
        "rules": lambda parts, words: [
            Item("expect", part.args, words, part.used) for part in parts
        ],
        "unique": lambda parts, words: Item(
            "expect", ("unique", tuple(v.text for v in parts[0])), words, _used(parts)
        ),
        "not_null": lambda parts, words: Item(
            "expect", ("not_null", tuple(v.text for v in parts[0])), words, _used(parts)
        ),
        "check": lambda parts, words: Item(
            "expect", ("check", parts[-1].text), words, parts[-1].used
        ),
    }
