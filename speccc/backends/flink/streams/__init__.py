"""Pipelines as jobs over streams, which never end.

`flows.py` says what Flink knows of the rows of each node: which columns are its clock, whether
rows are final; `lookups.py` which tables are asked for each row. `refusals.py` and
`lookup_refusals.py` are what that does not allow, `relations.py` how steps about time are written,
`sources.py` and `sinks.py` are the ends, `settings.py` how the job is run, `scripts.py` the
scripts.
"""
