"""The mutants of `backends/lowering.py`: windows of time and runs said in operators that every
engine has. Each is one change of the syntax tree of one of its functions.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any
from unittest import mock

from speccc.backends import lowering
from tests.differential.servers import EVERY
from tests.differential.timing import BEYOND, check_beyond, check_timing
from tests.sight.checks import PHASES
from tests.sight.model import Check, Mutant

_WAY: Any = lowering._Way  # pyright: ignore[reportPrivateUsage]
#: All of them say the same with the same operators; pandas asks most of what the compiler says.
_ENGINES = ("duckdb", "pandas")
_OF_WINDOWS = frozenset(("step TimeWindow",))
_OF_SESSIONS = frozenset(("step Session",))
_OF_RUNS = frozenset(("step Runs",))
_OF_ALL = _OF_WINDOWS | _OF_SESSIONS | _OF_RUNS

#: Where each function is found, and which steps need it.
FUNCTIONS: tuple[tuple[Any, str, frozenset[str]], ...] = (
    (lowering, "_time_window", _OF_WINDOWS),
    (lowering, "_session", _OF_SESSIONS),
    (lowering, "_runs", _OF_RUNS),
    (lowering, "_with_time", _OF_WINDOWS | _OF_SESSIONS),
    (lowering, "_case", _OF_SESSIONS | _OF_RUNS),
    (lowering, "_at", _OF_WINDOWS),
    (_WAY, "filter", _OF_ALL),
    (_WAY, "derive", _OF_ALL),
    (_WAY, "window", _OF_SESSIONS | _OF_RUNS),
    (_WAY, "repeat", _OF_WINDOWS),
    (_WAY, "finish", _OF_ALL),
)

#: A word, and what stands in its place.
_WORDS = {
    "less": "less_equal",
    "less_equal": "less",
    "equal": "not_equal",
    "min": "max",
    "max": "min",
    "lag": "lead",
    "sum": "max",
    "is_not_null": "is_null",
}
_NAMES = {
    "_plus": "_minus",
    "_minus": "_plus",
    "_SO_FAR": "_ALL",
    "_ALL": "_SO_FAR",
    "WINDOW_START": "WINDOW_END",
    "WINDOW_END": "WINDOW_START",
}
_ATTRIBUTES = {"size": "every", "every": "size", "by": "order"}
_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.FloorDiv: ast.Mod,
    ast.Mod: ast.FloorDiv,
    ast.Gt: ast.GtE,
    ast.Eq: ast.NotEq,
}


def _changes(node: ast.AST) -> Iterator[ast.AST | None]:
    """What may stand in the place of a node; None is nothing at all."""
    match node:
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() as number):
            yield ast.Constant(number + 1)
        case ast.Constant(value=str() as word) if word in _WORDS:
            yield ast.Constant(_WORDS[word])
        case ast.Name(id=name) if name in _NAMES:
            yield ast.Name(_NAMES[name], node.ctx)
        case ast.Attribute(value=ast.Name(id="op"), attr=name) if name in _ATTRIBUTES:
            yield ast.Attribute(node.value, _ATTRIBUTES[name], node.ctx)
        case ast.BinOp() if type(node.op) in _OPERATORS:
            yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)  # type: ignore[arg-type]
        case ast.Compare() if type(node.ops[0]) in _OPERATORS:
            yield ast.Compare(node.left, [_OPERATORS[type(node.ops[0])]()], node.comparators)  # type: ignore[list-item]
        case ast.UnaryOp(op=ast.USub()):
            yield node.operand
        case ast.If():
            yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        case ast.Expr(value=ast.Call()):
            yield None
        case ast.Call(args=[*rest, a, b]) if _in_order(node, a, b):
            yield ast.Call(node.func, [*rest, b, a], node.keywords)
        case _:
            return


def _in_order(call: ast.Call, a: ast.expr, b: ast.expr) -> bool:
    """Whether it matters which of two arguments comes first."""
    text = ast.unparse(call)
    symmetric = text.startswith("_plus(") or "'equal'" in text
    starred = any(isinstance(part, ast.Starred) for part in (a, b))
    return not symmetric and not starred and ast.unparse(a) != ast.unparse(b)


def _variants(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """What is changed, and the function with that change."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    for at, node in enumerate(n for statement in body for n in ast.walk(statement)):
        for change in _changes(node):
            made = copy.deepcopy(function)
            kept = made.body[1:] if ast.get_docstring(made) else made.body
            target = [n for statement in kept for n in ast.walk(statement)][at]
            new = ast.Pass() if change is None else change
            said = "left out" if change is None else f"is {ast.unparse(new).splitlines()[0]}"
            text = f"line {node.lineno}: {ast.unparse(node).splitlines()[0]} {said}"  # type: ignore[attr-defined]
            yield text, ast.fix_missing_locations(_Put(target, new).visit(made))


class _Put(ast.NodeTransformer):
    """Puts a node in another's place."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self._new if node is self._old else super().visit(node)


def _compiled(function: ast.FunctionDef) -> Callable[..., Any]:
    code = compile(ast.Module([function], []), lowering.__file__, "exec", flags=_FUTURE)
    held = dict(vars(lowering))
    exec(code, held)  # noqa: S102
    return held[function.name]


_FUTURE = __import__("__future__").annotations.compiler_flag


@cache
def window_mutants() -> tuple[Mutant, ...]:
    """All of them, in a fixed order."""
    checks: tuple[Check, ...] = (
        *(partial(check_timing, EVERY[engine], PHASES) for engine in _ENGINES),
        *(partial(check_beyond, EVERY["duckdb"], name) for name in BEYOND),
    )
    found: dict[str, Mutant] = {}
    for owner, name, reach in FUNCTIONS:
        source = textwrap.dedent(inspect.getsource(getattr(owner, name)))
        tree = ast.parse(source).body[0]
        assert isinstance(tree, ast.FunctionDef)
        for said, made in _variants(tree):
            wrong = _compiled(made)
            patch = partial(mock.patch.object, owner, name, wrong)
            shown = f"windows {name}, {said}"
            shown += " (again)" * (shown in found)
            found[shown] = Mutant(shown, patch, checks, "duckdb", reach)
    return tuple(found.values())
