"""Literals that name their type: `date '…'`, `timestamp '…'`, `decimal '…'`."""

from __future__ import annotations

import re
from datetime import date

from speccc.diagnostics.codes import expressions as codes
from speccc.lang.ast import Typed
from speccc.lang.cursor import Cursor
from speccc.lang.lexer import Kind, Token
from speccc.types.model import MAX_DECLARED_PRECISION

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?")
_OFFSET = re.compile(r".*[0-9]\s*(?:[Zz]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def parse_typed(cursor: Cursor) -> Typed | None:
    """The literal at the cursor, or None where no type word stands before a text.

    A text that is no such value is reported, and taken all the same.
    """
    word, text = cursor.current, cursor.next
    match word.word:
        case "date" | "timestamp" | "decimal" as kind if text.kind is Kind.TEXT:
            cursor.take()
            cursor.take()
            _CHECKS[kind](cursor, text)
            return Typed(kind, text.text, span=cursor.span(word.start))
        case _:
            return None


def _check_date(cursor: Cursor, token: Token) -> None:
    if not _is_date(token.text):
        note = "there is no such day" if _DATE.fullmatch(token.text) else "write it as YYYY-MM-DD"
        _report(cursor, token, "date", note)


def _check_timestamp(cursor: Cursor, token: Token) -> None:
    day, _, clock = token.text.partition(" ")
    if _is_date(day) and _is_time(clock):
        return
    if _OFFSET.fullmatch(token.text.partition(":")[2]):
        cursor.source.report(codes.OFFSET, token.start, token.end, text=token.text)
    elif _DATE.fullmatch(day) and _TIME.fullmatch(clock):
        _report(cursor, token, "timestamp", "there is no such day or no such time of day")
    elif _is_date(token.text):
        _report(cursor, token, "timestamp", f"write timestamp '{token.text} 00:00:00'")
    else:
        _report(cursor, token, "timestamp", "write it as YYYY-MM-DD HH:MM:SS, with a blank between")


def _check_decimal(cursor: Cursor, token: Token) -> None:
    digits = sum(character.isdigit() for character in token.text)
    if not _DECIMAL.fullmatch(token.text) or digits > MAX_DECLARED_PRECISION:
        cursor.source.report(codes.BAD_DECIMAL, token.start, token.end, text=token.text)


_CHECKS = {"date": _check_date, "timestamp": _check_timestamp, "decimal": _check_decimal}


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_time(text: str) -> bool:
    return bool(_TIME.fullmatch(text)) and all(
        int(part) <= most for part, most in zip(text[:8].split(":"), (23, 59, 59), strict=True)
    )


def _report(cursor: Cursor, token: Token, kind: str, note: str) -> None:
    cursor.source.report(
        codes.BAD_DATE, token.start, token.end, text=token.text, kind=kind, note=note
    )
