"""Cron as every scheduler reads it."""

from __future__ import annotations

import pytest

from speccc.analyse.schedules import CronError, read_cron


@pytest.mark.parametrize(
    ("text", "earliest"),
    [
        ("0 9 * * *", (9, 0)),
        ("30 18,6 * * MON-FRI", (6, 30)),
        ("  */15   8-18/2 1,15 jan-MAR,12 0  ", (8, 0)),
        ("59 23 31 12 *", (23, 59)),
        ("5 0 29 2 *", (0, 5)),
        ("0 0 31 2 6", (0, 0)),  # a Saturday of February comes
    ],
)
def test_what_reads(text: str, earliest: tuple[int, int]) -> None:
    cron = read_cron(text)
    assert cron.earliest == earliest
    assert cron.text == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("@daily", "'@daily' does not have five fields"),
        ("0 0 9 * * *", "does not have five fields"),
        ("60 * * * *", "minute '60' is not 0 to 59"),
        ("0 24 * * *", "hour '24' is not 0 to 23"),
        ("0 0 0 * *", "day '0' is not 1 to 31"),
        ("0 0 * 13 *", "month '13' is not 1 to 12"),
        ("0 0 * * 7", "weekday '7' is not 0 to 6; Sunday is 0"),
        ("0 0 * * MONDAY", "weekday 'MONDAY' is not 0 to 6"),
        ("0 0 * MON *", "month 'MON' is not 1 to 12"),
        ("0 0 L * *", "day 'L' is not 1 to 31"),
        ("0 0 ? * *", "day '?' does not read"),
        ("0 0 1,,2 * *", "day '' does not read"),
        ("0 0 1#2 * *", "day '1#2' does not read"),
        ("0 5/2 * * *", "hour '5/2': a step follows * or a range"),
        ("0 18-8 * * *", "hour '18-8': a range goes upwards"),
        ("*/0 * * * *", "minute '*/0': a step is 1 to 59"),
        ("*/60 * * * *", "minute '*/60': a step is 1 to 59"),
        ("*-5 * * * *", "minute '*-5' does not read"),
        ("-5 * * * *", "minute '-5' does not read"),
        ("٣ * * * *", "minute '٣' does not read"),
        ("0 0 30 2 *", "'0 0 30 2 *' never comes: no such month has a day 30"),
        ("0 0 31 4,6,9,11 *", "no such month has a day 31"),
    ],
)
def test_what_does_not(text: str, problem: str) -> None:
    with pytest.raises(CronError) as error:
        read_cron(text)
    assert problem in str(error.value)
