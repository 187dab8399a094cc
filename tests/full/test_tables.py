"""Tables of a real PostgreSQL in jobs over streams: read once, looked up anew, and written."""

# confluent_kafka is of the extra kafka, and knows no types.
# pyright: reportMissingImports=false, reportMissingTypeStubs=false

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from speccc.execute.flink_engine import FlinkError
from speccc.ir.rel import Binding, Row
from tests.flink.streams import checked, interpreted
from tests.full.database import Database, database
from tests.full.services import Broker, Cluster, broker
from tests.full.test_kafka import make_topics
from tests.full.units import insert
from tests.support.project import COMMAND, Project

pytestmark = pytest.mark.flink_full

SOURCES = """
sources:
  orders:
    columns:
      order_id: int64 not null
      buyer: text
      amount: decimal(9,2) not null
      ordered_at: timestamp not null
    key: [order_id]
    event_time: {column: ordered_at, max_lateness: 30 seconds}
  buyers:
    columns:
      name: text not null
      country: {type: text, path: land}
      score: int64 not null
      credit: decimal(12,2)
      rate: float64
      vip: bool not null
      since: date
      seen_at: timestamp
    key: [name]
"""
#: What is read once: rows that are updated, and one table that all others are made of.
READ = f"""{SOURCES}
steps:
  - from: orders
    join: {{with: buyers, kind: left, keys: [buyer = name], matches: at_most_one}}
  - set: {{country: "coalesce(country, '?')"}}
  - aggregate:
      by: [country]
      measures:
        orders: count()
        total: sum(amount)
        best: max(score)
        credit: max(credit)
        rate: max(rate)
        vips: count_if(vip)
        since: min(since)
        seen_at: max(seen_at)
sinks:
  out: {{mode: merge, key: [country]}}
"""
#: What is looked up: a table with a filter and a column that is made of another; a window goes on.
LOOKED_UP = f"""{SOURCES}
steps:
  - name: doubled
    from: buyers
    derive: {{double: score * 2}}
  - filter: country <> 'XX'
  - name: good
    filter: double > 40
  - name: inner_rows
    from: orders
    join:
      with: good
      kind: inner
      keys: [buyer = name]
      where: right.vip or left.amount > right.credit
      take: [country, double, credit, rate, since, seen_at]
  - name: left_rows
    from: orders
    join:
      with: good
      kind: left
      keys: [buyer = name]
      where: left.amount > 3
      take: [country, double, vip]
  - {{name: semi_rows, from: orders, join: {{with: good, kind: semi, keys: [buyer = name]}}}}
  - {{name: anti_rows, from: orders, join: {{with: good, kind: anti, keys: [buyer = name]}}}}
  - {{name: as_it_is, from: orders, join: {{with: buyers, kind: left, keys: [buyer = name]}}}}
  - time_window: {{kind: tumble, time: ordered_at, size: 1 minutes}}
  - aggregate:
      by: [window_start, window_end, country]
      measures: {{orders: count(), total: sum(amount)}}
  - set: {{country: "coalesce(country, '?')"}}
  - aggregate:
      by: [window_start, window_end, country]
      measures: {{orders: sum(orders), total: sum(total)}}
sinks:
  inner_out: {{from: inner_rows, mode: append, key: [order_id]}}
  left_out: {{from: left_rows, mode: append, key: [order_id]}}
  semi_out: {{from: semi_rows, mode: append, key: [order_id]}}
  anti_out: {{from: anti_rows, mode: append, key: [order_id]}}
  windows: {{mode: append, key: [window_start, window_end, country]}}
"""
#: A job that goes on while its table changes.
GOES_ON = f"""{SOURCES}
steps:
  - from: orders
    join: {{with: buyers, kind: left, keys: [buyer = name], take: [country, score]}}
sinks:
  out: {{mode: append, key: [order_id]}}
"""
TARGET = """speccc_target: 1
name: cluster
backend: flink
connection: ${env:GATEWAY}
streaming: {parallelism: 1, checkpoint_interval: 1 seconds}
bind:
  streamed.orders:
    connector: topic
    options: {topic: orders-NAME, brokers: "${env:KAFKA}"UNTIL}
  streamed.buyers:
    connector: jdbc
    options: {url: "${env:DATABASE}", table: shop.buyersLOOKUP}
"""
TYPES = {
    "text": "text",
    "int64": "bigint",
    "decimal": "numeric(38, 2)",
    "float64": "double precision",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
NOON = dt.datetime(2026, 3, 1, 12)
_PATIENCE = 60.0

BUYERS: list[Row] = [
    ("ann", "DE", 30, Decimal("1.50"), 0.5, True, dt.date(2024, 2, 29), NOON),
    ("bob", "FR", 21, Decimal("-2.25"), None, False, None, None),
    ("cid", None, 99, None, 1e300, True, dt.date(1969, 12, 31), dt.datetime(1969, 7, 20, 20, 17)),
    ("dot", "XX", 99, Decimal("0.00"), 0.25, True, None, NOON + dt.timedelta(microseconds=1)),
    ("eve", "DE", 20, Decimal("9.99"), -1.0, False, dt.date(2026, 1, 1), None),
    ("Éva", "ß'x", 50, Decimal("100.00"), 2.0, False, None, None),
]


def orders(count: int) -> list[Row]:
    """Orders a second apart, some of them too late, some of nobody that is known."""
    draw = random.Random(5)
    names = (*(str(buyer[0]) for buyer in BUYERS), "nobody", None)
    found: list[Row] = []
    for number in range(count):
        late = draw.choice((0, 0, 0, 1)) * draw.random() * 45
        at = NOON + dt.timedelta(seconds=round(number - late, 3))
        amount = draw.choice((Decimal("1.00"), Decimal("3.01"), Decimal("12.50")))
        found.append((number, draw.choice(names), amount, at))
    return found


@pytest.fixture(scope="session")
def kafka(flink_full: None) -> Broker:
    return broker()


def filled(name: str, body: str) -> Database:
    """A database with the table of buyers, and an empty one for each sink."""
    made = database(name)
    made.run(
        "CREATE SCHEMA shop; CREATE TABLE shop.buyers (name text PRIMARY KEY, land text, "
        "score bigint, credit numeric(12,2), rate double precision, vip boolean, since date, "
        "seen_at timestamp, other text)"
    )
    for buyer in BUYERS:
        made.run("INSERT INTO shop.buyers VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", *buyer)
    pipeline = checked(body)
    for sink in pipeline.sinks:
        schema = pipeline.node(sink.input).schema
        columns = [f"{c.name} {TYPES[c.type.kind.value]}" for c in schema]
        key = f"PRIMARY KEY ({', '.join(sink.key)})"
        made.run(f"CREATE TABLE {sink.name} ({', '.join((*columns, key))})")
    return made


def project(folder: Path, name: str, body: str, until: str = "", lookup: str = "") -> Project:
    made = Project(folder)
    made.write("speccc.yaml", "speccc_project: 1\n")
    made.write("specs/streamed.yaml", f"speccc: 1\nname: streamed{body}")
    target = TARGET.replace("NAME", name).replace("UNTIL", until).replace("LOOKUP", lookup)
    for sink in checked(body).sinks:
        table = f'{{connector: jdbc, options: {{url: "${{env:DATABASE}}", table: {sink.name}}}}}'
        target += f"  streamed.{sink.name}: {table}\n"
    made.write("targets/cluster.yaml", target)
    made.speccc("apply", "--auto-approve")
    return made


def produce(kafka: Broker, topic: str, rows: Iterable[Row]) -> None:
    kafka.write(topic, (json.dumps(_record(row), default=str) for row in rows))


def _record(row: Row) -> dict[str, Any]:
    """An order as a message has it."""
    return dict(zip(("order_id", "buyer", "amount", "ordered_at"), row, strict=True))


def environment(flink: Cluster, kafka: Broker, tables: Database) -> dict[str, str]:
    return {"GATEWAY": flink.gateway, "KAFKA": kafka.address, "DATABASE": tables.jdbc}


def ran(folder: Path, name: str, body: str, lookup: str, flink: Cluster, kafka: Broker) -> Database:
    """The database after a run over the topic as it is."""
    tables = filled(name, body)
    made = project(folder, name, body, ", until: now", lookup)
    make_topics(kafka, f"orders-{name}")
    produce(kafka, f"orders-{name}", orders(400))
    made.speccc("run", "streamed", env=environment(flink, kafka, tables))
    return tables


def check(body: str, tables: Database) -> None:
    """All tables have the rows of the interpreter."""
    expected = interpreted(checked(body), {"orders": orders(400), "buyers": BUYERS})
    assert all(expected.late.values())
    for sink, rows in expected.rows.items():
        assert len(rows) > 3
        assert sorted(tables.run(f"SELECT * FROM {sink}"), key=str) == sorted(rows, key=str), sink


def test_a_table_is_read_once_and_one_is_written(
    tmp_path: Path, flink: Cluster, kafka: Broker
) -> None:
    tables = ran(tmp_path, "read_once", READ, "", flink, kafka)
    check(READ, tables)


@pytest.mark.parametrize("cache", ["", ", cache_for: 1 hours, cache_rows: 2"])
def test_a_table_is_looked_up(tmp_path: Path, flink: Cluster, kafka: Broker, cache: str) -> None:
    name = "looked_up_cached" if cache else "looked_up"
    tables = ran(tmp_path, name, LOOKED_UP, f", lookup: true{cache}", flink, kafka)
    check(LOOKED_UP, tables)


@pytest.mark.parametrize("column", ["score", "seen_at"])
@pytest.mark.parametrize("lookup", ["true", "false"])
def test_a_value_that_is_missing_ends_the_job(
    tmp_path: Path, flink: Cluster, lookup: str, column: str
) -> None:
    body = GOES_ON.replace("seen_at: timestamp", "seen_at: timestamp not null")
    body = body.replace("score]", f"{column}]")
    tables = filled(f"missing_{lookup}_{column}", body)
    tables.run("UPDATE shop.buyers SET seen_at = now()")
    tables.run(f"UPDATE shop.buyers SET {column} = NULL WHERE name = 'bob'")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/rows").write_text(
        "".join(f"{json.dumps(_record(row), default=str)}\n" for row in orders(40)),
        encoding="utf-8",
    )
    table = {"url": tables.jdbc, "table": "shop.buyers", "lookup": lookup}
    bindings = {
        "orders": Binding("json", {"path": str(tmp_path / "data")}),
        "buyers": Binding("jdbc", table),
        "out": Binding("print", {}),
    }
    made = checked(body if lookup == "true" else body.replace("append", "merge"))
    made = replace(
        made,
        sources=tuple(replace(s, binding=bindings[s.name]) for s in made.sources),
        sinks=tuple(replace(s, binding=bindings[s.name]) for s in made.sinks),
    )
    with pytest.raises(FlinkError, match=f"'{column}': NULL, but is not null"):
        insert(made, tmp_path, flink)


