"""The Jinja templates of this package, loaded once when it is imported."""

from __future__ import annotations

import pkgutil

from jinja2 import DictLoader, Environment, StrictUndefined

from speccc.backends.documents import python
from speccc.diagnostics import InternalError

_NAMES = (
    "README.md.j2",
    "crontab.j2",
    "dag.py.j2",
    "test_duckdb.py.j2",
    "test_module.py.j2",
    "test_pandas.py.j2",
    "workflow.yml.j2",
)


def _source(name: str) -> str:
    found = pkgutil.get_data("speccc.backends.documents", f"templates/{name}")
    if found is None:
        raise InternalError(f"no template {name}")
    return found.decode("utf-8")


_ENVIRONMENT = Environment(
    loader=DictLoader({name: _source(name) for name in _NAMES}),
    undefined=StrictUndefined,
    autoescape=False,  # the output is Markdown and Python; each value is escaped where it stands
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {  # pyright: ignore[reportUnknownMemberType]
    "python": python.python,
    "text": python.text,
    "docstring": python.docstring,
}


def render(template: str, **values: object) -> str:
    """The text of a template over values; a value that is missing is our own bug."""
    return _ENVIRONMENT.get_template(template).render(**values)
