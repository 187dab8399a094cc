"""`validate --target flink` on Flink's own planner: what it refuses leads back to the spec."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from speccc.backends.flink.backend import FlinkBackend
from speccc.backends.flink.engine import FLINK
from tests.cli.conftest import Speccc, speccc

pytestmark = pytest.mark.flink
__all__ = ["speccc"]

SPEC = """speccc: 1
name: shop
sources:
  orders:
    connector: json
    options: {path: orders.jsonl}
    columns:
      id: int64 not null
      word: text
steps:
  - derive:
      letters: length(word)
      loud: upper(word)
  - filter: letters > 3
sinks:
  words: {mode: replace}
"""

TARGET = """speccc_target: 1
name: flink
backend: flink
bind:
  shop.orders: {connector: ORDERS, options: {path: orders.jsonl}}
  shop.words: {connector: json, options: {path: words.jsonl}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n", encoding="utf-8")
    for folder in ("specs", "targets"):
        (tmp_path / folder).mkdir()
    (tmp_path / "specs/shop.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "targets/flink.yaml").write_text(TARGET.replace("ORDERS", "json"), "utf-8")
    return tmp_path


def lowered(
    name: str, text: str, where: str = "speccc.backends.flink.scripts"
) -> AbstractContextManager[object]:
    """Flink with another lowering of a function."""
    scalars = {**FLINK.scalars, name: text}
    return mock.patch(f"{where}.FLINK", replace(FLINK, scalars=scalars))


def test_what_is_right_is_said_to_be(shop: Path, speccc: Speccc) -> None:
    done = speccc("validate", "--target", "flink")
    assert done.out == "Valid: shop.\nCompiled for flink: shop.\n"
    assert done.err == ""
    assert not (shop / "generated").exists()


def test_a_refusal_stands_at_the_expression(shop: Path, speccc: Speccc) -> None:
    with lowered("upper", "SHOUTED(_a)"):
        done = speccc("validate", "--target", "flink", code=1)
    assert "error[E0960]" in done.err
    assert "--> specs/shop.yaml:13:13" in done.err
    assert "SHOUTED" in done.err


def test_words_that_do_not_parse_are_placed_too(shop: Path, speccc: Speccc) -> None:
    made = FlinkBackend.compile

    def torn(*args: object) -> object:
        unit = made(*args)  # type: ignore[arg-type]
        parts = [replace(a, content=a.content.replace("> 3", "> > 3")) for a in unit.artefacts]
        return replace(unit, artefacts=tuple(parts))

    with mock.patch.object(FlinkBackend, "compile", torn):
        done = speccc("validate", "--target", "flink", code=1)
    assert "--> specs/shop.yaml:14:13" in done.err
    assert done.err.count("error[") == 1


def test_a_format_that_is_not_here_has_a_stand_in(shop: Path, speccc: Speccc) -> None:
    (shop / "targets/flink.yaml").write_text(TARGET.replace("ORDERS", "parquet"), "utf-8")
    done = speccc("validate", "--target", "flink")
    assert "warning[E0962]: shop.flink: Flink's libraries here have no 'parquet'" in done.err
    with lowered("upper", "SHOUTED(_a)"):
        done = speccc("validate", "--target", "flink", code=1)
    assert "--> specs/shop.yaml:13:13" in done.err


STREAM = """speccc_target: 1
name: cluster
backend: flink
connection: http://127.0.0.1:8083
streaming: {}
bind:
  shop.orders: {connector: topic, options: {topic: a, brokers: "b:1", format: avro}}
  shop.words: {connector: topic, options: {topic: c, brokers: "b:1", format: avro}}
"""


LOOKUP = """speccc: 1
name: shop
sources:
  orders:
    columns: {id: int64 not null, word: text}
    key: [id]
  known:
    columns: {word: text not null, meaning: text}
    key: [word]
steps:
  - {name: loud, from: known, derive: {loud: upper(meaning)}}
  - from: orders
    join: {with: loud, kind: left, keys: [word]}
sinks:
  words: {mode: append, key: [id]}
"""


def test_a_table_that_is_looked_up(shop: Path, speccc: Speccc) -> None:
    """No table of those libraries can be; what is wrong is found all the same."""
    table = "connector: jdbc, options: {url: u, table: t, lookup: true}"
    (shop / "specs/shop.yaml").write_text(LOOKUP, encoding="utf-8")
    (shop / "targets/flink.yaml").unlink()
    target = f"{STREAM}  shop.known: {{{table}}}\n".replace("format: avro", "format: json")
    (shop / "targets/cluster.yaml").write_text(target, encoding="utf-8")
    done = speccc("validate", "--target", "cluster")
    assert done.out == "Valid: shop.\nCompiled for cluster: shop.\n"
    assert "have no 'jdbc'" in done.err
    with lowered("upper", "SHOUTED(_a)", "speccc.backends.flink.streams.scripts"):
        done = speccc("validate", "--target", "cluster", code=1)
    assert "--> specs/shop.yaml:11:46" in done.err


def test_a_job_over_topics(shop: Path, speccc: Speccc) -> None:
    spec = SPEC.replace("      word: text\n", "      word: text\n    key: [id]\n")
    spec = spec.replace("{mode: replace}", "{mode: append, key: [id]}")
    (shop / "specs/shop.yaml").write_text(spec, encoding="utf-8")
    (shop / "targets/flink.yaml").unlink()
    (shop / "targets/cluster.yaml").write_text(STREAM, encoding="utf-8")
    done = speccc("validate", "--target", "cluster")
    assert done.out == "Valid: shop.\nCompiled for cluster: shop.\n"
    assert done.err.count("warning[E0962]") == 2
    with lowered("upper", "SHOUTED(_a)", "speccc.backends.flink.streams.scripts"):
        done = speccc("validate", "--target", "cluster", code=1)
    assert "--> specs/shop.yaml:14:13" in done.err
