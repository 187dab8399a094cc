"""A request, the spec that answers it, and a translator that speaks to a loopback service."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from speccc.translate.asking import AskingTranslator
from speccc.translate.gate.audit import Audit
from speccc.translate.gate.budget import Budget, Price
from speccc.translate.gate.gate import Gate
from speccc.translate.model import InputColumn, InputTable, Request
from speccc.translate.providers.registry import make_provider
from speccc.translate.wire import encode
from tests.support.model_server import Models

KEY = "the-key-of-the-tests"

ORDERS = InputTable(
    "orders",
    (
        InputColumn("order_id", "int64 not null"),
        InputColumn("product", "text"),
        InputColumn("price", "decimal(12,2)"),
        InputColumn("email", "text"),
    ),
    "csv",
    {"path": "data/orders.csv"},
)

REQUEST = Request(
    "Read data/orders.csv, keep orders above 100 and write them to out/large.csv.", given=(ORDERS,)
)

SPEC: dict[str, Any] = {
    "speccc": 1,
    "name": "large_orders",
    "sources": {
        "orders": {
            "connector": "csv",
            "options": {"path": "data/orders.csv"},
            "columns": {"order_id": "int64 not null", "price": "decimal(12,2)"},
        }
    },
    "steps": [{"filter": "price > 100"}],
    "sinks": {
        "large": {"connector": "csv", "options": {"path": "out/large.csv"}, "mode": "replace"}
    },
}


def wire(document: dict[str, Any] = SPEC, *questions: str, **words: str) -> str:
    """A document as a model would write it; `words` of the first step."""
    found = encode(document)
    found["questions"] = [*questions]
    if "step" in words:
        found["steps"][0]["words"] = words["step"]
    return json.dumps(found)


def translator(
    provider: str,
    models: Models,
    folder: Path,
    *,
    budget: str = "1",
    deadline: float | None = None,
    pauses: list[float] | None = None,
) -> AskingTranslator:
    """A translator of which every pause is noted and none is made; without a `deadline` its clock
    knows of nothing but those pauses, and a minute is left.
    """
    endpoint = models.url + ("/v1" if provider == "openai" else "")
    made = make_provider(provider, "a-model", KEY, endpoint)
    money = Budget(Decimal(budget), Price(Decimal(3), Decimal(15)))
    noted = pauses if pauses is not None else []
    clock = time.monotonic if deadline is not None else lambda: sum(noted)
    gate = Gate(
        made, Audit(folder / "audit.jsonl"), money, deadline or 60, clock=clock, sleep=noted.append
    )
    return AskingTranslator(gate, provider, "a-model", 2000)
