"""What a binding reaches beyond this machine's files: addresses, and secrets by their names."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import normpath
from typing import Any
from urllib.parse import urlsplit

from speccc.connectors.catalogue import CONNECTORS
from speccc.connectors.references import names_in

_GOOGLE_SHEETS = "https://sheets.googleapis.com"


def endpoint(connector: str, options: Mapping[str, Any]) -> str | None:
    """The address that is spoken to, without a path; None for files.

    It may be, or hold, a reference to the environment.
    """
    if connector == "google_sheets":
        return _origin(str(options.get("endpoint", _GOOGLE_SHEETS)))
    if connector == "http":
        return _origin(str(options["url"]))
    return None


def elsewhere(connector: str | None, options: Mapping[str, Any]) -> str | None:
    """How messages call the place of what is no file, the same for the same place; else None."""
    match connector:
        case "google_sheets":
            return f"sheet {options.get('sheet')} of {options.get('spreadsheet')}"
        case "table":
            return f"table {options.get('name')}"
        case _:
            return None


def variables(options: Mapping[str, Any]) -> tuple[str, ...]:
    """The variables of the environment that the options name."""
    return tuple(dict.fromkeys(names_in(options)))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else url


def place(connector: str, options: Mapping[str, Any]) -> str:
    """Where data lies, in a few words: the connector, and those options that it must have.

    The same for two ends that are bound to the same place.
    """
    known = CONNECTORS.get(connector)
    named = [
        normpath(str(options.get(option.name))) if option.path else str(options.get(option.name))
        for option in (known.options if known is not None else ())
        if option.required
    ]
    return " ".join([connector, *named])
