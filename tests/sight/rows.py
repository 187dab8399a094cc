"""The mutants of the tables of the SQL dialects: every edit of all that a row makes, and each row
spelled as the next one that has its signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from typing import Any, cast
from unittest import mock

from sqlglot import exp

from speccc.backends.sql import engine as sql_engine
from speccc.backends.sql import trees
from speccc.backends.sql.dialects import DIALECTS
from speccc.backends.sql.dialects.duckdb.helpers import HELPERS as DUCKDB_HELPERS
from speccc.backends.sql.dialects.mariadb.helpers import HELPERS as MARIADB_HELPERS
from speccc.backends.sql.dialects.postgres.helpers import HELPERS as POSTGRES_HELPERS
from speccc.backends.sql.dialects.sqlite.helpers import HELPERS as SQLITE_HELPERS
from speccc.backends.sql.engine import Engine, Helper, Lowering, Site, Trees
from speccc.backends.sql.expressions import Expressions
from speccc.backends.used import expressions
from speccc.functions.catalogue import TABLES
from speccc.functions.model import Form
from speccc.ir.expr import Aggregate, Call, Expr, WindowCall, walk
from speccc.ir.rel import Pipeline
from speccc.types import Kind, Schema, Type
from tests.differential import sheets
from tests.sight.checks import casts_of, check_function
from tests.sight.edits import Edit, edited, edits, opaque
from tests.sight.model import Check, Mutant, Patch

HELPERS: dict[str, dict[str, Helper]] = {
    "duckdb": DUCKDB_HELPERS,
    "mariadb": MARIADB_HELPERS,
    "postgres": POSTGRES_HELPERS,
    "sqlite": SQLITE_HELPERS,
}
_kept_bodies: Any = vars(sql_engine)["_body"]
_FORMS = {Call: Form.SCALAR, Aggregate: Form.AGGREGATE, WindowCall: Form.WINDOW}
_SHEETS: dict[Form, Callable[[str], sheets.Sheet]] = {
    Form.SCALAR: sheets.scalar_sheet,
    Form.AGGREGATE: sheets.aggregate_sheet,
    Form.WINDOW: sheets.window_sheet,
}


def names(engine: str, form: Form) -> list[str]:
    """The rows of a dialect's table."""
    return list(DIALECTS[engine].engine.lowerings(form))


def pairs(engine: str) -> list[tuple[Kind, Kind]]:
    """The conversions that a dialect has."""
    own = DIALECTS[engine].engine
    return list(dict.fromkeys((*own.casts, *own.try_casts)))


# --- functions ------------------------------------------------------------------------------------


def of_row(engine: str, form: Form, name: str) -> Iterator[Mutant]:
    """The mutants of a row."""
    own = DIALECTS[engine].engine
    table, row = own.lowerings(form), f"{form} {name}"
    checks, reach = (check_function(form, name, engine),), frozenset((row,))
    for edit in _edits(engine, form, name):
        wrong = partial(_wrong, table[name], edit)
        yield Mutant(f"{engine} {row}, {edit}", _entry(table, name, wrong), checks, engine, reach)
    other = _sibling(engine, form, name)
    if other:
        patch = _entry(table, name, table[other])
        yield Mutant(f"{engine} {row}, spelled as {other}", patch, checks, engine, reach)


def _wrong(lowering: Lowering, edit: Edit, site: Site, operands: Trees) -> exp.Expr:
    made = site.engine.apply(lowering, site, opaque(operands))
    return edited(made, edit, site.engine.glot)


def _edits(engine: str, form: Form, name: str) -> Iterator[Edit]:
    """The edits of all that a row makes of the calls of its sheet, each once."""
    found = (edit for tree in _made(engine, form, name) for edit in edits(tree, _glot(engine)))
    yield from {edit: edit for edit in found}.values()


@cache
def _made(engine: str, form: Form, name: str) -> tuple[exp.Expr, ...]:
    """What a row makes of the calls of its sheet, different ones only."""
    own, refused = DIALECTS[engine].engine, DIALECTS[engine].refused.kinds
    found: dict[str, exp.Expr] = {}
    for call, schema in _calls(form, name):
        if any(arg.type.kind in refused for arg in call.args) or call.type.kind in refused:
            continue
        over = Expressions(own, schema)
        bare = form is not Form.SCALAR
        operands = (over.lower(arg, bare=bare and at > 0) for at, arg in enumerate(call.args))
        site = Site(call.args, call.type, own)
        tree = own.apply(own.lowerings(form)[name], site, opaque(tuple(operands)))
        found.setdefault(tree.sql(own.glot), tree)
    return tuple(found.values())


def _calls(form: Form, name: str) -> Iterator[tuple[Any, Schema]]:
    pipeline: Pipeline = _SHEETS[form](name).pipeline
    for node in pipeline.nodes:
        for whole in expressions(node.op):
            for part in cast("Iterator[Expr]", walk(whole)):
                if _FORMS.get(type(part)) is form and getattr(part, "function", "") == name:
                    yield part, pipeline.node(getattr(node.op, "input", node.id)).schema


def _sibling(engine: str, form: Form, name: str) -> str:
    """The next row, round about, of the same signatures that is spelled otherwise."""
    table, functions = DIALECTS[engine].engine.lowerings(form), TABLES[form]
    listed = list(table)
    at = listed.index(name)
    for other in (*listed[at + 1 :], *listed[:at]):
        alike = functions[other].signatures == functions[name].signatures
        if alike and functions[other].ordered == functions[name].ordered:
            return other if table[other] != table[name] else ""
    return ""


