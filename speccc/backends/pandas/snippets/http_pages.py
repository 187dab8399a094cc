"""JSON and csv from a web service, page by page."""

# pyright: basic
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from tenacity import (
    RetryCallState,
    retry,
    retry_if_exception_type,
    stop_after_attempt,
)

from speccc.backends.pandas.snippets.errors import PipelineError
from speccc.backends.pandas.snippets.files import json_value

REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 5
LONGEST_WAIT = 60


@dataclass(frozen=True)
class WebService:
    """Where pages are asked for, and the limits of a run.

    `secret`: the headers or the query hold a secret, which goes to no other place.
    """

    url: str
    query: dict[str, str] = field(default_factory=dict, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    secret: bool = False
    timeout: int = 60
    max_pages: int = 1000
    max_megabytes: int = 256

    def cannot_read(self, reason: Any) -> PipelineError:
        return PipelineError("io", f"cannot read '{self.url}': {reason}")


@dataclass(frozen=True)
class Reply:
    """The content of a page, from where it came, and the next page that its headers name."""

    url: str
    content: bytes
    link: str | None


@dataclass(frozen=True)
class Page:
    """What is known when the next page is asked for.

    `rows` are those of this page, `so_far` those of all; `document` is the page's JSON.
    """

    number: int
    rows: int
    so_far: int
    document: Any
    reply: Reply


@dataclass(frozen=True)
class Paging:
    """The parameters of the first page, and what asks for the one after another.

    `after` gives an address (None is the service's own) and parameters; None after the
    last page. It trusts no totals: they may lie.
    """

    first: dict[str, str]
    after: Callable[[Page], tuple[str | None, dict[str, str]] | None]


def one_page() -> Paging:
    return Paging({}, lambda _: None)


def numbered_pages(parameter: str, first: int, size: dict[str, str]) -> Paging:
    """Pages by their number, until one is empty: a short one need not be the last."""

    def after(page: Page) -> tuple[str | None, dict[str, str]] | None:
        following = {**size, parameter: str(first + page.number + 1)}
        return (None, following) if page.rows else None

    return Paging({**size, parameter: str(first)}, after)


def offset_pages(parameter: str, size: dict[str, str]) -> Paging:
    """Pages by the number of rows before them, until one is empty."""

    def after(page: Page) -> tuple[str | None, dict[str, str]] | None:
        following = {**size, parameter: str(page.so_far)}
        return (None, following) if page.rows else None

    return Paging({**size, parameter: "0"}, after)


def cursor_pages(parameter: str, way: list[str]) -> Paging:
    """Pages by a cursor that each page holds, until one holds none."""

    def after(page: Page) -> tuple[str | None, dict[str, str]] | None:
        cursor = json_value(page.document, way)
        if cursor is None or cursor == "" or cursor is False:
            return None
        return None, {parameter: str(cursor)}

    return Paging({}, after)


def linked_pages(way: list[str]) -> Paging:
    """Pages by the address of the next, in the Link header or at the end of a way down."""

    def after(page: Page) -> tuple[str | None, dict[str, str]] | None:
        link = json_value(page.document, way) if way else page.reply.link
        return (urljoin(page.reply.url, str(link)), {}) if link else None

    return Paging({}, after)


class MayPass(Exception):
    """A reply that may be better when it is asked for again, after `wait` seconds if known."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def http_pause(state: RetryCallState) -> float:
    """What the service asks for, else 1, 2, 4 … seconds; never longer than a minute."""
    error = state.outcome.exception() if state.outcome else None
    asked = getattr(error, "wait", None)
    seconds = 2.0 ** (state.attempt_number - 1) if asked is None else asked
    return min(seconds, LONGEST_WAIT)


@retry(
    retry=retry_if_exception_type((MayPass, requests.RequestException)),
    stop=stop_after_attempt(5),
    wait=http_pause,
    reraise=True,
)
def http_get(
    session: Any, service: WebService, url: str, query: dict, room: int
) -> Reply:
    """A GET, which can be repeated safely. At most `room` bytes of content are taken.

    Raises PipelineError; MayPass or RequestException if it was tried often enough.
    """
    until = time.monotonic() + service.timeout
    for _ in range(MAX_REDIRECTS + 1):
        with session.get(
            url,
            params=query,
            headers=service.headers,
            timeout=service.timeout,
            stream=True,
            allow_redirects=False,
            auth=lambda request: request,  # not what a .netrc says
        ) as response:
            if response.status_code not in REDIRECTS:
                return http_reply(service, response, room, until)
            target = urljoin(url, response.headers.get("Location", ""))
        if origin_of(target) != origin_of(url) and (
            service.secret or not stays_secure(url, target)
        ):
            raise service.cannot_read(
                f"it redirects to another host, {origin_of(target)}"
            )
        url, query = target, {}
    raise service.cannot_read("it redirects without end")


def http_reply(service: WebService, response: Any, room: int, until: float) -> Reply:
    """The whole content of a response. Raises as `http_get` does."""
    status = response.status_code
    if status in (408, 429) or status >= 500:
        asked = response.headers.get("Retry-After", "")
        wait = float(asked) if asked.isascii() and asked.isdigit() else None
        raise MayPass(f"status {status}", wait)
    if status != 200:
        raise service.cannot_read(f"status {status}")
    content = bytearray()
    for part in response.iter_content(2**16):
        content += part
        if len(content) > room:
            limit = f"more than {service.max_megabytes} MB ('max_megabytes')"
            raise service.cannot_read(limit)
        if time.monotonic() > until:
            raise MayPass(f"no whole page in {service.timeout} seconds")
    link = response.links.get("next", {}).get("url")
    return Reply(response.url, bytes(content), link)


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def stays_secure(url: str, target: str) -> bool:
    """Whether a redirect leads to a web address, and not from https to http."""
    schemes = urlsplit(url).scheme, urlsplit(target).scheme
    return schemes in (("http", "http"), ("http", "https"), ("https", "https"))


def all_pages(
    service: WebService,
    paging: Paging,
    parse: Callable[[bytes, int], tuple[Any, Any]],
    limit: int | None,
) -> Iterator[Any]:
    """What `parse` makes of each page: rows, and the JSON document that they stand in.

    Raises PipelineError if a page does not read or comes again, or they do not end.
    """
    room, so_far = service.max_megabytes * 2**20, 0
    url, parameters = service.url, paging.first
    asked, before = set(), b""
    with requests.Session() as session:
        for number in range(service.max_pages):
            step = (url, *sorted(parameters.items()))
            if step in asked:
                raise service.cannot_read(
                    f"page {number + 1} is one that was read before"
                )
            asked.add(step)
            query = {**service.query, **parameters} if url == service.url else {}
            try:
                found = http_get(session, service, url, query, room)
                rows, document = parse(found.content, number)
            except (MayPass, requests.RequestException) as error:
                raise service.cannot_read(in_short(error)) from None
            except ValueError as error:
                raise service.cannot_read(f"page {number + 1}: {error}") from None
            if len(rows) and found.content == before and paging.first:
                what = f"page {number + 1} is the same as the one before"
                raise service.cannot_read(
                    f"{what}: are the parameters of 'paging' right?"
                )
            yield rows
            before, room = found.content, room - len(found.content)
            so_far += len(rows)
            page = Page(number, len(rows), so_far, document, found)
            following = paging.after(page)
            if following is None or (limit is not None and so_far >= limit):
                return
            url, parameters = following[0] or service.url, following[1]
            if origin_of(url) != origin_of(service.url):
                raise service.cannot_read(
                    f"its next page is on another host, {origin_of(url)}"
                )
    raise service.cannot_read(f"more than {service.max_pages} pages ('max_pages')")


def in_short(error: Exception) -> str:
    """An error without the address, which may hold a secret."""
    return str(error) if isinstance(error, MayPass) else type(error).__name__
