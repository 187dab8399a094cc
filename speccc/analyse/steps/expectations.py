"""The expect step: rules about the rows of its input."""

from __future__ import annotations

from speccc.analyse.build import Build, Key, Made, not_null
from speccc.analyse.quarantine import promised, sorted_out
from speccc.analyse.rejects import free_of_broken_rules
from speccc.analyse.steps.joins import join_keys
from speccc.analyse.steps.reconciling import reconcile
from speccc.diagnostics.codes import steps
from speccc.ir.rel import (
    CheckRule,
    Expect,
    NotNullRule,
    ReferencesRule,
    RowCountRule,
    Rule,
    RuleKind,
    UniqueRule,
)
from speccc.spec import models


def expect(step: models.ExpectStep, build: Build) -> list[Made] | None:
    """The input's rows; what a `fail` rule promises holds from here on, and what a `quarantine`
    rule promises in the rows that are not put aside.
    """
    rules: list[Rule] = []
    parts: list[Made] = []
    for position, model in enumerate(step.expect):
        rule = _rule(model, build, parts, "expect", position)
        if rule is not None:
            rules.append(rule)
    if len(rules) < len(step.expect):
        return None
    told = tuple(r for r in rules if r.severity != "quarantine")
    judging = [r for r in rules if r.severity == "quarantine"]
    binding = [r for r in rules if r.severity == "fail"]
    schema = not_null(build.schema, promised(binding))
    unique = (r.rule.columns for r in binding if isinstance(r.rule, UniqueRule))
    keys: tuple[Key, ...] = tuple(dict.fromkeys((*build.input.keys, *unique)))
    told_by = Made(Expect(build.input.id, told), schema, keys)
    if not judging:
        return [*parts, told_by]
    span = build.span("expect", rules.index(judging[0]), "severity")
    if not free_of_broken_rules(schema.names, build.reporter, span):
        return None
    if not told:
        return sorted_out(build, build.input.id, judging, schema, keys)
    parts.append(told_by)
    return [*parts, *sorted_out(build, f"{build.parts}_{len(parts)}", judging, schema, keys)]


#: Rules that are not about one row.
_OF_RELATIONS = models.UniqueRule | models.RowCountRule | models.ReconcileRule


def _rule(model: models.AnyRule, build: Build, parts: list[Made], *path: str | int) -> Rule | None:
    """The rule; nodes that it needs are added to the step's `parts`."""
    if model.severity == "quarantine" and isinstance(model, _OF_RELATIONS):
        build.report(steps.RULE_SEVERITY, *path, "severity", severity="quarantine", rule=model.op)
        return None
    made = (
        _reconcile(model, build, parts, *path)
        if isinstance(model, models.ReconcileRule)
        else _kind(model, build, *path)
    )
    if made is None:
        return None
    kind, text = made
    return Rule(model.name or text, model.severity, kind, build.span(*path))


_AnyOther = (
    models.CheckRule
    | models.NotNullRule
    | models.UniqueRule
    | models.ReferencesRule
    | models.RowCountRule
)


def _kind(model: _AnyOther, build: Build, *path: str | int) -> tuple[RuleKind, str] | None:
    """What the rule checks, and its printed text."""
    match model:
        case models.CheckRule():
            predicate = build.condition(model.check, *path, "check")
            text = " ".join(model.check.split())
            return None if predicate is None else (CheckRule(predicate), f"check: {text}")
        case models.NotNullRule():
            columns = build.columns(model.not_null, *path, "not_null")
            text = f"not_null: {', '.join(model.not_null)}"
            return None if columns is None else (NotNullRule(tuple(model.not_null)), text)
        case models.UniqueRule():
            columns = build.columns(model.unique, *path, "unique")
            text = f"unique: {', '.join(model.unique)}"
            return None if columns is None else (UniqueRule(tuple(model.unique)), text)
        case models.ReferencesRule():
            return _references(model, build, *path)
        case models.RowCountRule():
            return _row_count(model, build, *path)


def _reconcile(
    model: models.ReconcileRule, build: Build, parts: list[Made], *path: str | int
) -> tuple[RuleKind, str] | None:
    first = len(parts) + 1
    ids = (f"{build.parts}_{first}", f"{build.parts}_{first + 1}")
    made = reconcile(model, build, ids, *path)
    if made is None:
        return None
    nodes, rule, text = made
    parts += nodes
    return rule, text


def _references(
    model: models.ReferencesRule, build: Build, *path: str | int
) -> tuple[RuleKind, str] | None:
    shape = model.references
    to = build.relation(shape.with_, *path, "references", "with")
    if to is None:
        return None
    keys = join_keys(shape.keys, build, to.schema, *path, "references", "keys")
    if keys is None:
        return None
    return ReferencesRule(to.id, keys), f"references: {shape.with_} ({', '.join(shape.keys)})"


def _row_count(
    model: models.RowCountRule, build: Build, *path: str | int
) -> tuple[RuleKind, str] | None:
    low, high = model.row_count.min, model.row_count.max
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        build.report(steps.ROW_COUNT, *path, "row_count")
        return None
    bounds = [f"{word} {n}" for word, n in (("min", low), ("max", high)) if n is not None]
    return RowCountRule(low, high), f"row_count: {', '.join(bounds)}"
