"""E04: names that mean nothing, mean two things, or are used where they may not be."""

from speccc.diagnostics.model import Code

UNKNOWN_COLUMN = Code(
    "E0401",
    "unknown column",
    "unknown column '{name}'",
    "An expression sees the columns of its step's input and the params, nothing else. A column\n"
    "that an earlier step dropped, or that another step makes later, is not there.",
)
UNKNOWN_PARAM = Code(
    "E0402",
    "unknown param",
    "unknown param ':{name}'",
    "Params are declared under `params:` and used with a colon: `amount > :min_amount`.",
)
UNKNOWN_FUNCTION = Code(
    "E0403",
    "unknown function",
    "unknown function '{name}'",
    "Functions are a closed set: 'speccc explain functions' lists them. There is no raw SQL and\n"
    "no code.",
)
UNKNOWN_RELATION = Code(
    "E0404",
    "unknown source or step",
    "there is no source or earlier step '{name}'",
    "A step may read sources and *earlier* steps only, so there are no cycles. Names are exact:\n"
    "`Orders` and `orders` are two names.",
)
DUPLICATE_NAME = Code(
    "E0405",
    "name used twice",
    "the name '{name}' is already used by {other}",
    "Sources, steps and sinks share one namespace, so that `spec.name` means one thing in\n"
    "profiles, plans and examples. Two names may not differ in case only.",
    hint="give one of the two another name",
)
RESERVED_NAME = Code(
    "E0406",
    "reserved word as a name",
    "'{name}' is a reserved word and cannot name a {what}",
    "The words of the expression language, and words that YAML reads as booleans or null, cannot\n"
    "be column names. Give the column another name and map the physical one with `path`:\n\n"
    "    columns:\n      case_id: {type: int64, path: case}",
    hint="give the {what} another name",
)
UNUSED_RELATION = Code(
    "E0407",
    "nothing reads it",
    "nothing reads the {what} '{name}'",
    "A source or step that nothing reads is an error. It catches the usual slip: a `from` that\n"
    "leaves the unnamed step above without a reader.",
)
AMBIGUOUS_INPUT = Code(
    "E0408",
    "first step must say from",
    "there are {count} sources: the first step must say which one it reads",
    "`from` defaults to the step above. The first step takes the only source; with several\n"
    "sources it must say `from`.",
    hint="write 'from: {first}' on the step",
)
COLUMN_EXISTS = Code(
    "E0409",
    "column exists already",
    "there is already a column '{name}'",
    "Making a column that exists is an error, and two columns of one schema may not differ in\n"
    "case only: nothing is shadowed. `set` changes an existing column; `rename` frees its name.",
)
SIDE_REQUIRED = Code(
    "E0410",
    "side missing in a join's where",
    "write 'left.{name}' or 'right.{name}' here",
    "In a join's `where`, and only there, every column is written `left.x` or `right.x`.",
)
SIDE_FORBIDDEN = Code(
    "E0411",
    "side outside a join's where",
    "'{side}.{name}' is only for a join's where",
    "Only a join's `where` sees two inputs. Everywhere else a column is written by its name.",
    hint="write '{name}'",
)
MEASURE_COLUMN = Code(
    "E0412",
    "column outside an aggregate",
    "'{name}' must stand inside an aggregate such as sum(…) or max(…)",
    "A measure is an expression over aggregate calls. A group's own columns come from `by`; any\n"
    "other column must be aggregated.",
)
MISPLACED_CALL = Code(
    "E0413",
    "function in the wrong place",
    "'{name}' is {form} and cannot stand here",
    "Aggregates stand in `measures`, window functions in the `window` step, and neither inside\n"
    "another aggregate or window call.",
)
UNKNOWN_SINK = Code(
    "E0414",
    "unknown pipeline or sink",
    "there is no sink '{name}'",
    "`connector: pipeline` reads another pipeline's sink: `options: {sink: pipeline.sink}`.",
)
PIPELINE_CYCLE = Code(
    "E0415",
    "pipelines in a circle",
    "pipelines read each other in a circle: {circle}",
    "One pipeline may feed another, but never, over any number of steps, itself.",
)
UNKNOWN_TABLE = Code(
    "E0417",
    "unknown table of the catalog",
    "the catalog has no table '{name}'",
    "`catalog` of a source names a table of the catalog in speccc.yaml, which declares columns\n"
    "and a key for all sources that name it.",
)
DUPLICATE_ITEM = Code(
    "E0416",
    "listed twice",
    "'{name}' is listed twice",
    "A list names each column once, and the `into` of a pivot each value.",
)
