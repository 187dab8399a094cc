"""Write the JSON Schemas that the package carries, from the models: after a change of a model."""

from __future__ import annotations

from pathlib import Path

from speccc.lifecycle import plan_schema
from speccc.spec import schema
from speccc.spec.models import DOCUMENTS

FOLDER = Path(schema.__file__).with_name("schemas")
PLAN = Path(plan_schema.__file__).with_name("schemas") / "plan.schema.json"


def main() -> None:
    for name in DOCUMENTS:
        (FOLDER / f"{name}.schema.json").write_text(
            schema.text(name), encoding="utf-8", newline="\n"
        )
    PLAN.write_text(plan_schema.schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
