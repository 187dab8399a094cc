"""What a function, an aggregate, a window call or a conversion is held to on an engine.

Every check raises AssertionError with what differs, or lets an engine's own exception through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.functions.model import Form
from speccc.ir.rel import Row
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.types import FLOAT64, Kind, Type
from tests.differential import sheets
from tests.differential.compare import difference
from tests.differential.engines import Ended, Rows, Run, Sources
from tests.differential.law import UNCHECKED, same_rows
from tests.differential.partial import IN_PART, possible
from tests.differential.servers import EVERY
from tests.differential.sheets import Sheet
from tests.differential.values import cells
from tests.functions.bundles import Bundle, bundles

MOST_ROWS, MOST_ENDINGS = 40, 8
#: PostgreSQL ends a run in which a float64 becomes too small; elsewhere it is 0. Its page says so.
UNDERFLOW = {("postgres", "multiply")}


@cache
def _bundles(form: Form) -> dict[str, list[Bundle]]:
    """By function."""
    found: dict[str, list[Bundle]] = {}
    for bundle in bundles(form):
        found.setdefault(bundle.name.partition("(")[0], []).append(bundle)
    return found


def must_end(run_it: Run, sources: Sources, kind: str) -> None:
    """The run ends with an error of this kind."""
    with pytest.raises(Ended) as caught:
        run_it(sources)
    assert caught.value.kind == kind, caught.value


def check_cases(form: Form, name: str, engine: str) -> None:
    """The cases written down for a function: rows, or an overflow that ends the run. Of an engine
    that refuses some of them, the others.
    """
    for bundle in _bundles(form)[name]:
        pipeline = possible(bundle.pipeline, engine) if engine in IN_PART else bundle.pipeline
        overflows = any(trial.due is None for trial in bundle.trials.values())
        if pipeline is None or (overflows and engine in UNCHECKED):
            continue
        run_it = EVERY[engine](pipeline)
        if overflows:
            must_end(run_it, bundle.given, "overflow")
            continue
        made = run_it(bundle.given)
        for prefix, trial in bundle.trials.items():
            if f"{prefix}_out" not in made:
                continue
            assert trial.due is not None
            schema = trial.pipeline.node(trial.pipeline.sinks[0].input).schema
            found = difference(schema, trial.due, made[f"{prefix}_out"])
            assert not found, f"{trial.name}: {found}"


def held_by(sheet: Sheet, engine: str) -> Sheet | None:
    """What an engine does not refuse of a sheet; None if that is nothing."""
    if engine not in IN_PART:
        return sheet
    pipeline = possible(sheet.pipeline, engine)
    if pipeline is None:
        return None
    takes = {source.name: sheet.takes[source.name] for source in pipeline.sources}
    return replace(sheet, pipeline=pipeline, takes=takes)


def check_scalars(sheet: Sheet, engine: str, seed: str) -> None:
    """Adversarial values in every place; what overflows alone must end the run."""
    run_it = EVERY[engine](sheet.pipeline)
    rows, overflows, expected = _expected(sheet, seed)
    same_rows(sheet.pipeline, expected, run_it(rows))
    nothing: Rows = {source: [] for source in rows}
    same_rows(sheet.pipeline, run(sheet.pipeline, nothing, {}).sinks, run_it(nothing))
    for source, ending in overflows.items() if engine not in UNCHECKED else ():
        for row in ending[:: -(-len(ending) // MOST_ENDINGS)]:
            must_end(run_it, {s: [row] if s == source else [] for s in rows}, "overflow")


_DONE: dict[str, tuple[Rows, Rows, Rows]] = {}


def _expected(sheet: Sheet, seed: str) -> tuple[Rows, Rows, Rows]:
    """Rows that end no run, those that do, and what the interpreter makes of the first."""
    if seed not in _DONE:
        rows: Rows = {
            s: sheets.rows_of(takes, nullable=sheet.nullable[s], most=MOST_ROWS, seed=seed)
            for s, takes in sheet.takes.items()
        }
        ending: Rows = {}
        try:
            expected = run(sheet.pipeline, rows, {}).sinks
        except RunError:
            ending = sheets.ending(sheet, rows)
            expected = run(sheet.pipeline, rows, {}).sinks
        _DONE[seed] = rows, ending, expected
    return _DONE[seed]


def _cell(type: Type) -> st.SearchStrategy[object]:
    """Floats whose sums are exact, whatever their order: the sum is what is looked at."""
    if type.kind is Kind.FLOAT64:
        return st.integers(-200, 200).map(lambda n: n / 4)
    return cells(type, nullable=False)


def _rows(takes: tuple[Type, ...], nullable: tuple[bool, ...]) -> st.SearchStrategy[list[Row]]:
    pairs = zip(takes, nullable, strict=True)
    own = [_cell(type) | st.none() if may else _cell(type) for type, may in pairs]
    place = st.sampled_from((None, 1, 2, 3))
    row = st.tuples(st.sampled_from((None, "a", "A", "b")), place, *own)
    listed = st.lists(row, max_size=9)
    # ids go down: rows do not come in the order that completes another one
    return listed.map(lambda found: [(-at, *values) for at, values in enumerate(found)])


def check_groups(
    sheet: Sheet, engine: str, phases: Sequence[Phase] = tuple(Phase), *, examples: int = 4
) -> None:
    """Random rows in groups and in an order."""
    run_it = EVERY[engine](sheet.pipeline)
    sources = {s: _rows(takes, sheet.nullable[s]) for s, takes in sheet.takes.items()}

    @settings(max_examples=examples, phases=phases, deadline=None)
    @given(st.fixed_dictionaries(sources))
    def law(rows: dict[str, list[Row]]) -> None:
        same_rows(sheet.pipeline, run(sheet.pipeline, rows, {}).sinks, run_it(rows))

    law()


#: Floats of which a function makes what is too large for one.
TOO_LARGE: dict[str, tuple[float, ...]] = {
    "add": (1.7e308, 1.7e308),
    "subtract": (-1.7e308, 1.7e308),
    "multiply": (1e300, 1e300),
    "divide": (1.7e308, 0.1),
    "exp": (1000.0,),
    "power": (1e300, 2.0),
}


def check_too_large(name: str, engine: str) -> None:
    """What is too large ends the run where nobody sees it: a number divided by it is finite."""
    floats = TOO_LARGE[name]
    for sheet in sheets.quotient_sheets(name, floats):
        held = held_by(sheet, engine)
        if held:
            must_end(EVERY[engine](held.pipeline), {"t0": [(0, "a", 0, *floats)]}, "overflow")


#: What may be infinite of finite floats: the group of each row, and its value. The second sum is
#: infinite in the groups only, so that these and all rows together are told apart.
_SUMS = dict.fromkeys(
    ("sum", "avg"),
    (("aa", (1.6e308, 1.7e308)), ("abab", (1.6e308, -1.6e308, 1.7e308, -1.7e308))),
)
_SPREADS = dict.fromkeys(
    ("stddev_samp", "stddev_pop", "var_samp", "var_pop"),
    (("aa", (1.6e308, 1.7e308)), ("aa", (-1.7e308, 1.7e308)), ("aaa", (-1.7e308, 1.7e308, 0.0))),
)
MAY_BE_INFINITE: dict[str, tuple[tuple[str, tuple[float, ...]], ...]] = {**_SUMS, **_SPREADS}


def check_infinite(sheet: Sheet, name: str, engine: str) -> None:
    """Floats whose sum and spread are infinite, in a group, end the run."""
    run_it = EVERY[engine](sheet.pipeline)
    (source,) = (source for source, takes in sheet.takes.items() if takes == (FLOAT64,))
    for groups, large in MAY_BE_INFINITE[name]:
        pairs = enumerate(zip(groups, large, strict=True))
        given: list[Row] = [(at, group, at, value) for at, (group, value) in pairs]
        must_end(run_it, {**dict.fromkeys(sheet.takes, ()), source: given}, "overflow")


#: What lies between two values.
INTERPOLATED = ("median", "quantile")


def check_far_apart(sheet: Sheet, engine: str) -> None:
    """Between values whose sum, or distance, is infinite there is a value; in the second case some
    engines end the run instead. The smallest ones are values, too.
    """
    run_it = EVERY[engine](sheet.pipeline)
    (source,) = sheet.takes
    for two in ((1.6e308, 1.7e308), (-1.7e308, 1.7e308), (5e-324, 1.5e-323)):
        given: list[Row] = [(at, "a", at, value) for at, value in enumerate(two)]
        if engine in ("pandas", "postgres") and two[0] < 0:
            must_end(run_it, {source: given}, "overflow")
            continue
        expected = run(sheet.pipeline, {source: given}, {}).sinks
        same_rows(sheet.pipeline, expected, run_it({source: given}))


def check_strict_cast(source: Type, to: Type, engine: str) -> None:
    """All that reads is read; one value that does not ends the run."""
    sheet = sheets.strict_cast(source, to)
    run_it = EVERY[engine](sheet.pipeline)
    rows, bad, expected = _expected(sheet, f"{source} to {to}")
    same_rows(sheet.pipeline, expected, run_it(rows))
    for name, ending in bad.items():
        must_end(run_it, {s: [ending[0]] if s == name else [] for s in rows}, "cast")
