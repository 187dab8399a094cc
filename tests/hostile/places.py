"""Where a spec may hold a text of anybody's choice, and what must come back of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from speccc.analyse.pipeline import analyse
from speccc.diagnostics import Diagnostic, Reporter
from speccc.ir.rel import Pipeline, Row
from speccc.ir.verify import verify
from speccc.spec.load import load_spec
from tests.hostile.texts import yaml_scalar

#: Rows of the source `given`, whose columns are `id: int64 not null` and `t: text`.
Given = list[Row]
Texts = Sequence[str]
HEAD = """\
speccc: 1
name: hostile
{params}sources:
  given:
    columns: {{id: int64 not null, t: text}}
    key: [id]
steps:
{steps}
sinks:
  result: {{{read}mode: replace}}
"""


def _literal(text: str) -> str:
    """A text as an expression, as YAML has it: only two signs are escaped there."""
    body = text.replace("'", "''").replace("\\", "\\\\").replace('"', '\\"')
    return f"\"'{body}'\""


def _inside(text: str, before: str, after: str) -> str:
    """The same within an expression."""
    return f'"{before}{_literal(text)[1:-1]}{after}"'


def _lines(texts: Texts, line: Callable[[int, str], str], indent: int) -> str:
    return "\n".join(" " * indent + line(at, text) for at, text in enumerate(texts))


@dataclass(frozen=True, slots=True)
class Place:
    """`spec` has all texts in that place, `given` are the source's rows, `due` those of the sink.
    `in_data`: the texts are only in the rows.
    """

    spec: Callable[[Texts], str]
    given: Callable[[Texts], Given]
    due: Callable[[Texts], list[Row]]
    in_data: bool = False


def _spec(steps: str, *, params: str = "", read: str = "") -> str:
    return HEAD.format(steps=steps, params=params, read=read)


def _one_row(_: Texts) -> Given:
    return [(0, "x")]


def _each(texts: Texts) -> Given:
    """A row for each."""
    return list(enumerate(texts))


def _made(texts: Texts) -> list[Row]:
    """The row with a column for each text."""
    return [(0, "x", *texts)]


def _derived(expression: Callable[[int, str], str]) -> Callable[[Texts], str]:
    def spec(texts: Texts) -> str:
        made = _lines(texts, lambda at, text: f"c{at}: {expression(at, text)}", 6)
        return _spec(f"  - derive:\n{made}")

    return spec


def _with_params(texts: Texts) -> str:
    declared = _lines(
        texts, lambda at, text: f"p{at}: {{type: text, default: {yaml_scalar(text)}}}", 2
    )
    made = _lines(texts, lambda at, _: f'c{at}: ":p{at}"', 6)
    return _spec(f"  - derive:\n{made}", params=f"params:\n{declared}\n")


def _filled(texts: Texts) -> str:
    empty = _lines(texts, lambda at, _: f"c{at}: cast(null as text)", 6)
    values = _lines(texts, lambda at, text: f"c{at}: {yaml_scalar(text)}", 8)
    return _spec(f"  - derive:\n{empty}\n  - fill:\n      values:\n{values}")


def _pivoted(texts: Texts) -> str:
    into = _lines(texts, lambda at, text: f"c{at}: {yaml_scalar(text)}", 8)
    return _spec(
        f"  - pivot:\n      by: []\n      column: t\n      measure: max(id)\n      into:\n{into}"
    )


def _in_list(texts: Texts) -> str:
    listed = ", ".join(_literal(text)[1:-1] for text in texts)
    return _spec(f'  - filter: "t in ({listed})"')


def _like(text: str) -> str:
    """A pattern that means the text and nothing else."""
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return text


def _all_match(texts: Texts) -> list[Row]:
    return [(0, "x", *(True for _ in texts))]


#: By name.
PLACES: Mapping[str, Place] = {
    "a literal": Place(_derived(lambda _, text: _literal(text)), _one_row, _made),
    "a replacement": Place(
        _derived(lambda _, text: _inside(text, "replace(t, 'x', ", ")")), _one_row, _made
    ),
    "a list": Place(_in_list, _each, _each),
    "a pattern": Place(
        _derived(lambda _, text: f'"{_literal(text)[1:-1]} like {_literal(_like(text))[1:-1]}"'),
        _one_row,
        _all_match,
    ),
    "a param's default": Place(_with_params, _one_row, _made),
    "a value that fills": Place(_filled, _one_row, _made),
    "a value that becomes a column": Place(
        _pivoted, _each, lambda texts: [tuple(range(len(texts)))]
    ),
    "data that is grouped": Place(
        lambda _: _spec("  - aggregate: {by: [t], measures: {last: max(id)}}"),
        _each,
        lambda texts: [(text, at) for at, text in enumerate(texts)],
        in_data=True,
    ),
    "data that is joined": Place(
        lambda _: _spec(
            "  - name: other\n    select: [id as other_id, t]\n"
            "  - from: given\n    join: {with: other, kind: inner, keys: [t]}"
        ),
        _each,
        lambda texts: [(at, text, at) for at, text in enumerate(texts)],
        in_data=True,
    ),
}


def loaded(spec: str) -> tuple[Pipeline | None, list[Diagnostic]]:
    """The pipeline of a text as a user writes it, or what is wrong with it."""
    reporter = Reporter()
    document = load_spec(spec.encode(errors="surrogatepass"), "specs/hostile.yaml", reporter)
    pipeline = None if document is None else analyse(document, {}, reporter)
    return (None if pipeline is None else verify(pipeline)), reporter.diagnostics


def accepted(place: Place, texts: Texts) -> list[str]:
    """Those that the language has no objection to. Each other has a refusal with its place."""
    found: list[str] = []
    for text in dict.fromkeys(texts):
        if place.in_data and "\0" in text:  # which no server's table holds
            continue
        pipeline, diagnostics = loaded(place.spec([text]))
        if pipeline is not None:
            found.append(text)
            continue
        assert diagnostics, f"{text!r} is refused without a word"
        assert all(d.span is not None for d in diagnostics), [str(d) for d in diagnostics]
    return found
