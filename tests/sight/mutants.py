"""Wrong compilers: each mutant is one small change of a table or a helper of an engine, and the
part of the differential suite that ought to see it. Those of the SQL dialects are in `rows`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any
from unittest import mock

from speccc.backends.pandas import aggregates as pandas_aggregates
from speccc.backends.pandas import casts as pandas_casts
from speccc.backends.pandas import scalars as pandas_scalars
from speccc.backends.pandas import windows as pandas_windows
from speccc.backends.pandas.library import Snippet, library, mentioned
from speccc.backends.sql.dialects.duckdb.helpers import HELPERS
from speccc.functions.model import Form
from tests.sight.changes import HELPER_CHANGES, SNIPPET_CHANGES
from tests.sight.checks import casts_of, check_function
from tests.sight.model import Mutant, Patch
from tests.sight.structure import structure
from tests.sight.windows import window_mutants

# --- operators over templates ---------------------------------------------------------------------

#: What to change in a template, wherever it is found: name, pattern, replacement.
OPERATORS = tuple(
    (name, re.compile(pattern), new)
    for name, pattern, new in (
        ("without its guard", r"^finite\((.*)\)$", r"\1"),
        ("> for >=", r">=", r">"),
        (">= for >", r"(?<![-=<>])>(?![=>])", r">="),
        ("< for <=", r"<=", r"<"),
        ("<= for <", r"(?<![=<])<(?![=>])", r"<="),
        ("== for !=", r"!=", r"=="),
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
        ("no time", r'"s"', r'"D"'),
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


def _row(*words: object) -> frozenset[str]:
    """The row of a table."""
    return frozenset((" ".join(map(str, words)),))


#: Those that are not of a table: the hunt leaves them out.
_NOWHERE = _row("nowhere")

# --- pandas ---------------------------------------------------------------------------------------

_FLAGS = {"guard": False, "guard_true": False, "masks": False, "retype": False,
          "nullable_first": False}  # fmt: skip


def _pandas_scalars() -> Iterator[Mutant]:
    table = pandas_scalars.LOWERINGS
    for name, row in table.items():
        checks, reach = (check_function(Form.SCALAR, name, "pandas"),), _row(Form.SCALAR, name)
        for flag, off in _FLAGS.items():
            if getattr(row, flag):
                patch = _entry(table, name, replace(row, **{flag: off}))
                yield Mutant(f"pandas {name}: no {flag}", patch, checks, "pandas", reach)
        for what, made in _variants(row.write):
            patch = _entry(table, name, replace(row, write=made))
            yield Mutant(f"pandas {name}: {what}", patch, checks, "pandas", reach)


def _pandas_aggregates() -> Iterator[Mutant]:
    table = pandas_aggregates.LOWERINGS
    for name, row in table.items():
        checks, reach = (
            (check_function(Form.AGGREGATE, name, "pandas"),),
            _row(Form.AGGREGATE, name),
        )
        if row.retype:
            patch = _entry(table, name, replace(row, retype=False))
            yield Mutant(f"pandas {name}: no retype", patch, checks, "pandas", reach)
        for what, made in _variants(row.write):
            patch = _entry(table, name, replace(row, write=made))
            yield Mutant(f"pandas {name}: {what}", patch, checks, "pandas", reach)


def _pandas_windows() -> Iterator[Mutant]:
    table = pandas_windows.LOWERINGS
    for name, template in table.items():
        for what, made in _changed(template):
            checks, patch = (
                (check_function(Form.WINDOW, name, "pandas"),),
                _entry(table, name, made),
            )
            reach = _row(Form.WINDOW, name)
            yield Mutant(f"pandas window {name}: {what}", patch, checks, "pandas", reach)


def _pandas_casts() -> Iterator[Mutant]:
    table = pandas_casts.LOWERINGS
    for pair, template in table.items():
        shown = f"pandas {pair[0]} to {pair[1]}"
        checks, reach = (casts_of(pair[0], "pandas"),), _row("cast", *pair)
        for what, made in (*_changed(template), ("as it is", "{0}")):
            if made != template:
                patch = _entry(table, pair, made)
                yield Mutant(f"{shown}: {what}", patch, checks, "pandas", reach)
    for pair in sorted(pandas_casts.RETYPED):
        less = pandas_casts.RETYPED - {pair}
        yield Mutant(
            f"pandas {pair[0]} to {pair[1]}: no retype",
            lambda less=less: mock.patch.object(pandas_casts, "RETYPED", less),
            (casts_of(pair[0], "pandas"),),
            "pandas",
            _row("cast", *pair),
        )


def _snippets() -> Iterator[Mutant]:
    table = library().snippets
    for name, old, new, checks in SNIPPET_CHANGES:
        snippet = table[name]
        assert old in snippet.source, f"{name}: nothing reads '{old}'"
        source = snippet.source.replace(old, new, 1)
        compile(source, name, "exec")
        made = Snippet(name, source, mentioned(source), snippet.constant)
        shown = f"pandas {name}(): '{old}' is '{new}'"
        yield Mutant(shown, _entry(table, name, made), checks, "pandas", _NOWHERE)


# --- what else a dialect says ---------------------------------------------------------------------


def _helpers() -> Iterator[Mutant]:
    for name, old, new, checks in HELPER_CHANGES:
        helper = HELPERS[name]
        assert old in helper.body, f"{name}: nothing reads '{old}'"
        made = replace(helper, body=helper.body.replace(old, new, 1))
        shown = f"duckdb {name}: '{old}' is '{new}'"
        yield Mutant(shown, _entry(HELPERS, name, made), checks, "duckdb", _NOWHERE)


def _structure() -> Iterator[Mutant]:
    for engine, name, owner, attribute, wrong, checks in structure():
        patch = partial(mock.patch.object, owner, attribute, wrong)
        yield Mutant(name, patch, checks, engine, _NOWHERE)


@cache
def further() -> tuple[Mutant, ...]:
    """Those of pandas, of the functions that read files, of operators, and of windows of time."""
    makers: Sequence[Callable[[], Iterator[Mutant]]] = (
        *(_pandas_scalars, _pandas_aggregates, _pandas_windows, _pandas_casts, _snippets),
        *(_helpers, _structure, lambda: iter(window_mutants())),
    )
    return tuple(mutant for make in makers for mutant in make())
