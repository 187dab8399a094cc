"""E077: pipelines over streams, and what is refused in them."""

from speccc.diagnostics.model import Code

NO_STREAMS = Code(
    "E0770",
    "streaming on a target that has no streams",
    "'streaming' is for 'backend: flink'; this target's is '{backend}'",
    "Of the pipelines of a target with `streaming` jobs over streams are made, which never end.\n"
    "Only Flink runs such jobs. On the other targets the same pipelines read data that ends, and\n"
    "give the rows of a stream that is over.\n\n"
    "    backend: flink\n"
    "    streaming: {parallelism: 2, checkpoint_interval: 10 seconds}",
    hint="leave 'streaming' out, or make it a profile of 'backend: flink'",
)
STEP = Code(
    "E0771",
    "a step that needs all rows",
    "'{step}' is not built for streams: {reason}",
    "A stream never ends, so a step that can say nothing before it has seen the last row says\n"
    "nothing at all there.",
    hint="group by windows of time first, or use a target without 'streaming'",
)
CLOCK = Code(
    "E0772",
    "a time that is not the clock of a stream",
    "'{name}' is not the event time of a source: {reason}",
    "On a stream, windows of time and orders go by the clock of its source, since only that tells\n"
    "when all rows of a window are there:\n\n"
    "    event_time: {column: happened_at, max_lateness: 10 seconds}\n\n"
    "The column keeps that meaning through steps that keep it as it is (filter, derive, rename),\n"
    "not when it is computed anew, nor after an aggregate or a join.",
    hint="use the column that 'event_time' of the source names, as it is",
)
SOURCE = Code(
    "E0773",
    "a source that cannot be a stream",
    "source '{name}': {problem}",
    "A stream is read row by row, in the order in which the rows come, and each row has a time:\n\n"
    "    columns: {happened_at: timestamp not null}\n"
    "    event_time: {column: happened_at, max_lateness: 10 seconds}",
    hint="{way_out}",
)
SINK = Code(
    "E0774",
    "a sink that cannot be written by a stream",
    "sink '{name}' of mode '{mode}': {problem}",
    "On a stream `append` takes rows that are final, `merge` also those that are updated later;\n"
    "`replace` and `partition` would wait for the last row. What tells a sink's rows apart must\n"
    "be known to, since no run looks at them all: the `by` of an aggregate, the `key` of a source.",
    hint="{way_out}",
)
LOOKUP = Code(
    "E0775",
    "a table that cannot be looked up",
    "'{step}' cannot look up '{name}': {reason}",
    "With `lookup: true` a table of a database is not read: it is asked for each row of a stream\n"
    "that is joined with it, by the keys of the join.\n\n"
    "    - join: {with: customers, kind: left, keys: [customer_id = id]}\n\n"
    "The table may be filtered, and columns of it derived, before; nothing else can read it.",
    hint="{way_out}",
)
