"""What the recipes of CONTRIBUTING.md ask for, where no other test does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from speccc.connectors.catalogue import CONNECTORS, Connector
from speccc.diagnostics import Reporter
from speccc.driver import BACKENDS
from speccc.execute.readers import NOT_READ, READERS
from speccc.spec.load import load_target
from speccc.spec.models import TargetModel
from tests.differential.engines import ENGINES, PARTIAL
from tests.examples.snippets import ROOT, code, tables

#: Those of `make flink`.
IN_FLINK = {"flink"}
#: Another profile of an engine that is there.
SAME_ENGINE = {"sheets": "pandas"}
PROFILES = sorted((ROOT / "targets").glob("*.yaml"))


def test_each_connector_is_read_for_preview() -> None:
    """A pipeline's sink is read as what it is bound to, a table by the scripts of the unit."""
    reads = {c.name for c in CONNECTORS.values() if c.reads}
    assert reads == {*READERS, *NOT_READ, "pipeline", "table"}


@pytest.mark.parametrize("connector", CONNECTORS.values(), ids=CONNECTORS)
def test_each_connector_is_told_with_its_options(connector: Connector) -> None:
    told = {
        code(name)[0]: {word for word in code(options) if re.fullmatch(r"\w+", word)}
        for name, _, options in tables("language.md", "connector", "reads and writes", "options")
    }
    assert told[connector.name] == {option.name for option in connector.options}


def test_each_backend_that_a_profile_may_name_is_there() -> None:
    assert {*get_args(TargetModel.model_fields["backend"].annotation)} == {*BACKENDS}


@pytest.mark.parametrize("file", PROFILES, ids=lambda file: file.stem)
def test_each_target_is_compared_with_the_interpreter(file: Path) -> None:
    target = load_target(file.read_bytes(), file.name, Reporter())
    assert target is not None
    engine = SAME_ENGINE.get(target.model.name, target.model.name)
    assert target.model.backend in IN_FLINK or engine in {*ENGINES, *PARTIAL}
