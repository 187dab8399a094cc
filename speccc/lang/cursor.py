"""A walk over tokens: looking, taking, demanding; and what to say when something else is due."""

from __future__ import annotations

from speccc.diagnostics import Code, Span
from speccc.diagnostics.codes import expressions as codes
from speccc.lang.lexer import Kind, Token, tokenize
from speccc.lang.names import RESERVED, why_reserved
from speccc.lang.precedence import BINARY
from speccc.lang.source import Source, Stop
from speccc.lang.sqlisms import FOLLOWING, MISPLACED


class Cursor:
    """The tokens of a source and the place among them.

    What takes a token that is not there reports it and raises Stop.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._tokens = tokenize(source)
        self._place = 0
        self._brackets: list[Token] = []

    @property
    def current(self) -> Token:
        return self._tokens[self._place]

    @property
    def next(self) -> Token:
        """The token after the current one; END is followed by itself."""
        return self._tokens[min(self._place + 1, len(self._tokens) - 1)]

    @property
    def previous_end(self) -> int:
        """The offset at which the last token taken ends."""
        return self._tokens[self._place - 1].end if self._place else 0

    def span(self, start: int) -> Span:
        """The place from offset `start` to the last token taken."""
        return self.source.locate(start, self.previous_end)

    def take(self) -> Token:
        token = self.current
        if token.kind is not Kind.END:
            self._place += 1
        return token

    def take_word(self, *words: str) -> bool:
        """Takes these words if they all come next; whether it did."""
        coming = self._tokens[self._place : self._place + len(words)]
        if [token.word for token in coming] != list(words):
            return False
        self._place += len(words)
        return True

    def take_sign(self, sign: str) -> bool:
        """Takes this sign if it comes next; whether it did."""
        if self.current.sign != sign:
            return False
        self._place += 1
        return True

    def demand_word(self, word: str, code: Code = codes.EXPECTED) -> None:
        """Takes the word that must come next."""
        if not self.take_word(word):
            raise self.left_over(f"'{word}'", code)

    def open(self, code: Code = codes.EXPECTED) -> None:
        """Takes the '(' that must come next."""
        bracket = self.current
        if not self.take_sign("("):
            raise self.unexpected("'('", code)
        self._brackets.append(bracket)

    def close(self, expected: str = "')'", code: Code = codes.EXPECTED) -> None:
        """Takes the ')' of the last '('; `expected` is all that may stand here."""
        if not self.take_sign(")"):
            raise self.left_over(expected, code)
        self._brackets.pop()

    def column(self, expected: str = "a column", code: Code = codes.EXPECTED) -> Token:
        """Takes a name that can be a column's."""
        token = self.current
        if token.kind is not Kind.WORD:
            raise self.unexpected(expected, code)
        self.check_reserved(token)
        return self.take()

    def check_reserved(self, token: Token) -> None:
        """Reports a word that no column may be called."""
        if token.word in RESERVED:
            why = why_reserved(token.text)
            self.source.report(codes.RESERVED, token.start, token.end, note=why, word=token.text)

    def unexpected(self, expected: str, code: Code = codes.EXPECTED, note: str = "") -> Stop:
        """Reports that something else is due here. `code` has the parameters of EXPECTED."""
        token = self.current
        if token.kind is Kind.END and self._brackets and "')'" in expected:
            bracket = self._brackets[-1]
            return self.source.stop(codes.UNCLOSED_BRACKET, bracket.start, bracket.end)
        if token.sign == ")" and not self._brackets:
            return self.source.stop(codes.STRAY_BRACKET, token.start, token.end)
        return self.source.stop(
            code, token.start, token.end, note=note, expected=expected, found=token
        )

    def left_over(self, expected: str, code: Code = codes.EXPECTED) -> Stop:
        """Reports that nothing joins the current token to the complete expression before it."""
        token = self.current
        if token.word in FOLLOWING and code is codes.EXPECTED:
            return self.refuse(token.start, FOLLOWING[token.word])
        return self.unexpected(expected, code)

    def refuse(self, start: int, instead: str) -> Stop:
        """Reports a form of SQL, from offset `start` to the current token, that is left out."""
        end = self.current.end
        written = self.source.quote(start, end)
        return self.source.stop(codes.NOT_IN_LANGUAGE, start, end, written=written, instead=instead)

    def finish(self) -> None:
        """Nothing may be left."""
        token = self.current
        if token.kind is Kind.END:
            return
        if token.word in FOLLOWING or token.sign == ")":
            raise self.left_over("the end")
        note = MISPLACED.get(token.word, "an operator is missing before it")
        if token.kind is Kind.SIGN:
            joins = token.sign in BINARY
            note = "put brackets around what stands before it" if joins else "remove it"
        raise self.source.stop(codes.LEFT_OVER, token.start, token.end, note=note, found=token)
