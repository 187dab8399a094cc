"""Texts that have broken programs: what could end a literal, a name, a comment or a line."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

#: By what they try.
# fmt: off
QUOTES = ("it's", 'say "x"', "''", '""', "`tick`", "'''", '"""', "$$", "$1", "'", '"', "`", "q'x'")
BACKSLASHES = ("\\", "a\\", "\\'", "\\\\'", '\\"', "\\n", "\\u0041", "\\x41", "\\0", "C:\\new")
TEMPLATES = (
    "{{ 7*7 }}", "{% raw %}", "{#", "{x}", "{0}", "%s", "%(a)s", "%%", "%", "%d%n", "${HOME}",
)
STATEMENTS = (
    ";--", "'; DROP TABLE t; --", "/* x */", "*/", "-- x", "# x", "?", ":a", "@x", "$(ls)",
)
MARKUP = (
    "<b>&amp;</b>", "|", "a | b", "[x](y)", "**x**", "_x_", "~", "=1+1", "a,b", "a;b", "a: b", "#",
)
WORDS = ("NULL", "null", "true", "1e5", "select", "\\N", "nan", "None", "-0", "0x1", "2024-01-31")
BLANKS = (" lead", "trail ", "  ", "a\u00a0b", "\u3000", "a\tb", "\t", "tab\t")
LETTERS = (
    "é", "e\u0301", "ß", "İ", "ǆ", "漢字", "عربى", "😀", "👩\u200d👧", "\u0301", "\U0010fffd",
)
UNSEEN = ("a\u200bb", "a\u200fb", "a\u00adb", "\ufdd0", "\U000e0041", "\ue000", "\u0378")
LINES = ("a\nb", "a\r\nb", "a\rb", "\n", "a\x85b", "a\u2028b", "a\x0bb", "a\x0cb")
FORBIDDEN = (
    "\x00", "a\x00b", "\x1b[31m", "\x07", "\x7f", "\u202ebidi", "\u2066x", "\ufeff", "\uffff",
)
LONG = ("a" * 63, "b" * 64, "é" * 32, "😀" * 16, "x" * 300)
TWINS = ("twin", "Twin", "TWIN", "twin ", "tẅin")
_PIECES = (
    "'", '"', "\\", "`", "{{", "}}", "%s", "--", "/*", "*/", "\n", "\t", "|", "$", "\u202e", "\x00",
)
# fmt: on
_FAMILIES = (
    *(QUOTES, BACKSLASHES, TEMPLATES, STATEMENTS, MARKUP, WORDS, BLANKS, LETTERS, UNSEEN, LINES),
    *(FORBIDDEN, LONG, TWINS),
)
TEXTS = tuple(text for family in _FAMILIES for text in family)
#: Some of each family.
FEW = tuple(text for family in _FAMILIES for text in family[:3])

#: All of it at once, as a name may have it that lies in a folder.
EVERYTHING = (
    "a'b\"c`d\\e{{f}}g%sh;--i*j|k$l\nm#n<o>p\tq:r😀é",
    "é%(x)s\\'\"`--{%#}$1?@x&amp;[y](z) ",
)


def texts() -> st.SearchStrategy[str]:
    """Any text of which files can be made, mostly of what is special somewhere."""
    piece = st.sampled_from(_PIECES) | st.characters(codec="utf-8")
    return st.lists(piece, min_size=1, max_size=6).map("".join)


def yaml_scalar(text: str) -> str:
    """A text as YAML in double quotes, every sign that is not seen escaped."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    seen = unicodedata.category(char)[0] not in "CZ" or char == " "
    return char if seen else f"\\U{ord(char):08x}"
