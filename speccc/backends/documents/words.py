"""What each step does, in a sentence of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from speccc.backends.documents.formulas import formula, order_text
from speccc.backends.documents.markdown import code, codes, sentence
from speccc.ir import rel
from speccc.ir.expr import Call, Column, Literal
from speccc.types.durations import print_duration


@dataclass(frozen=True, slots=True)
class Step:
    """`reads` are the relations it reads; `says` is a sentence; `details` are lines below it."""

    name: str
    description: str
    reads: tuple[str, ...]
    says: str
    details: tuple[str, ...] = ()


def steps(pipeline: rel.Pipeline) -> list[Step]:
    """The steps of a pipeline in their order; names and texts are Markdown."""
    nodes = [n for n in pipeline.nodes if not isinstance(n.op, rel.Scan | rel.ScanRejected)]
    named = {n.id: n.step for n in pipeline.nodes}
    found: list[Step] = []
    for _, group in groupby(nodes, key=lambda n: n.step):
        own = list(group)
        first = own[0]
        reads = tuple(code(named[i]) for i in rel.inputs(first.op))
        says, details = _step(pipeline, own, named)
        description = next((n.description for n in own if n.description), "")
        found.append(Step(code(first.step), sentence(description), reads, says, tuple(details)))
    return found


def _step(
    pipeline: rel.Pipeline, nodes: Sequence[rel.Node], named: dict[rel.NodeId, str]
) -> tuple[str, Iterable[str]]:
    """The sentence and the details of a step, which is one node or several projections."""
    if nodes[-1].address.endswith(".unpivot"):
        return "Turns columns into rows; for each row one with:", _turned(nodes)
    op = next((n.op for n in nodes if isinstance(n.op, rel.Expect | rel.GroupBy)), nodes[0].op)
    match op:
        case rel.Scan() | rel.ScanRejected():
            return "Reads the source.", ()
        case rel.Project():
            return _projected(pipeline, nodes)
        case rel.Filter():
            return f"Keeps the rows with {code(formula(op.predicate))}.", ()
        case rel.Convert():
            pairs = ", ".join(f"{code(c.column)} as {code(str(c.type))}" for c in op.conversions)
            bad = "ends the run" if op.on_error == "fail" else "becomes NULL"
            return f"Reads {pairs}; what does not read {bad}.", ()
        case rel.Dedupe():
            order = _order(op.order)
            return f"Keeps the first row of each {codes(op.by)}, in the order {order}.", ()
        case rel.Distinct():
            return f"Keeps each different row of {codes(op.columns)} once.", ()
        case rel.Sort():
            return f"Puts the rows in the order {_order(op.order)}.", ()
        case rel.Limit():
            return f"Keeps the first {op.count} rows in the order {_order(op.order)}.", ()
        case rel.Join():
            return _joined(op, named)
        case rel.Union():
            return f"All rows of {codes(named[i] for i in op.inputs)}, one below the other.", ()
        case rel.SetOperation():
            which = "that are also in" if op.kind == "intersect" else "that are not in"
            return f"Keeps each different row once, of those {which} {code(named[op.right])}.", ()
        case rel.GroupBy():
            each = f"each {codes(op.by)}" if op.by else "everything"
            return f"One row for {each}, with:", _made(op.measures)
        case rel.Window():
            each = f"each {codes(op.by)}" if op.by else "all rows"
            order = _order(op.order[: op.given])
            return f"Within {each}, in the order {order}, adds:", _made(op.items)
        case rel.TimeWindow() | rel.Session() | rel.Runs():
            return _timed(op)
        case rel.Numbers():
            return f"The numbers from 0 to {op.count - 1}.", ()
        case rel.Expect():
            return _expected(nodes, named)
        case rel.Judge() | rel.Accepted() | rel.Rejected():
            return _sorted_out(nodes, named)
        case _:
            assert_never(op)


def _timed(op: rel.TimeWindow | rel.Session | rel.Runs) -> tuple[str, Iterable[str]]:
    match op:
        case rel.TimeWindow(kind="hop") if op.size == op.every:
            says = f"{print_duration(op.size)}, one after the other"
        case rel.TimeWindow(kind="hop"):
            says = f"{print_duration(op.size)}, a new one every {print_duration(op.every)}"
        case rel.TimeWindow():
            size, every = print_duration(op.size), print_duration(op.every)
            says = f"{size}, and those that grow to them by {every}"
        case rel.Session():
            each = f" of each {codes(op.by)}" if op.by else ""
            gap = print_duration(op.gap)
            return (
                f"Puts the rows{each} into sessions, by pauses of {code(op.time)} over {gap}.",
                (),
            )
        case rel.Runs():
            each = f"each {codes(op.by)}" if op.by else "all rows"
            order, holds = _order(op.order), code(formula(op.holds))
            start = f"Within {each}, in the order {order}, one row for each unbroken run"
            return f"{start} of rows with {holds}, with:", _made(op.measures)
    return f"Puts each row into the windows of {code(op.time)} that hold it: {says}.", ()


def _order(keys: tuple[rel.OrderKey, ...]) -> str:
    return code(order_text(keys))


def _made(items: Iterable[rel.Item]) -> list[str]:
    return [f"{code(i.name)}: {code(formula(i.expr))}" for i in items]


def _changed(nodes: Sequence[rel.Node]) -> Iterator[rel.Item]:
    """What projections make that was not there under the same name."""
    for node in nodes:
        if isinstance(node.op, rel.Project):
            for item in node.op.items:
                if not (isinstance(item.expr, Column) and item.expr.name == item.name):
                    yield item


def _projected(pipeline: rel.Pipeline, nodes: Sequence[rel.Node]) -> tuple[str, Iterable[str]]:
    operator = nodes[-1].address.rpartition(".")[2]
    changed = list(_changed(nodes))
    last = nodes[-1].schema.names
    match operator:
        case "select" if not changed:
            return f"Keeps the columns {codes(last)}.", ()
        case "select":
            moved = {i.name: formula(i.expr) for i in changed}
            shown = (f"{code(moved[n])} as {code(n)}" if n in moved else code(n) for n in last)
            return f"Keeps the columns {', '.join(shown)}.", ()
        case "rename":
            moves = ", ".join(f"{code(formula(i.expr))} as {code(i.name)}" for i in changed)
            return f"Renames {moves}.", ()
        case "drop":
            before = pipeline.node(rel.inputs(nodes[0].op)[0]).schema.names
            return f"Drops {codes(n for n in before if n not in last)}.", ()
        case "fill":
            pairs = ", ".join(_filled(i) for i in changed)
            return f"Fills in what is missing: {pairs}.", ()
        case "set":
            return "Changes:", _made(changed)
        case _:
            return "Adds:", _made(changed)


def _turned(nodes: Sequence[rel.Node]) -> Iterator[str]:
    """For each column that became rows, what is new in them."""
    for node in nodes:
        made = [f"{code(i.name)}: {code(formula(i.expr))}" for i in _changed([node])]
        if made:
            yield ", ".join(made)


def _filled(item: rel.Item) -> str:
    match item.expr:
        case Call(function="coalesce", args=(_, Literal() as value)):
            return f"{code(item.name)} becomes {code(formula(value))}"
        case _:
            return f"{code(item.name)} becomes {code(formula(item.expr))}"


_JOINS: dict[rel.JoinKind, str] = {
    "inner": "Joins each row with its matches in {other}; rows without a match are left out",
    "left": "Joins each row with its matches in {other}; rows without a match stay",
    "full": "Joins rows with their matches in {other}; rows without a match stay, from both sides",
    "semi": "Keeps the rows that have a match in {other}",
    "anti": "Keeps the rows that have no match in {other}",
    "cross": "Joins each row with every row of {other}",
}
_MATCHES = {
    "at_most_one": "A row with more than one match ends the run.",
    "exactly_one": "A row without a match, or with more than one, ends the run.",
}


def _joined(op: rel.Join, named: dict[rel.NodeId, str]) -> tuple[str, list[str]]:
    says = _JOINS[op.kind].format(other=code(named[op.right])) + "."
    details: list[str] = []
    if op.keys:
        keys = (k.left if k.left == k.right else f"{k.left} = {k.right}" for k in op.keys)
        details.append(f"Rows match by {codes(keys)}.")
    if op.where is not None:
        details.append(f"A match also needs {code(formula(op.where))}.")
    if op.take:
        taken = (t.column if t.column == t.name else f"{t.column} as {t.name}" for t in op.take)
        details.append(f"Takes over {codes(taken)}.")
    if op.check is not None:
        details.append(_MATCHES[op.check])
    return says, details


#: What follows if a rule is broken.
_ENDS = {
    "fail": "else the run ends",
    "warn": "else the run warns and goes on",
    "quarantine": "else the row is put aside",
    "count": "else the run notes it",
}


def _expected(nodes: Sequence[rel.Node], named: dict[rel.NodeId, str]) -> tuple[str, Iterable[str]]:
    """An expect step: rules about all rows first, then those that put rows aside."""
    found = [rule for n in nodes if isinstance(n.op, rel.Expect | rel.Judge) for rule in n.op.rules]
    rules = [f"{_rule(rule, named)}; {_ENDS[rule.severity]}" for rule in found]
    if not any(isinstance(n.op, rel.Judge) for n in nodes):
        return "Expects, and leaves the rows as they are:", rules
    aside = code(f"{nodes[0].step}.rejected")
    return f"Expects; rows that are put aside are {aside}:", rules


def _sorted_out(
    nodes: Sequence[rel.Node], named: dict[rel.NodeId, str]
) -> tuple[str, Iterable[str]]:
    """A step that puts rows aside: an expect step, or a cast."""
    last = nodes[-1].op
    if not isinstance(last, rel.Project):
        return _expected(nodes, named)
    pairs = ", ".join(
        f"{code(i.name)} as {code(str(i.expr.type))}"
        for i in last.items
        if not isinstance(i.expr, Column)
    )
    aside = code(f"{nodes[0].step}.rejected")
    return f"Reads {pairs}; a row with a value that does not read is put aside, as {aside}.", ()


def _rule(named_rule: rel.Rule, named: dict[rel.NodeId, str]) -> str:
    rule = named_rule.rule
    match rule:
        case rel.CheckRule():
            return f"{code(formula(rule.predicate))} in every row"
        case rel.NotNullRule():
            return f"no NULL in {codes(rule.columns)}"
        case rel.UniqueRule():
            return f"no two rows with the same {codes(rule.columns)}"
        case rel.ReferencesRule():
            left, right = codes(k.left for k in rule.keys), codes(k.right for k in rule.keys)
            return f"every {left} is a {right} of {code(named[rule.to])}"
        case rel.ReconcileRule():
            return f"every row agrees with one of {code(rule.other)}, and the other way round"
        case rel.RowCountRule(min=least, max=most):
            bounds = [f"at least {least}"] if least is not None else []
            bounds += [f"at most {most}"] if most is not None else []
            return f"{' and '.join(bounds)} {'row' if (most or least) == 1 else 'rows'}"
        case _:
            assert_never(rule)
