"""`speccc explain`"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.explaining import functions, steps
from speccc.cli.session import Session
from speccc.diagnostics import did_you_mean
from speccc.diagnostics.codes import all_codes
from speccc.functions.model import Function


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that goes by the name asked for."""

    text: str
    data: dict[str, Any]


@click.command("explain", cls=Command)
@click.argument("name", required=False)
@options.as_json
@click.pass_obj
def command(session: Session, *, name: str | None, as_json: bool) -> None:
    r"""Explain the code of a diagnostic, a function, an operator or a step.

    Without NAME, list the codes; with 'functions' or 'steps', list those.

    \b
    speccc explain E0404
    speccc explain days_between
    speccc explain functions
    """
    answers = _lists() if name is None or name in ("functions", "steps") else {}
    found = [answers[name or "codes"]] if answers else list(answers_to(name or ""))
    if not found:
        raise click.UsageError(f"nothing is called '{name}'. {_guess(name or '')}")
    if as_json:
        data = [answer.data for answer in found]
        session.data(data[0] if len(data) == 1 else {"found": data})
    else:
        session.say("\n\n".join(answer.text for answer in found))


def _lists() -> dict[str, Answer]:
    codes = all_codes().values()
    return {
        "codes": Answer(
            "\n".join(f"{code.id}  {code.title}" for code in codes),
            {code.id: code.title for code in codes},
        ),
        "functions": Answer(
            functions.list_text(),
            {"functions": [functions.to_json(row) for row in functions.catalogue()]},
        ),
        "steps": Answer(
            steps.list_text(), {"steps": [step.to_json() for step in steps.steps().values()]}
        ),
    }


def answers_to(name: str) -> Iterator[Answer]:
    """Everything of that name; case counts for nothing."""
    code = all_codes().get(name.upper())
    if code is not None:
        yield Answer(
            f"{code.severity}[{code.id}]: {code.title}\n\n{code.explain}",
            {
                "code": code.id,
                "severity": code.severity,
                "title": code.title,
                "explanation": code.explain,
            },
        )
    step = steps.steps().get(name.lower())
    if step is not None:
        yield Answer(steps.step_text(step), step.to_json())
    for row in functions.find(name.lower()):
        yield function_answer(row)


def function_answer(row: Function) -> Answer:
    """A function with the targets that refuse it."""
    from speccc.cli.explaining import support  # loads every backend

    refused = support.refused_text(row)
    text = functions.function_text(row) + (f"\n\n{refused}" if refused else "")
    return Answer(text, functions.to_json(row) | {"refused": support.refused(row)})


def _guess(name: str) -> str:
    """The nearest name there is; if there is none, where they are listed."""
    known: Iterable[str] = (
        *steps.steps(),
        *(row.name for row in functions.catalogue()),
        *all_codes(),
    )
    hint = did_you_mean(name.upper() if name[:1] in "eE" and name[1:].isdigit() else name, [*known])
    near = hint.partition("?")[0] + "? " if hint.startswith("did you mean") else ""
    return f"{near}'speccc explain functions' and 'speccc explain steps' list what there is"
