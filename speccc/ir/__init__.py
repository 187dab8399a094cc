"""The typed relational IR: frozen data, a verifier and a text form. Imports types, diagnostics.

`expr.py` expressions, `ends.py` sources, sinks and parameters, `rel.py` relations and pipelines,
`verify.py` what must hold after every pass, `text.py` the printed form (`speccc show --stage ir`).
"""
