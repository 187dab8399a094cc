"""Small mistakes in a tree of SQL, made mechanically: each operator changes one node.

The trees are what a lowering makes; the operands that it was given are not looked into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Glot

from speccc.backends.sql import trees

#: What marks the root of an operand; it is the operand's place.
_OPERAND = "operand"
#: Numbers and types that come from the arguments of a call.
_GIVEN = tuple(
    (re.compile(pattern), shown)
    for pattern, shown in (
        (r"\b10*\.0e0\b|\b10+\b|\b1e-?[0-9]+\b|\b0\.0*1\b", "10^n"),
        (r"\([0-9]+, [0-9]+\)|_[0-9]+_[0-9]+\b", "(p, s)"),
        (r"\{[01],[0-9]+\}", "{n}"),
        (r"\b(LEFT|RIGHT|ROUND|SUBSTR)\(_a(, [0-9]+)+\)", r"\1(_a, n)"),
        (r"\bSUBSTRING_INDEX\(_a, _b, [0-9]+\)", "SUBSTRING_INDEX(_a, _b, n)"),
        (r"\bNOT \(_a\)", "NOT _a"),
        (r"('[^']*' in )?_a GLOB '[^']*'", "_a GLOB pattern"),
    )
)


@dataclass(frozen=True, slots=True)
class Edit:
    """An operator, and the text of the nodes to which it is applied: all that a tree has. `shown`
    is what the edit makes of the first that was met.
    """

    operator: str
    before: str
    shown: str = field(compare=False, default="")

    def __str__(self) -> str:
        return f"{self.operator}: {self.shown}"


def opaque(operands: Sequence[exp.Expr]) -> tuple[exp.Expr, ...]:
    """The operands, marked: no edit looks into them. A lowering may take one out of its call."""
    for slot, operand in zip(_slots(len(operands)), operands, strict=True):
        inner = operand.expressions if isinstance(operand, exp.Anonymous) else ()
        for node in (*inner, operand):
            node.meta[_OPERAND] = slot
    return tuple(operands)


def _slots(count: int) -> Iterator[str]:
    return (f"_{chr(ord('a') + at)}" for at in range(count))


def edits(tree: exp.Expr, glot: type[Glot]) -> Iterator[Edit]:
    """All edits of a tree that change it, each once."""
    found: dict[Edit, None] = {}
    for edit, node, make in _places(tree, glot):
        before, after = _text(node, glot), _text(make(node.copy()), glot)
        if edit not in found and before != after:
            found[replace(edit, shown=f"{before} is {after}{_around(node, glot)}")] = None
    yield from found


def edited(tree: exp.Expr, edit: Edit, glot: type[Glot]) -> exp.Expr:
    """The tree after the edit; as it is, if it has no such place."""
    places = [(node, make) for found, node, make in _places(tree, glot) if found == edit]
    for node, make in places:
        made = make(node.copy())
        if node is tree:
            return trees.rebracketed(made)
        node.replace(made)
    return trees.rebracketed(tree) if places else tree


Make = Callable[[exp.Expr], exp.Expr]


def _places(tree: exp.Expr, glot: type[Glot]) -> Iterator[tuple[Edit, exp.Expr, Make]]:
    for node in list(tree.walk(prune=_is_closed)):
        if _is_closed(node):
            continue
        text = _text(node, glot) + _around(node, glot)
        for pattern, shown in _GIVEN:
            text = pattern.sub(shown, text)
        for operator, applies, make in OPERATORS:
            if applies(node):
                yield Edit(operator, text), node, make


def _around(node: exp.Expr, glot: type[Glot]) -> str:
    """Where a literal stands, which says nothing by itself."""
    literal = isinstance(node, exp.Literal | exp.Boolean) and node.parent is not None
    return f" in {_text(node.parent, glot)}" if literal and node.parent else ""


def _is_closed(node: exp.Expr) -> bool:
    """Whether nothing in it is looked at: an operand, the size of a type, what an error says."""
    if _is_operand(node) or isinstance(node, exp.DataType):
        return True
    if isinstance(node.parent, exp.Case | exp.If) and not isinstance(node, exp.Case | exp.If):
        texts = node.find_all(exp.Literal)
        return any(text.is_string and text.this.startswith("overflow") for text in texts)
    return False


def _is_operand(node: exp.Expr) -> bool:
    return _OPERAND in (node._meta or ())  # pyright: ignore[reportPrivateUsage]


def _text(tree: exp.Expr, glot: type[Glot]) -> str:
    """The tree's text, with a slot for each operand."""

    def blank(node: exp.Expr) -> exp.Expr:
        return exp.column(node.meta[_OPERAND]) if _is_operand(node) else node

    return " ".join(tree.copy().transform(blank, copy=False).sql(dialect=glot).split())


# --- operators ------------------------------------------------------------------------------------

Applies = Callable[[exp.Expr], bool]


def _is(*kinds: type[exp.Expr]) -> Applies:
    return lambda node: type(node) in kinds


def _as(kind: type[exp.Expr]) -> Make:
    """Another operator over the same operands."""
    return lambda node: kind(this=node.this, expression=node.expression)


def _part(key: str) -> Make:
    return lambda node: node.args[key]


def _calls(least: int) -> Applies:
    """A call with so many arguments."""

    def applies(node: exp.Expr) -> bool:
        arguments = node.expressions if isinstance(node, exp.Anonymous) else []
        return len(arguments) >= least and not isinstance(arguments[0], exp.Star)

    return applies


def _in_order(node: exp.Expr) -> bool:
    """A call whose arguments have an order."""
    return _calls(2)(node) and node.this not in ("GREATEST", "LEAST", "MAX", "MIN")


