"""Names of a script's own that an engine would cut off, or not take: refused by name (E0725)."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.backends.sql.aside import puts_aside, rejected, words
from speccc.backends.sql.contract import stored, unreadable
from speccc.backends.sql.engine import Engine
from speccc.diagnostics import Diagnostic, Span
from speccc.diagnostics.codes import sql_target
from speccc.ir.rel import Pipeline


def too_long(pipeline: Pipeline, engine: Engine, longest: int, said: str) -> Iterator[Diagnostic]:
    """What of steps, sources and columns is longer than `longest` as it stands in a script.

    Names of a spec are ASCII, so that it does not matter whether an engine counts bytes. `said` is
    the engine, as a sentence begins.
    """
    for what, name, span in _names(pipeline, engine):
        if len(name) > longest:
            yield sql_target.NOT_IN_DIALECT.at(
                span,
                what=what,
                dialect=engine.name,
                reason=f"its name there, '{name}', is longer than the {longest} characters that "
                f"{said} keeps",
            )


def _names(pipeline: Pipeline, engine: Engine) -> Iterator[tuple[str, str, Span | None]]:
    """What is called so, its name, and its place."""
    relations = {node.id: node.span for node in pipeline.nodes}
    relations |= {rejected(s.name): s.span for s in pipeline.sources if puts_aside(s)}
    for name, span in relations.items():
        yield f"the table of '{name}'", engine.relation(name), span
    for source in pipeline.sources:
        yield f"the table of '{source.name}'", stored(source), source.span
        for column in source.columns:
            own = [unreadable(column.name), *([words(column.name)] if puts_aside(source) else [])]
            yield f"column '{column.name}' of '{source.name}'", max(own, key=len), column.span