def test_a_row_that_comes_later_finds_what_is_there_then(
    tmp_path: Path, flink: Cluster, kafka: Broker
) -> None:
    tables = filled("goes_on", GOES_ON)
    made = project(tmp_path, "goes_on", GOES_ON, lookup=", lookup: true")
    make_topics(kafka, "orders-goes_on")
    run = subprocess.Popen(
        [COMMAND, "run", "streamed"],
        cwd=made.root,
        env={**os.environ, "NO_COLOR": "1", **environment(flink, kafka, tables)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def found(number: int, name: str) -> tuple[Any, ...]:
        """What an order of a buyer is given."""
        produce(kafka, "orders-goes_on", [(number, name, Decimal(1), NOON)])
        query = "SELECT country, score FROM out WHERE order_id = %s"
        _wait(run, lambda: bool(tables.run(query, number)))
        return tables.run(query, number)[0]

    assert found(1, "new") == (None, None)
    tables.run("INSERT INTO shop.buyers (name, land, score, vip) VALUES ('new', 'PT', 5, true)")
    assert found(2, "new") == ("PT", 5)
    tables.run("UPDATE shop.buyers SET score = 6 WHERE name = 'new'")
    assert found(3, "new") == ("PT", 6)
    tables.run("DELETE FROM shop.buyers WHERE name = 'new'")
    assert found(4, "new") == (None, None)
    given = "SELECT score FROM out ORDER BY order_id"
    assert tables.run(given) == [(None,), (5,), (6,), (None,)]  # none of them is changed later
    run.send_signal(signal.SIGINT)
    said, error = run.communicate(timeout=_PATIENCE)
    assert run.returncode == 130, said + error


def _wait(run: subprocess.Popen[str], ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 2 * _PATIENCE
    while not ready():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)
