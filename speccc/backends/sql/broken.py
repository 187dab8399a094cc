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


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said about broken rows: the text before their number, and after it.

    `place`: a text, which tells where the first of them is.
    """

    before: str
    after: str
    broken: Broken
    place: exp.Expr | None = None

    def problem(self) -> exp.Expr:
        """One row with the text, if there is something to say."""
        return self.broken.told(self._said(self.before))

    def error(self, kind: str, *, raises: bool = True) -> exp.Expr:
        """A statement that ends the run with an error of this kind, if there is; one that does not
        raise gives a row of kind and text instead.
        """
        if raises:
            return self.broken.told(trees.call("ERROR", self._said(f"{kind}: {self.before}")))
        return self.broken.told(*problem(kind, self._said(self.before)))

    def _said(self, before: str) -> exp.Expr:
        counted = trees.call("COUNTED", self.broken.count.copy())
        parts = (_text(before), counted, _text(self.after), self.place)
        return trees.chain(exp.DPipe, [part for part in parts if part is not None])


def problem(kind: str, said: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    """The columns of a row that ends the run."""
    return trees.alias(trees.text(kind), "kind"), trees.alias(said, "problem")


def rows_of(source: exp.Expr, conditions: Sequence[exp.Expr]) -> Broken:
    """The rows for which all conditions hold: there should be none."""
    return any_of(exp.Select().from_(source).where(*conditions), count())


def any_of(rows: exp.Select, number: exp.Expr) -> Broken:
    """Wrong as soon as there is a row."""
    return Broken(rows, number, exp.GT(this=count(), expression=trees.number(0)))


def repeated(
    source: exp.Expr,
    key: Sequence[str],
    conditions: Sequence[exp.Expr] = (),
    also: Sequence[exp.Expr] = (),
) -> Broken:
    """The rows, of those that meet all conditions, that share their key with another; NULLs are
    equal. `also` are columns of each such key, for a finding's place.
    """
    columns = [trees.column(name) for name in key]
    groups = (
        exp.select(trees.alias(count(), "_rows"), *also)
        .from_(source)
        .where(*conditions)
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
