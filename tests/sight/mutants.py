"""Wrong compilers: each mutant is one small change of a table or a helper of an engine, and the
part of the differential suite that ought to see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from unittest import mock

from speccc.backends.pandas import aggregates as pandas_aggregates
from speccc.backends.pandas import casts as pandas_casts
from speccc.backends.pandas import scalars as pandas_scalars
from speccc.backends.pandas import windows as pandas_windows
from speccc.backends.pandas.library import Snippet, library, mentioned
from speccc.backends.sql.dialects.duckdb import conversions, functions
from speccc.backends.sql.dialects.duckdb.helpers import HELPERS
from speccc.functions.model import Form
from tests.sight.changes import HELPER_CHANGES, SNIPPET_CHANGES
from tests.sight.checks import casts_of, check_function
from tests.sight.model import Mutant, Patch
from tests.sight.rows import mutants_of
from tests.sight.structure import STRUCTURE

# --- operators over templates ---------------------------------------------------------------------

#: What to change in a template, wherever it is found: name, pattern, replacement.
OPERATORS = tuple(
    (name, re.compile(pattern), new)
    for name, pattern, new in (
        ("without its guard", r"^(?:finite|FINITE|CALENDAR_DATE|CALENDAR_TIME)\((.*)\)$", r"\1"),
        ("without its case", r"^CASE WHEN .*? THEN (.*?)(?: ELSE .*)? END$", r"\1"),
        ("without its cast", r"^CAST\((.*) AS BIGINT\)$", r"\1"),
        ("> for >=", r">=", r">"),
        (">= for >", r"(?<![-=<>])>(?![=>])", r">="),
        ("< for <=", r"<=", r"<"),
        ("<= for <", r"(?<![=<])<(?![=>])", r"<="),
        ("= for <>", r"<>", r"="),
        ("== for !=", r"!=", r"=="),
        ("= for null-safe", r"IS NOT DISTINCT FROM", r"="),
        ("- for +", r" \+ ", r" - "),
        ("no minimal count", r"min_count=1", r""),
        ("of a sample", r"ddof=0", r""),
        ("all blanks", r"""\(" "\)""", r"()"),
        ("by a pattern", r", regex=False", r""),
        ("one less", r" \+ 1$", r""),
        ("the first", r", last=True", r""),
        ("the other edge", r'"first"', r'"last"'),
        ("the largest", r"largest=False", r"largest=True"),
        ("the other way", r"-\{1\}", r"{1}"),
        ("no distinct", r"DISTINCT ", r""),
        ("least for most", r"\bMAX\(", r"MIN("),
        ("most for least", r"\bMIN\(", r"MAX("),
        ("of a sample", r"_POP\(", r"_SAMP("),
        ("of all", r"_SAMP\(", r"_POP("),
        ("blind to NULL", r"COUNT\(_a\)", r"COUNT(*)"),
        ("dense", r"^RANK\(", r"DENSE_RANK("),
        ("the running last", r"(LAST_VALUE\(_a\) OVER) .*", r"\1 _w"),
        ("without rounding down", r"FLOOR\((.*?)\)", r"\1"),
        ("no time", r'"s"', r'"D"'),
        ("another unit", r"'(month|hour|week)'", r"'day'"),
        ("another unit", r'"([MYhm])"', r'"D"'),
    )
)  # fmt: skip


def _changed(template: str) -> Iterator[tuple[str, str]]:
    for name, pattern, new in OPERATORS:
        made = pattern.sub(new, template, count=1)
        if made != template:
            yield name, made


def _variants(lowering: Any) -> Iterator[tuple[str, Any]]:
    """A lowering's templates, one changed; builders are not templates."""
    if isinstance(lowering, str):
        yield from _changed(lowering)
    elif isinstance(lowering, dict):
        for kind, template in lowering.items():
            for name, made in _changed(template):
                yield f"{name} ({kind})", {**lowering, kind: made}


def _entry(table: Any, key: Any, value: Any) -> Patch:
    return lambda: mock.patch.dict(table, {key: value})


# --- pandas ---------------------------------------------------------------------------------------

_FLAGS = {"guard": False, "guard_true": False, "masks": False, "retype": False,
          "nullable_first": False}  # fmt: skip


def _pandas_scalars() -> Iterator[Mutant]:
    table = pandas_scalars.LOWERINGS
    for name, row in table.items():
        checks = (check_function(Form.SCALAR, name, "pandas"),)
        for flag, off in _FLAGS.items():
            if getattr(row, flag):
                patch = _entry(table, name, replace(row, **{flag: off}))
                yield Mutant(f"pandas {name}: no {flag}", patch, checks)
        for what, made in _variants(row.write):
            yield Mutant(
                f"pandas {name}: {what}", _entry(table, name, replace(row, write=made)), checks
            )


