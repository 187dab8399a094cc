"""All that may go wrong between a request and its answer, as a table."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field

from speccc.diagnostics import Code
from speccc.diagnostics.codes import providers as codes
from speccc.translate.gate.gate import SENDS
from speccc.translate.providers.reading import MOST_BYTES
from tests.support.model_server import Says
from tests.unit.translate.drafts import wire

PROVIDERS = ("anthropic", "openai", "ollama")


@dataclass(frozen=True)
class Fault:
    """What a service says again and again, and what becomes of that.

    `code` is the one error, after `sends` requests. `others`: providers that tell it otherwise.
    `real`: the deadline in seconds of a true clock; without it pauses take no time.
    """

    says: Says
    code: Code
    sends: int
    others: dict[str, tuple[Code, int]] = field(default_factory=dict)
    real: float | None = None

    def due(self, provider: str) -> tuple[Code, int]:
        return self.others.get(provider, (self.code, self.sends))


def _busy(after: str) -> Says:
    now = "Sat, 21 Nov 2026 10:00:00 GMT"
    return Says("slow down", 429, headers={"Retry-After": after, "Date": now})


_PAGE = b"<!doctype html><html><body>Welcome to the hotel</body></html>"
_HTML = {"Content-Type": "text/html"}
_ELSEWHERE = {"Location": "http://localhost:9/v1/messages"}
#: No service of the three answers so, though it reads as JSON.
_ODD = b'{"content": 1, "choices": {}, "message": "hello", "usage": []}'

FAULTS: dict[str, Fault] = {
    # It asks to be left alone. The deadline of these is a minute.
    "429": Fault(Says("slow down", 429), codes.OVERLOADED, SENDS),
    "429, after 10 seconds": Fault(_busy("10"), codes.OVERLOADED, SENDS),
    "429, after an hour": Fault(_busy("3600"), codes.OVERLOADED, 1),
    "429, after a date": Fault(_busy("Sat, 21 Nov 2026 10:00:10 GMT"), codes.OVERLOADED, SENDS),
    "429, after a far date": Fault(_busy("Sat, 21 Nov 2027 10:00:00 GMT"), codes.OVERLOADED, 1),
    "429, after a past date": Fault(
        _busy("Sat, 21 Nov 2020 10:00:00 GMT"), codes.OVERLOADED, SENDS
    ),
    "429, after never": Fault(_busy("inf"), codes.OVERLOADED, 1),
    "429, after days of digits": Fault(_busy("9" * 400), codes.OVERLOADED, 1),
    "429, after less than nothing": Fault(_busy("-5"), codes.OVERLOADED, SENDS),
    "429, after no number": Fault(_busy("nan"), codes.OVERLOADED, SENDS),
    "429, after a word": Fault(_busy("soon"), codes.OVERLOADED, SENDS),
    "529": Fault(Says("overloaded", 529), codes.OVERLOADED, SENDS),
    "503": Fault(Says("unavailable", 503), codes.OVERLOADED, SENDS),
    # It is in trouble, or it does not want us.
    "500": Fault(Says("oops", 500), codes.SERVICE_FAILED, SENDS),
    "504": Fault(Says("gateway", 504), codes.TIMED_OUT, SENDS),
    "400, the grammar is too large": Fault(Says("grammar too large", 400), codes.REJECTED, 1),
    "400, the context is too long": Fault(Says("prompt is too long", 400), codes.REJECTED, 1),
    "404, no such model": Fault(Says("model not found", 404), codes.REJECTED, 1),
    "413": Fault(Says("request too large", 413), codes.REJECTED, 1),
    "401": Fault(Says("bad key", 401), codes.DENIED, 1),
    "403": Fault(Says("not yours", 403), codes.DENIED, 1),
    # The model does not answer, or not with a spec. Ollama's models have no way to refuse.
    "a refusal": Fault(
        Says("I will not", stop="refused"), codes.REFUSED, 1, {"ollama": (codes.BAD_ANSWER, 3)}
    ),
    "no tokens left": Fault(Says("{", stop="cut"), codes.TRUNCATED, 1),
    "no context left": Fault(Says("{", stop="full"), codes.TRUNCATED, 1),
    "a whole spec, and no tokens left": Fault(Says(wire(), stop="cut"), codes.TRUNCATED, 1),
    "prose before the object": Fault(Says(f"Sure! {wire()}"), codes.BAD_ANSWER, 3),
    "prose after the object": Fault(Says(f"{wire()}\nAnything else?"), codes.BAD_ANSWER, 3),
    "a fence around the object": Fault(Says(f"```json\n{wire()}\n```"), codes.BAD_ANSWER, 3),
    "an object of another shape": Fault(Says("{}"), codes.BAD_ANSWER, 3),
    "a list": Fault(Says(f"[{wire()}]"), codes.BAD_ANSWER, 3),
    "deep brackets": Fault(Says("[" * 100_000), codes.BAD_ANSWER, 3),
    "no word": Fault(Says(""), codes.BAD_ANSWER, 3),
    "an unknown column": Fault(Says(wire().replace("price >", "prise >")), codes.NOT_REPAIRED, 3),
    # The line.
    "a reset": Fault(Says(reset=True), codes.UNREACHABLE, SENDS),
    "half an answer": Fault(Says(wire(), part=100), codes.UNREACHABLE, SENDS),
    "silence": Fault(Says(hang=5), codes.TIMED_OUT, 1, real=1.5),
    "a byte now and then": Fault(Says(wire(), drip=0.1), codes.TIMED_OUT, 1, real=1.5),
    # Something else answers.
    "a page": Fault(Says(raw=_PAGE, headers=_HTML), codes.STRANGE, 1),
    "a page that says it is JSON": Fault(Says(raw=_PAGE), codes.STRANGE, 1),
    "an answer that says it is a page": Fault(Says("{}", headers=_HTML), codes.BAD_ANSWER, 3),
    "nothing": Fault(Says(raw=b""), codes.STRANGE, 1),
    "null": Fault(Says(raw=b"null"), codes.STRANGE, 1),
    "other JSON": Fault(Says(raw=_ODD), codes.STRANGE, 1),
    "deep JSON": Fault(Says(raw=b"[" * 100_000), codes.STRANGE, 1),
    "no UTF-8": Fault(Says(raw=b'{"a": "\xff\xfe"}'), codes.STRANGE, 1),
    "204": Fault(Says("", 204, raw=b""), codes.STRANGE, 1),
    "301": Fault(Says("moved", 301, headers=_ELSEWHERE), codes.STRANGE, 1),
    "302": Fault(Says("moved", 302, headers=_ELSEWHERE), codes.STRANGE, 1),
    "307": Fault(Says("moved", 307, headers=_ELSEWHERE), codes.STRANGE, 1),
    "308": Fault(Says("moved", 308, headers=_ELSEWHERE), codes.STRANGE, 1),
    "a huge answer": Fault(Says(raw=b" " * (MOST_BYTES + 1)), codes.STRANGE, 1),
    "a huge error": Fault(Says(status=500, raw=b" " * (MOST_BYTES + 1)), codes.STRANGE, 1),
    "a packed answer": Fault(
        Says(raw=gzip.compress(json.dumps({}).encode()), headers={"Content-Encoding": "gzip"}),
        codes.STRANGE,
        1,
    ),
}
