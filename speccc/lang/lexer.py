"""Characters to tokens. What is clearly meant but written wrongly is reported and mended."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from speccc.diagnostics.codes import expressions as codes
from speccc.lang.names import NAME
from speccc.lang.source import Source, Stop
from speccc.types.model import MAX_PRECISION


class Kind(Enum):
    WORD = "word"
    NUMBER = "number"
    TEXT = "text"
    PARAM = "param"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is the word or sign as written, the number in its canonical form, the unescaped
    text, or the parameter's name; `start` and `end` are offsets in the source.
    """

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word in lower case; "" if this is none."""
        return self.text.lower() if self.kind is Kind.WORD else ""

    @property
    def sign(self) -> str:
        """The sign; "" if this is none."""
        return self.text if self.kind is Kind.SIGN else ""

    def __str__(self) -> str:
        match self.kind:
            case Kind.END:
                return "the end"
            case Kind.TEXT:
                return f"the text '{self.text}'"
            case Kind.PARAM:
                return f"':{self.text}'"
            case Kind.WORD | Kind.NUMBER | Kind.SIGN:
                return f"'{self.text}'"


#: The order counts: the first alternative that matches is the token.
_TOKEN = re.compile(
    r"""
      (?P<blank>   [ \t\r\n]+ )
    | (?P<text>    '(?P<inside>[^'\n]*(?:''[^'\n]*)*)(?P<close>'?) )
    | (?P<date>    (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})
                   (?:[ T](?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?(?![\w.-]) )
    | (?P<number>  (?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.]) )
    | (?P<digits>  \.?[0-9][\w.]* )
    | (?P<word>    [^\W0-9]\w* )
    | (?P<param>   :(?P<name>\w+) )
    | (?P<cast>    :: )
    | (?P<colon>   : )
    | (?P<quoted>  "[^"\n]*" | `[^`\n]*` )
    | (?P<comment> -- | /\* | \# )
    | (?P<wrong>   <=> | != | == | => | =< | && | \*\* | // | [!%^≠≤≥×÷−–] )
    | (?P<sign>    <> | <= | >= | \|\| | [-+*/=<>(),.] )
    | (?P<strange> . )
    """,
    re.VERBOSE | re.DOTALL,
)

#: What is written in other languages: what to write here, and the token that stands in for it.
_WRONG: dict[str, tuple[str, Kind, str]] = {
    "!=": ("'<>'", Kind.SIGN, "<>"),
    "≠": ("'<>'", Kind.SIGN, "<>"),
    "==": ("'='", Kind.SIGN, "="),
    "<=>": ("'same(a, b)'", Kind.SIGN, "="),
    "=>": ("'>='", Kind.SIGN, ">="),
    "≥": ("'>='", Kind.SIGN, ">="),
    "=<": ("'<='", Kind.SIGN, "<="),
    "≤": ("'<='", Kind.SIGN, "<="),
    "&&": ("'and'", Kind.WORD, "and"),
    "!": ("'not'", Kind.WORD, "not"),
    "%": ("'mod(a, b)'", Kind.SIGN, "*"),
    "//": ("'div(a, b)'", Kind.SIGN, "*"),
    "**": ("'power(a, b)'", Kind.SIGN, "*"),
    "^": ("'power(a, b)'", Kind.SIGN, "*"),
    "×": ("'*'", Kind.SIGN, "*"),
    "÷": ("'/'", Kind.SIGN, "/"),
    "−": ("'-'", Kind.SIGN, "-"),
    "–": ("'-'", Kind.SIGN, "-"),
}

_STRANGE_HINTS = {
    ";": "an expression ends by itself",
    "[": "a list is written in round brackets: in (1, 2)",
    "]": "a list is written in round brackets: in (1, 2)",
    "{": "a parameter is written ':name'",
    "}": "a parameter is written ':name'",
    "$": "a parameter is written ':name'",
    "@": "a parameter is written ':name'",
    "?": "a choice is written 'case when … then … else … end'",
    "|": "texts are joined with '||', conditions with 'or'",
    "&": "conditions are joined with 'and'",
    '"': "a text stands in single quotes, a column in none",
    "`": "a column is written without quotes",
    "\\": "there are no escapes; a quote inside a text is written ''",
}
_UNCLOSED = "close it with ' on the same line, and write a quote inside it as ''"
_YAML_COMMENT = (
    "if ' #' came next, YAML took the rest as a YAML comment: put the whole expression in double "
    "quotes or in a | block"
)
_CURLY_QUOTES = "‘’‚“”„´′″"
_LOOSE_NUMBER = re.compile(r"0*([0-9]*)(?:\.([0-9]*))?")

#: Categories of characters that a text may not hold; a tab, though a control, it may.
_UNPRINTABLE = frozenset(("Cc", "Cs", "Zl", "Zp"))


def tokenize(source: Source) -> list[Token]:
    """The tokens of the source, with one END at the end of the last.

    Raises Stop, after reporting, at the first thing that cannot be mended.
    """
    tokens = [
        _MAKERS[str(match.lastgroup)](source, match)
        for match in _TOKEN.finditer(source.text)
        if match.lastgroup != "blank"
    ]
    end = tokens[-1].end if tokens else 0
    return [*tokens, Token(Kind.END, "", end, end)]


def _text(source: Source, match: re.Match[str]) -> Token:
    start, end = match.span()
    if not match["close"]:
        note = _UNCLOSED if source.text[end:].strip() else f"{_UNCLOSED}; {_YAML_COMMENT}"
        raise source.stop(
            codes.UNCLOSED_TEXT, start, start + len(match.group().rstrip()), note=note
        )
    for offset, character in enumerate(match["inside"], start + 1):
        if character != "\t" and unicodedata.category(character) in _UNPRINTABLE:
            raise _stop_at(source, character, offset)
    return Token(Kind.TEXT, match["inside"].replace("''", "'"), start, end)


def _date(source: Source, match: re.Match[str]) -> Token:
    right = f"date '{match['day']}'"
    if match["clock"]:
        seconds = "" if match["clock"].count(":") == 2 else ":00"
        right = f"timestamp '{match['day']} {match['clock']}{seconds}'"
    source.report(codes.BARE_DATE, *match.span(), written=match.group(), right=right)
    return Token(Kind.TEXT, match.group(), *match.span())


def _number(source: Source, match: re.Match[str]) -> Token:
    text = match.group().lower().replace("e+", "e")
    digits = text.partition("e")[0].replace(".", "")
    if len(digits) <= MAX_PRECISION and math.isfinite(float(text)):
        return Token(Kind.NUMBER, text, *match.span())
    note = f"at most {MAX_PRECISION} digits, and within the range of float64"
    source.report(codes.BAD_NUMBER, *match.span(), written=match.group(), note=note)
    return Token(Kind.NUMBER, match.group(), *match.span())


def _bad_number(source: Source, match: re.Match[str]) -> Token:
    """`012`, `1_000`, `.5`, `5.` and the like; the hint holds the number that was meant."""
    written = match.group()
    loose = _LOOSE_NUMBER.fullmatch(written.replace("_", ""))
    if loose is not None:
        whole, fraction = loose[1] or "0", loose[2]
        note = f"write {whole if fraction is None else f'{whole}.{fraction or 0}'}"
    elif NAME.fullmatch(written.lstrip("0123456789")):
        note = "a name starts with a letter, a number holds digits only"
    else:
        note = "digits only, maybe a point with digits on both sides, maybe an exponent as in 1e3"
    source.report(codes.BAD_NUMBER, *match.span(), written=written, note=note)
    return Token(Kind.NUMBER, written, *match.span())


def _word(source: Source, match: re.Match[str]) -> Token:
    _check_name(source, match.group(), *match.span())
    return Token(Kind.WORD, match.group(), *match.span())


def _param(source: Source, match: re.Match[str]) -> Token:
    _check_name(source, match["name"], *match.span("name"))
    return Token(Kind.PARAM, match["name"], *match.span())


def _check_name(source: Source, name: str, start: int, end: int) -> None:
    if NAME.fullmatch(name) is None:
        source.report(codes.BAD_NAME, start, end, written=name)


def _cast(source: Source, match: re.Match[str]) -> Token:
    instead = "write 'cast(x as type)'"
    raise source.stop(codes.NOT_IN_LANGUAGE, *match.span(), written=match.group(), instead=instead)


def _colon(source: Source, match: re.Match[str]) -> Token:
    raise source.stop(codes.PARAM_NAME, *match.span())


def _quoted(source: Source, match: re.Match[str]) -> Token:
    written, inside = match.group(), match.group()[1:-1]
    right = "'" + inside.replace("'", "''") + "'"
    kind = Kind.TEXT
    if NAME.fullmatch(inside):
        text = f"{inside} if it is a column, {right} if it is a text"
        right = text if written[0] == '"' else f"{inside}, without backticks"
        kind = Kind.WORD
    source.report(codes.QUOTED_NAME, *match.span(), written=written, right=right)
    return Token(kind, inside, *match.span())


def _comment(source: Source, match: re.Match[str]) -> Token:
    raise source.stop(codes.COMMENT, *match.span(), written=match.group())


def _wrong(source: Source, match: re.Match[str]) -> Token:
    written = match.group()
    right, kind, text = _WRONG[written]
    source.report(codes.WRONG_OPERATOR, *match.span(), written=written, right=right)
    return Token(kind, text, *match.span())


def _sign(_: Source, match: re.Match[str]) -> Token:
    return Token(Kind.SIGN, match.group(), *match.span())


def _strange(source: Source, match: re.Match[str]) -> Token:
    raise _stop_at(source, match.group(), match.start())


def _stop_at(source: Source, character: str, offset: int) -> Stop:
    """Reports a character that means nothing where it stands."""
    shown = f"'{character}'"
    if not character.isprintable():
        name = unicodedata.name(character, "a control character").lower()
        shown = f"U+{ord(character):04X} ({name})"
    hint = _STRANGE_HINTS.get(character, "")
    if character in _CURLY_QUOTES:
        hint = "texts stand in straight single quotes: '…'"
    elif character.isspace():
        hint = "blanks are spaces, tabs and line ends"
    return source.stop(codes.STRANGE_CHARACTER, offset, offset + 1, character=shown, note=hint)


_MAKERS: dict[str, Callable[[Source, re.Match[str]], Token]] = {
    "text": _text,
    "date": _date,
    "number": _number,
    "digits": _bad_number,
    "word": _word,
    "param": _param,
    "cast": _cast,
    "colon": _colon,
    "quoted": _quoted,
    "comment": _comment,
    "wrong": _wrong,
    "sign": _sign,
    "strange": _strange,
}
