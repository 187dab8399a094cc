"""Finds what must not leave the machine in a text: keys and tokens, addresses, cards, accounts.

Patterns cannot find people's names. That is why the rules in `profile.py` are about columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass


def _luhn(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = (2 * d - 9 * (d > 4) for d in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _iban(text: str) -> bool:
    """Mod 97, as ISO 13616 has it."""
    compact = re.sub(r"\s", "", text).upper()
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


def _phone(text: str) -> bool:
    return 8 <= sum(char.isdigit() for char in text) <= 15


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
    r"\beyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]*",
    r"\b[Bb]earer +[0-9A-Za-z._~+/-]{12,}=*",
)
_PASSWORD = (
    r"(?i)\b(?:password|passwd|secret|api[_-]?key|token)\b[\"']?\s*[:=]\s*[\"']?[^\s\"',;$]{6,}"
)

_IBAN = r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?\w{1,3})?\b"
_PHONE = (
    r"(?<![\w.])(?:\+|00)\d[\d ()/.-]{6,}\d"
    r"|(?<![\w.-])\(?0\d{2,4}\)?[ /-]\d[\d /-]{4,}\d"
)
_LOGIN = r"\b[a-z][a-z0-9+.-]*://[^\s/@:]*:[^\s/@]+@"

#: In this order: what an earlier one has replaced a later one does not see.
PATTERNS = (
    Pattern("key", re.compile("|".join(f"(?:{p})" for p in _KEYS)), secret=True),
    Pattern("password", re.compile(_PASSWORD), secret=True),
    Pattern("url credentials", re.compile(_LOGIN), secret=True),
    Pattern("email", re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")),
    Pattern("iban", re.compile(_IBAN), _iban),
    Pattern("card", re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])"), _luhn),
    Pattern("phone", re.compile(_PHONE), _phone),
)


def scrub(text: str) -> tuple[str, Counter[str]]:
    """The text with each find replaced by its kind in brackets, and how many of each there were."""
    counts: Counter[str] = Counter()
    for pattern in PATTERNS:

        def replaced(match: re.Match[str], pattern: Pattern = pattern) -> str:
            if not pattern.holds(match[0]):
                return match[0]
            counts[pattern.name] += 1
            return f"[{pattern.name}]"

        text = pattern.pattern.sub(replaced, text)
    return text, counts


def secrets_in(text: str) -> tuple[str, ...]:
    """The kinds of secrets that a text holds; a reference to the environment is none."""
    return tuple(
        p.name
        for p in PATTERNS
        if p.secret and any(p.holds(match[0]) for match in p.pattern.finditer(text))
    )
