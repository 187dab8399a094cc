"""The core is pure: from loaded bytes to artefacts no file, socket, process or clock is touched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

#: Compiles everything twice, the second time under an audit hook: the first one imports what is
#: imported late, and reads the templates that jinja2 keeps.
PROGRAM = """
import sys
from pathlib import Path

from speccc.diagnostics import Reporter
from speccc.driver import Compiler, check
from speccc.spec.load import load_spec, load_target

specs = {p.name: p.read_bytes() for p in sorted(Path("specs").glob("*.yaml"))}
targets = {p.name: p.read_bytes() for p in sorted(Path("targets").glob("*.yaml"))}
FORBIDDEN = ("open", "socket.", "subprocess.", "os.", "shutil.", "tempfile.", "urllib.", "glob.")
watching = False
touched = []


def hook(event, arguments):
    if watching and event.startswith(FORBIDDEN):
        touched.append((event, str(arguments)[:120]))


def compile_everything():
    reporter = Reporter()
    loaded = [load_spec(text, f"specs/{name}", reporter) for name, text in specs.items()]
    files = {spec.model.name: spec for spec in loaded}
    pipelines = check(files, reporter)
    count = 0
    for name, text in targets.items():
        target = load_target(text, f"targets/{name}", reporter)
        for pipeline in target.model.pipelines:
            count += len(Compiler(target, pipelines, files).compile(pipeline, reporter).artefacts)
    reporter.checkpoint()
    return count


compile_everything()
sys.addaudithook(hook)
watching = True
made = compile_everything()
print(made, touched)
Path("speccc.yaml").read_bytes()
print(touched)
"""


def test_a_compile_touches_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    compiled, control = done.stdout.splitlines()
    made, _, touched = compiled.partition(" ")
    assert int(made) >= 60
    assert touched == "[]"
    assert "speccc.yaml" in control  # the hook sees
