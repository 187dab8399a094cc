"""Does Flink's planner make the same of generated SQL as of SQL by hand?

Both are asked over the same typed tables; what reads the files, and what writes them, is left out.
Of a plan only what is computed is compared, see `normal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from speccc.backends.api import Compiled, Streaming, Target
from speccc.backends.flink import FlinkBackend
from speccc.execute.flink_engine import Environment, environment
from speccc.execute.scripts import statements
from speccc.ir.rel import Pipeline, Source
from speccc.types import Kind
from tests.conformance.nexmark.queries import PROJECT, pipelines
from tests.differential.engines import bound

#: Why a plan is another one, by query.
OTHER: dict[str, str] = {
    "q05": "a semi join, since nothing of the other side is taken; by hand an inner join",
    "q08": "a semi join, since nothing of the other side is taken; by hand an inner join",
    "q09": "the end of a rank is computed, or updates of the first would be lost (FLINK-40368)",
    "q19": "bids of one price are told apart by their other columns, so that ranks are certain",
    "q21": "without a regular expression, and with letters that are lowered by ASCII alone",
}

_TYPES = {Kind.INT64: "BIGINT", Kind.TEXT: "STRING", Kind.TIMESTAMP: "TIMESTAMP(3)"}
_PLAN = re.compile(r"== Optimized Physical Plan ==\n(.*?)\n\n== ", re.DOTALL)
_RESULT = re.compile(r"INSERT INTO `result`\n.*?FROM `([^`]+)`", re.DOTALL)


@dataclass(frozen=True)
class Plans:
    """The plans of a query, as Flink writes them."""

    generated: str
    by_hand: str

    @property
    def equal(self) -> bool:
        return normal(self.generated) == normal(self.by_hand)


@cache
def compiled(query: str) -> Compiled:
    """The job over streams of a query."""
    pipeline = bound(pipelines()[query], "json", ".jsonl")
    return FlinkBackend().compile(pipeline, Target("flink", "flink", streaming=Streaming()))


def by_hand(query: str) -> str:
    return (PROJECT / f"sql/{query}.sql").read_text("utf-8")


def plans(query: str) -> Plans:
    """What the planner makes of the steps of a spec, and of the SQL by hand."""
    made = compiled(query)
    planner = environment(made.recipe["settings"])
    define_tables(planner, pipelines()[query], "/none")
    scripts = {artefact.path: artefact.content for artefact in made.artefacts}
    for text in statements(scripts["03_pipeline.sql"]):
        if text.startswith("CREATE"):
            planner.define(text)
    found = _RESULT.search(scripts["03_pipeline.sql"])
    assert found is not None
    asked = (f"SELECT * FROM `{found[1]}`", by_hand(query))
    generated, hand = (_PLAN.search(planner.explain(text)) for text in asked)
    assert generated is not None
    assert hand is not None
    return Plans(generated[1], hand[1])


def define_tables(planner: Environment, pipeline: Pipeline, folder: str) -> None:
    """The tables that a query reads, over files of JSON lines, as one would write them by hand."""
    for source in pipeline.sources:
        options = {"connector": "filesystem", "path": Path(folder, source.name), "format": "json"}
        written = ", ".join(f"'{key}' = '{value}'" for key, value in options.items())
        columns = ", ".join(_columns(source))
        planner.define(f"CREATE TEMPORARY TABLE `{source.name}` ({columns}) WITH ({written})")


def _columns(source: Source) -> Iterator[str]:
    for column in source.columns:
        yield f"`{column.name}` {_TYPES[column.type.kind]} NOT NULL"
    if source.event_time is not None:
        clock, seconds = source.event_time.column, source.event_time.max_lateness
        yield f"WATERMARK FOR `{clock}` AS `{clock}` - INTERVAL '{seconds}.001' SECOND(2, 3)"


#: A line of a plan: how deep, which operator, its arguments.
_LINE = re.compile(r"^([ :|]*(?:[+:]- )?)(\w+)\((.*)\)(?:\(reuse_id=.*\))?$")
_ARGUMENT = re.compile(r"(\w+)=\[((?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)\]")
_FUNCTION = re.compile(r"(\$?[A-Z0-9_]+)\(")
#: Arguments that say what is computed. Others name columns, and how keys are known.
_SAID = ("where", "window", "leftWindow", "rightWindow", "joinType", "strategy", "rankRange")


def normal(plan: str) -> list[str]:
    """The operators of a plan in their tree, with what they ask, group, order and count; without
    those that only make, name or leave out columns.
    """
    lines: list[str] = []
    skipped: list[int] = []
    for line in plan.splitlines():
        found = _LINE.match(line)
        assert found is not None, line
        depth, operator, arguments = len(found[1]) // 3, found[2], dict(_ARGUMENT.findall(found[3]))
        while skipped and skipped[-1] >= depth:
            skipped.pop()
        if operator == "Calc" and "where" not in arguments:
            skipped.append(depth)
            continue
        words = [operator, *_said(operator, arguments)]
        lines.append("  " * (depth - len(skipped)) + " ".join(words))
    return lines


def _said(operator: str, arguments: dict[str, str]) -> Iterator[str]:
    for name in (*_SAID, "groupBy", "partitionBy", "orderBy"):
        if name in arguments:
            yield f"{name}: {_plain(arguments[name])}"
    if operator == "TableSourceScan":
        yield arguments["table"].strip("[]").split(", ")[2]
    if "Aggregate" in operator:
        yield f"of {' '.join(sorted(_FUNCTION.findall(arguments['select'])))}"
    if operator == "Exchange":
        yield arguments["distribution"].partition("[")[0]


#: What types add to an expression.
_NOISE = re.compile(r'_UTF-16LE|:[A-Z]+(\([0-9, ]+\))?( CHARACTER SET "UTF-16LE")?( NOT NULL)?')
#: An exact number as another exact one.
_INNER = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))+"
_EXACT = re.compile(rf"CAST\(({_INNER}) AS DECIMAL\([0-9, ]+\)(?: NOT NULL)?\)")
#: A text, or the name of a column.
_TEXT_OR_NAME = re.compile(r"'(?:[^']|'')*'|\$?\b[a-z_][\w$]*\b")
_BETWEEN = re.compile(r"SEARCH\((.+), Sarg\[\((\d+)\.\.(\d+)\)\]\)")


def _plain(text: str) -> str:
    """Without types and names; a number between two others is above the one, below the other."""
    text = _NOISE.sub("", text)
    while (inner := _EXACT.sub(r"\1", text)) != text:
        text = inner
    text = _BETWEEN.sub(r"AND(>(\1, \2), <(\1, \3))", text)
    return _TEXT_OR_NAME.sub(lambda found: found[0] if found[0].startswith("'") else "_", text)
