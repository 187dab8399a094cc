"""How much the differential suite sees. `python -m tests.sight.report` runs every mutant, and
writes REPORT.md beside this file."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

from speccc.diagnostics import InternalError
from tests.sight.equivalent import EQUIVALENT
from tests.sight.mutants import Mutant, mutants

REPORT = Path(__file__).with_name("REPORT.md")
_HEAD = """\
# What the differential suite sees

Each mutant is one small change of a lowering table, a helper or a relational operator of an
engine: a guard, a cast, a null rule or an order dropped, `>` for `>=`, and so on. The part of the
differential suite that ought to see it runs until it does. Written by
`python -m tests.sight.report`; every mutant is also a test of its own in `test_sight.py`.
"""


def seen(mutant: Mutant) -> bool:
    """Whether a check fails under the mutant. Raises InternalError if that is no code at all."""
    with mutant.patch(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return any(_fails(check) for check in mutant.checks)


def _fails(check: object) -> bool:
    import pytest

    try:
        check()  # type: ignore[operator]
    except InternalError:
        raise
    except (Exception, pytest.fail.Exception):  # noqa: BLE001
        return True
    return False


def report(found: dict[str, bool]) -> str:
    """The text of REPORT.md: of each mutant whether it was seen."""
    killed = sum(found.values())
    missed = [name for name, was_seen in found.items() if not was_seen]
    lines = [f"{killed} of {len(found)} mutants are seen ({100 * killed / len(found):.1f} %)."]
    lines += ["", "| not seen | why |", "|---|---|"]
    lines += [f"| {_cell(name)} | {EQUIVALENT.get(name, '')} |" for name in missed]
    lines += ["", "| seen |", "|---|"]
    lines += [f"| {_cell(name)} |" for name, was_seen in found.items() if was_seen]
    return _HEAD + "\n" + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "&#124;").split())


def main() -> int:
    """Runs all mutants; 1 if one is missed that is not known to change nothing."""
    import tests.conftest  # noqa: F401 - the same draws as in the tests

    found = {mutant.name: seen(mutant) for mutant in mutants()}
    REPORT.write_text(report(found), encoding="utf-8")
    blind = [name for name, was_seen in found.items() if not was_seen and name not in EQUIVALENT]
    sys.stdout.write("".join(f"not seen: {name}\n" for name in blind))
    return 1 if blind else 0


if __name__ == "__main__":
    sys.exit(main())
