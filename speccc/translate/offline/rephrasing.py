r"""Many ways to say a thing, brought to the few that the grammar reads.

The tables in `rephrasings/` hold one rule in a line: `words as they are said => words as they are
read`. A rule is tried wherever it fits, in the order of the tables, until none fits.

    restrict|limit [ NOUN ] to those? where => keep only rows where

| in a rule | is |
|---|---|
| `word`, `one|other`, `word?` | a word or sign; one of several; one that may be missing |
| `[ some words ]` | words that may be missing |
| `< some words | others >` | one of several runs of words |
| `\[`, `\(` | a bracket itself |
| `@one|other` | one of several; the right side has it as `K1`, the second such as `K2` |
| `LIST := one|other` | words that later rules name as `LIST` |
| `^`, `$` | the begin of a clause, its end |
| `COL`, `COLS`, `WHEN` | a column; a list of them; a column of times, by its name |
| `NAME`, `NEW`, `TAB`, `NOUN` | any name; one that is new; a table; a word for rows |
| `BYS` | columns or tables that a group has one of each |
| `CALLED` | any name, also one that a table has |
| `NUM`, `PERCENT`, `TEXT`, `DAY`, `VALUE`, `WORD`, `PLACE` | what the word says |
| `SPAN`, `ORD`, `LABEL`, `SIDE` | a length of time; 20th; a text or a word for one; what crosses |
| `ONE`, `SOME`, `PLAIN` | any token; some, as few as will do; some without `=` and `,` |

A slot with a number (`COL1`) can be told from another; one that is named twice is the same word. On
the right, `NOUN~rows` is the noun, or that word if none was said, `"WORD"` is that word as a text,
and `'·'` a text (with a blank). What stands there without being a slot is a word that nobody said:
it has no place of its own in the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from speccc.functions.catalogue import CALLABLE
from speccc.translate.model import Words
from speccc.translate.offline.tokens import Kind, Token

#: Each token is a letter for its kind, its place among all tokens, and its word.
_LETTERS = {
    Kind.COLUMN: "c", Kind.NEAR: "c", Kind.TABLE: "t", Kind.WORD: "w", Kind.DATED: "w",
    Kind.NUMBER: "n", Kind.PERCENT: "n", Kind.TEXT: "q", Kind.DATE: "d", Kind.STAMP: "d",
    Kind.PATH: "p", Kind.SIGN: "s",
}  # fmt: skip
_ONE = r"[A-Za-z]\d+=\S+ "
_COLUMN = r"[cCh]\d+=\S+ "
_NAME = r"(?:[cCwvh]\d+=[a-z_]\w* )"
_LIST = rf"(?:{_COLUMN}(?:s\d+=, {_COLUMN})*(?:(?:s\d+=, )?w\d+=and {_COLUMN})?)"
_KEY = r"[cCht]\d+=\S+ "
_KEYS = rf"(?:{_KEY}(?:s\d+=, {_KEY})*(?:(?:s\d+=, )?w\d+=and {_KEY})?)"
_PACE = "(?:short|shorter|long|longer)"
_MEAN = "(?:average|averages|one|mean|line)"
#: Words for units of time, of the slot SPAN.
UNITS = "seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?"
_NO_NOUNS = "is |was |has |does |this |as |values |nulls |texts "
_SLOTS = {
    "COL": _COLUMN,
    "COLS": f"(?>{_LIST})",
    "BYS": f"(?>{_KEYS})",
    "WHEN": r"[cCh]\d+=\S*(?:_on|_at|_date|_time|day|date|timestamp|month) ",
    "NEW": r"(?:[cw]\d+=\w*_\w* |m\d+=\S+ )",
    "NAME": _NAME,
    "CALLED": r"(?:[cCwvh]\d+=[a-z_]\w* |[mt]\d+=\S+ )",
    "TAB": r"t\d+=\S+ ",
    "NOUN": rf"(?:t\d+=\S+ |w\d+=(?!{_NO_NOUNS})[a-z]+s |w\d+=(?:data|people) )",
    "NUM": r"n\d+=\S+ ",
    "PERCENT": r"n\d+=\S+(?:%|percent) ",
    "TEXT": r"q\d+=\S+ ",
    "DAY": r"d\d+=\S+ ",
    "VALUE": r"[nqdv]\d+=\S+ ",
    "WORD": r"[wv]\d+=\S+ ",
    "LABEL": r"[qwv]\d+=\S+ ",
    "ORD": r"o\d+=\d+(?:st|nd|rd|th) ",
    "SPAN": rf"(?:(?:n\d+=\d+ |w\d+=(?:one|half) )(?:s\d+=- )?)?w\d+=(?:{UNITS}) ",
    "SIDE": rf"(?:w\d+={_PACE} (?:w\d+={_MEAN} )?|n\d+=\d+ s\d+=- w\d+=period (?:w\d+=moving )?"
    rf"w\d+={_MEAN} |{_NAME})",
    "PLACE": r"[pwvcCqth]\d+=(?!(?:be|it|them|have|been) )\S+ ",
    "PLAIN": r"(?:[A-Za-z]\d+=[^\s=,]+ )+?",
    "ONE": _ONE,
    "SOME": rf"(?:{_ONE})+?",
}  # fmt: skip
_SLOT = re.compile(rf"({'|'.join(sorted(_SLOTS, key=len, reverse=True))})\d?")
CODED = re.compile(r"[A-Za-z](\d+)=(\S+) ")
_LIST_NAME = re.compile(r"[A-Z]+")
_BLANK = re.compile(r"\s|^$")
_KEPT = (
    Kind.COLUMN,
    Kind.TABLE,
    Kind.NUMBER,
    Kind.PERCENT,
    Kind.DATE,
    Kind.STAMP,
    Kind.TEXT,
    Kind.PATH,
)
#: Columns that are called so are never the word of a rule.
_NAMERS = frozenset(("name", "title", "label", "names"))
_DIGITS = "0123456789"
_SAID_AGAIN = frozenset(("COL", "NAME", "TAB", "NEW"))  # a rule may name them twice
_WORD_OF = r"[A-Za-z]\d+=(?P<{}_word>\S+) "
_NAMING = frozenset(("NEW", "NAME", "CALLED", "PLACE"))
_PART = re.compile(r"\S+")
_MOST = 60  # no rule is applied more often to one clause: a table that runs in circles ends


@dataclass(frozen=True, slots=True)
class Rephrasing:
    """One rule: where it fits, and what is said in its place (slots by name)."""

    pattern: re.Pattern[str]
    instead: tuple[str, ...]
    text: str


def rephrased(
    tokens: Sequence[Token], table: Sequence[Rephrasing] | None = None
) -> tuple[Token, ...]:
    """The tokens of a clause in the words that the grammar reads. What a slot took in and no rule
    says again would be lost: such a clause stays as it is.
    """
    known = [*tokens]
    text = "".join(coded(at, token) for at, token in enumerate(known))
    left, lost = _MOST, set[str]()
    changed = True
    while changed and left:
        changed = False
        for rule in rules() if table is None else table:
            while left and (match := rule.pattern.search(text)):
                said = instead_of(rule, match, known)
                if _words_of(said) == _words_of(match[0]):
                    break
                lost |= _left_out(match, said, known)
                text = text[: match.start()] + said + text[match.end() :]
                changed, left = True, left - 1
    said = tuple(known[int(found[1])] for found in CODED.finditer(text))
    return said if lost <= _matters(said) else tuple(tokens)


def _matters(tokens: Iterable[Token]) -> set[str]:
    """What may never get lost: columns, tables, numbers, dates and texts."""
    return {token.text for token in tokens if token.kind in _KEPT or token.held}


def _left_out(match: re.Match[str], said: str, known: Sequence[Token]) -> set[str]:
    """What the slots of a rule took in, and the rule does not say again. A noun for rows may go."""
    again = {found[1] for found in CODED.finditer(said)}
    slots = {name: part or "" for name, part in match.groupdict().items() if name[:4] != "NOUN"}
    taken = {found[1] for part in slots.values() for found in CODED.finditer(part)}
    return _matters(known[int(at)] for at in taken - again)


def _words_of(text: str) -> list[str]:
    return [found[2] for found in CODED.finditer(text)]


def instead_of(rule: Rephrasing, match: re.Match[str], known: list[Token]) -> str:
    """What is said in the place of a match; new words are appended to the known tokens."""
    place = _place(match[0], known)
    said = ""
    for default in rule.instead:
        slot, _, part = default.partition("~")
        if not part or re.fullmatch(_SLOTS[slot], match[slot] or ""):
            part = slot
        if part in match.re.groupindex:
            slot = part.rstrip(_DIGITS)
            if slot in _NAMING:
                _call_names(match[part] or "", known, slot == "CALLED")
            elif slot in ("COL", "COLS", "BYS"):
                _make_columns(match[part] or "", known)
            said += match[part] or ""
            continue
        if part[0] == '"':
            known.append(_quoted(match[part.strip('"')], known))
        else:
            known.append(_virtual(part, place))
        said += coded(len(known) - 1, known[-1])
    return said


def _call_names(text: str, known: list[Token], tables: bool) -> None:
    """Marks tokens as names, whatever words they are; words for tables are names if told so."""
    for found in CODED.finditer(text):
        at = int(found[1])
        if known[at].kind in (Kind.WORD, Kind.COLUMN):
            known[at] = replace(known[at], named=True)
        if tables and known[at].kind is Kind.TABLE:
            known[at] = replace(known[at], kind=Kind.WORD, named=True)


def _make_columns(text: str, known: list[Token]) -> None:
    """Takes nouns of what a column tells apart for the column."""
    for found in CODED.finditer(text):
        token = known[int(found[1])]
        if token.thing and token.kind is Kind.WORD:
            known[int(found[1])] = replace(token, kind=Kind.COLUMN, text=token.thing)


def _quoted(text: str, known: Sequence[Token]) -> Token:
    """Words as the text that they are."""
    token = known[int(next(CODED.finditer(text))[1])]
    return replace(token, kind=Kind.TEXT)


def _place(text: str, known: Sequence[Token]) -> Words:
    """From the first to the last of these words."""
    said = [known[int(found[1])] for found in CODED.finditer(text)]
    return Words(min(t.start for t in said), max(t.end for t in said))


def _virtual(part: str, place: Words) -> Token:
    """A word that nobody said, in the place of those that it stands for."""
    start, end = place.start, place.end
    if part[0] == "'":
        return Token(Kind.TEXT, part.strip("'").replace("·", " "), start, end)
    kind = Kind.WORD if part[0].isalpha() else Kind.NUMBER if part[0].isdigit() else Kind.SIGN
    return Token(kind, part, start, end, part, named=part in CALLABLE)


def coded(at: int, token: Token) -> str:
    letter = _LETTERS.get(token.kind, "o")
    if token.kind is Kind.WORD and token.thing:
        letter = "h"
    if token.kind is Kind.WORD and (token.held or token.word in ("true", "false")):
        letter = "v"
    if letter == "c" and token.word in _NAMERS:
        letter = "C"
    word = _BLANK.sub("·", (token.word or token.text).lower())
    return f"{letter}{at}={word or '·'} "


@cache
def rules() -> tuple[Rephrasing, ...]:
    """All rules, in the order of their tables."""
    folder = resources.files(__package__ or "") / "rephrasings"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=str)
    return tuple(read_rules("\n".join(file.read_text(encoding="utf-8") for file in files)))


def read_rules(text: str) -> Iterator[Rephrasing]:
    """The rules of a table, each with the lists that stand before it put in."""
    lists: dict[str, str] = {}
    for line in text.splitlines():
        name, means, words = line.partition(" := ")
        if means:
            lists[name] = words
        said, arrow, read = line.partition("=>")
        if arrow and not line.startswith("#"):
            parts = [
                _LIST_NAME.sub(lambda m: lists.get(m[0], m[0]), p) for p in _PART.findall(said)
            ]
            pattern = "".join(compiled(parts))
            yield Rephrasing(re.compile(pattern), tuple(_PART.findall(read)), line)


def compiled(parts: Sequence[str]) -> Iterator[str]:
    """The pieces of a rule's pattern."""
    seen: set[str] = set()
    for part in parts:
        if part in _BRACKETS:
            yield _BRACKETS[part]
            continue
        optional = len(part) > 1 and part.endswith("?")
        one = _piece(part.removesuffix("?") if optional else part, seen)
        yield f"(?:{one})?" if optional else one


