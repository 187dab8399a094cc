"""The catalogue of operators and functions: one row each. Imports types and diagnostics.

`model.py` says what a row is, `scalars.py`, `aggregates.py` and `windows.py` are the rows,
`catalogue.py` the whole table, `resolve.py` picks a signature for given argument types.
"""
