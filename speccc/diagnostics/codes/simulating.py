"""E098: what `speccc simulate` is asked for, and where it cannot put records."""

from speccc.diagnostics.model import Code

DURATION = Code(
    "E0980",
    "a length of time that does not read",
    "'{text}' is no length of time",
    "On the command line a length of time is a whole number and a unit: ms, s, m, h or d.\n\n"
    "    speccc simulate clicks --duration 30s\n"
    "    speccc simulate clicks --duration 2h",
    hint="write it like 30s, 2m or 1h",
)

TRAFFIC = Code(
    "E0981",
    "traffic that does not read",
    "'{text}' in --traffic: {problem}",
    "Traffic says when the rate is another one: from when to when, counted from the start, and\n"
    "how much of --rate it is then. Several stretches are divided by commas and do not overlap.\n\n"
    '    --traffic "2m-4m:500%"            five times as much in the third and fourth minute\n'
    '    --traffic "10s-20s:0%,20s-30s:200%"',
    hint='write it like "2m-4m:500%"',
)

NO_PRODUCER = Code(
    "E0982",
    "records cannot be put there",
    "source '{source}' of {address} is bound to '{connector}', where simulate puts no records",
    "simulate writes records one after the other, where a reader may meet them: into csv files,\n"
    "JSON lines, and topics of Kafka that need no registry of schemas. What another pipeline\n"
    "feeds is filled by simulating and running that one.",
    hint="bind it to one of: {known}; or name other sources with --source",
)

DATA_THERE = Code(
    "E0983",
    "data that is there already",
    "'{path}', which source '{source}' reads, is there already",
    "simulate writes to the place that a source is bound to, and never adds to data that it does\n"
    "not know. With --root it writes below another folder; 'run --root' reads there.",
    hint="give --root DIR to write elsewhere, or --replace to write over it",
)

NO_SUCH_SOURCE = Code(
    "E0984",
    "no such source",
    "pipeline '{pipeline}' has no source '{name}'",
    "--source names one of the spec's sources, and may be repeated. Without it every source gets\n"
    "records.",
)

NO_CLOCK = Code(
    "E0985",
    "records cannot be late without a clock",
    "no source that gets records has an 'event_time', so none can be {what}",
    "--late and --disorder move the event time of records back. A source says which column that\n"
    "is, and how late a record may come:\n\n"
    "    event_time: {column: happened_at, max_lateness: 30 seconds}",
    hint="add 'event_time' to the source, or leave --{option} out",
)

KEY_USED_UP = Code(
    "E0986",
    "more records than keys",
    "source '{source}': no values are left for {columns}, which tell rows apart, after {records}",
    "Made-up records keep what a source promises, its `key` and what must be unique. Columns of\n"
    "numbers and texts can be told apart for ever; days, truths and short decimals cannot.",
    hint="simulate fewer records, or name other sources with --source",
)
