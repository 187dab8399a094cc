"""Counts of rows that break something, and the statements that tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from speccc.backends.sql import trees


@dataclass(frozen=True, slots=True)
class Broken:
    """`rows` is a SELECT without columns yet, `count` the number to tell, `wrong` whether to."""

    rows: exp.Select
    count: exp.Expr
    wrong: exp.Expr

    def told(self, *columns: exp.Expr) -> exp.Expr:
        """One row of these columns if it is wrong, else none."""
        return self.rows.copy().select(*columns).having(self.wrong.copy())

    def said(self, before: str, after: str) -> exp.Expr:
        """The number of rows in words, between two texts; columns for `told`."""
        counted = trees.call("COUNTED", self.count.copy())
        return trees.chain(exp.DPipe, [t for t in (_text(before), counted, _text(after)) if t])


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said about broken rows: the text before their number, and after it."""

    before: str
    after: str
    broken: Broken

    def problem(self) -> exp.Expr:
        """One row with the text, if there is something to say."""
        return self.broken.told(self.broken.said(self.before, self.after))

    def error(self, kind: str) -> exp.Expr:
        """A statement that ends the run with an error of this kind, if there is."""
        said = self.broken.said(f"{kind}: {self.before}", self.after)
        return self.broken.told(trees.call("ERROR", said))


def rows_of(source: exp.Expr, conditions: Sequence[exp.Expr]) -> Broken:
    """The rows for which all conditions hold: there should be none."""
    return any_of(exp.Select().from_(source).where(*conditions), count())


def any_of(rows: exp.Select, number: exp.Expr) -> Broken:
    """Wrong as soon as there is a row."""
    return Broken(rows, number, exp.GT(this=count(), expression=trees.number(0)))


def repeated(source: exp.Expr, key: Sequence[str]) -> Broken:
    """The rows that share their key with another row; NULLs are equal."""
    columns = [trees.column(name) for name in key]
    groups = (
        exp.select(trees.alias(count(), "_rows"))
        .from_(source)
        .group_by(*columns)
        .having(exp.GT(this=count(), expression=trees.number(1)))
    )
    rows = exp.Select().from_(
        exp.Subquery(this=groups, alias=exp.TableAlias(this=trees.name("_repeated")))
    )
    return any_of(rows, trees.call("SUM", trees.column("_rows")))


def count() -> exp.Expr:
    return trees.call("COUNT", exp.Star())


def _text(value: str) -> exp.Expr | None:
    return trees.text(value) if value else None
