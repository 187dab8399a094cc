"""Window functions: one value for each row of an ordered group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from speccc.ir.expr import Frame, Value
from speccc.reference.aggregates import aggregate


def framed(name: str, values: Sequence[Value], frame: Frame) -> list[Value]:
    """An aggregate over each row's frame. Raises OverflowError as the aggregate does."""
    result: list[Value] = []
    for here in range(len(values)):
        start = 0 if frame.start is None else max(0, here + frame.start)
        end = len(values) if frame.end is None else max(0, here + frame.end + 1)
        result.append(aggregate(name, values[start:end]))
    return result


def _rank(peers: Sequence[Any], _: Sequence[Value]) -> list[Value]:
    return [peers.index(peer) + 1 for peer in peers]


def _dense_rank(peers: Sequence[Any], _: Sequence[Value]) -> list[Value]:
    different = list(dict.fromkeys(peers))
    return [different.index(peer) + 1 for peer in peers]


def _ntile(peers: Sequence[Any], counts: Sequence[Any]) -> list[Value]:
    buckets: int = counts[0]
    size, larger = divmod(len(peers), buckets)
    sizes = [size + 1] * larger + [size] * (buckets - larger)
    return [bucket + 1 for bucket, count in enumerate(sizes) for _ in range(count)]


def _shifted(values: Sequence[Value], by: int, default: Value) -> list[Value]:
    places = range(by, by + len(values))
    return [values[at] if 0 <= at < len(values) else default for at in places]


def _lag(
    _: Sequence[Any], values: Sequence[Value], count: int = 1, default: Value = None
) -> list[Value]:
    return _shifted(values, -count, default)


def _lead(
    _: Sequence[Any], values: Sequence[Value], count: int = 1, default: Value = None
) -> list[Value]:
    return _shifted(values, count, default)


def _row_number(peers: Sequence[Any], _: Sequence[Value]) -> list[Value]:
    return list(range(1, len(peers) + 1))


def _first(_: Sequence[Any], values: Sequence[Value]) -> list[Value]:
    return [values[0]] * len(values)


def _last(_: Sequence[Any], values: Sequence[Value]) -> list[Value]:
    return [values[-1]] * len(values)


#: Every frameless row of `functions.catalogue.WINDOW`, by name. Each is given, for the rows of a
#: group in order, the values they tie on and the values of the first argument; then the literals.
WINDOWS: dict[str, Callable[..., list[Value]]] = {
    "row_number": _row_number,
    "rank": _rank,
    "dense_rank": _dense_rank,
    "ntile": _ntile,
    "lag": _lag,
    "lead": _lead,
    "first": _first,
    "last": _last,
}
