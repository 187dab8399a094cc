"""IR to artefacts, a package for each kind of target; `api.py` is what they have in common.

Backends are siblings and pure: a compiled unit is text and plain data, nothing is written here.
"""
