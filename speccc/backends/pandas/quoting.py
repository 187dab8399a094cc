"""Text made safe to stand in Python source."""

from __future__ import annotations

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escaped(value: str) -> str:
    """The text with every backslash and every character that does not print escaped."""
    return "".join(map(_escape, value))


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    point = ord(char)
    if point < 256:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 65536 else f"\\U{point:08x}"


def quoted(value: str) -> str:
    """A Python text literal, in double quotes unless single ones need fewer escapes."""
    body = escaped(value)
    if value.count('"') > value.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def comment_text(value: str) -> str:
    """One line of text that is safe after `# `."""
    return escaped(" ".join(value.split()))


def docstring_text(value: str) -> str:
    """One line of text that is safe within triple double quotes."""
    return escaped(" ".join(value.split())).replace('"', '\\"')
