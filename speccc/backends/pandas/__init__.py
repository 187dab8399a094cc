"""IR to a standalone pandas module, through libcst.

`module.py` puts the parts together: `extract.py`, `steps.py` (with `aggregates.py`, `windows.py`,
`joins.py`, `rules.py`) and `load.py`. `scalars.py` is the table of functions. `snippets/` holds the
helpers that a module carries. Imports the IR, the types and the diagnostics; never an engine.
"""

from speccc.backends.pandas.backend import PandasBackend

__all__ = ["PandasBackend"]
