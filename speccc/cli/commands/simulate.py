"""`speccc simulate`"""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack, closing
from fractions import Fraction
from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.progress import progress_on
from speccc.cli.session import Exit, Session
from speccc.cli.simulating.asked import START, Asked, Simulated, find_sources
from speccc.cli.simulating.pacing import Feed, Measured, produce, stopped_by_interrupt
from speccc.cli.simulating.page import Report
from speccc.cli.simulating.records import records_of
from speccc.cli.simulating.texts import physical_columns
from speccc.cli.simulating.traffic import Traffic, read_bursts, read_length
from speccc.cli.work import open_work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.execute.producers import producer
from speccc.lifecycle.files import write_atomically
from speccc.lifecycle.project import io_failure

_MOST = 1_000_000
_SHARE = click.FloatRange(0, 1)


@click.command("simulate", cls=Command)
@click.argument("pipeline")
@options.target
@click.option(
    "--source", "sources", multiple=True, metavar="NAME",
    help="Only this source; may be repeated. Default: every one.",
)  # fmt: skip
@click.option(
    "--rate", type=click.FloatRange(0, _MOST, min_open=True), default=100, show_default=True,
    metavar="N", help="Records a second, for each source.",
)  # fmt: skip
@click.option("--duration", default="30s", show_default=True, metavar="TIME", help="How long.")
@click.option(
    "--traffic", default="", metavar="FROM-TO:PERCENT%",
    help="Another rate from one time to another; several with commas between.",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Of chance.")
@click.option(
    "--start", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]), default=START,
    metavar="TIMESTAMP", help=f"When the time of the data begins. Default: {START}.",
)  # fmt: skip
@click.option(
    "--disorder", type=_SHARE, default=0, metavar="SHARE",
    help="This share of records comes out of order, by less than max_lateness.",
)  # fmt: skip
@click.option(
    "--late", type=_SHARE, default=0, metavar="SHARE",
    help="This share of records comes later than max_lateness.",
)  # fmt: skip
@click.option("--at-once", is_flag=True, help="Do not wait until records are due.")
@click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Where relative data paths start. Default: the project's root.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Write over data that is there.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Where the HTML report goes. Default: .speccc/simulations/.",
)  # fmt: skip
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    pipeline: str,
    target: str | None,
    sources: tuple[str, ...],
    rate: float,
    duration: str,
    traffic: str,
    seed: int,
    start: dt.datetime,
    disorder: float,
    late: float,
    at_once: bool,
    root: Path | None,
    replace: bool,
    report: Path | None,
    as_json: bool,
) -> int:
    r"""Write made-up records into the sources of a pipeline, as traffic would come.

    Every record reads as its source declares it: types, NULLs, keys, event time. Half of the values
    are those that the spec's examples and conditions have. The same seed gives the same records,
    whatever the clock does. What is measured goes into a report, one HTML file.

    \b
    speccc simulate clicks --rate 100 --duration 30s --root out/simulated
    speccc simulate clicks --duration 5m --traffic "2m-4m:500%" --seed 7 --replace
    speccc simulate clicks --at-once --disorder 0.2 --late 0.01 --root out/simulated
    speccc run clicks --root out/simulated        runs it on these records
    """
    asked_traffic = Traffic(Fraction(str(rate)), read_length(duration), read_bursts(traffic))
    work = open_work(session)
    unit = work.one_unit(pipeline, target)
    base = (session.folder / root if root else work.project.root).absolute()
    asked = Asked(unit, asked_traffic, seed, start, late, disorder, base)
    simulated = find_sources(work, asked, sources, replace=replace)
    for burst in asked_traffic.beyond():
        session.note(f"note: {burst.percent}% begins when all is over: --duration is {duration}")
    began = dt.datetime.now(dt.UTC).isoformat(" ", "seconds")
    measured = _produced(session, asked, simulated, wait=not at_once)
    found = Report(asked, simulated, measured, began)
    default = work.project.state_folder / "simulations" / f"{unit.address}.html"
    place = session.folder / report if report else default
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(place, found.page().encode())
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_WRITE, str(report or place), error)]) from None
    if as_json:
        session.data({**found.figures(), "report": str(place)})
    else:
        session.say(click.style(unit.address, bold=True))
        session.say(found.text())
        session.note(f"report: {place}")
    return Exit.INTERRUPTED if measured.interrupted else Exit.OK


def _produced(session: Session, asked: Asked, simulated: Simulated, *, wait: bool) -> Measured:
    total = asked.traffic.total() * len(simulated.sources)
    with ExitStack() as open_ones, progress_on(session) as progress:
        feeds: list[Feed] = []
        for made in records_of(simulated.pipeline, simulated.sources, simulated.clocks, asked.seed):
            binding = made.source.binding
            assert binding is not None
            paths = list(physical_columns(made.source))
            place = producer(binding.connector, binding.options, asked.root, paths)
            feeds.append(Feed(made, open_ones.enter_context(closing(place))))

        def tell(measured: Measured) -> None:
            progress(f"{measured.records:,} of {total:,} records, {measured.seconds:.0f} s")

        stop = open_ones.enter_context(stopped_by_interrupt())
        return produce(feeds, asked.traffic, asked.start, tell, stop, wait=wait)
