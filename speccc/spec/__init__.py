"""Documents: YAML to models with places, their JSON Schemas, the formatter.

Imports diagnostics only. `load_spec`, `load_target` and `load_project` in `load.py` are the
only ways in; on the way a text passes these stages:

    decode       bytes to text
    yaml_loader  text to nodes: the restricted YAML (yaml_errors words what libyaml says)
    structure    nodes to plain data and places, along the shapes that `shapes` sees in `models`
    validate     plain data against the JSON Schema (schema_errors words what jsonschema says)
    partial      what is well built of a spec that is not
    load         plain data to a model; `digest` is of its canonical form

`fmt` writes a document canonically, from its nodes and comments.
"""
