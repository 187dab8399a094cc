"""E073: connectors, their options, and bindings."""

from speccc.diagnostics.model import Code, Severity

UNKNOWN_CONNECTOR = Code(
    "E0731",
    "unknown connector",
    "there is no connector '{name}'",
    "A connector says what kind of thing a source or sink is: csv, parquet, json (lines), or\n"
    "another pipeline's sink.",
)
LATER_CONNECTOR = Code(
    "E0732",
    "connector is not built yet",
    "the connector '{name}' is not built in this version",
    "The language names it; this version reads and writes csv, parquet and json files.",
    hint="use csv, parquet or json",
)
UNKNOWN_OPTION = Code(
    "E0733",
    "unknown option",
    "the connector '{connector}' has no option '{name}'",
    "Each connector has a closed set of options.",
)
MISSING_OPTION = Code(
    "E0734",
    "option missing",
    "the connector '{connector}' needs the option '{name}'",
    "An option without a default must be given: `options: {path: data/orders.csv}`.",
    hint="write 'options: {{{name}: …}}'",
)
BAD_OPTION = Code(
    "E0735",
    "option value",
    "the option '{name}' must be {wanted}",
    "The value of an option does not fit.",
)
BAD_PATH = Code(
    "E0736",
    "path out of the project",
    "'{path}' leaves the project",
    "Paths are relative to the project's root and stay below it: no leading /, no drive, no\n"
    "`..`. "
    "Folders are parted by /; a backslash would do so on some systems only. This goes for files\n"
    "of data, and for the database file of a target's `connection`.",
    hint="write a path relative to the project's root, e.g. data/orders.csv",
)
NOT_WRITABLE = Code(
    "E0737",
    "connector cannot be written",
    "a sink cannot use the connector '{name}'",
    "This connector is only for sources.",
    hint="bind it to csv, parquet or json",
)
UNBOUND = Code(
    "E0738",
    "bound nowhere",
    "the {what} '{address}' is bound nowhere for the target '{target}'",
    "A spec may leave open where its data lies; then each target profile must bind it:\n\n"
    "    bind:\n      sales.orders: {connector: csv, options: {path: data/orders.csv}}",
    hint="add it to `bind:` in the target, or give it a connector in the spec",
)
UNKNOWN_ADDRESS = Code(
    "E0739",
    "binding of nothing",
    "'{address}' is not a source or sink of a pipeline",
    "`bind` addresses are pipeline.source and pipeline.sink.",
)
SAME_PLACE = Code(
    "E0740",
    "two sinks write one place",
    "the sinks '{first}' and '{second}' both write '{path}'",
    "Each sink says what is in its file, table or sheet: the second would destroy what the first\n"
    "wrote, or mix with it. That holds for two sinks of one pipeline, for two pipelines that one\n"
    "target builds, and for a file below the folder of `mode: partition`.",
    hint="give each sink a place of its own",
)
SINK_MODE = Code(
    "E0742",
    "sink mode that is not built for this place",
    "the sink '{name}' cannot be written in 'mode: {mode}' {where}",
    "What a sink can do with the rows that are there already depends on where it lies, and on the\n"
    "engine that writes it. `replace` is there everywhere.",
    hint="possible: {known}",
)
PARTITION_FOLDER = Code(
    "E0743",
    "file in the place of a folder",
    "the sink '{name}' is written in partitions, so '{path}' must name a folder",
    "`mode: partition` writes one file for each partition, below the folder that `path` names:\n\n"
    "    options: {path: out/daily}      # out/daily/day=2026-01-31/part.csv",
    hint="leave the ending out: {folder}",
)
READS_PARTITIONS = Code(
    "E0744",
    "partitions cannot be read as one file",
    "'{sink}' is a folder of partitions, which never take their places all together",
    "A source is read as one run left it. `mode: partition` on files replaces one file after the\n"
    "other: a reader could meet some partitions of one run, some of the run before. Those of a\n"
    "table are replaced in one transaction, so a sink that is bound to a table can be read.",
    hint="bind it to a table, or read a second sink of that pipeline, of another mode",
)
QUARANTINE = Code(
    "E0745",
    "quarantine that is not built for this target",
    "'{name}' puts rows aside, which {engine} does not do",
    "With `quarantine` a rule, a cast or a source puts the rows that break it into a relation of\n"
    "their own. Not every target has that.",
    hint="use fail, warn or set_null, or leave the pipeline out of the target's `pipelines:`",
)
NO_DATA_YET = Code(
    "E0741",
    "a source's file is not there",
    "there is no file yet for {sources}",
    "A plan and an apply need no data; a run does. The path of a csv, parquet or json source is\n"
    "relative to the project's root. A file that a pipeline writes is not looked for.",
    hint="put the data there before a run, or correct the path",
    severity=Severity.WARNING,
)