def _pandas_aggregates() -> Iterator[Mutant]:
    table = pandas_aggregates.LOWERINGS
    for name, row in table.items():
        checks = (check_function(Form.AGGREGATE, name, "pandas"),)
        if row.retype:
            patch = _entry(table, name, replace(row, retype=False))
            yield Mutant(f"pandas {name}: no retype", patch, checks)
        for what, made in _variants(row.write):
            patch = _entry(table, name, replace(row, write=made))
            yield Mutant(f"pandas {name}: {what}", patch, checks)


def _pandas_windows() -> Iterator[Mutant]:
    table = pandas_windows.LOWERINGS
    for name, template in table.items():
        for what, made in _changed(template):
            checks = (check_function(Form.WINDOW, name, "pandas"),)
            yield Mutant(f"pandas window {name}: {what}", _entry(table, name, made), checks)


def _pandas_casts() -> Iterator[Mutant]:
    table = pandas_casts.LOWERINGS
    for pair, template in table.items():
        shown = f"pandas {pair[0]} to {pair[1]}"
        checks = (casts_of(pair[0], "pandas"),)
        for what, made in (*_changed(template), ("as it is", "{0}")):
            if made != template:
                yield Mutant(f"{shown}: {what}", _entry(table, pair, made), checks)
    for pair in sorted(pandas_casts.RETYPED):
        less = pandas_casts.RETYPED - {pair}
        yield Mutant(
            f"pandas {pair[0]} to {pair[1]}: no retype",
            lambda less=less: mock.patch.object(pandas_casts, "RETYPED", less),
            (casts_of(pair[0], "pandas"),),
        )


def _snippets() -> Iterator[Mutant]:
    table = library().snippets
    for name, old, new, checks in SNIPPET_CHANGES:
        snippet = table[name]
        assert old in snippet.source, f"{name}: nothing reads '{old}'"
        source = snippet.source.replace(old, new, 1)
        compile(source, name, "exec")
        made = Snippet(name, source, mentioned(source), snippet.constant)
        yield Mutant(f"pandas {name}(): '{old}' is '{new}'", _entry(table, name, made), checks)


# --- DuckDB ---------------------------------------------------------------------------------------


def _duckdb_tables() -> Iterator[Mutant]:
    tables = (
        (Form.SCALAR, functions.SCALARS),
        (Form.AGGREGATE, functions.AGGREGATES),
        (Form.WINDOW, functions.WINDOWS),
    )
    for form, table in tables:
        for name, lowering in table.items():
            checks = (check_function(form, name, "duckdb"),)
            for what, made in _variants(lowering):
                yield Mutant(f"duckdb {form} {name}: {what}", _entry(table, name, made), checks)


def _duckdb_casts() -> Iterator[Mutant]:
    for table in (conversions.CASTS, conversions.TRY_CASTS):
        for pair, template in table.items():
            if isinstance(template, str) and "TRUNC" in template:
                made = template.replace("TRUNC(_a)", "_a")
                yield Mutant(
                    f"duckdb {pair[0]} to {pair[1]}: rounds ({template[:3]})",
                    _entry(table, pair, made),
                    (casts_of(pair[0], "duckdb"),),
                )


def _helpers() -> Iterator[Mutant]:
    for name, old, new, checks in HELPER_CHANGES:
        helper = HELPERS[name]
        assert old in helper.body, f"{name}: nothing reads '{old}'"
        made = replace(helper, body=helper.body.replace(old, new, 1))
        yield Mutant(f"duckdb {name}: '{old}' is '{new}'", _entry(HELPERS, name, made), checks)


def _structure() -> Iterator[Mutant]:
    for name, owner, attribute, wrong, checks in STRUCTURE:
        yield Mutant(
            name,
            lambda owner=owner, attribute=attribute, wrong=wrong: mock.patch.object(
                owner, attribute, wrong
            ),
            checks,
        )


def mutants() -> tuple[Mutant, ...]:
    """All of them, in a fixed order."""
    makers: Sequence[Callable[[], Iterator[Mutant]]] = (
        *(_pandas_scalars, _pandas_aggregates, _pandas_windows, _pandas_casts, _snippets),
        *(_duckdb_tables, _duckdb_casts, _helpers, _structure),
    )
    return tuple(mutant for make in makers for mutant in make())
