"""The statements of a script."""

from __future__ import annotations

import re

#: A comment, a text, a name, the end of a statement, anything else.
_TOKEN = re.compile(r"--[^\n]*\n?|'(?:[^']|'')*'|`(?:[^`]|``)*`|;|[^-'`;]+|-")


def statements(script: str) -> list[str]:
    """Each without comments and without its semicolon; a statement set is one."""
    found: list[str] = []
    current = ""
    for token in _TOKEN.findall(script):
        inside_set = current.lstrip().startswith("EXECUTE STATEMENT SET")
        if token.startswith("--"):
            continue
        if token == ";" and not (inside_set and not current.rstrip().endswith("END")):
            found.append(current.strip())
            current = ""
        else:
            current += token
    assert not current.strip(), current
    return found
