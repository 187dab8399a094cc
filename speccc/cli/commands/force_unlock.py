"""`speccc force-unlock`"""

from __future__ import annotations

import click

from speccc.cli.command import Command
from speccc.cli.session import Session
from speccc.lifecycle.lock import break_lock
from speccc.lifecycle.project import STATE_FOLDER, find_root


@click.command("force-unlock", cls=Command)
@click.argument("process", type=click.IntRange(min=1))
@click.pass_obj
def command(session: Session, *, process: int) -> None:
    r"""Take the project's lock away from PROCESS, which hangs.

    The process is not ended, but will write nothing. One that has died holds no lock: there is
    nothing to take away. The error about a locked project names its holder.

    \b
    speccc force-unlock 4242
    """
    holder = break_lock(find_root(session.folder) / STATE_FOLDER, process)
    if holder is None:
        session.say("The project is not locked.")
    else:
        session.say(f"The lock was taken away from {holder}.")
