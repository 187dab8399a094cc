"""The law of a run over files that fails at any of its calls."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, rmtree
from signal import SIGKILL

from speccc.backends.api import Compiled
from tests.differential.modes import content
from tests.faults.injecting import TRIES, Fault, Server, points
from tests.faults.share import chosen

#: The files of a root at a moment, by name.
Files = dict[str, bytes]
MARKS = ".watermarks.json"
#: How many of the re-runs that change nothing are made: one in so many.
SOME = 4


class Unit:
    """A compiled pipeline, run by a server below a root. `give` sets the rows of its source."""

    def __init__(
        self,
        compiled: Compiled,
        engine: str,
        server: Server,
        folder: Path,
        give: Callable[[int, Path], None],
    ) -> None:
        self.server, self.give = server, give
        self.root, self.log, self._saved = folder / "root", folder / "log", folder / "saved"
        unit = folder / "unit"
        for made in (unit, self.root):
            made.mkdir()
        for artefact in compiled.artefacts:
            (unit / artefact.path).write_text(artefact.content, encoding="utf-8")
        (unit / "recipe.json").write_text(json.dumps(compiled.recipe), encoding="utf-8")
        self._request = {"engine": engine, "unit": str(unit), "root": str(self.root)}

    def run(self, fault: Fault | None = None) -> int:
        return self.server.run(self._request, fault)

    def save(self) -> None:
        """Every start is from what is there now."""
        copytree(self.root, self._saved)

    def start(self) -> None:
        rmtree(self.root)
        copytree(self._saved, self.root)

    def untouched(self) -> bool:
        """Whether everything is as it was saved."""
        return _everything(self.root) == _everything(self._saved)

    def paths(self) -> list[Path]:
        """All files and folders: what a clean run leaves, and no more."""
        return sorted((self.root / "out").rglob("*"))


def _everything(root: Path) -> dict[Path, bytes | None]:
    """Every file with its bytes, and every folder."""
    found = root.rglob("*")
    return {p.relative_to(root): None if p.is_dir() else p.read_bytes() for p in found}


def every_boundary(unit: Unit, way: str, turn: int | None = None) -> int:
    """How many points were tried: all, or, with `turn`, the share that is asked for.

    Raises AssertionError if anybody ever sees a torn or a missing file, or a watermark that is
    ahead of its rows; if a re-run does not mend what a fault has left; if something is left behind.
    """
    unit.give(0, unit.root)
    assert unit.run() == 0
    before = content(unit.root)
    unit.give(1, unit.root)
    unit.save()
    assert unit.run(Fault(way, unit.log)) == 0
    after, clean = content(unit.root), unit.paths()
    assert before != after
    everything = points(unit.log, unit.root / "out")
    found = [p for at, p in enumerate(everything) if turn is None or chosen(at, turn)]
    missed = 0
    unit.start()
    for number, point in enumerate(found):
        for _ in range(TRIES):
            unit.log.unlink()
            fault = Fault(way, unit.log, point)
            with reader(unit.root, [before, after]) as wrong:
                status = unit.run(fault)
                here = content(unit.root)
                # From the same files a re-run is the one above: some are made nevertheless.
                again = number % SOME == 0 or not unit.untouched()
                mended = unit.run() if again else 0
            assert status in (0, 1, -SIGKILL), (point, status)
            assert not wrong, (point, wrong[0])
            visible = {name: data for name, data in here.items() if name in before}
            assert all(d in (before.get(n), after.get(n)) for n, d in visible.items()), point
            assert mended == 0, point
            if again:
                assert content(unit.root) == after, point
                assert unit.paths() == clean, point
                unit.start()
            if fault.met(status):
                break
        else:
            missed += 1
    assert missed <= len(found) // 10
    return len(found) - missed


@contextmanager
def reader(root: Path, states: Sequence[Files]) -> Generator[list[str]]:
    """Reads every file of the first state again and again, watermarks first; tells what is wrong
    by the end of the block.
    """
    wrong: list[str] = []
    done = threading.Event()

    def poll() -> None:
        while not done.is_set():
            wrong.extend(_problems(root, states))
            time.sleep(0.001)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield wrong
    finally:
        done.set()
        thread.join()


def _problems(root: Path, states: Sequence[Files]) -> Generator[str]:
    """What is in none of the states, and rows that are older than their watermark."""
    ahead = False
    for name in sorted(states[0]):
        try:
            data = (root / name).read_bytes()
        except FileNotFoundError:
            yield f"{name} is missing"
            continue
        if all(data != state.get(name) for state in states):
            yield f"{name} is torn: {data!r}"
        if name.endswith(MARKS):
            ahead = data != states[0][name]
        elif ahead and data == states[0][name] != states[-1].get(name):
            yield f"{name} is older than its watermark"
