"""Functions of other languages, and what to write here instead: hints for unknown functions."""

from __future__ import annotations

#: What SQL writes without brackets, like a column.
CLOCKS = (
    *("current_date", "current_timestamp", "current_time", "sysdate", "systimestamp"),
    "localtimestamp",
)
_CASE = "write 'case when p then a else b end'"
#: Why there is no current date or time, and what to write.
CLOCK = "there is no clock: declare a param such as 'run_date: date' and write ':run_date'"
_CHANCE = "there is no randomness: the same input gives the same output"
_COALESCE = "write 'coalesce(a, b)', or 'a is null' to test for NULL"
_CONTAINS = "write 'contains(text, part)' for whether it is there; there is no position"
_NO_FORMATS = "it is not available: a sink writes numbers and dates, 'round(x, 2)' rounds"
_NO_PATTERNS = (
    "there are no regular expressions: write 'a like …', 'contains(a, …)', 'starts_with(a, …)' "
    "or 'split_part(a, …, n)'"
)
_NO_TITLES = "it is not available: there are upper(a) and lower(a)"
_PARSE = (
    "a source reads dates, with 'format: DD/MM/YYYY' on the column; a 'cast' step reads "
    "texts such as 2024-01-31"
)
_PICK = "in an 'aggregate' step write 'first(x order by t)', in a 'window' step 'first(x)'"
_PICK_LAST = "in an 'aggregate' step write 'last(x order by t)', in a 'window' step 'last(x)'"
_QUANTILE = "write 'quantile(x, 0.9)' in an 'aggregate' step"
_CUT = "write 'try_cast(x as int64)', or 'floor(x)'; of a date 'trunc_month(d)'"
_SPAN = "write 'days_between(from, to)', 'months_between(from, to)' or 'seconds_between(from, to)'"
_SHIFT = "write 'add_days(d, n)', 'add_months(d, n)' or 'add_seconds(t, n)'"
_SHIFT_BACK = "write 'add_days(d, -n)', 'add_months(d, -n)' or 'add_seconds(t, -n)'"
_STEP = "it is a step of its own, 'filter': the condition alone is written there"
_TO_NUMBER = "write 'try_cast(x as int64)', 'try_cast(x as decimal(12,2))' or a 'cast' step"
_TO_TEXT = "write 'cast(x as text)', which writes dates as 2024-01-31; the parts are year(d) …"
_TRUNCATE = (
    "write 'trunc_month(d)': also trunc_year, trunc_quarter, trunc_week, trunc_day, trunc_hour "
    "and trunc_minute"
)

