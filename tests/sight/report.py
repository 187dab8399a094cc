"""How much the tests see. `make mutants-full` tries every mutant, on the cases of its row and on
random pipelines, and writes REPORT.md beside this file.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import click

from speccc.backends.sql.dialects import DIALECTS
from speccc.execute import duckdb_runner
from tests.sight.equivalent import reason
from tests.sight.hunt import Fate, hunt
from tests.sight.model import Mutant, Verdict, verdict

REPORT = Path(__file__).with_name("REPORT.md")
_HEAD = """\
# What the tests see of wrong compilers

A mutant is one small change of a lowering table, of a function that it calls, or of a relational
operator: a comparison, a number, a text, a null rule, a cast or a bracket is another, a call or a
condition is gone, arguments are swapped, a row is spelled as its neighbour. It is tried on the
cases and adversarial rows of the function that it is in, and, if it is of a table or of windows of
time, on the random pipelines of `make fuzz`, until somebody sees it. `make mutants-full` writes
this page.

*Refused*: the engine, or the compiler, takes it for no code. *Equivalent*: nobody can see it; the
reason is in `equivalent.py`. The shares are of the others.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a mutant: by the cases, and by `pipelines` random pipelines."""

    name: str
    engine: str
    by_cases: Verdict
    by_pipelines: Fate | None


def every_mutant() -> list[Mutant]:
    """All, of each engine beside those of the others."""
    from tests.sight.mutants import further
    from tests.sight.rows import mutants_of

    return [*further(), *(mutant for engine in DIALECTS for mutant in mutants_of(engine))]


def judged(part: int, parts: int, share: int, pipelines: int, most: int) -> list[Found]:
    """The `part`-th of so many parts of all mutants, or of every `share`-th, tried."""
    import tests.conftest  # noqa: F401 - the same draws as in the tests

    logging.disable(logging.WARNING)
    duckdb_runner._shared().execute("SET threads = 1")  # pyright: ignore[reportPrivateUsage]
    mutants = every_mutant()[::share][part::parts]

    def tell(done: int, left: int) -> None:
        click.echo(f"part {part}: {done + 1} batches, {left} of {len(mutants)} left", err=True)

    hunted = [m for m in mutants if not reason(m.name) and "nowhere" not in m.reach]
    fates = hunt(hunted, pipelines, most=most, tell=tell) if pipelines else {}
    return [Found(m.name, m.engine, verdict(m), fates.get(m.name)) for m in mutants]


def report(found: Sequence[Found], share: int, pipelines: int, most: int) -> Iterator[str]:
    """The lines of REPORT.md."""
    yield _HEAD
    if share > 1:
        yield f"Of every {share}th mutant:\n"
    yield "| | mutants | equivalent | refused | seen by cases | by random pipelines |"
    yield "|---|---|---|---|---|---|"
    for engine in [*dict.fromkeys(each.engine for each in found), ""]:
        yield _counts(engine or "all", [f for f in found if engine in ("", f.engine)])
    given_up = f"; a mutant was given up after {most:,} that are compiled otherwise" if most else ""
    yield f"\nRandom pipelines: {pipelines:,}{given_up}."
    yield from _listed("Not seen by the cases", (f.name for f in found if _missed(f)))
    yield from _listed(
        "Not seen by random pipelines (how many were compiled otherwise)",
        (f"{f.name} ({f.by_pipelines.tried})" for f in found if f.by_pipelines and _unmet(f)),
    )
    denied = (f.name for f in found if _denied(f))
    yield from _listed("Said to be equivalent, but seen", denied)
    yield "\n## Equivalent\n\n| mutant | why |\n|---|---|"
    yield from (f"| {_cell(f.name)} | {reason(f.name)} |" for f in found if reason(f.name))


def _counts(name: str, found: Sequence[Found]) -> str:
    told = [f for f in found if not reason(f.name)]
    refused = [f for f in told if f.by_cases is Verdict.REFUSED]
    seen = [f for f in told if f.by_cases is Verdict.SEEN]
    hunted = [f.by_pipelines for f in told if f.by_pipelines]
    able = [fate for fate in hunted if fate.verdict is not Verdict.REFUSED]
    met = [fate for fate in able if fate.verdict is Verdict.SEEN]
    shares = f"{_share(len(seen), len(told) - len(refused))} | {_share(len(met), len(able))}"
    return f"| {name} | {len(found)} | {len(found) - len(told)} | {len(refused)} | {shares} |"


def _missed(found: Found) -> bool:
    return found.by_cases is Verdict.MISSED and not reason(found.name)


def _denied(found: Found) -> bool:
    return found.by_cases is Verdict.SEEN and bool(reason(found.name))


def _unmet(found: Found) -> bool:
    return found.by_pipelines is not None and found.by_pipelines.verdict is Verdict.MISSED


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / max(1, whole):.1f} %)"


def _listed(title: str, names: Iterable[str]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield from (f"- `{_cell(name)}`" for name in names)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "&#124;").replace("`", "'").split())


@click.command()
@click.option("--pipelines", "-n", default=5000, show_default=True, help="Random ones; 0: none.")
@click.option("--share", default=1, show_default=True, help="Every so-many-th mutant alone.")
@click.option("--most", default=0, help="Give up after so many pipelines that reach a mutant.")
@click.option("--jobs", "-j", default=os.cpu_count() or 1, show_default=True)
def main(pipelines: int, share: int, most: int, jobs: int) -> None:
    """Exits with 1 if the cases miss a mutant that is not known to be equivalent, or see one that
    is said to be.
    """
    parts = 8 * jobs if not pipelines else jobs  # each part draws the pipelines for itself
    spawn = multiprocessing.get_context("spawn")
    found: dict[str, Found] = {}
    with ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
        work = [pool.submit(judged, at, parts, share, pipelines, most) for at in range(parts)]
        for done in as_completed(work):
            found.update({each.name: each for each in done.result()})
    ordered = [found[m.name] for m in every_mutant()[::share]]
    text = "\n".join(report(ordered, share, pipelines, most)) + "\n"
    REPORT.write_text(text, encoding="utf-8")
    blind = [each.name for each in ordered if _missed(each)]
    denied = [each.name for each in ordered if _denied(each)]
    click.echo("".join(f"not seen: {name}\n" for name in blind), nl=False)
    click.echo("".join(f"said to be equivalent, but seen: {name}\n" for name in denied), nl=False)
    sys.exit(bool(blind or denied))


if __name__ == "__main__":
    main()
