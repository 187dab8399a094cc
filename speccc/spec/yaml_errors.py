"""libyaml's errors in the user's terms: nearly always a value that must be quoted."""

from __future__ import annotations

import re

import yaml

from speccc.diagnostics import Reporter
from speccc.diagnostics.codes import yaml as codes
from speccc.spec.nodes import Source
from speccc.spec.scalars import in_double_quotes

Range = tuple[int, int]

#: What stands on a line before its value: indentation, list dashes, a key.
_BEFORE_VALUE = re.compile(
    r"""[ ]*(?:-[ ]+)*(?:(?:"[^"\n]*"|'[^'\n]*'|[^\s'"\[{#](?:[^:\n]|:(?=\S))*?)[ ]*:[ ]+)?"""
)
_ESCAPE = re.compile(r"\\(?:[xuU][0-9A-Fa-f]*|.)")
_BACKTICKS = re.compile(r"`(\w+)`")
_CHOICE = re.compile(r" \? .+ : ")
_TAB_INDENT = re.compile(r"[ ]*\t")
_NO_BLANK_AFTER_DASH = re.compile(r"[ ]*-[A-Za-z_]\w*:(?:[ ]|$)", re.MULTILINE)
_NO_BLANK_AFTER_COLON = re.compile(r"[ ]*(?:-[ ]+)*[A-Za-z_]\w*:(?=[^\s:])")

#: libyaml's words for an escape in double quotes that is none, and ours.
_ESCAPES = {
    "found unknown escape character": "no such escape in double quotes; write '\\\\' for one '\\'",
    "did not find expected hexdecimal number": "this escape in double quotes is not complete",
    "found invalid Unicode character escape code": "this escape is no character",
}


def report_parser_error(
    error: yaml.MarkedYAMLError, source: Source, reporter: Reporter
) -> Range | None:
    """Reports a syntax error.

    The result is the range of the value that caused it, if one on a single line did; with
    another text in its place the parser can go on.
    """
    problem = error.problem or ""
    context = error.context_mark.index if error.context_mark is not None else 0
    at = error.problem_mark.index if error.problem_mark is not None else context
    at = min(at, len(source.text))
    line, line_end = source.line_of(at)
    if (tab := _tab(source, line, at)) is not None:
        reporter.add(codes.TAB_INDENTATION.at(source.span(tab, tab + 1)))
    elif source.text.startswith("%", line):
        reporter.add(codes.DIRECTIVE.at(source.span(line, line_end)))
    elif problem in _ESCAPES:
        start = source.text.rfind("\\", 0, at + 1)
        escape = _ESCAPE.match(source.text, start)
        span = source.span(start, escape.end() if escape is not None else at + 1)
        reporter.add(codes.SYNTAX.at(span, problem=_ESCAPES[problem]))
    elif problem == "could not find expected ':'":
        _report_layout(source, context, reporter)
    elif (value := _value_at(source, at)) is not None:
        _report_value(source, value, problem, reporter)
        return value
    elif (opened := _value_at(source, context)) is not None:
        _report_value(source, opened, problem, reporter)
    else:
        _report_layout(source, at, reporter)
    return None


def _report_value(source: Source, value: Range, problem: str, reporter: Reporter) -> None:
    """Reports a value that YAML takes for something else."""
    text = source.text[slice(*value)]
    instead = _instead(text)
    if not instead:
        instead = f"{_note(text, problem)}quote this value: {in_double_quotes(text)}"
    reporter.add(codes.QUOTE_THIS.at(source.span(*value), instead=instead))


def _tab(source: Source, line: int, at: int) -> int | None:
    """The offset of a tab that the parser fell over."""
    indentation = _TAB_INDENT.match(source.text, line)
    if indentation is not None:
        return indentation.end() - 1
    return at if source.text.startswith("\t", at) else None


def _trimmed(source: Source, at: int) -> Range:
    """The text of the line at `at`, without the blanks around it."""
    line, end = source.line_of(at)
    text = source.text[line:end]
    return line + len(text) - len(text.lstrip(" ")), line + len(text.rstrip(" "))


