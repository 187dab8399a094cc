"""What the passes share: readers of a node, inputs replaced, what an operator needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from speccc.ir.rel import (
    Expect,
    Join,
    Judge,
    Node,
    NodeId,
    Numbers,
    Op,
    Pipeline,
    ReconcileRule,
    ReferencesRule,
    Rule,
    Scan,
    ScanRejected,
    SetOperation,
    Union,
    inputs,
)


def readers(pipeline: Pipeline) -> Counter[NodeId]:
    """How many nodes and sinks read each node."""
    found: Counter[NodeId] = Counter()
    for node in pipeline.nodes:
        found.update(set(inputs(node.op)))
    found.update(s.input for s in pipeline.sinks)
    return found


def replace_inputs(op: Op, new: Mapping[NodeId, NodeId]) -> Op:
    """The operator reading other nodes."""
    match op:
        case Scan() | ScanRejected() | Numbers():
            return op
        case Join() | SetOperation():
            return replace(op, left=new.get(op.left, op.left), right=new.get(op.right, op.right))
        case Union():
            return replace(op, inputs=tuple(new.get(i, i) for i in op.inputs))
        case Expect() | Judge():
            rules = tuple(_rule(r, new) for r in op.rules)
            return replace(op, input=new.get(op.input, op.input), rules=rules)
        case _:
            return replace(op, input=new.get(op.input, op.input))


def _rule(rule: Rule, new: Mapping[NodeId, NodeId]) -> Rule:
    match rule.rule:
        case ReferencesRule(to=to):
            return replace(rule, rule=replace(rule.rule, to=new.get(to, to)))
        case ReconcileRule(apart=(here, there)):
            apart = (new.get(here, here), new.get(there, there))
            return replace(rule, rule=replace(rule.rule, apart=apart))
        case _:
            return rule


def free_id(wanted: str, nodes: Iterable[Node], sinks: Iterable[str]) -> NodeId:
    """`wanted`, or the first of `wanted_2`, … that is free."""
    used = {n.id.lower() for n in nodes} | {s.lower() for s in sinks}
    number, name = 1, wanted
    while name.lower() in used:
        number += 1
        name = f"{wanted}_{number}"
    return name
