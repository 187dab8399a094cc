"""Two sides of a comparison, timed in turns."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """Median seconds of the code that was generated, and of what it is measured by."""

    generated: float
    reference: float

    @property
    def ratio(self) -> float:
        return self.generated / self.reference


def in_turns(
    generated: Callable[[], object], reference: Callable[[], object], repetitions: int
) -> Pair:
    """The medians of so many calls of each, one after the other, each in turn first.

    Both have run once before, so nothing is timed that happens only at first.
    """
    times: dict[Callable[[], object], list[float]] = {generated: [], reference: []}
    for repetition in range(repetitions):
        order = (generated, reference) if repetition % 2 else (reference, generated)
        for side in order:
            gc.collect()
            start = time.perf_counter()
            found = side()
            times[side].append(time.perf_counter() - start)
            del found
    return Pair(statistics.median(times[generated]), statistics.median(times[reference]))


def geometric_mean(values: list[float]) -> float:
    return statistics.geometric_mean(values)
