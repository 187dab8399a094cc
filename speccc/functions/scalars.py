"""Operators and scalar functions. Names are what a spec calls; operators also have a symbol."""

from __future__ import annotations

from speccc.functions.model import Exact, Form, Function, Nulls, Shapes, Signature, sig
from speccc.types import Type, decimal
from speccc.types.rules import as_decimal, product, total


def _total(args: Shapes) -> Type | None:
    return total(as_decimal(args[0][0]), as_decimal(args[1][0]))


def _product(args: Shapes) -> Type | None:
    return product(as_decimal(args[0][0]), as_decimal(args[1][0]))


def _rounded(args: Shapes) -> Type | None:
    """A decimal rounded to the literal number of digits (0 without): one more whole digit."""
    source = args[0][0]
    digits = args[1][1] if len(args) > 1 else 0
    if not isinstance(digits, int) or digits >= source.scale:
        return source
    return decimal(source.precision - source.scale + digits + 1, digits)


def _op(name: str, symbol: str, nulls: Nulls, doc: str, *signatures: Signature) -> Function:
    return Function(name, Form.SCALAR, "operator", signatures, nulls, doc, symbol=symbol)


def _fn(
    group: str,
    name: str,
    nulls: Nulls,
    doc: str,
    *signatures: Signature,
    exact: Exact = Exact.YES,
    literal_min: int = 0,
    literal_max: int = 2**31 - 1,
) -> Function:
    return Function(
        name,
        Form.SCALAR,
        group,
        signatures,
        nulls,
        doc,
        exact=exact,
        literal_min=literal_min,
        literal_max=literal_max,
    )


_S, _P = Nulls.STRICT, Nulls.PARTIAL
_COMPARE = sig("T, T -> bool")
_BY_UNIT = (sig("date -> date"), sig("timestamp -> timestamp"))
_OF_DAY = (sig("date -> int64"), sig("timestamp -> int64"))
_OF_TIME = (sig("timestamp -> int64"),)

OPERATORS = (
    _op(
        "add",
        "+",
        _S,
        "Sum of two numbers. Overflow ends the run.",
        sig("int64, int64 -> int64"),
        sig("decimal, decimal -> decimal", _total),
        sig("float64, float64 -> float64"),
    ),
    _op(
        "subtract",
        "-",
        _S,
        "Difference of two numbers. Overflow ends the run.",
        sig("int64, int64 -> int64"),
        sig("decimal, decimal -> decimal", _total),
        sig("float64, float64 -> float64"),
    ),
    _op(
        "multiply",
        "*",
        _S,
        "Product of two numbers; decimal scales add up. Overflow ends the run.",
        sig("int64, int64 -> int64"),
        sig("decimal, decimal -> decimal", _product),
        sig("float64, float64 -> float64"),
    ),
    _op(
        "divide",
        "/",
        _P,
        "Quotient as float64; NULL where the divisor is 0.",
        sig("float64, float64 -> float64"),
    ),
    _op("negate", "-", _S, "The number with the other sign.", sig("N -> N")),
    _op("concat", "||", _S, "Two texts, one after the other.", sig("text, text -> text")),
    _op("equal", "=", _S, "Equality; text by code point, exactly.", _COMPARE),
    _op("not_equal", "<>", _S, "Inequality.", _COMPARE),
    _op("less", "<", _S, "Order; text by code point; false before true.", _COMPARE),
    _op("less_equal", "<=", _S, "Order; text by code point.", _COMPARE),
    _op("greater", ">", _S, "Order; text by code point.", _COMPARE),
    _op("greater_equal", ">=", _S, "Order; text by code point.", _COMPARE),
    _op("and", "and", Nulls.KLEENE, "TRUE if all are TRUE.", sig("bool, bool... -> bool")),
    _op("or", "or", Nulls.KLEENE, "TRUE if one is TRUE.", sig("bool, bool... -> bool")),
    _op("not", "not", _S, "TRUE if FALSE, FALSE if TRUE.", sig("bool -> bool")),
    _op("is_null", "is null", Nulls.NEVER, "Whether there is no value.", sig("T -> bool")),
    _op("is_not_null", "is not null", Nulls.NEVER, "Whether there is a value.", sig("T -> bool")),
    _op("in", "in", _S, "Whether it equals one of the literals.", sig("T, T!... -> bool")),
    _op(
        "like",
        "like",
        _S,
        "Whether the whole text fits a pattern: % is any text, _ one character, \\ escapes.",
        sig("text, text! -> bool"),
    ),
)

