"""The options of a web service, and what is wrong with them together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from speccc.connectors.forms import TEXT, Fault, by_kind, is_private, way, whole
from speccc.connectors.references import names_in

#: A parameter or a header that holds a secret, whoever the service is.
_SECRET = re.compile(
    r"(proxy-)?authorization|cookie|.*(api[-_]?key|token|secret|password)", re.IGNORECASE
)
_SIZE = {"size_parameter": TEXT, "size": whole(1, 100_000)}

PAGING = by_kind(
    {
        "page": (
            {"parameter": TEXT, "first": whole(0, 1_000_000), **_SIZE},
            frozenset({"parameter"}),
        ),
        "offset": ({"parameter": TEXT, **_SIZE}, frozenset({"parameter"})),
        "cursor": ({"parameter": TEXT, "next": way}, frozenset({"parameter", "next"})),
        "link": ({"next": way}, frozenset()),
    }
)


def is_header(name: str) -> bool:
    """Whether a header may be called so."""
    return re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name) is not None


def faults_together(options: Mapping[str, Any]) -> Iterator[Fault]:
    """What does not fit, of options that are right by themselves."""
    json = options.get("format") == "json"
    paging = options.get("paging", {})
    if "records" in options and not json:
        yield Fault("left out: records are of 'format: json'", ("records",))
    if "delimiter" in options and json:
        yield Fault("left out: a delimiter is of 'format: csv'", ("delimiter",))
    if "next" in paging and not json:
        yield Fault("left out: a csv page holds no next one", ("paging", "next"))
    if ("size" in paging) is not ("size_parameter" in paging):
        yield Fault("a mapping with both 'size' and 'size_parameter', or with neither", ("paging",))
    if [*names_in(options)] and not is_private(str(options.get("url", ""))):
        yield Fault("a URL of https, for secrets are sent to it", ("url",))


def plain_secrets(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The headers and parameters that hold a secret as it is: option and name."""
    for option in ("headers", "query"):
        for name, value in options.get(option, {}).items():
            if _SECRET.fullmatch(name) and not [*names_in(value)]:
                yield option, name
