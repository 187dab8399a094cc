"""What a run is given: `the pipeline has one parameter, run_date, a date`.

Whoever names a parameter says its type, or its default; else it has the type of the column that it
is compared with. Its name stands for its value wherever it is said. The words that name it say no
more than that, and are taken out of the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from speccc.translate.model import Words
from speccc.translate.offline.tokens import Kind, Token

_TYPES = {
    "date": "date", "day": "date", "calendar day": "date", "timestamp": "timestamp",
    "datetime": "timestamp", "date and time": "timestamp", "whole number": "int64",
    "integer": "int64", "int64": "int64", "int": "int64", "bigint": "int64", "text": "text",
    "string": "text", "boolean": "bool", "bool": "bool", "float64": "float64", "float": "float64",
    "number": "", "amount": "", "value": "", "decimal": "", "numeric": "",
}  # fmt: skip
_TYPE = rf"(?P<type>{'|'.join(sorted(_TYPES, key=len, reverse=True))})"
_LITERAL = r"(?P<value>-?\d+(?:\.\d+)?(?![-\w])|\d{4}-\d{2}-\d{2}|'[^'\n]*'|\"[^\"\n]*\")"
_DEFAULT = (
    r"(?:which |that |it )?(?:with |has )?(?:a |the |its |by )?default(?:s|ing)?(?: value)?"
    rf"(?: of| is| to|:| =)? ?{_LITERAL}"
)
_GIVEN = (
    r"(?:which|that|to be)? ?(?:we |you |i |is |will be |must be |has to be |are )*"
    r"(?:hand(?:ed)?|give[ns]?|pass(?:ed)?|suppl(?:y|ied)|provided?|set|required)"
    r"(?: in| over)?(?: (?:for|at|with|by|to|when|on|the|every|each|run|start|time|it|starts|runs"
    r"|of|pipeline|day))*"
)
#: What may be said of a parameter, and what links such words.
_PART = (
    rf"(?:(?:of|as|being|has|is|with) )?(?:the )?(?:type )?(?:an? )?{_TYPE}(?: parameter)?"
    rf"|{_DEFAULT}|{_GIVEN}"
)
_PARTS = re.compile(_PART, re.IGNORECASE)
_NAME = (
    r":?(?!(?:is|are|called|named|of|and|or|the|a|an|with|to|in|for|which|that|it|must)\b)"
    r"[A-Za-z]\w*"
)
_PLAIN = re.sub(r"\(\?P<\w+>", "(?:", _PART)
_SAID = (
    rf"(?:\s*\(\s*(?:{_PLAIN})(?:\s*[,;]?\s*(?:{_PLAIN}))*\s*\)"
    rf"|\s*(?:,|:|-|–|=)?\s*(?:{_PLAIN})"
    r"(?=\s*[.,;:)]|\s*$|[ \t]*\n|\s+(?:and|with|which|that|default))"
    rf"(?:\s*,?\s*(?:{_PLAIN}))*,?)"
)
_ENTRY = rf"{_NAME}(?:{_SAID}|(?=\s*(?:[.,;)]|$)|[ \t]*\n))"
_NAMED = rf"{_NAME}{_SAID}"
_POINT = r"\n[ \t]*(?:(?:[-*•]|\d{1,2}[.)])[ \t]+)?"
_LINK = rf"(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+|[ \t]*{_POINT})"
_BEFORE = re.sub(r"\(\?P<type>", "(?P<before>", _TYPE)
_NOUN = rf"(?:{_BEFORE} )?(?:input |run |run-time )?(?:parameters?|params?)"
_DECLARED = re.compile(
    rf"\b(?P<noun>{_NOUN})\b\s*[:,]?(?:[ \t]*{_POINT}|\s*(?:(?:called|named|is|are|the)\s)*)"
    rf"(?P<entries>{_ENTRY}(?:{_LINK}{_NAMED})*)",
    re.IGNORECASE,
)
_ANY = re.sub(r"\(\?P<type>", "(?:", _TYPE)
#: A parameter whose name stands before what says that it is one.
_BARE = re.compile(
    rf"(?P<entries>{_NAME}\s*,\s*an? {_ANY},? {_GIVEN}\s*\brun\b,?"
    rf"|{_NAME}\s*\((?:an? )?{_ANY} parameter\)|:[a-z]\w*\s*\((?:an? )?{_ANY}\))"
    rf"|(?P<alone>{_NAME} is (?:an?|the|our) (?:{_ANY} )?parameter(?:{_SAID})?)"
    r"(?=\s*(?:[.;,]|\n|$))",
    re.IGNORECASE,
)
#: What a sentence that only names parameters may have before them.
_LEADING = re.compile(
    r"(?:^|(?<=[.;:!?])|\n[ \t]*\n|\n[ \t]*(?=[A-Z]|[-*•]|\d{1,2}[.)]))\s*"
    r"(?P<mark>(?:(?:[-*•]|\(?\w{1,3}[.)]|step \w{1,2}[:.]?)[ \t]+)?)"
    r"(?:(?:the|this|that|a|an|one|two|three|following|single|pipeline|job|run|every|each|it|there"
    r"|has|have|takes?|needs?|uses?|is|are|expects?|accepts?|gets?|receives?|with|given|define"
    r"|declare|add|be|shall|will|should|must|only|spec|input|required)[ \t\n]+)*$",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[ \t]*(?:[.;]|\n|$)")
_COMPARED = r"(\w+) (?:[<>=]+|between) :{name}\b|:{name} [<>=]+ (\w+)"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as it was said. `type` and `default` (a literal) are empty if they were not."""

    name: str
    words: Words
    type: str = ""
    default: str = ""


