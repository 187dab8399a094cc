"""What a draft may not hold, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import translate as codes
from speccc.spec.document import Path, SourceMap
from speccc.translate.model import Proposal, Request
from speccc.translate.privacy.scrub import scrub, secrets_in

#: Options whose text is a whole only where no more of a path stands before or behind it.
_FILES = frozenset(("path", "url", "endpoint"))
_FILE_ENDS = (r"(?<![\w-])(?<![\w.]/)(?<!\w\.)", r"(?![\w/-]|\.\w)")
_WORD_ENDS = (r"(?<!\w)", r"(?!\w)")

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
    said = _Said(request)
    for kind in ("sources", "sinks"):
        ends = cast("Mapping[str, Mapping[str, Any]]", proposal.document.get(kind, {}))
        for name, end in ends.items():
            for path, text in _named(end.get("options", {})):
                if not said.names(text, str(path[0])):
                    span = marks.value(kind, name, "options", *path)
                    yield codes.UNSAID_PLACE.at(span, place=scrub(text)[0], option=path[0])
    for bind in proposal.binds.values():
        for path, text in _named(bind.get("options", {})):
            if not said.names(text, str(path[0])):
                yield codes.UNSAID_PLACE.at(None, place=scrub(text)[0], option=path[0])


class _Said:
    """What the user said: the request, and the places of the tables that are given or known, and of
    the spec that is to be changed.

    Neither samples nor column names are among it. The place of a table is named as a whole, since a
    file may be called as if it named another; one in the request stands by itself, too.
    """

    def __init__(self, request: Request) -> None:
        ends: list[Any] = [*(request.spec or {}).get("sources", {}).values()]
        ends += (request.spec or {}).get("sinks", {}).values()
        every = [table.options for table in (*request.given, *request.known)]
        every += [end.get("options", {}) for end in ends]
        self._places = {text for options in every for _, text in _texts(options, ())}
        self._text = request.text

    def names(self, text: str, option: str) -> bool:
        """Whether that is said of an option."""
        before, after = _FILE_ENDS if option in _FILES else _WORD_ENDS
        found = re.search(f"{before}{re.escape(text)}{after}", self._text)
        return text in self._places or found is not None


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
