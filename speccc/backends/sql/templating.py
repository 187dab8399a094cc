"""Templates of scripts: Jinja2 with filters that print trees, texts and names."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, cast

from jinja2 import DictLoader, Environment, StrictUndefined
from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.printing import indented
from speccc.diagnostics import InternalError


def templates(package: str, names: Iterable[str]) -> dict[str, str]:
    """The templates of a package, by name. Raises InternalError if one is missing."""
    found = {name: pkgutil.get_data(package, f"templates/{name}") for name in names}
    missing = [name for name, data in found.items() if data is None]
    if missing:
        raise InternalError(f"no templates {missing}")
    return {name: data.decode("utf-8") for name, data in found.items() if data is not None}


def environment(texts: Mapping[str, str], print_tree: Callable[[exp.Expr], str]) -> Environment:
    """The templates, with filters that print trees (`sql`), texts and names."""

    def sql(tree: exp.Expr, indent: int = 0) -> str:
        return indented(print_tree(tree), indent)

    @lru_cache(4096)  # the same few, again and again
    def text(value: str) -> str:
        return print_tree(trees.text(value))

    @lru_cache(4096)
    def name(value: str) -> str:
        return print_tree(trees.name(value))

    made = Environment(
        loader=DictLoader(texts),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
    filters = cast("dict[str, Any]", made.filters)  # pyright: ignore[reportUnknownMemberType]
    filters.update({"sql": sql, "text": text, "name": name})
    return made
