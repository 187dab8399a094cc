"""What the value of an option may be. A form yields what is wrong with a value, and where in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from speccc.connectors.references import is_reference, without_references
from speccc.types.durations import parse_duration

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NUMBER = re.compile(r"[0-9]{1,9}")
_CELLS = re.compile(r"(?P<left>[A-Z]{1,3})(?P<top>[1-9][0-9]{0,6})?:[A-Z]{1,3}([1-9][0-9]{0,6})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """`path` leads from the option to the value that is not what is `wanted`."""

    wanted: str
    path: tuple[str | int, ...] = ()


Form = Callable[[object], Iterator[Fault]]


def scalar(wanted: str, accepts: Callable[[str], bool] = bool) -> Form:
    """A text that is accepted; what a reference to the environment gives is not known here."""

    def faults(value: object) -> Iterator[Fault]:
        if is_reference(value):
            return
        if not isinstance(value, str) or not accepts(without_references(value)):
            yield Fault(wanted)

    return faults


def one_of(*values: str) -> Form:
    """One of these texts."""
    return scalar(f"one of: {', '.join(values)}", lambda text: text in values)


def whole(least: int, most: int) -> Form:
    """A whole number within bounds."""
    wanted = f"a whole number from {least} to {most}"
    return scalar(wanted, lambda t: bool(_NUMBER.fullmatch(t)) and least <= int(t) <= most)


def texts_by_name(accepts: Callable[[str], bool] = bool, names: str = "names") -> Form:
    """A mapping from names that are accepted to texts."""
    wanted = f"a mapping from {names} to texts"

    def faults(value: object) -> Iterator[Fault]:
        if not isinstance(value, Mapping) or not value:
            yield Fault(wanted)
            return
        for name, text in cast("Mapping[str, object]", value).items():
            if not accepts(name) or not isinstance(text, str) or not _one_line(text):
                yield Fault(f"{wanted} of one line", (name,))

    return faults


def way(value: object) -> Iterator[Fault]:
    """A name, or the names that lead down into nested data."""
    names = cast("list[object]", value) if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name for name in names):
        yield Fault("a name, or a list of names that leads down")


def by_kind(variants: Mapping[str, tuple[Mapping[str, Form], frozenset[str]]]) -> Form:
    """A mapping whose `kind` says which keys it takes, and which of them it must have."""

    def faults(value: object) -> Iterator[Fault]:
        kinds = ", ".join(variants)
        if not isinstance(value, Mapping):
            yield Fault(f"a mapping with a 'kind', one of: {kinds}")
            return
        given = cast("Mapping[str, object]", value)
        kind = given.get("kind")
        if not isinstance(kind, str) or kind not in variants:
            yield Fault(f"one of: {kinds}", ("kind",) if "kind" in given else ())
            return
        forms, required = variants[kind]
        for key, part in given.items():
            if key == "kind":
                continue
            if key not in forms:
                keys = ", ".join(forms) or "none"
                yield Fault(f"left out: beside 'kind: {kind}' are possible: {keys}", (key,))
                continue
            for fault in forms[key](part):
                yield Fault(fault.wanted, (key, *fault.path))
        for key in sorted(required - given.keys()):
            yield Fault(f"a mapping with '{key}', which 'kind: {kind}' needs")

    return faults


def _one_line(text: str) -> bool:
    return text.isprintable()


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port_reads = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        text.isprintable()
        and " " not in text
        and parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and parts.username is None
        and parts.password is None
        and not parts.fragment
        and port_reads
    )


def is_private(url: str) -> bool:
    """Whether nobody between here and there can read along: https, or this very machine."""
    parts = urlsplit(without_references(url))
    return is_reference(url) or parts.scheme == "https" or parts.hostname in _LOOPBACK


def _is_base(text: str) -> bool:
    return _is_url(text) and is_private(text) and not urlsplit(text).query


def _is_range(text: str) -> bool:
    return _CELLS.fullmatch(text) is not None


def _delimits(text: str) -> bool:
    """Whether every engine takes it for the sign between csv fields."""
    return len(text) == 1 and text.isascii() and text not in '"\r\n\0'


#: Any text but the empty one.
TEXT = scalar("a text")
DELIMITER = scalar("one ASCII character, not a quote", _delimits)
URL = scalar("a URL of http or https, without a user and without '#'", _is_url)
#: Where secrets are sent.
ENDPOINT = scalar("a URL of https (of http only on this machine), without a query", _is_base)
#: Not of no length.
DURATION = scalar("a length of time such as 10 minutes", lambda t: bool(parse_duration(t)))
CELLS = scalar("a range of cells such as A1:F, A3:F100 or A:F", _is_range)
