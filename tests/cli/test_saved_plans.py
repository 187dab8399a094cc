"""plan --out, apply FILE and show FILE: as two jobs of a CI use them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Speccc
from tests.unit.lifecycle.support import rewrite

SPEC = "specs/sales_analytics.yaml"
UNIT = "generated/sales_analytics/duckdb"


def _files(root: Path) -> dict[str, bytes]:
    found = (root / "generated").rglob("*")
    return {str(p.relative_to(root)): p.read_bytes() for p in found if p.is_file()}


@pytest.fixture
def planned(applied: Path, speccc: Speccc) -> Path:
    """The example after a change of its spec, with the plan in plan.json."""
    rewrite(applied / SPEC, "quantity > 0", "quantity > 1")
    speccc("plan", "--out", "plan.json")
    return applied


@pytest.fixture
def checkout(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project elsewhere: no cache, other times of modification."""
    other = tmp_path_factory.mktemp("other") / "checkout"
    shutil.copytree(planned, other, ignore=shutil.ignore_patterns(".speccc"))
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    return other


def test_a_saved_plan_is_applied_byte_for_byte_in_another_checkout(
    planned: Path, checkout: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compile_nothing(*_: object) -> object:
        raise AssertionError("a saved plan is not compiled")

    with monkeypatch.context() as patched:
        patched.setattr("speccc.cli.compiling.compile_units", compile_nothing)
        done = speccc("-C", str(checkout), "apply", str(checkout / "plan.json"))
    assert done.out == "Apply complete! 0 added, 1 changed, 0 destroyed.\n"
    speccc("apply", "--auto-approve")
    assert _files(checkout) == _files(planned)
    assert speccc("-C", str(checkout), "drift").out.startswith("No drift.")


def test_the_same_plan_is_the_same_file(planned: Path, checkout: Path, speccc: Speccc) -> None:
    speccc("-C", str(checkout), "plan", "--out", "again.json")
    assert (checkout / "again.json").read_bytes() == (planned / "plan.json").read_bytes()
    assert str(planned).encode() not in (planned / "plan.json").read_bytes()


def _edit_the_spec(root: Path) -> None:
    rewrite(root / SPEC, "quantity > 1", "quantity > 2")


def _edit_the_target(root: Path) -> None:
    rewrite(root / "targets/duckdb.yaml", "name: duckdb", "name: duckdb # x")


def _another_spec(root: Path) -> None:
    (root / "specs/another.yaml").write_text((root / SPEC).read_text())


def _lose_the_spec(root: Path) -> None:
    (root / SPEC).unlink()


def _edit_by_hand(root: Path) -> None:
    rewrite(root / UNIT / "03_pipeline.sql", "SELECT", "select")


def _a_foreign_file(root: Path) -> None:
    (root / UNIT / "notes.txt").write_text("mine")


def _lose_a_file(root: Path) -> None:
    (root / UNIT / "01_setup.sql").unlink()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_edit_the_spec, f"'{SPEC}' changed"),
        (_edit_the_target, "'targets/duckdb.yaml' changed"),
        (_another_spec, "'specs/another.yaml' is new"),
        (_lose_the_spec, f"'{SPEC}' is gone"),
        (_edit_by_hand, f"'{UNIT}/03_pipeline.sql' changed"),
        (_a_foreign_file, f"'{UNIT}/notes.txt' is new"),
        (_lose_a_file, f"'{UNIT}/01_setup.sql' is gone"),
    ],
)
def test_a_stale_plan_is_refused_and_says_what_changed(
    planned: Path, speccc: Speccc, change: Callable[[Path], None], named: str
) -> None:
    change(planned)
    before = _files(planned)
    done = speccc("apply", "plan.json", code=1)
    assert f"error[E0809]: the plan in 'plan.json' is stale: {named}\n" in done.err
    assert "speccc plan --out plan.json" in done.err
    assert _files(planned) == before


def test_a_plan_is_applied_once(planned: Path, speccc: Speccc) -> None:
    speccc("apply", "plan.json")
    assert "error[E0809]" in speccc("apply", "plan.json", code=1).err


