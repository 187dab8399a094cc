"""The JSON Schemas that the package carries, for editors."""

from __future__ import annotations

from importlib import resources

#: What `speccc schema` calls them → the file in the package.
FILES = {
    "spec": "speccc.schema.json",
    "target": "target.schema.json",
    "project": "project.schema.json",
}


def schema_text(kind: str) -> str:
    """The schema of a kind of file, a key of FILES."""
    return resources.files("speccc.spec").joinpath("schemas", FILES[kind]).read_text("utf-8")