#: From what to write here to the words that other languages have for it.
_WAYS: dict[str, tuple[str, ...]] = {
    _CASE: ("if", "iif", "iff", "ifelse", "if_else", "ite", "choose", "decode"),
    CLOCK: (*CLOCKS, "now", "today", "curdate", "getdate", "getutcdate", "utcnow"),
    _CHANCE: ("rand", "random", "uuid", "newid", "gen_random_uuid", "generate_uuid"),
    _COALESCE: ("ifnull", "nvl", "isnull", "fillna", "zeroifnull", "isna", "is_null", "isnan"),
    "write 'a is not null'": ("notnull", "isnotnull", "notna"),
    "write 'case when a is not null then b else c end'": ("nvl2",),
    "write 'nullif(a, 0)'": ("nullifzero",),
    _CONTAINS: ("charindex", "instr", "position", "strpos", "locate", "find", "search", "indexof"),
    "write 'contains(text, part)'": ("includes", "str_contains", "has"),
    "write 'starts_with(text, start)'": ("startswith",),
    "write 'ends_with(text, end)'": ("endswith",),
    "write 'a || b': NULL if one of them is; 'coalesce(a, '')' for the empty text": (
        *("concat", "concat_ws", "strcat"),
    ),
    "texts are joined by '||'; of several rows 'string_agg(x, ', ' order by t)'": ("join",),
    "write 'string_agg(x, ', ' order by t)' in an 'aggregate' step": (
        *("listagg", "group_concat", "array_agg", "collect_list", "array_to_string", "stringagg"),
    ),
    _PARSE: (
        *("to_date", "to_timestamp", "str_to_date", "strptime", "parse_date", "parse_datetime"),
        *("parse_timestamp", "to_datetime", "todatetime", "datevalue", "makedate", "make_date"),
    ),
    "write 'cast(t as date)', or 'date '2024-01-31'' for a literal": ("date",),
    "write 'cast(d as timestamp)', or 'timestamp '2024-01-31 10:00:00'' for a literal": (
        *("timestamp", "datetime"),
    ),
    _TO_TEXT: (
        *("strftime", "date_format", "to_char", "to_varchar", "tostring", "format_date"),
        *("format_timestamp", "to_string", "str", "string", "text", "varchar"),
    ),
    _NO_FORMATS: ("format", "format_number"),
    _TO_NUMBER: (
        *("to_number", "to_int", "to_decimal", "to_numeric", "int", "integer", "float", "double"),
        *("decimal", "numeric", "bigint", "tonumber", "parse_int", "toint", "int64", "float64"),
    ),
    "write 'try_cast(x as type)'": ("safe_cast", "try_convert", "tryparse"),
    "write 'length(a)'": ("len", "char_length", "character_length", "nchar", "strlen"),
    "write 'substr(a, start, count)'; the first character is 1": ("substring", "mid", "slice"),
    "write 'upper(a)'": ("ucase", "toupper", "uppercase", "to_upper"),
    "write 'lower(a)'": ("lcase", "tolower", "lowercase", "to_lower"),
    _NO_TITLES: ("initcap", "proper", "title", "capitalize"),
    "write 'trim(a)'": ("strip", "btrim"),
    "write 'ltrim(a)'": ("lstrip",),
    "write 'rtrim(a)'": ("rstrip",),
    "write 'lpad(a, n, '0')'": ("zfill", "leftpad", "padstart"),
    "write 'split_part(a, ', ', n)'; the first part is 1": ("split", "strtok", "split_by"),
    "write 'replace(a, part, by)', once for each part": ("translate", "overlay", "stuff"),
    _NO_PATTERNS: (
        *("regexp", "regexp_like", "regexp_replace", "regexp_extract", "regexp_matches", "rlike"),
        *("regexp_match", "regexp_substr", "regexp_contains", "regexp_count", "regexp_split"),
        *("regex_match", "regex_replace", "match", "similar_to", "glob", "ilike"),
    ),
    _TRUNCATE: ("date_trunc", "datetrunc", "timestamp_trunc", "trunc_date"),
    "write 'year(d)', 'month(d)', 'day(d)', 'quarter(d)', 'hour(t)' …": (
        *("date_part", "datepart", "datename"),
    ),
    "write 'day_of_week(d)'": ("dayofweek", "weekday", "dow", "isodow"),
    "write 'day_of_year(d)'": ("dayofyear", "doy"),
    "write 'week(d)'": ("weekofyear", "isoweek", "week_of_year", "weeknum"),
    "write 'day(d)'": ("dayofmonth", "day_of_month"),
    "write 'add_days(add_months(trunc_month(d), 1), -1)'": ("last_day", "eomonth", "end_of_month"),
    _SHIFT: ("dateadd", "date_add", "adddate", "timestampadd", "timestamp_add", "datetime_add"),
    _SHIFT_BACK: ("date_sub", "subdate", "datesub", "timestamp_sub"),
    _SPAN: (
        *("datediff", "date_diff", "timestampdiff", "timestamp_diff", "datetime_diff"),
        *("age", "days", "daysbetween"),
    ),
    "write 'seconds_between(timestamp '1970-01-01 00:00:00', t)'": (
        *("unix_timestamp", "epoch", "to_unixtime"),
    ),
    "write 'add_seconds(timestamp '1970-01-01 00:00:00', n)'": ("from_unixtime",),
    "write 'power(a, b)'": ("pow",),
    "write 'ln(x)', or 'ln(x) / ln(10)'": ("log", "log10", "log2"),
    "write 'ceil(x)'": ("ceiling", "roundup"),
    _CUT: ("trunc", "truncate", "rounddown"),
    "write 'mod(a, b)'": ("modulo", "remainder"),
    "write 'a / b': x / 0 is NULL": ("safe_divide", "divide", "try_divide", "div0"),
    "write 'sign(x)'": ("sgn",),
    "write 'avg(x)' in an 'aggregate' step": ("mean", "average"),
    "write 'stddev_samp(x)' or 'stddev_pop(x)' in an 'aggregate' step": ("stddev", "std", "stdev"),
    "write 'var_samp(x)' or 'var_pop(x)' in an 'aggregate' step": ("variance", "var"),
    _QUANTILE: (
        *("percentile", "percentile_cont", "percentile_disc", "approx_quantile"),
        *("approx_percentile", "quantile_cont"),
    ),
    _PICK: ("first_value", "any_value", "arbitrary", "min_by", "arg_min"),
    _PICK_LAST: ("last_value", "max_by", "arg_max"),
    "number the rows with 'row_number()' in a 'window' step, then filter": ("nth_value", "nth"),
    "write 'count_if(p)' in an 'aggregate' step": ("countif",),
    "write 'count(x)' for values, 'count()' for rows, in an 'aggregate' step": ("counta", "size"),
    "write 'count_distinct(x)' in an 'aggregate' step": (
        *("countdistinct", "nunique", "n_distinct", "approx_count_distinct"),
    ),
    "write 'sum(case when p then x end)' in an 'aggregate' step": ("sumif", "sum_if", "sumifs"),
    "write 'avg(case when p then x end)' in an 'aggregate' step": ("averageif", "avg_if", "avgif"),
    "write 'any(p)' in an 'aggregate' step": ("bool_or", "logical_or"),
    "write 'all(p)' in an 'aggregate' step": ("bool_and", "logical_and", "every"),
    "write 'sum(x) over (rows so far)' in a 'window' step": ("cumsum", "running_sum"),
    "write 'lag(x)' in a 'window' step": ("shift", "previous"),
    _STEP: ("where", "having", "qualify"),
    "there are no hashes: compare the values themselves": ("md5", "sha1", "sha256", "hash"),
    "nested data is read by 'path: [outer, inner]' on the source's column": (
        *("json_extract", "json_value", "get_json_object", "json_query", "json_extract_scalar"),
    ),
    "there are no lists: a value is one number, text, date or timestamp": (
        *("unnest", "explode", "array", "array_length", "cardinality", "list"),
    ),
}

#: What to write instead of a function of another language, by its name in lower case.
FOREIGN: dict[str, str] = {name: way for way, names in _WAYS.items() for name in names}
