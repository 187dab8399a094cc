"""What PostgreSQL does not build yet, and is refused by name."""

from __future__ import annotations

from speccc.backends.sql.refusals import Refused
from speccc.functions.model import Form

REFUSED = Refused(
    functions={form: {} for form in Form},
    zones="this version reads tables without zones on PostgreSQL",
)
