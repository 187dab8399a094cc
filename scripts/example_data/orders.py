"""Two channels of one shop, its customers as JSON lines, and what was sent back."""

from __future__ import annotations

from typing import Any

from example_data import people
from example_data.dice import Dice
from example_data.files import Files

CITIES = (("Berlin", "DE"), ("Köln", "DE"), ("İzmir", "TR"), ("Łódź", "PL"), ("São Paulo", "BR"))
STORES = ("Mitte", "Altona", "Sendling")
NOTES = (
    "",
    "",
    "thanks!",
    'the "blue" one',
    "2nd floor, left",
    "rang\r\nnobody there",
    "❤️",
    "NULL",
)
VOUCHERS = ("", "", "", "new10", "NEW10 ", "summer", "  ")
REASONS = ("too small", "too large", "broken, sadly", "", "doesn't fit")
CUSTOMERS = 260


def _customer_id(dice: Dice, share: float) -> str:
    """One that exists, but for a few; empty for guests."""
    return f"K{dice.between(1, CUSTOMERS + 6):04d}" if dice.often(share) else ""


def _customers(dice: Dice) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number in range(1, CUSTOMERS + 1):
        city, country = dice.pick(CITIES)
        row: dict[str, Any] = {
            "id": f"K{number:04d}",
            "name": {"display": people.name(dice) if dice.often(0.97) else None},
            "address": {"city": city, "country": country},
            "newsletter": dice.pick([True, False, None]),
        }
        if dice.often(0.06):
            row["address"] = dice.pick([None, {"city": city}])
        if dice.often(0.05):
            del row["newsletter"]
        rows.append(row)
    return dice.shuffled(rows)


def write(files: Files) -> None:
    dice = Dice("orders_enriched")
    files.json_lines("orders_enriched/customers.jsonl", _customers(dice))
    web = [
        [
            f"W{number:05d}",
            _customer_id(dice, 0.9),
            dice.moment(120),
            dice.money(3, 400) if dice.often(0.97) else dice.pick(["", "0.00", "-5.00"]),
            dice.pick(VOUCHERS),
            dice.pick(NOTES),
        ]
        for number in range(700)
    ]
    files.csv(
        "orders_enriched/web_orders.csv",
        ["order_id", "customer_id", "ordered_at", "amount", "voucher", "note"],
        dice.shuffled(web),
    )
    store = [
        [
            f"{dice.pick('ABC')}-{number:05d}",
            _customer_id(dice, 0.6),
            dice.moment(120),
            dice.money(1, 250) if dice.often(0.98) else "",
            dice.pick(STORES),
        ]
        for number in range(420)
    ]
    store += [dice.pick(store) for _ in range(15)]
    files.csv(
        "orders_enriched/store_orders.csv",
        ["receipt", "card_number", "sold_at", "total", "store"],
        dice.shuffled(store),
    )
    returned = [
        [dice.pick(web)[0] if dice.often(0.95) else "W99999", dice.day(60), dice.pick(REASONS)]
        for _ in range(90)
    ]
    files.csv("orders_enriched/returns.csv", ["order_id", "returned_on", "reason"], returned)
