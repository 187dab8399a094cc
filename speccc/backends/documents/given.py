"""The tables that a transformation is given: the rows of sources, and those that they put aside."""

from __future__ import annotations

from speccc.ir import rel
from speccc.ir.rejecting import taken


def given_tables(pipeline: rel.Pipeline) -> tuple[rel.Source, ...]:
    """The sources, and beside each that puts rows aside its rejected rows, `NAME.rejected`."""
    found: list[rel.Source] = []
    for node in pipeline.nodes:
        match node.op:
            case rel.Scan(source):
                found.append(pipeline.source(source))
            case rel.ScanRejected():
                columns = tuple(
                    rel.SourceColumn(c.name, c.type, c.nullable, (c.name,)) for c in node.schema
                )
                found.append(rel.Source(f"{node.op.source}.rejected", columns, (), "fail", None))
            case _:
                pass
    return tuple(found)


def given_rows(pipeline: rel.Pipeline, example: rel.Example) -> dict[str, list[rel.Row]]:
    """The rows that an example gives to each of these tables."""
    found: dict[str, list[rel.Row]] = {}
    for given in example.given:
        source = pipeline.source(given.source)
        read = taken(source, {source.name: given.rows})
        found[source.name] = list(read.accepted)
        if source.on_error == "quarantine":
            found[f"{source.name}.rejected"] = list(read.rejected)
    return found
