"""speccc for programs: a request in English becomes a spec, or questions.

found = speccc.translate("Read data/orders.csv. …", inputs=["data/orders.csv"])
if isinstance(found, speccc.Spec):
    print(found.text)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from speccc.cli.compiling import spec_files
from speccc.cli.drafting.services import LONGEST, Terms
from speccc.cli.drafting.tables import from_csv
from speccc.cli.drafting.tags import Tagged, tagged_columns
from speccc.cli.drafting.translators import OFFLINE, PROVIDERS, translators
from speccc.cli.session import Session
from speccc.cli.work import open_work
from speccc.spec.document import SpecFile
from speccc.translate import model as made
from speccc.translate.drafting import draft
from speccc.translate.gate.budget import Price, read_price
from speccc.translate.packs import pack_of
from speccc.translate.tables import of_project

_MAX_TOKENS = 8000


@dataclass(frozen=True, slots=True)
class Clause:
    """What a part of a spec does, and the words of the request that it came from; `taken` are
    meanings that a domain pack gave to some of them.
    """

    says: str
    words: tuple[str, ...]
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec in its canonical form, which compiles.

    `read_back` says clause by clause what it does, `notes` what was assumed, and `binding` what a
    target profile has to bind; it is empty if nothing.
    """

    name: str
    text: str
    read_back: tuple[Clause, ...]
    notes: tuple[str, ...]
    binding: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was not understood or not said. `code` can be explained (`speccc explain`); `words` are
    those of the request, empty if it is about none; `closest` is what could be written instead.
    """

    code: str
    question: str
    words: str
    closest: str


@dataclass(frozen=True, slots=True)
class Questions:
    """The request cannot be drafted before these are answered. Never empty."""

    questions: tuple[Question, ...]


def translate(
    request: str,
    *,
    inputs: Iterable[str | Path] = (),
    project: str | Path | None = None,
    domain: str = "",
    provider: str = OFFLINE,
    model: str = "",
    endpoint: str = "",
    price: str = "",
    budget: str = "0.50",
    deadline: float = 180,
) -> Spec | Questions:
    """A request in English as a spec, or what has to be answered first. Writes nothing but the
    record of what a model was sent.

    `inputs` are csv files that it is about; `project` is a folder of a project, whose sources and
    sinks it may name. Paths are relative to `project`, or to the working folder without one.
    `domain` names a pack that knows the words of a trade: ecommerce, fintech or iot.
    `provider` is offline, or one of `speccc check`, which asks `model` at `endpoint`; `price` is
    IN/OUT in dollars for a million tokens, `budget` the most a draft may cost, `deadline` in
    seconds. A key comes from the environment.

    Raises `speccc.Failure`, whose `diagnostics` say what is wrong with the project, a file, the
    domain or the provider. Raises ValueError for a provider, price, budget or deadline that is
    none.
    """
    terms = Terms(model, endpoint, _price(price), _dollars(budget), _MAX_TOKENS, deadline)
    if provider not in PROVIDERS:
        raise ValueError(f"'{provider}' is no provider; there are {', '.join(PROVIDERS)}")
    if not 0 < deadline <= LONGEST:
        raise ValueError(f"a deadline is more than 0 and at most {LONGEST} seconds")
    session = Session(folder=Path(project if project is not None else ".").absolute())
    root, specs, tagged = _opened(session, is_project=project is not None)
    given = tuple(from_csv(session, root, Path(path), tagged=tagged) for path in inputs)
    asked = made.Request(request, given=given, known=tuple(of_project(specs)), pack=pack_of(domain))
    found = draft(asked, translators(provider, terms, root)(), specs)
    return _questions(found, asked) if isinstance(found, made.Questions) else _spec(found, asked)


def _opened(session: Session, *, is_project: bool) -> tuple[Path, dict[str, SpecFile], Tagged]:
    """The project's root, its specs, and which columns it has tagged; the folder and nothing, if it
    is no project.
    """
    if not is_project:
        return session.folder, {}, {}
    work = open_work(session)
    specs = spec_files(work.inventory, work.inventory.specs)
    return work.project.root, specs, tagged_columns(work.inventory)


def _spec(found: made.Draft, request: made.Request) -> Spec:
    clauses = (Clause(c.says, tuple(map(request.words, c.words)), c.taken) for c in found.clauses)
    return Spec(found.name, found.text, tuple(clauses), found.notes, found.binding)


def _questions(found: made.Questions, request: made.Request) -> Questions:
    asked: list[Question] = []
    for question in found.questions:
        said = question.diagnostic(request)
        words = request.words(question.words)
        asked.append(Question(said.code.id, said.message, words, said.hint))
    return Questions(tuple(asked))


def _price(text: str) -> Price | None:
    found = read_price(text) if text else None
    if text and found is None:
        raise ValueError(f"'{text}' is not IN/OUT, such as 3/15")
    return found


def _dollars(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"'{text}' is no amount of dollars") from None
    if not found.is_finite() or found < 0:
        raise ValueError(f"'{text}' is no amount of dollars")
    return found
