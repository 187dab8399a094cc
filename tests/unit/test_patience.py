"""Whether a test that waits for ever is ended, and says so."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.support.patience import TooLong, limited


def test_what_never_comes_is_not_waited_for() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TooLong, match=r"a wait took longer than 0\.2 s"), limited(0.2, "a wait"):
        subprocess.run([sys.executable, "-c", "import time; time.sleep(60)"], check=False)
    assert signal.getsignal(signal.SIGALRM) == before


def test_what_ends_is_left_alone() -> None:
    with limited(60, "nothing"):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
