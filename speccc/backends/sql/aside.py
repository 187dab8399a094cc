"""Sources that put rows aside: which rows break the contract, and why, in SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.contract import stored, unreadable
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.judging import broken_rules
from speccc.ir.rel import BROKEN_RULES, Source, SourceColumn
from speccc.types import TEXT

_READ = "read"
_Judged = tuple[str, list[exp.Expr]]


def puts_aside(source: Source) -> bool:
    """Whether rows that break the contract are put aside."""
    return source.on_error == "quarantine"


def rejected(source: str) -> str:
    """The relation of a source's rows that break its contract."""
    return f"{source}.rejected"


def rejected_recipe(engine: Engine, source: Source) -> dict[str, Any] | None:
    """What a runner knows of the rows that are put aside, as of a source; None if none are."""
    if not puts_aside(source):
        return None
    type = {"type": str(TEXT), "stored": engine.declared(TEXT)}
    columns = [{"name": name, **type} for name in (*(c.name for c in source.columns), BROKEN_RULES)]
    name = rejected(source.name)
    return {"name": name, "relation": engine.relation(name), "columns": columns}


def words(column: str) -> str:
    """The column with what stands in the data, as text; no column of a spec is called so."""
    return f"_text_{column}"


def judged(
    engine: Engine, source: Source, may_not_read: Callable[[SourceColumn], bool], rows: exp.Expr
) -> exp.Expr:
    """The rows of a SELECT with the rules that each of them breaks. It has every column of the
    source, `words` of it and, where it may not read, the mark `unreadable`.
    """
    rules: list[_Judged] = []
    for column in source.columns:
        rules += _column(engine, column, marked=may_not_read(column))
    if source.key:
        rules.append(_key(engine, source, may_not_read))
    broken = broken_rules(engine, rules) if rules else exp.null()
    read = exp.Subquery(this=rows, alias=exp.TableAlias(this=trees.name(_READ)))
    return exp.select(exp.Star(), trees.alias(broken, BROKEN_RULES)).from_(read)


def views(engine: Engine, source: Source) -> list[tuple[str, exp.Expr]]:
    """The relations of a source, by what they are called, over the rows that were read: those that
    the steps see, and those that are put aside, if it puts any.
    """
    rows = trees.table(stored(source))
    kept = exp.select(*(trees.column(c.name) for c in source.columns)).from_(rows)
    if not puts_aside(source):
        return [(engine.relation(source.name), kept)]
    texts = [trees.alias(trees.column(words(c.name)), c.name) for c in source.columns]
    broken = trees.column(BROKEN_RULES)
    aside = exp.select(*texts, broken).from_(rows)
    return [
        (
            engine.relation(source.name),
            kept.where(trees.fill("_a IS NULL", engine.glot, broken)),
        ),
        (
            engine.relation(rejected(source.name)),
            aside.where(trees.fill("_a IS NOT NULL", engine.glot, broken)),
        ),
    ]


def _column(engine: Engine, column: SourceColumn, *, marked: bool) -> list[_Judged]:
    """A value that does not read, and one that is missing, in this order: never both."""
    mark = trees.column(unreadable(column.name))
    found: list[_Judged] = []
    null = [trees.fill("_a IS NULL", engine.glot, trees.column(column.name))]
    if marked:
        unread = trees.fill("_a IS NOT NULL", engine.glot, mark)
        found.append((f"read: {column.name} as {column.type}", [unread]))
        null.append(trees.fill("_a IS NULL", engine.glot, mark))
    if not column.nullable:
        found.append((f"not_null: {column.name}", null))
    return found


def _key(engine: Engine, source: Source, may_not_read: Callable[[SourceColumn], bool]) -> _Judged:
    """Another row has the same key; a key that did not read is no key."""
    columns = [c for c in source.columns if c.name in source.key]
    marks = [trees.column(unreadable(c.name)) for c in columns if may_not_read(c)]
    known = [trees.fill("_a IS NULL", engine.glot, mark) for mark in marks]
    alike = exp.Window(
        this=trees.call("COUNT", exp.Star()),
        partition_by=[*(trees.column(name) for name in source.key), *known],
    )
    several = exp.GT(this=alike, expression=trees.number(1))
    return f"unique: {', '.join(source.key)}", [*(k.copy() for k in known), several]
