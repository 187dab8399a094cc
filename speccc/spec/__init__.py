"""Documents: YAML to models with places, their JSON Schemas, the formatter. Imports diagnostics.

`load_spec`, `load_target` and `load_project` in `load.py` are the only ways in.
"""
