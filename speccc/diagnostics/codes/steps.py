"""E06: steps, rules, sinks and examples that are well formed but make no sense."""

from speccc.diagnostics.model import Code

SORT_PLACE = Code(
    "E0601",
    "sort that nobody sees",
    "a sort may be followed only by a limit or a sink",
    "Rows are a bag; only a sink, or a limit, sees an order. A sort before any other step would\n"
    "change nothing.",
    hint="move the sort to the end, or remove it",
)
LIMIT_PLACE = Code(
    "E0602",
    "limit without sort",
    "a limit needs a sort just before it",
    "Without an order, which rows are the first ones would differ from engine to engine. For the\n"
    "first n of each group use `window` with `row_number()` and `filter`.",
    hint="put a step such as 'sort: [day desc]' before it",
)
JOIN_KEYS = Code(
    "E0603",
    "join keys",
    "{problem}",
    "`keys` is required except for `cross`, which has none.",
)
JOIN_TAKE = Code(
    "E0604",
    "take on a semi or anti join",
    "a {kind} join takes nothing from the right",
    "Semi and anti joins only decide which left rows stay. Use an inner or left join to take\n"
    "columns.",
    hint="leave 'take' out",
)
JOIN_MATCHES = Code(
    "E0605",
    "matches on this kind of join",
    "'matches: {matches}' means nothing on a {kind} join",
    "`matches` promises how many right rows a left row meets; semi, anti and cross joins do not\n"
    "multiply rows by matches.",
    hint="leave 'matches' out",
)
MATCHES_FULL = Code(
    "E0606",
    "exactly_one on a left or full join",
    "'matches: exactly_one' on a {kind} join",
    "A join that keeps unmatched rows and forbids them at once contradicts itself.",
    hint="use 'kind: inner' with exactly_one, or at_most_one",
)
SINK_NEEDS = Code(
    "E0608",
    "key or by of a sink missing",
    "'mode: {mode}' needs '{key}'",
    "`merge` and `append` tell rows apart by their `key`; `partition` replaces the partitions\n"
    "that occur, which `by` tells apart. There is no blind append: a second run would write\n"
    "every row twice.\n\n"
    "    orders: {mode: merge, key: [order_id]}\n"
    "    daily: {mode: partition, by: [day]}",
    hint="add '{key}: [column]'",
)
SINK_CONTRACT = Code(
    "E0609",
    "sink contract broken",
    "the result does not match the sink's columns: {difference}",
    "`columns` of a sink is a contract: names, types, nullability and order must match exactly.",
    hint="change the contract, or shape the rows before the sink (select, cast, expect)",
)
SINK_OPTION = Code(
    "E0610",
    "option of another sink mode",
    "'{key}' is not for 'mode: {mode}'",
    "`key` belongs to merge and append, `by` to partition.",
    hint="leave '{key}' out",
)
RULE_SEVERITY = Code(
    "E0611",
    "severity on this rule",
    "'{severity}' is not possible for {rule}",
    "`quarantine` is only for rules about one row: check, not_null and references.",
    hint="use fail or warn",
)
ROW_COUNT = Code(
    "E0612",
    "row count without limits",
    "row_count needs min or max, and min may not be above max",
    "`row_count: {min: 1}` says that there must be a row; `{min: 1, max: 10}` bounds both.",
)
RECONCILE = Code(
    "E0633",
    "relations that cannot be reconciled",
    "{problem}",
    "`reconcile` pairs the rows of two relations by `keys`, and compares `columns`. So each side\n"
    "must be known to have one row for each key: aggregate first, or declare a `key`. `keys: []`\n"
    "is for two relations of one row. Numbers may differ by `within`; float64 must be given it.\n\n"
    "    - reconcile: {with: ledger, keys: [account], columns: [amount = booked], within: 0.01}",
)
EXAMPLE_TABLE = Code(
    "E0613",
    "table of an example",
    "{problem}",
    "A table is CSV in a | block: a header line, then rows. Blanks around a cell are dropped, an\n"
    'empty cell is NULL, "" is the empty text; quotes keep blanks and commas.',
)
EXAMPLE_RELATION = Code(
    "E0614",
    "unknown relation in an example",
    "'{name}' is not a {what} of this pipeline",
    "`given` names every source that the example feeds; `then` names sinks or steps.",
)
FILL_USELESS = Code(
    "E0615",
    "fill of a column that is never null",
    "'{name}' is never null",
    "`fill` replaces NULL by a literal. This column has none.",
    hint="remove it from the step",
)
SOURCE_COLUMNS = Code(
    "E0616",
    "source without columns",
    "the source '{name}' declares no columns",
    "A source declares the columns that the pipeline reads; only a source that reads another\n"
    "pipeline's sink inherits them.",
    hint="list them under 'columns:', as in 'order_id: int64 not null'",
)
COLUMN_OPTION = Code(
    "E0617",
    "column option on this type",
    "'{option}' is not for {type}",
    "`format` is for dates and timestamps, `zone` for timestamps.",
)
BAD_FORMAT = Code(
    "E0618",
    "date format",
    "'{format}' is not a format: {problem}",
    "A format is made of the tokens YYYY MM DD HH mm ss, each once, and other characters that\n"
    "stand for themselves: DD/MM/YYYY. A date needs YYYY, MM and DD.",
    hint="write the format with YYYY MM DD HH mm ss, as in DD/MM/YYYY",
)
BAD_ZONE = Code(
    "E0619",
    "time zone",
    "unknown time zone '{zone}'",
    "A zone is an IANA name such as Europe/Berlin.",
)
PARAM_NOT_NULL = Code(
    "E0620",
    "not null on a param",
    "a param is never null: leave 'not null' away",
    "Params are required or have a default; they cannot be null.",
)
NOTHING_LEFT = Code(
    "E0621",
    "nothing to select",
    "{problem}",
    "A step that leaves no column makes no relation.",
)
FRAME_REQUIRED = Code(
    "E0622",
    "over missing",
    "'{name}' needs its frame here",
    "There is no default frame. `over (last 5 rows)`, `over (rows so far)`, `over (all rows)` or\n"
    "`over (rows from 3 before to 1 after)`.",
    hint="write '{name}(…) over (rows so far)'",
)
FRAME_FORBIDDEN = Code(
    "E0623",
    "over where it means nothing",
    "'{name}' takes no over(…) here",
    "`over` belongs to sum, avg, min, max and count in a `window` step, and nowhere else. The\n"
    "group and the order of the step hold for every call in it.",
    hint="leave 'over (…)' out",
)
ORDER_REQUIRED = Code(
    "E0624",
    "order by missing",
    "'{name}' needs an order: {name}(… order by column)",
    "Rows are a bag: which one is first, or in which order texts are joined, must be said.",
)
ORDER_FORBIDDEN = Code(
    "E0625",
    "order by where it means nothing",
    "'{name}' takes no order by here",
    "Only the aggregates first, last and string_agg see an order.",
    hint="leave 'order by' out",
)
NO_AGGREGATE = Code(
    "E0626",
    "measure without an aggregate",
    "the measure '{name}' aggregates nothing",
    "A measure is made of aggregate calls. A constant belongs into a later `derive`.",
    hint="write an aggregate such as count() or sum(x), or move it to a 'derive' step after it",
)
NO_WINDOW_CALL = Code(
    "E0627",
    "window column without a window call",
    "'{name}' uses no window function",
    "The columns of a `window` step are made of window calls. A plain expression belongs into a\n"
    "`derive` step.",
    hint="move it to a 'derive' step",
)
EVENT_TIME = Code(
    "E0628",
    "event_time column",
    "event_time names '{name}', which must be a timestamp column of the source",
    "`event_time` names the clock of a stream.",
    hint="name a column of type timestamp",
)
EXAMPLE_GIVEN = Code(
    "E0629",
    "source missing in an example",
    "the example gives no rows for the source '{name}'",
    "An example runs the whole pipeline, so it gives rows (or only a header line) for every\n"
    "source.",
    hint="add '{name}: |' with at least a header line",
)
BAD_SCHEDULE = Code(
    "E0630",
    "schedule",
    "{problem}",
    "A schedule is five cron fields and an IANA time zone: `{cron: 0 9 * * *, timezone: UTC}`.\n"
    "A field is a number, *, a range (1-5), a step (*/15, 8-18/2) or a list of these; months and\n"
    "weekdays may be named (JAN, MON), and Sunday is 0: what every scheduler reads alike.",
    hint="write minute, hour, day, month and weekday: 0 9 * * *",
)
SCHEDULE_PARAM = Code(
    "E0660",
    "param that a schedule cannot give",
    "nobody is there to give the param '{name}' to a scheduled run",
    "A pipeline with a `schedule` starts without anybody there. `run_date: date` is filled with\n"
    "the day on which the run is due, in the schedule's zone; any other param needs a default.\n\n"
    "    schedule: {cron: 0 6 * * *, timezone: Europe/Berlin}\n"
    "    params:\n"
    "      run_date: date\n"
    "      region: {type: text, default: all}",
    hint="give it a default, or let it be 'run_date: date'",
)
CATALOG_SOURCE = Code(
    "E0661",
    "source with a table of the catalog",
    "{problem}",
    "A source that names a table of the catalog has its columns and its key from there, and\n"
    "`take` chooses some of its columns. A source without one declares them itself.",
    hint="keep 'catalog', or the columns in the spec",
)
TAKEN_KEY = Code(
    "E0631",
    "join column taken twice",
    "the right column '{name}' is a key: it equals '{left}' on the left",
    "The right's key columns come over only when `take` names them, and then under a free name:\n"
    "`take: [id as right_id]`.",
    hint="leave it out, or give it another name: {name} as other",
)
EXAMPLE_VALUE = Code(
    "E0632",
    "value of an example",
    "row {row}, column '{column}': {problem}",
    "Values are typed by the column, and a column that is `not null` cannot be empty.",
)
BAD_DURATION = Code(
    "E0650",
    "length of time",
    "'{text}' is no length of time",
    "A whole number and a unit: seconds, minutes, hours or days. Weeks and months are cut by\n"
    "functions instead, such as `trunc_week(d)`.",
    hint="write it as in '10 seconds' or '2 days'",
)
INCREMENTAL_COLUMN = Code(
    "E0651",
    "column of an incremental source",
    "incremental names '{name}', which must be a date or timestamp that is not null",
    "`incremental` reads the rows that are new since the last run: those whose `column`, the time\n"
    "a row was made or changed, is later than what was read then, less `lookback`.",
    hint="declare it 'not null', or name another column",
)
LOOKBACK_DAYS = Code(
    "E0652",
    "lookback of a date",
    "'{name}' is a date: lookback must be whole days",
    "A date has no hours. A row of the last day that was read may still come, so that `lookback`\n"
    "is `0 days` at least: the day itself is always read again.",
    hint="write it in days, as in '2 days'",
)
INCREMENTAL_STEP = Code(
    "E0653",
    "step on new rows only",
    "{step} cannot work on the new rows of '{source}' alone: {problem}",
    "An incremental run sees only a part of the rows. Steps about one row (derive, filter, cast\n"
    "…) and joins with another source are right on a part; an aggregate, a window or a limit is\n"
    "not. A `dedupe` is if its order begins with the source's column, `desc`, and the sink merges\n"
    "by the same key.",
    hint="let a second pipeline read the merged sink and do this, or leave 'incremental' out",
)
INCREMENTAL_SINK = Code(
    "E0654",
    "sink of new rows only",
    "sink '{sink}' gets only the new rows of '{source}': {problem}",
    "An incremental run writes only what is new, so the sink must keep the rest: `merge` updates\n"
    "or inserts by `key`, `append` inserts what is absent.",
    hint="write 'mode: merge' and a 'key'",
)
