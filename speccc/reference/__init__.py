"""The reference interpreter: it fixes what a pipeline means, row at a time. Imports the IR and
all below it; no engine, no files.

`values.py` order, equality and range; `casting.py` conversions; `scalars.py`, `aggregates.py` and
`windows.py` a Python function for each row of the catalogue; `expressions.py` evaluates;
`joining.py`, `grouping.py` and `expecting.py` the larger operators; `interpret.py` runs a
pipeline; `boundary.py` reads raw tables and parameters under a source's contract; `writing.py` says
what a sink holds after a run.
"""

from speccc.reference.boundary import read_params, read_source, read_sources
from speccc.reference.interpret import Result, run
from speccc.reference.values import RunError
from speccc.reference.writing import write

__all__ = ["Result", "RunError", "read_params", "read_source", "read_sources", "run", "write"]
