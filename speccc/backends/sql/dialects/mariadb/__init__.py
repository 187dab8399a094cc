"""MariaDB: tables of one database, version 10.6 or later.

Its server has modes that change what SQL means: a run sets its own (`execute/mariadb.py`), in which
the scripts are written. Names are in double quotes, `||` joins texts, a backslash is only a sign,
and what does not fit its type is an error. Texts are read into the collation of code points.
"""

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects.mariadb.engine import MARIADB
from speccc.backends.sql.dialects.mariadb.refused import REFUSED, further
from speccc.backends.sql.dialects.mariadb.scripts import MariadbScripts
from speccc.backends.sql.tables.writing import MODES

MARIADB_DIALECT = Dialect(
    MARIADB,
    reads=("table",),
    writes={"table": MODES},
    scripts=MariadbScripts,
    refused=REFUSED,
    further=further,
)

__all__ = ["MARIADB", "MARIADB_DIALECT"]
