"""E095: starting a run, and the examples. What goes wrong inside a run is in `runs.py`."""

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
    "running on {runner} needs {libraries}, not installed here",
    "speccc compiles without any engine. To run a target, install its extra.",
    "pip install 'speccc[{extra}]'",
)

UNKNOWN_PARAM = Code(
    "E0953",
    "no such parameter",
    "pipeline '{pipeline}' has no parameter '{name}'",
    "--param gives a value to a parameter that the spec declares under 'params'.",
)

EXAMPLE_FAILED = Code(
    "E0954",
    "an example does not hold",
    "example '{example}' of '{pipeline}': {problem}",
    "Under 'examples' a spec says which rows come out for given rows in. They are compared as a\n"
    "bag, or in order if the sink is sorted, in the columns that are named.",
)

NO_SUCH_STEP = Code(
    "E0955",
    "no such step",
    "pipeline '{pipeline}' has no source, step or sink '{name}'",
    "A step is addressed by its 'name', a source and a sink by its key.",
)

NO_PREVIEW = Code(
    "E0957",
    "preview does not read this",
    "preview cannot read '{connector}'",
    "preview shows what the reference interpreter makes of files and tables. What lies elsewhere\n"
    "is read by the generated code only.",
    "speccc run --dry-run reads and computes everything, and writes nothing",
)

LEADS_AWAY = Code(
    "E0958",
    "a link out of the project",
    "{address}: '{path}' leads out of the project, to where a link points",
    "A run reads and writes below the project's root only, whatever a symbolic link says. Data\n"
    "that lies elsewhere is reached with another root, or is copied or mounted into it.",
    "speccc run {pipeline} --root FOLDER",
)

NO_VARIABLE = Code(
    "E0956",
    "an environment variable is not set",
    "{address} needs the environment variable '{name}'",
    "Secrets stand in target profiles only as ${env:NAME} and are read when a run starts.\n\n"
    "    DATABASE_URL=postgresql://… speccc run sales --target warehouse",
    "set '{name}' in the environment",
)

NO_JAVA = Code(
    "E0959",
    "there is no Java for Flink",
    "there is no Java {versions} here, which Flink needs",
    "A run on Flink starts it in a JVM beside speccc. Java is looked for in JAVA_HOME, on the\n"
    "PATH, and where systems usually put it.\n\n"
    "    apt-get install openjdk-17-jre-headless",
    "install Java, or set JAVA_HOME to where it is",
)
