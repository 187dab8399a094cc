"""Pipelines that call one function in every way: each signature, with nullable and not null
columns, literals and params as arguments, as a value and as a condition.

A source for each list of argument types; a sheet is compiled once and run on many rows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from speccc.functions.catalogue import TABLES
from speccc.functions.model import Form, Function, Signature
from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline, Row
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Kind, Type, decimal
from speccc.types.rules import Conversion, conversion
from tests.differential.expressions import literal, written
from tests.differential.pipelines import FRAMES, checked
from tests.differential.values import pool

WIDE = decimal(18, 4)
PRICE = decimal(9, 2)
TYPES = (BOOL, INT64, FLOAT64, PRICE, TEXT, DATE, TIMESTAMP)
NUMBERS = (INT64, FLOAT64, PRICE)
DECIMALS = (PRICE, WIDE, decimal(18, 0))
_BY_KIND = {t.kind.value: t for t in TYPES}

#: What stands for a literal argument, by function and place; by type for all others.
LITERALS: dict[tuple[str, int], tuple[str, ...]] = {
    ("round", 1): ("0", "1", "2", "9"),
    ("substr", 1): ("1", "2", "9"),
    ("substr", 2): ("0", "1", "3"),
    ("left", 1): ("0", "1", "3", "50"),
    ("right", 1): ("0", "1", "3", "50"),
    ("lpad", 1): ("0", "3", "8"),
    ("lpad", 2): ("'0'", "'é'"),
    ("replace", 1): ("'a'", "' '", "'.'", "'12'"),
    ("replace", 2): ("''", "'\\1'", "'ab'"),
    ("split_part", 1): ("' '", "'a'", "'.'"),
    ("split_part", 2): ("1", "2", "5"),
    ("like", 1): ("'%a%'", "'a%'", "'%a'", "'a_b'", "'a\\%b'", "'_'", "'%'", "''", "'A'", "'a.%'"),
    ("contains", 1): ("'a'", "'.'", "''", "'A'"),
    ("starts_with", 1): ("'a'", "' '", "''"),
    ("ends_with", 1): ("'a'", "' '", "''"),
    ("quantile", 1): ("0.0", "0.25", "0.9"),
    ("string_agg", 1): ("', '", "''"),
    ("ntile", 0): ("1", "2", "3"),
    ("lag", 1): ("0", "1", "2"),
    ("lead", 1): ("0", "1", "2"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A checked pipeline, and the types of the arguments of each of its sources."""

    pipeline: Pipeline
    takes: dict[str, tuple[Type, ...]]
    nullable: dict[str, tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class _Part:
    """One list of argument types: the expressions over columns a0, a1, …"""

    takes: tuple[Type, ...]
    calls: tuple[str, ...]
    conditions: tuple[str, ...] = ()


def _types(signature: Signature) -> Iterator[tuple[Type, ...]]:
    """The lists of argument types that a signature is tried with."""
    patterns = signature.params + (signature.params[-1:] if signature.variadic else ())
    plain = [p.rstrip("!") for p in patterns]
    groups = NUMBERS if "N" in plain else TYPES if "T" in plain else (BOOL,)
    for group in groups:
        kinds = [(group,) if p in ("T", "N") else (_BY_KIND[p],) for p in plain]
        if plain.count("decimal") == 2:
            yield from ((PRICE, PRICE), (PRICE, WIDE), (WIDE, decimal(18, 0)))
        elif plain[:1] == ["decimal"]:
            yield from ((d, *(k[0] for k in kinds[1:])) for d in DECIMALS)
        else:
            yield tuple(k[0] for k in kinds)


def _literals(function: Function, place: int, type: Type) -> tuple[str, ...]:
    known = LITERALS.get((function.name, place))
    if known:
        return known
    values = pool(type)
    chosen = values[1:2] if function.form is Form.WINDOW else (values[1], values[3 % len(values)])
    texts = (literal(v) for v in chosen)
    return tuple(text.strip("()") if function.name == "in" else text for text in texts)


def _calls(function: Function, signature: Signature, takes: tuple[Type, ...]) -> Iterator[str]:
    """Calls over columns, and over columns and one literal or param."""
    patterns = signature.params + (signature.params[-1:] if signature.variadic else ())
    must = [p.endswith("!") for p in patterns]
    columns = [f"a{at}" for at in range(len(takes))]
    fixed = [at for at, is_literal in enumerate(must) if is_literal]
    for chosen in product(*(_literals(function, at, takes[at]) for at in fixed)):
        args = list(columns)
        for at, text in zip(fixed, chosen, strict=True):
            args[at] = text
        yield written(function, args)
    free = [at for at in range(len(takes)) if at not in fixed]
    if len(free) < 2:
        return
    for at in free:
        for text in (*_literals(function, at, takes[at])[:2], f":p_{takes[at].kind}"):
            args = list(columns)
            for other in fixed:
                args[other] = _literals(function, other, takes[other])[0]
            args[at] = text
            yield written(function, args)


_OVERFLOWING = frozenset({"add", "subtract", "add_days", "add_months", "add_seconds"})


def _scalar_parts(function: Function) -> Iterator[_Part]:
    for signature in function.signatures:
        for takes in _types(signature):
            calls = tuple(_calls(function, signature, takes))
            is_bool = signature.result == "bool"
            if function.name in _OVERFLOWING:  # what ends one call is a row for another
                yield _Part(takes, calls[:1])
                yield _Part(takes, calls[1:])
            else:
                yield _Part(takes, calls, calls[:1] if is_bool else ())


def _declared(part: _Part, nullable: tuple[bool, ...]) -> dict[str, str]:
    columns = {"id": "int64 not null", "grp": "text", "place": "int64"}
    pairs = zip(part.takes, nullable, strict=True)
    own = {f"a{at}": f"{t}{'' if may else ' not null'}" for at, (t, may) in enumerate(pairs)}
    return columns | own


def _nullabilities(takes: tuple[Type, ...], every: bool) -> list[tuple[bool, ...]]:
    """Which columns may be NULL: all; and, as engines write other code for bools and integers that
    are not null, for those (for `every` type) none, and only those after the first.
    """
    masked = every or any(t.kind in (Kind.BOOL, Kind.INT64) for t in takes)
    found = [tuple(True for _ in takes)]
    if masked and takes:
        found.append(tuple(False for _ in takes))
    if masked and len(takes) > 1:
        found.append((False, *(True for _ in takes[1:])))
    return found


def _params() -> dict[str, Any]:
    """A param of each type, with a default."""
    shown = ("true", "1", "0.5", "-0.01", "A", "2023-02-28", "1969-12-31 23:59:59.000001")
    pairs = zip(TYPES, shown, strict=True)
    return {f"p_{t.kind}": {"type": str(t), "default": text} for t, text in pairs}


def _sheet(parts: Sequence[_Part], steps_of: Any, *, every: bool = False) -> Sheet:
    document: dict[str, Any] = {"speccc": 1, "name": "sheet", "params": _params()}
    sources: dict[str, Any] = {}
    steps: list[dict[str, Any]] = []
    sinks: dict[str, Any] = {}
    takes: dict[str, tuple[Type, ...]] = {}
    nullables: dict[str, tuple[bool, ...]] = {}
    pairs = [(part, nullable) for part in parts for nullable in _nullabilities(part.takes, every)]
    for number, (part, nullable) in enumerate(pairs):
        source = f"t{number}"
        sources[source] = {"columns": _declared(part, nullable)}
        takes[source], nullables[source] = part.takes, nullable
        for name, step in steps_of(part, source):
            steps.append({"name": name, "from": source, **step})
            sinks[f"{name}_out"] = {"from": name, "mode": "replace"}
    document |= {"sources": sources, "steps": steps, "sinks": sinks}
    return Sheet(checked(document), takes, nullables)


def _scalar_steps(part: _Part, source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    made = {f"r{at}": call for at, call in enumerate(part.calls)}
    for at, condition in enumerate(part.conditions):
        made[f"chosen{at}"] = f"case when {condition} then 1 when a0 is not null then 2 else 0 end"
        yield f"{source}_not{at}", {"filter": f"not {condition}"}
        yield f"{source}_held{at}", {"filter": condition}
    yield f"{source}_made", {"derive": made}


@cache
def scalar_sheet(name: str) -> Sheet:
    return _sheet(tuple(_scalar_parts(TABLES[Form.SCALAR][name])), _scalar_steps)


@cache
def quotient_sheets(name: str, floats: tuple[float, ...]) -> list[Sheet]:
    """One divided by a call over floats: all columns, or the last of several as a literal."""
    columns = [f"a{at}" for at in range(len(floats))]
    argument_lists = [columns, [*columns[:-1], literal(floats[-1])]][: len(floats)]
    calls = (written(TABLES[Form.SCALAR][name], arguments) for arguments in argument_lists)
    takes = (FLOAT64,) * len(floats)
    return [_sheet((_Part(takes, (f"1.0 / {call}",)),), _scalar_steps) for call in calls]


def _one_argument(function: Function, over: Sequence[str]) -> list[_Part]:
    """Parts of an aggregate or window function; `over` follows the arguments."""
    found: dict[tuple[Type, ...], list[str]] = {}
    for signature in function.signatures:
        fixed = [at for at, p in enumerate(signature.params) if p.endswith("!")]
        for takes in _types(signature):
            columns = ["a0"] if takes and 0 not in fixed else []
            for literals in product(*(_literals(function, at, takes[at]) for at in fixed)):
                arguments = ", ".join([*columns, *literals])
                found.setdefault(takes[: len(columns)], []).extend(arguments + o for o in over)
    return [_Part(takes, tuple(calls)) for takes, calls in found.items()]


def _aggregate_steps(function: Function) -> Any:
    def steps(part: _Part, source: str) -> Iterator[tuple[str, dict[str, Any]]]:
        measures = {f"r{at}": f"{function.name}({c})" for at, c in enumerate(part.calls)}
        result = "{0} + 0" if function.ordered and part.takes[0].is_number else "coalesce({0}, {0})"
        more = {f"more{at}": result.format(call) for at, call in enumerate(measures.values())}
        yield f"{source}_by", {"aggregate": {"by": ["grp"], "measures": measures}}
        yield f"{source}_all", {"aggregate": {"by": [], "measures": measures | more}}

    return steps


@cache
def aggregate_sheet(name: str) -> Sheet:
    function = TABLES[Form.AGGREGATE][name]
    orders = (" order by place", " order by place desc, id") if function.ordered else ("",)
    return _sheet(tuple(_one_argument(function, orders)), _aggregate_steps(function))


def _window_steps(function: Function) -> Any:
    def steps(part: _Part, source: str) -> Iterator[tuple[str, dict[str, Any]]]:
        calls = [f"{function.name}({c}" for c in part.calls]
        calls = [c if " over (" in c else f"{c})" for c in calls]
        derive = {f"r{at}": c for at, c in enumerate(calls)}
        for by, order in (((), ("place desc", "id")), (("grp",), ("place",))):
            step = {"by": list(by), "order": list(order), "derive": derive}
            yield f"{source}_{len(by)}", {"window": step}

    return steps


@cache
def window_sheet(name: str) -> Sheet:
    function = TABLES[Form.WINDOW][name]
    over = [f") over ({frame})" for frame in FRAMES] if function.framed else [""]
    return _sheet(tuple(_one_argument(function, over)), _window_steps(function))


# --- casts ----------------------------------------------------------------------------------------

CASTABLE = (*TYPES, WIDE, decimal(5, 1), decimal(18, 0))


def _cast_part(source: Type) -> _Part:
    calls: list[str] = []
    for to in CASTABLE:
        known = conversion(source, to)
        if known is not Conversion.NONE:
            calls.append(f"try_cast(a0 as {to})")
        if known is Conversion.SAFE:
            calls.append(f"cast(a0 as {to})")
            if to.kind is Kind.DECIMAL:  # with all digits of its scale
                calls.append(f"cast(cast(a0 as {to}) as text)")
    if source.kind in (Kind.INT64, Kind.DECIMAL):  # arithmetic tells a float from a number like it
        calls.append("cast(a0 as float64) * cast(a0 as float64)")
    if source.kind is Kind.DECIMAL:  # beyond int64, by one
        calls += ["try_cast(a0 * 27 as int64)", "try_cast(a0 * 16 as int64)"]
    if source == TEXT:  # a zero without its sign, a day without its time
        calls += [f"cast(try_cast(a0 as {to}) as text)" for to in (PRICE, DATE, TIMESTAMP)]
    return _Part((source,), tuple(calls))


def _cast_steps(part: _Part, source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from _scalar_steps(part, source)
    for at, to in enumerate(CASTABLE):
        if conversion(part.takes[0], to) is not Conversion.NONE:
            yield (
                f"{source}_cast{at}",
                {"cast": {"columns": {"a0": str(to)}, "on_error": "set_null"}},
            )


@cache
def cast_sheet(source: Type) -> Sheet:
    return _sheet((_cast_part(source),), _cast_steps, every=True)


def strict_cast(source: Type, to: Type) -> Sheet:
    """A cast step that ends the run where a value does not read."""
    step = {"cast": {"columns": {"a0": str(to)}, "on_error": "fail"}}
    return _sheet((_Part((source,), ()),), lambda part, name: [(f"{name}_cast", step)])


# --- rows -----------------------------------------------------------------------------------------


def rows_of(takes: Sequence[Type], *, nullable: Sequence[bool], most: int, seed: str) -> list[Row]:
    """The types' adversarial values: all of one column, at least `most` combinations of several."""
    chance = random.Random(seed)
    pools: list[list[Value]] = [
        [*([None] if may else []), *pool(t)] for t, may in zip(takes, nullable, strict=True)
    ]
    if len(pools) == 1:
        combined = list(product(*pools))
    else:  # each value beside the usual ones of the others, and any
        usual = [values[-len(pool(t))] for values, t in zip(pools, takes, strict=True)]
        combined = [
            (*usual[:at], value, *usual[at + 1 :])
            for at, values in enumerate(pools)
            for value in values[-12:]
        ]
        combined += [tuple(map(chance.choice, pools)) for _ in range(most)]
    groups = (None, "a", "A", "b")
    return [
        (at, chance.choice(groups), chance.choice((None, 1, 2, 3)), *row)
        for at, row in enumerate(combined)
    ]


def ending(sheet: Sheet, rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Removes from `rows`, and returns, the rows of which each alone ends the run."""
    found: dict[str, list[Row]] = {}
    for source, given in rows.items():
        for row in list(given):
            try:
                run(sheet.pipeline, {s: [row] if s == source else [] for s in rows}, {})
            except RunError:
                found.setdefault(source, []).append(row)
                given.remove(row)
    return found
