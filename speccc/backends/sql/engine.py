"""What a dialect says: its types, how it spells each row of the catalogue, its own functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast
from typing import Literal as OneOf

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Glot

from speccc.backends.sql import trees
from speccc.functions.model import Form
from speccc.ir.expr import Expr, Frame, Value
from speccc.types import Kind, Type

Trees = tuple[exp.Expr, ...]
Mode = OneOf["safe", "try"]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a lowering is due: the typed arguments, the type of the result, the dialect; the frame
    of a window call that has one.
    """

    args: tuple[Expr, ...]
    type: Type
    engine: Engine
    frame: Frame | None = None

    def fill(self, template: str, *operands: exp.Expr) -> exp.Expr:
        """A template of this dialect with its slots filled."""
        return trees.fill(template, self.engine.glot, *operands)


Builder = Callable[[Site, Trees], exp.Expr]
#: A template; templates by the kind of the first argument, or by the number of arguments; or a
#: function for the rest.
Lowering = str | Mapping[Kind | int, str] | Builder
#: From a type to a type: a template, which may name the latter as `{type}`, or a function.
Conversion = str | Callable[[exp.Expr, Type, Type, "Engine"], exp.Expr]
Conversions = Mapping[tuple[Kind, Kind], Conversion]


@dataclass(frozen=True, slots=True)
class Helper:
    """A function that the scripts define for themselves: `name(params)` is `body`, a template
    over the params' names. `says` is one line for the reader.
    """

    params: tuple[str, ...]
    body: str
    says: str


def variable(name: str) -> exp.Expr:
    """A parameter that the setup script has set as a variable of the session."""
    return trees.call("GETVARIABLE", trees.text(name))


def in_last_argument(_: str, tree: exp.Expr, keys: list[exp.Expr]) -> exp.Expr:
    """An aggregate's order where most engines have it: behind its last argument."""
    call = next(node for node in tree.walk() if isinstance(node, exp.Anonymous))
    last = call.expressions[-1]
    last.replace(exp.Order(this=last.copy(), expressions=keys))
    return tree


@dataclass(frozen=True, slots=True, eq=False)
class Engine:
    """A dialect. The tables' keys are names of the catalogue, conversions have pairs of kinds.

    `helper` gives the definition of a function that lowerings call, or None for a built-in one.
    `qualify` tells whether rows may be chosen by a window call without a subquery. `parameter`
    gives the value of a parameter, which the setup script has read as its type. `macros` tells
    whether a script can define functions; else their bodies are written where they are called.
    `raises` tells whether a query can end a run; else what is wrong comes as rows. `concat_ws`
    tells whether it has that function. `literals` are the values that are not written as
    everywhere else, by their kind; `float64` writes one also where no type stands beside it.
    `ordered` gives an aggregate of that name its order.
    `nulls_last` tells whether an order can say so; else it has a key more. `full_joins` tells
    whether there are any; else one is a left join and the other rows. `joins_exists` tells whether
    EXISTS is planned as a join; else it is not used for relations. `joins_in` tells the same of an
    IN whose rows depend on the row outside. `orders_semi_joins` tells whether the planner chooses
    when to do a semi join; else one that finds at most one row is an inner join. `relation` is how
    the rows of a step or a source are called. `deletes_by_name` tells whether a statement that
    deletes says from which of its tables. `materializes` tells whether a common table expression
    can be said to be kept from what reads it; else a limit that is never reached keeps it.
    `column_type` names the type of a column of a temporary table, if that is not `type_name`.
    `numbers` is a query of the whole numbers from 0 to `{last}`, as `_n`; empty where the target
    refuses all that asks for them.
    """

    name: str
    glot: type[Glot]
    type_name: Callable[[Type], str]
    scalars: Mapping[str, Lowering]
    aggregates: Mapping[str, Lowering]
    windows: Mapping[str, Lowering]
    casts: Conversions
    try_casts: Conversions
    helper: Callable[[str], Helper | None]
    qualify: bool = True
    parameter: Callable[[str], exp.Expr] = variable
    macros: bool = True
    raises: bool = True
    concat_ws: bool = True
    literals: Mapping[Kind, Callable[[Value], exp.Expr]] = field(default_factory=dict[Any, Any])
    float64: Callable[[float], exp.Expr] = trees.float64
    ordered: Callable[[str, exp.Expr, list[exp.Expr]], exp.Expr] = in_last_argument
    nulls_last: bool = True
    full_joins: bool = True
    joins_exists: bool = True
    joins_in: bool = True
    orders_semi_joins: bool = True
    relation: Callable[[str], str] = str
    deletes_by_name: bool = False
    materializes: bool = True
    column_type: Callable[[Type], str] | None = None
    numbers: str = ""

    def lowerings(self, form: Form) -> Mapping[str, Lowering]:
        """How the rows of a form are spelled."""
        tables = {
            Form.SCALAR: self.scalars,
            Form.AGGREGATE: self.aggregates,
            Form.WINDOW: self.windows,
        }
        return tables[form]

    def type(self, type: Type) -> exp.DataType:
        return exp.DataType.build(self.type_name(type), dialect=self.glot)

    def declared(self, type: Type) -> str:
        """The type of a column in a temporary table."""
        return (self.column_type or self.type_name)(type)

    def cast(self, tree: exp.Expr, type: Type) -> exp.Expr:
        return exp.Cast(this=tree, to=self.type(type))

    def apply(self, lowering: Lowering, site: Site, operands: Trees) -> exp.Expr:
        """The tree of a lowering over lowered operands."""
        if isinstance(lowering, str):
            return site.fill(lowering, *operands)
        if isinstance(lowering, Mapping):
            templates = cast("Mapping[Kind | int, str]", lowering)
            by_kind = templates.get(site.args[0].type.kind) if site.args else None
            return site.fill(by_kind or templates[len(operands)], *operands)
        return lowering(site, operands)

    def convert(self, tree: exp.Expr, source: Type, to: Type, mode: Mode) -> exp.Expr:
        """A value read as another type; in mode `try`, NULL where it does not read."""
        if source == to:
            return tree
        pair = (source.kind, to.kind)
        table = self.try_casts if mode == "try" and pair in self.try_casts else self.casts
        lowering = table[pair]
        if isinstance(lowering, str):
            return trees.fill(lowering.format(type=self.type_name(to)), self.glot, tree)
        return lowering(tree, source, to, self)

    def inlined(self, tree: exp.Expr) -> exp.Expr:
        """The tree without calls of own functions, if the engine cannot define any."""
        if self.macros or not any(_called(self, call) for call in tree.find_all(exp.Anonymous)):
            return tree
        return trees.rebracketed(_inlined(self, tree.copy()))


def _inlined(engine: Engine, tree: exp.Expr) -> exp.Expr:
    def change(node: exp.Expr) -> exp.Expr:
        helper = _called(engine, node)
        if helper is None:
            return node
        parts = [_inlined(engine, part) for part in node.expressions]
        return trees.substituted(
            _body(engine, helper), dict(zip(helper.params, parts, strict=True))
        )

    return tree.transform(change, copy=False)


def _called(engine: Engine, node: exp.Expr) -> Helper | None:
    """What a call calls, if it is no built-in function."""
    return engine.helper(str(node.this)) if isinstance(node, exp.Anonymous) else None


@cache
def _body(engine: Engine, helper: Helper) -> exp.Expr:
    """A helper's body without calls of others. Nobody may change it."""
    return _inlined(engine, trees.parsed(helper.body, engine.glot).copy())
