"""E075: what the Flink target refuses."""

from speccc.diagnostics.model import Code

CONNECTOR = Code(
    "E0750",
    "a connector that the Flink target does not have",
    "'{name}' is bound to '{connector}', which the Flink target cannot {verb}",
    "FlinkSQL reads csv, json (JSON lines) and parquet files, and writes json and parquet. It\n"
    "writes no csv, because Flink leaves out the header line.\n\n"
    "    wrong:  bind: {sales.totals: {connector: csv, options: {path: out/totals.csv}}}\n"
    "    right:  bind: {sales.totals: {connector: json, options: {path: out/totals}}}",
    "bind it to one of: {known}",
)

FUNCTION = Code(
    "E0751",
    "a function that the Flink target does not have",
    "the Flink target has no '{name}'{place}: {reason}",
    "Flink has no function that takes the first or the last of some rows, NULL included, or joins\n"
    "texts in an order. The matrix of functions has them all.",
    "write it in other terms, or leave this pipeline out of the target's 'pipelines'",
)

PATH = Code(
    "E0754",
    "a path that a table of Flink does not have",
    "column '{column}' of '{name}': {problem}",
    "A path of several parts leads down into nested data, which only json has; and one path\n"
    "cannot be a value and lead down to others.\n\n"
    "    path: [user, id]      # a json source\n"
    "    path: user_id         # all others\n\n"
    "Of a table behind JDBC, Flink writes the names of columns as they are: they are plain words.",
    hint="{way_out}",
)

DIGITS = Code(
    "E0755",
    "more digits than Flink keeps",
    "'{symbol}' of {left} and {right} needs {wanted} fraction digits; Flink keeps {kept}",
    "Flink gives decimals at most 38 digits, and where a sum or a difference could need more, it\n"
    "cuts off fraction digits. The language never does. (A product is computed in whole numbers.)",
    "cast the operands to decimals with fewer digits before",
)

TIME_WINDOW = Code(
    "E0756",
    "windows of time of a batch",
    "{reason}",
    "In batch mode Flink cuts windows of a fixed length (tumble, hop, cumulate), no sessions: a\n"
    "target with `streaming` has them. Rows that were cut once are cut again only as groups: its\n"
    "planner (2.3.0) may fail on the bounds of two windows beside each other.",
    hint="use another target, or leave this pipeline out of the profile",
)

MATCH = Code(
    "E0757",
    "a condition of matches in a stream of which Flink loses rows",
    "Flink's planner loses rows in which a left column of this 'where' is NULL",
    "Where the condition of a semi or anti join has an OR, or what becomes one (CASE, in, and\n"
    "'is null' of what is computed), Flink (2.3.0) compares the columns that it reads of the\n"
    "left with themselves, which no NULL equals. Comparisons, and 'is null' of columns, with\n"
    "'and' and 'or' between them, are written so that it does not; in a batch all are.\n\n"
    '    wrong:  where: "same(left.price, right.price)"\n'
    '    right:  where: "left.price = right.price or (left.price is null and right.price is null)"',
    "derive what is asked in a step before, or declare the column 'not null'",
)
