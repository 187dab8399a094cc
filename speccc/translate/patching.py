"""A spec's text after a change of what it says: comments stay, and everything else is canonical."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from speccc.diagnostics import InternalError, Reporter
from speccc.spec.document import SpecFile
from speccc.spec.fmt import format_changed
from speccc.spec.load import read_document
from speccc.translate.document import canonical_expression, write
from speccc.translate.model import InputTable


def document_of(spec: SpecFile) -> dict[str, Any]:
    """A valid spec as plain data, as it is written. It may be changed."""
    read = read_document(spec.text, spec.file, "speccc", Reporter())
    if read is None:
        raise InternalError("a valid spec is not well built")
    return deepcopy(read[1].value)


def spelled_out(spec: SpecFile) -> dict[str, Any]:
    """The same, with the columns of a source whose table stands in the project's catalog."""
    document = document_of(spec)
    for name, source in document["sources"].items():
        if "catalog" in source:
            found = spec.model.sources[name].model_dump(
                mode="json", by_alias=True, exclude_none=True, include={"columns", "key"}
            )
            rest = {key: part for key, part in source.items() if key not in ("catalog", "take")}
            document["sources"][name] = {**rest, **found}
    return document


def as_written(document: Mapping[str, Any], spec: SpecFile) -> dict[str, Any]:
    """A document that was made of a spec, with those sources that did not change as they were."""
    written, spelled = document_of(spec)["sources"], spelled_out(spec)["sources"]
    sources = {
        name: written[name] if spelled.get(name) == source else source
        for name, source in document["sources"].items()
    }
    return {**document, "sources": sources}


def with_sources(
    before: Mapping[str, Any], after: Mapping[str, Any], known: Sequence[InputTable]
) -> list[Any]:
    """The examples of a spec for another one: a source that is new has no rows in them, one that is
    gone has none either.
    """
    examples = deepcopy(before["examples"])
    for example in examples:
        given = example["given"]
        for name in [name for name in given if name not in after["sources"]]:
            del given[name]
        for name, source in after["sources"].items():
            if name not in before["sources"]:
                given[name] = ", ".join(_columns(source, known)) + "\n"
    return examples


def _columns(source: Mapping[str, Any], known: Sequence[InputTable]) -> list[str]:
    """The columns of a source: its own, or those that it inherits."""
    if "columns" in source:
        return [*source["columns"]]
    options = source.get("options")
    return [c.name for table in known if table.options == options for c in table.columns]


def patched(spec: SpecFile, document: Mapping[str, Any]) -> str:
    """The canonical text of a well-built document that was made of a spec, with its comments."""
    return format_changed(
        write(as_written(document, spec)),
        spec.text,
        spec.file,
        print_expression=canonical_expression,
    )
