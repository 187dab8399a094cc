"""Rows as a noun and the words around it tell them: `cancelled orders`, `visits without a ward`."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.nouns import is_noun
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, quoted, text_of, used
from speccc.translate.offline.values import Described, Problem, Value, is_list
from speccc.translate.offline.wording import CURRENCIES

#: A state that is over once a day stands in the column of its end.
_UNTIL = {"open": "closed", "pending": "decided", "ongoing": "ended", "undecided": "decided",
          "unfinished": "finished", "outstanding": "paid"}  # fmt: skip

#: A state that began on a day that stands in the column of that verb.
_SINCE = {"gone": "left", "departed": "left", "over": "ended", "settled": "paid"}


def described_rules(context: Context) -> dict[str, Rule]:
    """The rules of nouns that stand for rows, with all that is said of them."""

    def rows(parts: list[Any], words: Words) -> Described | Problem:
        """What stands before and behind the noun, as one condition."""
        noun = next((p for p in parts if is_noun(p)), None)
        told = [p for p in parts if isinstance(p, Value)]
        if any(is_list(p) for p in parts):
            return problem(codes.NOT_UNDERSTOOD, words, words=context.text[words.start : words.end])
        if len(told) == 2 and " or " in told[0].text + told[1].text:
            return problem(codes.MIXED_CONDITION, words)
        strict = bool(noun and context.near.thing(noun[0]))
        if len(told) == 1:
            return Described(told[0], noun, strict=strict)
        text = " and ".join(value.text for value in told)
        operators = frozenset(o for value in told for o in value.operators)
        return Described(Value(text, used(*told), operators), noun, strict=strict)

    def things(parts: list[Any], words: Words) -> Described:
        name, told = text_thing(parts[0]), parts[1]
        noun = (parts[0].value.text.lower(), words)
        if isinstance(told, Value):
            return Described(told, noun, name)
        return Described(None, noun, name, (told[0], told[1], told[2]))

    def meant(parts: list[Any], words: Words) -> Value | Problem:
        """`urgent, that is of high urgency`: a word that has no meaning but this one."""
        word = text_of(parts[0])
        if not isinstance(_word(context, word, words), Problem) or context.near.column([word]):
            return problem(codes.NOT_UNDERSTOOD, words, words=word)
        return Value(parts[1].text, parts[1].used)

    def held_before(parts: list[Any], words: Words) -> Value | Problem:
        """`of high urgency`."""
        text = held_text(context.values.get(parts[1].column, frozenset()), text_of(parts[0]))
        if not text:
            return problem(codes.NOT_UNDERSTOOD, words, words=text_of(parts[0]))
        return Value(f"{parts[1].text} = {quoted(text)}", used(parts[1]))

    return {
        "rows_of_sort": rows,
        "rows_with": rows,
        "rows_lacking": lambda parts, _: Described(_is_null(parts[0])),
        "things_with": things,
        "sorts": lambda parts, words: _kinds(context, parts, words),
        "sort_meant": meant,
        "held_before": held_before,
        "joint_and": lambda _p, _w: "and",
        "joint_or": lambda _p, _w: "or",
        "joint_comma": lambda _p, _w: ",",
        "sort_word": lambda parts, words: _word(context, text_of(parts[0]), words),
        "sort_flag": lambda parts, words: _flag(context, parts[0], words),
        "sort_still": lambda parts, _: parts[0],
        "sort_not": lambda parts, _: _not(parts[0]),
        "tail_lacking": lambda parts, _: _is_null(parts[0]),
        "tail_lacking_thing": lambda parts, words: _is_null(thing_value(parts[0], words)),
        "tail_where": lambda parts, _: parts[0],
        "tail_sorts": lambda parts, _: parts[-1],
        "tail_span": lambda parts, _: parts[0],
        "tail_count": lambda parts, _: [*parts[0], parts[1]],
        "count_compared": lambda parts, _: [parts[0], text_of(parts[1])],
        "count_more": lambda parts, _: [">=", text_of(parts[0])],
        "count_less": lambda parts, _: ["<=", text_of(parts[0])],
        "count_single": lambda _p, _w: ["=", "1"],
    }


def text_thing(token: Any) -> str:
    """The column of what a noun stands for."""
    return str(token.value.thing)


def thing_value(token: Any, words: Words) -> Value:
    """The column of what a noun stands for, as a value."""
    column = text_thing(token)
    return Value(column, ((column, words),), column=column)


def _is_null(column: Value) -> Value:
    return Value(f"{column.text} is null", used(column))


def _not(value: Value) -> Value:
    return Value(f"not coalesce({value.text}, false)", value.used)


def _word(context: Context, word: str, words: Words) -> Value | Problem:
    """The one condition that a word before a noun stands for."""
    found: list[Value] = [
        Value(f"{name} = {quoted(text)}", ((name, words),), column=name, literal=True)
        for name, held in context.values.items()
        if (text := held_text(held, word))
    ]
    low = word.lower()
    for states, test in ((_UNTIL, "is null"), (_SINCE, "is not null")):
        column = context.near.day(states.get(low, ""))
        if column and _is_day(context, column):
            found.append(Value(f"{column} {test}", ((column, words),)))
    if low.startswith("un") and _is_day(context, column := context.near.day(low[2:])):
        found.append(Value(f"{column} is null", ((column, words),)))
    if len(found) == 1:
        return found[0]
    return problem(codes.NOT_UNDERSTOOD, words, words=word)


def held_text(held: frozenset[str], word: str) -> str:
    """The text of a column that a word stands for; empty if there is none, or several."""
    low = word.lower()
    single = low.removesuffix("s") if low.endswith("s") else low
    if {text for text in held if text.lower() == low}:
        same = [text for text in held if text.lower() == low]
        return same[0] if len(same) == 1 and (word in (same[0], same[0].capitalize())) else ""
    for form in (single, CURRENCIES.get(low, low)):
        if form in held and sum(text.lower() == form.lower() for text in held) == 1:
            return form
    return ""


def _is_day(context: Context, column: str) -> bool:
    """Whether a column says when something happened, and may be empty until then."""
    type = context.types.get(column, "")
    return type in ("date", "timestamp")


def _flag(context: Context, column: Value, words: Words) -> Value | Problem:
    """`banned players`, `closed requests`: a bool that is true, or a day that is there."""
    type = context.types.get(column.column, "")
    if type.startswith("bool"):
        return Value(column.text, column.used)
    if column.said and _is_day(context, column.column) and not _held(context, column.said):
        return Value(f"{column.column} is not null", column.used)
    return problem(codes.NOT_UNDERSTOOD, words, words=context.text[words.start : words.end])


def _held(context: Context, word: str) -> bool:
    return any(held_text(held, word) for held in context.values.values())


def _kinds(context: Context, parts: list[Any], words: Words) -> Value | Problem:
    """Several kinds: of one column they are a list, of which a row has one."""
    kinds: list[Value] = [p for p in parts if isinstance(p, Value)]
    joints = {p for p in parts if isinstance(p, str)}
    if len(kinds) == 1:
        return kinds[0]
    columns = {kind.column for kind in kinds}
    if len(columns) == 1 and all(kind.literal for kind in kinds):
        (name,) = columns
        shown = ", ".join(kind.text.partition(" = ")[2] for kind in kinds)
        return Value(f"{name} in ({shown})", used(*kinds))
    if joints == {"or"}:
        return Value(f"({' or '.join(k.text for k in kinds)})", used(*kinds))
    del context
    question = "are rows meant that are all of it, or one of it?"
    return problem(codes.NOT_SAID, words, question=question)
