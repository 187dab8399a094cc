"""Every step that is built for streams, on a real Flink: the interpreter's rows."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from unittest import mock

import pytest

from speccc.backends.flink.streams.relations import StreamRelations
from speccc.backends.sql.relations import Relations
from speccc.ir.rel import Row
from tests.differential.compare import difference
from tests.differential.engines import Ended
from tests.flink.streams import checked, interpreted, streamed

pytestmark = pytest.mark.flink

NOON = dt.datetime(2026, 3, 1, 12)

READINGS = """
    sources:
      readings:
        columns:
          number: int64 not null
          device: text not null
          value: decimal(9,2)
          read_at: timestamp not null
        key: [device, read_at]
        event_time: {column: read_at, max_lateness: 30 seconds}
    steps:
      - filter: number >= 0
"""
ORDERS = """
    sources:
      orders:
        columns: {order_id: int64 not null, buyer: text not null, ordered_at: timestamp not null}
        key: [order_id]
        event_time: {column: ordered_at, max_lateness: 30 seconds}
"""
PAYMENTS = f"""{ORDERS}
      payments:
        columns:
          payment_id: int64 not null
          order_id: int64 not null
          amount: int64 not null
          paid_at: timestamp not null
        key: [payment_id]
        event_time: {{column: paid_at, max_lateness: 30 seconds}}
    steps:
"""
BUYERS = f"""{ORDERS}
      buyers:
        columns: {{name: text not null, country: text}}
        key: [name]
    steps:
"""
IN_TIME = """
          where: |
            right.paid_at >= add_seconds(left.ordered_at, -20)
            and right.paid_at <= add_seconds(left.ordered_at, 300)
"""


def joined(kind: str, where: str) -> str:
    """Of a left join no key is known: it is counted."""
    return f"""{PAYMENTS}
      - from: orders
        join:
          with: payments
          kind: {kind}
          keys: [order_id]{where}
          take: [payment_id, amount]
      - set: {{buyer: "coalesce(buyer, '?')"}}
      - aggregate:
          by: [buyer]
          measures: {{orders: count_distinct(order_id), paid: count(payment_id), sum: sum(amount)}}
    sinks:
      out: {{mode: merge, key: [buyer]}}
"""


CASES = {
    "windows over rows": f"""{READINGS}
      - window:
          by: [device]
          order: [read_at]
          derive:
            mean: avg(value) over (last 5 rows)
            so_far: count() over (rows so far)
            itself: sum(value) over (last 1 rows)
            before: number - lag(number, 2, -1)
      - window:
          by: [device]
          order: [read_at]
          derive: {{nth: row_number(), most: max(value) over (rows so far)}}
    sinks:
      out: {{mode: append, key: [device, read_at]}}
""",
    "runs": f"""{READINGS}
      - runs:
          by: [device]
          order: [read_at]
          while: value > 0
          measures: {{started_at: min(read_at), ended_at: max(read_at), readings: count()}}
    sinks:
      out: {{mode: merge, key: [device, started_at]}}
""",
    **{
        f"dedupe by {order}": f"""{READINGS}
      - filter: value is not null
      - dedupe: {{by: [device, value], order: [{order}]}}
    sinks:
      out: {{mode: merge, key: [device, value]}}
"""
        for order in ("read_at", "read_at desc", "number desc")
    },
    "the first few": f"""{READINGS}
      - window: {{by: [device], order: [value desc], derive: {{place: row_number()}}}}
      - filter: place <= 3
    sinks:
      out: {{mode: merge, key: [device, read_at]}}
""",
    "the first few, by their places": f"""{READINGS}
      - window: {{by: [device], order: [value desc], derive: {{place: row_number()}}}}
      - filter: place <= 3
      - select: [device, place as nth, value, number]
    sinks:
      out: {{mode: merge, key: [device, nth]}}
""",
    "left join with those of one kind": f"""{PAYMENTS}
      - {{name: latest, from: payments, dedupe: {{by: [order_id, amount], order: [paid_at]}}}}
      - {{name: fives, filter: amount = 5}}
      - from: orders
        join: {{with: fives, kind: left, keys: [order_id], matches: at_most_one}}
    sinks:
      out: {{mode: merge, key: [order_id]}}
""",
    "the first few of a window": f"""{READINGS}
      - time_window: {{kind: tumble, time: read_at, size: 1 minutes}}
      - window:
          by: [window_start, window_end, device]
          order: [value desc]
          derive: {{place: row_number()}}
      - filter: place <= 2
    sinks:
      out: {{mode: append, key: [device, read_at]}}
