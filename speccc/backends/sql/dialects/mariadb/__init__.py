"""MariaDB: tables of one database, version 10.6 or later.

Its server has modes that change what SQL means: a run sets its own (`execute/mariadb.py`), in which
the scripts are written. Names are in double quotes, `||` joins texts, a backslash is only a sign,
and what does not fit its type is an error. Texts are read into the collation of code points.

What is computed of a window's call is a step of its own: within a call or a CASE the server takes
`(first(a) > 1 or b) and c` for NULL (10.11).
"""

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects.mariadb.engine import MARIADB
from speccc.backends.sql.dialects.mariadb.refused import REFUSED, further
from speccc.backends.sql.dialects.mariadb.scripts import MariadbScripts
from speccc.backends.sql.tables.writing import MODES
from speccc.backends.windows import computed_apart

MARIADB_DIALECT = Dialect(
    MARIADB,
    reads=("table",),
    writes={"table": MODES},
    scripts=MariadbScripts,
    refused=REFUSED,
    further=further,
    rewritten=computed_apart,
)

__all__ = ["MARIADB", "MARIADB_DIALECT"]
