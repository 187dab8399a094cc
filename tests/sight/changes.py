"""Changes of helpers, as text: (helper, what stands there, what stands there instead, checks)."""

from __future__ import annotations

from speccc.functions.model import Form
from speccc.types import Kind
from tests.sight.checks import (
    casts_of,
    check_function,
    files,
    joins,
    one_match,
    rejects,
    reshaping,
    small,
    strict_casts,
)
from tests.sight.model import Check

Change = tuple[str, str, str, tuple[Check, ...]]


def _scalar(name: str, engine: str = "pandas") -> tuple[Check, ...]:
    return (check_function(Form.SCALAR, name, engine),)


def _window(name: str) -> tuple[Check, ...]:
    return (check_function(Form.WINDOW, name, "pandas"),)


def _aggregate(name: str) -> tuple[Check, ...]:
    return (check_function(Form.AGGREGATE, name, "pandas"),)


_CSV = (files("csv", "fail", "pandas"), files("csv", "set_null", "pandas"))
_JSON = (files("json", "fail", "pandas"), files("json", "set_null", "pandas"))
_PARQUET = (files("parquet", "fail", "pandas"), files("parquet", "set_null", "pandas"))
_CSV_ASIDE = (files("csv", "quarantine", "pandas"),)
_JSON_ASIDE = (files("json", "quarantine", "pandas"),)
_PARQUET_ASIDE = (files("parquet", "quarantine", "pandas"),)
_SETS = (reshaping("set operations", "pandas"),)
_RULES = (small("expect", "pandas"),)
_TEXTS = (casts_of(Kind.TEXT, "pandas"),)
_CSV_SQL = (files("csv", "fail", "duckdb"), files("csv", "set_null", "duckdb"))
_JSON_SQL = (files("json", "fail", "duckdb"), files("json", "set_null", "duckdb"))
_PARQUET_SQL = (files("parquet", "fail", "duckdb"), files("parquet", "set_null", "duckdb"))
_TEXTS_SQL = (casts_of(Kind.TEXT, "duckdb"),)

