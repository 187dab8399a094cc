"""The headings of a request's parts, and the verb that each stands for.

A heading stands before a colon at the begin of a sentence, or on a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from speccc.translate.offline.tokens import Kind, Token

#: What a sentence begins with that says what is done.
VERBS = frozenset(
    ("read", "load", "import", "open", "fetch", "get", "take", "use", "start", "keep", "filter",
     "remove", "drop", "exclude", "discard", "delete", "ignore", "skip", "retain", "restrict",
     "select", "show", "return", "list", "add", "derive", "calculate", "compute", "create",
     "define", "determine", "count", "sum", "group", "aggregate", "summarise", "summarize", "sort",
     "order", "rank", "number", "join", "combine", "union", "append", "stack", "merge", "rename",
     "convert", "cast", "round", "trim", "replace", "fill", "set", "deduplicate", "limit", "write",
     "save", "store", "output", "export", "put", "find", "look", "schedule", "run", "then", "next",
     "finally", "per", "for", "left", "inner", "full", "only", "let", "restrict", "report",
     "reduce", "upsert", "make", "within", "bring", "treat")
)  # fmt: skip

_PHRASES = {
    "source": (
        "source, sources, input, inputs, data source, data sources, data, input data, source data,"
        " input table, input tables, source table, source tables, input file, input files,"
        " source file, source files, dataset, datasets, data set, tables, tables used, base table,"
        " base data, read, load, reads, loads, read from, load from, from, taken from, based on"
    ),
    "steps": (
        "transformations, transformation, transform, transforms, steps, processing, logic,"
        " operations, processing steps, transformation steps, procedure, tasks, instructions, do,"
        " what to do, how, pipeline steps, cleaning, cleansing, clean, cleanup, clean up,"
        " preparation, prepare, preprocessing, data cleaning, rules, normalisation, normalization,"
        " ranking, window, windows, deduplication, duplicates, missing values, nulls, defaults,"
        " type conversion, conversions, renaming, task, request, assignment, job, to do"
    ),
    "destination": (
        "destination, destinations, output, outputs, target, targets, sink, sinks, result, results,"
        " save as, save to, save in, save into, save, store as, store in, store, write to, write,"
        " write as, write into, export to, export as, export, output to, output as, to, into,"
        " output file, output table, output name, target table, target file, result table,"
        " result file, result name, expected result, expected output, final table, final output,"
        " deliverable, destination table, destination file, name of result, name of output,"
        " saved as, stored as, written to, goes to, file, file name, out, deliver to,"
        " result goes to"
    ),
    "schedule": (
        "schedule, frequency, timing, runs, when, run, scheduling, run schedule, run time,"
        " execution, refresh, how often, cadence"
    ),
    "options": "options, requirements, notes, other, quality, note, remarks",
    "name": "name, pipeline name, pipeline, name of pipeline",
    "columns": "columns, fields, schema",
    "conditions": (
        "condition, conditions, filter, filters, filtering, criteria, criterion, restriction,"
        " restrictions, selection, row filter, row selection, where, rows to keep,"
        " rows, which rows, selection criteria, filter conditions, row conditions,"
        " scope, limitations, filter by, filter on, filter for"
    ),
    "kept": "keep, keep only, only, include",
    "exclusions": (
        "exclusion, exclusions, exclude, remove, rows to remove, rows to exclude, rows to drop,"
        " drop, ignore, discard, skip, leave out, not included, without, filter out"
    ),
    "groups": (
        "grouping, groups, group by, group, grouped by, group on, grouping columns, aggregate by,"
        " aggregation level, level of aggregation, one row per, grouping key, grouping keys,"
        " dimensions, dimension, break down by, breakdown by"
    ),
    "figures": (
        "figures, measures, metrics, aggregates, aggregations, aggregation, statistics, aggregate,"
        " measure, metric, key figures, figures per group, kpis, totals"
    ),
    "derived": (
        "calculated columns, derived columns, new columns, calculated column, derived column,"
        " new column, additional columns, additional column, calculation, calculations,"
        " computed columns, computed column, derivation, derivations, derive, compute, calculate,"
        " add, formulas, formula, added columns, extra columns, added column, extra column"
    ),
    "order": (
        "sorting, order, sort order, sort, sort by, order by, sorted by, ordered by, ordering,"
        " sort keys, sort key, row order, order of rows"
    ),
    "shown": (
        "output columns, result columns, columns to keep, keep columns, columns kept, columns of"
        " result, columns of output, columns in result, columns in output, select, show,"
        " final columns, columns shown, columns to show, columns to output, columns wanted,"
        " columns needed, required columns, columns in this order, columns in order, output fields,"
        " fields to keep, selected columns, columns selected, column order, return, target columns"
    ),
    "limit": "limit, number of rows, row limit, at most, maximum rows, max rows, how many rows",
    "join": "join, joins, joining, lookup, look up, lookups, enrichment, join with",
    "mode": "mode, write mode, load mode, saving mode, output mode, update mode",
    "key": "key, keys, key column, key columns, primary key, merge key, unique key",
    "parameters": "parameter, parameters, param, params, run parameter, run parameters, variables",
    "about": (
        "title, description, purpose, goal, aim, objective, background, context, subject, topic,"
        " use case"
    ),
}  # fmt: skip

#: The part that each heading begins, by its words without articles.
SECTIONS = {
    " ".join(phrase.split()): section
    for section, phrases in _PHRASES.items()
    for phrase in phrases.split(",")
}

#: What a heading stands for, where a line below it does not say it itself.
IMPLIED: dict[str, tuple[str, ...]] = {
    "source": ("read", "read from"),
    "destination": ("write to",),
    "columns": ("columns", "select columns"),
    "name": ("name",),
    "schedule": ("run",),
    "contents": ("compute", "show"),
    "conditions": ("keep only rows where", "keep only"),
    "kept": ("keep only rows where", "keep only"),
    "exclusions": ("remove rows where", "remove"),
    "groups": ("group by",),
    "figures": ("compute",),
    "derived": ("add", "compute"),
    "order": ("sort by", "sort"),
    "shown": ("select columns",),
    "limit": ("limit to", "keep first"),
    "join": ("join",),
    "mode": ("mode :",),
    "key": ("key :",),
    "parameters": ("parameter",),
}

#: Which of them are over at the end of the line on which the first of their sentences stands.
BRIEF = frozenset(
    ("conditions", "kept", "exclusions", "groups", "figures", "derived", "order", "shown", "limit",
     "mode", "key", "parameters")
)  # fmt: skip

#: With nothing but columns behind them, these may be meant otherwise.
_NOT_COLUMNS = ("keep only rows where", "write to")

#: Under these, nothing but columns may be meant otherwise, too.
_OF_ROWS = ("conditions", "exclusions")

#: Without one of these, a line says nothing but what its heading makes of it.
SPEAKING = VERBS | frozenset(
    ("removed", "dropped", "excluded", "ignored", "discarded", "skipped", "kept", "stay", "remain",
     "left", "sorted", "ordered", "grouped", "first", "last", "top", "descending", "ascending",
     "only", "written", "saved", "runs", "daily", "every", "each", "count", "counts", "leaving",
     "without")
)  # fmt: skip

#: Under these, columns may stand on lines of their own.
_OF_COLUMNS = frozenset(("columns", "shown", "groups", "order", "key"))

_LONGEST = max(len(phrase.split()) for phrase in SECTIONS)
_ARTICLES = frozenset(("the", "a", "an", "its", "our"))
_FRAME = frozenset("=-_*#[]()<>~|:")


def heading(tokens: Sequence[Token]) -> tuple[str, int]:
    """The section that a sentence begins with its heading, and how many tokens that has."""
    words = [*takewhile(_is_word, tokens[: _LONGEST + 3])]
    behind = tokens[len(words)] if len(words) < len(tokens) else None
    if not words or behind is None:
        return "", 0
    colon = behind.text == ":"
    if not colon and not (behind.text in ("=", "-", "->", "|", "–") and words[0].kind is Kind.WORD):
        return "", 0
    found = _section(words)
    if not colon and found not in ("source", "destination", "schedule"):
        return "", 0
    return (found, len(words) + 1) if found else ("", 0)


def heading_line(line: Sequence[Token], section: str) -> str:
    """The section that a line begins which is nothing but a heading. `section`: the one so far."""
    said = [*line]
    while said and said[-1].text in _FRAME and said[-1].kind is Kind.SIGN:
        said.pop()
    while said and said[0].text in _FRAME and said[0].kind is Kind.SIGN:
        del said[0]
    if not said or not all(map(_is_word, said)):
        return ""
    framed = len(said) < len(line)
    if section in _OF_COLUMNS and not framed and any(t.kind is Kind.COLUMN for t in said):
        return ""
    return _section(said)


def implied(
    tokens: tuple[Token, ...], section: str, columns: Mapping[str, str]
) -> Iterator[tuple[Token, ...]]:
    """The tokens of a clause with the verbs that its heading stands for, and as they are. `columns`
    are those of the data.
    """
    listed = all(_is_listed(token, columns) for token in tokens)
    start = tokens[0].start
    if listed and section in _OF_ROWS:
        yield (_virtual("?", start), *tokens)  # it may be meant as columns: no grammar knows it
        return
    for words in IMPLIED.get(section, ()):
        if not (listed and words in _NOT_COLUMNS):
            yield (*(_virtual(word, start) for word in words.split()), *tokens)
    if section not in BRIEF or any(token.word in SPEAKING for token in tokens):
        yield tokens


def _is_listed(token: Token, columns: Mapping[str, str]) -> bool:
    """Whether it may stand in a list of columns that there are."""
    word = token.word or token.text
    return word in (",", "and") or (token.kind is Kind.COLUMN and token.text in columns.values())


def _virtual(word: str, at: int) -> Token:
    """A word that a heading stands for."""
    kind = Kind.WORD if word.isalpha() else Kind.SIGN
    return Token(kind, word, at, at, word if kind is Kind.WORD else "")


def _section(words: Sequence[Token]) -> str:
    said = [token.word for token in words if token.word not in _ARTICLES]
    if len(said) > 1 and words[-1].kind is Kind.NUMBER:
        said.pop()
    return SECTIONS.get(" ".join(said), "")


def _is_word(token: Token) -> bool:
    return token.kind in (Kind.WORD, Kind.COLUMN, Kind.TABLE, Kind.DATED, Kind.NUMBER) and bool(
        token.word or token.kind is Kind.NUMBER
    )
