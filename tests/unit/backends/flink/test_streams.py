"""Jobs over streams as scripts: what is written for each connector, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from speccc.backends.api import Compiled, Streaming, Target
from speccc.backends.flink import FlinkBackend
from speccc.diagnostics import Failure, Reporter
from speccc.driver import Compiler
from speccc.ir.rel import Binding, Pipeline
from speccc.spec.load import load_target
from tests.unit.backends.flink.units import bound
from tests.unit.backends.sql.running import checked

TARGET = Target("flink", "flink", streaming=Streaming(2, 10, 86_400))
SPEC = """
    description: What is sold in an hour
    params: {least: {type: int64, default: 2}}
    sources:
      sales:
        description: As the tills report it
        columns:
          sale_id: {type: int64 not null, path: [sale, id]}
          shop: {type: text, path: [sale, shop]}
          amount: decimal(12,2) not null
          sold_at: {type: timestamp not null, path: [sale, at]}
          rate: float64
          booked_on: {type: date, format: DD.MM.YYYY}
          paid_at: timestamp
          gift: bool
        key: [sale_id]
        event_time: {column: sold_at, max_lateness: 90 seconds}
    steps:
      - filter: rate is not null
      - time_window: {kind: hop, time: sold_at, size: 1 hours, every: 15 minutes}
      - aggregate:
          by: [window_start, window_end, shop]
          measures: {sales: count(), total: sum(amount)}
      - filter: shop is not null and sales >= :least
    sinks:
      totals:
        description: For the shops
        mode: append
        key: [window_start, window_end, shop]
