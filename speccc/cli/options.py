"""Options that several commands take."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

_Function = TypeVar("_Function", bound=Callable[..., object])


def as_json(function: _Function) -> _Function:
    """`--json`"""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(
        function
    )


def selection(function: _Function) -> _Function:
    """PIPELINE…, `--target`, `--select`, `--exclude`: which units."""
    for decorate in (
        click.option(
            "--exclude",
            multiple=True,
            metavar="PATTERN",
            help="Leave out units whose address, pipeline.target, or pipeline matches.",
        ),
        click.option(
            "--select",
            multiple=True,
            metavar="PATTERN",
            help="Only units whose address, pipeline.target, or pipeline matches.",
        ),
        target,
        click.argument("pipelines", nargs=-1, metavar="[PIPELINE]..."),
    ):
        function = decorate(function)
    return function


#: A number of rows that every engine takes.
ROWS = click.IntRange(min=0, max=2**31 - 1)


def destroy(function: _Function) -> _Function:
    """`--destroy`"""
    return click.option(
        "--destroy", is_flag=True, help="Remove what was generated for the selected units."
    )(function)


def _finite(context: click.Context, param: click.Parameter, value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter("is no number of seconds", context, param)
    return value


def lock_timeout(function: _Function) -> _Function:
    """`--lock-timeout`"""
    return click.option(
        "--lock-timeout",
        type=click.FloatRange(min=0),
        default=0,
        metavar="SECONDS",
        callback=_finite,
        help="Wait for a command that holds the project's lock. Default: do not wait.",
    )(function)


def target(function: _Function) -> _Function:
    """`--target`"""
    return click.option("--target", metavar="NAME", help="Only this target profile.")(function)


def params(function: _Function) -> _Function:
    """`--param NAME=VALUE`, any number of times."""
    return click.option(
        "--param",
        "params",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_pairs,
        help="Give a parameter its value; may be repeated.",
    )(function)


def root(function: _Function) -> _Function:
    """`--root`"""
    return click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="Where relative data paths start. Default: the project's root.",
    )(function)


def _pairs(
    context: click.Context, option: click.Parameter, value: tuple[str, ...]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in value:
        name, equals, text = item.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"'{item}' is not NAME=VALUE", context, option)
        if name in found:
            raise click.BadParameter(f"'{name}' is given twice", context, option)
        found[name] = text
    return found
