"""The snippets that generated modules copy."""

from __future__ import annotations

import pkgutil

from speccc.backends.pandas import snippets
from speccc.backends.pandas.library import MODULES


def test_every_module_of_snippets_is_in_the_library() -> None:
    assert sorted(MODULES) == sorted(m.name for m in pkgutil.iter_modules(snippets.__path__))