"""
TOPIC = {"topic": "sales", "brokers": "${env:BROKERS}", "format": "avro"}


JDBC = {
    "url": "jdbc:postgresql://db/shop",
    "table": "totals",
    "user": "me",
    "password": "${env:PW}",
}


def bindings(pipeline: Pipeline, source: Binding, sink: Binding) -> Pipeline:
    sources = tuple(replace(s, binding=source) for s in pipeline.sources)
    return replace(
        pipeline, sources=sources, sinks=tuple(replace(s, binding=sink) for s in pipeline.sinks)
    )


def compiled(
    spec: str = SPEC, source: Binding | None = None, sink: Binding | None = None
) -> Compiled:
    made = bound(checked(spec))
    if source is not None:
        made = bindings(made, source, sink or source)
    return FlinkBackend().compile(made, TARGET)


def files(made: Compiled) -> dict[str, str]:
    return {artefact.path: artefact.content for artefact in made.artefacts}


def refused(spec: str) -> list[str]:
    with pytest.raises(Failure) as failure:
        compiled(spec)
    return [diagnostic.message for diagnostic in failure.value.diagnostics]


def test_avro_in_topics_has_the_types_of_the_columns() -> None:
    made = compiled(source=Binding("topic", TOPIC), sink=Binding("topic", TOPIC | {"topic": "t"}))
    scripts = files(made)
    assert "  `amount` DECIMAL(12, 2) NOT NULL,\n" in scripts["01_sources.sql"]
    assert "  `paid_at` BIGINT,\n" in scripts["01_sources.sql"]  # microseconds, clocks excepted
    assert "`at` TIMESTAMP(3) NOT NULL" in scripts["01_sources.sql"]
    schema = json.loads(scripts["schemas/sales.avsc"])
    by_name = {field["name"]: field["type"] for field in schema["fields"]}
    assert [*by_name] == ["sale", "amount", "rate", "booked_on", "paid_at", "gift"]
    inner = {field["name"]: field["type"] for field in by_name["sale"]["fields"]}
    assert inner["at"] == {"type": "long", "logicalType": "local-timestamp-millis"}
    assert inner["shop"] == ["null", "string"]
    assert by_name["rate"] == ["null", "double"]
    assert by_name["paid_at"] == ["null", {"type": "long", "logicalType": "local-timestamp-micros"}]
    assert made.recipe["environment"] == ["BROKERS"]


def test_a_float_of_avro_may_be_none_of_the_language() -> None:
    topic, hole = Binding("topic", TOPIC), Binding("print", {})
    [script] = [text for name, text in files(compiled(SPEC, topic, hole)).items() if "01" in name]
    finite = "CASE WHEN ABS(`rate`) <= 1.7976931348623157e308 THEN `rate`"
    assert " ".join(script.split()).count(finite) == 1
    assert "column ''rate'': a value not to be read as float64" in script


def test_settings_stand_in_the_scripts_and_in_the_configuration() -> None:
    scripts = files(compiled())
    for key, value in {
        "execution.runtime-mode": "streaming",
        "parallelism.default": "2",
        "execution.checkpointing.interval": "10 s",
        "table.exec.state.ttl": "86400 s",
    }.items():
        assert f"SET '{key}' = '{value}';\n" in scripts["01_sources.sql"]
        assert f"\n{key}: {value}\n" in scripts["config.yaml"]


def test_dates_in_a_format_are_texts_in_avro_too() -> None:
    scripts = files(compiled(source=Binding("topic", TOPIC), sink=Binding("print", {})))
    assert "  `booked_on` STRING,\n" in scripts["01_sources.sql"]
    assert [*scripts] == [
        "01_sources.sql",
        "02_sinks.sql",
        "03_pipeline.sql",
        "config.yaml",
        "schemas/sales.avsc",
    ]


@pytest.mark.parametrize(
    ("connector", "options", "wanted"),
    [
        ("topic", TOPIC | {"format": "json"}, ["'connector' = 'kafka'", "`rate` STRING"]),
        ("topic", TOPIC | {"until": "now"}, ["'scan.bounded.mode' = 'latest-offset'"]),
        ("topic", TOPIC | {"start": "latest"}, ["'scan.startup.mode' = 'latest-offset'"]),
        ("topic", TOPIC | {"group": "tills"}, ["'properties.group.id' = 'tills'"]),
        (
            "topic",
            TOPIC | {"registry": "https://registry.example"},
            ["'format' = 'avro-confluent'", "'avro-confluent.url' = 'https://registry.example'"],
        ),
        ("datagen", {"rows": "9"}, ["'number-of-rows' = '9'", "'rows-per-second' = '10'"]),
    ],
)
def test_sources(connector: str, options: dict[str, Any], wanted: list[str]) -> None:
    made = files(compiled(source=Binding(connector, options), sink=Binding("print", {})))
    for text in wanted:
        assert text in made["01_sources.sql"]


@pytest.mark.parametrize(
    ("connector", "options", "wanted"),
    [
        ("topic", TOPIC, ["'connector' = 'upsert-kafka'", "'value.format' = 'avro'"]),
        ("topic", TOPIC | {"format": "json"}, ["'value.format' = 'json'", "PRIMARY KEY (`window"]),
        ("print", {}, ["'print-identifier' = 'totals'"]),
        ("jdbc", JDBC, ["'table-name' = 'totals'", "'password' = '${env:PW}'", "PRIMARY KEY"]),
        ("json", {"path": "out/x"}, ["'format' = 'json'"]),
    ],
)
def test_sinks(connector: str, options: dict[str, Any], wanted: list[str]) -> None:
    source = Binding("json", {"path": "data/x"})
    made = files(compiled(source=source, sink=Binding(connector, options)))
    for text in wanted:
        assert text in made["02_sinks.sql"]


#: What is written in the place of what, and what is said of that.
REFUSED = {
    "sort": (
        "filter: shop is not null and sales >= :least",
        "sort: [sales]",
        "'sort' is not built",
    ),
    "local time": (
        "paid_at: timestamp",
        "paid_at: {type: timestamp, zone: Asia/Tokyo}",
        "'paid_at' is in local",
    ),
    "replace": (
        "mode: append\n        key: [window_start, window_end, shop]",
        "mode: replace",
        "no last row",
    ),
    "another key": (
        "key: [window_start, window_end, shop]",
        "key: [window_start, shop]",
        "no two rows have",
    ),
    "uneven": ("every: 15 minutes", "every: 25 minutes", "a multiple of 'every'"),
    "not the clock": (
        "time: sold_at",
        "time: paid_at",
        "'paid_at' is not the event time of a source",
    ),
    "groups that are not those of the session": (
        "kind: hop, time: sold_at, size: 1 hours, every: 15 minutes",
        "kind: session, time: sold_at, gap: 15 minutes, by: []",
        "its rows are updated later",
    ),
    "a cast that must not fail": (
        "filter: rate is not null",
        "cast: {columns: {shop: int64}, on_error: fail}",
        "looks at all rows",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    old, new, said = REFUSED[name]
    assert SPEC.count(old) == 1
    assert any(said in message for message in refused(SPEC.replace(old, new)))


def test_one_row_for_everything_is_refused() -> None:
    steps = (
        SPEC[: SPEC.index("      - time_window")]
        + """
      - aggregate: {by: [], measures: {sales: count()}}
    sinks:
      totals: {mode: merge, key: [sales]}
"""
    )
    assert any("'aggregate' is not built for streams" in said for said in refused(steps))


@pytest.mark.parametrize("hint", ["checkpoint_interval", "state_ttl"])
def test_a_hint_that_is_no_length_of_time(hint: str) -> None:
    reporter = Reporter()
    content = f"speccc_target: 1\nname: x\nbackend: flink\nstreaming: {{{hint}: 0 seconds}}\n"
    profile = load_target(content, "targets/x.yaml", reporter)
    assert profile is not None
    Compiler(profile, {}, {}).check_profile(reporter)
    [found] = reporter.diagnostics
    assert found.code.id == "E0650"
    assert found.span is not None
    assert found.span.line == 4


TWO = """
    sources:
      orders:
        columns: {id: int64 not null, shop: text not null, at: timestamp not null, total: int64}
        key: [id]
        event_time: {column: at, max_lateness: 1 minutes}
      payments:
        columns: {id: int64 not null, order_id: int64 not null, paid_at: timestamp not null}
        key: [id]
        event_time: {column: paid_at, max_lateness: 1 minutes}
    steps:
      - from: payments
        name: paid
        select: [id as payment_id, order_id, paid_at]
      - from: orders
        STEP
      - filter: total > 0
    sinks:
      out: {mode: merge, key: [id]}
      all_paid: {from: paid, mode: append, key: [payment_id]}
