"""From a data file to a typed source: nobody types forty columns.

`table.py` reads the file, `infer.py` finds types and keys, `source.py` writes the YAML.
"""
