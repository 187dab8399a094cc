"""Questions that are put one by one, and the request with the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import click

from speccc.cli.drafting.requests import REQUEST
from speccc.cli.session import Session, interactive
from speccc.diagnostics import render
from speccc.translate.answers import answered
from speccc.translate.model import Questions, Request

Result = TypeVar("Result")


def check_terminal(*, asks: bool) -> None:
    """Raises click.UsageError if questions are to be put where nobody can answer."""
    if asks and not interactive():
        raise click.UsageError("--interactive needs a terminal")


def until_answered(
    session: Session, request: Request, attempt: Callable[[Request], Result | Questions],
    *, asks: bool,
) -> tuple[Request, Result | Questions]:  # fmt: skip
    """What comes of a request; if `asks`, each question is put until there is none. The request
    holds the answers that were given on the way. Raises click.Abort if an answer is refused.
    """
    while True:
        found = attempt(request)
        if not isinstance(found, Questions) or not asks:
            return request, found
        question = found.questions[0]
        shown = render.render_text(
            [question.diagnostic(request)], {request.label: request.text}, color=False
        )
        session.note(shown.rstrip("\n"))
        answer = click.prompt("Answer", default="", show_default=False, err=True)
        request = replace(answered(request, question, answer), label=REQUEST)
