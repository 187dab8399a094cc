"""The half of the parser that joins operands: the precedence table at work."""

from __future__ import annotations

from abc import ABC, abstractmethod

from speccc.diagnostics.codes import expressions as codes
from speccc.lang import ast
from speccc.lang.ast import Expr
from speccc.lang.cursor import Cursor
from speccc.lang.lexer import Token
from speccc.lang.precedence import BINARY, Level
from speccc.lang.source import Source, Stop

MAX_DEPTH = 100
"""How deep a tree may be: what comes after the parser may recurse over it."""

_LONGEST_HINT = 160
_OPERATORS: dict[str, ast.BinaryOp] = {op: op for op in BINARY}
_PREDICATES = frozenset(("is", "in", "between", "like"))
_LITERALS = (ast.Number, ast.Text, ast.Bool, ast.Typed)


class Operators(ABC):
    """Parses operators; what stands between them is `operand`'s business."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.cursor = Cursor(source)
        self._nesting = 0

    @abstractmethod
    def operand(self, floor: Level) -> Expr:
        """The operand at the cursor. `floor` is how tightly the place around it binds."""

    def climb(self, floor: Level = Level.CONNECT) -> Expr:
        """An operand, and all operators after it that bind at least as tightly as `floor`."""
        self._deeper()
        cursor = self.cursor
        start = cursor.current.start
        # Whatever binds tighter than the last operator has been taken by its right side, if it
        # has one; after `is null`, or after all of `not a`, it is an error.
        ceiling = Level.NOT if cursor.current.word == "not" else Level.PRIMARY
        left = self.operand(floor)
        last: Token | None = None
        connectives: list[Token] = []
        while (level := self._level()) is not None and floor <= level <= ceiling:
            operator = cursor.current
            left = self._join(left, start, level)
            if level is Level.CONNECT:
                connectives.append(operator)
            elif level is Level.COMPARE and last is not None and ceiling is level:
                self._report_chain(start, last, operator)
            last, ceiling = operator, level
        if len({connective.word for connective in connectives}) > 1:
            self._report_mix(start, connectives)
        self._nesting -= 1
        return left

    def inner(self) -> Expr:
        """A whole expression inside a call, a case or a cast.

        It counts twice: what holds it is a level of the tree, unlike a pair of brackets.
        """
        self._deeper()
        expr = self.climb()
        self._nesting -= 1
        return expr

    def _deeper(self) -> None:
        self._nesting += 1
        if self._nesting > 2 * (MAX_DEPTH + 1):
            token = self.cursor.current
            raise self.source.stop(codes.TOO_DEEP, token.start, token.end, limit=MAX_DEPTH)

    def _level(self) -> Level | None:
        """How tightly the operator at the cursor binds; None where there is none."""
        token = self.cursor.current
        operator = token.sign or token.word
        if operator in _OPERATORS:
            return BINARY[_OPERATORS[operator]]
        if operator == "not":
            operator = self.cursor.next.word
            if operator == "null":  # `a not null`, for `_predicate` to refuse
                return Level.COMPARE
        return Level.COMPARE if operator in _PREDICATES else None

    def _join(self, left: Expr, start: int, level: Level) -> Expr:
        """`left` with the operator at the cursor and its right side."""
        cursor = self.cursor
        token = cursor.current
        operator = token.sign or token.word
        if operator not in _OPERATORS:
            return self._predicate(left, start)
        cursor.take()
        right = self.climb(Level(level + 1))
        if level is Level.COMPARE and ast.Null in (type(left), type(right)):
            self._report_null(left, start, token)
        return ast.Binary(_OPERATORS[operator], left, right, span=cursor.span(start))

    # -- predicates ---------------------------------------------------------------------------

    def _predicate(self, left: Expr, start: int) -> Expr:
        cursor = self.cursor
        word = cursor.current
        if cursor.take_word("is"):
            negated = cursor.take_word("not")
            if not cursor.take_word("null"):
                raise self._is_what(word.start, negated)
            return ast.IsNull(left, negated, span=cursor.span(start))
        negated = cursor.take_word("not")
        if cursor.take_word("between"):
            low = self.climb(Level.ADD)
            cursor.demand_word("and")
            high = self.climb(Level.ADD)
            return ast.Between(left, low, high, negated, span=cursor.span(start))
        if cursor.take_word("like"):
            pattern = self._pattern()
            return ast.Like(left, pattern, negated, span=cursor.span(start))
        if cursor.current.word == "null":
            raise cursor.refuse(word.start, "write 'a is not null'")
        cursor.demand_word("in")
        values = self._values()
        return ast.In(left, values, negated, span=cursor.span(start))

    def _is_what(self, start: int, negated: bool) -> Stop:
        token = self.cursor.current
        if token.word in ("true", "false"):
            call = f"same(a, {token.word})"
        elif token.word == "distinct":
            call, negated = "same(a, b)", not negated
        else:
            note = "values are compared with '=' and '<>'"
            return self.cursor.unexpected("'null' or 'not null'", note=note)
        return self.cursor.refuse(start, f"write '{'not ' if negated else ''}{call}'")

    def _pattern(self) -> ast.Text:
        start = self.cursor.current.start
        pattern = self.climb(Level.ADD)
        if isinstance(pattern, ast.Text):
            return pattern
        end = self.cursor.previous_end
        self.source.report(codes.LIKE_PATTERN, start, end, found=describe(pattern))
        return ast.Text("", span=pattern.span)

    def _values(self) -> tuple[Expr, ...]:
        cursor = self.cursor
        token = cursor.current
        if token.sign != "(":
            raise self.source.stop(codes.IN_LIST, token.start, token.end, found=token)
        cursor.open()
        token = cursor.current
        if token.sign == ")":
            self.source.report(codes.IN_LIST, token.start, token.end, found="an empty list")
            cursor.close()
            return ()
        values = [self._value()]
        while cursor.take_sign(","):
            values.append(self._value())
        cursor.close("',' or ')'")
        return tuple(values)

    def _value(self) -> Expr:
        start = self.cursor.current.start
        value = self.inner()
        end = self.cursor.previous_end
        match value:
            case ast.Number() | ast.Text() | ast.Bool() | ast.Typed():
                pass
            case ast.Unary("-", ast.Number()):
                pass
            case ast.Null():
                self.source.report(codes.NULL_IN_LIST, start, end)
            case _:
                self.source.report(codes.IN_LIST, start, end, found=describe(value))
        return value

    # -- what may not stand side by side ------------------------------------------------------

    def _report_chain(self, start: int, first: Token, second: Token) -> None:
        quote, end = self.source.quote, self.cursor.previous_end
        right = "two comparisons joined by 'and', or brackets around the first"
        if first.sign and second.sign:
            before, middle = quote(start, second.start), quote(first.end, second.start)
            after = quote(second.end, end)
            right = f"'{before} and {middle} {second.text} {after}'"
        self.source.report(
            codes.CHAINED, second.start, second.end, operator=second.text.lower(), right=right
        )

    def _report_mix(self, start: int, connectives: list[Token]) -> None:
        """`connectives` are the `and`s and `or`s that join operands from `start` to here."""
        starts = [start, *(connective.end for connective in connectives)]
        ends = [*(connective.start for connective in connectives), self.cursor.previous_end]
        operands = [self.source.quote(*ends) for ends in zip(starts, ends, strict=True)]
        words = [connective.word for connective in connectives]
        groups = [[operands[0]]]
        for word, operand in zip(words, operands[1:], strict=True):
            if word == "and":
                groups[-1].append(operand)
            else:
                groups.append([operand])
        bracketed = [f"({' and '.join(group)})" if len(group) > 1 else group[0] for group in groups]
        right = f"'{' or '.join(bracketed)}', as SQL reads it"
        if len(right) > _LONGEST_HINT:
            right = "brackets around each part joined by 'and', as in 'a or (b and c)'"
        if words == ["or", "and"]:
            right = f"'({operands[0]} or {operands[1]}) and {operands[2]}' or {right}"
        elif words == ["and", "or"]:
            right = f"'{operands[0]} and ({operands[1]} or {operands[2]})' or {right}"
        odd = next(c for c in connectives if c.word != words[0])
        self.source.report(codes.MIXED, odd.start, odd.end, right=right)

    def _report_null(self, left: Expr, start: int, operator: Token) -> None:
        end = self.cursor.previous_end
        if isinstance(left, ast.Null):
            other = self.source.quote(operator.end, end)
        else:
            other = self.source.quote(start, operator.start)
        test = "is not null" if operator.sign == "<>" else "is null"
        self.source.report(codes.COMPARED_WITH_NULL, start, end, right=f"'{other} {test}'")


def describe(expr: Expr) -> str:
    """What an operand is, for a message."""
    match expr:
        case ast.Name(name=name):
            return f"the column '{name}'"
        case ast.Param(name=name):
            return f"the parameter ':{name}'"
        case ast.Call(name=name):
            return f"a call of '{name}'"
        case _:
            return "an expression" if not isinstance(expr, _LITERALS) else "another literal"
