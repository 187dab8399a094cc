"""Words that no rule stands behind, wherever they stand: each is a question of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from speccc.diagnostics import Code
from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Question, Words, ask

_JUDGEMENT = "a model would have to judge; give a condition on columns"
_SPEED = "no speed is promised, and nothing else is told of a row"
_VAGUE = "give a condition, a value or a number"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`pattern` finds the words; `why` is a parameter of the code, if it has one."""

    code: Code
    pattern: re.Pattern[str]
    why: str = ""


def _refusal(code: Code, pattern: str, why: str = "") -> Refusal:
    return Refusal(code, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), why)


REFUSALS = (
    _refusal(
        codes.UNDEFINED,
        r"suspicious(?:ly)?|anomal(?:y|ies|ous)|outliers?|unusual(?:ly)?|fraud(?:ulent)?|sentiments?"
        r"|risky|similar|relevant|important|interesting|likely|loyal|churn(?:ed|ing)?|trending"
        r"|problematic|abnormal|strange|weird|meaningful|significant(?:ly)?|inactive customers?",
        _JUDGEMENT,
    ),
    _refusal(
        codes.UNDEFINED,
        r"clean(?:s|ed|ing|se|sed|sing)?(?: (?:it|them|up|data|the data))*(?: up)?"
        r"|tidy(?: up)?|normali[sz]e[ds]?|standardi[sz]e[ds]?|saniti[sz]e[ds]?|prepare[ds]?"
        r"|gracefully|appropriate(?:ly)?|properly|nicely|reasonabl[ey]|sensibl[ey]|correctly"
        r"|as (?:needed|necessary|required|appropriate)|if (?:needed|necessary)|etc|and so on"
        r"|(?<!most\s)recent(?:ly)?|soon|(?:large|small)"
        r"(?!\s\(?(?:below|under|up to|from|above|over|at least|at most)\s\d|\sletters)"
        r"|big|(?<!most\s)expensive|cheap"
        r"|old|new customers?|good|bad data|poor"
        r"|some|several(?! (?:rows|records|lines))|few|(?<!how\s)many|most of|various|usual|typical"
        r"|valid(?:ate)?|invalid(?! values)"
        r"|best|worst|popular|insights?|analy[sz]e|optimi[sz]e|enhance|improve|smart(?:ly)?|fair(?:ly)?",
        _VAGUE,
    ),
    _refusal(
        codes.UNDEFINED,
        r"(?:home |private |postal )?address(?:es)?|phone(?: numbers?)?|telephone(?: numbers?)?"
        r"|birthdays?|dates? of birth|social security numbers?|passwords?|credit cards?"
        r"|(?:credit )?card numbers?|bank details",
        "no column is called so; name the column that holds it",
    ),
    _refusal(
        codes.UNDEFINED,
        r"random(?:ly)?(?: sample)?|(?:a )?sample of",
        "every run gives the same rows; say which",
    ),
    Refusal(
        codes.UNDEFINED,
        re.compile(
            r"\bjoin (?:the )?\w+ (?:with|to|and) (?:the )?\w+"
            r"(?=\s+and\s+(?:write|save|store|count|sum|output|calculate|keep)\b|\s*[.;](?:\s|$)|\s*$)",
            re.IGNORECASE,
        ),
        "say on which columns, and what becomes of rows without a match",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"predict(?:s|ed|ion|ions|ive)?|forecast(?:s|ed|ing)?|recommend(?:s|ed|ation|ations)?"
        r"|classif(?:y|ied|ication)|cluster(?:s|ed|ing)?|train(?:s|ed|ing)?|machine learning|ai|llm"
        r"|neural|embeddings?|summari[sz]e the text|translate",
        "it needs a model, and no model takes part in a run",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"(?:buy|sell)(?:s|ing)? \d+ \w+"
        r"|(?:buy|sell|execute|place|submit)(?:s|ing)? (?:the |a |an |all )?"
        r"(?:trades?|orders?|shares?|stocks?|positions?)|trade automatically|transfer money"
        r"|pay out",
        "it moves rows, not goods or money",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"low[- ]latency|(?:sub-?second|millisecond)s?"
        r"|instant(?:ly)?|immediately|within \d+ ?(?:ms|milliseconds?|seconds?)"
        r"|as (?:soon|fast) as possible|(?:\d+ ?(?:ms|milliseconds?) )?latency",
        _SPEED,
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"kafka|kinesis|pub/?sub",
        "a target profile binds topics, not a request",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"real[- ]?time|near[- ]real[- ]?time|streaming|streams?|continuous(?:ly)?",
        "say which rows come in, such as 'as the orders come in', and how late they may be",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"(?:send|email|e-mail|mail|notify|alert|slack|tweet|message|page)(?:s|ing)? "
        r"(?:me|us|them|the |an? )?(?:e-?mails?|alerts?|notifications?|messages?|team|users?"
        r"|customers?|manager|owner|sms)?"
        r"|dashboards?|charts?|plots?|visuali[sz]e|scrape|crawl"
        r"|(?:delete|drop|truncate|erase) (?:the )?(?:\w+ )?(?:file|table|database)",
        "it writes rows, and nothing else",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"(?:every|each) time|whenever|as soon as|when a new \w+ (?:arrives|comes in)"
        r"|within (?:a|one) (?:second|minute)",
        _SPEED,
    ),
    Refusal(
        codes.OUT_OF_SCOPE,
        re.compile(
            r"\b(?:run|execute)s? (?:the |a |this )?(?:script|command|code|program|shell|sql)\b"
            r"|\b(?:\w+\.\w+|eval|exec|system)\([^)\n]*\)|\brm -\w+|\b(?:curl|bash|subprocess)\b"
            r"|\b(?:drop|truncate|alter) table\b[^.;\n]*|\bdelete from \w+",
            re.IGNORECASE,
        ),
        "a spec holds no code, and nothing in it is executed",
    ),
    Refusal(
        codes.OUT_OF_SCOPE,
        re.compile(
            r"\b(?:delete|erase|update|overwrite)\b[^.;\n]* (?:from|in) \S+\.(?:csv|json|parquet)\b"
            r"|\bin \S+\.(?:csv|json|parquet) (?:set|change|replace|delete)\b[^.;\n]*",
            re.IGNORECASE,
        ),
        "what it reads stays as it is; write the result somewhere",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"(?:post|upload|push) (?:the |it |them |this )?[^.;\n]*"
        r"|publish (?!(?:it |them |this |the result )?(?:as|in|to) \w+[.;\n])[^.;\n]*"
        r"|https?://\S+|(?:call|query|ask)(?:s|ing)? (?:the |an? )?(?:\w+ )?api"
        r"|(?:on|from) the (?:internet|web)|online|look up [^.;\n]* on the \w+",
        "it speaks to no other system than what it reads and writes",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"ignore (?:the |your |these )?(?:everything|all|any|previous|above|instructions)[^.;\n]*"
        r"|system prompt|api keys?"
        r"|developer mode|pretend (?:to be|that)|you are now",
        "it follows no instructions, and has no secrets to tell",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"sha-?\d+(?: hash)?|md5|hash(?:es|ed)?|encrypt(?:s|ed)?|regex|regular expressions?"
        r"|(?:shortest|optimal|fastest)(?: \w+)? (?:route|path|way)",
        "the language of this version has no form for it",
    ),
    _refusal(
        codes.OUT_OF_SCOPE,
        r"transpose|(?:un)?pivot(?:s|ed)?|a column for (?:each|every) \w+",
        "no sentence says it; a spec does, by the step pivot, which names each value, or unpivot",
    ),
    _refusal(
        codes.RELATIVE_TIME,
        r"today(?:'s)?|yesterday(?:'s)?|tomorrow|now"
        r"|current(?! row)(?: (?:day|date|week|month|year|time))?"
        r"|(?:this|last|next|past|previous) (?:\d+ )?(?:day|week|month|quarter|year|hour|minute)s?"
        r"(?! \((?:19|20)\d\d\))"
        r"|\d+ (?:days?|weeks?|months?|years?|hours?) ago|(?:in |over |within )?the last \d+ "
        r"(?:days?|weeks?|months?|years?|hours?|minutes?)|recent \d+ days?"
        r"|so far (?:today|this \w+)|year[- ]to[- ]date|ytd",
    ),
    Refusal(
        codes.PLACEHOLDER,
        re.compile(
            r"\w*(?:\.\.\.|…)\S*|<[A-Za-z][\w -]*>|\{\{.*?\}\}|\byour[_-]\w+|\bxxx+\b"
            r"|\bTODO\b|\bTBD\b|\bpath/to/\S*|\bexample\.com\S*",
            re.IGNORECASE,
        ),
    ),
)

