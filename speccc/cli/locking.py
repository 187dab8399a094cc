"""The project's lock, as commands take it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from speccc.cli.session import Session
from speccc.lifecycle.lock import Held, locked
from speccc.lifecycle.project import Project


@contextmanager
def lock_of(
    session: Session, project: Project, command: str, timeout: float, *, shared: bool = False
) -> Generator[Held]:
    """Holds the lock while the block runs; says on stderr for whom it waits.

    Raises Failure: E0801, E0805.
    """

    def waiting(holder: str) -> None:
        session.note(f"waiting for {holder}")

    with locked(
        project.state_folder, command, shared=shared, timeout=timeout, waiting=waiting
    ) as lock:
        yield lock
