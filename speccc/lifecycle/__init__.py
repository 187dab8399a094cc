"""Plan, apply, drift: from what the specs want and what lies under `generated/` to actions.

Knows artefacts (path, bytes, digest), never the IR. May import `spec` and `diagnostics`; what an
idle plan imports stays light: the loaders (pydantic, YAML) are imported where a file is read anew.
"""
