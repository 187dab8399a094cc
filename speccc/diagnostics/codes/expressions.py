"""E03: the syntax of expressions, and of the small items `old as new`, `a desc`, `left = right`."""

from speccc.diagnostics.model import Code

EMPTY = Code(
    "E0301",
    "empty expression",
    "there is no expression here",
    "A value that should be an expression holds nothing but blanks.\n\n"
    "    wrong:  filter: ''\n"
    "    right:  filter: amount > 0",
    "write a column, a literal or a condition such as 'amount > 0'",
)

EXPECTED = Code(
    "E0302",
    "something else is due",
    "expected {expected}, found {found}",
    "The expression is right up to this place; what stands here cannot.\n\n"
    "    wrong:  net: gross -\n"
    "    right:  net: gross - tax",
)

LEFT_OVER = Code(
    "E0303",
    "something follows a complete expression",
    "the expression is complete before {found}",
    "What stands before this place is a whole expression, and nothing joins the rest to it.\n"
    "Mostly an operator or a comma is missing.\n\n"
    "    wrong:  total: price quantity\n"
    "    right:  total: price * quantity",
)

UNCLOSED_TEXT = Code(
    "E0304",
    "text without its closing quote",
    "this text has no closing quote",
    "A text stands in single quotes and ends on the line it starts on. A quote inside it is\n"
    "doubled. Where YAML found ' #' it took the rest of the line as a comment, and the closing\n"
    "quote with it: put the whole expression in double quotes or in a | block.\n\n"
    "    wrong:  check: note = 'a #1'\n"
    "    right:  check: \"note = 'a #1'\"\n"
    "    wrong:  check: name = 'it's'\n"
    "    right:  check: name = 'it''s'",
)

WRONG_OPERATOR = Code(
    "E0305",
    "an operator of another language",
    "there is no operator '{written}'",
    "The operators are or, and, not, =, <>, <, <=, >, >=, +, -, ||, * and /.\n\n"
    "    wrong:  status != 'open' && n % 2 == 0\n"
    "    right:  status <> 'open' and mod(n, 2) = 0",
    "write {right}",
)

QUOTED_NAME = Code(
    "E0306",
    "a name in quotes",
    "{written} is in the wrong quotes",
    "There are no quoted names: a column is written bare. A text stands in single quotes.\n\n"
    '    wrong:  "status" = "open"\n'
    "    right:  status = 'open'",
    "write {right}",
)

BAD_NUMBER = Code(
    "E0307",
    "a number written wrongly",
    "'{written}' is not a number literal",
    "A number is digits, maybe a point with digits on both sides, maybe an exponent: 12, 0.5,\n"
    "1e3. There are no leading zeros, no separators, and no other bases.\n\n"
    "    wrong:  012   1_000   .5    5.\n"
    "    right:  12    1000    0.5   5.0",
)

BAD_NAME = Code(
    "E0308",
    "not a name",
    "'{written}' is not a name",
    "A name is a letter of A to Z, then letters, digits and underscores; 63 characters at most.\n"
    "A physical column with another name is declared under a fitting one, with `path`.\n\n"
    "    wrong:  Größe, _id\n"
    "    right:  size: {type: int64, path: Größe}",
    "a name is a letter of A to Z, then letters, digits or underscores, 63 in all at most",
)

RESERVED = Code(
    "E0309",
    "a reserved word as a name",
    "'{word}' is a reserved word",
    "The words of expressions, and the words that YAML readers take for booleans or null, cannot\n"
    "be columns. Give the column another name; `path` maps the physical one.\n\n"
    "    wrong:  select: [end]\n"
    "    right:  select: [ended_at]",
    "give the column another name; a source's 'path' maps the physical one",
)

CHAINED = Code(
    "E0310",
    "chained comparison",
    "a comparison cannot be compared again with '{operator}'",
    "Comparisons do not chain. Compare twice, or use between.\n\n"
    "    wrong:  0 < amount < 100\n"
    "    right:  0 < amount and amount < 100",
    "write {right}",
)

MIXED = Code(
    "E0311",
    "and and or are mixed",
    "'and' and 'or' are mixed without brackets",
    "Readers disagree on which of the two binds tighter, so brackets must say it.\n\n"
    "    wrong:  a or b and c\n"
    "    right:  a or (b and c)",
    "write {right}",
)

CASE_OPERAND = Code(
    "E0312",
    "case with an operand",
    "'case' takes no value before 'when'",
    "Only conditions follow `when`.\n\n"
    "    wrong:  case status when 'a' then 1 end\n"
    "    right:  case when status = 'a' then 1 end",
    "write 'case when {operand} = … then …'",
)

