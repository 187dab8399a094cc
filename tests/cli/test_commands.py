"""What every command has in common, and the commands that look at a spec."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from speccc.cli import main as main_module
from speccc.cli.main import COMMANDS, cli
from tests.cli.conftest import Speccc

HEAVY = {
    "anthropic",
    "black",
    "duckdb",
    "jinja2",
    "jsonschema",
    "libcst",
    "numpy",
    "openai",
    "pandas",
    "pyarrow",
    "pydantic",
    "rich",
    "sqlglot",
    "yaml",
}

LIST_MODULES = """
import sys
from speccc.cli.main import run
code = run(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


def _imported(folder: Path, *args: str) -> set[str]:
    """The top-level packages that a command imports."""
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("args", [("version",), ("plan",), ("plan", "--detailed-exitcode")])
def test_nothing_heavy_is_imported_by_version_or_an_idle_plan(
    applied: Path, args: tuple[str, ...]
) -> None:
    _imported(applied, *args)  # warms the cache
    assert _imported(applied, *args) & HEAVY == set()


def test_the_list_of_modules_would_show_a_heavy_one(applied: Path) -> None:
    assert {"pydantic", "yaml"} <= _imported(applied, "graph")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(speccc: Speccc, name: str) -> None:
    out = speccc(name, "--help").out
    assert out.startswith(f"Usage: speccc {name}")
    assert "\\b" not in out


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"import"}))
def test_every_command_takes_the_common_options(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"-C", "--error-format", "--no-color", "--debug"} <= options


def test_help_lists_every_command(speccc: Speccc) -> None:
    out = speccc("--help").out
    for name in COMMANDS:
        assert f"\n  {name} " in out


