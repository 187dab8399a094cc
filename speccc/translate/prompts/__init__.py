"""The prompts: versioned files of the package, filled from the language's own tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from string import Template

from speccc.diagnostics import Diagnostic
from speccc.functions.aggregates import AGGREGATES
from speccc.functions.catalogue import CALLABLE
from speccc.functions.windows import WINDOWS
from speccc.spec.forms import RULES, STEPS

SYSTEM = "system.v2.md"
REFINE = "refine.v1.md"
REPAIR = "repair.v1.md"


@cache
def system() -> str:
    """What a model is told of the language."""
    forms = {**STEPS, "expect": f"a list of rules: {', '.join(RULES)}"}
    return Template(_file(SYSTEM)).substitute(
        steps="\n".join(f"- `{op}: {form}`" for op, form in forms.items()),
        scalars=_names(CALLABLE),
        aggregates=_names(f.name for f in AGGREGATES),
        windows=_names(f.name for f in WINDOWS),
    )


@cache
def refining() -> str:
    """The same for a model that is to change a spec."""
    return f"{system()}{_file(REFINE)}"


def repair(problems: Iterable[Diagnostic]) -> str:
    """What a model is told of a draft that does not compile."""
    lines = [
        f"- {d.span or 'the spec'}: {d.message}{f' ({d.hint})' if d.hint else ''}" for d in problems
    ]
    return Template(_file(REPAIR)).substitute(problems="\n".join(lines))


@cache
def digest() -> str:
    """The digest of the prompts as they are sent, before anything of a request is in them."""
    text = refining() + "\0" + _file(REPAIR)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _file(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
