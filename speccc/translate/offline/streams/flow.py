"""What a request says of its stream: that it is one, by which time, and how late rows may come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import NO_WORDS, Words
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.values import Item, Value


@dataclass(frozen=True, slots=True)
class Flow:
    """`words`: where it is said that rows go on coming in, if anywhere. `time`: the column that is
    named as the one that tells when a row happened; empty if none is. `lateness`: how late a row
    may come, and where that is said.
    """

    words: Words = NO_WORDS
    time: str = ""
    at: Words = NO_WORDS
    lateness: str = ""
    late: Words = NO_WORDS


def flow_of(work: Assembly, items: Sequence[Item]) -> Flow:
    """The stream of a request; asks where two sentences tell it in two ways."""
    streams = [item for item in items if item.kind == "stream"]
    late = [item for item in items if item.kind == "lateness"]
    clocks = [item for item in items if item.kind == "clock"]
    times = [*clocks, *(i for i in items if i.kind == "timed" and i.args[3] is not None)]
    if len({item.args for item in late}) > 1:
        work.question(codes.NOT_SAID, late[-1].words, question="how late may a row come?")
    if len({item.args[0].text for item in clocks}) > 1:
        question = "which of the two is the time at which a row happened?"
        work.question(codes.NOT_SAID, clocks[-1].words, question=question)
    named = [(i.args[0] if i.kind == "clock" else i.args[3]).text for i in times]
    return Flow(
        streams[0].words if streams else NO_WORDS,
        named[0] if named else "",
        times[0].words if times else NO_WORDS,
        late[0].args[0] if late else "",
        late[0].words if late else NO_WORDS,
    )


def clock(work: Assembly, flow: Flow, words: Words) -> Value | None:
    """The column that says when a row happened: the one that is named, or the only one of times;
    asks if there are several.
    """
    found = [flow.time] if flow.time else _times(work)
    if flow.time and flow.time not in _times(work):
        question = f"is {flow.time} a time? a timestamp is needed"
        work.question(codes.NOT_SAID, flow.at, question=question)
        return None
    if len(found) != 1:
        shown = ", ".join(found) or "no column is a timestamp"
        question = f"by which time: {shown}?"
        work.question(codes.NOT_SAID, flow.words or words, "add 'by' and the column",
                      question=question)  # fmt: skip
        return None
    return Value(found[0], ((found[0], NO_WORDS),), column=found[0])


def _times(work: Assembly) -> list[str]:
    """The columns of times of the table that is read; of all that are given, if it is one of them:
    rows may be joined.
    """
    tables = {t.name: t for t in work.request.given}
    table = work.tables.get(work.main)
    read = [*tables.values()] if work.main in tables else [table] if table else []
    return [c.name for t in read for c in t.columns if c.scalar == "timestamp"]


def _may_lack(work: Assembly, column: str) -> bool:
    """Whether the source may have rows without it."""
    columns = work.tables[work.main].columns
    return any(c.name == column and not c.type.endswith("not null") for c in columns)


def set_event_time(work: Assembly, flow: Flow) -> None:
    """The clock of the source, if the request speaks of a stream, or of late rows."""
    if not flow.words and not flow.late:
        return
    words = flow.words or flow.late
    if flow.words:
        work.notes.append("It is a stream where a target profile says 'streaming'.")
    if len(work.sources) != 1:
        question = "which of the tables is the stream? only one may be"
        work.question(codes.NOT_SAID, words, question=question)
        return
    time = clock(work, flow, words)
    if not flow.lateness:
        question = "how late may a row come?"
        closest = "add 'rows may be up to 30 seconds late', or 'they come in order'"
        work.question(codes.NOT_SAID, words, closest, question=question)
    if time is not None and _may_lack(work, time.text):
        question = f"{time.text} may be missing: at which time did such a row happen?"
        work.question(codes.NOT_SAID, words, "name a time that each row has", question=question)
    if time is not None:
        source = work.sources[work.main]
        said = (words for words in (flow.words, flow.at, flow.late) if words)
        work.origin[("sources", work.main)] = (*work.origin.get(("sources", work.main), ()), *said)
        source["event_time"] = {"column": time.text, "max_lateness": flow.lateness}
