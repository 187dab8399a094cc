"""Web services over the loopback: pages of every kind, and services that lie, break or redirect."""

from __future__ import annotations

import gzip
import json
import types
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from speccc.connectors.forms import Fault
from speccc.connectors.http import PAGING, faults_together, plain_secrets
from speccc.ir.rel import Pipeline
from tests.support.specs import pipeline
from tests.support.web_server import Answer, Asked, Web, serving
from tests.unit.backends.pandas.running import loaded, value

SPEC = """\
speccc: 1
name: fetched
sources:
  rows:
    connector: http
    options:
      url: URL/orders
      OPTIONS
    columns:
      id: int64 not null
      price: {type: "decimal(9,2)", path: PRICE}
      note: text
    key: [id]
steps:
  - sort: [id]
sinks:
  copy: {connector: csv, options: {path: out/copy.csv}, mode: replace}
"""
JSON = "format: json\n      records: [data, items]"
BARE = "format: json"
CSV = "format: csv"
PAGED = {
    "page": "paging: {kind: page, parameter: page, first: 1, size_parameter: n, size: 3}",
    "offset": "paging: {kind: offset, parameter: skip, size_parameter: n, size: 3}",
    "cursor": "paging: {kind: cursor, parameter: after, next: [data, next]}",
    "next": "paging: {kind: link, next: [data, next]}",
    "link": "paging: {kind: link}",
}
ROWS = [{"id": n, "price": {"net": n / 4}, "note": None} for n in range(1, 8)]
READ = [(n, Decimal(n) / 4, None) for n in range(1, 8)]


@pytest.fixture(scope="module")
def server() -> Iterator[Web]:
    with serving() as found:
        yield found