_BRACKETS = {"[": "(?:", "]": ")?", "<": "(?:", ">": ")", "|": "|", "^": "^", "$": "$"}


def _piece(part: str, seen: set[str]) -> str:
    """A slot, or a word of several."""
    if _SLOT.fullmatch(part):
        slot = _SLOTS[part.rstrip(_DIGITS)]
        if part in seen:
            again = part.rstrip(_DIGITS) in _SAID_AGAIN
            return rf"[A-Za-z]\d+=(?P={part}_word) " if again else f"(?:{slot})"
        seen.add(part)
        if part.rstrip(_DIGITS) in _SAID_AGAIN:
            return rf"(?P<{part}>(?={_WORD_OF.format(part)}){slot})"
        return f"(?P<{part}>{slot})"
    kept, said = part[:1] == "@" and len(part) > 1, part.lstrip("@\\") or part
    parts = said.split("|") if len(said) > 1 else [said]
    words = "|".join(re.escape(word) for word in parts if word not in _SLOTS)
    words = "|".join(
        (rf"[a-z]\d+=(?:{words}) ", *(_SLOTS[name] for name in parts if name in _SLOTS))
    )
    slots = [name for name in parts if name in _SLOTS]
    if len(slots) == 1 and not kept and slots[0] not in seen:
        seen.add(slots[0])
        return f"(?P<{slots[0]}>{words})"
    words = f"(?:{words})"
    if not kept:
        return words
    seen.add(f"K{sum(name[0] == 'K' for name in seen) + 1}")
    return f"(?P<{max(name for name in seen if name[0] == 'K')}>{words})"