NULL_FUNCTIONS = (
    _fn("null", "coalesce", Nulls.FIRST, "The first value that is not NULL.", sig("T, T... -> T")),
    _fn(
        "null",
        "nullif",
        Nulls.ALWAYS,
        "NULL if the two are equal, else the first.",
        sig("T, T -> T"),
    ),
    _fn("null", "same", Nulls.NEVER, "Equality in which two NULLs are equal.", sig("T, T -> bool")),
    _fn("null", "greatest", _S, "The largest argument.", sig("T, T... -> T")),
    _fn("null", "least", _S, "The smallest argument.", sig("T, T... -> T")),
)

MATH = (
    _fn("math", "abs", _S, "The number without its sign.", sig("N -> N")),
    _fn("math", "sign", _S, "-1, 0 or 1.", sig("N -> int64")),
    _fn(
        "math",
        "round",
        _S,
        "Rounded to n digits (0 without n), halves away from zero; a float64 x by the formula "
        "sign(x) * floor(abs(x) * 10^n + 0.5) / 10^n.",
        sig("int64 -> int64"),
        sig("decimal -> decimal", _rounded),
        sig("float64 -> float64"),
        sig("decimal, int64! -> decimal", _rounded),
        sig("float64, int64! -> float64"),
        literal_min=0,
        literal_max=9,
    ),
    _fn(
        "math",
        "floor",
        _S,
        "The largest whole number not above it.",
        sig("int64 -> int64"),
        sig("decimal -> decimal", _rounded),
        sig("float64 -> float64"),
    ),
    _fn(
        "math",
        "ceil",
        _S,
        "The smallest whole number not below it.",
        sig("int64 -> int64"),
        sig("decimal -> decimal", _rounded),
        sig("float64 -> float64"),
    ),
    _fn(
        "math",
        "div",
        _P,
        "Whole quotient, cut towards 0; x by 0 is NULL.",
        sig("int64, int64 -> int64"),
    ),
    _fn(
        "math",
        "mod",
        _P,
        "Remainder with the sign of x; x by 0 is NULL.",
        sig("int64, int64 -> int64"),
    ),
    _fn("math", "sqrt", _P, "Square root; NULL below 0.", sig("float64 -> float64")),
    _fn(
        "math",
        "ln",
        _P,
        "Natural logarithm; NULL at 0 and below.",
        sig("float64 -> float64"),
        exact=Exact.NO,
    ),
    _fn(
        "math",
        "exp",
        _S,
        "e to the power x. Overflow ends the run.",
        sig("float64 -> float64"),
        exact=Exact.NO,
    ),
    _fn(
        "math",
        "power",
        _P,
        "x to the power y; NULL where it is no real number. Overflow ends the run.",
        sig("float64, float64 -> float64"),
        exact=Exact.NO,
    ),
)

