"""Units of the tests' own specs."""

from __future__ import annotations

from dataclasses import replace

from speccc.backends.api import Compiled, Target
from speccc.backends.flink import FlinkBackend
from speccc.ir.rel import Binding, Pipeline
from tests.unit.backends.sql.running import checked

TARGET = Target("flink", "flink")


def bound(pipeline: Pipeline) -> Pipeline:
    """The pipeline with every end that has no binding bound to a json file."""

    def binding(name: str) -> Binding:
        return Binding("json", {"path": f"{name}.jsonl"})

    sources = tuple(replace(s, binding=s.binding or binding(s.name)) for s in pipeline.sources)
    sinks = tuple(replace(s, binding=s.binding or binding(s.name)) for s in pipeline.sinks)
    return replace(pipeline, sources=sources, sinks=sinks)


def unit(spec: str) -> Compiled:
    """Raises Failure with what the target refuses."""
    return FlinkBackend().compile(bound(checked(spec)), TARGET)


def script(spec: str, name: str) -> str:
    return next(a.content for a in unit(spec).artefacts if a.path == name)


#: Every step once, both severities, two sinks.
STEPS = r"""
    description: |
      Every step once,
      and what it is called.
    params:
      least: {type: int64, default: 5, description: Fewer are not worth it}
    sources:
      orders:
        description: As the shop has them
        connector: csv
        options: {path: data/orders.csv, delimiter: "\\"}
        columns:
          order_id: int64 not null
          customer: text
          price: {type: "decimal(9,2)", path: Unit `Price`}
          pieces: int64
          paid_at: {type: timestamp, zone: Europe/Berlin, format: DD.MM.YYYY HH:mm}
        key: [order_id]
      customers:
        columns:
          name: {type: text not null, path: [who, name]}
          since: {type: date, path: [who, since]}
          score: float64
        on_error: set_null
      archive:
        connector: parquet
        options: {path: data/archive.parquet}
        columns: {order_id: int64 not null, score: float64, day: {type: date, format: YYYYMMDD}}
    steps:
      - from: orders
        name: priced
        description: What an order is worth
        derive:
          total: price * pieces
          rounded: round(total * 1.10, 1)
          kind: "'new'"
      - name: large
        filter: pieces >= :least and (customer = 'a' or not customer like '50\%%')
      - name: latest
        dedupe: {by: [customer], order: [paid_at desc]}
      - name: with_customer
        join: {with: customers, kind: left, keys: [customer = name], matches: at_most_one}
      - name: unarchived
        join: {with: archive, kind: anti, keys: [order_id], where: left.since > right.day}
      - name: numbered
        window:
          by: [since]
          order: [rounded desc]
          derive:
            place: rank()
            number: row_number()
            running: sum(pieces) over (rows so far)
            all_pieces: sum(pieces) over (all rows)
            before: lag(pieces, 2, 0)
      - name: checked
        expect:
          - {not_null: [order_id]}
          - {unique: [order_id]}
          - {row_count: {max: 1000}}
          - {check: score between 0 and 1, severity: warn}
          - {references: {with: customers, keys: [customer = name]}, severity: warn}
      - name: known
        from: customers
        select: [name as customer]
      - name: buyers
        from: checked
        select: [customer]
      - name: strangers
        except: {with: known}
      - from: buyers
        name: regulars
        intersect: {with: known}
      - from: checked
        name: side_by_side
        pivot: {by: [customer], column: pieces, measure: sum(price), into: {one: 1, two: 2}}
      - name: below_each_other
        description: A row for each of them
        unpivot: {columns: [one, two], name: pieces, value: price}
      - from: checked
        name: exact
        cast: {columns: {total: "decimal(12,2)"}, on_error: fail}
      - name: by_day
        aggregate:
          by: [since]
          measures:
            orders: count()
            pieces: sum(pieces)
            share: avg(score)
            late: max(paid_at)
            worth: count_if(total > 10)
      - name: days_and_ids
        from: by_day
        join: {with: archive, kind: full, keys: [orders = order_id], take: [day]}
      - sort: [orders desc]
      - limit: 10
    sinks:
      unknown_people: {from: strangers, mode: replace}
      known_people: {from: regulars, mode: replace}
      long: {from: below_each_other, mode: replace}
      days: {mode: replace}
      all_orders:
        description: For the archive
        from: exact
        mode: replace
"""
