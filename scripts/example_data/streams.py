"""What comes as it happens: purchases, clicks, readings of sensors, prices; not quite in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from example_data.dice import Dice
from example_data.files import Files

START = datetime(2026, 1, 30, 21, 40)
SYMBOLS = {"ACME": 4_200, "GLOBEX": 1_350, "INITECH": 780}

#: A moment at which something happens, and what.
Happening = tuple[datetime, dict[str, object]]


def _as_it_comes(dice: Dice, happenings: Sequence[Happening], seconds: int) -> list[Happening]:
    """In the order of arrival: some arrive by less than so many seconds after they happened."""
    arrivals = [
        (moment + timedelta(seconds=dice.between(0, seconds - 1) * dice.often(0.3)), number)
        for number, (moment, _) in enumerate(happenings)
    ]
    return [happenings[number] for _, number in sorted(arrivals)]


def _purchases(files: Files) -> None:
    dice = Dice("hourly_revenue")
    users = [f"u-{number:02}" for number in range(1, 13)]
    at, found = START, list[Happening]()
    for number in range(1, 501):
        at += timedelta(milliseconds=dice.between(1_000, 60_000))
        amount = float(dice.money(1, 300))
        user = {"id": dice.early(users)}
        found.append((at, {"purchase_id": number, "user": user, "amount": amount}))
    rows = [
        {**row, "bought_at": moment.isoformat(" ", "milliseconds")}
        for moment, row in _as_it_comes(dice, found, 30)
    ]
    files.json_lines("hourly_revenue/purchases.jsonl", rows)


def _clicks(files: Files) -> None:
    dice = Dice("click_conversion")
    at, found = START, list[Happening]()
    kinds = ("view",) * 12 + ("add_to_cart",) * 3 + ("purchase", "search")
    for _ in range(800):
        at += timedelta(milliseconds=dice.between(10, 3_500))
        user = f"v-{dice.between(1, 90):03}"
        found.append((at, {"user": {"id": user}, "type": dice.pick(kinds)}))
    rows = [
        {**row, "ts": moment.isoformat(" ", "milliseconds")}
        for moment, row in _as_it_comes(dice, found, 10)
    ]
    files.json_lines("click_conversion/clicks.jsonl", rows)


def _readings(files: Files) -> None:
    """A reading every minute; what is too hot stays so for a while."""
    dice = Dice("hot_devices")
    hot = dict.fromkeys((f"K-{number:02}" for number in range(1, 9)), 0)
    rows: list[dict[str, object]] = []
    for minute in range(90):
        for second, device in enumerate(hot):
            if hot[device] == 0 and dice.often(0.04):
                hot[device] = dice.between(2, 14)
            hot[device] = max(hot[device] - 1, 0)
            tenths = dice.between(805, 960) if hot[device] else dice.between(550, 799)
            at = START + timedelta(minutes=minute, seconds=second * 5)
            shown = None if dice.often(0.02) else tenths / 10
            rows.append({"device_id": device, "read_at": at.isoformat(" "), "temperature": shown})
    files.json_lines("hot_devices/readings.jsonl", rows)


def _prices(files: Files) -> None:
    """Walks up and down, in cents, once a minute."""
    dice = Dice("price_signals")
    cents, trend = {**SYMBOLS}, dict.fromkeys(SYMBOLS, 0)
    rows: list[dict[str, object]] = []
    for minute in range(180):
        for second, symbol in enumerate(SYMBOLS):
            if dice.often(0.04):
                trend[symbol] = dice.between(-4, 4)
            cents[symbol] = max(cents[symbol] + trend[symbol] + dice.between(-9, 9), 100)
            at = START + timedelta(minutes=minute, seconds=second)
            price = cents[symbol] / 100
            rows.append({"symbol": symbol, "traded_at": at.isoformat(" "), "price": price})
    files.json_lines("price_signals/prices.jsonl", rows)


def write(files: Files) -> None:
    for each in (_purchases, _clicks, _readings, _prices):
        each(files)
