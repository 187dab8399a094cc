"""The entry point: `speccc COMMAND`. Maps every way out to an exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from io import StringIO, TextIOWrapper

import click

from speccc.cli.command import LazyGroup
from speccc.cli.session import Exit, Session
from speccc.diagnostics import Failure

_HERE = "speccc.cli.commands"

#: Every command: the module that has it, and what it does in a few words.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": (f"{_HERE}.init", "Start a project."),
    "import": (f"{_HERE}.import_", "Write a typed source from a data file or a schema."),
    "draft": (f"{_HERE}.draft", "Turn a request in English into a spec, or into questions."),
    "refine": (f"{_HERE}.refine", "Add to a spec what is said in English; shown as a diff."),
    "check": (f"{_HERE}.check", "Which models can be asked to draft, and what it would cost."),
    "eval": (f"{_HERE}.eval", "How good a translator is, on requests with what is due."),
    "validate": (f"{_HERE}.validate", "Check every spec and target profile."),
    "fmt": (f"{_HERE}.fmt", "Write specs in the one canonical form."),
    "plan": (f"{_HERE}.plan", "Show what apply would do."),
    "apply": (f"{_HERE}.apply", "Write the generated code. No data moves."),
    "run": (f"{_HERE}.run", "Run what was generated. Data moves."),
    "simulate": (f"{_HERE}.simulate", "Write made-up records into a pipeline's sources."),
    "history": (f"{_HERE}.history", "List the runs that were."),
    "logs": (f"{_HERE}.logs", "Show what a run told."),
    "test": (f"{_HERE}.test", "Check the examples in the specs."),
    "preview": (f"{_HERE}.preview", "Show rows of a step; nothing is written."),
    "drift": (f"{_HERE}.drift", "Is what is generated what the specs say?"),
    "force-unlock": (f"{_HERE}.force_unlock", "Take the lock away from a process that hangs."),
    "serve": ("speccc.service.command", "Serve draft, validate, plan and explain over HTTP."),
    "show": (f"{_HERE}.show", "Show a spec at a stage of the compiler, or a saved plan."),
    "graph": (f"{_HERE}.graph", "Draw the flow of pipelines or of columns."),
    "schema": (f"{_HERE}.schema", "Print the JSON Schema of a file."),
    "explain": (f"{_HERE}.explain", "Explain a diagnostic's code, a function or a step."),
    "functions": (f"{_HERE}.functions", "List the functions, or say all of one."),
    "version": (f"{_HERE}.version", "Print the version."),
}

cli = LazyGroup(
    "speccc",
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="""Terraform for data pipelines.

    A YAML spec says what a pipeline does; 'plan' shows what would change, 'apply' writes the code
    under generated/, 'run' runs it. The rows are the same on every target.

    \b
    speccc init --example        start with something that runs
    speccc plan                  what would change?
    speccc apply                 write the code; no data moves
    speccc run sales_analytics   run it
    """,
    epilog="Exit codes: 0 ok, 1 error, 2 changes (plan --detailed-exitcode, drift), "
    "3 not formatted (fmt --check), 64 wrong usage, 130 interrupted.",
)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """Runs one command line and gives its exit code. Prints; raises nothing but SystemExit."""
    try:
        session = Session()
    except FileNotFoundError:
        click.echo("Error: the folder that speccc was started in is gone", err=True)
        return Exit.ERROR
    code = _run(args, session)
    try:
        session.flush()
    except OSError:
        sys.stderr = StringIO()  # nobody can be told, at Python's end neither
        return Exit.ERROR
    return code


def _run(args: Sequence[str], session: Session) -> int:
    try:
        result: object = cli.main(
            list(args), prog_name="speccc", standalone_mode=False, obj=session
        )
    except click.UsageError as error:
        error.show()
        return Exit.USAGE
    except click.ClickException as error:
        error.show()
        return Exit.ERROR
    except click.Abort:
        return Exit.INTERRUPTED
    except Failure as failure:
        session.report(failure.diagnostics)
        return Exit.ERROR
    except OSError as error:
        if _is_of_output(error):
            _output_lost(session, error)
        else:
            _internal_error(session, error)
        return Exit.ERROR
    except Exception as error:  # noqa: BLE001 - the one place; it is reported, never hidden
        _internal_error(session, error)
        return Exit.ERROR
    return result if isinstance(result, int) else Exit.OK


def _is_of_output(error: OSError) -> bool:
    """Whether an error of the system is one of what is printed: one function does it all."""
    last, _ = list(traceback.walk_tb(error.__traceback__))[-1]
    return last.f_code is click.echo.__code__


def _output_lost(session: Session, error: OSError) -> None:
    """E0814. What is left is dropped, or Python would complain of it once more at its end."""
    from speccc.diagnostics.codes.lifecycle import OUTPUT_LOST

    sys.stdout = StringIO()
    session.report([OUTPUT_LOST.at(None, problem=error.strerror or error)])


def _internal_error(session: Session, error: Exception) -> None:
    """E9901: what, where, and how to see more."""
    from speccc.diagnostics.codes.internal import INTERNAL

    last = traceback.extract_tb(error.__traceback__)[-1]
    place = last.filename.replace("\\", "/").rpartition("/speccc/")[2]
    detail = f"{type(error).__name__}: {error} (at {place}:{last.lineno})"
    note = "" if session.debug else "--debug shows the traceback"
    if session.debug:
        traceback.print_exception(error)
    session.report([INTERNAL.at(None, detail=detail, note=note)])
