"""What a run needs of a database's driver."""

from __future__ import annotations

from typing import Any, Protocol


class Connection(Protocol):
    """As much of a DB-API connection as a run needs. It commits nothing by itself."""

    def cursor(self) -> Any: ...
    def close(self) -> None: ...
