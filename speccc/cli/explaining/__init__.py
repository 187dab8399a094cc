"""What `speccc explain` says, and the page docs/functions.md: made from what the compiler uses.

`functions.py` shows the catalogue, `steps.py` the steps of the JSON Schema with an example each.
"""
