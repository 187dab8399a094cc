"""From a spec to typed IR: names, types, nullability, keys; bindings and lineage.

Pure. Imports ir, functions, spec, connectors, lang, types, diagnostics.
`pipeline.py` is the way in; `expressions.py` types an expression; a module for each group of
steps; `bind.py` applies a target profile; `lineage.py` follows columns.
"""
