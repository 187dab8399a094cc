"""Independent draws: every example is drawn anew.

Hypothesis's own search begins with small examples and goes on with variants of those it has had:
right for a test of sixty examples, but of fifty pipelines a fifth had no rows, and another fifth
had been there before.
"""

from __future__ import annotations

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

#: For `settings(backend=…)`. What fails shrinks as ever.
INDEPENDENT = "independent"

AVAILABLE_PROVIDERS[INDEPENDENT] = f"{HypothesisProvider.__module__}.{HypothesisProvider.__name__}"