""",
    "the first of a window": f"""{READINGS}
      - time_window: {{kind: tumble, time: read_at, size: 1 minutes}}
      - dedupe: {{by: [window_start, window_end, device], order: [value desc]}}
    sinks:
      out: {{mode: append, key: [window_start, window_end, device]}}
""",
    "session of all": f"""{READINGS}
      - time_window: {{kind: session, time: read_at, gap: 1 seconds, by: []}}
      - aggregate: {{by: [window_start, window_end], measures: {{readings: count()}}}}
    sinks:
      out: {{mode: append, key: [window_start, window_end]}}
""",
    "session of all, by others": f"""{READINGS}
      - time_window: {{kind: session, time: read_at, gap: 1 seconds, by: []}}
      - aggregate: {{by: [window_start, window_end, device], measures: {{readings: count()}}}}
    sinks:
      out: {{mode: merge, key: [window_start, window_end, device]}}
""",
    "session of all, the first of others": f"""{READINGS}
      - time_window: {{kind: session, time: read_at, gap: 1 seconds, by: []}}
      - dedupe: {{by: [window_start, window_end, device], order: [value desc]}}
    sinks:
      out: {{mode: append, key: [window_start, window_end, device]}}
""",
    "session alone": f"""{READINGS}
      - time_window: {{kind: session, time: read_at, gap: 3 seconds, by: [device]}}
    sinks:
      out: {{mode: append, key: [device, read_at]}}
""",
    "hop alone": f"""{READINGS}
      - time_window: {{kind: hop, time: read_at, size: 20 seconds, every: 10 seconds}}
      - filter: value > 0
    sinks:
      out: {{mode: append, key: [device, read_at, window_start]}}
""",
    "top of updates": f"""{READINGS}
      - aggregate: {{by: [device, value], measures: {{readings: count(), newest: max(number)}}}}
      - window: {{by: [device], order: [readings desc], derive: {{place: row_number()}}}}
      - filter: place <= 2
      - filter: value is not null
    sinks:
      out: {{mode: merge, key: [device, value]}}
""",
    "dedupe of updates": f"""{READINGS}
      - aggregate: {{by: [device, value], measures: {{readings: count(), newest: max(number)}}}}
      - dedupe: {{by: [device], order: [readings desc]}}
    sinks:
      out: {{mode: merge, key: [device]}}
""",
    "join of updates": f"""{PAYMENTS}
      - from: payments
        aggregate: {{by: [order_id], measures: {{sum: sum(amount)}}}}
      - name: large
        filter: sum > 5
      - from: orders
        join: {{with: large, kind: left, keys: [order_id], matches: at_most_one}}
    sinks:
      out: {{mode: merge, key: [order_id]}}
""",
    "window join of raw rows": f"""{PAYMENTS}
      - from: orders
        name: o
        time_window: {{kind: tumble, time: ordered_at, size: 5 minutes}}
      - from: payments
        name: p
        time_window: {{kind: tumble, time: paid_at, size: 5 minutes}}
      - from: o
        join:
          with: p
          kind: inner
          keys: [window_start, window_end, order_id]
          take: [payment_id, amount]
    sinks:
      out: {{mode: append, key: [order_id, payment_id]}}
""",
    "windows of windows": f"""{READINGS}
      - time_window: {{kind: tumble, time: read_at, size: 1 minutes}}
      - aggregate: {{by: [window_start, window_end, device], measures: {{readings: count()}}}}
      - derive: {{many: readings > 15}}
      - aggregate: {{by: [window_start, window_end, many], measures: {{devices: count()}}}}
    sinks:
      out: {{mode: append, key: [window_start, window_end, many]}}
""",
    "distinct": f"""{READINGS}
      - distinct: [device, value]
      - filter: value is not null
    sinks:
      out: {{mode: merge, key: [device, value]}}
""",
    "union": f"""{READINGS}
      - {{name: some, from: readings, filter: value > 0}}
      - {{name: others, from: readings, filter: value < 0}}
      - from: some
        union: {{with: [others]}}
      - time_window: {{kind: cumulate, time: read_at, size: 1 hours, every: 20 minutes}}
      - aggregate:
          by: [window_start, window_end]
          measures: {{readings: count(), devices: count_distinct(device)}}
    sinks:
      out: {{mode: append, key: [window_start, window_end]}}