@pytest.fixture
def web(server: Web) -> Web:
    server.asked.clear()
    return server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the code meant to wait; it does not."""
    found: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", types.SimpleNamespace(sleep=found.append))
    return found


@cache
def _made(url: str, *options: str) -> tuple[Pipeline, types.ModuleType]:
    price = "price" if CSV in options else "[price, net]"
    text = SPEC.replace("URL", url).replace("PRICE", price)
    found = pipeline(text.replace("OPTIONS", "\n      ".join(options)))
    return found, loaded(found)


def _read(web: Web, *options: str, limit: int | None = None) -> list[tuple[Any, ...]]:
    found, made = _made(web.url, *options)
    frame = made.extract(None, limit)["rows"].sort_values("id")
    columns = found.sources[0].columns
    cells = [[value(v, c.type) for v in frame[c.name].tolist()] for c in columns]
    return list(zip(*cells, strict=True))


def _error(web: Web, *options: str) -> str:
    _, made = _made(web.url, *options)
    with pytest.raises(made.PipelineError) as caught:
        made.extract(None)
    return f"{caught.value.kind}: {caught.value}".replace(web.url, "URL")


def _json(rows: Any, **more: Any) -> Answer:
    return Answer(json.dumps({"data": {"items": rows, **more}, "total": 4}).encode())


def _always(body: bytes, **more: Any) -> Callable[[Asked], Answer]:
    return lambda _: Answer(body, **more)


def _service(kind: str, web: Web) -> Callable[[Asked], Answer]:
    """All rows in pages of odd sizes; its totals lie."""
    cuts = [0, 3, 4, 6, 7]

    def by_page(asked: Asked) -> Answer:
        at = int(asked.query["page"]) - 1
        return _json(ROWS[cuts[at] : cuts[at + 1]] if at < 4 else [])

    def by_offset(asked: Asked) -> Answer:
        skip = int(asked.query["skip"])
        return _json(ROWS[skip : skip + (1 if skip % 2 else 3)])

    def by_cursor(asked: Asked) -> Answer:
        at = {None: 0, "b": 1, "c": 2, "d": 3}[asked.query.get("after")]
        return _json(ROWS[cuts[at] : cuts[at + 1]], next=["b", "c", "d", None][at])

    def by_next(asked: Asked) -> Answer:
        at = int(asked.query.get("at", 0))
        following = f"?at={at + 1}" if at < 3 else None
        return _json(ROWS[cuts[at] : cuts[at + 1]], next=following)

    def by_link(asked: Asked) -> Answer:
        at = int(asked.query.get("at", 0))
        link = {"Link": f'<{web.url}/orders?at={at + 1}>; rel="next", <x>; rel="last"'}
        body = _json(ROWS[cuts[at] : cuts[at + 1]]).body
        return Answer(body, headers=link if at < 3 else {})

    services = {"page": by_page, "offset": by_offset, "cursor": by_cursor}
    return {**services, "next": by_next, "link": by_link}[kind]


@pytest.mark.parametrize("kind", PAGED)
def test_pages(web: Web, kind: str) -> None:
    web.answer = _service(kind, web)
    assert _read(web, JSON, PAGED[kind]) == READ
    sizes = [asked.query.get("n") for asked in web.asked]
    assert set(sizes) == ({"3"} if kind in ("page", "offset") else {None})


@pytest.mark.parametrize("kind", PAGED)
def test_a_limit_ends_the_pages(web: Web, kind: str) -> None:
    web.answer = _service(kind, web)
    assert _read(web, JSON, PAGED[kind], limit=2) == READ[:2]
    assert len(web.asked) == 1


def test_one_document(web: Web) -> None:
    digits = b'[{"id": 1, "price": {"net": 12345.60}, "note": "\\u00e9", "more": [1]}, {"id": 2}]'
    web.answer = _always(gzip.compress(digits), headers={"Content-Encoding": "gzip"})
    assert _read(web, BARE) == [(1, Decimal("12345.60"), "é"), (2, None, None)]


def test_csv_pages(web: Web) -> None:
    texts = {"1": "id,price,note\n1,0.25,a\n2,,\n", "2": 'id,price,note\r\n3,1,"x\ny"\r\n'}
    web.answer = lambda asked: Answer(texts.get(asked.query["page"], "").encode())
    read = _read(web, CSV, PAGED["page"])
    assert read == [(1, Decimal("0.25"), "a"), (2, None, None), (3, Decimal(1), "x\ny")]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "page 1: Expecting value"),
        (b'{"data": {"items": [{"id": 1}', "page 1: Expecting"),
        (b'{"data": {"items": [{"id": NaN}]}}', "page 1: 'NaN' is not JSON"),
        (b'{"data": {"items": {"id": 1}}}', "page 1: no list of records at 'data.items'"),
        (b'{"error": "try later"}', "page 1: no list of records at 'data.items'"),
        (b'{"data": {"items": [{"id": 1}, 2]}}', "page 1: record 2 is not a JSON object"),
        (b'{"data": "\xff"}', "page 1: it is not UTF-8"),
        (b'{"data": "\\ud800"}', "page 1: it is not UTF-8"),
        (b"[" * 100_000, "page 1: nested too deep"),
    ],
)
def test_json_that_is_none(web: Web, body: bytes, told: str) -> None:
    web.answer = _always(body)
    assert f"io: cannot read 'URL/orders': {told}" in _error(web, JSON)
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("note,price,id\na,1,2\n", "page 2: it has another header than the first page"),
        ("id,price,note\n1,2\n", "page 2: line 2: the number of fields is 2, in the header 3"),
    ],
)
def test_csv_that_is_none(web: Web, second: str, told: str) -> None:
    texts = {"1": "id,price,note\n1,0.25,a\n", "2": second}
    web.answer = lambda asked: Answer(texts[asked.query["page"]].encode())
    assert told in _error(web, CSV, PAGED["page"])


def test_the_contract_is_checked(web: Web) -> None:
    web.answer = _always(b'[{"id": 1, "price": {"net": "1"}}, {"note": 7, "id": 1}]')
    error = _error(web, BARE)
    assert "column 'price': 1 row not to be read as decimal(9,2) (first: row 1, '1')" in error
    assert "column 'note': 1 row not to be read as text (first: row 2" in error
    assert "the key (id) is not unique in 2 rows" in error
    web.answer = _always(b"id,cost\n1,2\n")
    assert "column 'price': 'price' is missing in the data (available: id, cost)" in _error(
        web, CSV
    )


def test_pages_without_end(web: Web) -> None:
    web.answer = lambda asked: _json([{"id": asked.query["page"]}])
    assert _error(web, JSON, PAGED["page"], "max_pages: 5").endswith("5 pages ('max_pages')")
    assert len(web.asked) == 5
    web.answer = lambda _: _json(ROWS)
    assert "page 2 is the same as the one before" in _error(web, JSON, PAGED["page"])
    web.answer = lambda _: _json(ROWS, next="b")
    assert "page 3 is one that was read before" in _error(web, JSON, PAGED["cursor"])
    web.answer = lambda _: _json(ROWS, next="/orders")
    assert "page 2 is one that was read before" in _error(web, JSON, PAGED["next"])


def test_pages_that_are_too_large(web: Web) -> None:
    web.answer = _always(gzip.compress(b" " * 2**21), headers={"Content-Encoding": "gzip"})
    assert _error(web, BARE, "max_megabytes: 1").endswith("more than 1 MB ('max_megabytes')")
    pages = iter(range(100))
    web.answer = lambda _: _json([{"id": next(pages), "note": "x" * 400_000}])
    assert _error(web, JSON, PAGED["page"], "max_megabytes: 1").endswith("('max_megabytes')")


TROUBLE = {
    "429": Answer(status=429, headers={"Retry-After": "7"}),
    "503": Answer(status=503, headers={"Retry-After": "999"}),
    "500": Answer(status=500),
    "closed": None,
    "cut": Answer(b'{"data"', length=500),
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_trouble_that_passes(web: Web, waits: list[float], trouble: str) -> None:
    answers = iter([TROUBLE[trouble], TROUBLE[trouble]])
    web.answer = lambda _: next(answers, _json(ROWS))
    assert _read(web, JSON) == READ
    assert waits == {"429": [7, 7], "503": [60, 60]}.get(trouble, [1, 2])


@pytest.mark.parametrize("trouble", TROUBLE)
def test_trouble_that_stays(web: Web, waits: list[float], trouble: str) -> None:
    web.answer = lambda _: TROUBLE[trouble]
    told = {"closed": "ConnectionError", "cut": "ChunkedEncodingError"}
    assert _error(web, JSON).endswith(told.get(trouble, f"status {trouble}"))
    assert len(web.asked) == 5


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404])
def test_what_will_not_pass_is_asked_once(web: Web, status: int) -> None:
    web.answer = lambda _: Answer(status=status)
    assert _error(web, JSON) == f"io: cannot read 'URL/orders': status {status}"
    assert len(web.asked) == 1


SECRET = 'headers: {Authorization: "Bearer ${env:SHOP_TOKEN}", Accept: application/json}'


def test_headers_and_parameters(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "s3cret-token")
    web.answer = _service("link", web)
    query = "query: {status: paid & sent, token: '${env:SHOP_TOKEN}'}"
    assert _read(web, JSON, PAGED["link"], SECRET, query) == READ
    assert all(a.headers["Authorization"] == "Bearer s3cret-token" for a in web.asked)
    assert all(a.headers["Accept"] == "application/json" for a in web.asked)
    assert web.asked[0].query == {"status": "paid & sent", "token": "s3cret-token"}
    assert web.asked[1].query == {"at": "1"}


def test_a_secret_goes_to_no_other_host(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "s3cret-token")
    with serving() as other:
        other.answer = lambda _: _json(ROWS)
        web.answer = _always(b"", status=302, headers={"Location": f"{other.url}/orders"})
        error = _error(web, JSON, SECRET)
        assert error.endswith(f"it redirects to another host, {other.url}")
        assert "s3cret" not in error
        assert other.asked == []
        assert _read(web, JSON) == READ  # without a secret there is nothing to lose
        other.asked.clear()
        web.answer = lambda _: _json(ROWS, next=f"{other.url}/orders")
        assert "its next page is on another host" in _error(web, JSON, PAGED["next"])
        assert other.asked == []


def test_redirects(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "s3cret-token")

    def moved(asked: Asked) -> Answer:
        moved_to = Answer(status=301, headers={"Location": "/v2/orders"})
        return _json(ROWS) if asked.path == "/v2/orders" else moved_to

    web.answer = moved
    assert _read(web, JSON, SECRET) == READ
    assert web.asked[-1].headers["Authorization"] == "Bearer s3cret-token"
    web.answer = _always(b"", status=302, headers={"Location": "/orders"})
    assert _error(web, JSON).endswith("it redirects without end")
    web.answer = _always(b"", status=302, headers={"Location": "file:///etc/passwd"})
    assert "it redirects to another host" in _error(web, JSON)


@pytest.mark.parametrize(
    ("paging", "path"),
    [
        ("page", ()),
        ({}, ()),
        ({"kind": "pages"}, ("kind",)),
        ({"kind": "page"}, ()),
        ({"kind": "page", "parameter": "p", "first": "one"}, ("first",)),
        ({"kind": "page", "parameter": "p", "frist": "1"}, ("frist",)),
        ({"kind": "offset", "parameter": "p", "size": "0", "size_parameter": "n"}, ("size",)),
        ({"kind": "cursor", "parameter": "p"}, ()),
        ({"kind": "cursor", "parameter": "p", "next": []}, ("next",)),
        ({"kind": "link", "parameter": "p"}, ("parameter",)),
    ],
)
def test_paging_that_is_none(paging: object, path: tuple[str, ...]) -> None:
    assert [fault.path for fault in PAGING(paging)] == [path]


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"format": "csv", "records": "data"}, ("records",)),
        ({"format": "json", "delimiter": ";"}, ("delimiter",)),
        ({"format": "csv", "paging": {"kind": "link", "next": "n"}}, ("paging", "next")),
        ({"format": "json", "paging": {"kind": "page", "size": "1"}}, ("paging",)),
        ({"url": "http://a.example.com", "query": {"a": "${env:A}"}}, ("url",)),
    ],
)
def test_options_that_do_not_fit(options: dict[str, Any], path: tuple[str, ...]) -> None:
    faults: list[Fault] = list(faults_together(options))
    assert [fault.path for fault in faults] == [path]


def test_secrets_are_known_by_their_names() -> None:
    headers = {"authorization": "x", "X-Api-Key": "x", "Accept": "x", "Cookie": "a=${env:A}"}
    query = {"access_token": "x", "page": "x", "token": "${env:A}"}
    found = plain_secrets({"headers": headers, "query": query})
    assert [name for _, name in found] == ["authorization", "X-Api-Key", "access_token"]
