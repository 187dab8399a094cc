"""The command line of a generated module, and the report of a run."""

# pyright: basic
from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from speccc.backends.pandas.snippets.checks import Expectations
from speccc.backends.pandas.snippets.contract import Findings
from speccc.backends.pandas.snippets.errors import LOG, PipelineError


class Report:
    """What a run read, wrote and found, and how long each phase took."""

    def __init__(self) -> None:
        self.sources: dict[str, int] = {}
        self.sinks: dict[str, int] = {}
        self.watermarks: dict[str, str] = {}
        self.phases: dict[str, float] = {}
        self.findings = Findings()
        self.expectations = Expectations()
        self.error: dict[str, str] | None = None

    def phase(self, name: str, work: Callable[[], Any]) -> Any:
        """Does a part of the run and notes its time."""
        start = time.perf_counter()
        try:
            return work()
        finally:
            self.phases[name] = round(time.perf_counter() - start, 6)
            LOG.info("%s: %.3f s", name, self.phases[name])

    def as_json(self) -> str:
        findings = [
            {"step": f.step, "rule": f.rule, "severity": f.severity, "broken": f.broken}
            for f in self.expectations.findings
            if not f.held
        ]
        content = {
            "sources": read_and_rejected(self.sources),
            "nulled": self.findings.nulled,
            "sinks": {name: {"written": rows} for name, rows in self.sinks.items()},
            "expectations": findings,
            "watermarks": self.watermarks,
            "phases": self.phases,
            "error": self.error,
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_and_rejected(counts: dict[str, int]) -> dict[str, dict[str, int]]:
    """Of each source the rows read; of one that puts rows aside, how many of them it did."""
    found: dict[str, dict[str, int]] = {}
    for name, rows in counts.items():
        source, _, rejected = name.partition(".")
        if rejected:
            found[source]["read"] += rows
            found[source]["rejected"] = rows
        else:
            found[source] = {"read": rows}
    return found


def counted(frames: dict[str, pd.DataFrame]) -> dict[str, int]:
    return {name: len(frame) for name, frame in frames.items()}


def given_params(
    texts: dict[str, str], params: dict[str, tuple[Callable[[str], Any], Any]]
) -> dict[str, Any]:
    """The value of every parameter: its given text read strictly, or its default.

    Raises PipelineError for an unknown or missing parameter, or a text that does not read.
    """
    problems = [
        f"there is no parameter '{name}'" for name in texts if name not in params
    ]
    values = {}
    for name, (parse, default) in params.items():
        values[name] = parse(texts[name]) if name in texts else default
        if values[name] is None and name in texts:
            problems.append(f"parameter '{name}': {texts[name]!r} does not read")
        elif values[name] is None:
            problems.append(f"parameter '{name}' must be given")
    if problems:
        raise PipelineError("param", "; ".join(problems))
    return values


def arguments(argv: list[str] | None, description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="may be repeated",
    )
    parser.add_argument(
        "--root", type=Path, default=Path(), help="where relative paths start"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="do everything but write"
    )
    parser.add_argument(
        "--limit", type=int, metavar="N", help="N rows a source; writes nothing"
    )
    parser.add_argument(
        "--lock-timeout",
        type=float,
        default=60,
        metavar="SECONDS",
        help="how long to wait for another run that writes a sink (default: %(default)g)",
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write a JSON report"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="log every phase")
    found = parser.parse_args(argv)
    for item in found.param:
        if "=" not in item:
            parser.error(f"--param {item!r}: write NAME=VALUE")
    if found.limit is not None and found.limit < 0:
        parser.error("--limit must not be negative")
    return found


def command(argv: list[str] | None, description: str, run: Callable[..., None]) -> int:
    """Runs the pipeline as the command line asks; 0 if it did, 1 if not, 2 for a wrong option."""
    options = arguments(argv, description)
    level = logging.INFO if options.verbose else logging.WARNING
    logging.basicConfig(
        level=level, format="%(levelname)s %(message)s", stream=sys.stderr
    )
    report = Report()
    try:
        run(
            options.root,
            dict(item.split("=", 1) for item in options.param),
            dry_run=options.dry_run or options.limit is not None,
            limit=options.limit,
            lock_timeout=options.lock_timeout,
            report=report,
        )
    except PipelineError as error:
        report.error = {"kind": error.kind, "message": str(error)}
    if options.report:
        options.report.write_text(report.as_json(), encoding="utf-8")
    if report.error:
        LOG.error("%s: %s", report.error["kind"], report.error["message"])
    return 1 if report.error else 0
