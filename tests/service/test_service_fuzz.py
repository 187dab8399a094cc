"""schemathesis asks the service whatever its OpenAPI lets it think of, and what it forbids."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.serving import serving
from tests.service.test_service import TOKEN, write_project

pytestmark = pytest.mark.service_fuzz

_CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance"
)


def ask_at_random(schema: str, folder: Path, *options: str, checks: str = _CHECKS) -> str:
    """What schemathesis says in the end; it keeps its finds in `folder`. Fails if it has any."""
    done = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", schema, "--checks", checks,
         "--max-examples", "30", "--generation-deterministic", "--request-timeout", "60",
         "--no-color", *options],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_no_answer_is_an_error_of_ours(tmp_path: Path) -> None:
    write_project(tmp_path)
    with serving(tmp_path, token=TOKEN) as client:
        url = f"http://127.0.0.1:{client.port}/openapi.json"
        told = ask_at_random(url, tmp_path, "--header", f"Authorization:Bearer {TOKEN}")
    assert "Tested: 4" in told


def test_without_the_token_every_answer_is_401(tmp_path: Path) -> None:
    write_project(tmp_path)
    with serving(tmp_path, token=TOKEN) as client:
        schema = client.send("GET", "/openapi.json").json
        for path in schema["paths"].values():
            path["post"]["responses"] = {"401": {"description": "no token"}}
        (tmp_path / "openapi.json").write_text(json.dumps(schema))
        url = f"http://127.0.0.1:{client.port}"
        known = str(tmp_path / "openapi.json")
        ask_at_random(known, tmp_path, "--url", url, checks="status_code_conformance")
        # The measure sees: with the token other answers come, and none of them is documented.
        token = ("--header", f"Authorization:Bearer {TOKEN}")
        with pytest.raises(AssertionError, match="Undocumented"):
            ask_at_random(known, tmp_path, "--url", url, *token, checks="status_code_conformance")
