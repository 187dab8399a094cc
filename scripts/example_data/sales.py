"""The export of a web shop: prices and quantities are what somebody typed."""

from __future__ import annotations

from example_data.dice import Dice
from example_data.files import Files

PRODUCTS = {
    "USB-C Cable 2m": "8.90",
    "Desk Lamp": "34.50",
    'Mug "hello 👋"': "11.00",
    "Notebook, A5, dotted": "6.75",
    "Fountain Pen": "48.00",
    "Ink 50ml": "9.20",
    "Standing Desk": "1299.00",
    "Office Chair": "849.00",
    "Café Press": "27.90",
    "Cable Tidy": "3.40",
    "Monitor Arm": "119.00",
    "Backpack 25l": "74.95",
    "Sticker 🚀": "0.99",
    "Blotting Paper": "4.10",
}
COMMENTS = (
    "",
    "",
    "",
    "gift",
    "leave at the door, please",
    'says "urgent"',
    "ring twice\nor call",
    "merci 🙏",
    "Größe M?",
    "n/a",
)
STATES = ("paid", "shipped", "paid", "delivered", "cancelled", "")


def _price(dice: Dice, price: str) -> str:
    if dice.often(0.03):
        return dice.pick(["", "n/a", "free", "-", "0.00"])
    if float(price) > 999:
        return dice.pick([price, "1,299.00", "1,199.00"]) if dice.often(0.8) else f" {price}"
    return price if dice.often(0.9) else f"{price} "


def _quantity(dice: Dice) -> str:
    if dice.often(0.04):
        return dice.pick(["", "two", "0", "-1", "1.5", "1 pc"])
    number = str(dice.early([1, 1, 1, 2, 3, 4, 5, 10, 25]))
    return number if dice.often(0.93) else f" {number}"


def write(files: Files) -> None:
    dice = Dice("sales_analytics")
    rows: list[list[object]] = []
    for number in range(980):
        product = dice.early(list(PRODUCTS))
        rows.append(
            [
                100_000 + number,
                dice.day(90),
                dice.typed(product) if dice.often(0.99) else "",
                _price(dice, PRODUCTS[product]),
                _quantity(dice),
                dice.pick(["", "", "0", "0.05", "0.1", "0.125"]),
                dice.typed(dice.early(STATES)),
                dice.pick(COMMENTS),
            ]
        )
    rows += [dice.pick(rows) for _ in range(24)]
    header = "order_id,ordered_on,product_name,unit_price,quantity,discount_rate,status,comment"
    files.csv("sales_analytics/orders.csv", header.split(","), dice.shuffled(rows))
