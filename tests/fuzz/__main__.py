"""`python -m tests.fuzz`: random pipelines on every engine, in several processes."""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed

import click

from tests.fuzz.batch import ASKED, ENGINES, Outcome, run_batch
from tests.fuzz.report import Total, summary

#: Pipelines of one seed: a failing seed is run again in seconds.
EACH = 50


@click.command()
@click.option("--pipelines", "-n", default=1000, show_default=True, help="How many.")
@click.option("--seed", "-s", "first", default=0, show_default=True, help="The first seed.")
@click.option("--only", is_flag=True, help="This seed alone: a failure, run again.")
@click.option("--engine", "-e", "engines", multiple=True, type=click.Choice(list(ENGINES)))
@click.option("--jobs", "-j", default=os.cpu_count() or 1, show_default=True)
@click.option("--no-shrink", is_flag=True, help="Show the first failing pipeline as it came.")
def main(
    pipelines: int, first: int, only: bool, engines: tuple[str, ...], jobs: int, no_shrink: bool
) -> None:
    """Exits with 1 if an engine differs from the interpreter, or has no plan for too much."""
    chosen = engines or tuple(name for name in ENGINES if name not in ASKED)
    batches = 1 if only else -(-pipelines // EACH)
    total = Total()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
        work = [
            pool.submit(run_batch, first + number, EACH, chosen, shrink=not no_shrink)
            for number in range(batches)
        ]
        for done, future in enumerate(as_completed(work), start=1):
            batch = future.result()
            total.add(batch)
            _tell(batch, done, batches, engines)
    click.echo()
    for line in summary(total, chosen):
        click.echo(line)
    sys.exit(bool(total.failures) or total.too_many_unplanned)


def _tell(batch: Outcome, done: int, batches: int, engines: tuple[str, ...]) -> None:
    if batch.failure:
        again = " ".join([f"SEED={batch.seed}", *(f"ENGINE={name}" for name in engines)])
        click.echo(f"\n== seed {batch.seed} failed: make fuzz {again}\n{batch.failure}")
    if sys.stderr.isatty() or done % 20 == 0 or done == batches:
        click.echo(f"\r{done} of {batches} batches", nl=False, err=True)


if __name__ == "__main__":
    main()
