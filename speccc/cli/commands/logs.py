"""`speccc logs`"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import click

from speccc.cli.command import Command
from speccc.cli.ledger import one_run, runs_of, state_of
from speccc.cli.session import Exit, Session
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import ledger as codes
from speccc.diagnostics.codes import lifecycle
from speccc.execute.runlog import follow, log_path
from speccc.lifecycle.project import STATE_FOLDER, io_failure

#: Seconds between two looks at a log that is followed.
_PAUSE = 0.2


@click.command("logs", cls=Command)
@click.argument("run", required=False)
@click.option("-f", "--follow", "following", is_flag=True, help="Go on until the run ends.")
@click.pass_obj
def command(session: Session, *, run: str | None, following: bool) -> int:
    r"""Show what a run told: its phases, its rows, its warnings and errors.

    RUN is an id of 'speccc history', the beginning of one, or a pipeline, which stands for its
    last run. Without RUN, the last run of all.

    \b
    speccc logs
    speccc logs -f sales_analytics
    """
    state_folder = state_of(session)
    known = runs_of(session, state_folder)
    if run is None and not known:
        session.say("No run is recorded here.")
        return Exit.OK
    chosen = one_run(known, run)
    path = log_path(state_folder, chosen.id)
    try:
        for text in follow(path, _pauses() if following else [None]):
            session.say(_harmless(text).rstrip("\n"))
    except FileNotFoundError:
        raise Failure([codes.NO_LOG.at(None, run=chosen.id)]) from None
    except OSError as error:
        place = f"{STATE_FOLDER}/logs/{path.name}"
        raise Failure([io_failure(lifecycle.CANNOT_READ, place, error)]) from None
    return Exit.OK


def _pauses() -> Iterator[None]:
    yield None
    for _ in itertools.count():
        time.sleep(_PAUSE)
        yield None


def _harmless(text: str) -> str:
    """Without what moves the cursor or hides text."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)