TEXTS = (
    _fn("text", "length", _S, "Number of characters (code points).", sig("text -> int64")),
    _fn("text", "upper", _S, "ASCII letters a-z as A-Z; all else unchanged.", sig("text -> text")),
    _fn("text", "lower", _S, "ASCII letters A-Z as a-z; all else unchanged.", sig("text -> text")),
    _fn("text", "trim", _S, "Without blanks (U+0020 only) at both ends.", sig("text -> text")),
    _fn("text", "ltrim", _S, "Without blanks (U+0020 only) at the start.", sig("text -> text")),
    _fn("text", "rtrim", _S, "Without blanks (U+0020 only) at the end.", sig("text -> text")),
    _fn(
        "text",
        "substr",
        _S,
        "From character `start` (1 is the first) to the end, or `count` characters of it.",
        sig("text, int64! -> text"),
        sig("text, int64!, int64! -> text"),
    ),
    _fn("text", "left", _S, "The first n characters.", sig("text, int64! -> text")),
    _fn("text", "right", _S, "The last n characters.", sig("text, int64! -> text")),
    _fn(
        "text",
        "replace",
        _S,
        "Every occurrence of a text by another.",
        sig("text, text!, text! -> text"),
    ),
    _fn("text", "contains", _S, "Whether a text occurs in it.", sig("text, text! -> bool")),
    _fn("text", "starts_with", _S, "Whether it starts with a text.", sig("text, text! -> bool")),
    _fn("text", "ends_with", _S, "Whether it ends with a text.", sig("text, text! -> bool")),
    _fn(
        "text",
        "split_part",
        _S,
        "The n-th part between separators, from 1; '' past the last.",
        sig("text, text!, int64! -> text"),
        literal_min=1,
    ),
    _fn(
        "text",
        "lpad",
        _S,
        "Filled up at the start with one character to n; a longer text stays as it is.",
        sig("text, int64!, text! -> text"),
    ),
)

DATES = (
    _fn(
        "date",
        "add_days",
        _S,
        "n days later.",
        sig("date, int64 -> date"),
        sig("timestamp, int64 -> timestamp"),
    ),
    _fn(
        "date",
        "add_months",
        _S,
        "n months later, on the last day of the month where the day does not exist.",
        sig("date, int64 -> date"),
        sig("timestamp, int64 -> timestamp"),
    ),
    _fn("date", "add_seconds", _S, "n seconds later.", sig("timestamp, int64 -> timestamp")),
    _fn(
        "date", "days_between", _S, "Days from the first to the second.", sig("date, date -> int64")
    ),
    _fn(
        "date",
        "months_between",
        _S,
        "Months from the first's month to the second's; days do not count.",
        sig("date, date -> int64"),
    ),
    _fn(
        "date",
        "seconds_between",
        _S,
        "Whole seconds from the first to the second, rounded down.",
        sig("timestamp, timestamp -> int64"),
    ),
    _fn("date", "trunc_year", _S, "The start of its year.", *_BY_UNIT),
    _fn("date", "trunc_quarter", _S, "The start of its quarter.", *_BY_UNIT),
    _fn("date", "trunc_month", _S, "The start of its month.", *_BY_UNIT),
    _fn("date", "trunc_week", _S, "The Monday of its week.", *_BY_UNIT),
    _fn("date", "trunc_day", _S, "The start of its day.", *_BY_UNIT),
    _fn("date", "trunc_hour", _S, "The start of its hour.", sig("timestamp -> timestamp")),
    _fn("date", "trunc_minute", _S, "The start of its minute.", sig("timestamp -> timestamp")),
    _fn("date", "year", _S, "The year.", *_OF_DAY),
    _fn("date", "quarter", _S, "The quarter, 1 to 4.", *_OF_DAY),
    _fn("date", "month", _S, "The month, 1 to 12.", *_OF_DAY),
    _fn("date", "week", _S, "The ISO week, 1 to 53.", *_OF_DAY),
    _fn("date", "day", _S, "The day of the month, 1 to 31.", *_OF_DAY),
    _fn("date", "day_of_week", _S, "1 is Monday, 7 is Sunday.", *_OF_DAY),
    _fn("date", "day_of_year", _S, "The day of the year, 1 to 366.", *_OF_DAY),
    _fn("date", "hour", _S, "The hour, 0 to 23.", *_OF_TIME),
    _fn("date", "minute", _S, "The minute, 0 to 59.", *_OF_TIME),
    _fn("date", "second", _S, "The whole second, 0 to 59.", *_OF_TIME),
)

SCALARS = (*OPERATORS, *NULL_FUNCTIONS, *MATH, *TEXTS, *DATES)
