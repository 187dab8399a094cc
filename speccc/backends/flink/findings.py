"""What is found wrong, as rows of one view: number, kind, step, rule, severity, broken, problem.

`number` is the place in the spec, `kind` what ends the run, `broken` how many rows are wrong where
a rule is broken, `problem` a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sqlglot import exp

from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.broken import count, rows_of


def problem(number: int, found: exp.Expr) -> exp.Expr:
    """The row of what has a kind and a text only."""
    kind, said = (column.unalias() for column in found.expressions)
    none = trees.number(0)
    return _row(found, number, kind, trees.text(""), trees.text(""), trees.text("fail"), none, said)


def together(found: Iterable[exp.Expr]) -> Iterator[exp.Expr]:
    """Of rows with a kind and a text, those that count rows of one relation as one: Flink plans and
    compiles each query anew, which takes longer than to run it.
    """
    for _, group in groupby(found, _relation):
        first, *others = group
        yield _joined([first, *others]) if others else first


def _relation(found: exp.Expr) -> tuple[str, object]:
    """What a query is joined by: its relation, if it counts those rows only that it tells of.

    Flink's planner fails (2.3.0) on two queries within one that each look at its rows.
    """
    where = found.args.get("where")
    if found.args["having"].this != _ANY or not where or where.find(exp.Select):
        return "", id(found)
    return found.args["from_"].sql(), ""


_ANY = rows_of(trees.table("any"), []).wrong


def _joined(several: Sequence[exp.Expr]) -> exp.Expr:
    """All rows are counted first, each number under a name of its own."""
    numbers: list[exp.Expr] = []
    texts: list[exp.Expr] = []
    wrong: list[exp.Expr] = []
    for at, found in enumerate(several, start=1):
        condition = found.args["where"].this
        counted = trees.fill("COUNT(CASE WHEN _a THEN 1 END)", Flink, condition)
        numbers.append(trees.alias(counted, f"_{at}"))
        number = trees.column(f"_{at}")
        _, said = (column.unalias() for column in found.expressions)
        text = _with(said, number)
        some = trees.fill("_a > 0", Flink, number)
        texts.append(trees.fill("CASE WHEN _a THEN _b END", Flink, some, text))
        wrong.append(some)
    kind = several[0].expressions[0]
    relation = several[0].args["from_"].this
    within = exp.Subquery(
        this=exp.select(*numbers).from_(relation),
        alias=exp.TableAlias(this=trees.name("_counted")),
    )
    said = trees.call("CONCAT_WS", trees.text("; "), *texts)
    return exp.select(kind, said).from_(within).where(trees.chain(exp.Or, wrong))


def _with(said: exp.Expr, number: exp.Expr) -> exp.Expr:
    """A text in which a number stands for the count of rows."""

    def counted(node: exp.Expr) -> exp.Expr:
        return number.copy() if node == count() else node

    return said.transform(counted)


def broken_rule(number: int, found: exp.Expr) -> exp.Expr:
    """The row of a rule: of its step, name, severity and number of broken rows."""
    step, rule, severity, broken = found.expressions
    before = trees.text(f"step '{step.name}': '{rule.name}' is broken (")
    said = trees.fill("_a || CAST(_b AS STRING) || ' row(s))'", Flink, before, broken)
    return _row(found, number, trees.text("expectation"), step, rule, severity, broken, said)


def _row(found: exp.Expr, number: int, *columns: exp.Expr) -> exp.Expr:
    row = found.copy()
    row.set("expressions", [trees.number(number), *(column.copy() for column in columns)])
    return row
