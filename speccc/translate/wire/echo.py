"""A document that came back over the wire, with the words of the one that was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from speccc.translate.wire.decode import decode
from speccc.translate.wire.encode import encode


def as_sent(found: Mapping[str, Any], sent: Mapping[str, Any]) -> Any:
    """`found`, in which what did not change is as it was in `sent`.

    The wire has one way to say each thing: a default that was written out, say, does not come back.
    """
    return _restored(found, decode(encode(sent)).document, sent)


def _restored(found: Any, echo: Any, sent: Any) -> Any:
    """`echo` is what comes back if nothing changes."""
    if found == echo:
        return sent
    if isinstance(found, dict) and isinstance(echo, dict) and isinstance(sent, Mapping):
        parts = cast("dict[str, Any]", found)
        same = {*parts} & {*cast("dict[str, Any]", echo)} & {*cast("Mapping[str, Any]", sent)}
        return {k: _restored(v, echo[k], sent[k]) if k in same else v for k, v in parts.items()}
    if isinstance(found, list) and isinstance(echo, list) and isinstance(sent, list):
        items, echoes = cast("list[Any]", found), cast("list[Any]", echo)
        return [sent[echoes.index(item)] if item in echoes else item for item in items]
    return cast("Any", found)