SNIPPET_CHANGES: tuple[Change, ...] = (
    ("broken_rules", '", ".join(found)', "found[0]", _RULES),
    ("broken_rules", "if found else None", "", _RULES),
    ("judged", "broken_rules(rules, frame.index)", "broken_rules(rules[:1], frame.index)", _RULES),
    ("orphans", "known & ~", "~", (rejects("pandas"),)),
    ("Quarantine", "frame[~bad]", "frame", _CSV_ASIDE),
    ("Quarantine", "fill_value=False", "fill_value=True", (rejects("pandas"),)),
    ("Quarantine", "self.rules.append", "self.rules[:1] or self.rules.append", _CSV_ASIDE),
    ("cell_text", "cell.kept", "cell.text", _JSON_ASIDE),
    ("stored_text", '"true" if value else "false"', "str(value)", _PARQUET_ASIDE),
    ("moment_text", "microseconds", "seconds", _PARQUET_ASIDE),
    ("finite", "np.isinf", "np.isnan", _scalar("multiply")),
    ("int64_value", "INT64_MIN <= value", "-INT64_MAX <= value", _scalar("subtract")),
    ("add", "magnitude(left) + magnitude(right) <= INT64_MAX", "True", _scalar("add")),
    ("subtract", "magnitude(left) + magnitude(right) <= INT64_MAX", "True", _scalar("subtract")),
    ("multiply", "magnitude(left) * magnitude(right) <= INT64_MAX", "True", _scalar("multiply")),
    ("divide", "divisor.where(divisor != 0)", "divisor", _scalar("divide")),
    ("whole_quotient", "abs(left) // abs(right)", "left // right", _scalar("div")),
    ("remainder", "abs(left) % abs(right)", "left % right", _scalar("mod")),
    ("round_float", "+ 0.5", "+ 0.4999999", _scalar("round")),
    ("round_decimal", "ROUND_HALF_UP", "ROUND_FLOOR", _scalar("round")),
    ("sqrt", "values >= 0", "values > 0", _scalar("sqrt")),
    ("ln", "values > 0", "values >= 0", _scalar("ln")),
    ("power", "zero_divided | ", "", _scalar("power")),
    ("sign", "signs.mask(values.isna())", "signs", _scalar("sign")),
    ("known", "result.mask(operand.isna())", "result", _scalar("equal")),
    ("holds", "fillna(False)", "fillna(True)", _scalar("equal")),
    ("same", " | (left.isna() & pd.isna(right))", "", _scalar("same")),
    ("greatest", "result >= other", "result <= other", _scalar("greatest")),
    ("least", "result <= other", "result >= other", _scalar("least")),
    ("null_if_any", "result.mask(operand.isna())", "result", _scalar("greatest")),
    ("choose", "reversed(branches)", "branches", _scalar("equal")),
    ("in_calendar", "present > LAST_MOMENT", "present < FIRST_MOMENT", _scalar("add_days")),
    ("add_months", "> last_day", "< last_day", _scalar("add_months")),
    ("trunc_week", "days.dt.day_of_week", "(days.dt.day_of_week + 1) % 7", _scalar("trunc_week")),
    ("trunc_quarter", "% 3", "% 4", _scalar("trunc_quarter")),
    ("split_part", "number <= len(parts)", "number < len(parts)", _scalar("split_part")),
    ("in_int64", "INT64_MIN <= value <= INT64_MAX", "True", (casts_of(Kind.FLOAT64, "pandas"),)),
    ("to_decimal", "ROUND_HALF_UP", "ROUND_FLOOR", (casts_of(Kind.DECIMAL, "pandas"),)),
    ("to_decimal", "if abs(rounded) < limit else None", "", (casts_of(Kind.DECIMAL, "pandas"),)),
    ("float_to_decimal", "+ 0.5", "+ 0.4999999", (casts_of(Kind.FLOAT64, "pandas"),)),
    ("decimal_to_text", "v + 0", "v", _TEXTS),
    ("parse_int64", "INT64_MIN <= value <= INT64_MAX", "True", _TEXTS),
    ("parse_float64", 'abs(value) != float("inf")', "True", _TEXTS),
    ("parse_decimal", " and len(fraction) <= scale", "", _TEXTS),
    ("parse_decimal", "len(whole) <= precision - scale and ", "", _TEXTS),
    ("parse_bool", '"true": True', '"true": True, "True": True', _TEXTS),
    ("parse_timestamp", 'ljust(6, "0")', 'rjust(6, "0")', _TEXTS),
    ("utc", "ZoneInfo(zone))", "ZoneInfo(zone), fold=1)", _CSV),
    ("check_cast", "after[name].isna()", "before[name].isna()", (strict_casts("pandas"),)),
    ("has_match", ".dropna()", "", (joins("pandas", "semi"),)),
    ("has_match", ".drop_duplicates()", "", (joins("pandas", "semi"),)),
    ("rows_in_both", "left.drop_duplicates()", "left", _SETS),
    ("rows_in_both", "right.drop_duplicates()", "right", _SETS),
    ("rows_in_both", "rows.duplicated()", "~rows.duplicated()", _SETS),
    ("rows_not_in", "right.drop_duplicates()", "right", _SETS),
    ("rows_not_in", "[~rows.duplicated()]", "", _SETS),
    ("rows_not_in", ".iloc[len(known) :]", "", _SETS),
    ("check_matches", "if many", "if False", (one_match("pandas"),)),
    ("same_nulls", "frame[n].where(frame[n].notna())", "frame[n]", (joins("pandas", "left"),)),
    ("exact_sum", "if values.count() else None", "", _aggregate("sum")),
    ("mean_exact", "float(total) / n", "float(total // n)", _aggregate("avg")),
    ("string_agg", ".dropna()", '.fillna("")', _aggregate("string_agg")),
    ("edge", "keep=keep", 'keep="first"', _aggregate("last")),
    ("rank", "number[first]", "number[~first]", _window("rank")),
    ("ntile", "row < in_larger", "row <= in_larger", _window("ntile")),
    ("bounds", "np.clip(at + end + 1, first, stop)", "np.clip(at + end, first, stop)",
     _window("count")),
    ("bounds", "np.clip(at + start, first, stop)", "at + start", _window("sum")),
    ("frame_count", "values.notna()", "values.isna()", _window("count")),
    ("exact_frame_sum", "total if n else None", "total", _window("sum")),
    ("float_frame_sum", ".where(known)", "", _window("sum")),
    ("shifted", "moved.where(found, default)", "moved", _window("lag")),
    ("csv_text", "if count", "if False", _JSON),
    ("csv_cells", 'null_values=[""]', 'null_values=["", "NULL"]', _CSV),
    ("json_cell", 'kind == "number"', "True", _JSON),
    ("json_cell", 'kind == "text"', "True", _JSON),
    ("parquet_cells", ".where(np.isfinite(floats))", "", _PARQUET),
    ("parquet_cells", " and type_.tz is None", "", _PARQUET),
    ("parquet_moments", "lost or ", "", _PARQUET),
    ("from_zone", "utc(local, zone)", "local", _PARQUET),
    ("json_texts", '"null" if gone else', '"null" if False else', _JSON),
)  # fmt: skip

