"""`${env:NAME}` filled in for a run, and the values kept out of everything that is told of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_VARIABLE = re.compile(r"\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}")
#: `password=…` of a connection that is written as keywords.
_PASSWORD = re.compile(r"\b(?:password|pwd|passwd|token)\s*=\s*(?:'([^']*)'|([^\s;&]*))", re.I)
#: A URL's password, with signs in it that should be escaped, and its parts: a driver that is misled
#: by such a sign names a part alone.
_BETWEEN = re.compile(r"://[^:@]*:(.*)@", re.S)
_MISLEADING = re.compile(r"[:/?#@\[\]]")
#: A shorter value would be found everywhere, and tells nothing.
_SHORTEST = 4


@dataclass(slots=True)
class Secrets:
    """The values that were filled in, by the reference that stands for each; `missing` are the
    names that the environment does not have, or has without a value.
    """

    environment: Mapping[str, str] = field(repr=False)
    missing: list[str] = field(default_factory=list[str])
    _hidden: dict[str, str] = field(default_factory=dict[str, str], repr=False)

    def fill(self, text: str) -> str:
        """The text with every reference replaced by its value, which is hidden from then on."""

        def value(match: re.Match[str]) -> str:
            found = self.environment.get(match[1])
            if not found:  # a secret that a CI does not have is there, and empty
                if match[1] not in self.missing:
                    self.missing.append(match[1])
                return ""
            for part in _parts(found):
                self._hidden[part] = match[0]
            return found

        return _VARIABLE.sub(value, text)

    def hide(self, text: str) -> str:
        """The text with every value that was filled in replaced by its reference again."""
        for value in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(value, self._hidden[value])
        return text


def _parts(value: str) -> list[str]:
    """The value, and what an engine may name alone: a password in it, a line, a text of JSON."""
    parts = [value, *value.splitlines(), *(a or b for a, b in _PASSWORD.findall(value))]
    try:
        password = urlsplit(value).password or ""
    except ValueError:  # no URL
        password = ""
    between = _BETWEEN.search(value)
    passwords = [password, *([between[1], *_MISLEADING.split(between[1])] if between else ())]
    parts += [*passwords, *map(unquote, passwords), *_texts(value)]
    return [part for part in dict.fromkeys(parts) if len(part) >= _SHORTEST]


def _texts(value: str) -> list[str]:
    """The texts of a JSON object, such as a service account's key, in both spellings."""
    if not value.lstrip().startswith("{"):
        return []
    try:
        found = json.loads(value)
    except ValueError:
        return []
    texts = [text for text in found.values() if isinstance(text, str)]
    return [spelt for text in texts for spelt in (text, json.dumps(text)[1:-1])]
