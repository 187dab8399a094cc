"""A line above a request that says what it is called, or behind a heading what it is for.

It drops no row and makes no figure: what it could leave out or put first has to be said below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from speccc.translate.offline.described import held_text
from speccc.translate.offline.headings import VERBS
from speccc.translate.offline.near import Near, nearly
from speccc.translate.offline.tokens import Clause, Kind, Token

#: What a list of rows is called.
_LISTS = frozenset(
    ("report", "reports", "overview", "summary", "list", "table", "statistics", "stats", "ranking",
     "analysis", "figures", "totals", "numbers", "data", "pipeline", "extract", "export", "sheet",
     "breakdown", "comparison", "history", "trend", "trends", "log", "index", "register",
     "inventory", "check", "review", "balance", "profile", "evaluation", "request", "task")
)  # fmt: skip

#: Words that bind others, and leave nothing out.
_BINDING = frozenset(("of", "and", "&", "-", ",", "/", "(", ")", "the", "a", "an", "our", "to"))

#: Behind these stands what the rows are of: it is to be said again.
_PREPOSITIONS = frozenset(
    ("by", "per", "in", "for", "from", "to", "at", "on", "with", "since", "until", "within", "over",
     "under", "above", "below", "before", "after", "between", "during", "of", "each", "every",
     "than", "via", "through", "as", "without")
)  # fmt: skip

#: What says which rows, or which of them come first: it is to be said again, too.
_STATES = frozenset(
    ("top", "bottom", "first", "last", "latest", "newest", "oldest", "highest", "lowest", "largest",
     "smallest", "most", "least", "open", "closed", "active", "inactive", "late", "early",
     "overdue", "missing", "pending", "outstanding", "remaining", "current", "former", "unique",
     "distinct",
     "all", "unpaid", "paid", "unknown", "known",
     "duplicate", "free", "full", "empty", "long",
     "short", "high", "low", "big", "frequent", "rare", "busy", "quiet", "failed", "successful",
     "daily", "weekly", "monthly", "quarterly", "yearly", "annual", "hourly", "nightly", "running",
     "cumulative", "average", "median", "total", "not", "no", "never", "only", "except", "more",
     "less", "fewer", "non")
)  # fmt: skip

#: Verbs that are nouns as well.
_NOUNS = frozenset(
    (
        "number",
        "count",
        "list",
        "order",
        "rank",
        "sum",
        "run",
        "set",
        "output",
        "store",
        "schedule",
        "report",
        "left",
        "full",
        "for",
        "per",
    )
)

#: What a period that recurs is of.
_PERIODS = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "annual": "year", "hourly": "hour",
}  # fmt: skip

#: What leaves rows out, wherever it is said.
_LEAVING = frozenset(
    ("keep", "filter", "remove", "drop", "exclude", "discard", "ignore", "skip", "only", "where",
     "limit", "retain", "restrict", "top", "without", "whose")
)  # fmt: skip

#: Ends of words for people or things by what they do: it may say which rows are meant.
_DOERS = ("er", "ers", "or", "ors", "ee", "ees", "ed", "ants", "ents")

#: Before the table that is read.
_SOURCES = frozenset(("from", "using", "of", "in", "with"))

#: Behind a number that is said again.
_UNITS = frozenset(
    ("day", "days", "hours", "hour", "minutes", "minute", "weeks", "week", "months", "month",
     "years", "year", "seconds", "percent", "%", "eur", "euro", "euros", "or", "more")
)  # fmt: skip

#: Longer lines are sentences.
_LONGEST = 10


def entitles(clause: Clause, below: Sequence[Clause], near: Near) -> bool:
    """Whether a clause only names what the clauses below it say.

    Every value, number and column of it is said again there, and so is every word that may leave
    rows out: what stands before its last noun only if something below leaves rows out. Another word
    is nowhere said again only in a line that is set off from those below it.
    """
    if not below or len(clause.tokens) > _LONGEST or clause.title in ("?", ";", "!"):
        return False
    if clause.tokens[0].word in VERBS - _NOUNS:
        return False
    set_off = clause.title in ("", "\n\n")
    later = nearly([token for after in below for token in after.tokens], near)
    said = {name for token in later for name in _names(token)}
    words = {form for token in later for form in _forms(token)}
    leaving = bool(_LEAVING & words)
    told = nearly(clause.tokens, near)
    strict = False
    before: Token | None = None
    for token, after in zip(told, [*told[1:], None], strict=True):
        word = token.word or token.text.lower()
        if word in _PREPOSITIONS:
            strict = True
        if word in _BINDING or word in _PREPOSITIONS:
            before = token
            continue
        names = {*_names(token)}
        again = bool(names & said) or bool({*_forms(token)} & words)
        again = again or _PERIODS.get(word, "") in words - {""}
        unit = before is not None and before.kind is Kind.NUMBER and word in _UNITS
        before = token
        if unit or again or (word in _LISTS and not strict):
            continue
        if token.kind is not Kind.WORD or strict or word in _STATES or _is_held(token, near):
            return False
        if not set_off:
            return False
        head = after is None or after.word in _PREPOSITIONS
        if not leaving and not word.endswith("ing") and (not head or word.endswith(_DOERS)):
            return False
    return True


def split_title(clause: Clause) -> tuple[Clause, Clause] | None:
    """`Late payers, from accounts:` as the title and what is read."""
    tokens = [*clause.tokens]
    while tokens and tokens[-1].text == ":":
        tokens.pop()
    at = len(tokens) - 2
    if at < 1 or tokens[-1].kind is not Kind.TABLE or tokens[at].word not in _SOURCES:
        return None
    title = tokens[: at - 1] if tokens[at - 1].text == "," else tokens[:at]
    if not title:
        return None
    return replace(clause, tokens=tuple(title)), replace(clause, tokens=tuple(tokens[at:]))


def _is_held(token: Token, near: Near) -> bool:
    """Whether it is a text that a column holds, or stands for a column."""
    return any(held_text(held, token.text) for held in near.values.values()) or bool(token.near)


def _names(token: Token) -> Iterator[str]:
    """What of the data a token may stand for."""
    if token.kind in (Kind.COLUMN, Kind.TABLE):
        yield token.text
    yield from filter(None, (token.near, token.thing))


def _forms(token: Token) -> Iterator[str]:
    """The word in lower case, and as it is in the singular."""
    word = (token.word or token.text).lower()
    yield from (word, *word.split("_"))
    for ending in ("s", "es", "d", "ed", "ing", "ly"):
        if len(word) > len(ending) + 3:
            yield word.removesuffix(ending)
