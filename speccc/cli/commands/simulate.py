"""`speccc simulate`"""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack, closing
from fractions import Fraction
from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.locking import lock_of
from speccc.cli.progress import progress_on
from speccc.cli.running import How, generated, run_generated
from speccc.cli.session import Exit, Session
from speccc.cli.simulating.asked import START, Asked, Simulated, find_sources, messages_of
from speccc.cli.simulating.pacing import Feed, Measured, produce, stopped_by_interrupt
from speccc.cli.simulating.page import Report
from speccc.cli.simulating.records import records_of
from speccc.cli.simulating.texts import physical_columns
from speccc.cli.simulating.traffic import Traffic, read_bursts, read_length
from speccc.cli.work import Work, open_work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.execute.appearing import Watch, watch
from speccc.execute.producers import Place, producer
from speccc.execute.report import Report as RunReport
from speccc.execute.runners import failure_of
from speccc.lifecycle.files import write_atomically
from speccc.lifecycle.project import io_failure
from speccc.lifecycle.unit import Unit

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
@click.option(
    "--run", is_flag=True, help="Then run the pipeline on the records, and report that, too."
)
@options.params
@options.lock_timeout
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
    run: bool,
    params: dict[str, str],
    lock_timeout: float,
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
    speccc simulate clicks --root out/simulated --run --target flink
    """
    if params and not run:
        raise click.UsageError("--param is for the run: give it with --run")
    asked_traffic = Traffic(Fraction(str(rate)), read_length(duration), read_bursts(traffic))
    work = open_work(session)
    unit = work.one_unit(pipeline, target)
    base = (root or work.project.root).absolute()
    asked = Asked(unit, asked_traffic, seed, start, late, disorder, base)
    simulated = find_sources(work, asked, sources, replace=replace)
    for burst in asked_traffic.beyond():
        session.note(f"note: {burst.percent}% begins when all is over: --duration is {duration}")
    if run:
        generated(work, [unit])  # what cannot be run is told before the first record
    began = dt.datetime.now(dt.UTC).isoformat(" ", "seconds")
    measured = _produced(session, asked, simulated, wait=not at_once)
    consumed, appeared = None, dict[str, float]()
    if run and not measured.interrupted:
        watches = _watches(simulated, base)
        consumed = _consumed(session, work, unit, How(base, params, lock_timeout=lock_timeout))
        moments = {name: look() for name, look in watches.items() if consumed["error"] is None}
        appeared = {name: moment for name, moment in moments.items() if moment is not None}
    found = Report(asked, simulated, measured, began, consumed, appeared)
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
    failure = consumed and failure_of(unit.address, consumed)
    if failure is not None:
        session.report([failure])
        return Exit.ERROR
    return Exit.INTERRUPTED if measured.interrupted else Exit.OK


def _watches(simulated: Simulated, root: Path) -> dict[str, Watch]:
    """What looks when the rows of each sink are there."""
    return {
        sink.name: watch(sink.binding.connector, sink.binding.options, root)
        for sink in simulated.pipeline.sinks
        if sink.binding is not None
    }


def _consumed(session: Session, work: Work, unit: Unit, how: How) -> RunReport:
    with (
        lock_of(session, work.project, "simulate", how.lock_timeout, shared=True),
        progress_on(session) as progress,
    ):
        return run_generated(work, generated(work, [unit])[unit], how, progress)[1]


def _produced(session: Session, asked: Asked, simulated: Simulated, *, wait: bool) -> Measured:
    total = asked.traffic.total() * len(simulated.sources)
    with ExitStack() as open_ones, progress_on(session) as progress:
        feeds: list[Feed] = []
        for made in records_of(simulated.pipeline, simulated.sources, simulated.clocks, asked.seed):
            binding = made.source.binding
            assert binding is not None
            paths = list(physical_columns(made.source))
            schema = messages_of(made.source)
            place = Place(binding.options, asked.root, asked.unit.address, schema)
            opened = producer(binding.connector, place, paths)
            feeds.append(Feed(made, open_ones.enter_context(closing(opened))))

        def tell(measured: Measured) -> None:
            progress(f"{measured.records:,} of {total:,} records, {measured.seconds:.0f} s")

        stop = open_ones.enter_context(stopped_by_interrupt())
        return produce(feeds, asked.traffic, asked.start, tell, stop, wait=wait)
