"""Documents at random: the data of any document that the JSON Schema allows."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from speccc.spec import schema
from speccc.spec.models import DOCUMENTS, DocumentKind


class Expr(str):
    """An expression: not every way to quote a text is allowed for it."""

    __slots__ = ()


_ODD_TEXTS = [
    "a: b", "a #b", "#", "'", '"', "'web'", "- a", "[x]", "{", "}", "x:", ": ", "*", "&a", "!b",
    "%", "@x", "`", "?", "? x", "null", "~", "no", "012", "1e3", "2024-01-31", "\\", "\\n", ">5",
    "a, b", "a\tb", "é😀漢", "\u202e", "\x01", "\x1b", "line\nbreak", "two\n\nlines\n", " lead",
    "trail ", "\n", "  \n a", "a\n \n", "a\n\n", "\tx\ny", "---", "...", "<<", "=", "|", ";", "",
    " # x\n  y\n", "x" * 100, "word " * 30, "\r\n", "\x85", "\ufeff", "\n\n x", "x?", "a:b",
]  # fmt: skip

_EXPRESSIONS = [
    "a", "5", "-1.5", ":p", "a > 0", "'web'", "a = 'b #c'", "a = 'b: c'", "x in (1, 2)", "_",
    "coalesce(a, 0)", "a  =  'two  blanks'", "a = '\"'", "a = '\\'", "'x' || y", "a\nand b",
    "a\n  and 'x'", "(a) or [b]", "a = 'it''s'", "case\n  when a then b\nend", "- a", "null",
    "case when aaaaaaaaaaaaaaaaaaaaa then 'bbbbbbbbbbbbbbbbbbb' else 'cccccccccccccccccccccc' end",
    "  a", "count()", "sum(a) over (last 5 rows)", "a = '😀'", "a\t> 0", "a + " * 30 + "a",
    "aaaaaaaaaaaaaaaaaaaaaaa > 'x  y' and b between 1 and 2 and (cccccccccccc or ddddddddddddd)",
]  # fmt: skip

texts = st.sampled_from(_ODD_TEXTS) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=12
)
expressions = st.sampled_from(_EXPRESSIONS).map(Expr)
names = st.sampled_from(["a", "b", "Total_1", "on", "null", "x" * 63]) | st.from_regex(
    r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True
)
free: st.SearchStrategy[Any] = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)


@cache
def documents(kind: DocumentKind) -> st.SearchStrategy[dict[str, Any]]:
    """Data of that kind; a number is an int, everything else a text (`Expr` for expressions)."""
    root = schema.build(kind)
    made: dict[str, st.SearchStrategy[Any]] = {}

    def of(node: schema.Schema) -> st.SearchStrategy[Any]:
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            if name not in made:
                made[name] = st.deferred(lambda: of(root["$defs"][name]))
            return made[name]
        for choice in ("oneOf", "anyOf"):
            if choice in node:
                return st.one_of([of(option) for option in node[choice]]).filter(_not_short)
        if "const" in node:
            return st.just(node["const"])
        if "enum" in node:
            return st.sampled_from(node["enum"])
        match node["type"]:
            case "object":
                return _mapping(node)
            case "array":
                least = node.get("minItems", 0)
                return st.lists(of(node["items"]), min_size=least, max_size=least + 2)
            case "integer":
                return st.integers(node.get("minimum", 0), 10**6)
            case _ if "expression" in node.get("description", ""):
                return expressions
            case _:
                return names if "pattern" in node else texts

    def _mapping(node: schema.Schema) -> st.SearchStrategy[Any]:
        if "properties" in node:
            required = set(node["required"]) if "required" in node else set[str]()
            fields = {key: of(value) for key, value in node["properties"].items()}
            return st.fixed_dictionaries(
                {key: value for key, value in fields.items() if key in required},
                optional={key: value for key, value in fields.items() if key not in required},
            )
        rest = node["additionalProperties"]
        least = node.get("minProperties", 0)
        keys = names if "propertyNames" in node else texts
        values = free if rest is True else of(rest)
        return st.dictionaries(keys, values, min_size=least, max_size=least + 2)

    return _mapping(root)


any_document: st.SearchStrategy[tuple[DocumentKind, Any]] = st.sampled_from(
    list(DOCUMENTS)
).flatmap(lambda kind: st.tuples(st.just(kind), documents(kind)))


def _not_short(value: Any) -> bool:
    """A column with a type only is read as that type; here it is written so at once."""
    return not (isinstance(value, dict) and value.keys() == {"type"})
