"""English to spec. The result is a spec or questions; see docs/translate.md.

The package can be called, so that `speccc.translate("…")` and `speccc.translate.model` go together.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """A package that is a function, too: the one of `speccc/library.py`."""

    def __call__(self, *args: Any, **settings: Any) -> Any:
        from speccc.library import translate

        return translate(*args, **settings)


sys.modules[__name__].__class__ = _Callable
