"""A question that says what a request is about, before the sentences that say what is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from speccc.translate.offline.described import held_text
from speccc.translate.offline.near import Near, nearly, with_one
from speccc.translate.offline.tokens import Clause, Kind, Token

#: Words that ask, or speak of those who ask: they leave no row out, and put none first.
_HARMLESS = frozenset(
    ("what", "how", "who", "which", "where", "do", "does", "did", "is", "are", "was", "were", "be",
     "of", "for", "with", "to", "in", "on", "over", "among", "across", "our", "my", "we", "us",
     "they", "it", "there", "people", "doing", "going", "go", "come", "came", "back", "look",
     "looks", "cost", "costs", "earn", "sell", "sold", "spend", "bring", "reach", "spread", "split",
     "distributed", "develop", "perform", "well", "much", "through", "from", "and", "this", "that",
     "has", "have", "been", "get", "gets", "know", "see", "happen", "happens", "use", "used",
     "work", "works", "run", "running")
)  # fmt: skip


#: Words that leave rows out, or put some first, wherever they are said again.
_TELLING = frozenset(
    ("most", "least", "highest", "lowest", "largest", "smallest", "first", "last", "latest",
     "newest", "oldest", "top", "more", "less", "fewer", "only", "not", "no", "without", "except",
     "each", "every", "per", "by", "between", "below", "above", "before", "after", "since", "than")
)  # fmt: skip


#: Who asks so asks for a figure of all that is named: its verb comes last, and leaves no row out.
_AMOUNTS = [["how", word] for word in ("much", "long", "often", "far", "high")]


def leads(clauses: Sequence[Clause], near: Near) -> bool:
    """Whether the first clause only asks what the others tell: all that it names is named there.

    One that names a text of a column may say which rows are meant, so it is no such question.
    """
    clause, *rest = clauses
    behind = [token for at, later in enumerate(rest, 1)
              for token in with_one(later, clauses[:at], near).tokens]  # fmt: skip
    if not clause.asks or not behind:
        return False
    later = nearly(behind, near)
    said = {name for token in later for name in _names(token)}
    words = {token.word for token in later}
    asked = nearly(_one_by_one(clause.tokens), near)
    amount = [token.word for token in asked[:2]] in _AMOUNTS
    for token in asked:
        names = {*_names(token)}
        if any(held_text(held, token.text) for held in near.values.values()):
            return False
        if names:
            if not names & said and not amount:
                return False
        elif token.text == "," or (amount and _is_verb(token, asked)):
            continue
        elif token.kind is not Kind.WORD or token.word not in _HARMLESS | words - _TELLING:
            return False
    return True


def _is_verb(token: Token, asked: Sequence[Token]) -> bool:
    """Whether it is the verb of a question for an amount, or the word `long` of `how long`."""
    return token in (asked[1], asked[-1]) and token.word not in _TELLING


def _one_by_one(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with `month by month` as the month."""
    words = [token.word for token in tokens]
    twice = {
        at for at in range(2, len(words)) if words[at - 1] == "by" and words[at - 2] == words[at]
    }
    return [token for at, token in enumerate(tokens) if not {at, at + 1} & twice]


def _names(token: Token) -> Iterator[str]:
    """What of the data a token may stand for."""
    if token.kind in (Kind.COLUMN, Kind.TABLE):
        yield token.text
    yield from filter(None, (token.near, token.thing))
