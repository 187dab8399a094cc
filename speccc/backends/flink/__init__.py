"""IR to FlinkSQL in batch mode.

The trees and their layout are those of `backends.sql`. `glot.py` is the dialect as sqlglot reads
and prints it, `functions.py` and `conversions.py` its tables, `engine.py` the dialect as a whole.
`windows.py` takes apart what Flink does not take together. `reading.py` and `writing.py` are its
files, `params.py` its parameters, `findings.py` what may be
found wrong, `refusals.py` what it does not build, `scripts.py` the scripts, `backend.py` the unit
with its recipe.
"""

from speccc.backends.flink.backend import FlinkBackend

__all__ = ["FlinkBackend"]
