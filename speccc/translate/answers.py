"""An answer to a question, put into the request."""

from __future__ import annotations

from dataclasses import replace

from speccc.translate.model import Question, Request


def answered(request: Request, question: Question, answer: str) -> Request:
    """The request with an answer in the place of the words that were asked about.

    An empty answer takes the words away. What was asked about no words stands on a line of its own.
    """
    start, end = question.words.start, question.words.end
    if not question.words:
        return replace(request, text=f"{request.text.rstrip()}\n{answer.strip()}\n")
    before, after = request.text[:start], request.text[end:]
    return replace(request, text=f"{before}{answer.strip()}{after}")
