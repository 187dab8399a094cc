"""The providers by name. Their libraries are imported when one is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from speccc.diagnostics import Diagnostic, Failure
from speccc.diagnostics.codes import providers as codes
from speccc.translate.privacy.scrub import scrub
from speccc.translate.providers.api import Provider

_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


@dataclass(frozen=True, slots=True)
class Kind:
    """`library` is what must be installed, `variable` what of the environment holds the key."""

    make: Callable[[str, str, str], Provider]
    library: str = ""
    variable: str = ""
    #: Whether it runs on one's own machine, so that it costs nothing.
    free: bool = False


def _anthropic(model: str, key: str, endpoint: str) -> Provider:
    from speccc.translate.providers.anthropic import ENDPOINT, Anthropic

    return Anthropic(model, key, endpoint or ENDPOINT)


def _openai(model: str, key: str, endpoint: str) -> Provider:
    from speccc.translate.providers.openai import ENDPOINT, OpenAI

    return OpenAI(model, key, endpoint or ENDPOINT)


def _ollama(model: str, key: str, endpoint: str) -> Provider:
    del key
    from speccc.translate.providers.ollama import ENDPOINT, Ollama

    return Ollama(model, endpoint or ENDPOINT)


KINDS = {
    "anthropic": Kind(_anthropic, "anthropic", "ANTHROPIC_API_KEY"),
    "openai": Kind(_openai, "openai", "OPENAI_API_KEY"),
    "ollama": Kind(_ollama, free=True),
}


def make_provider(name: str, model: str, key: str, endpoint: str) -> Provider:
    """A provider. Raises Failure: E1020, E1021, E1039."""
    kind = KINDS[name]
    if kind.library and find_spec(kind.library) is None:
        raise Failure([codes.NOT_INSTALLED.at(None, provider=name, library=kind.library)])
    if not model:
        raise Failure([_missing(name, "model", "give '--model', or set SPECCC_MODEL")])
    if kind.variable and not key:
        raise Failure([_missing(name, "key", f"set {kind.variable} in the environment")])
    if endpoint and not _is_endpoint(endpoint):
        raise Failure([codes.BAD_ENDPOINT.at(None, endpoint=scrub(endpoint)[0])])
    return kind.make(model, key, endpoint)


def _is_endpoint(text: str) -> bool:
    """Whether it is an address that nobody can listen to, and holds no key: it is recorded."""
    try:
        parts = urlsplit(text)
        known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    whole = text.isascii() and text.isprintable() and " " not in text
    return known and safe and whole and bool(parts.hostname) and not any(c in text for c in "@?#")


def _missing(provider: str, what: str, way: str) -> Diagnostic:
    return codes.NOT_CONFIGURED.at(None, provider=provider, missing=what, way=way)
