"""What speccc says about a spec: spans, codes, diagnostics. Imports nothing else of speccc."""

from speccc.diagnostics.model import (
    Code,
    Diagnostic,
    Failure,
    InternalError,
    Reporter,
    Severity,
    did_you_mean,
)
from speccc.diagnostics.span import Span

__all__ = [
    "Code",
    "Diagnostic",
    "Failure",
    "InternalError",
    "Reporter",
    "Severity",
    "Span",
    "did_you_mean",
]
