"""The offline translator: every word has its place in a sentence, or is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any, cast

from speccc.diagnostics import did_you_mean
from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Judge, Proposal, Question, Questions, Request, Words, ask
from speccc.translate.offline.assemble import assemble
from speccc.translate.offline.grammar import Grammar, Stuck, controlled, worded
from speccc.translate.offline.headings import implied
from speccc.translate.offline.layout import clauses
from speccc.translate.offline.leading import leads
from speccc.translate.offline.mending import mended
from speccc.translate.offline.naming import names_of, recognise, told_values, values_of
from speccc.translate.offline.near import Near, nearly, with_one
from speccc.translate.offline.outputs import assemble_outputs, outputs_in
from speccc.translate.offline.packing import Meant, read_with, replaced
from speccc.translate.offline.parameters import named, parameters
from speccc.translate.offline.readings import Readings
from speccc.translate.offline.refusals import is_vague, refused
from speccc.translate.offline.rephrasing import rephrased
from speccc.translate.offline.rewording import reworded
from speccc.translate.offline.rules import Context, rules_of
from speccc.translate.offline.star import main_of
from speccc.translate.offline.streams.made import with_made
from speccc.translate.offline.streams.reading import Taken, spoken
from speccc.translate.offline.titles import entitles, split_title
from speccc.translate.offline.tokens import Clause, Kind, Token, tokenise
from speccc.translate.offline.values import Item, Problem
from speccc.translate.offline.verbs import by_verbs

#: Who says one of these says which table is read.
_READING = frozenset(("read", "load", "import", "take", "use", "source", "join", "from", "start"))


#: A clause that no rule reads, as against one that leaves something open.
_UNREAD = (codes.NOT_UNDERSTOOD, codes.UNFINISHED)


class OfflineTranslator:
    """Reads controlled English. Pure: no files, no network, no chance."""

    def translate(self, request: Request, judge: Judge) -> Proposal | Questions:
        """The spec that the request says, or a question for all that it leaves open."""
        if request.pack is None:
            found = self._read(request)
        else:
            found = read_with(request.pack, request, lambda meant: self._read(request, meant))
        return found if isinstance(found, Questions) else mended(found, judge)

    def _read(self, request: Request, meant: Sequence[Meant] = ()) -> Proposal | Questions:
        items, questions = read_request(request, meant)
        several = any(item.kind == "output" for item, _ in items)
        proposal = (
            assemble_outputs(request, items, assemble) if several else assemble(request, items)
        )
        if not questions:
            return proposal
        if isinstance(proposal, Questions):
            questions += [q for q in proposal.questions if _stands_alone(q)]
        return Questions(tuple(questions))


def read_request(
    request: Request, meant: Sequence[Meant] = ()
) -> tuple[list[tuple[Item, str]], list[Question]]:
    """The items of all clauses, each with its section, and what was not understood. `meant` is what
    a domain pack puts in the place of words.
    """
    tables = (*request.known, *request.given)
    text, told = parameters(request.text, (c.name.lower() for t in tables for c in t.columns))
    raw = tokenise(text)
    values = values_of(request)
    names = with_made(names_of(request, raw), raw, values)
    known = frozenset((*names.columns, *names.tables))
    held = frozenset(text.lower() for texts in values.values() for text in texts)
    questions = [*refused(text, known, held | frozenset(names.made))]
    for column, text in told_values(raw, names):
        values[column] = values.get(column, frozenset()) | {text}
    near = Near(names.columns, values)
    tokens = replaced(recognise(named(raw, told), names, values, request.text), meant)
    types = {c.name: c.type for t in tables for c in t.columns}
    types |= {f":{one.name}": one.type for one in told.values() if one.type}
    read = _READING & {token.word for token in tokens}
    main = None if read else main_of(request.given)
    of_main = frozenset(c.name for c in main.columns) if main else frozenset[str]()
    context = Context(types, request.text, values, near, of_main)
    readings = Readings(rules_of(context))
    items = [(Item("parameter", (one,), one.words), "") for one in told.values()]
    said = [*names.columns.values(), *names.made]
    outputs = outputs_in(_with_title([*clauses(tokens)], near), near)
    parts = [told.clause for told in outputs]
    questions = [q for q in questions if any(_touches(q, clause) for clause in parts)]
    flow = spoken(request.text, near, frozenset(names.tables), parts)
    for at, clause in enumerate(parts):
        if outputs[at].name:
            items.append((Item("output", (outputs[at].name,), outputs[at].words), ""))
        touched = [question for question in questions if _touches(question, clause)]
        taken = flow.taken(clause)
        left = [q for q in touched if taken is None or not taken.answers(q, clause)]
        questions = [q for q in questions if q not in touched or q in left]
        asked, touched = left != touched, left
        if not all(map(is_vague, touched)):
            continue
        about = clause.section == "about" or (at == 0 and clause.title == "\n\n")
        if about and not touched and entitles(clause, parts[1 + at :], near):
            items.append((Item("about", ("title",), clause.words), clause.section))
            continue
        whole = with_one(clause, parts[:at], near)
        first = taken if taken and (asked or flow.flows or taken.changed) else None
        found = _read_apart(whole, first, taken, readings, request, said, near)
        if touched and any(isinstance(one, Question) for one in found):
            continue
        questions = [question for question in questions if question not in touched]
        if at == 0 and isinstance(found[0], Question) and _is_title(parts, near):
            title = () if clause.asks else ("title",)
            found = [Item("about", title, clause.words)]
        questions += [q for q in found if isinstance(q, Question)]
        section = outputs[at].section or clause.section
        items += [(item, section) for item in found if isinstance(item, Item)]
    return items, questions


def _read_apart(
    clause: Clause,
    first: Taken | None,
    taken: Taken | None,
    readings: Readings,
    request: Request,
    columns: Sequence[str],
    near: Near,
) -> Sequence[Item] | Sequence[Question]:
    """The items of a clause: as a whole, and without its phrases if that cannot be read; `first`:
    without them at once.
    """
    if first is not None:
        return _read_taken(first, readings, request, columns, near)
    found = _read_lines(clause, readings, request, columns, near)
    if taken is None or not isinstance(found[0], Question):
        return found
    return _read_taken(taken, readings, request, columns, near)


def _read_taken(
    taken: Taken, readings: Readings, request: Request, columns: Sequence[str], near: Near
) -> Sequence[Item] | Sequence[Question]:
    """The items of a clause with phrases: of these, and of what is left of it."""
    asked = taken.asked()
    if asked:
        return asked
    read = () if taken.rest is None else _read_lines(taken.rest, readings, request, columns, near)
    asked = [one for one in read if isinstance(one, Question)]
    if asked:
        return asked
    found = taken.items([one for one in read if isinstance(one, Item)])
    asked = [one for one in found if isinstance(one, Question)]
    return asked or [one for one in found if isinstance(one, Item)]


def _with_title(parts: list[Clause], near: Near) -> list[Clause]:
    """The clauses, with the title apart from what is read on its line."""
    first = split_title(parts[0]) if parts and parts[0].title else None
    return [*first, *parts[1:]] if first and entitles(first[0], parts[1:], near) else parts


def _is_title(parts: Sequence[Clause], near: Near) -> bool:
    """Whether the first clause only says what the others are about."""
    return leads(parts, near) or (parts[0].title != "" and entitles(parts[0], parts[1:], near))


def _read_lines(
    clause: Clause, readings: Readings, request: Request, columns: Sequence[str], near: Near
) -> Sequence[Item] | Sequence[Question]:
    """The items of a clause; of each of its lines, if only they can be read."""
    whole = read_clause(clause, readings, request, columns, near)
    if not clause.lines or not isinstance(whole[0], Question):
        return whole
    found: list[Item] = []
    for line in clause.lines:
        items = read_clause(replace(clause, tokens=line), readings, request, columns, near)
        said = [item for item in items if isinstance(item, Item)]
        if len(said) < len(items):
            return whole
        found += said
    return found


def read_clause(
    clause: Clause, readings: Readings, request: Request, columns: Sequence[str], near: Near
) -> Sequence[Item] | Sequence[Question]:
    """The items of a clause, or what is to be asked about it. One that cannot be read as a whole is
    read verb by verb.
    """
    whole = _read_whole(clause, readings, request, columns, near)
    if not isinstance(whole[0], Question) or whole[0].code is codes.SEVERAL_READINGS:
        return whole
    found: list[Item] = []
    for part in by_verbs(clause):
        read = _read_whole(part, readings, request, columns, near)
        if any(isinstance(one, Question) for one in read):
            return read if whole[0].code in _UNREAD else whole
        found += cast("Sequence[Item]", read)
    return found or whole


def _read_whole(
    clause: Clause, readings: Readings, request: Request, columns: Sequence[str], near: Near
) -> Sequence[Item] | Sequence[Question]:
    stuck: list[Stuck] = []
    wrong: list[Problem] = []
    for grammar, tokens in _ways(clause, request, near):
        parsed = grammar.parse(tokens)
        if isinstance(parsed, Stuck):
            stuck.append(parsed)
            continue
        found: list[Any] = []
        for tree in parsed:
            found += [meaning for meaning in readings.of(tree) if meaning not in found]
        right = _distinct([meaning for meaning in found if not isinstance(meaning, Problem)])
        if len(right) == 1:
            return [item if item.words else replace(item, words=clause.words) for item in right[0]]
        if right:
            return [_several(clause, right)]
        wrong += [meaning for meaning in found if isinstance(meaning, Problem)]
    if wrong:
        return [wrong[0].question]
    return [_not_understood(clause, max(stuck, key=_progress), request, columns)]


def _ways(
    clause: Clause, request: Request, near: Near
) -> Iterator[tuple[Grammar, tuple[Token, ...]]]:
    """The clause as it stands, and with the verb that its heading implies: in controlled English
    first, then in other words.
    """
    for said in implied(clause.tokens, clause.section, near.columns):
        yield controlled(), said
    tokens = nearly(reworded(clause.tokens, request.text), near)
    for said in implied(tokens, clause.section, near.columns):
        yield worded(), said  # it is loaded only if the other one does not do
        plain = rephrased(said)
        if plain and plain != said:
            yield controlled(), plain
            yield worded(), plain


def _distinct(meanings: Sequence[list[Item]]) -> list[list[Item]]:
    """Meanings that differ in more than how groups and measures stand side by side."""
    found: dict[Any, list[Item]] = {}
    for meaning in meanings:
        key = (
            tuple(sorted(map(repr_of, meaning)))
            if _one_group(meaning)
            else tuple(map(repr_of, meaning))
        )
        found.setdefault(key, meaning)
    return [*found.values()]


def _one_group(meaning: Sequence[Item]) -> bool:
    return sum(item.kind == "group" for item in meaning) < 2


def repr_of(item: Item) -> str:
    """An item without its places."""
    args = item.args[:1] if item.kind in ("filter", "remove") else item.args
    return f"{item.kind} {_plain(args)}"


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return ""
    if isinstance(value, Item):
        return repr_of(value)
    if isinstance(value, tuple | list):
        return tuple(_plain(part) for part in value)  # type: ignore[misc]
    return getattr(value, "text", value)


def _several(clause: Clause, meanings: Sequence[list[Item]]) -> Question:
    readings = "; or ".join(", ".join(map(shown, meaning)) for meaning in meanings[:2])
    return ask(codes.SEVERAL_READINGS, clause.words, count=len(meanings), readings=readings)


def shown(item: Item) -> str:
    """An item for a person: its kind, and all that it names."""
    return " ".join((item.kind, *_names_in(item.args)))


def _names_in(value: Any) -> Iterator[str]:
    text = getattr(value, "text", value)
    if isinstance(value, Item):
        yield shown(value)
    elif isinstance(value, tuple | list):
        for part in cast("Sequence[Any]", value):
            yield from _names_in(part)
    elif isinstance(text, str) and text:
        yield text


def _progress(stuck: Stuck) -> int:
    return stuck.at


def _not_understood(
    clause: Clause, stuck: Stuck, request: Request, columns: Sequence[str]
) -> Question:
    """Names the word that nobody knows, or the one after which it goes on in no way."""
    until = len(clause.tokens) if stuck.token is None else stuck.at
    unknown = [t for t in clause.tokens[: until + 1] if _is_unknown(t)]
    if unknown:
        words, word = unknown[-1].words, unknown[-1].text
        near = did_you_mean(word, [c for c in columns if close(word, c)])
        return ask(codes.NOT_UNDERSTOOD, words, near, words=request.words(words))
    if stuck.token is None:
        return ask(codes.UNFINISHED, clause.words, words=request.words(clause.words))
    words = stuck.token.words or clause.words
    return ask(codes.NOT_UNDERSTOOD, words, words=request.words(words))


def _is_unknown(token: Token) -> bool:
    return token.kind is Kind.WORD and token.word not in worded().terminals and bool(token.words)


def close(word: str, column: str) -> bool:
    """Whether a word may be a slip of the pen for a column."""
    return SequenceMatcher(None, word.lower(), column.lower()).ratio() > 0.6


def _touches(question: Question, clause: Clause) -> bool:
    words = clause.words
    return question.words.start < words.end and words.start < question.words.end


def _stands_alone(question: Question) -> bool:
    """Whether a question is no mere consequence of a clause that was not understood."""
    return question.code in (codes.NO_SOURCE, codes.NO_DESTINATION, codes.NO_COLUMNS)
