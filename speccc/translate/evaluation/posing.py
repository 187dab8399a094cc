"""A case with its data, ready to be put to a translator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from speccc.translate.evaluation.cases import Case
from speccc.translate.model import InputTable, Request
from speccc.translate.packs import Pack
from speccc.types.raw import RawTable


@dataclass(frozen=True, slots=True)
class Posed:
    """A case of a domain. `given` are its inputs as a request knows them, `raw` their rows by name.
    `pack` is the domain's, if the translator is to have it.

    `gold` is the whole spec that is due; empty if questions or a refusal are.
    """

    case: Case
    domain: str
    gold: str
    given: tuple[InputTable, ...]
    raw: Mapping[str, RawTable]
    pack: Pack | None = None

    @property
    def request(self) -> Request:
        """What a translator gets: nothing of what is due."""
        return Request(self.case.request, self.case.id, self.given, pack=self.pack)
