"""Text to syntax tree: the operands, and the way in."""

from __future__ import annotations

from speccc.diagnostics import Reporter
from speccc.diagnostics.codes import expressions as codes
from speccc.lang import ast
from speccc.lang.ast import Expr
from speccc.lang.frames import parse_order_by, parse_over
from speccc.lang.lexer import Kind, Token
from speccc.lang.literals import parse_typed
from speccc.lang.names import EXPRESSION_WORDS, RESERVED
from speccc.lang.operators import MAX_DEPTH, Operators
from speccc.lang.precedence import Level
from speccc.lang.source import Locate, Source, Stop
from speccc.lang.sqlisms import BEFORE_OPERAND, BEFORE_TEXT, CALLS, STAR, STAR_OF_COUNT
from speccc.lang.walk import depth
from speccc.types import INT64, Type
from speccc.types.parse import TypeTextError, parse_type


def parse_expression(text: str, locate: Locate, reporter: Reporter) -> Expr | None:
    """The tree of `text`. None after an error, which `reporter` then holds.

    `locate` maps a half-open range of characters of `text` to its place in the file. The tree is
    at most MAX_DEPTH deep.
    """
    source = Source(text, locate, reporter)
    try:
        expr = _Parser(source).whole()
    except Stop:
        return None
    return None if source.failed else expr


