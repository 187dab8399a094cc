"""What plan finds and apply does, with a compiler that writes one file a step."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from speccc.diagnostics import Failure
from speccc.lifecycle.apply import apply_plan, contents_of
from speccc.lifecycle.drift import find_drift
from speccc.lifecycle.observe import observe
from tests.support.project import Project
from tests.unit.lifecycle.support import (
    TARGET,
    Compiler,
    make_project,
    rewrite,
    state,
    summary,
)

UNIT = "generated/sales/files"


@pytest.fixture
def applied(project: Project) -> Project:
    """A project of two pipelines, applied."""
    make_project(project, "sales", "stock")
    _apply(project)
    return project


def _apply(project: Project, compiler: Compiler | None = None) -> dict[str, str]:
    now = state(project.root, compiler or Compiler())
    return apply_plan(now.inventory.project, now.plan, contents_of(now.wanted)).saved


def _plan(project: Project, compiler: Compiler | None = None) -> str:
    return summary(state(project.root, compiler or Compiler()).plan)


def test_the_first_plan_creates_every_unit(project: Project) -> None:
    make_project(project, "sales", "stock")
    assert _plan(project) == "create sales.files: new\ncreate stock.files: new"


def test_after_apply_nothing_is_left_to_do(applied: Project) -> None:
    now = state(applied.root, Compiler())
    assert now.plan.empty
    assert now.plan.unchanged == 2
    assert applied.files("generated/sales") == [
        f"{UNIT}/manifest.json",
        f"{UNIT}/step_0.txt",
        f"{UNIT}/step_1.txt",
    ]


def test_the_reason_names_the_changed_node(applied: Project) -> None:
    rewrite(applied.root / "specs/sales.yaml", "a > 1", "a > 2")
    assert _plan(applied) == "update sales.files: spec changed: steps[0].filter"


def test_a_changed_target_is_a_reason_of_its_own(applied: Project) -> None:
    bind = "bind:\n  sales.out: {connector: csv, options: {path: out.csv}}\n"
    path = applied.root / "targets/files.yaml"
    path.write_text(path.read_text() + bind)
    assert _plan(applied) == "update sales.files: target changed: bind.sales.out added"


def test_a_comment_changes_nothing(applied: Project) -> None:
    path = applied.root / "specs/sales.yaml"
    path.write_text("# hello\n" + path.read_text())
    assert _plan(applied) == ""


def test_a_compiler_that_writes_other_bytes_is_named(applied: Project) -> None:
    assert _plan(applied, Compiler("2")).startswith("update sales.files: compiler changed")


def test_a_compiler_that_writes_the_same_bytes_changes_nothing(applied: Project) -> None:
    assert _plan(applied, Compiler("1")) == ""


def test_four_findings_are_told_apart(applied: Project) -> None:
    rewrite(applied.root / f"{UNIT}/step_0.txt", "filter", "mine")
    (applied.root / f"{UNIT}/step_1.txt").unlink()
    applied.write(f"{UNIT}/notes.txt", "mine")
    rewrite(applied.root / "specs/stock.yaml", "a + b", "a - b")
    assert _plan(applied) == (
        "update sales.files: hand-edited: step_0.txt; missing: step_1.txt; "
        "orphaned: notes.txt was not written by speccc\n"
        "update stock.files: spec changed: steps[1].derive.c"
    )


def test_apply_heals_and_saves_what_is_not_ours(applied: Project) -> None:
    rewrite(applied.root / f"{UNIT}/step_0.txt", "filter", "mine")
    edited = applied.read(f"{UNIT}/step_0.txt")
    (applied.root / f"{UNIT}/step_1.txt").unlink()
    applied.write(f"{UNIT}/notes/todo.txt", "mine")
    applied.write("generated/stray.txt", "stray")
    saved = _apply(applied)
    assert sorted(saved) == [
        f"{UNIT}/notes/todo.txt",
        f"{UNIT}/step_0.txt",
        "generated/stray.txt",
    ]
    assert applied.read(saved[f"{UNIT}/step_0.txt"]) == edited
    assert applied.read(saved[f"{UNIT}/notes/todo.txt"]) == "mine"
    assert saved[f"{UNIT}/step_0.txt"].startswith(".speccc/trash/")
    assert not (applied.root / UNIT / "notes").exists()
    assert _plan(applied) == ""


def test_an_edited_file_with_a_changed_spec_is_saved_too(applied: Project) -> None:
    rewrite(applied.root / f"{UNIT}/step_0.txt", "filter", "mine")
    rewrite(applied.root / "specs/sales.yaml", "a > 1", "a > 2")
    assert _plan(applied) == (
        "update sales.files: spec changed: steps[0].filter; hand-edited: step_0.txt"
    )
    assert list(_apply(applied)) == [f"{UNIT}/step_0.txt"]


def test_a_removed_spec_removes_its_unit(applied: Project) -> None:
    (applied.root / "specs/stock.yaml").unlink()
    assert _plan(applied) == "delete stock.files: removed: no spec is named 'stock'"
    assert _apply(applied) == {}
    assert not (applied.root / "generated/stock").exists()


def test_a_file_that_is_not_generated_any_more_goes(applied: Project) -> None:
    rewrite(applied.root / "specs/sales.yaml", "  - derive:\n      c: a + b\n", "")
    assert _plan(applied) == (
        "update sales.files: spec changed: steps[1] removed; "
        "orphaned: step_1.txt is not generated any more"
    )
    assert _apply(applied) == {}
    assert applied.files(UNIT) == [f"{UNIT}/manifest.json", f"{UNIT}/step_0.txt"]


@pytest.mark.parametrize(
    "damage", ["", "[]", "{}", '{"format_version": "9.0"}', "\x00", "[" * 100_000]
)
def test_a_damaged_manifest_is_a_finding(applied: Project, damage: str) -> None:
    applied.write(f"{UNIT}/manifest.json", damage)
    plan = _plan(applied)
    assert plan.startswith("update sales.files: hand-edited: manifest.json: ")
    assert list(_apply(applied)) == [f"{UNIT}/manifest.json"]
    assert _plan(applied) == ""


@pytest.mark.parametrize(
    "contract", [{"sinks": []}, {"sinks": {"a": 1}}, {"sinks": {"a": {"columns": {"b": "text"}}}}]
)
def test_a_damaged_contract_is_a_finding(applied: Project, contract: object) -> None:
    path = applied.root / f"{UNIT}/manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"contract": contract}))
    said = "hand-edited: manifest.json: 'contract' is not built as one"
    assert _plan(applied) == f"update sales.files: {said}"


def test_another_layout_of_a_manifest_is_a_hand_edit(applied: Project) -> None:
    path = applied.root / f"{UNIT}/manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text())))
    assert _plan(applied) == "update sales.files: hand-edited: manifest.json"


def test_a_missing_manifest_is_restored(applied: Project) -> None:
    (applied.root / f"{UNIT}/manifest.json").unlink()
    assert _plan(applied) == "update sales.files: missing: manifest.json"


def test_an_edit_with_its_recorded_digest_does_not_fool_drift(applied: Project) -> None:
    before = observe(applied.root / "generated")
    rewrite(applied.root / f"{UNIT}/step_0.txt", "filter", "mine")
    old = before.files["sales/files/step_0.txt"]
    new = observe(applied.root / "generated").files["sales/files/step_0.txt"]
    rewrite(applied.root / f"{UNIT}/manifest.json", old, new)
    now = state(applied.root, Compiler())
    report = find_drift(now.wanted, observe(applied.root / "generated"))
    assert [f.path for f in report.findings] == [
        "sales/files/manifest.json",
        "sales/files/step_0.txt",
    ]
    assert not now.plan.empty


def test_drift_sees_deleted_and_untracked_files(applied: Project) -> None:
    (applied.root / f"{UNIT}/step_0.txt").unlink()
    applied.write("generated/sales/other/foreign.txt", "x")
    now = state(applied.root, Compiler())
    report = find_drift(now.wanted, observe(applied.root / "generated"))
    assert [(f.path, f.drift) for f in report.findings] == [
        ("sales/files/step_0.txt", "missing"),
        ("sales/other/foreign.txt", "untracked"),
    ]


def test_traces_of_running_the_code_are_nobodys_concern(applied: Project) -> None:
    applied.write(f"{UNIT}/__pycache__/x.pyc", "x")
    applied.write(f"{UNIT}/.pytest_cache/README.md", "x")
    assert _plan(applied) == ""


def test_a_stale_plan_is_refused_and_does_nothing(applied: Project) -> None:
    rewrite(applied.root / "specs/sales.yaml", "a > 1", "a > 2")
    rewrite(applied.root / "specs/stock.yaml", "a > 1", "a > 2")
    now = state(applied.root, Compiler())
    applied.write("generated/stock/files/step_0.txt", "edited meanwhile")
    files = observe(applied.root / "generated").files
    with pytest.raises(Failure, match="E0802"):
        apply_plan(now.inventory.project, now.plan, contents_of(now.wanted))
    assert observe(applied.root / "generated").files == files


@pytest.mark.parametrize("steps", range(5))
def test_killed_anywhere_the_next_apply_completes(
    applied: Project, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    rewrite(applied.root / "specs/sales.yaml", "  - derive:\n      c: a + b\n", "")
    rewrite(applied.root / "specs/stock.yaml", "a > 1", "a > 2")
    done = 0

    def dying(method: Callable[..., object]) -> Callable[..., object]:
        def act(path: Path, *args: object, **named: object) -> object:
            nonlocal done
            cleaning_up = path.name.startswith(".speccc-") and method is unlink
            if not cleaning_up and done == steps:
                raise KeyboardInterrupt
            done += not cleaning_up
            return method(path, *args, **named)

        return act

    unlink, replace = Path.unlink, Path.replace
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", dying(unlink))
        patched.setattr(Path, "replace", dying(replace))
        if steps < 4:  # one removal, one file, two manifests
            with pytest.raises(KeyboardInterrupt):
                _apply(applied)
        else:
            _apply(applied)
    assert done == steps
    assert (_plan(applied) == "") is (steps == 4)
    assert _apply(applied) == {}
    assert _plan(applied) == ""
    assert not [path for path in applied.files() if "/.speccc-" in path]


def test_what_a_killed_apply_left_is_no_treasure(applied: Project) -> None:
    applied.write(f"{UNIT}/.speccc-a1b2c3d4", "half a fi")
    assert _plan(applied) == (
        "update sales.files: orphaned: .speccc-a1b2c3d4 was left by an apply that was killed"
    )
    assert _apply(applied) == {}
    assert _plan(applied) == ""


def test_what_the_system_refuses_is_named(
    applied: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(applied.root / "specs/sales.yaml", "a > 1", "a > 2")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        expected = f"E0805.*'{UNIT}/step_0.txt': no space left on device"
        with pytest.raises(Failure, match=expected):
            _apply(applied)
    assert not [path for path in applied.files() if "/.speccc-" in path]


def test_nothing_is_written_through_a_linked_folder(applied: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path.parent / "elsewhere"
    (applied.root / UNIT).rename(elsewhere)
    (applied.root / UNIT).symlink_to(elsewhere)
    before = sorted(elsewhere.iterdir())
    saved = _apply(applied)
    assert sorted(elsewhere.iterdir()) == before
    assert not (applied.root / UNIT).is_symlink()
    assert (applied.root / saved[UNIT]).is_symlink()
    assert _plan(applied) == ""


def test_the_plan_as_json(applied: Project) -> None:
    rewrite(applied.root / "specs/sales.yaml", "a > 1", "a > 2")
    applied.write("generated/stray.txt", "x")
    document = json.loads(json.dumps(state(applied.root, Compiler()).plan.to_json()))
    assert document["format_version"] == "1.0"
    assert document["summary"] == {
        "add": 0,
        "change": 1,
        "move": 0,
        "destroy": 0,
        "stray_files": 1,
        "unchanged": 1,
        "breaking": 0,
    }
    (change,) = document["resource_changes"]
    assert change["address"] == "sales.files"
    assert change["change"]["actions"] == ["update"]
    assert change["reasons"] == [{"cause": "spec changed", "detail": "steps[0].filter"}]
    assert [file["path"] for file in change["files"]] == [
        "sales/files/manifest.json",
        "sales/files/step_0.txt",
    ]


def test_renamed_units_are_paired_one_to_one(applied: Project) -> None:
    """Both pipelines are the same but for their names; so are the two targets."""
    (applied.root / "targets/files.yaml").unlink()
    for name in ("left", "right"):
        applied.write(f"targets/{name}.yaml", TARGET.format(name=name))
    assert _plan(applied) == (
        "move sales.left: renamed: it was sales.files\n"
        "create sales.right: new\n"
        "move stock.left: renamed: it was stock.files\n"
        "create stock.right: new"
    )
    _apply(applied)
    assert _plan(applied) == ""
    assert not (applied.root / "generated/sales/files").exists()


@pytest.mark.parametrize("steps", range(8))
def test_a_move_that_is_killed_is_completed(
    applied: Project, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """The new files come first, so that something is there wherever it stops."""
    rewrite(applied.root / "specs/stock.yaml", "name: stock", "name: wares")
    left = steps

    def dying(method: Callable[..., object]) -> Callable[..., object]:
        def act(path: Path, *args: object, **named: object) -> object:
            nonlocal left
            if not path.name.startswith(".speccc-") or method is not unlink:
                if left == 0:
                    raise KeyboardInterrupt
                left -= 1
            return method(path, *args, **named)

        return act

    unlink, replace = Path.unlink, Path.replace
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", dying(unlink))
        patched.setattr(Path, "replace", dying(replace))
        if steps < 6:  # three files are written, three removed
            with pytest.raises(KeyboardInterrupt):
                _apply(applied)
        else:
            _apply(applied)
    whole = [
        folder
        for folder in ("generated/stock/files", "generated/wares/files")
        if (applied.root / folder / "manifest.json").is_file()
    ]
    assert whole
    assert _apply(applied) == {}
    assert _plan(applied) == ""
    assert applied.files("generated/stock") == []
