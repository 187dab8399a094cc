"""`speccc eval`"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.drafting.services import Terms, service_options
from speccc.cli.drafting.translators import OFFLINE, PROVIDERS, replay_option, translators
from speccc.cli.evaluating.sets import read_sets
from speccc.cli.progress import progress_on
from speccc.cli.session import Exit, Session
from speccc.cli.views.scores import score_text
from speccc.lifecycle.project import find_root
from speccc.translate.evaluation.judging import Outcome
from speccc.translate.evaluation.posing import Posed
from speccc.translate.evaluation.scoring import Judged, Score, evaluate


@click.command("eval", cls=Command)
@click.option(
    "--provider",
    type=click.Choice(PROVIDERS),
    default=OFFLINE,
    show_default=True,
    help="Who drafts: a grammar on this machine, or a model.",
)
@service_options
@click.option(
    "--set",
    "sets",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    required=True,
    metavar="FILE|DIR",
    help="The cases: a file, or the files right in a folder; may be repeated.",
)
@click.option("--case", "ids", multiple=True, metavar="ID", help="Only this case; may be repeated.")
@replay_option
@click.option("--packs", is_flag=True, help="Give each request the pack of its set's domain.")
@click.option("--every", is_flag=True, help="Name every answer that is not right, not only wrong.")
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    provider: str,
    terms: Terms,
    sets: tuple[Path, ...],
    ids: tuple[str, ...],
    replay: Path | None,
    packs: bool,
    every: bool,
    as_json: bool,
) -> int:
    r"""How good a translator is: drafts every request of a set, and runs what it drafts.

    A draft is right if the reference interpreter makes the rows of it that are due; questions and
    refusals, if they are due and are about the words that leave something open. Everything else
    that is drafted is wrong, and makes the exit code 1. Nothing is written but the record of what
    was sent. The budget is for all cases together. With --replay a record answers in the place of
    the model, so that its score can be had again, without it and for nothing.

    \b
    speccc eval --set evals
    speccc eval --set evals --provider ollama --model MODEL --json
    """
    cases = _chosen(read_sets(session, sets, packs=packs), ids)
    make = translators(
        provider, terms, find_root(session.folder), replay and session.folder / replay
    )
    judged: list[Judged] = []
    with progress_on(session) as show:
        for one in evaluate(_announced(cases, judged, show), make):
            judged.append(one)  # noqa: PERF402 (it is told while it grows)
    score = Score(provider, "" if provider == OFFLINE else terms.model, judged)
    if as_json:
        session.data(score.to_json())
    else:
        session.say(score_text(score, every=every))
    return Exit.ERROR if score.of(Outcome.WRONG) else Exit.OK


def _chosen(cases: Sequence[Posed], ids: Sequence[str]) -> Sequence[Posed]:
    """These cases; all if none is named. Raises click.UsageError for an id that is not there."""
    known = {posed.case.id for posed in cases}
    for id in ids:
        if id not in known:
            raise click.UsageError(f"no case is called '{id}'")
    return [posed for posed in cases if not ids or posed.case.id in ids]


def _announced(
    cases: Sequence[Posed], judged: Sequence[Judged], show: Callable[[str], None]
) -> Iterator[Posed]:
    """The cases; before each it is told how far it is, and how it stands."""
    for number, posed in enumerate(cases, 1):
        counts = Counter(one.verdict.outcome for one in judged)
        stand = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
        show(f"{number} of {len(cases)}: {posed.case.id} ({stand or 'the first'})")
        yield posed
