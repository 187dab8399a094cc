"""What a README says of the database in which the tables of a unit are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from speccc.backends.api import Target
from speccc.backends.documents.markdown import code, codes
from speccc.connectors.references import names_in, parts_of
from speccc.ir.rel import Pipeline

#: What the shell would not leave as it is between double quotes.
_SHELL = re.compile(r'([\\"$`])')


@dataclass(frozen=True, slots=True)
class Shown:
    """`sentence` says where the tables are; `attach` is the statement that makes a file the
    database `db`, as it stands between double quotes in a shell.
    """

    sentence: str
    attach: str


def database(pipeline: Pipeline, target: Target) -> Shown | None:
    """None if the pipeline has no tables."""
    ends = (*pipeline.sources, *pipeline.sinks)
    if not any(end.binding and end.binding.connector == "table" for end in ends):
        return None
    variables = [*names_in(target.connection)]
    takes = f" {codes(variables)} must be set, and stands in no file here." if variables else ""
    sentence = f"The tables are those of the database {code(target.connection)}.{takes}"
    return Shown(sentence, f"ATTACH '{_in_shell(target.connection)}' AS db")


def _in_shell(connection: str) -> str:
    """A path as a shell's text: one that the environment does not give starts at the project's
    folder.
    """
    pieces = [
        f"${{{piece}}}" if is_name else _SHELL.sub(r"\\\1", piece.replace("'", "''"))
        for piece, is_name in parts_of(connection)
    ]
    starts = "" if pieces[0].startswith(("${", "/")) else "/data/"
    return starts + "".join(pieces)
