"""An end to what may not end by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from speccc.translate.providers.api import Fault, Unanswered

_Result = TypeVar("_Result")


def within(seconds: float, call: Callable[[], _Result]) -> _Result:
    """What a call gives. Raises what it raises; Unanswered if that takes longer than it may.

    A time-out of a socket is for each piece that comes, so that a service which sends a byte now
    and then would never be given up. What is given up goes on in a thread that nothing waits for.
    """
    future: Future[_Result] = Future()

    def work() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001  (it goes to whoever waits)
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        return future.result(seconds)
    except TimeoutError:
        raise Unanswered(Fault.TIMED_OUT, "no whole answer came") from None
