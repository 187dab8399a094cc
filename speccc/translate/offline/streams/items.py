"""Phrases as items: what each kind of phrase asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Question, Words, ask
from speccc.translate.offline.rules import quoted
from speccc.translate.offline.streams.phrases import Phrase
from speccc.translate.offline.streams.spans import Span, span_of
from speccc.translate.offline.tokens import Kind, Token
from speccc.translate.offline.values import Item, Rows, Used, Value

#: What a session ends without, and what rows may be called wherever they are spoken of.
_ANYTHING = frozenset(
    (
        "event",
        "events",
        "activity",
        "action",
        "row",
        "rows",
        "data",
        "it",
        "they",
        "ones",
        "input",
        "times",
    )
)

Found = Item | Question
Build = Callable[[Phrase], Found]


def item_of(phrase: Phrase) -> Found:
    """The item that a phrase is, or what is to be asked about it."""
    return _KINDS[phrase.kind](phrase)


def values_in(tokens: Sequence[Token]) -> tuple[Value, ...]:
    """The columns among tokens, and those that tell apart what a noun stands for."""
    found = ((t, _column(t)) for t in tokens)
    return tuple(Value(name, ((name, t.words),), column=name) for t, name in found if name)


def _column(token: Token) -> str:
    if token.kind is Kind.COLUMN:
        return token.text
    return token.near or token.thing


def _not_said(words: Words, question: str, closest: str = "") -> Question:
    return ask(codes.NOT_SAID, words, closest, question=question)


def _time(phrase: Phrase) -> Value | None:
    """The column of times that the phrase names."""
    found = values_in(phrase.slots.get("WHEN", phrase.slots.get("COL", ())))
    return found[0] if found else None


def _noun(phrase: Phrase) -> tuple[Used, ...]:
    """The noun of a phrase, which has to stand for the rows; none if it may stand for any."""
    tokens = [*phrase.slots.get("NOUN", ()), *phrase.slots.get("ONE", ())]
    return tuple(
        (Rows(token.word or token.text), token.words)
        for token in tokens
        if (token.word or token.text.lower()) not in _ANYTHING
    )


def _spans(phrase: Phrase) -> list[Span] | Question:
    found: list[Span] = []
    for name in sorted(name for name in phrase.slots if name.startswith("SPAN")):
        span = span_of(phrase.slots[name])
        if span is None:
            question = "how many seconds, minutes, hours or days is that?"
            return _not_said(phrase.words, question)
        found.append(span)
    return found


def _timed(kind: str, *keys: str) -> Build:
    """A window of time: `timed` (kind, sizes, whose, by which time)."""

    def build(phrase: Phrase) -> Found:
        spans = _spans(phrase)
        if isinstance(spans, Question):
            return spans
        sizes = {key: span.text for key, span in zip(keys, spans, strict=True)}
        by = values_in(phrase.slots.get("BYS", ())) if kind == "session" else ()
        time = _time(phrase)
        used = (*(u for v in (*by, *((time,) if time else ())) for u in v.used), *_noun(phrase))
        return Item("timed", (kind, sizes, by, time), phrase.words, used)

    return build


def _tumble_of(phrase: Phrase) -> Found:
    span = span_of(phrase.slots["K1"])
    sizes = {"size": span.text if span else ""}
    time = _time(phrase)
    return Item("timed", ("tumble", sizes, (), time), phrase.words, time.used if time else ())


def _slide(phrase: Phrase) -> Found:
    question = "how long after a window does the next one start?"
    return _not_said(phrase.words, question, "add 'every 1 minute'")


def _late(phrase: Phrase) -> Found:
    spans = _spans(phrase)
    if isinstance(spans, Question):
        return spans
    return Item("lateness", (spans[0].text,), phrase.words, _noun(phrase))


def _clock(phrase: Phrase) -> Found:
    time = _time(phrase)
    if time is None:
        return _not_said(phrase.words, "which column is that?")
    return Item("clock", (time,), phrase.words, time.used)


def _for(sign: str) -> Build:
    """How long something holds: `lasting` (sign, seconds)."""

    def build(phrase: Phrase) -> Found:
        spans = _spans(phrase)
        if isinstance(spans, Question):
            return spans
        return Item("lasting", (sign, "seconds", str(spans[0].seconds)), phrase.words)

    return build


def _alert(phrase: Phrase) -> Found:
    by = tuple(v for name in ("BYS", "BYS1") for v in values_in(phrase.slots.get(name, ())))
    used = tuple(u for v in by for u in v.used)
    return Item("alert", (tuple(dict.fromkeys(v.text for v in by)), by), phrase.words, used)


def _edge(function: str) -> Build:
    return lambda phrase: Item("edge", (function, phrase.slots["NAME"][0].text), phrase.words)


def _averages(phrase: Phrase) -> Found:
    """Moving averages: `averages` (column, ((rows, name), …))."""
    numbers = [phrase.slots[n][0].text for n in ("NUM1", "NUM2") if n in phrase.slots]
    names = [phrase.slots[n][0].text for n in ("NAME1", "NAME2") if n in phrase.slots]
    names = names or [f"moving_average_{number}" for number in numbers]
    (column,) = values_in(phrase.slots["COL"])
    if len(names) != len(numbers):
        return _not_said(phrase.words, "what is each of the averages called?",
                         "add 'as short_mean and long_mean'")  # fmt: skip
    made = tuple(zip(numbers, names, strict=True))
    return Item("averages", (column, made), phrase.words, column.used)


def _full(more: int) -> Build:
    """How many rows there have to be: `full` (number, of which group)."""

    def build(phrase: Phrase) -> Found:
        (said,) = phrase.slots.get("NUM") or phrase.slots["ORD"]
        number = int("".join(filter(str.isdigit, said.text))) + more
        by = values_in(phrase.slots.get("BYS", ()))
        used = (*(u for v in by for u in v.used), *_noun(phrase))
        return Item("full", (str(number), tuple(v.text for v in by)), phrase.words, used)

    return build


def _crossing(phrase: Phrase) -> Found:
    """A signal: `crossing` (its name, what crosses, labels); the sides as they were said."""
    sides = [_side(phrase.slots.get(f"SIDE{n}", ())) for n in range(1, 5)]
    labels = tuple(quoted(phrase.slots[n][0].text) for n in ("LABEL1", "LABEL2")
                   if n in phrase.slots)  # fmt: skip
    name = phrase.slots["NAME"][0].text if "NAME" in phrase.slots else "signal"
    again = all(said in ("", "it", first) for said, first in zip(sides[2:], sides, strict=False))
    if not again:
        return _not_said(phrase.words, "are these the same two columns?")
    return Item("crossing", (name, tuple(sides[:2]), labels), phrase.words)


def _side(tokens: Sequence[Token]) -> str:
    """`short`, `long`, a number of rows, or a name."""
    if not tokens:
        return ""
    first = tokens[0]
    if first.kind is Kind.COLUMN:
        return first.text
    return (first.word or first.text).removesuffix("er") if len(tokens) > 1 else first.text


def _stream(phrase: Phrase) -> Found:
    owners = values_in(phrase.slots.get("BYS", ()))
    used = (*_noun(phrase), *(u for v in owners for u in v.used))
    return Item("stream", (), phrase.words, used)


_KINDS: dict[str, Build] = {
    "stream": _stream,
    "clock": _clock,
    "in_order": lambda phrase: Item("lateness", ("0 seconds",), phrase.words, _noun(phrase)),
    "late": _late,
    "tumble": _timed("tumble", "size"),
    "tumble_of": _tumble_of,
    "hop": _timed("hop", "size", "every"),
    "cumulate": _timed("cumulate", "size", "every"),
    "slide": _slide,
    "session": _timed("session", "gap"),
    "session_of": _timed("session"),
    "for_more": _for(">"),
    "for_least": _for(">="),
    "for_rows": lambda phrase: Item(
        "lasting", (">=", "rows", phrase.slots["NUM"][0].text), phrase.words, _noun(phrase)
    ),
    "alert": _alert,
    "who": lambda phrase: _not_said(
        phrase.words, "each of them once, or each time that it holds?", "write 'alert when'"
    ),
    "no_length": lambda phrase: _not_said(
        phrase.words, "how many seconds, minutes, hours or days is that?", "group by the month"
    ),
    "edge_by": lambda phrase: Item("edge_by", values_in(phrase.slots["BYS"]), phrase.words),
    "edge_start": _edge("min"),
    "edge_end": _edge("max"),
    "averages": _averages,
    "ordered": lambda phrase: Item("ordered", (_time(phrase),), phrase.words),
    "grouped": lambda phrase: Item("grouped", (values_in(phrase.slots["BYS"]),), phrase.words),
    "full": _full(0),
    "full_after": _full(1),
    "crossing": _crossing,
    "tie_below": lambda phrase: Item("even", ("below",), phrase.words),
    "tie_above": lambda phrase: Item("even", ("above",), phrase.words),
}
