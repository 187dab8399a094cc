"""`speccc schema`"""

from __future__ import annotations

import click

from speccc.cli.command import Command
from speccc.cli.schemas import KINDS, schema_text
from speccc.cli.session import Session


@click.command("schema", cls=Command)
@click.argument("kind", type=click.Choice(KINDS), default="spec")
@click.pass_obj
def command(session: Session, *, kind: str) -> None:
    r"""Print the JSON Schema of a spec, a target profile, the project file, or a plan.

    Editors complete and check with the first three; 'init' puts them in schemas/. The last is of
    what 'plan --json' prints.

    \b
    speccc schema spec > spec.schema.json
    speccc schema plan
    """
    session.say(schema_text(kind).rstrip("\n"))
