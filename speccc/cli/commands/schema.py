"""`speccc schema`"""

from __future__ import annotations

import click

from speccc.cli.command import Command
from speccc.cli.session import Session


@click.command("schema", cls=Command)
@click.argument("kind", type=click.Choice(["spec", "target", "project"]), default="spec")
@click.pass_obj
def command(session: Session, *, kind: str) -> None:
    r"""Print the JSON Schema of a spec, a target profile or the project file.

    Editors complete and check with it; 'init' puts it in schemas/.

    \b
    speccc schema spec > spec.schema.json
    """
    from speccc.cli.schemas import schema_text

    session.say(schema_text(kind).rstrip("\n"))
