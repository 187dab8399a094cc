"""What a spec may not say of places goes to a target profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from speccc.connectors.catalogue import CONNECTORS

#: The environment's name for a connector's credentials, unless the profile says another.
CREDENTIALS = {"google_sheets": "${env:GOOGLE_CREDENTIALS}"}

Ends = dict[str, Mapping[str, Any]]


def split_binds(document: Mapping[str, Any]) -> tuple[dict[str, Any], Ends]:
    """The document without the places that need credentials, and those as bindings.

    A credential that somebody wrote down is left out: only its name in the environment stays.
    """
    binds: Ends = {}
    found = dict(document)
    for kind in ("sources", "sinks"):
        ends: dict[str, Any] = {}
        for name, end in document.get(kind, {}).items():
            ends[name] = end
            if end.get("connector") in CREDENTIALS:
                binds[name] = _bind(end["connector"], end.get("options", {}))
                ends[name] = {k: v for k, v in end.items() if k not in ("connector", "options")}
        found[kind] = ends
    return found, binds


def _bind(connector: str, options: Mapping[str, Any]) -> dict[str, Any]:
    secret = {o.name for o in CONNECTORS[connector].options if o.credential}
    kept = {name: value for name, value in options.items() if name not in secret}
    return {
        "connector": connector,
        "options": {**kept, **dict.fromkeys(sorted(secret), CREDENTIALS[connector])},
    }
