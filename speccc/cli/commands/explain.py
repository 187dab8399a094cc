"""`speccc explain`"""

from __future__ import annotations

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.session import Session


@click.command("explain", cls=Command)
@click.argument("code", required=False)
@options.as_json
@click.pass_obj
def command(session: Session, *, code: str | None, as_json: bool) -> None:
    r"""Explain the code of a diagnostic; without CODE, list them all.

    \b
    speccc explain E0404
    """
    from speccc.diagnostics import did_you_mean
    from speccc.diagnostics.codes import all_codes

    codes = all_codes()
    if code is None:
        if as_json:
            session.data({known.id: known.title for known in codes.values()})
        else:
            session.say("\n".join(f"{known.id}  {known.title}" for known in codes.values()))
        return
    found = codes.get(code.upper())
    if found is None:
        raise click.UsageError(f"no such code '{code}'. {did_you_mean(code.upper(), list(codes))}")
    if as_json:
        session.data(
            {
                "code": found.id,
                "severity": found.severity,
                "title": found.title,
                "explanation": found.explain,
            }
        )
    else:
        session.say(f"{found.severity}[{found.id}]: {found.title}\n\n{found.explain}")
