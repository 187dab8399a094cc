"""E072: what SQL targets refuse."""

from speccc.diagnostics.model import Code

NO_DIALECT = Code(
    "E0721",
    "no such SQL dialect",
    "target '{target}': the SQL dialect '{dialect}' is not built in this version",
    "A target of backend sql says in `dialect` for which engine the SQL is written.\n"
    "\n"
    "    backend: sql\n"
    "    dialect: duckdb",
    "dialects: {known}",
)

NO_CONNECTOR = Code(
    "E0722",
    "the SQL target cannot reach this connector",
    "'{name}' is bound to '{connector}', which the SQL target '{target}' neither reads nor writes",
    "DuckDB reads and writes files itself: csv, parquet, and json (JSON lines).",
    "connectors: {known}",
)

NESTED_PATH = Code(
    "E0723",
    "a path into nested data where nothing is nested",
    "column '{column}' of '{name}' has a path of several parts, but {connector} columns are flat",
    "A path with several parts leads down into nested data of a JSON source. In all other files a\n"
    "column has one physical name.\n"
    "\n"
    "    path: [user, id]      # a json source\n"
    "    path: user_id         # all others",
    "write the physical name alone",
)

SAME_BUT_CASE = Code(
    "E0724",
    "names that differ in case only",
    "'{first}' and '{second}' differ in case only, and are one name in SQL",
    "DuckDB takes names that differ only in the case of their letters for the same name, quoted\n"
    "or not. Steps, sources and sinks of one pipeline share their names.",
    "give one of them another name",
)

NOT_IN_DIALECT = Code(
    "E0725",
    "what an SQL dialect does not do exactly",
    "{what} cannot be built for {dialect}: {reason}",
    "A target either gives what the spec means, on every row, or refuses it by name. Other\n"
    "targets may have what this one has not.",
    "write it in other terms, or leave this pipeline out of the target's 'pipelines'",
)

NO_CONNECTION = Code(
    "E0726",
    "tables without a database",
    "'{name}' is a table, but the target '{target}' has no connection",
    "A table is one of the database that the target's `connection` names: a file for DuckDB and\n"
    "SQLite, relative to the project's root. A secret stands there only as ${env:NAME}.\n\n"
    "    backend: sql\n"
    "    dialect: sqlite\n"
    "    connection: data/shop.db",
    "write 'connection: …' into the target",
)

PHYSICAL_NAME = Code(
    "E0727",
    "a physical name that SQL cannot hold",
    "'{name}': the name '{physical}' cannot stand in SQL for {dialect}: {reason}",
    "What a column or a table is called in the data stands in quotes in the scripts, where it can\n"
    "be almost anything. It cannot be what ends a line or hides what is written, nor what the\n"
    "engine cuts off: PostgreSQL keeps 63 bytes of a name, MariaDB 64 characters.",
    "rename it in the data, or leave this pipeline out of the target's 'pipelines'",
)
COMPILED_SQLGLOT = Code(
    "E0728",
    "a sqlglot that cannot be extended",
    "sqlglot is installed with its compiled classes, which no dialect can extend",
    "The targets' dialects are sqlglot's own, with overrides. The package `sqlglotc` (the extra\n"
    "`sqlglot[c]`) puts compiled classes in the place of those that they extend.",
    "uninstall it: pip uninstall sqlglotc; or give speccc an environment of its own",
)
