"""`speccc test --record`: a few rows of a real run become an example of the spec.

`made_up` replaces what must not be shown, `choosing` picks rows that reach the sinks, `writing`
makes YAML of them, `record` does one after the other.
"""
