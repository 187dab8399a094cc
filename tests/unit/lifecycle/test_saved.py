"""A plan in a file reads back as the same value, whatever is in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from speccc.lifecycle.contracts import ContractChange, Introduced
from speccc.lifecycle.plan import Action, FileChange, Plan, UnitChange
from speccc.lifecycle.reasons import Cause, Reason
from speccc.lifecycle.saved import SavedPlan, decode
from speccc.lifecycle.unit import Unit, digest_of

_names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True)
_units = st.builds(Unit, _names, _names)
_texts = st.text(max_size=8)
_digests = st.binary(max_size=2).map(digest_of)
_reasons = st.builds(Reason, st.sampled_from(Cause), _texts)
_contract = st.builds(
    ContractChange, _names, st.booleans(), _texts, st.lists(_names, max_size=2).map(tuple)
)
_introduced = st.builds(
    Introduced, st.sampled_from(["endpoint", "credential", "variable", "write mode"]), _texts
)


@st.composite
def _saved(draw: st.DrawFn) -> SavedPlan:
    contents: dict[str, str] = {}

    def file(unit: Unit) -> FileChange:
        path = f"{unit.folder}/{draw(_names)}"
        action = draw(st.sampled_from([Action.CREATE, Action.UPDATE, Action.DELETE]))
        before = None if action is Action.CREATE else draw(_digests)
        after = None
        if action is not Action.DELETE:
            text = contents.setdefault(path, draw(_texts))
            after = digest_of(text.encode())
        return FileChange(path, action, before, after, draw(_reasons), draw(st.booleans()))

    def unit() -> UnitChange:
        address = draw(_units)
        files = {change.path: change for change in (file(address), file(address))}
        for path in contents.keys() - {f.path for f in files.values() if f.after is not None}:
            if path.startswith(f"{address.folder}/"):
                del contents[path]
        return UnitChange(
            address,
            draw(st.sampled_from(Action)),
            tuple(draw(st.lists(_reasons, max_size=2))),
            tuple(files.values()),
            draw(st.none() | _digests),
            draw(st.none() | _digests),
            draw(st.none() | _units),
            tuple(draw(st.lists(_contract, max_size=2))),
            tuple(draw(st.lists(_introduced, max_size=2))),
        )

    changes = {change.unit: change for change in [unit() for _ in range(draw(st.integers(0, 2)))]}
    plan = Plan(tuple(changes.values()), (), draw(st.integers(0, 9)))
    wanted = {f.path for f in plan.files if f.after is not None}
    kept = {path: text for path, text in contents.items() if path in wanted}
    digests = st.dictionaries(_texts, _digests, max_size=2)
    return SavedPlan(plan, "generated", "0.1", draw(digests), draw(st.booleans()), {}, kept)


@given(_saved())
def test_it_reads_back_as_it_was(saved: SavedPlan) -> None:
    assert decode(saved.encode()) == saved
    assert decode(saved.encode()).encode() == saved.encode()
