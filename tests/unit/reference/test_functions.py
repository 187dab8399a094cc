"""Every case of every function, on the interpreter; and every function has its cases."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest

from speccc.functions.catalogue import TABLES
from speccc.functions.model import Form, Function, Nulls
from speccc.ir.expr import Value
from speccc.ir.verify import verify
from speccc.reference import RunError, run
from speccc.reference.aggregates import AGGREGATES
from speccc.reference.scalars import SCALARS
from speccc.reference.windows import WINDOWS
from speccc.types import Kind, Type
from tests.functions.bundles import Bundle, bundles
from tests.functions.cases import OVERFLOW, Shape, Trial, shapes, trials, value_of

TRIALS = [trial for form in Form for trial in trials(form)]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_case(trial: Trial) -> None:
    verify(trial.pipeline)
    if trial.due is None:
        with pytest.raises(RunError, match="out of range") as caught:
            run(trial.pipeline, {"given": trial.given}, {})
        assert caught.value.kind == "overflow"
        return
    made = run(trial.pipeline, {"given": trial.given}, {}).sinks["out"]
    for at, column in enumerate(trial.pipeline.node("made").schema):
        assert column.nullable or all(row[at] is not None for row in made)
    assert _holds(made, trial)


def _holds(made: Any, trial: Trial) -> bool:
    if trial.inexact:
        return _near(made, trial.due)
    return Counter(made) == Counter(trial.due) and _types(made) == _types(trial.due)


def _near(made: Any, due: Any) -> bool:
    def same(a: Any, b: Any) -> bool:
        if isinstance(a, float) and isinstance(b, float):
            return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
        return a == b

    pairs = zip(sorted(made, key=str), sorted(due, key=str), strict=True)
    return all(same(a, b) for x, y in pairs for a, b in zip(x, y, strict=True))


def _types(rows: Any) -> set[type]:
    return {type(value) for row in rows for value in row}


FUNCTIONS = [(form, function) for form in Form for function in TABLES[form].values()]


@pytest.mark.parametrize(("form", "function"), FUNCTIONS, ids=lambda x: getattr(x, "name", str(x)))
def test_every_function_has_cases(form: Form, function: Function) -> None:
    own = [shape for shape in shapes(form) if shape.function is function]
    cases = [case for shape in own for case in shape.cases]
    least = 3 if function.name == "not" else 4
    assert len(cases) >= least
    if function.name != "row_number":
        assert any("NULL" in _inputs(case) for case in cases), "no case with NULL"
    covered = {_signature(shape).params for shape in own}
    assert covered == {signature.params for signature in function.signatures}


def _inputs(case: Any) -> list[str]:
    return case[:-1] if isinstance(case, list) else case.get("rows", []) + case.get("order", [])


@pytest.mark.parametrize(
    "shape", [s for f in Form for s in shapes(f)], ids=lambda shape: shape.name
)
def test_a_shape_is_one_of_the_catalogue(shape: Shape) -> None:
    signature = _signature(shape)
    if callable(signature.result):
        assert {signature.result(arguments) for arguments in _arguments(shape)} == {shape.gives}
    elif signature.result in ("T", "N"):
        types = (*shape.takes, *(type for type, _ in shape.literals))
        lettered = [t for t, p in zip(types, signature.params, strict=False) if p[0] in "TN"]
        assert lettered[0] == shape.gives
    else:
        assert shape.gives.kind == signature.result


def _arguments(shape: Shape) -> list[tuple[tuple[Type, Value], ...]]:
    """The arguments of each case as a rule for a result sees them."""
    if shape.literals or isinstance(shape.cases[0], dict):
        return [(*((type, None) for type in shape.takes), *shape.literals)]
    return [
        tuple((type, value_of(cell, type)) for cell, type in zip(case, shape.takes, strict=False))
        for case in shape.cases
    ]


def _signature(shape: Shape) -> Any:
    arguments = (*shape.takes, *(type for type, _ in shape.literals))
    for signature in shape.function.signatures:
        more = len(arguments) - len(signature.params)
        if more < 0 or (more and not signature.variadic):
            continue
        patterns = signature.params + signature.params[-1:] * more
        if all(_fits(t.kind, p.rstrip("!")) for t, p in zip(arguments, patterns, strict=True)):
            return signature
    raise AssertionError(f"{shape.name} is no signature")


def _fits(kind: Kind, pattern: str) -> bool:
    numbers = (Kind.INT64, Kind.FLOAT64, Kind.DECIMAL)
    return pattern == "T" or (pattern == "N" and kind in numbers) or pattern == kind


@pytest.mark.parametrize("function", TABLES[Form.SCALAR].values(), ids=lambda f: f.name)
def test_a_scalar_function_has_a_null_in_each_place(function: Function) -> None:
    own = [s for s in shapes(Form.SCALAR) if s.function is function]
    places = {
        at for s in own for case in s.cases for at, cell in enumerate(case[:-1]) if cell == "NULL"
    }
    signature = function.signatures[0]
    wanted = {at for at, param in enumerate(signature.params) if not param.endswith("!")}
    assert wanted <= places


def test_the_interpreter_has_exactly_the_functions_of_the_catalogue() -> None:
    assert set(SCALARS) == set(TABLES[Form.SCALAR])
    assert set(AGGREGATES) == set(TABLES[Form.AGGREGATE])
    framed = {name for name, function in TABLES[Form.WINDOW].items() if function.framed}
    assert set(WINDOWS) == set(TABLES[Form.WINDOW]) - framed


def test_never_null_functions_never_give_null() -> None:
    for shape in (s for form in Form for s in shapes(form)):
        if shape.function.nulls is Nulls.NEVER:
            results = [c[-1] if isinstance(c, list) else c["gives"] for c in shape.cases]
            assert "NULL" not in results


def test_overflow_cases_are_trials_of_their_own() -> None:
    written = sum(
        (case[-1] if isinstance(case, list) else case["gives"]) == OVERFLOW
        for form in Form
        for shape in shapes(form)
        for case in shape.cases
    )
    assert written == sum(trial.due is None for trial in TRIALS) > 20


@pytest.mark.parametrize("bundle", [b for f in Form for b in bundles(f)], ids=lambda b: b.name)
def test_a_bundle_gives_what_its_trials_give(bundle: Bundle) -> None:
    verify(bundle.pipeline)
    if any(trial.due is None for trial in bundle.trials.values()):
        assert len(bundle.trials) == 1
        with pytest.raises(RunError):
            run(bundle.pipeline, bundle.given, {})
        return
    made = run(bundle.pipeline, bundle.given, {}).sinks
    assert all(_holds(made[f"{name}_out"], trial) for name, trial in bundle.trials.items())
