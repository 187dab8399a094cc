"""Other words for rows, their order, names and place; each holds wherever it is said."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.asking import asking_rules
from speccc.translate.offline.classes import class_rules
from speccc.translate.offline.described import described_rules, thing_value
from speccc.translate.offline.each_row import each_row_rules
from speccc.translate.offline.figures import figure_rules
from speccc.translate.offline.moments import moment_rules, unit_value
from speccc.translate.offline.nouns import counted
from speccc.translate.offline.pauses import pause_rules
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.relating import relating_rules
from speccc.translate.offline.rules import Context, items_of, problem, quoted, text_of, used
from speccc.translate.offline.signed import signed_rules
from speccc.translate.offline.tokens import Kind
from speccc.translate.offline.values import Described, Item, Problem, Value, is_tuple
from speccc.translate.offline.workings import working_rules


def phrase_rules(context: Context) -> dict[str, Rule]:
    """The rules of `phrases.lark` and `further.lark`."""
    return {
        **class_rules(context),
        **described_rules(context),
        **figure_rules(context),
        **relating_rules(context),
        **working_rules(context),
        **signed_rules(context),
        **asking_rules(context),
        **pause_rules(context),
        **each_row_rules(),
        **moment_rules(context),
        **_rows(),
        **_order(context),
        **_names(context),
    }


def _rows() -> dict[str, Rule]:
    """Which rows count, and which do not."""

    def of(kind: str, strength: str) -> Rule:
        def build(parts: list[Any], words: Words) -> Item | Problem:
            told = parts[0]
            if isinstance(told, Value):
                told = Described(told)
            if told.condition is None and not strength:
                return problem(codes.NOT_SAID, words, question="which of them?")
            source: Any = used(told.condition) if told.condition else ()
            if told.noun and not told.thing:
                source = (*source, told.row)
            return Item(kind, (told.condition, told), words, source, strength)

        return build

    def both(strength: str) -> Rule:
        one = of("remove", strength)

        def build(parts: list[Any], words: Words) -> Any:
            if len({part.condition.column for part in parts if part.condition} - {""}) == 1:
                question = "is this one list, or are these two?"
                return problem(codes.NOT_SAID, words, question=question)
            return [one([part], words) for part in parts]

        return build

    return {
        "loose": lambda parts, _: parts[0],
        "ignored": of("remove", "ignored"),
        "left_out": of("remove", "left"),
        "both_left_out": both("left"),
        "both_ignored": both("ignored"),
        "removed": of("remove", ""),
        "only": of("filter", "left"),
        "of_some": of("filter", "of"),
        "lead": of("filter", "left"),
        "only_span": of("filter", "ignored"),
        "period": of("filter", "ignored"),
        "of_all": lambda parts, words: Item("of_all", (), words, counted(parts[0])),
    }


def _order(context: Context) -> dict[str, Rule]:
    """What comes first."""

    def by(parts: list[Any], words: Words) -> Item | Problem:
        way, column = parts
        if isinstance(column, Problem):
            return column
        key = (column, _DIRECTIONS[way])
        return Item("sort", (key,), words, used(column), "left")

    def most(parts: list[Any], words: Words) -> Item | Problem:
        """`most orders first`: of a noun that is no column."""
        if context.near.column([parts[1][0]]):
            return problem(codes.NOT_UNDERSTOOD, words, words=parts[1][0])
        return Item("first", (*parts,), words, (), "left")

    def by_unit(parts: list[Any], words: Words) -> Item | Problem:
        way, unit = parts
        return by([way, unit_value(context, unit, words)], words)

    return {
        "greatest": lambda _p, _w: "greatest",
        "least": lambda _p, _w: "least",
        "newest": lambda _p, _w: "newest",
        "oldest": lambda _p, _w: "oldest",
        "first_of_all": lambda parts, words: Item("first", (parts[0],), words, (), "left"),
        "first_by": by,
        "first_count": most,
        "first_by_unit": by_unit,
        "in_alphabet": lambda parts, words: by(
            ["least", parts[0] if isinstance(parts[0], Value) else thing_value(parts[0], words)],
            words,
        ),
        "then_by": lambda parts, words: Item(
            "sort", (parts[-1],), words, used(parts[-1][0]), "left"
        ),
        "first_come": lambda parts, _: parts[0],
        "sorted_by": lambda parts, words: Item(
            "sort", tuple(parts), words, used(*(key[0] for key in parts)), "left"
        ),
    }


#: Nothing is called so.
_NO_NAMES = frozenset(("be", "it", "them", "that", "this", "as", "is", "are", "file", "table"))
_DIRECTIONS = {"greatest": "desc", "least": "", "newest": "desc", "oldest": ""}


def _names(context: Context) -> dict[str, Rule]:
    """What the result and its columns are called."""

    def goes(parts: list[Any], words: Words) -> Any:
        target = parts[0]
        if isinstance(target, Problem):
            return target
        return [Item("write", (None, target), words, (), "left")]

    def alone(parts: list[Any], words: Words) -> Item | Problem:
        """A name that stands for itself: told from a word by its underscore."""
        text = text_of(parts[0])
        if "_" not in text.strip("_") or context.near.column([text.lower()]):
            return problem(codes.NOT_UNDERSTOOD, words, words=text)
        return Item("write", (None, Item("named", (text,), words)), words, (), "left")

    def cased(function: str) -> Rule:
        return lambda _parts, words: Item("cased", (function,), words)

    def same_case(parts: list[Any], words: Words) -> Item:
        """Whose capitals do not matter."""
        column = parts[0] if isinstance(parts[0], Value) else thing_value(parts[0], words)
        return Item("same_case", (column,), words, column.used)

    def name(parts: list[Any], words: Words) -> Item | Problem:
        text = text_of(parts[0])
        if not text.isidentifier() or text.lower() in _NO_NAMES:
            return problem(codes.NOT_UNDERSTOOD, words, words=text)
        return Item("named", (text,), words)

    def as_name(parts: list[Any], words: Words) -> Item | Problem:
        """`as totals`: of the result, unless it is what a column is called."""
        if parts[0].value.kind is Kind.COLUMN:
            return problem(codes.NOT_UNDERSTOOD, words, words=text_of(parts[0]))
        return name(parts, words)

    return {
        "named_alone": alone,
        "named_clause": lambda parts, words: _as_list(alone(parts, words)),
        "only_name": lambda parts, _: parts[0],
        "same_case": same_case,
        "looked_up": lambda parts, words: Item(
            "lookup",
            (
                next((p.column for p in parts if isinstance(p, Value)), ""),
                Value(quoted(text_of(parts[-1])), literal=True),
            ),
            words,
        ),
        "once": lambda _p, words: Item("once", (), words),
        "shown_lower": cased("lower"),
        "shown_upper": cased("upper"),
        "shown_case": lambda parts, _: parts[0],
        "figures_are": lambda parts, words: [
            Item("figures", (_names_in(parts),), words),
            *(i for p in parts if isinstance(p, list) for i in items_of(p)),
        ],
        "treat_zero": lambda parts, words: Item(
            "treat", (parts[0], Value("0", literal=True)), words, used(*parts[0])
        ),
        "goes": goes,
        "goes_to": lambda parts, _: parts[0],
        "target_name": name,
        "as_target": as_name,
        "new_list": lambda parts, _: tuple(parts),
        "columns_are": lambda parts, words: Item("columns", (_names_in(parts),), words),
        "called_column": lambda parts, words: Item("called", (parts[0], "column"), words),
        "rounded": lambda parts, words: Item("rounding", (parts[0][1],), words),
        "rounding_one": lambda _p, _w: ("rounding", "1", False),
        "rounding_cents": lambda _p, _w: ("rounding", "2", False),
        "rounding_whole": lambda _p, _w: ("rounding", "0", False),
    }


def _as_list(item: Item | Problem) -> list[Item] | Problem:
    return item if isinstance(item, Problem) else [item]


def _names_in(parts: list[Any]) -> Any:
    """The list of names among the parts."""
    return next(part for part in parts if is_tuple(part))