def _swapped(node: exp.Expr) -> exp.Expr:
    first, second, *rest = node.expressions
    node.set("expressions", [second, first, *rest])
    return node


def _sides(node: exp.Expr) -> exp.Expr:
    return type(node)(this=node.expression, expression=node.this)


def _shorter(node: exp.Expr) -> exp.Expr:
    node.set("expressions", node.expressions[:-1])
    return node


def _without(key: str) -> Make:
    def make(node: exp.Expr) -> exp.Expr:
        node.set(key, None)
        return node

    return make


def _has(kind: type[exp.Expr], key: str) -> Applies:
    return lambda node: isinstance(node, kind) and bool(node.args.get(key))


def _negated(node: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Paren(this=node))


def _branches(node: exp.Expr) -> bool:
    return isinstance(node, exp.Case) and len(node.args["ifs"]) > 1


def _fewer(first: bool) -> Make:
    def make(node: exp.Expr) -> exp.Expr:
        node.set("ifs", node.args["ifs"][1:] if first else node.args["ifs"][:-1])
        return node

    return make


def _number(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string


def _more(node: exp.Expr) -> exp.Expr:
    """The next whole number; twice any other."""
    text = str(node.this)
    if text.isdigit():
        return exp.Literal.number(int(text) + 1)
    digits, e, power = text.partition("e")
    return exp.Literal.number(f"{Decimal(digits) * 2}{e}{power}")


def _said(node: exp.Expr) -> bool:
    """A text, not an empty one."""
    return isinstance(node, exp.Literal) and node.is_string and bool(node.this)


def _cut(node: exp.Expr) -> exp.Expr:
    return exp.Literal.string(node.this[:-1])


def _counts(node: exp.Expr) -> bool:
    return _calls(1)(node) and node.this == "COUNT" and not isinstance(node.this, exp.Distinct)


def _of_all(node: exp.Expr) -> exp.Expr:
    return trees.call("COUNT", exp.Star())


def _flipped(node: exp.Expr) -> exp.Expr:
    return exp.Boolean(this=not node.this)


def _backwards(node: exp.Expr) -> exp.Expr:
    node.set("desc", not node.args.get("desc"))
    return node


def _bound(kind: type[exp.Expr], key: str) -> Make:
    return lambda node: kind(this=node.this, expression=node.args[key])


_MATCHING = (exp.Like, exp.Glob, exp.RegexpLike, exp.In, exp.Is)
_ORDERED = (exp.Sub, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe)

#: Name, to which nodes it applies, and what it makes of one.
OPERATORS: tuple[tuple[str, Applies, Make], ...] = (
    ("<= for <", _is(exp.LT), _as(exp.LTE)),
    ("< for <=", _is(exp.LTE), _as(exp.LT)),
    (">= for >", _is(exp.GT), _as(exp.GTE)),
    ("> for >=", _is(exp.GTE), _as(exp.GT)),
    ("<> for =", _is(exp.EQ), _as(exp.NEQ)),
    ("= for <>", _is(exp.NEQ), _as(exp.EQ)),
    ("blind to NULL", _is(exp.NullSafeEQ), _as(exp.EQ)),
    ("- for +", _is(exp.Add), _as(exp.Sub)),
    ("+ for -", _is(exp.Sub), _as(exp.Add)),
    ("+ for *", _is(exp.Mul), _as(exp.Add)),
    ("* for /", _is(exp.Div, exp.IntDiv), _as(exp.Mul)),
    ("/ for %", _is(exp.Mod), _as(exp.Div)),
    ("sides swapped", _is(*_ORDERED), _sides),
    ("OR for AND", _is(exp.And), _as(exp.Or)),
    ("AND for OR", _is(exp.Or), _as(exp.And)),
    ("the left alone", _is(exp.And, exp.Or, exp.DPipe), _part("this")),
    ("the right alone", _is(exp.And, exp.Or, exp.DPipe), _part("expression")),
    ("no NOT", _is(exp.Not), _part("this")),
    ("no sign", _is(exp.Neg), _part("this")),
    ("NOT", _is(*_MATCHING), _negated),
    ("no lower bound", _is(exp.Between), _bound(exp.LTE, "high")),
    ("no upper bound", _is(exp.Between), _bound(exp.GTE, "low")),
    ("no ESCAPE", _is(exp.Escape), _part("this")),
    ("another number", _number, _more),
    ("a shorter text", _said, _cut),
    ("the other truth", _is(exp.Boolean), _flipped),
    ("no call", _calls(1), lambda node: node.expressions[0]),
    ("arguments swapped", _in_order, _swapped),
    ("an argument less", _calls(2), _shorter),
    ("all rows counted", _counts, _of_all),
    ("the first branch always", _is(exp.Case), lambda node: node.args["ifs"][0].args["true"]),
    ("no first WHEN", _branches, _fewer(first=True)),
    ("no last WHEN", _branches, _fewer(first=False)),
    ("no ELSE", _has(exp.Case, "default"), _without("default")),
    ("no cast", _is(exp.Cast, exp.TryCast), _part("this")),
    ("a strict cast", _is(exp.TryCast), lambda node: exp.Cast(this=node.this, to=node.args["to"])),
    ("no collation", _is(exp.Collate), _part("this")),
    ("duplicates", _is(exp.Distinct), lambda node: node.expressions[0]),
    ("no FILTER", _is(exp.Filter), _part("this")),
    ("no frame", _has(exp.Window, "spec"), _without("spec")),
    ("the other order", _is(exp.Ordered), _backwards),
    ("a value less", _has(exp.In, "expressions"), _shorter),
)  # fmt: skip
