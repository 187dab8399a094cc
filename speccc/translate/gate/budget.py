"""What a request may cost, set aside before it is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock

_PRICE = re.compile(r"(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)")
_MILLION = Decimal(1_000_000)
#: English, JSON and code have three to five bytes a token: two is on the safe side.
_BYTES_OF_A_TOKEN = 2


class OverBudget(Exception):
    """The request may cost more than is left."""

    def __init__(self, cost: Decimal, left: Decimal) -> None:
        super().__init__(f"{cost} of {left}")
        self.cost = cost
        self.left = left


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for a million tokens."""

    input: Decimal
    output: Decimal

    def of(self, input_tokens: int, output_tokens: int) -> Decimal:
        """What so many tokens cost, in dollars."""
        return (self.input * input_tokens + self.output * output_tokens) / _MILLION


FREE = Price(Decimal(0), Decimal(0))


def read_price(text: str) -> Price | None:
    """`3/15`: input, output. None if it is no price."""
    match = _PRICE.fullmatch(text.strip())
    return Price(Decimal(match[1]), Decimal(match[2])) if match else None


def input_tokens(size: int) -> int:
    """The most tokens that a body of so many bytes can be."""
    return -(-size // _BYTES_OF_A_TOKEN)


@dataclass
class Budget:
    """The money of one command, whose requests may be in several threads."""

    limit: Decimal
    price: Price
    spent: Decimal = Decimal(0)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def reserve(self, size: int, max_tokens: int) -> Decimal:
        """Sets the most aside that a body of `size` bytes and its answer cost.

        Raises OverBudget. What is set aside is spent until `settle` says what it was.
        """
        cost = self.price.of(input_tokens(size), max_tokens)
        with self._lock:
            if self.spent + cost > self.limit:
                raise OverBudget(cost, self.limit - self.spent)
            self.spent += cost
        return cost

    def settle(self, reserved: Decimal, actual: Decimal) -> None:
        """Gives back what a request did not cost."""
        with self._lock:
            self.spent += actual - reserved
