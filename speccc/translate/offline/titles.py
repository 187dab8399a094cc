"""A line above a request that says what it is called, or behind a heading what it is for.

It drops no row and makes no figure: what it could leave out or put first has to be said below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from speccc.translate.offline.described import held_text
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
_OF_WHAT = frozenset(
    ("by", "per", "in", "for", "from", "to", "at", "on", "with", "without", "since", "until",
     "within", "over", "under", "above", "below", "before", "after", "between", "during", "of",
     "not", "no", "never", "only", "except", "each", "every", "more", "less", "fewer", "than",
     "via", "through", "as")
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
     "cumulative", "average", "median", "total")
)  # fmt: skip

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

#: Longer lines are sentences.
_LONGEST = 10


def entitles(clause: Clause, below: Sequence[Clause], near: Near) -> bool:
    """Whether a clause only names what the clauses below it say.

    Every value, number and column of it is said again there, and so is every word that may leave
    rows out: what stands before its last noun only if something below leaves rows out.
    """
    if not below or len(clause.tokens) > _LONGEST:
        return False
    later = nearly([token for after in below for token in after.tokens], near)
    said = {name for token in later for name in _names(token)}
    words = {form for token in later for form in _forms(token)}
    leaving = bool(_LEAVING & words)
    told = nearly(clause.tokens, near)
    strict = False
    for token, after in zip(told, [*told[1:], None], strict=True):
        word = token.word or token.text.lower()
        if word in _BINDING and word != "of":
            continue
        if word in _OF_WHAT:
            strict = True
        names = {*_names(token)}
        again = bool(names & said) or bool({*_forms(token)} & words)
        again = again or _PERIODS.get(word, "") in words - {""}
        if again or (word in _LISTS and not strict) or word in ("of", "by", "per", "for", "in"):
            continue
        if token.kind is not Kind.WORD or strict or word in _STATES or _is_held(token, near):
            return False
        head = after is None or after.word in _OF_WHAT
        if not head and not leaving:
            return False
    return True


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
    yield word
    for ending in ("s", "es", "d", "ed", "ing", "ly"):
        if len(word) > len(ending) + 3:
            yield word.removesuffix(ending)
