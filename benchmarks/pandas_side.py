"""The generated pandas code, and the expert's, over the frames that the generated code reads."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from benchmarks import answers, expert
from benchmarks.timing import Pair, in_turns
from tests.conformance.data import QUERIES


def compared(project: Path, repetitions: int) -> Iterator[tuple[str, Pair]]:
    """The seconds of each query's `transform`: reading and writing are not timed.

    `project` holds the generated code, and the tables under `data`. Raises AssertionError if the
    two answers differ.
    """
    for query in QUERIES:
        module = _module(project / "generated" / query / "pandas" / f"{query}.py")
        frames = list(module.extract(project).values())
        by_hand = expert.QUERIES[query]

        def generated(module: Any = module, frames: list[pd.DataFrame] = frames) -> pd.DataFrame:
            return module.transform(*frames)["result"]

        def reference(by_hand: Any = by_hand, frames: list[pd.DataFrame] = frames) -> pd.DataFrame:
            return by_hand(*frames)

        different = answers.difference(_rows(generated()), _rows(reference()))
        assert different is None, f"{query}: {different}"
        yield query, in_turns(generated, reference, repetitions)


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.itertuples(index=False, name=None))
