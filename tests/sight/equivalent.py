"""Mutants that change nothing that anybody can see, each with the reason."""

from __future__ import annotations

#: By name.
EQUIVALENT: dict[str, str] = {
    "pandas sum: no retype": "the helper gives the column's dtype by itself",
    "pandas float64 to int64: no retype": "what may fail is nullable: the dtype is the helper's",
    "pandas replace: by a pattern": "no pattern is what pandas takes for granted",
    "pandas ntile(): 'row < in_larger' is 'row <= in_larger'": (
        "the first row after the larger buckets: both formulas give the next bucket"
    ),
    "duckdb scalar sign: without its cast": "a narrower integer of the same value",
    "duckdb scalar lpad: > for >=": "filling a text of the wanted length adds nothing",
    (
        "duckdb TO_UTC: 'ELSE EARLIER_OFFSET(local_time, zone)' is "
        "'ELSE local_time AT TIME ZONE zone AT TIME ZONE 'UTC''"
    ): "in a gap ICU takes the earlier offset, too",
    "duckdb order: NULLS LAST left out": "DuckDB's own default, in both directions",
}
