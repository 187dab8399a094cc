"""A German bank's export: semicolons, decimal commas, local times, states that change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from example_data.dice import Dice
from example_data.files import Files

ACCOUNTS = tuple(f"DE00 0000 0000 {n:04d} 00" for n in (1815, 1906, 1912, 2001, 2038, 4711))
OTHERS = (
    "Bäckerei Müller",
    "Stadtwerke; Abschlag",
    'Café "Süß & Salzig"',
    "Miete\nDezember/Januar",
    "Gehalt",
    "SB-Markt 🛒",
    "Versicherung",
    "   ",
)
HEADER = (
    "Umsatz-Nr.",
    "Konto",
    "Buchungstag",
    "Betrag (EUR)",
    "Status",
    "Empfänger",
    "Storno zu",
    "Stand",
)


@dataclass(frozen=True)
class Booking:
    number: str
    account: str
    day: date
    amount: Decimal
    status: str
    counterparty: str
    reverses: str
    at: datetime


def _german(dice: Dice, amount: Decimal) -> str:
    if dice.often(0.015):
        return dice.pick(["", "siehe Beleg", "12,50 EUR", "0,00", "9.999.999,00"])
    text = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    return text if dice.often(0.95) else f"{text} "


def _day(dice: Dice, day: date) -> str:
    return day.strftime("%d.%m.%Y") if dice.often(0.985) else dice.pick(["", "30.02.2026", "offen"])


def _bookings(dice: Dice) -> list[Booking]:
    found: list[Booking] = []
    for number in range(820):
        day = dice.day(92)
        amount = dice.money(2, 4000) * (1 if dice.often(0.49) else -1)
        at = datetime.combine(day, time(8)) + timedelta(minutes=dice.between(0, 720))
        status = (
            "booked" if dice.often(0.8) else dice.pick(["pending", "reversed", "", "storniert"])
        )
        name = f"U{number:05d}"
        account = dice.early(ACCOUNTS)
        booking = Booking(name, account, day, amount, status, dice.early(OTHERS), "", at)
        found.append(booking)
        if dice.often(0.15):
            earlier = at - timedelta(hours=dice.between(1, 30))
            found.append(replace(booking, status="pending", at=earlier))
        if dice.often(0.03):
            undone = name if dice.often(0.9) else "U99999"
            later = at + timedelta(days=1)
            number_of_it = f"S{number:05d}"
            found.append(
                replace(booking, number=number_of_it, amount=-amount, reverses=undone, at=later)
            )
    return found


def write(files: Files) -> None:
    dice = Dice("bank_transactions_daily")
    rows = [
        [
            b.number if dice.often(0.995) else "",
            b.account if dice.often(0.99) else "",
            _day(dice, b.day),
            _german(dice, b.amount),
            dice.typed(b.status),
            b.counterparty,
            b.reverses,
            b.at.strftime("%d.%m.%Y %H:%M"),
        ]
        for b in _bookings(dice)
    ]
    files.csv("bank_transactions_daily/transactions.csv", HEADER, dice.shuffled(rows), comma=";")
