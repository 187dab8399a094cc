"""E097: the record of runs, recorded examples, and where a schedule is installed."""

from speccc.diagnostics.model import Code, Severity

NO_SUCH_RUN = Code(
    "E0970",
    "no such run",
    "no run that is recorded here is called '{name}'",
    "A run is named by its id, or by the first characters of it; a pipeline, or a unit as\n"
    "pipeline.target, stands for its last run. The ledger lies in .speccc/, on the machine that\n"
    "ran it.",
    "'speccc history' lists the runs",
)

SEVERAL_RUNS = Code(
    "E0971",
    "several runs of that name",
    "'{name}' is the beginning of several runs: {runs}",
    "A run may be named by the first characters of its id, if no other begins with them.",
    "write more of the id",
)

NO_LOG = Code(
    "E0972",
    "a log that is not kept",
    "the log of run '{run}' is not there any more",
    "The logs of the last 200 runs are kept in .speccc/logs/; the ledger remembers a run longer.",
    "'speccc history --json' has what the ledger knows of it",
)

BROKEN_LINES = Code(
    "E0973",
    "a ledger with broken lines",
    "lines of '{path}' that do not read were passed over: {count}",
    "Each line of the ledger of runs is a JSON object. A machine that goes down may leave one\n"
    "half written; an editor or a merge may leave more.",
    "remove them, or the file: nothing but 'history' and 'logs' reads it",
    Severity.WARNING,
)

NOT_RECORDED = Code(
    "E0974",
    "a run that is not recorded",
    "the run of {address} is not in the ledger: {problem}",
    "Every run is recorded in .speccc/, for 'history' and 'logs'. If that cannot be\n"
    "written to, the run itself goes on.",
    severity=Severity.WARNING,
)

NOT_RECORDABLE = Code(
    "E0975",
    "no example can be recorded",
    "no example of '{pipeline}' was recorded: {problem}",
    "'test --record' takes a few rows of each source that reach the sinks. Values of columns that\n"
    "are tagged personal or secret are replaced by made-up ones before anything else is done, so\n"
    "conditions on them may not hold any more. Such an example is written by hand.",
    "try a larger --limit, or other --param; or write the example by hand",
)

EXAMPLE_EXISTS = Code(
    "E0976",
    "an example of that name",
    "'{pipeline}' has an example called '{name}' already",
    "Recording adds an example and never changes one.",
    "give another --name, or remove the example first",
)
