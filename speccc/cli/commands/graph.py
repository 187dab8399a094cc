"""`speccc graph`"""

from __future__ import annotations

import click

from speccc.cli.command import Command
from speccc.cli.session import Session
from speccc.cli.work import Selection, open_work


@click.command("graph", cls=Command)
@click.argument("pipeline", required=False)
@click.option("--columns", is_flag=True, help="The lineage of each column of PIPELINE.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "dot", "json"]),
    default="mermaid",
    show_default=True,
)
@click.pass_obj
def command(session: Session, *, pipeline: str | None, columns: bool, form: str) -> None:
    r"""Draw which pipeline feeds which; with PIPELINE its steps; with --columns their lineage.

    \b
    speccc graph
    speccc graph sales_analytics --columns --format json
    """
    from speccc.cli import graphs
    from speccc.cli.compiling import check_one, spec_files

    if columns and pipeline is None:
        raise click.UsageError("--columns needs a PIPELINE")
    work = open_work(session)
    if pipeline is None:
        graph = graphs.of_pipelines(spec_files(work.inventory, work.inventory.specs))
    else:
        work.check_selection(Selection((pipeline,)))
        checked = check_one(work.inventory, pipeline)
        steps = graphs.of_steps(checked[pipeline])
        graph = graphs.of_columns(checked, pipeline) if columns else steps
    session.say(graphs.FORMATS[form](graph))