# --- conversions ----------------------------------------------------------------------------------


def of_pair(engine: str, pair: tuple[Kind, Kind]) -> Iterator[Mutant]:
    """The mutants of a conversion, of the strict one and of the one that gives NULL."""
    own = DIALECTS[engine].engine
    source, to = pair
    checks, reach = (casts_of(source, engine),), frozenset((f"cast {source} {to}",))
    for word, table in (("cast", own.casts), ("try_cast", own.try_casts)):
        if pair not in table:
            continue
        for edit in _cast_edits(engine, word, pair):
            wrong = partial(_converted, table[pair], edit)
            yield Mutant(
                f"{engine} {word} {source} to {to}, {edit}",
                _entry(table, pair, wrong),
                checks,
                engine,
                reach,
            )


def _converted(
    lowering: Any, edit: Edit | None, tree: exp.Expr, source: Type, to: Type, engine: Engine
) -> exp.Expr:
    [operand] = opaque((tree,))
    if isinstance(lowering, str):
        made = trees.fill(lowering.format(type=engine.type_name(to)), engine.glot, operand)
    else:
        made = lowering(operand, source, to, engine)
    return made if edit is None else edited(made, edit, engine.glot)


def _cast_edits(engine: str, word: str, pair: tuple[Kind, Kind]) -> Iterator[Edit]:
    found = (edit for tree in _casts(engine, word, pair) for edit in edits(tree, _glot(engine)))
    yield from {edit: edit for edit in found}.values()


@cache
def _casts(engine: str, word: str, pair: tuple[Kind, Kind]) -> tuple[exp.Expr, ...]:
    own = DIALECTS[engine].engine
    table = own.casts if word == "cast" else own.try_casts
    types = [(s, t) for s in sheets.CASTABLE for t in sheets.CASTABLE if s != t]
    kinds = [(s, t) for s, t in types if (s.kind, t.kind) == pair]
    return tuple(_converted(table[pair], None, exp.column("x"), s, t, own) for s, t in kinds)


# --- functions of the scripts ---------------------------------------------------------------------


def of_helper(engine: str, name: str) -> Iterator[Mutant]:
    """The mutants of the body of a function that rows of the tables call."""
    table, glot = HELPERS[engine], _glot(engine)
    helper, callers = table[name], _callers(engine)[name]
    checks, reach = tuple(dict.fromkeys(callers.values())), frozenset(callers)
    body = _body(engine, name)
    for edit in dict.fromkeys(edits(body, glot)):
        text = edited(body.copy(), edit, glot).sql(glot)
        patch = partial(_other_body, table, name, replace(helper, body=text))
        yield Mutant(f"{engine} {name}(), {edit}", patch, checks, engine, reach)


@contextmanager
def _other_body(table: dict[str, Helper], name: str, helper: Helper) -> Iterator[None]:
    """Bodies that hold this one were kept."""
    with mock.patch.dict(table, {name: helper}):
        _kept_bodies.cache_clear()
        yield
    _kept_bodies.cache_clear()


def called(engine: str) -> list[str]:
    """The functions of the scripts that rows of the tables call, or that those call."""
    return [name for name in HELPERS[engine] if name in _callers(engine)]


@cache
def _callers(engine: str) -> Mapping[str, Mapping[str, Check]]:
    """The rows that call a function, each with its check."""
    found: dict[str, dict[str, Check]] = {}
    for form in Form:
        for name in names(engine, form):
            for helper in _helpers_in(engine, _made(engine, form, name)):
                check = check_function(form, name, engine)
                found.setdefault(helper, {})[f"{form} {name}"] = check
    own = DIALECTS[engine].engine
    for word, table in (("cast", own.casts), ("try_cast", own.try_casts)):
        for pair in table:
            for helper in _helpers_in(engine, _casts(engine, word, pair)):
                check = casts_of(pair[0], engine)
                found.setdefault(helper, {})[f"cast {pair[0]} {pair[1]}"] = check
    return found


def _helpers_in(engine: str, made: tuple[exp.Expr, ...]) -> set[str]:
    found: set[str] = set()
    left = list(made)
    while left:
        for call in left.pop().find_all(exp.Anonymous):
            name = str(call.this)
            if name in HELPERS[engine] and name not in found:
                found.add(name)
                left.append(_body(engine, name))
    return found


@cache
def _body(engine: str, name: str) -> exp.Expr:
    helper = HELPERS[engine][name]
    given = dict(zip(helper.params, opaque([*map(exp.column, helper.params)]), strict=True))
    for param, column in given.items():
        column.meta["operand"] = param
    return trees.substituted(trees.parsed(helper.body, _glot(engine)), given)


def _glot(engine: str) -> Any:
    return DIALECTS[engine].engine.glot


def _entry(table: Any, key: Any, value: Any) -> Patch:
    return lambda: mock.patch.dict(table, {key: value})


@cache
def mutants_of(engine: str) -> tuple[Mutant, ...]:
    """All mutants of a dialect's tables, in a fixed order, each name once."""
    found = [m for form in Form for name in names(engine, form) for m in of_row(engine, form, name)]
    found += [m for pair in pairs(engine) for m in of_pair(engine, pair)]
    found += [m for name in called(engine) for m in of_helper(engine, name)]
    return tuple({mutant.name: mutant for mutant in found}.values())
