"""Words that say what other words say: short forms, contractions, and courtesies."""

from __future__ import annotations

import re

#: Short forms, and the words that they stand for. A name that is written so stays a name.
SHORT_FORMS = {
    "w": "with", "wo": "without", "qty": "quantity", "amt": "amount", "nr": "number",
    "num": "number", "nbr": "number", "avg": "average", "temp": "temperature",
    "batt": "battery", "dept": "department", "desc": "descending", "asc": "ascending",
    "thats": "that", "pct": "percentage", "approx": "about", "cat": "category",
    "incl": "including", "excl": "excluding", "cust": "customer", "prod": "product",
    "x": "times", "addr": "address", "acct": "account", "txn": "transaction", "mth": "month",
}  # fmt: skip

#: Words of courtesy and small talk: they ask for nothing.
COURTESIES = frozenset(
    ("pls", "plz", "please", "thx", "thanks", "thank", "hey", "hi", "hello", "kindly", "cheers",
     "obviously", "ok", "okay", "basically", "actually", "u")
)  # fmt: skip

#: `don't`, `isnt`: the verb, and 'not'.
CONTRACTED = re.compile(
    r"\b(?P<verb>do|does|did|is|are|was|were|has|have|had)n['’]?t\b", re.IGNORECASE
)

#: `w/` and `w/o` are no paths.
SLASHED = re.compile(r"\bw/o?(?=[\s,])", re.IGNORECASE)

#: `left-join`, `full-outer join`: words of their own.
HYPHENED = re.compile(r"\b(?:left|inner|full)-(?:outer[ -])?join(?:ed|ing)?\b", re.IGNORECASE)

#: Points to where the result goes.
ARROW = re.compile(r"[-=]>")

#: What money is called, and the three letters of each currency.
CURRENCIES = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "bucks": "USD",
    "pound": "GBP", "pounds": "GBP", "franc": "CHF", "francs": "CHF", "yen": "JPY",
}  # fmt: skip