def parameters(text: str, columns: Iterable[str]) -> tuple[str, dict[str, Parameter]]:
    """The text with blanks for the words that name parameters, and the parameters by name.

    `columns` are those of the data, in lower case: none of them is a parameter.
    """
    taken = frozenset(columns)
    found: dict[str, Parameter] = {}
    for match in (*_BARE.finditer(text), *_DECLARED.finditer(text)):
        entries = [*_entries(match)]
        if not entries or any(entry.name.lower() in taken for entry in entries):
            continue
        found |= {e.name: e for e in entries if e.name not in found or e.type or e.default}
        leading = _LEADING.search(text[: match.start()])
        alone = match.re is _DECLARED or match["alone"]
        if alone and leading and _WHOLE.match(text, match.end()):
            text = _blanked(text, leading.end("mark"), match.end())
            continue
        names = [entry.words for entry in entries]
        text = _blanked(text, match.start(), names[0].start)
        for name, after in zip(names, [*names[1:], Words(match.end(), 0)], strict=True):
            text = _blanked(text, name.end, after.start)
    return text, found


def named(tokens: Sequence[Token], found: Mapping[str, Parameter]) -> list[Token]:
    """The tokens, with each parameter where its name stands: as a column is, with a colon."""
    return [
        replace(token, kind=Kind.COLUMN, text=f":{token.text}", word="")
        if token.kind in (Kind.WORD, Kind.PARAM) and token.text in found
        else token
        for token in tokens
    ]


def declared(
    found: Mapping[str, Parameter], types: Mapping[str, str], steps: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The parameters as a spec has them. `types` are those of columns."""
    return {name: _declared(one, types, str(steps)) for name, one in found.items()}


def _declared(found: Parameter, types: Mapping[str, str], steps: str) -> Any:
    """A type, and the default if there is one. No type: it is asked for by whoever compiles it."""
    kind = found.type or _compared(found.name, types, steps) or _literal(found.default) or "text"
    return {"type": kind, "default": found.default} if found.default else kind


def _compared(name: str, types: Mapping[str, str], steps: str) -> str:
    """The type of the column with which a parameter is compared."""
    for match in re.finditer(_COMPARED.format(name=name), steps):
        column = next(filter(None, match.groups()))
        if column in types:
            return types[column].removesuffix(" not null")
    return ""


def _literal(text: str) -> str:
    if re.fullmatch(r"-?\d+", text):
        return "int64"
    return "float64" if re.fullmatch(r"-?\d+\.\d+", text) else ""


def _entries(match: re.Match[str]) -> Iterable[Parameter]:
    """The parameters that a match names."""
    group = match["entries"] or match["alone"]
    start = match.start("entries" if match["entries"] else "alone")
    before = match.groupdict().get("before") or ""
    for entry in re.finditer(rf"(?:^|(?<=[\s,;])){_ENTRY}|^{_NAME} is.*$", group, re.IGNORECASE):
        name = re.match(r":?(\w+)", entry[0])
        if name is None or name[1].lower() in _TYPES:
            continue
        said = {"type": _TYPES.get(before.lower(), ""), "default": ""}
        for part in _PARTS.finditer(entry[0], name.end()):
            said["type"] = said["type"] or _TYPES.get((part["type"] or "").lower(), "")
            said["default"] = said["default"] or (part["value"] or "").strip("'\"")
        at = start + entry.start()
        yield Parameter(name[1], Words(at, at + name.end()), **said)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
