"""What a draft may not hold, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import translate as codes
from speccc.spec.document import Path, SourceMap
from speccc.translate.model import Proposal, Request
from speccc.translate.privacy.scrub import scrub, secrets_in

#: Options that say where data lies, or whose it is. What they hold must be the user's own words.
_PLACES = frozenset(
    ("path", "spreadsheet", "sheet", "url", "endpoint", "name", "sink", "query", "headers")
)


def guard(proposal: Proposal, request: Request, marks: SourceMap | None) -> tuple[Diagnostic, ...]:
    """Secrets in a spec, and places that the user never named."""
    marks = marks or SourceMap("")
    return (*_secrets(proposal, marks), *_places(proposal, request, marks))


def _secrets(proposal: Proposal, marks: SourceMap) -> Iterator[Diagnostic]:
    for path, text in _texts(proposal.document, ()):
        for kind in secrets_in(text):
            yield codes.SECRET_IN_DRAFT.at(marks.value(*path), kind=kind)
    for path, text in _texts(proposal.binds, ()):
        for kind in secrets_in(text):
            yield codes.SECRET_IN_DRAFT.at(None, kind=f"{kind} ({'.'.join(map(str, path))})")


def _places(proposal: Proposal, request: Request, marks: SourceMap) -> Iterator[Diagnostic]:
    said = own_words(request)
    for kind in ("sources", "sinks"):
        ends = cast("Mapping[str, Mapping[str, Any]]", proposal.document.get(kind, {}))
        for name, end in ends.items():
            for path, text in _named(end.get("options", {})):
                if not any(text in words for words in said):
                    span = marks.value(kind, name, "options", *path)
                    yield codes.UNSAID_PLACE.at(span, place=scrub(text)[0], option=path[0])
    for bind in proposal.binds.values():
        for path, text in _named(bind.get("options", {})):
            if not any(text in words for words in said):
                yield codes.UNSAID_PLACE.at(None, place=scrub(text)[0], option=path[0])


def own_words(request: Request) -> tuple[str, ...]:
    """What the user said: the request, and the places of the tables that are given or known, and of
    the spec that is to be changed.

    Neither samples nor column names are among it.
    """
    tables = (*request.given, *request.known)
    texts = [text for table in tables for _, text in _texts(table.options, ())]
    for kind in ("sources", "sinks"):
        ends = cast("Mapping[str, Mapping[str, Any]]", (request.spec or {}).get(kind, {}))
        texts += [text for end in ends.values() for _, text in _texts(end.get("options", {}), ())]
    return (request.text, *texts)


def _named(options: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for path, text in _texts(options, ()):
        if path[0] in _PLACES:
            yield path, text


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text in plain data, by its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in cast("Mapping[str, Any]", value).items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, Iterable):
        for at, part in enumerate(cast("Iterable[Any]", value)):
            yield from _texts(part, (*path, at))