class _Parser(Operators):
    """Parses operands; a method for each kind."""

    def whole(self) -> Expr:
        cursor = self.cursor
        if cursor.current.kind is Kind.END:
            raise self.source.stop(codes.EMPTY, 0, len(self.source.text))
        start = cursor.current.start
        expr = self.climb()
        cursor.finish()
        if depth(expr) > MAX_DEPTH:
            raise self.source.stop(codes.TOO_DEEP, start, cursor.previous_end, limit=MAX_DEPTH)
        return expr

    def operand(self, floor: Level) -> Expr:
        cursor = self.cursor
        token = cursor.current
        match token.kind:
            case Kind.NUMBER:
                cursor.take()
                return ast.Number(token.text, span=cursor.span(token.start))
            case Kind.TEXT:
                cursor.take()
                return ast.Text(token.text, span=cursor.span(token.start))
            case Kind.PARAM:
                cursor.take()
                return ast.Param(token.text, span=cursor.span(token.start))
            case Kind.WORD if token.word in RESERVED:
                return self._reserved(token, floor)
            case Kind.WORD:
                return self._word(token)
            case Kind.SIGN | Kind.END:
                return self._sign(token)

    def _sign(self, token: Token) -> Expr:
        cursor = self.cursor
        match token.sign:
            case "(":
                cursor.open()
                expr = self.climb()
                cursor.close()
                return expr
            case "-":
                cursor.take()
                operand = self.climb(Level.NEGATE)
                return ast.Unary("-", operand, span=cursor.span(token.start))
            case "+":
                self.source.report(codes.PLUS_SIGN, token.start, token.end)
                cursor.take()
                return self.climb(Level.NEGATE)
            case "*":
                raise cursor.refuse(token.start, STAR)
            case _:
                raise cursor.unexpected("a value")

    def _reserved(self, token: Token, floor: Level) -> Expr:
        cursor = self.cursor
        match token.word:
            case "not":
                if floor > Level.NOT:
                    self.source.report(codes.NOT_NEEDS_BRACKETS, token.start, token.end)
                cursor.take()
                operand = self.climb(Level.NOT)
                return ast.Unary("not", operand, span=cursor.span(token.start))
            case "true" | "false":
                cursor.take()
                return ast.Bool(token.word == "true", span=cursor.span(token.start))
            case "null":
                cursor.take()
                return ast.Null(span=cursor.span(token.start))
            case "case":
                return self._case()
            case "cast" | "try_cast":
                return self._cast()
            case word if word in EXPRESSION_WORDS:
                raise cursor.unexpected("a value")
            case _:
                return self._word(token)

    # -- words --------------------------------------------------------------------------------

    def _word(self, token: Token) -> Expr:
        """A typed literal, a call or a column."""
        cursor = self.cursor
        typed = parse_typed(cursor)
        if typed is not None:
            return typed
        self._refuse_sql(token, cursor.next)
        if cursor.next.sign == "(":
            return self._call()
        if cursor.next.sign == "." and token.word in ("left", "right"):
            return self._side()
        name = cursor.column()
        while cursor.take_sign("."):
            prefix, name = name, cursor.column()
            self.source.report(
                codes.QUALIFIED, prefix.start, name.end, prefix=prefix.text, name=name.text
            )
        return ast.Name(name.text, span=cursor.span(name.start))

    def _refuse_sql(self, token: Token, following: Token) -> None:
        """Raises Stop where the word starts a form of SQL that is not in the language."""
        match following.kind:
            case Kind.TEXT if token.word in BEFORE_TEXT:
                raise self.cursor.refuse(token.start, BEFORE_TEXT[token.word])
            case Kind.WORD | Kind.NUMBER | Kind.PARAM if token.word in BEFORE_OPERAND:
                if following.word not in EXPRESSION_WORDS | {"order"}:
                    raise self.cursor.refuse(token.start, BEFORE_OPERAND[token.word])
            case Kind.SIGN if following.sign == "(" and token.word in CALLS:
                raise self.cursor.refuse(token.start, CALLS[token.word])
            case _:
                pass

    def _side(self) -> Expr:
        """`left.x` or `right.x`."""
        cursor = self.cursor
        token = cursor.take()
        side = "left" if token.word == "left" else "right"
        cursor.take_sign(".")
        name = cursor.column()
        return ast.Name(name.text, side, span=cursor.span(token.start))

    def _call(self) -> Expr:
        cursor = self.cursor
        name = cursor.take()
        name_span = cursor.span(name.start)
        cursor.open()
        args = self._arguments(name)
        order = parse_order_by(cursor)
        if order:
            cursor.close("',', 'desc' or ')'", codes.BAD_ORDER)
        else:
            cursor.close("',' or ')'" if args else "')'")
        frame = parse_over(cursor)
        return ast.Call(
            name.word, args, order, frame, name_span=name_span, span=cursor.span(name.start)
        )

    def _arguments(self, name: Token) -> tuple[Expr, ...]:
        cursor = self.cursor
        if cursor.current.sign == ")" or (cursor.current.word, cursor.next.word) == ("order", "by"):
            return ()
        if cursor.current.sign == "*" and name.word == "count":
            raise cursor.refuse(cursor.current.start, STAR_OF_COUNT)
        args = [self.inner()]
        while cursor.take_sign(","):
            args.append(self.inner())
        return tuple(args)

    # -- case, cast ---------------------------------------------------------------------------

    def _case(self) -> Expr:
        cursor = self.cursor
        case = cursor.take()
        if cursor.current.word not in ("when", "then", "else", "end"):
            self._case_operand()
        whens = [self._when()]
        while cursor.current.word == "when":
            whens.append(self._when())
        otherwise = self.inner() if cursor.take_word("else") else None
        if not cursor.take_word("end"):
            due = "'when', 'else' or 'end'" if otherwise is None else "'end'"
            raise cursor.left_over(due)
        return ast.Case(tuple(whens), otherwise, span=cursor.span(case.start))

    def _case_operand(self) -> None:
        start = self.cursor.current.start
        self.inner()
        end = self.cursor.previous_end
        self.source.report(codes.CASE_OPERAND, start, end, operand=self.source.quote(start, end))

    def _when(self) -> ast.When:
        cursor = self.cursor
        start = cursor.current.start
        cursor.demand_word("when")
        condition = self.inner()
        cursor.demand_word("then")
        result = self.inner()
        return ast.When(condition, result, span=cursor.span(start))

    def _cast(self) -> Expr:
        cursor = self.cursor
        cast = cursor.take()
        cursor.open()
        operand = self.inner()
        cursor.demand_word("as")
        type_ = self._type()
        cursor.close()
        trying = cast.word == "try_cast"
        return ast.Cast(operand, type_, trying, span=cursor.span(cast.start))

    def _type(self) -> Type:
        """The type up to the bracket that ends the cast; after an error, any type."""
        cursor = self.cursor
        start, deep = cursor.current.start, 0
        while cursor.current.kind is not Kind.END and (deep or cursor.current.sign != ")"):
            deep += {"(": 1, ")": -1}.get(cursor.take().sign, 0)
        end = max(cursor.previous_end, start)
        try:
            type_, nullable = parse_type(self.source.text[start:end].lower())
        except TypeTextError as error:
            self.source.report(codes.CAST_TYPE, start, end, note=error.hint, problem=error)
            return INT64
        if not nullable:
            problem = "a cast names a type only, without 'not null'"
            self.source.report(codes.CAST_TYPE, start, end, problem=problem)
        return type_