"""

#: A step, and why it is refused; empty: it is not.
STEPS_OF_TWO = {
    "join: {with: paid, kind: semi, keys: [id = order_id]}": "",
    "join: {with: paid, kind: cross, take: []}": "kept for ever",
    "join: {with: paid, kind: left, keys: [id = order_id], take: [], matches: at_most_one}": (
        "at most one match is not proven"
    ),
    "window: {by: [shop], order: [at], derive: {sum: sum(total) over (rows so far)}}": "alike",
    "window: {by: [shop], order: [total], derive: {place: row_number()}}": "alike",
    "dedupe: {by: [id], order: [total]}": "",
    "except: {with: orders}": "not written yet",
    "expect: [{not_null: [total]}]": "nothing can be looked at",
    "runs: {by: [shop], order: [at], while: total > 0, measures: {id: max(id), total: count()}}": (
        "alike"
    ),
}


@pytest.mark.parametrize("step", STEPS_OF_TWO)
def test_steps(step: str) -> None:
    spec = TWO.replace("STEP", step)
    reason = STEPS_OF_TWO[step]
    if reason:
        assert any(reason in said for said in refused(spec))
    else:
        compiled(spec)


#: What is joined, how many of it are asked for, and why that is refused; empty: it is not.
ONE = [
    ("dedupe: {by: [order_id], order: [paid_at]}", "any", ""),
    ("filter: payment_id = 7", "at_most_one", ""),
    ("filter: payment_id > 7", "at_most_one", "at most one match is not proven"),
    ("filter: order_id = 7", "any", "no two rows have the same id"),
]


@pytest.mark.parametrize(("one", "matches", "reason"), ONE)
def test_a_row_with_one_match_keeps_its_key(one: str, matches: str, reason: str) -> None:
    step = f"""- {{name: one, from: paid, {one}}}
      - from: orders
        join: {{with: one, kind: left, keys: [id = order_id], take: [], matches: {matches}}}"""
    spec = TWO.replace("- from: orders\n        STEP", step)
    if reason:
        assert any(reason in said for said in refused(spec))
    else:
        compiled(spec)


@pytest.mark.parametrize(("last", "key"), [("place <= 3", "shop, place"), ("place = 1", "shop")])
def test_a_number_in_a_group_is_a_key(last: str, key: str) -> None:
    step = "window: {by: [shop], order: [total], derive: {place: row_number()}}"
    first = TWO.replace("STEP", step).replace("filter: total > 0", f"filter: {last}")
    first = first.replace("order: [total]", "order: [at]")
    made = first.replace("key: [id]}\n      all", f"key: [{key}]}}\n      all")
    assert made != first
    if key == "shop":
        assert all("no two rows" not in said for said in refused(made))
    else:
        compiled(made)


def test_the_first_row_alone_is_refused_where_flink_is_wrong() -> None:
    step = "window: {by: [shop], order: [total], derive: {place: row_number()}}"
    first = TWO.replace("STEP", step).replace("filter: total > 0", "filter: place = 1")
    assert any("use 'dedupe'" in said for said in refused(first))
    compiled(first.replace("place = 1", "place <= 2"))


FLOATS = """
    sources:
      readings:
        columns: {device: text not null, read_at: timestamp not null, value: float64}
        key: [device, read_at]
        event_time: {column: read_at, max_lateness: 1 minutes}
    steps:
      - window: {by: [device], order: [read_at], derive: {made: CALL}}
    sinks:
      out: {mode: append, key: [device, read_at]}
"""


def test_floats_of_a_moving_frame_are_added_up() -> None:
    made = files(compiled(FLOATS.replace("CALL", "sum(value) over (last 3 rows)")))
    script = " ".join(made["03_pipeline.sql"].split())
    assert "SUM(" not in script
    assert [script.count(f"LAG(`value`, {back})") for back in (1, 2, 3)] == [1, 1, 0]


def test_only_so_many_floats_are_added_up() -> None:
    compiled(FLOATS.replace("CALL", "avg(value) over (last 32 rows)"))
    compiled(FLOATS.replace("CALL", "sum(value) over (rows so far)"))
    [message] = refused(FLOATS.replace("CALL", "avg(value) over (last 33 rows)"))
    assert message.endswith("it adds up more than 32 float64 in a moving frame")


@pytest.mark.parametrize(
    "measure", ["sum(value)", "avg(value) + 1", "var_pop(value)", "max(value)", "median(value)"]
)
def test_floats_that_are_updated_are_not_added_up(measure: str) -> None:
    spec = FLOATS.replace(
        "window: {by: [device], order: [read_at], derive: {made: CALL}}",
        f"""dedupe: {{by: [device], order: [value]}}
      - aggregate: {{by: [read_at], measures: {{made: {measure}}}}}""",
    ).replace("append, key: [device, read_at]", "merge, key: [read_at]")
    if measure.startswith("m"):
        compiled(spec)
    else:
        assert any("float64 that are updated later" in said for said in refused(spec))
