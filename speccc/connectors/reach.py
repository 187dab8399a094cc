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
    if connector == "topic":
        return str(options["brokers"])
    if connector == "jdbc":
        return str(options["url"]).partition("?")[0]
    return None


def elsewhere(connector: str | None, options: Mapping[str, Any]) -> str | None:
    """How messages call the place of what is no file, the same for the same place; else None."""
    match connector:
        case "google_sheets":
            return f"sheet {options.get('sheet')} of {options.get('spreadsheet')}"
        case "topic":
            return f"topic {options.get('topic')} of {options.get('brokers')}"
        case "jdbc":
            return f"table {options.get('table')} of {options.get('url')}"
        case "table":
            return f"table {options.get('name')}"
        case _:
            return None


def variables(options: Mapping[str, Any]) -> tuple[str, ...]:
    """The variables of the environment that the options name."""
    return tuple(dict.fromkeys(names_in(options)))


def credentials(connector: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of the variables that may hold a secret."""
    secret = {name: value for name, value in options.items() if is_secret(connector, name)}
    return variables(secret)


def is_secret(connector: str, option: str) -> bool:
    """Whether what the environment gives to this option may be a secret."""
    known = CONNECTORS.get(connector)
    found = known.option(option) if known is not None else None
    return found is not None and found.secret


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else url


def place(connector: str, options: Mapping[str, Any]) -> str:
    """Where data lies, in a few words.

    The same for two ends that are bound to the same place.
    """
    where = elsewhere(connector, options)
    if where is not None:
        return where
    known = CONNECTORS.get(connector)
    named = [
        normpath(str(options.get(option.name))) if option.path else str(options.get(option.name))
        for option in (known.options if known is not None else ())
        if option.required
    ]
    return " ".join([connector, *named])