""".replace("      - filter: number >= 0\n", ""),
    "windows of two streams": f"""{PAYMENTS}
      - from: orders
        time_window: {{kind: tumble, time: ordered_at, size: 5 minutes}}
      - name: ordered
        aggregate: {{by: [window_start, window_end], measures: {{orders: count()}}}}
      - from: payments
        time_window: {{kind: tumble, time: paid_at, size: 5 minutes}}
      - name: paid
        aggregate: {{by: [window_start, window_end], measures: {{payments: count()}}}}
      - from: ordered
        join: {{with: paid, kind: left, keys: [window_start, window_end]}}
    sinks:
      out: {{mode: append, key: [window_start, window_end]}}
""",
    "inner join in time": f"""{PAYMENTS}
      - from: orders
        join:
          with: payments
          kind: inner
          keys: [order_id]{IN_TIME}
          take: [payment_id, amount, paid_at]
      - time_window: {{kind: tumble, time: ordered_at, size: 10 minutes}}
    sinks:
      out: {{mode: append, key: [order_id, payment_id]}}
""",
    **{f"{kind} join in time": joined(kind, IN_TIME) for kind in ("left", "full")},
    **{f"{kind} join": joined(kind, "") for kind in ("inner", "left", "full")},
    **{
        f"{kind} join": f"""{PAYMENTS}
      - from: orders
        join: {{with: payments, kind: {kind}, keys: [order_id]}}
    sinks:
      out: {{mode: merge, key: [order_id]}}
"""
        for kind in ("semi", "anti")
    },
    **{
        f"{kind} join with a table": f"""{BUYERS}
      - from: orders
        join: {{with: buyers, kind: {kind}, keys: [buyer = name], matches: at_most_one}}
    sinks:
      out: {{mode: {mode}, key: [order_id]}}
"""
        for kind, mode in (("inner", "append"), ("left", "merge"))
    },
}


def rows(seed: int = 3) -> Mapping[str, Sequence[Row]]:
    """Rows of all sources, some of them too late."""
    draw = random.Random(seed)

    def at(seconds: float) -> dt.datetime:
        late = draw.choice((0, 0, 0, 1)) * draw.random() * 45
        return NOON + dt.timedelta(seconds=round(seconds - late, 3))

    readings: dict[tuple[str, dt.datetime], Row] = {}
    for number in range(500):
        device, time = draw.choice("abc"), at(number)
        value = draw.choice((Decimal("1.50"), Decimal("-2.25"), Decimal("0.10"), None))
        readings.setdefault((device, time), (number, device, value, time))
    return {
        "readings": list(readings.values()),
        "orders": [(number, draw.choice("abcd"), at(5 * number)) for number in range(200)],
        "payments": [
            (number, draw.randrange(200), draw.randrange(9), at(5 * number))
            for number in range(400)
        ],
        "buyers": [("a", "DE"), ("b", None), ("c", "FR")],
    }


@pytest.mark.parametrize("name", CASES)
def test_steps(name: str) -> None:
    pipeline = checked(CASES[name])
    given = {source.name: rows()[source.name] for source in pipeline.sources}
    expected = interpreted(pipeline, given)
    assert all(expected.late.values())
    assert expected.rows["out"]
    assert streamed(pipeline, given) == expected


def test_the_first_row_alone_is_not_left_to_flink() -> None:
    """As all others are written, it would lose updates (FLINK-40368)."""
    pipeline = checked(CASES["dedupe by number desc"])
    given = {"readings": rows()["readings"]}
    with (
        mock.patch.object(StreamRelations, "_dedupe", Relations._dedupe),
        pytest.raises(Ended, match="share their key"),
    ):
        streamed(pipeline, given)


def test_floats_that_leave_a_frame_take_no_digits_along() -> None:
    pipeline = checked(
        """
        sources:
          readings:
            columns: {device: text not null, value: float64, read_at: timestamp not null}
            key: [device, read_at]
            event_time: {column: read_at, max_lateness: 30 seconds}
        steps:
          - window:
              by: [device]
              order: [read_at]
              derive: {total: sum(value) over (last 3 rows), mean: avg(value) over (last 2 rows)}
        sinks:
          out: {mode: append, key: [device, read_at]}
        """
    )
    values = (1e15, 0.1, 0.1, None, None, None, -0.5, 1e300, 0.25, 0.5, 0.75)
    given = [("a", v, NOON + dt.timedelta(seconds=n)) for n, v in enumerate(values)]
    sources = {"readings": given}
    schema = pipeline.node(pipeline.sinks[0].input).schema
    due, got = interpreted(pipeline, sources).rows["out"], streamed(pipeline, sources).rows["out"]
    assert not difference(schema, due, got)
