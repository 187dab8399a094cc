"""speccc: Terraform for data pipelines. One strict spec, the same rows on every target.

`speccc.translate(request, …)` turns English into a `Spec`, or into `Questions`; `Failure` is raised
where neither can be had. They are imported when they are used: `import speccc` is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from speccc.diagnostics import Failure
    from speccc.library import Questions, Spec, translate

__version__ = "0.1.0"
__all__ = ["Failure", "Questions", "Spec", "__version__", "translate"]

#: `translate` is the package of that name, which can be called.
_HOMES = {
    "Failure": ("speccc.diagnostics", "Failure"),
    "Questions": ("speccc.library", "Questions"),
    "Spec": ("speccc.library", "Spec"),
    "translate": ("speccc.translate", ""),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'speccc' has no attribute '{name}'")
    home, attribute = _HOMES[name]
    module = import_module(home)
    return getattr(module, attribute) if attribute else module
