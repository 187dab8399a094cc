"""A plan for a pull request: what changes and why first, the content of the files folded away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import click

from speccc.cli.views.changes import SYMBOLS, plan_text, summary_text
from speccc.lifecycle.plan import Plan, UnitChange
from speccc.lifecycle.reasons import Cause

#: The first line, by which a comment is found again.
MARK = "<!-- speccc plan -->"

#: GitHub refuses a comment of more than 65,536 characters; this many of the content are shown.
MAX_DIFF = 40_000

#: How many units, and of each how many reasons, are listed.
_MAX_UNITS = 100
_MAX_REASONS = 5


def plan_markdown(plan: Plan, differences: Mapping[str, str]) -> str:
    """The plan as GitHub's Markdown. `differences`: path → unified diff."""
    if plan.empty:
        return f"{MARK}\n### speccc plan\n\n{plan_text(plan, '')}"
    parts = [f"{MARK}\n### speccc plan", f"**{summary_text(plan)}**", _table(plan)]
    parts += _section(
        "Breaking changes", "`apply` refuses them without `--allow-breaking`.", _breaking(plan)
    )
    parts += _section("NEW", "No pipeline of this project had these before.", _new(plan))
    if plan.strays:
        gone = [f"`{_plain(stray.path)}`: {_text(str(stray.reason))}" for stray in plan.strays]
        parts += _section("Files in no unit's folder", "They are removed.", gone[:_MAX_UNITS])
    return "\n\n".join([*parts, _content(differences)])


def _table(plan: Plan) -> str:
    lines = ["| | unit | why |", "|---|---|---|"]
    for change in plan.changes[:_MAX_UNITS]:
        symbol, _, name = SYMBOLS[change.action]
        lines.append(f"| `{symbol}` {name} | `{change.unit.address}` | {_reasons(change)} |")
    if len(plan.changes) > _MAX_UNITS:
        lines.append(f"| | and {len(plan.changes) - _MAX_UNITS} more | |")
    return "\n".join(lines)


def _reasons(change: UnitChange) -> str:
    shown = [str(reason) for reason in change.reasons[:_MAX_REASONS]]
    if len(change.reasons) > _MAX_REASONS:
        shown.append(f"and {len(change.reasons) - _MAX_REASONS} more")
    saved = sum(file.rescue for file in change.files)
    if saved:
        shown.append(f"{saved} saved to the trash first")
    known = [text for text in shown if text != Cause.NEW]
    return "<br>".join(map(_text, known or shown))


def _breaking(plan: Plan) -> list[str]:
    return [
        f"`{unit.unit.address}`, sink `{change.sink}`: {_text(change.detail)}"
        + (f"; read by {', '.join(f'`{c}`' for c in change.consumers)}" if change.consumers else "")
        for unit, change in plan.breaking
    ]


def _new(plan: Plan) -> list[str]:
    return [
        f"`{change.unit.address}`: {new.kind} `{_plain(new.detail)}`"
        for change in plan.changes
        for new in change.introduces
    ]


def _section(title: str, about: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {item}" for item in items]
    return [f"#### {title}", about, "\n".join(lines)] if lines else []


def _content(differences: Mapping[str, str]) -> str:
    """The diffs in a fence that nothing in them can close, folded away; cut if they are long."""
    text = click.unstyle("\n".join(text for text in differences.values() if text))
    cut = len(text) > MAX_DIFF
    text = text[:MAX_DIFF].rpartition("\n")[0] if cut else text
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    more = "\n\nThe rest is left out: `speccc plan --diff` has it." if cut else ""
    title = f"<summary>How the content of the files changes ({len(differences)})</summary>"
    return f"<details>{title}\n\n{fence}diff\n{text}\n{fence}{more}\n\n</details>"


def _text(text: str) -> str:
    """Shown as it is: nothing in it is Markdown, HTML, a mention, or the end of a cell."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&-])", r"\\\1", text.replace("\n", " "))


def _plain(text: str) -> str:
    """For a code span: without what would end it, or the cell it stands in."""
    return text.replace("`", "'").replace("\n", " ").replace("|", "\\|")
