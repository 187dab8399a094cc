"""Python code as libcst trees: templates, literals, brackets where precedence asks for them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

import libcst as cst

from speccc.backends.pandas.quoting import quoted

_PLACEHOLDER = re.compile(r"\{([0-9]+|[a-z_]+)\}")
_PREFIX = "placeholder_of_"

#: How tightly an operator binds its operands; what is not here binds tighter than all.
_BINDING: dict[type[cst.CSTNode], int] = {
    cst.Lambda: 1,
    cst.IfExp: 2,
    cst.Comparison: 6,
    cst.BitOr: 7,
    cst.BitXor: 8,
    cst.BitAnd: 9,
    cst.Add: 11,
    cst.Subtract: 11,
    cst.Multiply: 12,
    cst.Divide: 12,
    cst.FloorDivide: 12,
    cst.Modulo: 12,
    cst.UnaryOperation: 13,
    cst.Power: 14,
}
_TIGHTEST = 20


def _binding(node: cst.BaseExpression) -> int:
    if getattr(node, "lpar", ()):
        return _TIGHTEST
    key = type(node.operator) if isinstance(node, cst.BinaryOperation) else type(node)
    if isinstance(node, cst.Integer | cst.Float) and node.value.startswith("-"):
        return _BINDING[cst.UnaryOperation]
    return _BINDING.get(key, _TIGHTEST)


def _at_least(node: cst.BaseExpression, binding: int) -> cst.BaseExpression:
    """The node, in brackets if it binds more loosely than its place asks for."""
    if _binding(node) >= binding:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


class _Fill(cst.CSTTransformer):
    def __init__(self, parts: Mapping[str, cst.BaseExpression]) -> None:
        super().__init__()
        self.parts = parts

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        if updated_node.value.startswith(_PREFIX):
            return self.parts[updated_node.value.removeprefix(_PREFIX)]
        return updated_node

    def leave_BinaryOperation(
        self, original_node: cst.BinaryOperation, updated_node: cst.BinaryOperation
    ) -> cst.BaseExpression:
        binding = _BINDING[type(updated_node.operator)]
        return updated_node.with_changes(
            left=_at_least(updated_node.left, binding),
            right=_at_least(updated_node.right, binding + 1),
        )

    def leave_Comparison(
        self, original_node: cst.Comparison, updated_node: cst.Comparison
    ) -> cst.BaseExpression:
        target = updated_node.comparisons[0]
        right = target.with_changes(comparator=_at_least(target.comparator, 7))
        return updated_node.with_changes(left=_at_least(updated_node.left, 7), comparisons=[right])

    def leave_UnaryOperation(
        self, original_node: cst.UnaryOperation, updated_node: cst.UnaryOperation
    ) -> cst.BaseExpression:
        return updated_node.with_changes(expression=_at_least(updated_node.expression, 14))

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        return updated_node.with_changes(value=_at_least(updated_node.value, _TIGHTEST))

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        return updated_node.with_changes(value=_at_least(updated_node.value, _TIGHTEST))


@functools.cache
def _parse(template: str) -> cst.BaseExpression:
    return cst.parse_expression(_PLACEHOLDER.sub(lambda m: _PREFIX + m[1], template))


def code(
    template: str, *args: cst.BaseExpression, **named: cst.BaseExpression
) -> cst.BaseExpression:
    """An expression from a template: `code("{0}.isin({1})", a, b)`, `code("{x} + 1", x=a)`.

    Placeholders stand for whole operands; brackets are put where precedence asks for them.
    Texts from a spec never go into a template but into literals.
    """
    parts = {**{str(i): a for i, a in enumerate(args)}, **named}
    filled = _parse(template).visit(_Fill(parts))
    assert isinstance(filled, cst.BaseExpression)
    return filled


def text(value: str) -> cst.BaseExpression:
    """A text literal."""
    return cst.SimpleString(quoted(value))


def number(value: int) -> cst.BaseExpression:
    """An integer literal."""
    return cst.parse_expression(str(value))


def texts(values: Sequence[str]) -> cst.BaseExpression:
    """A list of text literals."""
    return listed([text(v) for v in values])


def listed(values: Sequence[cst.BaseExpression]) -> cst.BaseExpression:
    """A list of expressions."""
    return cst.List([cst.Element(v) for v in values])


def mapping(pairs: Mapping[str, cst.BaseExpression]) -> cst.BaseExpression:
    """A dict literal with text keys."""
    return cst.Dict([cst.DictElement(text(k), v) for k, v in pairs.items()])


def called(
    function: cst.BaseExpression | str, *args: cst.BaseExpression, **named: cst.BaseExpression
) -> cst.BaseExpression:
    """A call; `named` must be usable as Python keywords."""
    target = cst.parse_expression(function) if isinstance(function, str) else function
    keyword = [
        cst.Arg(
            value,
            cst.Name(name),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        for name, value in named.items()
    ]
    return cst.Call(target, [*(cst.Arg(a) for a in args), *keyword])


def printed(node: cst.CSTNode) -> str:
    """The node as Python source."""
    return cst.Module([]).code_for_node(node)