IN_LIST = Code(
    "E0313",
    "the list of 'in' holds more than literals",
    "'in' takes a list of literals, not {found}",
    "The values of `in` are literals in brackets, at least one. Compare with a column or a\n"
    "parameter by `=`; for the rows of another step use a semi join.\n\n"
    "    wrong:  status in (:wanted, other)\n"
    "    right:  status = :wanted or status = other",
    "write literals, as in ('a', 'b'); compare with a column or a parameter by '='; "
    "for the rows of another step use a semi join",
)

NULL_IN_LIST = Code(
    "E0314",
    "null in the list of 'in'",
    "'null' in a list never matches",
    "Nothing equals NULL, and `not in` a list with NULL is never TRUE.\n\n"
    "    wrong:  status in ('a', null)\n"
    "    right:  status in ('a') or status is null",
    "leave it out and add 'or … is null'",
)

LIKE_PATTERN = Code(
    "E0315",
    "the pattern of 'like' is not a text",
    "the pattern of 'like' must be a text, found {found}",
    "The pattern is a text literal: % stands for any characters, _ for one.\n\n"
    "    wrong:  name like prefix\n"
    "    right:  name like 'Dr. %'",
    "write a pattern such as 'Dr. %'; for a part that is computed use starts_with or contains",
)

BAD_DATE = Code(
    "E0316",
    "a date or timestamp that does not exist",
    "'{text}' is not a {kind}",
    "Dates are YYYY-MM-DD, timestamps YYYY-MM-DD HH:MM:SS with up to six digits after a point,\n"
    "and both must be real, from the year 0001 to 9999.\n\n"
    "    wrong:  date '2024-02-30', timestamp '2024-01-31'\n"
    "    right:  date '2024-02-29', timestamp '2024-01-31 00:00:00'",
)

OFFSET = Code(
    "E0317",
    "a timestamp with an offset",
    "a timestamp has no zone or offset: '{text}'",
    "Timestamps have no zone. Write the moment in UTC; local times are converted where a source\n"
    "reads them, with `zone`.\n\n"
    "    wrong:  timestamp '2024-01-31 10:00:00+01:00'\n"
    "    right:  timestamp '2024-01-31 09:00:00'",
    "write the moment in UTC, without the offset",
)

BAD_DECIMAL = Code(
    "E0318",
    "not a decimal",
    "'{text}' is not a decimal",
    "A decimal literal is a number in quotes: maybe a minus, digits, maybe a point and digits;\n"
    "18 digits at most, no exponent.\n\n"
    "    wrong:  decimal '6e-2', decimal '.06'\n"
    "    right:  decimal '0.06'",
    "write digits, maybe with a point and a minus, 18 digits at most: decimal '0.06'",
)

BARE_DATE = Code(
    "E0319",
    "a date without quotes",
    "'{written}' is a date or timestamp without its word and quotes",
    "A date literal is the word `date` and the date in quotes; a timestamp literal likewise.\n\n"
    "    wrong:  booked_on >= 2024-01-31\n"
    "    right:  booked_on >= date '2024-01-31'",
    "write {right}",
)

UNCLOSED_BRACKET = Code(
    "E0320",
    "bracket without its pair",
    "this '(' is never closed",
    "Every `(` needs its `)`.\n\n    wrong:  round(a + b\n    right:  round(a + b)",
    "add ')'",
)

STRAY_BRACKET = Code(
    "E0321",
    "closing bracket without its pair",
    "this ')' closes nothing",
    "There is one `)` more than there are `(`.\n\n"
    "    wrong:  round(a, 2))\n"
    "    right:  round(a, 2)",
    "remove it, or add the '(' it belongs to",
)

TOO_DEEP = Code(
    "E0322",
    "the expression is too deep",
    "the expression is nested more than {limit} deep",
    "Brackets within brackets, and chains of one operator, may go 100 deep. Split the expression\n"
    "over several columns of a `derive`; a chain of `=` and `or` is shorter as `in (…)`.",
    "split it over several columns; a chain of '=' and 'or' is shorter as 'in (…)'",
)

COMPARED_WITH_NULL = Code(
    "E0323",
    "comparison with null",
    "a comparison with 'null' is never true",
    "NULL equals nothing, not even NULL.\n\n"
    "    wrong:  paid_on = null\n"
    "    right:  paid_on is null",
    "write {right}",
)

