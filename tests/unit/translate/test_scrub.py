"""Whatever is personal or secret is found, however it is spelt and wherever it stands."""

from __future__ import annotations

import json
import string
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from speccc.translate.privacy.scrub import scrub, secrets_in
from speccc.translate.privacy.search import kinds_in

_LETTERS = string.ascii_letters
_WORD = st.text(_LETTERS + string.digits, min_size=1, max_size=12)


def _digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=least, max_size=most)


def _luhn(body: str) -> str:
    """The digits, and the one that makes a card of them."""
    doubled = [int(d) * 2 if at % 2 == 0 else int(d) for at, d in enumerate(reversed(body))]
    return body + str(-sum(n - 9 * (n > 9) for n in doubled) % 10)


def _iban(country: str, account: str) -> str:
    moved = "".join(str(int(c, 36)) for c in f"{account}{country}00")
    return f"{country}{98 - int(moved) % 97:02}{account}"


def _grouped(text: str, size: int, between: str) -> str:
    return between.join(text[at : at + size] for at in range(0, len(text), size))


_BETWEEN = st.sampled_from(["", " ", "\n", "  ", " \n", "\u00a0", "\u2009"])
EMAILS = st.builds(
    "{}@{}.{}".format,
    st.text(_LETTERS + string.digits + "._%+-", min_size=1, max_size=20),
    _WORD,
    st.text(string.ascii_lowercase, min_size=2, max_size=6),
)
CARDS = st.builds(
    lambda body, between: _grouped(_luhn(body), 4, between),
    st.builds("{}{}".format, st.sampled_from("3456"), _digits(11, 17)),
    _BETWEEN | st.sampled_from(["-", "\u2010", "\u2013", "\u2212"]),
)
IBANS = st.builds(
    lambda country, account, between: _grouped(_iban(country, account), 4, between),
    st.text(string.ascii_uppercase, min_size=2, max_size=2),
    st.text(string.digits + string.ascii_uppercase, min_size=12, max_size=28),
    _BETWEEN,
)
PHONES = st.builds(
    lambda start, rest, between: f"{start}{between}{_grouped(rest, 3, between)}",
    st.sampled_from(["+49 170", "0049170", "+1 (555)", "(030)", "0170"]),
    _digits(7, 8),
    st.sampled_from([" ", "-", "/", "\n", "\u2011"]),
)
LOGINS = st.builds(
    "{}://{}:{}@{}".format,
    st.sampled_from(["https", "postgresql", "mysql+pymysql", "redis", "HTTP"]),
    _WORD | st.just(""),
    st.text(_LETTERS + string.digits + "/+!$", min_size=1, max_size=20).filter(
        lambda word: not word.partition("/")[0].isdigit()
    ),
    st.sampled_from(["db.example", "db.example:/shop", "localhost"]),
)
_TOKEN = st.text(_LETTERS + string.digits, min_size=36, max_size=50)
KEYS = st.one_of(
    st.builds("AKIA{}".format, st.text(string.digits + "AXZ", min_size=16, max_size=16)),
    st.builds("{}_{}".format, st.sampled_from(["ghp", "gho", "ghs"]), _TOKEN),
    st.builds("{}-{}".format, st.sampled_from(["sk", "sk-ant", "glpat", "xoxb"]), _TOKEN),
    st.builds("{}_live_{}".format, st.sampled_from(["sk", "rk"]), _TOKEN),
    st.builds("eyJ{}.{}.{}".format, _TOKEN, _TOKEN, _TOKEN),
    st.builds("Bearer {}".format, _TOKEN),
    st.builds("{} {} {}".format, st.sampled_from(["api_key", "PASSWORD", "secret", "token"]),
              st.sampled_from("=:"), _TOKEN),
)  # fmt: skip
EVERY = {"email": EMAILS, "card": CARDS, "iban": IBANS, "phone": PHONES}
SECRET = {"url credentials": LOGINS, "key": KEYS}

AROUND = st.sampled_from(["", " ", "\n", "\t", ", ", ": ", "'", '"', "(", "\u201c", "see "])


def _wide(text: str) -> str:
    """Full width forms, as an input method of East Asia writes them."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _hidden(text: str) -> str:
    """Something that nobody sees between any two characters."""
    return "\u200b".join(text)


def _arabic(text: str) -> str:
    return text.translate({ord(d): chr(0x0660 + int(d)) for d in string.digits})


SPELLINGS = st.sampled_from([str, _wide, _hidden, _arabic, lambda text: _wide(_hidden(text))])


@given(st.data(), st.sampled_from([*EVERY, *SECRET]), AROUND, SPELLINGS)
def test_whatever_is_spelt_is_found(
    data: st.DataObject, kind: str, before: str, spelt: Callable[[str], str]
) -> None:
    plain = data.draw({**EVERY, **SECRET}[kind])
    text = f"{before}{spelt(plain)}{before.removeprefix('see')}"
    shown, found = scrub(text)
    # A number may be read as one of another kind, and a login may hold an address: found is found.
    assert found, (kind, text)
    left = "".join(c for c in shown if c in string.digits)
    assert len(left) <= 3, (kind, text, shown)
    assert scrub(shown)[1].keys() <= {"password"}
    if kind in SECRET:
        assert secrets_in(text), text


@given(st.data(), st.sampled_from([*EVERY, *SECRET]), AROUND, st.integers(0, 3))
def test_no_nesting_hides_it(data: st.DataObject, kind: str, before: str, depth: int) -> None:
    """JSON in a text in JSON: what is escaped twice is found all the same."""
    value: object = {"note": before + data.draw({**EVERY, **SECRET}[kind])}
    for _ in range(depth):
        value = {"messages": [{"content": f"Some words.\n{json.dumps(value)}"}]}
    assert kinds_in(value), (kind, value)


@given(st.text(_LETTERS + " .,-_/:@", max_size=60).filter(lambda text: "@" not in text))
def test_words_are_let_be(text: str) -> None:
    assert scrub(text) == (text, {})


@given(st.text(max_size=200))
def test_any_text_is_searched(text: str) -> None:
    shown, found = scrub(text)
    assert found or shown == text
    secrets_in(text)


def test_a_long_text_is_searched_in_no_time() -> None:
    """Each of these would take hours if a pattern looked at every start of a run to its end."""
    for piece in ("a", "a.", "0 ", "00", "eyJ-", "a@", "+1", "sk-", "AB12 ", "token ", "http://"):
        scrub(piece * (200_000 // len(piece)))
