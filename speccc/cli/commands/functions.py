"""`speccc functions`"""

from __future__ import annotations

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.commands.explain import function_answer
from speccc.cli.explaining import functions
from speccc.cli.session import Session
from speccc.diagnostics import did_you_mean


@click.command("functions", cls=Command)
@click.argument("name", required=False)
@options.as_json
@click.pass_obj
def command(session: Session, *, name: str | None, as_json: bool) -> None:
    r"""List the functions and operators, or say all of one: its calls, NULL, and who refuses it.

    \b
    speccc functions
    speccc functions round
    speccc functions '<>'
    """
    if name is None:
        if as_json:
            session.data({"functions": [functions.to_json(row) for row in functions.catalogue()]})
        else:
            session.say(functions.list_text())
        return
    found = [function_answer(row) for row in functions.find(name.lower())]
    if not found:
        known = [row.name for row in functions.catalogue()]
        hint = did_you_mean(name.lower(), known) or "'speccc functions' lists them"
        raise click.UsageError(f"no function is called '{name}'. {hint}")
    if as_json:
        session.data({"functions": [answer.data for answer in found]})
    else:
        session.say("\n\n".join(answer.text for answer in found))
