"""A translator that asks a model: draft, compile, repair; at most three attempts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from speccc.diagnostics import Diagnostic, Failure
from speccc.diagnostics.codes import providers as codes
from speccc.spec.document import Path
from speccc.translate import prompts
from speccc.translate.bindings import split_binds
from speccc.translate.digests import digest_of
from speccc.translate.model import (
    Judge,
    Proposal,
    Questions,
    Request,
    Words,
    open_question,
)
from speccc.translate.privacy.payload import user_turn
from speccc.translate.privacy.scrub import scrub
from speccc.translate.privacy.specs import told_values
from speccc.translate.providers.api import Ask, Reply, Turn
from speccc.translate.wire import as_sent, decode, misfits, schema

ATTEMPTS = 3


class Exchange(Protocol):
    """The gate, or a replay."""

    def exchange(self, ask: Ask, attempt: int) -> Reply:
        """The answer to a request. Raises Failure."""
        ...


@dataclass(frozen=True, slots=True)
class AskingTranslator:
    """`provider` and `model` are for the provenance."""

    exchange: Exchange
    provider: str
    model: str
    max_tokens: int

    def translate(self, request: Request, judge: Judge) -> Proposal | Questions:
        """The model's spec, once it compiles, or its questions. Raises Failure (E102x, E103x)."""
        _check_values(request)
        turns: tuple[Turn, ...] = (Turn("user", user_turn(request)),)
        system = prompts.system() if request.spec is None else prompts.refining()
        problems: tuple[Diagnostic, ...] = ()
        for attempt in range(1, ATTEMPTS + 1):
            ask = Ask(system, turns, schema(), self.max_tokens)
            reply = self.exchange.exchange(ask, attempt)
            found = self._read(reply, request, judge)
            if not isinstance(found, tuple):
                return found
            problems = found
            turns = (*turns, *_repair(reply, problems))
        raise Failure(_final(problems))

    def _read(
        self, reply: Reply, request: Request, judge: Judge
    ) -> Proposal | Questions | tuple[Diagnostic, ...]:
        """What the model gave, or what is wrong with it."""
        wire = _object(reply.text)
        if isinstance(wire, str):
            return (_bad(wire),)
        wrong = misfits(wire)
        if wrong:
            return tuple(map(_bad, wrong))
        decoded = decode(wire)
        if decoded.questions:
            return Questions(tuple(open_question(text) for text in decoded.questions))
        said = decoded.document
        if request.spec is not None:
            said = as_sent(said, request.spec)
        document, binds = split_binds(said)
        proposal = Proposal(
            document,
            _origin(decoded.words, request),
            binds,
            _notes(request),
            provenance=self._provenance(request, reply),
        )
        return judge(proposal) or proposal

    def _provenance(self, request: Request, reply: Reply) -> dict[str, Any]:
        return {
            "provider": self.provider,
            "model": reply.model,
            "prompts": prompts.digest(),
            "schema": digest_of(schema()),
            "request": digest_of(user_turn(request)),
            "response": digest_of(reply.text),
        }


def _check_values(request: Request) -> None:
    """Raises Failure (E1035) if the spec that is to be changed holds values that are never told."""
    beside = told_values(request.spec) if request.spec is not None else []
    if beside:
        kinds = ", ".join(f"a value of '{name}'" for name in beside)
        raise Failure([codes.WOULD_LEAK.at(None, kinds=kinds)])


def _notes(request: Request) -> tuple[str, ...]:
    """Which of the words a model understood by a pack, nobody but the model knows."""
    if request.pack is None:
        return ()
    return (f"The model was told what words usually mean, by the pack {request.pack.name}.",)


def _repair(reply: Reply, problems: tuple[Diagnostic, ...]) -> tuple[Turn, Turn]:
    """The answer, and what is wrong with it, without what may not be sent, and never empty."""
    answer = scrub(reply.text)[0].strip() or "(nothing)"
    return Turn("assistant", answer), Turn("user", scrub(prompts.repair(problems))[0])


def _object(text: str) -> Mapping[str, Any] | str:
    """The JSON object that a text is; what is wrong with it, if it is none."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        return f"it is no JSON ({error})"
    return cast("Mapping[str, Any]", found) if isinstance(found, dict) else "it is no JSON object"


def _origin(words: Mapping[Path, str], request: Request) -> dict[Path, tuple[Words, ...]]:
    """Where the quoted words stand in the request; what does not stand there is no quotation."""
    found: dict[Path, tuple[Words, ...]] = {}
    for path, text in words.items():
        at = request.text.find(text)
        if at >= 0:
            found[path] = (Words(at, at + len(text)),)
    return found


def _bad(problem: str) -> Diagnostic:
    return codes.BAD_ANSWER.at(None, attempts=ATTEMPTS, problem=problem)


def _final(problems: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [
        d
        if d.code is codes.BAD_ANSWER
        else codes.NOT_REPAIRED.at(
            None, attempts=ATTEMPTS, problem=f"{d.message} ({d.code.id})", note=d.hint
        )
        for d in problems
    ]
