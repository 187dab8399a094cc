"""Commands that take the common options anywhere, and a group that imports only the one asked."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from speccc.cli.session import ERROR_FORMATS, Session


def common_options() -> list[click.Option]:
    """`-C`, `--error-format`, `--no-color`, `--debug`: before or after the command's name."""
    return [
        click.Option(
            ["-C", "project_folder"],
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            metavar="DIR",
            help="Work as if started in DIR.",
            expose_value=False,
            callback=_keep("folder"),
        ),
        click.Option(
            ["--error-format"],
            type=click.Choice(ERROR_FORMATS),
            help="How diagnostics are printed (on stderr).",
            expose_value=False,
            callback=_keep("error_format"),
        ),
        click.Option(
            ["--no-color", "color"],
            flag_value=False,
            default=None,
            type=bool,
            help="Print without colours, like NO_COLOR=1.",
            expose_value=False,
            callback=_keep("color"),
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            default=None,
            help="Show the traceback of an internal error.",
            expose_value=False,
            callback=_keep("debug"),
        ),
    ]


def _keep(name: str) -> Any:
    def keep(context: click.Context, _option: click.Parameter, value: object) -> None:
        if value is not None:
            setattr(context.ensure_object(Session), name, value)

    return keep


class Command(click.Command):
    r"""A command that takes the common options too.

    Docstrings of commands are raw: `\b` stands before a paragraph that click must not rewrap.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.help = (self.help or "").replace("\\b\n", "\b\n")
        self.params.extend(common_options())


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called.

    `lazy` maps a command's name to its module, which has it as `command`, and its one-line help.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._lazy = dict(lazy)
        self.params.extend(common_options())

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self._lazy:
            return None
        return importlib.import_module(self._lazy[cmd_name][0]).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._lazy.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Adds a guess to the error about an unknown command."""
        name = args[0]
        if not ctx.resilient_parsing and name not in self._lazy and not name.startswith("-"):
            ctx.fail(f"no such command '{name}'. {_guess(name, list(self._lazy))}")
        return super().resolve_command(ctx, args)


def _guess(name: str, known: Sequence[str]) -> str:
    from speccc.diagnostics import did_you_mean

    hint = did_you_mean(name, known)
    return hint[0].upper() + hint[1:]
