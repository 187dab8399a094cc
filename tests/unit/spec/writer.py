"""Writes data as YAML in any layout that the language allows, with comments everywhere."""

from __future__ import annotations

import random
import re
from typing import Any

from speccc.spec.decode import FORBIDDEN
from tests.unit.spec.strategies import Expr

_PLAIN = re.compile(r"-?[A-Za-z0-9_](?:[A-Za-z0-9_ .<>=+*/()'-]*[A-Za-z0-9_.()'])?")
_WORD = re.compile(r"-?\.?\w[\w.]*")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


class Writer:
    """One text of a document. `comments` are those in it."""

    def __init__(self, chance: random.Random, *, with_comments: bool = True) -> None:
        self.chance = chance
        self.with_comments = with_comments
        self.comments: list[str] = []

    def document(self, data: dict[str, Any]) -> str:
        start = ["---"] if self._maybe(0.1) else []
        lines = [*self._above(0), *start, *self._parts(data, 0), *self._above(0)]
        return "\n".join(lines) + self.chance.choice(["", "\n", "\n\n"])

    def _maybe(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _comment(self) -> str:
        text = f"# {len(self.comments)} it's {{a: [\"b"
        self.comments.append(text)
        return text

    def _above(self, indent: int) -> list[str]:
        """Blank lines and comments before a part that is indented so far."""
        lines: list[str] = []
        while self._maybe(0.15):
            if self.with_comments and self._maybe(0.7):
                lines.append(" " * self.chance.randint(0, indent) + self._comment())
            else:
                lines.append("")
        return lines

    def _end(self) -> str:
        return f"  {self._comment()}" if self.with_comments and self._maybe(0.1) else ""

    def _parts(self, value: Any, indent: int) -> list[str]:
        lines: list[str] = []
        parts: list[tuple[str, Any]] = (
            [(f"{self._key(k)}:", v) for k, v in self._shuffled(value)]
            if isinstance(value, dict)
            else [("-", v) for v in value]
        )
        for head, part in parts:
            lines += self._above(indent)
            lines += self._part(" " * indent + head, part, indent)
        return [*lines, *self._above(indent)]

    def _shuffled(self, value: dict[str, Any]) -> list[tuple[str, Any]]:
        return list(value.items())

    def _part(self, head: str, value: Any, indent: int) -> list[str]:
        if isinstance(value, int):
            return [f"{head} {value}{self._end()}"]
        if isinstance(value, str):
            return self._scalar(head, value, indent)
        if not value or (self._maybe(0.3) and self._can_flow(value)):
            return f"{head} {self._flow(value, indent)}{self._end()}".split("\n")
        is_item = head.endswith("-")
        deeper = indent + self.chance.choice([2, 2, 2, 3, 4])
        if is_item and self._maybe(0.8):
            first, *rest = self._compact(value, indent + 2)
            return [f"{head} {first.lstrip(' ')}", *rest]
        if isinstance(value, list) and not is_item and self._maybe(0.2):
            deeper = indent
        return [head + self._end(), *self._parts(value, deeper)]

    def _compact(self, value: Any, indent: int) -> list[str]:
        """The parts of a list or mapping of which the first stands right behind a dash."""
        items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        key, first = items[0]
        head = f"{self._key(key)}:" if isinstance(value, dict) else "-"
        lines = self._part(" " * indent + head, first, indent)
        rest = dict(items[1:]) if isinstance(value, dict) else [item for _, item in items[1:]]
        return [*lines, *(self._parts(rest, indent) if rest else self._above(indent))]

    def _scalar(self, head: str, text: str, indent: int) -> list[str]:
        if self._can_block(text) and (self._maybe(0.3) or not self._can_inline(text)):
            return self._block(head, text, indent)
        return [f"{head} {self._inline(text)}{self._end()}"]

    def _can_block(self, text: str) -> bool:
        return (
            bool(text.strip(" \n\t"))
            and not text.endswith("\n\n")
            and not (
                FORBIDDEN.search(text) or "\r" in text or text.rstrip(" \n\t") != text.rstrip("\n")
            )
        )

    def _can_inline(self, text: str) -> bool:
        return not (isinstance(text, Expr) and "\n" in text)

    def _block(self, head: str, text: str, indent: int) -> list[str]:
        body = text.removesuffix("\n").split("\n")
        more = self.chance.randint(1, 4)
        odd_start = text.lstrip("\n")[:1] in (" ", "\t")
        digit = str(more) if odd_start or self._maybe(0.1) else ""
        chomp = "" if text.endswith("\n") or (isinstance(text, Expr) and self._maybe(0.5)) else "-"
        space = " " * (indent + more)
        return [f"{head} |{digit}{chomp}{self._end()}", *(space + x if x else "" for x in body)]

    def _inline(self, text: str) -> str:
        ways = []
        if _PLAIN.fullmatch(text):
            ways.append(text)
        word = isinstance(text, Expr) and _WORD.fullmatch(text)
        if not word:
            ways.append(self._double(text))
        if not isinstance(text, Expr) and not FORBIDDEN.search(text) and "\n" not in text:
            ways.append("'" + text.replace("'", "''") + "'")
        return self.chance.choice(ways) if ways else text

    def _double(self, text: str) -> str:
        text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        text = FORBIDDEN.sub(lambda m: f"\\u{ord(m[0]):04x}", text.replace("\r", "\\r"))
        return f'"{text}"'

    def _can_flow(self, value: Any) -> bool:
        if isinstance(value, dict):
            return all(self._can_flow(part) for part in value.values())
        if isinstance(value, list):
            return all(self._can_flow(part) for part in value)
        return isinstance(value, int) or self._can_inline(value)

    def _flow(self, value: Any, indent: int) -> str:
        """In braces or brackets, now and then over several lines with comments."""
        if isinstance(value, int):
            return str(value)
        if isinstance(value, str):
            return self._inline(value)
        gap = ""
        if value and self._maybe(0.2):
            gap = self._end() + "\n" + " " * (indent + 1)
        if isinstance(value, dict):
            parts = [f"{self._key(k)}: {self._flow(v, indent)}" for k, v in self._shuffled(value)]
        else:
            parts = [self._flow(v, indent) for v in value]
        text = ""
        for i, part in enumerate(parts):
            comma = "," if i < len(parts) - 1 else self.chance.choice(["", ","])
            text += part + comma
            if gap and self._maybe(0.5):
                text += self._end() + "\n" + " " * (indent + 1)
            elif comma:
                text += " "
        text = gap + text
        return f"{{{text}}}" if isinstance(value, dict) else f"[{text}]"

    def _key(self, key: Any) -> str:
        if _KEY.fullmatch(str(key)) and self._maybe(0.9):
            return str(key)
        return self._double(str(key))
