"""What dialects without files of their own share: sources and sinks are tables of one database.

`model.py` is what such a dialect says of its tables, `scripts.py` writes a pipeline down with it:
every check is a query that gives rows only if something is wrong. `writing.py` fills a sink's
table by its mode.
"""
