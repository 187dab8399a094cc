"""Jobs of the tests' own pipelines on a real cluster, without a project around them."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

from speccc.backends.api import Streaming, Target
from speccc.backends.flink import FlinkBackend
from speccc.execute.flink_gateway import session
from speccc.execute.flink_scripts import read
from speccc.ir.rel import Pipeline
from tests.full.services import Cluster


def insert(pipeline: Pipeline, folder: Path, flink: Cluster) -> None:
    """Runs the job of a bound pipeline, whose scripts go into a folder, once: it is not restarted.

    Raises FlinkError if it fails.
    """
    compiled = FlinkBackend().compile(pipeline, Target("flink", "flink", streaming=Streaming()))
    for artefact in compiled.artefacts:
        place = folder / artefact.path
        place.parent.mkdir(exist_ok=True)
        place.write_text(artefact.content, encoding="utf-8")
    phases = ("setup", "sinks", "transform")
    statements = [text for phase in phases for text in read(compiled.recipe, folder, phase)]
    settings = {**compiled.recipe["settings"], "restart-strategy.type": "none"}
    with session(flink.gateway, settings, mock.Mock()) as opened:
        for statement in statements:
            if statement.startswith("CREATE"):
                opened.define(statement)
        opened.insert([text for text in statements if text.startswith("INSERT")])