def test_a_folder_that_is_gone_is_told(
    speccc: Speccc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert "is gone" in speccc("plan", code=1).err


@pytest.mark.parametrize(
    "args",
    [
        ("plam",),
        ("plan", "--nope"),
        ("explain", "E0000"),
        ("run",),
        ("run", "--all", "--limit", str(2**63)),
        ("apply", "--lock-timeout", "nan"),
        ("-C", "nowhere", "plan"),
    ],
)
def test_wrong_usage_is_64(speccc: Speccc, args: tuple[str, ...]) -> None:
    done = speccc(*args, code=64)
    assert done.out == ""
    assert "Error: " in done.err


def test_a_slip_in_a_commands_name_gets_a_guess(speccc: Speccc) -> None:
    assert "Did you mean 'plan'?" in speccc("plam", code=64).err


def test_no_project(speccc: Speccc) -> None:
    for command in ("validate", "plan", "drift", "fmt", "graph"):
        assert "error[E0701]" in speccc(command, code=1).err


def test_another_folder_before_or_after_the_command(applied: Path, speccc: Speccc) -> None:
    (applied / "sub").mkdir()
    for args in (("-C", "sub", "plan"), ("plan", "-C", "sub")):
        assert speccc(*args).out.startswith("No changes.")


BROKEN = "speccc: 1\nname: broken\nsources: {}\nstepz: []\n"


def test_diagnostics_go_to_stderr_in_three_formats(applied: Path, speccc: Speccc) -> None:
    (applied / "specs/broken.yaml").write_text(BROKEN)
    text = speccc("validate", code=1)
    assert text.out == ""
    assert "specs/broken.yaml:4:1" in text.err
    assert "stepz: []" in text.err
    github = speccc("validate", "--error-format", "github", code=1)
    assert "::error file=specs/broken.yaml,line=4" in github.err
    document = json.loads(speccc("--error-format", "json", "plan", code=1).err)
    assert document["valid"] is False
    assert document["error_count"] == len(document["diagnostics"]) > 1


def test_as_json_validates_result_is_the_document_and_nothing_else(
    applied: Path, speccc: Speccc
) -> None:
    for option in (["--json"], ["--error-format", "json"], ["--json", "--error-format", "json"]):
        done = speccc("validate", *option)
        assert done.err == ""
        assert done.json["valid"] is True
    (applied / "specs/broken.yaml").write_text(BROKEN)
    for option in (["--json"], ["--error-format", "json"]):
        done = speccc("validate", *option, code=1)
        assert done.err == ""
        assert done.json["error_count"] == len(done.json["diagnostics"]) > 1
    (applied / "speccc.yaml").unlink()
    done = speccc("validate", "--error-format", "json", code=1)
    assert done.err == ""
    assert [found["code"] for found in done.json["diagnostics"]] == ["E0701"]


def test_json_diagnostics_when_all_is_well(applied: Path, speccc: Speccc) -> None:
    done = speccc("plan", "--error-format", "json")
    assert json.loads(done.err) == {
        "format_version": "1.0",
        "valid": True,
        "error_count": 0,
        "warning_count": 0,
        "diagnostics": [],
    }


def test_a_broken_spec_is_no_error_of_its_readers(applied: Path, speccc: Speccc) -> None:
    (applied / "specs/sales_analytics.yaml").write_text(BROKEN)
    (applied / "specs/reader.yaml").write_text(
        "speccc: 1\nname: reader\nsources:\n  s:\n    connector: pipeline\n"
        "    options: {sink: sales_analytics.sales_by_product}\n"
        "steps:\n  - distinct: [product_name]\nsinks:\n  o: {mode: replace}\n"
    )
    assert "reader.yaml" not in speccc("validate", code=1).err


def test_what_is_valid_is_not_checked_again_until_it_changes(applied: Path, speccc: Speccc) -> None:
    first = speccc("validate")
    assert speccc("validate") == first
    assert _imported(applied, "validate") & {"jsonschema", "pydantic"} == set()
    (applied / "specs/broken.yaml").write_text(BROKEN)
    for _ in range(2):
        speccc("validate", code=1)


def test_validate_some_files(applied: Path, speccc: Speccc) -> None:
    (applied / "specs/broken.yaml").write_text(BROKEN)
    assert speccc("validate", "specs/sales_analytics.yaml").out.startswith("Valid: specs/sales")
    speccc("validate", "specs/broken.yaml", code=1)
    speccc("validate", "data/orders.csv", code=64)


def test_fmt_check_and_fmt(applied: Path, speccc: Speccc) -> None:
    path = applied / "specs/sales_analytics.yaml"
    canonical = path.read_text(encoding="utf-8")
    path.write_text(canonical.replace("unit_price > 0 and", "unit_price>0   AND"), encoding="utf-8")
    ugly = path.read_text(encoding="utf-8")
    assert speccc("fmt", "--check", code=3).out == "specs/sales_analytics.yaml\n"
    assert path.read_text(encoding="utf-8") == ugly
    assert speccc("fmt").out == "specs/sales_analytics.yaml\n"
    assert path.read_text(encoding="utf-8") == canonical
    assert speccc("fmt", "--check").out == ""


def test_show_every_stage(applied: Path, speccc: Speccc) -> None:
    spec = speccc("show", "specs/sales_analytics.yaml", "--stage", "spec").json
    assert spec["name"] == "sales_analytics"
    assert "by_product = group" in speccc("show", "sales_analytics").out
    assert "by_product = group" in speccc("show", "sales_analytics", "--stage", "optimised").out
    artefacts = speccc("show", "sales_analytics", "--stage", "artefacts").out
    assert "--- sales_analytics/duckdb/manifest.json" in artefacts
    script = applied / "generated/sales_analytics/duckdb/03_pipeline.sql"
    assert script.read_text(encoding="utf-8").rstrip("\n") in artefacts
    assert "error[E0704]" in speccc("show", "sales", code=1).err


def test_graphs(applied: Path, speccc: Speccc) -> None:
    assert speccc("graph").out == 'flowchart LR\n  n0["sales_analytics"]\n'
    assert '[("orders")]' in speccc("graph", "sales_analytics").out
    assert speccc("graph", "sales_analytics", "--format", "dot").out.startswith("digraph {")
    columns = speccc("graph", "sales_analytics", "--columns", "--format", "json").json
    assert {
        "from": "sales_analytics.orders.unit_price",
        "to": "sales_analytics.sales_by_product.net_revenue",
    } in columns["edges"]
    speccc("graph", "--columns", code=64)


def test_preview(applied: Path, speccc: Speccc) -> None:
    out = speccc("preview", "sales_analytics").out
    assert out.startswith("sales_by_product  (5 of 5 rows)\n")
    assert (
        "once  (2 of 12 rows)"
        in speccc("preview", "sales_analytics", "--step", "once", "--limit", "2").out
    )
    assert (
        "did you mean 'once'" in speccc("preview", "sales_analytics", "--step", "oncé", code=1).err
    )
    assert "E0907" in speccc("preview", "sales_analytics", "--param", "min_revenue=x", code=1).err
    assert not (applied / "out").exists()


def test_preview_hides_what_is_personal(applied: Path, speccc: Speccc) -> None:
    path = applied / "specs/sales_analytics.yaml"
    text = path.read_text(encoding="utf-8")
    tagged = "product_name: {type: text, tags: [personal]}"
    path.write_text(text.replace("product_name: text", tagged, 1), encoding="utf-8")
    for args in ([], ["--json"], ["--step", "orders"]):
        out = speccc("preview", "sales_analytics", *args).out
        assert "(hidden)" in out
        assert "Pen" not in out
        assert "pen" not in out


def test_an_example_that_does_not_hold(applied: Path, speccc: Speccc) -> None:
    path = applied / "specs/sales_analytics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("375.00", "376.00"), encoding="utf-8")
    for args in ([], ["--target", "duckdb"]):
        done = speccc("test", *args, code=1)
        assert "fails  sales_analytics: small and unreadable orders are left out" in done.out
        assert "error[E0954]" in done.err
        assert "row 1: expected (pen, 2, 376.00), found (pen, 2, 375.00)" in done.err
    results = speccc("test", "--json", code=1).json
    assert [example["holds"] for example in results["examples"]] == [False]


def test_explain(speccc: Speccc) -> None:
    assert speccc("explain", "e0804").out.startswith("error[E0804]: ")
    assert "E0804  " in speccc("explain").out
    assert speccc("explain", "E0804", "--json").json["code"] == "E0804"


def test_explain_functions_and_steps(speccc: Speccc) -> None:
    days = speccc("explain", "days_between").out
    assert "Days from the first to the second." in days
    assert "days_between(date, date) -> int64" in days
    assert "NULL if any argument is NULL" in days
    assert "- join:\n" in speccc("explain", "join").out
    assert "\n  days_between  " in speccc("explain", "functions").out
    assert "\n  join  " in speccc("explain", "steps").out
    both = speccc("explain", "first", "--json").json["found"]
    assert [found["form"] for found in both] == ["aggregate", "window"]
    assert speccc("explain", "join", "--json").json["step"] == "join"
    names = [f["function"] for f in speccc("explain", "functions", "--json").json["functions"]]
    assert "days_between" in names
    err = speccc("explain", "days_betwen", code=64).err
    assert "did you mean 'days_between'?" in err
    assert "speccc explain functions" in err


def test_schema(speccc: Speccc) -> None:
    for kind in ("spec", "target", "project"):
        assert speccc("schema", kind).json["$schema"].startswith("https://json-schema.org/")


def test_version(speccc: Speccc) -> None:
    assert speccc("version").out.startswith("speccc ")
    assert set(speccc("version", "--json").json["toolchain"]) == {
        "black",
        "Jinja2",
        "libcst",
        "sqlglot",
    }


def test_a_held_lock_is_named(applied: Path, speccc: Speccc) -> None:
    from speccc.lifecycle.lock import locked

    script = applied / "generated/sales_analytics/duckdb/03_pipeline.sql"
    script.unlink()
    with locked(applied / ".speccc", "apply"):
        done = speccc("apply", "--auto-approve", code=1)
        assert not script.exists()
        assert f"process {os.getpid()}" in done.err
        speccc("plan")


@pytest.mark.internal_error
def test_an_internal_error_has_its_code_and_is_not_hidden(
    applied: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(main_module.cli, "get_command", broken)
    done = speccc("plan", code=1)
    assert "error[E9901]: internal error: ZeroDivisionError: oh" in done.err
    assert "Traceback" not in done.err


def test_interrupted(speccc: Speccc, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module.cli, "get_command", interrupted)
    speccc("plan", code=130)
