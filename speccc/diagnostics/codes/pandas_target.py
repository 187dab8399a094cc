"""E071: what the pandas target refuses."""

from speccc.diagnostics.model import Code

CONNECTOR = Code(
    "E0710",
    "a connector that pandas does not have",
    "'{name}' is bound to '{connector}', which the pandas target cannot serve",
    "A generated pandas module reads and writes files (csv, parquet, and json, which is JSON\n"
    "lines) and Google sheets, and it reads Excel workbooks and web services.\n\n"
    "    wrong:  sales: {connector: table, options: {name: mart.sales}}\n"
    "    right:  sales: {connector: parquet, options: {path: out/sales.parquet}}",
    "bind it to one of: {known}",
)

NESTED_PATH = Code(
    "E0711",
    "a nested path in a flat file",
    "column '{column}' of '{name}' has a path of several parts, but {connector} is flat",
    "A `path` of several parts leads down into nested data, which only json has here.\n\n"
    "    wrong:  user_id: {type: int64, path: [user, id]}   # of a csv file\n"
    "    right:  user_id: {type: int64, path: user_id}",
    "give the name of one column, or bind '{name}' to json",
)
