"""How a request is laid out: sentences and lines as clauses, each under its heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from speccc.translate.offline.headings import BRIEF, VERBS, heading, heading_line
from speccc.translate.offline.tokens import NOISE, Clause, Kind, Token

#: Signs that say nothing where they stand alone, as rulers and bullets do.
_SILENT = frozenset(",:-_=*/~#|>•…?()[]'\"")

#: What ends a sentence.
_ENDS = ("\n", ".", ";", "!", "?")

#: After these words a sentence is not over.
_OPEN = frozenset(
    ("and", "or", "then", "the", "a", "an", "of", "by", "as", "with", "to", "from", "keep", "where",
     "is", "than", "on", "for", "each", "columns")
)  # fmt: skip

#: What does not begin a sentence.
_GOING_ON = frozenset(
    ("and", "or", "but", "by", "with", "of", "to", "in", "on", "as", "that", "which", "where",
     "who", "if", "when", "than", "is", "are", "else", "otherwise", "at", "whose", "because", "so")
)  # fmt: skip

#: What may stand before the next point of a list that was written on one line.
_JOINTS = frozenset(("and", "then", ","))


#: Words that only say that what is wanted follows.
_LEADING = frozenset(
    ("do", "does", "following", "follows", "steps", "step", "what", "is", "are", "this", "these",
     "here", "there", "pipeline", "it", "job", "as", "to", "be", "done", "build", "make", "create",
     "that", "which", "wanted", "needed", "required", "then", "and", "task", "in", "order", "how",
     "works", "work", "happens", "will", "must", "shall", "one", "such", "way", "report")
)  # fmt: skip


def clauses(tokens: Sequence[Token]) -> Iterator[Clause]:
    """The clauses of a request, under their headings."""
    return _Layout(tokens).clauses()


@dataclass
class _Layout:
    """`section`: the heading so far; `heads`: whether it stood on a line of its own. `lines` are
    those of the sentence that is read, `begun` where the last one of them begins.
    """

    tokens: Sequence[Token]
    section: str = ""
    heads: bool = False
    lines: list[list[Token]] = field(default_factory=lambda: [[]])

    def clauses(self) -> Iterator[Clause]:
        """The clauses, in their order."""
        ended = [*self.tokens, Token(Kind.SIGN, "\n", 0, 0)]
        at = 0
        while at < len(ended):
            token = ended[at]
            if not self.lines[-1] and (line := self._heading_line(ended, at)):
                yield from self._clause(token)
                self.section, self.heads = line[0], True
                at = line[1]
                continue
            ends = token.kind is Kind.SIGN and token.text in _ENDS and not token.word
            if not ends:
                self.lines[-1].append(token)
            elif token.text == "\n" and _wraps(self.lines[-1], ended[at + 1 :]):
                self.lines.append([])
            else:
                yield from self._clause(token)
                if token.text == "\n" and self.section in BRIEF and not self.heads:
                    self.section = ""
            at += 1

    def _heading_line(self, tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
        """The section that the line here begins, if it is nothing but a heading, and its end."""
        if at and tokens[at - 1].text != "\n":
            return None
        end = next(n for n in range(at, len(tokens)) if tokens[n].text == "\n")
        found = heading_line(tokens[at:end], self.section) if end > at else ""
        return (found, end + 1) if found else None

    def _clause(self, end: Token) -> Iterator[Clause]:
        """What was said up to here."""
        lines, self.lines = self.lines, [[]]
        said = [token for line in lines for token in line]
        if not said:
            return
        if said[0].first[:1].isdigit() and not self.heads:
            self.section = ""
        section, length = heading(said)
        if section:
            self.section, self.heads = section, length == len(said)
        kept = [[t for t in line if t not in said[:length]] for line in lines]
        tokens = _without_noise([token for line in kept for token in line])
        while end.text == "\n" and tokens and (tokens[-1].word or tokens[-1].text) in _JOINTS:
            tokens.pop()
        if not all(t.kind is Kind.SIGN and t.text in _SILENT for t in tokens) and not _leads_in(
            tokens
        ):
            title = "" if section or said[0] is not self._first or said[0].first else end.text
            if title == "\n" and self._above_blank(end):
                title = "\n\n"
            parts = tuple(_parts(kept, each=self.section in BRIEF))
            yield Clause(tuple(tokens), self.section, end.text == "?", title, parts)

    def _above_blank(self, end: Token) -> bool:
        """Whether an empty line stands behind this line's end."""
        return any(t.text == "\n" and t.start == end.end for t in self.tokens)

    @property
    def _first(self) -> Token | None:
        return next((token for token in self.tokens if token.text != "\n"), None)


def _leads_in(tokens: Sequence[Token]) -> bool:
    """Whether it only says that something follows: `please do the following:`."""
    *words, last = tokens
    return last.text == ":" and all(token.word in _LEADING for token in words)


def _parts(lines: Sequence[Sequence[Token]], *, each: bool) -> Iterator[tuple[Token, ...]]:
    """What may be sentences of their own, none if there is but one: lines that begin with a verb.
    `each`: every line may be one.
    """
    each = each or _is_broken(lines)
    begins = [at for at, line in enumerate(lines)
              if at == 0 or _commands(line) or (each and not _goes_on(line))]  # fmt: skip
    if len(begins) > 1:
        for at, until in zip(begins, [*begins[1:], len(lines)], strict=True):
            part = _without_noise([token for line in lines[at:until] for token in line])
            if part:
                yield tuple(part)


def _is_broken(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether lines end where somebody ended them: the next word would have had its place there."""
    if len(lines) < 3 or not all(lines):
        return False
    widths = [line[-1].end - line[0].start for line in lines]
    full = [
        width + 1 + len(after[0].text) > max(widths)
        for width, after in zip(widths, lines[1:], strict=False)
    ]
    return sum(full) <= 1 + len(lines) // 5


def _goes_on(line: Sequence[Token]) -> bool:
    """Whether a line can only go on with the one before it."""
    return not line or line[0].word in _GOING_ON or line[0].kind is Kind.SIGN


def _commands(line: Sequence[Token]) -> bool:
    said = [token.word for token in line[:2] if token.word not in NOISE]
    return bool(said) and said[0] in VERBS


def _without_noise(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without words that change nothing, and the commas beside them at either end."""
    said = [t for t in tokens if t.kind is not Kind.WORD or t.word not in NOISE]
    if len(said) < len(tokens):
        while said and said[-1].text == ",":
            said.pop()
        while said and said[0].text == ",":
            del said[0]
    return said


def _wraps(line: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether a line ends only because it is full: the next one goes on in lower case."""
    following = next(iter(rest), None)
    if not line or following is None or following.text == "\n" or following.first:
        return False
    if line[-1].text == "," or line[-1].word in _OPEN:
        return True
    return not following.text[:1].isupper() and not _is_key(rest)


def _is_key(tokens: Sequence[Token]) -> bool:
    """Whether a line begins with a key and a colon."""
    return any(t.text == ":" for t in tokens[1:3]) and tokens[0].kind is not Kind.COLUMN
