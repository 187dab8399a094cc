"""IR to SQL: sqlglot trees by the tables of a dialect, Jinja for the scripts around them.

`trees.py` builds trees, `engine.py` says what a dialect is, `standard.py` holds what all dialects
spell alike, `dialects/` what each spells in its own way. `expressions.py` and `relations.py` lower
the IR, `statements.py` and `checks.py` lay it out, `scripts.py` writes it down, `backend.py`
refuses what a dialect lacks and gives the unit with its recipe.
"""

from speccc.backends.sql.backend import SqlBackend

__all__ = ["SqlBackend"]
