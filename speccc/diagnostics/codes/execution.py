"""E0950 to E0969: starting a run. What goes wrong inside one is in `runs.py`."""

from speccc.diagnostics.model import Code

NOT_RUNNABLE = Code(
    "E0951",
    "compiles, not runnable yet",
    "'{address}' compiles, but speccc cannot run {runner} yet",
    "The generated files are complete and can be used by hand; starting them from speccc is not\n"
    "part of this version.",
    "run the pipeline on another target, or start the generated files yourself",
)

MISSING_LIBRARY = Code(
    "E0952",
    "a library is not installed",
    "running {runner} needs {libraries}, which is not installed",
    "speccc compiles without any engine. To run a target, install its extra.",
    "pip install 'speccc[{extra}]'",
)

UNKNOWN_PARAM = Code(
    "E0953",
    "no such parameter",
    "pipeline '{pipeline}' has no parameter '{name}'",
    "--param gives a value to a parameter that the spec declares under 'params'.",
)

MISSING_PARAM = Code(
    "E0954",
    "a parameter without value",
    "parameter '{name}' ({type}) has no default and was not given",
    "A parameter without 'default' must be given for each run.\n\n"
    "    speccc run daily --param run_date=2026-01-31",
    "add --param {name}=VALUE",
)

RUN_FAILED = Code(
    "E0955",
    "the run ended with an error",
    "{address}: {message}",
    "The data broke a promise that the spec makes (a contract, an expectation, a range), or a\n"
    "file could not be read or written. Nothing was written to any sink.",
)

EXAMPLE_FAILED = Code(
    "E0956",
    "an example does not hold",
    "example '{example}' of {pipeline}: {problem}",
    "Under 'examples' a spec says which rows come out for given rows in. They are compared as a\n"
    "bag, or in order if the sink is sorted, in the columns that are named.",
)

NO_EXAMPLES = Code(
    "E0957",
    "no such step",
    "pipeline '{pipeline}' has no step '{name}'",
    "A step is addressed by its 'name'; a source or a sink by its key.",
)
