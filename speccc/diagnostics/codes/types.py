"""E05: types that do not meet."""

from speccc.diagnostics.model import Code

BAD_TYPE = Code(
    "E0501",
    "not a type",
    "{problem}",
    "The types are bool, int64, float64, decimal(p,s) with p up to 18, text, date and timestamp,\n"
    "each with or without `not null`.",
)
OPERANDS = Code(
    "E0502",
    "types that do not meet",
    "'{operator}' cannot take {types}",
    "There are no implicit casts. An integer is promoted to float64 or decimal, a number literal\n"
    "takes the other side's type; decimal with float64, date with timestamp and text with\n"
    "anything else need a written `cast(x as type)` (or `try_cast` where it can fail).",
)
ARGUMENTS = Code(
    "E0503",
    "wrong arguments",
    "{name}({types}) does not exist",
    "The function exists, but not for these arguments.",
    hint="write {signatures}",
)
LITERAL_ARGUMENT = Code(
    "E0504",
    "literal wanted",
    "argument {position} of {name} must be {wanted}",
    "This argument must be known when the pipeline is compiled, so that every target does the\n"
    "same with it.",
)
NOT_A_CONDITION = Code(
    "E0505",
    "not a condition",
    "a condition must be bool, this is {type}",
    "There is no truthiness: write the comparison, as in `quantity <> 0`.",
)
BRANCHES = Code(
    "E0506",
    "branches of different types",
    "the branches have different types: {types}",
    "All branches of `case` and all arguments of `coalesce` have one type; a literal adapts.",
)
UNTYPED_NULL = Code(
    "E0507",
    "null without a type",
    "this null has no type",
    "`null` takes its type from the place where it stands: a branch of `case`, an argument of\n"
    "`coalesce`, the default of `lag`. Elsewhere give it one.",
    hint="write 'cast(null as date)', or 'is null' to test for it",
)
BAD_CAST = Code(
    "E0508",
    "cast that can fail",
    "a cast from {source} to {to} can fail",
    "`cast` is only for conversions that cannot fail. `try_cast` gives NULL where the value does\n"
    "not fit, and says so in its name; the `cast` step is for dirty data.",
    hint="write 'try_cast(… as {to})' for NULL on a bad value",
)
NO_CAST = Code(
    "E0509",
    "no such conversion",
    "there is no conversion from {source} to {to}",
    "float64 to text does not exist, since every engine prints floats differently: go through a\n"
    "decimal, `cast(try_cast(x as decimal(12,2)) as text)`. Dates are not numbers.",
)
BAD_LITERAL = Code(
    "E0510",
    "literal of the wrong type",
    "'{text}' does not read as {type}",
    "A literal here is typed by its column or param and is written bare: 12, 0.5, true,\n"
    "2024-01-31, 2024-01-31 10:00:00. Text needs no quotes.",
)
INT_RANGE = Code(
    "E0511",
    "integer out of range",
    "{text} does not fit into int64",
    "Integers have 64 bits: -9223372036854775808 to 9223372036854775807.",
)
DECIMAL_SCALE = Code(
    "E0512",
    "too many fraction digits",
    "the result of '{operator}' would have more than 18 fraction digits",
    "Decimal scales add up in a product. Round a factor first, or go over float64.",
    hint="round(x, 2) keeps two of them",
)
KEY_TYPES = Code(
    "E0513",
    "join keys of different types",
    "the key columns '{left}' ({left_type}) and '{right}' ({right_type}) differ in type",
    "Keys are compared exactly, so both sides must have one type, and float64 is not allowed.\n"
    "Cast one side in a `set` or `derive` step before the join.",
    hint="cast one of the two in a 'set' step before",
)
FLOAT_KEY = Code(
    "E0514",
    "float64 as a key",
    "'{name}' is float64 and cannot be a key",
    "Floats that print alike may differ in the last bit. Use a decimal or an integer.",
    hint="use a column of another type",
)
UNION_TYPES = Code(
    "E0515",
    "inputs of different columns",
    "'{name}' does not have the columns of '{first}': {difference}",
    "The inputs of a union, except or intersect have the same column names and types; the order\n"
    "may differ.",
    hint="bring both to the same columns before (select, derive, rename, set)",
)
UNPIVOT_TYPES = Code(
    "E0517",
    "columns of different types in one",
    "the columns have different types: {types}",
    "`unpivot` puts the values of several columns below each other in one, which has one type.",
    hint="cast them to one type in a 'set' step before",
)
EMPTY_RANGE = Code(
    "E0516",
    "value out of range",
    "{what} must be {wanted}, this is {value}",
    "The value is known when the pipeline is compiled, and no target could honour it.",
)
ALWAYS_OUT_OF_RANGE = Code(
    "E0518",
    "always out of range",
    "this is out of the range of {type} in every row",
    "No column is read here, or only such as have one value in all rows, so the value is known\n"
    "when the pipeline is compiled, and it is none that its type has. Engines compute it once,\n"
    "some of them even where there is no row.",
    hint="write a value that {type} has",
)