BAD_FRAME = Code(
    "E0324",
    "not a frame",
    "expected {expected}, found {found}",
    "Inside `over (…)` stands a frame, and only a frame; grouping and order are the window\n"
    "step's `by` and `order`. The current row counts as one of `last n rows`.\n\n"
    "    wrong:  sum(x) over (partition by k order by t)\n"
    "    right:  sum(x) over (rows so far)",
    "the frames are 'last 5 rows', 'rows so far', 'all rows', 'rows from 3 before to 1 after'",
)

CAST_TYPE = Code(
    "E0325",
    "not a type to cast to",
    "{problem}",
    "A cast names one of bool, int64, float64, decimal(p,s), text, date and timestamp, without\n"
    "`not null`.\n\n"
    "    wrong:  cast(quantity as bigint)\n"
    "    right:  cast(quantity as float64)",
)

QUALIFIED = Code(
    "E0326",
    "a column with a prefix",
    "a column has no prefix '{prefix}.'",
    "An expression sees the columns of its step's input, by their bare names. Only a join's\n"
    "`where` has prefixes, `left.` and `right.`.\n\n"
    "    wrong:  orders.amount > 0\n"
    "    right:  amount > 0",
    "write '{name}'; only a join's 'where' has prefixes, 'left.' and 'right.'",
)

PARAM_NAME = Code(
    "E0327",
    "a colon without a parameter",
    "a parameter's name must follow ':' directly",
    "A parameter is a colon and its name, without a blank between.\n\n"
    "    wrong:  booked_on <= : run_date\n"
    "    right:  booked_on <= :run_date",
    "write it as in ':run_date'",
)

COMMENT = Code(
    "E0328",
    "a comment in an expression",
    "'{written}' would start a comment, and expressions have none",
    "Comments are YAML's, outside the expression. Two minus signs are kept apart by brackets.\n\n"
    "    wrong:  a --b\n"
    "    right:  a - (-b)",
    "put the comment on its own line after YAML's '#', or use 'description'; "
    "two signs are written 'a - (-b)'",
)

STRANGE_CHARACTER = Code(
    "E0329",
    "a character that means nothing here",
    "{character} means nothing in an expression",
    "Outside of texts, an expression holds names, numbers, blanks and the signs\n"
    "' : . , ( ) = < > + - * / and ||.",
)

NOT_IN_LANGUAGE = Code(
    "E0330",
    "a form of SQL that is not in the language",
    "'{written}' is not in the language",
    "The language is a subset of SQL's expressions. What is left out has another way, which the\n"
    "hint names.\n\n"
    "    wrong:  count(*), amount::int64, extract(year from d)\n"
    "    right:  count(), cast(amount as int64), year(d)",
    "{instead}",
)

BAD_ORDER = Code(
    "E0331",
    "not an item of an order",
    "expected {expected}, found {found}",
    "An order is a list of columns, each maybe followed by `desc`. NULLs are last both ways, and\n"
    "nothing else is modified; to order by something computed, derive a column first.\n\n"
    "    wrong:  sort: [day asc, abs(x)]\n"
    "    right:  sort: [day, size desc]",
    "write a column, or a column and 'desc'; NULLs are always last",
)

BAD_ITEM = Code(
    "E0332",
    "not a column or 'old as new'",
    "expected {expected}, found {found}",
    "An item is a column, or a column, `as` and its new name. Computed columns belong in\n"
    "`derive`.\n\n"
    "    wrong:  select: [a b, c + 1]\n"
    "    right:  select: [a as b, c]",
    "write 'old' or 'old as new'; compute columns in 'derive'",
)

BAD_KEY = Code(
    "E0333",
    "not a key",
    "expected {expected}, found {found}",
    "A key is one column name for both sides, or `left = right`: a column of the main input and\n"
    "a column of the other.\n\n"
    "    wrong:  keys: [left.id = right.order_id]\n"
    "    right:  keys: [id = order_id]",
    "write one name for both sides, or 'id = order_id': the main input's column first",
)

NOT_NEEDS_BRACKETS = Code(
    "E0334",
    "'not' as part of a comparison or a sum",
    "'not' needs brackets here",
    "`not` binds looser than comparisons and arithmetic.\n\n"
    "    wrong:  a = not b\n"
    "    right:  a = (not b)",
    "write '(not …)'",
)

PLUS_SIGN = Code(
    "E0335",
    "a plus sign before a value",
    "a value has no '+' before it",
    "Only a minus may stand before a value.\n\n    wrong:  a > +5\n    right:  a > 5",
    "leave the '+' out",
)
