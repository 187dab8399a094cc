"""Snippets of the documents for people, made into whole specs.

The first spec of docs/language.md is the base. What a snippet does not say comes from it: steps
read its `orders`, other keys of a spec stand in the place of the base's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import get_args

import yaml

from speccc.spec import models

ROOT = Path(__file__).parents[2]
OPERATORS = frozenset(step.op for step in get_args(models.AnyStep))
KEYS = tuple(models.SpecModel.model_fields)

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COPY = "  - name: of_{0}\n    from: {0}\n    expect:\n      - row_count: {{min: 0}}\n"
_SECTION = re.compile(r"^(\w+):.*\n(?:(?:[ #].*)?\n)*", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A YAML block of a document, and the table that follows it ("" without)."""

    line: int
    text: str
    output: str


def blocks(document: str) -> list[Block]:
    """The YAML blocks of docs/`document`."""
    text = (ROOT / "docs" / document).read_text("utf-8")
    found: list[Block] = []
    for block in _BLOCK.finditer(text):
        if block[1] == "yaml":
            found.append(Block(text.count("\n", 0, block.start()) + 1, block[2], ""))
        elif block[1] == "csv":
            found[-1] = Block(found[-1].line, found[-1].text, block[2])
    return found


def tables(document: str, *header: str) -> list[list[str]]:
    """The rows of all tables of docs/`document` with this header, as cells."""
    text = (ROOT / "docs" / document).read_text("utf-8")
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [c.replace("\\|", "|").strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells == list(header):
            inside = True
        elif not cells:
            inside = False
        elif inside and not set(cells[0]) <= set("-:"):
            found.append(cells)
    return found


def code(cell: str) -> list[str]:
    """What stands in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def sections(text: str) -> dict[str, str]:
    """The text of a spec by top-level key."""
    return {found[1]: found[0] for found in _SECTION.finditer(text + "\n")}


BASE = next(block.text for block in blocks("language.md") if block.text.startswith("speccc:"))
_PARTS = sections(BASE)
_GIVEN = indent(dedent(re.findall(r"    given:\n(.*?)    then:\n", BASE, re.DOTALL)[0]), " " * 6)


def of_parts(text: str) -> str:
    """The base spec with these keys in the place of its own; sources alone are copied."""
    given = sections(text)
    parts = {k: v for k, v in _PARTS.items() if k != "examples"} | {"name": "name: shown\n"}
    if "params" in given:
        given["params"] += _PARTS["params"].removeprefix("params:\n")
    if "sources" in given and "steps" not in given:
        names = [str(name) for name in yaml.safe_load(given["sources"])["sources"]]
        copied = [_COPY.format(name) for name in names]
        sunk = [f"  to_{n}:\n    from: of_{n}\n    mode: replace\n" for n in names]
        parts |= {"steps": "steps:\n" + "".join(copied), "sinks": "sinks:\n" + "".join(sunk)}
    parts |= given
    head = "".join(parts[k].strip() + "\n" for k in KEYS[: KEYS.index("params")] if k in parts)
    rest = [parts[k].strip() + "\n" for k in KEYS[KEYS.index("params") :] if k in parts]
    return "\n".join([head, *rest])


def of_steps(text: str, output: str = "") -> str:
    """A spec that takes these steps, and whose example holds if they give `output`."""
    used = [name for name in ("orders", "customers") if re.search(rf"\b{name}\b", text)]
    if "from" not in _first(text):
        name = re.match(r"- name: \w+\n", text)
        at = name.end() if name else 2
        text = text[:at] + ("  from: orders\n" if name else "from: orders\n  ") + text[at:]
        used = ["orders", *used]
    given = "".join(_entry(_GIVEN, name) for name in dict.fromkeys(used))
    sources = "".join(_entry(_PARTS["sources"], name) for name in dict.fromkeys(used))
    spec = f"speccc: 1\nname: shown\n\n{_PARTS['params']}sources:\n{sources}\n"
    spec += f"steps:\n{indent(text, '  ')}\nsinks:\n  shown_rows: {{mode: replace}}\n"
    if output:
        spec += f"\nexamples:\n  - name: shown\n    given:\n{given}    then:\n"
        spec += f"      shown_rows: |\n{indent(output, ' ' * 8)}"
    return spec


def of_line(line: str) -> str:
    """The spec of a snippet of one line: a step, or a key of a spec."""
    key = line.partition(":")[0]
    return of_parts(line + "\n") if key in KEYS else of_steps(f"- {line}\n")


def _first(steps: str) -> Mapping[str, object]:
    try:
        return yaml.load(steps, yaml.CBaseLoader)[0]  # noqa: S506
    except yaml.YAMLError:
        return {}


def _entry(mapping: str, name: str) -> str:
    """The lines of one entry of a block mapping."""
    found = re.search(rf"^( +){name}:.*\n(?:\1 .*\n)*", mapping, re.MULTILINE)
    assert found is not None, name
    return found[0]
