"""`speccc drift`"""

from __future__ import annotations

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.session import Exit, Session
from speccc.cli.views.changes import drift_text
from speccc.cli.work import open_work
from speccc.lifecycle.drift import find_drift


@click.command("drift", cls=Command)
@options.as_json
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """Is what lies under generated/ what the specs compile to?

    Compiles everything anew, without the cache, and compares byte by byte; trusts no manifest.
    Names changed, missing and untracked files. Exits with 0 if there is no drift, with 2 if there
    is, with 1 on an error.
    """
    work = open_work(session, use_cache=False)
    report = find_drift(work.wanted(work.inventory.units), work.observed())
    if as_json:
        session.data(report.to_json())
    else:
        session.say(drift_text(report, work.project))
    return Exit.CHANGES if report.findings else Exit.OK