def _report_layout(source: Source, at: int, reporter: Reporter) -> None:
    """Reports a line that does not fit where it stands."""
    start, end = _trimmed(source, at)
    before = source.text.rfind("\n", 0, start)
    above = _trimmed(source, before)[0] if before >= 0 else start
    text = source.text[start:end]
    if ": " in text or text.startswith("- ") or text.endswith(":"):
        what = "this line is not indented like its neighbours"
    else:
        what = "this line is neither 'key: value' nor '- item'"
    if _NO_BLANK_AFTER_DASH.match(source.text, start) is not None:
        what = f"a blank is missing after the dash: write '- {text[1:]}'"
    for line in (start, above):
        if _NO_BLANK_AFTER_COLON.match(source.text, line) is not None:
            start, end = _trimmed(source, line)
            what = "a blank is missing after the colon"
            break
    reporter.add(codes.SYNTAX.at(source.span(start, end), problem=what))


def _value_at(source: Source, at: int) -> Range | None:
    """The value on the line of `at` that `at` stands in: in braces or brackets, the inner one."""
    line, end = source.line_of(at)
    before = _BEFORE_VALUE.match(source.text, line, end)
    start = before.end() if before is not None else line
    if not source.text[line:start].strip():
        return None
    comment = source.text.find(" #", at, end)
    end = _trimmed(source, at)[1] if comment < 0 else comment
    end = start + len(source.text[start:end].rstrip(" "))
    if not start <= at <= end or start == end:
        return None
    if source.text[start] in "{[" and at < end:
        return _inner(source.text, start, at, end)
    return start, end


def _inner(text: str, start: int, at: int, end: int) -> Range:
    """The item or value around `at` within the braces or brackets that open at `start`."""
    begin = [start]
    quote = ""
    i = start
    while i <= at:
        char = text[i]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "{[" and i < at:
            begin.append(i + 1)
        elif char in "}]" and i < at and len(begin) > 1:
            begin.pop()
        elif char == "," or (
            char == ":" and text[i + 1 : i + 2] == " " and _is_key(text, begin, i)
        ):
            begin[-1] = i + 1
        i += 1
    if len(begin) == 1:
        return start, end
    first = begin[-1]
    depth = 0
    last = at
    while last < end and (depth > 0 or text[last] not in ",]}"):
        depth += {"(": 1, ")": -1}.get(text[last], 0)
        last += 1
    first += len(text[first:last]) - len(text[first:last].lstrip(" "))
    last = first + len(text[first:last].rstrip(" "))
    return (first, last) if first < last else (start, end)


def _is_key(text: str, begin: list[int], colon: int) -> bool:
    """Whether the colon ends the key of its entry: no other `: ` stands before it there."""
    return ": " not in text[begin[-1] : colon] and text[begin[-1] - 1] in "{,["


def _instead(value: str) -> str:
    """What to write instead of a value that quotes would not mend."""
    if _BACKTICKS.search(value):
        return f"names stand without backticks: {_BACKTICKS.sub(_bare, value)}"
    if _CHOICE.search(value):
        return "a choice is written 'case when p then a else b end'"
    if value == "*":
        return "there is no *: list the columns, or leave the step out to keep all"
    return ""


def _bare(quoted: re.Match[str]) -> str:
    return quoted[1]


def _note(value: str, problem: str) -> str:
    """What is wrong with the value, where the problem says more than 'cannot be read'."""
    if problem == "found unexpected end of stream":
        return f"the quote {value[0]} is not closed: add it; if it belongs to the text, "
    if value[0] in "{[" and "expected ',' or" in problem:
        what, end = ("mapping", "}") if value[0] == "{" else ("list", "]")
        return (
            f"'{value[0]}' starts a {what} that is not closed: add '{end}'; "
            f"if '{value[0]}' belongs to the text, "
        )
    return ""
