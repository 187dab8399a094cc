"""E08: plan, apply, drift and the files they keep."""

from speccc.diagnostics.model import Code

LOCKED = Code(
    "E0801",
    "the project is locked",
    "another speccc is at work in this project ({holder})",
    "apply writes alone; any number of runs go together. They take the lock '.speccc/lock' and\n"
    "give it back on every way out; the system drops the lock of a process that has died. To wait\n"
    "for it, give --lock-timeout SECONDS. force-unlock is for a holder that hangs.",
    "wait until it is done, or add --lock-timeout 60; if it hangs, 'speccc force-unlock {process}'",
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
    "'init', 'import' and 'draft' never overwrite a file.",
    "move it away, or write to another place",
)

BAD_CSV = Code(
    "E0808",
    "a CSV file that cannot be imported",
    "cannot import '{path}': {problem}",
    "'import csv' needs a UTF-8 file with a header line, rows of the header's length, and names\n"
    "in the header that are not empty and not repeated.",
)

STALE_PLAN = Code(
    "E0809",
    "a saved plan is stale",
    "the plan in '{path}' is stale: {what}",
    "A saved plan is applied exactly as it was shown, or not at all. It rests on the specs, the\n"
    "target profiles, speccc.yaml, what lay in the folders that it changes, and the version of\n"
    "speccc. All that is compared by digests, so it may be applied in another checkout; but not\n"
    "twice, for the first time changes what it rests on.",
    "make a new one: 'speccc plan --out {path}'",
)

BAD_PLAN = Code(
    "E0810",
    "a file that is no plan",
    "'{path}' is no plan that can be used: {problem}",
    "'speccc plan --out FILE' writes a plan. It is sealed: a file that was cut off, edited, or\n"
    "written by a later speccc with another major format_version is refused as a whole.",
    "make a new one: 'speccc plan --out {path}'",
)

BREAKING = Code(
    "E0811",
    "a breaking change of a sink",
    "'{address}', sink '{sink}': {change} ({consumers})",
    "Whoever reads a sink relies on its contract: its columns and their types, its key, its mode\n"
    "and its place. docs/lifecycle.md lists which changes are breaking. The plan shows them, and\n"
    "apply carries them out only if it is told to.",
    "see to those who read it, then add --allow-breaking",
)

LOCK_BROKEN = Code(
    "E0812",
    "the lock was taken away",
    "somebody took the lock away from this command; nothing was written",
    "'speccc force-unlock' lets another command go on while this one still waits, mostly for an\n"
    "answer. A command that has lost its lock does not write.",
    "run the command again",
)

NOT_THE_HOLDER = Code(
    "E0813",
    "another process holds the lock",
    "process {process} does not hold the lock: {holder} does",
    "'speccc force-unlock' takes the number of the process that holds the lock, so that it never\n"
    "breaks the lock of one that came later.",
)

OUTPUT_LOST = Code(
    "E0814",
    "the output cannot be written",
    "the output cannot be written: {problem}",
    "What a command prints, a plan or rows, did not reach the file or the device that its output\n"
    "goes to. Files and data may have been written before: look at 'speccc plan' or\n"
    "'speccc history'.",
    "see whether the disk is full",
)
