"""E08: plan, apply, drift and the files they keep."""

from speccc.diagnostics.model import Code

LOCKED = Code(
    "E0801",
    "the project is locked",
    "another speccc is at work in this project ({holder})",
    "Commands that change the project take the lock '.speccc/lock' and give it back on every way\n"
    "out. The system drops the lock of a process that has died.",
    "wait until it is done",
)

STALE = Code(
    "E0802",
    "the files changed after the plan was made",
    "'{path}' is no longer as the plan found it",
    "A plan is applied exactly as it was shown, or not at all.",
    "run the command again to see a new plan",
)

NOT_APPROVED = Code(
    "E0803",
    "nobody here to approve",
    "apply asks before it writes, and there is no terminal to ask on",
    "Off a terminal (in CI, in a pipe) apply never waits for an answer: it shows the plan and\n"
    "writes nothing. If there is nothing to change, there is nothing to approve.",
    "add --auto-approve",
)

NOT_APPLIED = Code(
    "E0804",
    "the generated files are not what the spec says",
    "'{pipeline}.{target}' is not up to date: {reason}",
    "A run uses what lies under the folder of generated files, and only if it is exactly what the\n"
    "specs compile to: what is reviewed is what runs.",
    "type 'speccc apply {pipeline} --target {target}' first",
)

CANNOT_WRITE = Code(
    "E0805",
    "a file cannot be written",
    "cannot write '{path}': {problem}",
    "The system refused. What was written before stays and is whole; the manifest is written\n"
    "last, so the next plan shows what is left to do.",
)

CANNOT_READ = Code(
    "E0806",
    "a file cannot be read",
    "cannot read '{path}': {problem}",
    "The system refused to give the bytes of this file.",
)

EXISTS = Code(
    "E0807",
    "a file is in the way",
    "'{path}' exists already",
    "'init' and 'import' never overwrite a file.",
    "move it away, or write to another place",
)

BAD_CSV = Code(
    "E0808",
    "a CSV file that cannot be imported",
    "cannot import '{path}': {problem}",
    "'import csv' needs a UTF-8 file with a header line, rows of the header's length, and names\n"
    "in the header that are not empty and not repeated.",
)
