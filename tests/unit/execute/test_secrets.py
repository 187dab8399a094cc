"""What was filled in from the environment is never told."""

from __future__ import annotations

import re

import pytest

from speccc.execute.secrets import Secrets


def test_filled_and_hidden_again() -> None:
    secrets = Secrets({"HOST": "db.internal", "TOKEN": "s3cr3t"})
    text = "${env:HOST}/x?token=${env:TOKEN}&again=${env:TOKEN}"
    assert secrets.fill(text) == "db.internal/x?token=s3cr3t&again=s3cr3t"
    assert (
        secrets.hide("no route to db.internal (s3cr3t)") == "no route to ${env:HOST} (${env:TOKEN})"
    )
    assert secrets.missing == []
    assert "s3cr3t" not in repr(secrets)


def test_names_that_are_not_set_are_told_once() -> None:
    secrets = Secrets({"EMPTY": ""})
    assert secrets.fill("${env:A}${env:B}${env:A}${env:EMPTY}") == ""
    assert secrets.missing == ["A", "B", "EMPTY"]
    assert secrets.hide("nothing") == "nothing"


@pytest.mark.parametrize(
    ("value", "password"),
    [
        ("postgresql://ada:pa%40ss@db/x", "pa@ss"),
        ("postgresql://ada:pa%40ss@db/x", "pa%40ss"),
        ("host=db password=hunter2 user=ada", "hunter2"),
        ("host=db password='hunter 2'", "hunter 2"),
        ('{"private_key": "-- BEGIN\\nMIIE", "n": 1}', "-- BEGIN\nMIIE"),
        ('{"private_key": "-- BEGIN\\nMIIE", "n": 1}', "-- BEGIN\\nMIIE"),
        ('{"broken": ', '{"broken": '),
        ("first line\nsecond line", "second line"),
    ],
)
def test_a_password_is_hidden_alone_too(value: str, password: str) -> None:
    secrets = Secrets({"URL": value})
    secrets.fill("${env:URL}")
    assert secrets.hide(f"cannot log in with {password}") == "cannot log in with ${env:URL}"


def test_the_longer_value_goes_first() -> None:
    secrets = Secrets({"A": "secret", "B": "secret-of-b"})
    secrets.fill("${env:A}${env:B}")
    assert secrets.hide("secret-of-b secret") == "${env:B} ${env:A}"


def test_what_is_no_url_is_hidden_as_a_whole() -> None:
    secrets = Secrets({"X": "http://[broken"})
    secrets.fill("${env:X}")
    assert secrets.hide("at http://[broken") == "at ${env:X}"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("postgresql://bob:s3%zzcret@[::1/x", 'invalid token: "s3%zzcret"'),
        ("postgresql://bob:left/right@host/x", 'invalid port number: "left"'),
        ("postgresql://bob:left#right@host/x", "no host right@host"),
    ],
)
def test_a_password_that_misleads_the_driver_is_hidden(value: str, told: str) -> None:
    secrets = Secrets({"DSN": value})
    secrets.fill("${env:DSN}")
    assert not {"cret", "left", "right"} & set(re.findall("cret|left|right", secrets.hide(told)))
