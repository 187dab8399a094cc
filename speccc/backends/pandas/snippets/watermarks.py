"""How far the sources were read."""

# pyright: basic
from __future__ import annotations

import pandas as pd


def high_watermarks(moments: dict[str, pd.Series]) -> dict[str, str]:
    """The last of each column of dates or timestamps as text; none for a column without rows."""
    return {name: texts.max() for name, texts in moments.items() if len(texts)}
