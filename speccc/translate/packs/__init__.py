"""Domain packs: what words of a trade usually mean, as data. A pack is one YAML file here.

`model.py` is its form, `matching.py` says which table or column a word stands for, if only one can
be meant. Without a pack nothing changes, and what is understood without one no pack changes.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

from speccc.diagnostics import Failure, did_you_mean
from speccc.diagnostics.codes import translate as codes
from speccc.translate.packs.model import Pack

__all__ = ["Pack", "pack_names", "pack_of"]

_SUFFIX = ".yaml"


@cache
def pack_names() -> tuple[str, ...]:
    """The domains that there are packs for."""
    files = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX)))


def pack_of(domain: str) -> Pack | None:
    """The pack of a domain; None for an empty name. Raises Failure (E1011) for an unknown one."""
    if not domain:
        return None
    if domain not in pack_names():
        near = did_you_mean(domain, pack_names())
        shown = ", ".join(pack_names())
        raise Failure([codes.UNKNOWN_DOMAIN.at(None, note=near, domain=domain, domains=shown)])
    return _load(domain)


@cache
def _load(domain: str) -> Pack:
    text = resources.files(__name__).joinpath(domain + _SUFFIX).read_text(encoding="utf-8")
    return Pack.model_validate(yaml.load(text, yaml.CBaseLoader))  # noqa: S506 (texts only)
