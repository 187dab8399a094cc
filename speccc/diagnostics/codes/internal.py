"""E99: speccc itself is at fault."""

from speccc.diagnostics.model import Code

INTERNAL = Code(
    "E9901",
    "internal error",
    "internal error: {detail}",
    "A promise of speccc's own code is broken. No spec should be able to cause this: please\n"
    "report it with the spec and the output of `speccc version`.",
)
