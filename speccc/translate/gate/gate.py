"""Sends requests to a provider, and lets none pass that is not reckoned, searched and recorded."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from speccc.diagnostics import Code, Diagnostic, Failure
from speccc.diagnostics.codes import providers as codes
from speccc.translate.digests import digest_of
from speccc.translate.gate.audit import Audit, BrokenChain
from speccc.translate.gate.budget import Budget, OverBudget
from speccc.translate.gate.deadline import within
from speccc.translate.privacy.search import kinds_in
from speccc.translate.providers.api import PASSING, Ask, Fault, Provider, Reply, Unanswered

#: How often one request is sent, at most.
SENDS = 4
_FIRST_PAUSE = 1.0


@dataclass
class Gate:
    """The way to one provider, for one command. `deadline` is in seconds from the first request."""

    provider: Provider
    audit: Audit
    budget: Budget
    deadline: float
    provenance: Mapping[str, Any] = field(default_factory=dict[str, Any])
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _end: float | None = None

    def exchange(self, ask: Ask, attempt: int) -> Reply:
        """The answer to a request. Raises Failure (E1024 to E1040).

        What passes (too much to do, a lost connection) is tried again, as long as the deadline
        allows; each time is reckoned and recorded before it is sent.
        """
        body = self.provider.body(ask)
        self._search(body)
        for send in range(1, SENDS + 1):
            try:
                return self._send(body, ask.max_tokens, attempt, send)
            except Unanswered as problem:
                pause = problem.after or _FIRST_PAUSE * 2 ** (send - 1)
                hopeless = problem.fault not in PASSING or send == SENDS
                if hopeless or self._left() <= pause:
                    raise Failure([self._diagnostic(problem, ask)]) from None
                self.sleep(pause)
        raise AssertionError("the last time raises")

    def _send(self, body: dict[str, Any], max_tokens: int, attempt: int, send: int) -> Reply:
        left = self._left()
        if left <= 0:
            raise Unanswered(Fault.TIMED_OUT, "the deadline is over")
        size = len(json.dumps(body).encode())
        try:
            reserved = self.budget.reserve(size, max_tokens)
        except OverBudget as over:
            raise _failure(codes.OVER_BUDGET, cost=over.cost, left=over.left) from None
        self._record(
            "request", attempt=attempt, send=send, body=body, request=digest_of(body),
            reserved=str(reserved), **self.provenance,
        )  # fmt: skip
        try:
            reply = self._answer(body, left)
        except Unanswered as problem:
            self._settle(reserved, problem.reply)
            self._record(
                "failure", attempt=attempt, send=send, request=digest_of(body),
                fault=problem.fault, detail=problem.detail[:500],
                reply=asdict(problem.reply) if problem.reply else None,
            )  # fmt: skip
            raise
        cost = self._settle(reserved, reply)
        self._record(
            "response", attempt=attempt, send=send, request=digest_of(body), reply=asdict(reply),
            cost=str(cost),
        )  # fmt: skip
        return reply

    def _answer(self, body: dict[str, Any], left: float) -> Reply:
        """What the provider gives, without the key, should the service say it back."""
        try:
            return self._without_key(within(left, lambda: self.provider.send(body, left)))
        except Unanswered as problem:
            reply = self._without_key(problem.reply) if problem.reply else None
            detail = self._hidden(problem.detail)
            raise Unanswered(problem.fault, detail, after=problem.after, reply=reply) from None

    def _without_key(self, reply: Reply) -> Reply:
        return replace(reply, text=self._hidden(reply.text), stop=self._hidden(reply.stop))

    def _hidden(self, text: str) -> str:
        return text.replace(self.provider.key, "[key]") if self.provider.key else text

    def _settle(self, reserved: Any, reply: Reply | None) -> Any:
        """What may have cost all that was set aside, since nobody says what it did, counts so."""
        if reply is None or reply.input_tokens is None or reply.output_tokens is None:
            return reserved
        cost = self.budget.price.of(reply.input_tokens, reply.output_tokens)
        self.budget.settle(reserved, cost)
        return cost

    def _search(self, body: Mapping[str, Any]) -> None:
        kinds = kinds_in(body, self.provider.key)
        if kinds:
            shown = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
            raise _failure(codes.WOULD_LEAK, kinds=shown)

    def _record(self, kind: str, **entry: Any) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        who = {"provider": self.provider.name, "host": self.provider.host}
        try:
            self.audit.append(
                {"kind": kind, "at": now, **who, "model": self.provider.model, **entry}
            )
        except BrokenChain as broken:
            path = self.audit.path.name
            raise _failure(
                codes.BROKEN_AUDIT, path=path, line=broken.line, problem=broken.problem
            ) from None
        except OSError as error:
            raise _failure(
                codes.NO_AUDIT, path=self.audit.path.name, problem=error.strerror or str(error)
            ) from None

    def _left(self) -> float:
        now = self.clock()
        if self._end is None:
            self._end = now + self.deadline
        return self._end - now

    def _diagnostic(self, problem: Unanswered, ask: Ask) -> Diagnostic:
        host, detail = self.provider.host, " ".join(problem.detail.split())[:300] or "no detail"
        match problem.fault:
            case Fault.TIMED_OUT:
                return codes.TIMED_OUT.at(None, host=host, seconds=f"{self.deadline:g}")
            case Fault.REFUSED:
                return codes.REFUSED.at(None, detail=detail)
            case Fault.TRUNCATED:
                told = problem.reply.output_tokens if problem.reply else None
                tokens = ask.max_tokens if told is None else told
                return codes.TRUNCATED.at(None, tokens=tokens, reason=detail)
            case fault:
                return _CODES[fault].at(None, host=host, detail=detail)


_CODES: dict[Fault, Code] = {
    Fault.OVERLOADED: codes.OVERLOADED,
    Fault.FAILED: codes.SERVICE_FAILED,
    Fault.UNREACHABLE: codes.UNREACHABLE,
    Fault.DENIED: codes.DENIED,
    Fault.REJECTED: codes.REJECTED,
    Fault.STRANGE: codes.STRANGE,
}


def _failure(code: Code, **params: Any) -> Failure:
    return Failure([code.at(None, **params)])
