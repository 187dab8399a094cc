"""Times that recur, in words, and the line of cron that each is."""

from __future__ import annotations

import pytest

from speccc.translate.offline.recurring import recurring


@pytest.mark.parametrize(
    ("text", "cron"),
    [
        ("every Monday at 04:00", "0 4 * * 1"),
        ("on the 2nd of every month at 6 a.m.", "0 6 2 * *"),
        ("Monday to Friday at 18:30", "30 18 * * 1-5"),
        ("twice a day at 6:00 and 18:00", "0 6,18 * * *"),
        ("at 7:30 every day", "30 7 * * *"),
        ("at 6 a.m. on the 1st and 15th of each month", "0 6 1,15 * *"),
        ("nightly at 2 am", "0 2 * * *"),
        ("on mondays, wednesdays and fridays at 7:15", "15 7 * * 1,3,5"),
        ("every day except Sunday at 8:00", "0 8 * * 1-6"),
        ("on the first day of every quarter at 5:00", "0 5 1 1,4,7,10 *"),
        ("every morning at 6 o'clock", "0 6 * * *"),
        ("on the first of each month at 8 in the evening", "0 20 1 * *"),
        ("every Saturday at midnight", "0 0 * * 6"),
        ("every hour, ten minutes past the hour", "10 * * * *"),
        ("at 15 minutes past every hour", "15 * * * *"),
        ("hourly on the hour", "0 * * * *"),
    ],
)
def test_times_that_recur(text: str, cron: str) -> None:
    assert [(text[w.start : w.end], said) for w, said in recurring(text)] == [(text, cron)]


@pytest.mark.parametrize(
    "text",
    [
        "on the last day of each month at 5:00",
        "every second day at 5:00",
        "every morning at 6",
        "each day at 25:00",
        "twice a day at 6:00",
        "every day at 6:00 and 18:30",
        "the first Monday of every month at 5:00",
        "for each month",
        "each day",
        "on the 15th at 5:00",
        "Friday to Monday at 5:00",
    ],
)
def test_what_cron_cannot_say_or_nobody_said(text: str) -> None:
    assert [*recurring(text)] == []
