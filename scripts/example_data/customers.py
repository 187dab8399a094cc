"""A CRM's export, with a row for each change of a customer, and a ledger of payments."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from example_data import people
from example_data.dice import Dice
from example_data.files import Files

SEGMENTS = ("consumer", "small-business", "enterprise", "Small Business", "public sector")
COUNTRIES = ("DE", "FR", "PL", "US", "TR", "NG", "JP")
CUSTOMERS = 640


def _joined(dice: Dice, day: date) -> str:
    if dice.often(0.04):
        return dice.pick(["", "unknown", "31.02.2024", "2024-05-01", "01.01.2099"])
    return day.strftime("%d.%m.%Y")


def _customers(dice: Dice) -> list[list[object]]:
    rows: list[list[object]] = []
    for number in range(CUSTOMERS):
        joined = dice.day(1400)
        changed = dice.moment(700)
        who = [f"C-{number:04d}", people.name(dice), people.email(dice, number)]
        for _ in range(dice.early([1, 1, 2, 2, 4])):
            segment = dice.typed(dice.early(SEGMENTS)) if dice.often(0.95) else ""
            country = dice.typed(dice.early(COUNTRIES)) if dice.often(0.96) else ""
            rows.append([*who, segment, country, _joined(dice, joined), changed])
            changed += timedelta(days=dice.between(0, 60), seconds=dice.between(1, 80_000))
    return rows


def _payments(dice: Dice) -> list[list[object]]:
    rows: list[list[object]] = []
    for number in range(2400):
        amount: Decimal | None = dice.money(5, 900)
        if dice.often(0.06):
            amount = -dice.money(1, 80)
        if dice.often(0.01):
            amount = None
        customer = f"C-{dice.between(0, CUSTOMERS + 15):04d}" if dice.often(0.98) else None
        moment = dice.moment(900) + timedelta(days=2)
        succeeded = dice.early([True, True, True, True, False, None])
        rows.append([number + 1, customer, amount, moment, succeeded, dice.pick(["card", "sepa"])])
    return dice.shuffled(rows)


def write(files: Files) -> None:
    import pyarrow as pa

    dice = Dice("customer_lifetime_value")
    files.csv(
        "customer_lifetime_value/customers.csv",
        ["Customer ID", "Name", "E-Mail", "Segment", "Country", "Joined", "Changed"],
        dice.shuffled(_customers(dice)),
    )
    files.parquet(
        "customer_lifetime_value/payments.parquet",
        {
            "payment_id": pa.int64(),
            "customer_id": pa.string(),
            "amount": pa.decimal128(12, 2),
            "paid_at": pa.timestamp("us"),
            "succeeded": pa.bool_(),
            "method": pa.string(),
        },
        _payments(dice),
    )
