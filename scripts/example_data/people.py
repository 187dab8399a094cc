"""People who do not exist, with the names that break programs."""

from __future__ import annotations

from example_data.dice import Dice

FIRST = (
    "Ada",
    "Björn",
    "Chloë",
    "Dmitri",
    "Emeka",
    "Fatima",
    "Güneş",
    "Hana",
    "Íñigo",
    "Jean-Luc",
    "Kari",
    "Łucja",
    "Mei",
    "Null",
    "O",
)
LAST = (
    "Adeyemi",
    "Brontë",
    "Çelik",
    "D'Angelo",
    "Eriksson",
    "Fernández, Jr.",
    "Großmann",
    "Hopper",
    "Ito",
    'Jones "JJ"',
    "King",
    "Lovelace",
    "Müller",
    "Nguyễn",
    "True",
)


def name(dice: Dice) -> str:
    return f"{dice.pick(FIRST)} {dice.pick(LAST)}"


def email(dice: Dice, number: int) -> str:
    """An address at a host reserved for examples; sometimes it is none."""
    if dice.often(0.03):
        return dice.pick(["none", "n/a", "call instead", f"user{number}.example.com"])
    return f"user{number}@example.{dice.pick(['com', 'org', 'net'])}"
