"""E09: why a run ended. The messages are made where the run happens; nothing was written."""

from speccc.diagnostics.model import Code

CONTRACT = Code(
    "E0901",
    "the data breaks its contract",
    "{message}",
    "A declaration is a contract, checked where data is read: every declared column is there,\n"
    "every value reads as its type, a `not null` column holds no NULL, and no two rows share the\n"
    "declared `key`. Nothing was written. Mend the data, or declare what it really is:\n\n"
    "    strict:   amount: decimal(12,2) not null\n"
    "    lenient:  amount: text            # and a cast step with its on_error\n\n"
    "With `on_error: set_null` on the source, a value that does not read becomes NULL.\n"
    "A csv file cannot tell an empty text from NULL, so a csv sink refuses empty texts.",
)

EXPECTATION = Code(
    "E0902",
    "an expectation is broken",
    "{message}",
    "A rule of an `expect` step does not hold. With `severity: fail`, the default, nothing is\n"
    "written; with `severity: warn` the run goes on and reports the number of rows.\n\n"
    "    - expect:\n"
    "        - {unique: [id]}\n"
    "        - {check: amount > 0, severity: warn}",
)

OVERFLOW = Code(
    "E0903",
    "a number out of range",
    "{message}",
    "A result does not fit its type: an int64, a decimal of its precision, a finite float64, a\n"
    "date of the years 1 to 9999. Overflow never returns rows. Use a wider type before the\n"
    "arithmetic, or guard it: `case when n < 1000000 then n * n end`.",
)

JOIN = Code(
    "E0904",
    "a join has other matches than promised",
    "{message}",
    "The step says `matches: at_most_one` or `exactly_one`, and a row has more matches, or none.\n"
    "Remove duplicates of the right side first (`dedupe`), or say `matches: any`.",
)

CAST = Code(
    "E0905",
    "values that do not read",
    "{message}",
    "A cast step with `on_error: fail` met values that do not read as the wanted type. With\n"
    "`on_error: set_null` they become NULL.\n\n"
    "    - cast:\n"
    "        columns: {answer: int64}\n"
    "        on_error: set_null",
)

IO = Code(
    "E0906",
    "data cannot be read or written",
    "{message}",
    "A file is missing, is not of its declared format, or may not be read or written. Paths of\n"
    "data are relative to the project's root, or to `--root`.",
)

SCHEMA = Code(
    "E0908",
    "a table is not as its sink says",
    "{message}",
    "A run makes the table of a sink if it is not there. One that is there must have exactly the\n"
    "columns of the sink, with their types, and `not null` where the sink says so. Nothing was\n"
    "written. Change the table, or name another one in the target's `bind`.",
)

PARAM = Code(
    "E0907",
    "a parameter of the run",
    "{message}",
    "A parameter without a default must be given, by its name and in a form that reads as its\n"
    "type.\n\n"
    "    speccc run sales --param run_date=2024-01-31",
)

LOCK = Code(
    "E0909",
    "another run writes the sink",
    "{message}",
    "A run keeps others from the folders that hold its sinks, from before it reads what they hold\n"
    "until they are written. A second run waits, and ends if that takes too long. A lock is gone\n"
    "with the process that held it, however that ended. Runs of an incremental pipeline take\n"
    "turns: what one reads before another writes must not be written after it.\n\n"
    "    speccc run sales --lock-timeout 600",
)

ACCOUNT = Code(
    "E0910",
    "rows are not accounted for",
    "{message}",
    "`run --profile` counts the rows of every step. Where a step keeps rows, those that go in\n"
    "come out, or are filtered, taken for duplicates or put into quarantine. Here they are not:\n"
    "rows were lost or made on the way. Nothing was written. No spec should be able to cause\n"
    "this; please report it, with the spec and the target.",
)

CONFLICT = Code(
    "E0911",
    "another transaction was in the way",
    "{message}",
    "The run and another transaction waited for each other (a deadlock), or the run waited for\n"
    "half a minute. The database has undone the run: nothing was written. speccc does not try it\n"
    "again by itself, for who was in the way may still be. Run it again: twice is once.",
)

LOST = Code(
    "E0912",
    "the connection to the database was lost",
    "{message}",
    "The server went away, was stopped, or ended the session. What a run writes is committed at\n"
    "once, at its end: nothing was written, or everything, if the connection was lost while it\n"
    "was committed. Run it again: twice is once, in every mode.",
)

#: The code for each kind of error in a run report.
BY_KIND = {
    "contract": CONTRACT,
    "expectation": EXPECTATION,
    "overflow": OVERFLOW,
    "join": JOIN,
    "cast": CAST,
    "io": IO,
    "param": PARAM,
    "schema": SCHEMA,
    "lock": LOCK,
    "account": ACCOUNT,
    "conflict": CONFLICT,
    "lost": LOST,
}
