"""The expression language: text to tree and back. Imports types and diagnostics.

`parser.py` (`parse_expression`) and `items.py` (`parse_item`, `parse_order`, `parse_key`) are the
ways in, `printer.py` (`print_expression`) the way out; `ast.py` is the tree, `walk.py` goes
through it, `names.py` knows the reserved words. Inside: `lexer.py` makes tokens, `cursor.py`
walks them, `operators.py` applies the table of `precedence.py`, `literals.py` and `frames.py`
parse those, `sqlisms.py` lists what SQL has and this language has not.
"""
