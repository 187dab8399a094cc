"""Finds what must not leave the machine in a text: keys and tokens, addresses, cards, accounts.

Patterns cannot find people's names. That is why the rules in `profile.py` are about columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

#: What is written for a point or a hyphen, and stays itself when a text is normalised.
_LIKE = {ord(char): "." for char in "\u3002\uff61\u2024"} | {
    ord(char): "-" for char in "\u2010\u2011\u2012\u2013\u2014\u2212"
}


def _plainly(text: str) -> str:
    """The text with plain digits, points and hyphens, and without what cannot be seen."""
    if text.isascii():
        return text
    normal = unicodedata.normalize("NFKC", text.translate(_LIKE))
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in normal
        if unicodedata.category(char) != "Cf"
    )


def _luhn(text: str) -> bool:
    digits = [int(char) for char in text if char.isdecimal()]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = (2 * d - 9 * (d > 4) for d in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _iban(text: str) -> bool:
    """Mod 97, as ISO 13616 has it."""
    compact = re.sub(r"\s", "", text).upper()
    if not 15 <= len(compact) <= 34 or not (compact.isascii() and compact.isalnum()):
        return False
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


def _phone(text: str) -> bool:
    return 8 <= sum(char.isdecimal() for char in text) <= 15


@dataclass(frozen=True, slots=True)
class Pattern:
    """`secret`: it opens a door, so that no spec may hold it either."""

    name: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool
    secret: bool = False


_KEYS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\bAIza[0-9A-Za-z_-]{35}\b",
    r"\bgh[pousr]_[0-9A-Za-z]{36,}\b",
    r"\bglpat-[0-9A-Za-z_-]{20,}\b",
    r"\bxox[abprs]-[0-9A-Za-z-]{10,}\b",
    r"\bsk-[0-9A-Za-z_-]{16,}",
    r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}\b",
    r"(?<![\w-])eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]*",
    r"\b[Bb]earer +[0-9A-Za-z._~+/-]{12,}=*",
)
_PASSWORD = (
    r"(?i)\b(?:password|passwd|secret|api[_-]?key|token)\b[\"']?\s*[:=]\s*[\"']?[^\s\"',;$]{6,}"
)

#: Long numbers are written in groups, over the end of a line too.
_IBAN = r"\b[A-Za-z]{2}\d{2}(?:\s{0,2}[A-Za-z0-9]{4}){2,7}(?:\s{0,2}[A-Za-z0-9]{1,3})?\b"
_CARD = r"(?<![\w.-])\d(?:(?:\s{0,2}|-)\d){12,18}(?![\w-])"
_PHONE = (
    r"(?<![\w.])(?:\+|00)\d[\d\s()/.-]{6,30}\d"
    r"|(?<![\w.-])\(?0\d{2,4}\)?[\s/-]\d[\d\s/-]{4,30}\d"
)
#: A port and a path are no password, though an `@` may follow.
_LOGIN = r"(?i)\b[a-z][a-z0-9+.-]{0,30}://[^\s/@:]*:(?!\d{1,5}/)[^\s@]{1,256}@"
_EMAIL = r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"

#: In this order: what an earlier one has replaced a later one does not see.
PATTERNS = (
    Pattern("key", re.compile("|".join(f"(?:{p})" for p in _KEYS)), secret=True),
    Pattern("password", re.compile(_PASSWORD), secret=True),
    Pattern("url credentials", re.compile(_LOGIN), secret=True),
    Pattern("email", re.compile(_EMAIL)),
    Pattern("iban", re.compile(_IBAN), _iban),
    Pattern("card", re.compile(_CARD), _luhn),
    Pattern("phone", re.compile(_PHONE), _phone),
)


def scrub(text: str) -> tuple[str, Counter[str]]:
    """The text with each find replaced by its kind in brackets, and how many of each there were.

    What cannot be seen, and other forms of a character, hide nothing, and go where there is a find.
    """
    counts: Counter[str] = Counter()
    plain = _plainly(text)
    for pattern in PATTERNS:

        def replaced(match: re.Match[str], pattern: Pattern = pattern) -> str:
            if not pattern.holds(match[0]):
                return match[0]
            counts[pattern.name] += 1
            return f"[{pattern.name}]"

        plain = pattern.pattern.sub(replaced, plain)
    return (plain if counts else text), counts


def secrets_in(text: str) -> tuple[str, ...]:
    """The kinds of secrets that a text holds; a reference to the environment is none."""
    plain = _plainly(text)
    return tuple(
        p.name
        for p in PATTERNS
        if p.secret and any(p.holds(match[0]) for match in p.pattern.finditer(plain))
    )
