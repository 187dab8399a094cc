"""Answers from a record in the place of a service."""

from __future__ import annotations

from dataclasses import dataclass

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.diagnostics.codes import providers as codes
from speccc.lifecycle.project import io_failure
from speccc.translate.digests import digest_of
from speccc.translate.gate.audit import Audit, BrokenChain, read_copy
from speccc.translate.providers.api import Ask, Provider, Reply


@dataclass(frozen=True, slots=True)
class Replay:
    """What a provider answered, when it was asked the very same. Nothing is sent."""

    provider: Provider
    audit: Audit

    def exchange(self, ask: Ask, attempt: int) -> Reply:
        """The recorded answer. Raises Failure: E0806, E1036, E1037."""
        del attempt
        path = self.audit.path.name
        wanted = digest_of(self.provider.body(ask))
        try:
            entries = read_copy(self.audit.path)
        except BrokenChain as broken:
            found = codes.BROKEN_AUDIT.at(None, path=path, line=broken.line, problem=broken.problem)
            raise Failure([found]) from None
        except OSError as error:
            raise Failure([io_failure(lifecycle.CANNOT_READ, path, error)]) from None
        for entry in reversed(entries):
            if entry.get("kind") == "response" and entry.get("request") == wanted:
                return Reply(**entry["reply"])
        raise Failure([codes.NO_RECORDING.at(None, path=path)])
