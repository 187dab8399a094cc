"""The command line: one small file a command, one result a command, two views of it.

A command builds a result value; `views` prints it for people, `to_json` for programs. Data goes
to stdout, diagnostics to stderr. May import everything; whatever is heavy is imported where it is
used, so that `version` and an idle `plan` stay fast.
"""
