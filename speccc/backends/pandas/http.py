"""How a web service is read: where its pages are, and what a page holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from speccc.backends.pandas.code import Code
from speccc.backends.pandas.environment import value_of
from speccc.backends.pandas.json_paths import ways
from speccc.backends.pandas.syntax import called, mapping, number, text, texts
from speccc.connectors.reach import variables
from speccc.ir.rel import Binding, Source


def read_http(source: Source, binding: Binding) -> Code:
    """The call that reads the cells of all pages."""
    options = binding.options
    paging, limit = _paging(options.get("paging", {})), cst.Name("limit")
    if options["format"] == "json":
        records = texts(_way(options.get("records", [])))
        return called("read_http_json", _service(options), paging, records, ways(source), limit)
    columns = mapping({c.name: text(c.path[0]) for c in source.columns})
    delimiter = str(options.get("delimiter", ","))
    named = {"delimiter": text(delimiter)} if delimiter != "," else {}
    contract = cst.Name("contract")
    return called("read_http_csv", contract, _service(options), paging, columns, limit, **named)


def _service(options: Mapping[str, Any]) -> Code:
    """`WebService("https://…", headers={"Authorization": "Bearer " + environment("TOKEN")})`."""
    named: dict[str, Code] = {
        name: mapping({n: value_of(v) for n, v in options[name].items()})
        for name in ("query", "headers")
        if name in options
    }
    if variables(options):
        named["secret"] = cst.Name("True")
    for name in ("timeout", "max_pages", "max_megabytes"):
        if name in options:
            named[name] = number(int(options[name]))
    return called("WebService", text(str(options["url"])), **named)


def _paging(options: Mapping[str, Any]) -> Code:
    """`numbered_pages("page", 1, {"per_page": "100"})`."""
    parameter = text(str(options.get("parameter", "")))
    sizes = {options["size_parameter"]: text(options["size"])} if "size" in options else {}
    match options.get("kind"):
        case "page":
            first = number(int(options.get("first", 1)))
            return called("numbered_pages", parameter, first, mapping(sizes))
        case "offset":
            return called("offset_pages", parameter, mapping(sizes))
        case "cursor":
            return called("cursor_pages", parameter, texts(_way(options["next"])))
        case "link":
            return called("linked_pages", texts(_way(options.get("next", []))))
        case _:
            return called("one_page")


def _way(names: str | Sequence[str]) -> list[str]:
    """A way down into nested data; one name alone is one of a single step."""
    return [names] if isinstance(names, str) else list(names)