_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|(?<!\w)'[^'\n]*'(?!\w)|`[^`\n]*`")


def is_vague(question: Question) -> bool:
    """Whether it is about a word that is clear where the whole clause is."""
    return question.params.get("why") == _VAGUE


def refused(text: str, names: frozenset[str], made: frozenset[str]) -> Iterator[Question]:
    """A question for each such word that is neither in quotes nor a column's or a table's name.

    What the request makes may be called by a vague word, not by one that is out of scope.
    """
    hidden = [m.span() for m in _QUOTED.finditer(text)]
    taken: list[tuple[int, int]] = []
    for refusal in REFUSALS:
        for match in refusal.pattern.finditer(text):
            start, end = match.start(), match.start() + len(match[0].rstrip())
            if any(a <= start < b for a, b in hidden) and refusal.code is not codes.PLACEHOLDER:
                continue
            own = names if refusal.code is codes.OUT_OF_SCOPE else names | made
            said = match[0].strip().lower()
            if {said, said.removesuffix("s"), "_".join(said.split())} & own:
                continue
            if any(a < end and start < b for a, b in taken):
                continue
            if _within_a_name(text, start, end):
                continue
            taken.append((start, end))
            params = {"words": " ".join(match[0].split())}
            if "why" in refusal.code.parameters:
                params["why"] = refusal.why
            yield ask(refusal.code, Words(start, end), **params)


def _within_a_name(text: str, start: int, end: int) -> bool:
    """Whether it is a part of a longer word, a path or a name with underscores."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return (
        before in ("_", "/", "-", ".")
        or after[:1] in ("_", "/")
        or (after[:1] == "." and after[1:].isalnum())
    )
