"""The JSON Schemas that the package carries, for editors."""

from __future__ import annotations

from importlib import resources

#: What `speccc schema` calls them → the file in the package.
FILES = {
    "spec": "speccc.schema.json",
    "target": "target.schema.json",
    "project": "project.schema.json",
}


#: What `speccc schema` can print.
KINDS = (*FILES, "plan")


def schema_text(kind: str) -> str:
    """The schema of one of KINDS."""
    if kind == "plan":
        folder = resources.files("speccc.lifecycle").joinpath("schemas")
        return folder.joinpath("plan.schema.json").read_text("utf-8")
    return resources.files("speccc.spec").joinpath("schemas", FILES[kind]).read_text("utf-8")