HELPER_CHANGES: tuple[Change, ...] = (
    ("FINITE", "ISFINITE(x)", "TRUE", _scalar("multiply", "duckdb")),
    ("ROUND_AWAY", "+ 0.5e0", "+ 0.4999999e0", _scalar("round", "duckdb")),
    ("ROUND_AWAY", "SIGN(x) * ", "", _scalar("round", "duckdb")),
    ("REAL_POWER", "(x <> 0 OR y >= 0) AND ", "", _scalar("power", "duckdb")),
    ("MOD_INT", "NULLIF(y, 0)", "y", _scalar("mod", "duckdb")),
    ("MOD_INT", "CASE WHEN y = -1 THEN x - x ELSE x % NULLIF(y, 0) END", "x % NULLIF(y, 0)",
     _scalar("mod", "duckdb")),
    ("ASCII_UPPER", "xyz'", "xy'", _scalar("upper", "duckdb")),
    ("ASCII_LOWER", "TRANSLATE(x, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')",
     "LOWER(x)", _scalar("lower", "duckdb")),
    ("CALENDAR_DATE", "x >= CAST", "x > CAST", _scalar("add_days", "duckdb")),
    ("CALENDAR_DATE", " AND x <= CAST('9999-12-31' AS DATE)", "", _scalar("add_days", "duckdb")),
    ("CALENDAR_TIME", "+ TO_DAYS(1) ", "", _scalar("add_seconds", "duckdb")),
    ("WHOLE_SECONDS", "(micros - ((micros % 1000000) + 1000000) % 1000000) // 1000000",
     "micros // 1000000", _scalar("seconds_between", "duckdb")),
    ("FLOAT_TO_INT64", "TRUNC(x)", "x", (casts_of(Kind.FLOAT64, "duckdb"),)),
    ("FLOAT_TO_INT64", "x < 9223372036854775808e0", "x <= 9223372036854775808e0",
     (casts_of(Kind.FLOAT64, "duckdb"),)),
    ("DECIMAL_UNITS", "SIGN(x) * ", "", (casts_of(Kind.FLOAT64, "duckdb"),)),
    ("DECIMAL_UNITS", "< above", "<= above * 10", (casts_of(Kind.FLOAT64, "duckdb"),)),
    ("READ_BOOL", "CASE cell", "CASE LOWER(cell)", _TEXTS_SQL),
    ("READ_INT64", "CASE WHEN REGEXP_FULL_MATCH(cell, '[+-]?[0-9]+') THEN", "CASE WHEN TRUE THEN",
     _TEXTS_SQL),
    ("READ_FLOAT64", " AND ISFINITE(TRY_CAST(cell AS DOUBLE))", "", _TEXTS_SQL),
    ("READ_DATE", " AND cell >= '0001-01-01'", "", _TEXTS_SQL),
    ("READ_TIMESTAMP", "([01][0-9]|2[0-3])", "[0-2][0-9]", _TEXTS_SQL),
    ("READ_TIMESTAMP", "[ T]", "[T]", _TEXTS_SQL),
    ("READ_AS", "CASE WHEN REGEXP_FULL_MATCH(cell, pattern) THEN", "CASE WHEN TRUE THEN",
     _CSV_SQL),
    ("UNREADABLE", "cell IS NOT NULL AND value IS NULL", "FALSE", _CSV_SQL),
    ("TO_UTC", "ELSE EARLIER_OFFSET(local_time, zone)",
     "ELSE local_time AT TIME ZONE zone AT TIME ZONE 'UTC'", _CSV_SQL),
    ("EARLIER_OFFSET", "local_time - TO_DAYS(1)", "local_time + TO_DAYS(1)", _CSV_SQL),
    ("JSON_TEXT", "CASE WHEN JSON_TYPE(value) = 'VARCHAR' THEN", "CASE WHEN TRUE THEN", _JSON_SQL),
    ("JSON_NUMBER", "'UBIGINT', 'DOUBLE'", "'UBIGINT', 'DOUBLE', 'VARCHAR'", _JSON_SQL),
    ("JSON_BOOL", "= 'BOOLEAN'", "IN ('BOOLEAN', 'VARCHAR')", _JSON_SQL),
    ("PHYSICAL_TEXT", "CASE WHEN TYPEOF(value) = 'VARCHAR' THEN", "CASE WHEN TRUE THEN",
     _PARQUET_SQL),
    ("PHYSICAL_FLOAT", "ISFINITE(TRY_CAST(value AS DOUBLE))", "TRUE", _PARQUET_SQL),
    ("PHYSICAL_TIMESTAMP", "AND EPOCH_NS(TRY_CAST(value AS TIMESTAMP_NS)) % 1000 = 0", "",
     _PARQUET_SQL),
)  # fmt: skip