def test_another_version_of_speccc_makes_a_plan_stale(
    planned: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speccc.lifecycle.saved.__version__", "99.0")
    done = speccc("apply", "plan.json", code=1)
    assert "and this is speccc 99.0" in done.err


def test_a_plan_of_some_units_does_not_rest_on_the_others(applied: Path, speccc: Speccc) -> None:
    rewrite(applied / SPEC, "quantity > 0", "quantity > 1")
    speccc("plan", "--target", "duckdb", "--out", "plan.json")
    (applied / "targets/other.yaml").write_text("speccc_target: 1\nname: x\nbackend: pandas\n")
    assert speccc("apply", "plan.json").out.startswith("Apply complete!")


def test_a_removal_rests_on_everything(applied: Path, speccc: Speccc) -> None:
    text = (applied / SPEC).read_text()
    (applied / SPEC).unlink()
    speccc("plan", "--target", "duckdb", "--out", "plan.json")
    (applied / SPEC).write_text(text)
    assert f"'{SPEC}' is new" in speccc("apply", "plan.json", code=1).err
    (applied / SPEC).unlink()
    assert "1 destroyed" in speccc("apply", "plan.json").out
    assert not list((applied / "generated").iterdir())


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda text: text[: len(text) // 2], "it is not JSON"),
        (lambda _: "", "it is not JSON"),
        (lambda _: "[" * 100_000, "it is not JSON"),
        (lambda _: "{}", "it is not a plan of speccc"),
        (lambda text: text.replace("SELECT", "SELEKT", 1), "its seal does not hold"),
        (lambda text: text.replace('"1.0"', '"2.0"', 1), "its format_version is 2.0"),
        (lambda text: _resealed(text, path="../../evil"), "it is not built as a plan is"),
        (lambda text: _resealed(text, path="/evil"), "it is not built as a plan is"),
        (lambda text: _resealed(text, after="sha256:0"), "it is not built as a plan is"),
        (lambda text: _resealed(text, reason=None), "it is not built as a plan is"),
    ],
)
def test_a_damaged_plan_is_one_error(
    planned: Path, speccc: Speccc, damage: Callable[[str], str], problem: str
) -> None:
    before = _files(planned)
    path = planned / "plan.json"
    path.write_text(damage(path.read_text()))
    for command in ("apply", "show"):
        done = speccc(command, "plan.json", code=1)
        assert done.err.count("error[") == 1
        assert "error[E0810]: 'plan.json' is no plan that can be used" in done.err
        assert problem in done.err
    assert _files(planned) == before


def _resealed(text: str, **change: object) -> str:
    """A plan whose first file is changed by somebody who knows about the seal."""
    from speccc.lifecycle.saved import _seal  # pyright: ignore[reportPrivateUsage]

    document = json.loads(text)
    del document["seal"]
    file = document["plan"]["resource_changes"][0]["files"][0]
    if "after" in change:
        file["change"]["after"] = change["after"]
    else:
        file |= change
    if "path" in change:
        text = next(iter(document["contents"].values()))
        document["contents"] = {**document["contents"], str(change["path"]): text}
    return json.dumps({**document, "seal": _seal(document)})


def test_a_later_minor_version_only_adds(planned: Path, speccc: Speccc) -> None:
    from speccc.lifecycle.saved import _seal  # pyright: ignore[reportPrivateUsage]

    path = planned / "plan.json"
    document = json.loads(path.read_text())
    del document["seal"]
    document["format_version"] = "1.9"
    document["plan"]["resource_changes"][0]["colour"] = "blue"
    path.write_text(json.dumps({**document, "seal": _seal(document)}))
    assert speccc("apply", "plan.json").out.startswith("Apply complete!")


def test_a_plan_is_shown_without_its_project(planned: Path, speccc: Speccc) -> None:
    expected = speccc("plan").out
    as_data = speccc("plan", "--json").json
    (planned / "speccc.yaml").unlink()
    assert speccc("show", "plan.json").out == expected
    assert speccc("show", "--json", "plan.json").json == as_data


def test_which_argument_is_a_plan(planned: Path, speccc: Speccc) -> None:
    (planned / "plan.json").rename(planned / "plan")
    assert speccc("show", "plan").out.startswith("Under generated/")
    assert "error[E0806]: cannot read 'nothing.json'" in speccc("apply", "nothing.json", code=1).err
    assert "error[E0704]" in speccc("apply", "nothing", code=1).err
    speccc("apply", "plan", "--target", "duckdb", code=64)
    speccc("show", "plan", "--stage", "ir", code=64)
    speccc("show", "sales_analytics", "--json", code=64)
    speccc("plan", "--out", "generated/plan.json", code=64)
    (planned / "notes.json").write_text('{"mine": true}')
    for mine in ("notes.json", "specs/sales_analytics.yaml", "new.yaml"):
        assert mine in speccc("plan", "--out", mine, code=64).err
    assert (planned / "notes.json").read_text() == '{"mine": true}'
    assert "E0805" in speccc("plan", "--out", "speccc.yaml/plan.json", code=1).err


def test_an_empty_plan_is_a_plan(applied: Path, speccc: Speccc) -> None:
    speccc("plan", "--out", "plan.json")
    assert speccc("show", "plan.json").out.startswith("No changes.")
    assert speccc("apply", "plan.json").out.startswith("No changes.")
    _edit_the_target(applied)
    assert "error[E0809]" in speccc("apply", "plan.json", code=1).err
