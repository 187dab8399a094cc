"""Finding a project, reading its files, and what can be wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.diagnostics import Failure
from speccc.lifecycle.cache import Cache
from speccc.lifecycle.inventory import Inventory, take_inventory
from speccc.lifecycle.project import find_root, open_project
from speccc.lifecycle.requires import satisfies
from speccc.lifecycle.unit import Unit
from tests.support.project import Project
from tests.unit.lifecycle.support import SPEC, TARGET, make_project


def _inventory(project: Project) -> Inventory:
    return take_inventory(open_project(project.root, Cache(None)), Cache(None))


def _codes(inventory: Inventory) -> list[tuple[str, str]]:
    return [(d.code.id, str(d.span)) for d in inventory.reporter.diagnostics]


def test_the_root_is_found_upwards(project: Project) -> None:
    (project.root / "a/b").mkdir(parents=True)
    assert find_root(project.root / "a/b") == project.root


def test_no_project(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="E0701"):
        find_root(tmp_path)


def test_files_come_in_order_and_hidden_ones_do_not(project: Project) -> None:
    for path in ("b/x.yaml", "a.yml", "b.yaml", ".hidden.yaml", ".git/x.yaml", "notes.txt"):
        project.write(f"specs/{path}", "")
    opened = open_project(project.root, Cache(None))
    assert [d.file for d in opened.specs] == ["specs/a.yml", "specs/b.yaml", "specs/b/x.yaml"]


@pytest.mark.parametrize("path", ["../elsewhere", "/tmp", "."])
def test_folders_lie_within_the_project(project: Project, path: str) -> None:
    project.write("speccc.yaml", f"speccc_project: 1\npaths: {{generated: {path}}}\n")
    with pytest.raises(Failure, match="E0709"):
        open_project(project.root, Cache(None))


def test_units_are_the_pairs_that_targets_list(project: Project) -> None:
    make_project(project, "sales", "stock")
    project.write("targets/few.yaml", TARGET.format(name="few") + 'pipelines: ["st*"]\n')
    assert [unit.address for unit in _inventory(project).units] == [
        "sales.files",
        "stock.few",
        "stock.files",
    ]


def test_two_files_of_one_name(project: Project) -> None:
    make_project(project, "sales")
    project.write("specs/z.yaml", SPEC.format(name="sales"))
    project.write("targets/z.yaml", TARGET.format(name="files"))
    assert _codes(_inventory(project)) == [
        ("E0702", "specs/z.yaml:2:7"),
        ("E0702", "targets/z.yaml:2:7"),
    ]


def test_a_pattern_that_matches_nothing(project: Project) -> None:
    make_project(project, "sales")
    project.write("targets/few.yaml", TARGET.format(name="few") + "pipelines: [sale]\n")
    inventory = _inventory(project)
    assert _codes(inventory) == [("E0703", "targets/few.yaml:4:13")]
    assert "did you mean 'sales'" in inventory.reporter.diagnostics[0].hint


def test_a_broken_file_is_reported_and_left_out(project: Project) -> None:
    make_project(project, "sales", "stock")
    project.write("specs/stock.yaml", "speccc: 1\nname: stock\n")
    inventory = _inventory(project)
    assert inventory.reporter.failed
    assert list(inventory.specs) == ["sales"]


def test_why_a_unit_is_gone(project: Project) -> None:
    make_project(project, "sales")
    project.write("targets/none.yaml", TARGET.format(name="none") + "pipelines: []\n")
    inventory = _inventory(project)
    assert inventory.why_gone(Unit("x", "files")) == "no spec is named 'x'"
    assert inventory.why_gone(Unit("sales", "x")) == "no target is named 'x'"
    assert inventory.why_gone(Unit("sales", "none")) == "target 'none' does not build it"


@pytest.mark.parametrize(
    ("required", "holds"),
    [
        (">=0.1", True),
        (">=0.1,<0.2", True),
        (">= 0.1.0, < 1", True),
        ("==0.1.5", True),
        (">0.1.5", False),
        ("!=0.1.5", False),
        ("<=0.1", False),
        ("~=0.1", None),
        ("0.1", None),
        ("", None),
    ],
)
def test_requires(required: str, holds: bool | None) -> None:
    assert satisfies("0.1.5", required) is holds


def test_another_version_is_refused(project: Project) -> None:
    project.write("speccc.yaml", 'speccc_project: 1\nrequires: ">=99"\n')
    with pytest.raises(Failure, match="E0708"):
        open_project(project.root, Cache(None))
