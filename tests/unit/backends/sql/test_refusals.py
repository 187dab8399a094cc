"""No third state: what a dialect does not spell it refuses by name."""

from __future__ import annotations

import pytest

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects import DIALECTS
from speccc.backends.sql.dialects.sqlite import SQLITE_DIALECT
from speccc.functions.catalogue import TABLES
from speccc.functions.model import Form
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, decimal
from speccc.types.rules import Conversion, conversion
from tests.unit.backends.sql.running import checked

TYPES = (BOOL, INT64, FLOAT64, decimal(9, 2), TEXT, DATE, TIMESTAMP)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("form", Form)
def test_the_tables_cover_the_catalogue(dialect: Dialect, form: Form) -> None:
    lowered = dialect.engine.lowerings(form)
    assert not set(lowered) & set(dialect.refused.functions[form])
    assert set(lowered) | set(dialect.refused.functions[form]) == set(TABLES[form])
    assert all(dialect.refused.functions[form].values())


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_the_tables_cover_the_conversions(dialect: Dialect) -> None:
    for source in TYPES:
        for to in TYPES:
            wanted = conversion(source, to)
            known = wanted in (Conversion.SAFE, Conversion.TRY)
            if source == to or not known or {source.kind, to.kind} & set(dialect.refused.kinds):
                continue
            pair = (source.kind, to.kind)
            tables = [dialect.engine.casts, dialect.refused.conversions]
            tables += [dialect.engine.try_casts] if wanted is Conversion.TRY else []
            assert any(pair in table for table in tables), pair


def said(text: str, dialect: Dialect = SQLITE_DIALECT) -> list[str]:
    return [d.message for d in dialect.refusals(checked(text))]


def test_a_type_is_refused_where_it_is_declared_and_where_it_is_made() -> None:
    found = said(
        """
        sources:
          given: {columns: {a: "decimal(9,2)", b: int64}}
        steps:
          - {name: kept, derive: {c: "b * decimal '0.5'"}}
          - {select: [b]}
        sinks:
          out: {mode: replace}
        """
    )
    assert found[0].startswith("column 'a' of 'given' (decimal(9,2)) cannot be built for sqlite")
    assert any("column 'c' of 'kept'" in message for message in found)
    assert len(found) == len(set(found))


def test_a_type_is_refused_once_for_each_column() -> None:
    found = said(
        """
        sources:
          given: {columns: {a: "decimal(9,2)", b: int64}}
        steps:
          - {filter: a > 1 and b > 1}
          - {set: {b: b + 1}}
        sinks:
          out: {mode: replace}
        """
    )
    assert len(found) == 1, found


def test_a_moving_sum_of_floats_and_a_zone_are_refused() -> None:
    found = said(
        """
        sources:
          given:
            columns: {a: int64, f: float64, t: {type: timestamp, zone: Europe/Berlin}}
        steps:
          - window:
              by: []
              order: [a]
              derive: {moving: sum(f) over (last 2 rows), fine: sum(f) over (rows so far)}
        sinks:
          out: {mode: replace}
        """
    )
    assert found == [
        "the zone of column 't' of 'given' cannot be built for sqlite: SQLite knows no time zones",
        "this cannot be built for sqlite: SQLite does not add up float64 in a moving frame",
    ]


def test_mariadb_adds_up_so_many_floats_in_a_moving_frame() -> None:
    found = said(
        """
        sources:
          given: {columns: {a: int64, f: float64}}
        steps:
          - window:
              by: []
              order: [a]
              derive:
                fine: sum(f) over (last 32 rows)
                wide: avg(f) over (last 33 rows)
                around: sum(f) over (rows from 30 before to 1 after)
                exact: sum(a) over (last 1000 rows)
        sinks:
          out: {mode: replace}
        """,
        DIALECTS["mariadb"],
    )
    reason = "MariaDB adds up no more than 32 float64 in a moving frame"
    assert found == [f"this cannot be built for mariadb: {reason}"]
