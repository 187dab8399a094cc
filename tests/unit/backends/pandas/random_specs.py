"""Random specs and rows, from a seed: each of them must give the interpreter's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from textwrap import indent

from speccc.ir.expr import Value
from speccc.ir.rel import Row

POOLS: dict[str, Sequence[Value]] = {
    "text": ["a", "b", "A", "é", "a b", "%", "x_y", "\U0001f600", "\ufffd", "ab\nc", "'q'", '"'],
    "int64": [0, 1, -1, 2, 3, 7, -7, 2**53 + 1, 100],
    "float64": [0.0, -0.0, 0.5, -2.5, 1.0, 1e10, 0.1, 2.675],
    "decimal(6,2)": [Decimal(x) for x in ("0.00", "1.00", "-1.50", "2.25", "9999.99", "0.01")],
    "bool": [True, False],
    "date": [dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(1969, 12, 31), dt.date(1, 1, 1)],
    "timestamp": [
        dt.datetime(2024, 1, 31, 23, 59, 59, 999999),
        dt.datetime(2024, 3, 1),
        dt.datetime(1969, 12, 31, 12, 30, 0, 1),
    ],
}
TYPES = tuple(POOLS)
SHORT = {t: t[0] if t != "decimal(6,2)" else "m" for t in TYPES} | {"timestamp": "s", "date": "d"}
#: Columns: a nullable one and one that is not, of each type.
COLUMNS = {f"{SHORT[t]}{i}": (t, i == 1) for t in TYPES for i in (1, 2)}


def literal(random: Random, type: str) -> str:
    value = random.choice(POOLS[type])
    match value:
        case bool():
            return str(value).lower()
        case str():
            return "'" + value.replace("'", "''").replace("\n", "") + "'"
        case Decimal():
            return f"decimal '{value}'" if value >= 0 else f"(- decimal '{-value}')"
        case float():
            return f"{abs(value)!r}" if abs(value) < 1e9 else "1e10"
        case int():
            return str(value) if value >= 0 else f"({value})"
        case dt.datetime():
            return f"timestamp '{value.isoformat(' ')}'"
        case dt.date():
            return f"date '{value.isoformat()}'"
        case None:
            return "null"


PATTERNS = ("a%", "%b", "%a%", "_", "x\\_y", "a", "", "a%b%")


class Specs:
    """Writes one spec after the other from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def column(self, type: str, prefix: str = "") -> str:
        return f"{prefix}{SHORT[type]}{self.random.choice((1, 2))}"

    def columns(self, low: int, high: int, types: Sequence[str] = TYPES) -> list[str]:
        names = [f"{SHORT[t]}{i}" for t in types for i in (1, 2)]
        return self.random.sample(names, self.random.randint(low, high))

    def value(self, type: str, depth: int = 1, prefix: str = "") -> str:
        """An expression of a type."""
        if depth <= 0 or self.random.random() < 0.2:
            # a literal alone would be folded before the backend sees it
            return self.column(type, prefix)
        inner = {t: self.value(t, depth - 1, prefix) for t in TYPES}
        i, f, m, t = inner["int64"], inner["float64"], inner["decimal(6,2)"], inner["text"]
        d, s, b = inner["date"], inner["timestamp"], self.condition(depth - 1, prefix)
        own, other = inner[type], self.column(type, prefix)
        general = [
            f"case when {b} then {own} else {other} end",
            f"case when {b} then {own} end",
            f"coalesce({own}, {literal(self.random, type)})",
            f"coalesce({own}, {other})",
            f"nullif({own}, {other})",
            f"nullif({own}, {literal(self.random, type)})",
        ]
        ordered = [f"greatest({own}, {other})", f"least({own}, {other})"]
        special = {
            "int64": [
                f"mod({i}, 7) + 3",
                f"div({i}, {self.column('int64', prefix)})",
                f"mod({i}, {self.column('int64', prefix)})",
                f"sign({m})",
                f"length({t})",
                f"year({d}) - month({d})",
                f"days_between({d}, {self.column('date', prefix)})",
                f"seconds_between({s}, {self.column('timestamp', prefix)})",
                f"try_cast({f} as int64)",
                f"try_cast({m} as int64)",
                f"try_cast({t} as int64)",
            ],
            "float64": [
                f"{f} * 2.0",
                f"{f} / {self.column('float64', prefix)}",
                f"{self.column('int64', prefix)} / {i}",
                f"cast({m} as float64)",
                f"round({f}, 1)",
                f"floor({f})",
                f"- {f}",
                f"abs({f})",
            ],
            "decimal(6,2)": [
                f"try_cast({m} + {self.column('decimal(6,2)', prefix)} as decimal(6,2))",
                f"try_cast({m} * {self.column('int64', prefix)} as decimal(6,2))",
                f"try_cast({f} as decimal(6,2))",
                f"try_cast(round({m} * {m}, 2) as decimal(6,2))",
            ],
            "text": [
                f"{t} || {self.column('text', prefix)}",
                f"upper({t})",
                f"substr({t}, 2, 1)",
                f"replace({t}, 'a', 'zz')",
                f"cast({i} as text)",
                f"cast({m} as text)",
                f"cast({s} as text)",
                f"cast({b} as text)",
                f"lpad({t}, 3, '*')",
            ],
            "bool": [f"same({i}, {self.column('int64', prefix)})", b],
            "date": [f"trunc_month({d})", f"cast({s} as date)", f"add_months({d}, 1)"],
            "timestamp": [f"trunc_hour({s})", f"cast({d} as timestamp)", f"add_seconds({s}, 5)"],
        }
        return "(" + self.pick(*general, *ordered, *special[type], *special[type]) + ")"

    def condition(self, depth: int = 2, prefix: str = "") -> str:
        if depth <= 0:
            return self.column("bool", prefix)
        type = self.pick(*TYPES)
        left, right = self.value(type, depth - 1, prefix), self.column(type, prefix)
        sign = self.pick("=", "<>", "<", "<=", ">", ">=")
        return (
            "("
            + self.pick(
                f"{left} {sign} {right}",
                f"{left} {sign} {literal(self.random, type)}",
                f"{self.column('text', prefix)} like '{self.pick(*PATTERNS)}'",
                f"{left} is null",
                f"{left} is not null",
                f"{left} in ({literal(self.random, type)}, {literal(self.random, type)})",
                f"not {self.condition(depth - 1, prefix)}",
                f"{self.condition(depth - 1, prefix)} and {self.condition(depth - 1, prefix)}",
                f"{self.condition(depth - 1, prefix)} or {self.condition(depth - 1, prefix)}",
                f"{left} between {right} and {literal(self.random, type)}",
            )
            + ")"
        )

    # --- steps ----------------------------------------------------------------------------------

    def step(self, kind: str) -> str:
        return getattr(self, f"_{kind}")()

    def _derive(self) -> str:
        items = [f"  x{n}: {self.quoted(self.value(self.pick(*TYPES), 3))}" for n in range(4)]
        return "derive:\n" + "\n".join(items)

    def _set(self) -> str:
        type = self.pick(*TYPES)
        return f"set: {{{self.column(type)}: {self.quoted(self.value(type, 2))}}}"

    def _filter(self) -> str:
        return f"filter: {self.quoted(self.condition(3))}"

    def _select(self) -> str:
        return f"select: [{', '.join(self.columns(2, 5))}, i1 as n1, m1 as n2, m1 as n3]"

    def _dedupe(self) -> str:
        return f"dedupe: {{by: [{', '.join(self.columns(1, 2))}], order: [{self._order()}]}}"

    def _distinct(self) -> str:
        return f"distinct: [{', '.join(self.columns(1, 2))}]"

    def _limit(self) -> str:
        return f"sort: [{self._order()}]\n- limit: {self.random.randint(0, 5)}"

    def _fill(self) -> str:
        return "fill:\n  values: {t1: none, i1: 0, m1: 1.5, b1: true, d1: 2024-01-01}"

    def _order(self) -> str:
        return ", ".join(c + self.pick("", " desc") for c in self.columns(1, 3))

    def _cast(self) -> str:
        columns = "{t1: int64, f1: int64, m1: 'decimal(5,1)', t2: date}"
        return f"cast:\n  columns: {columns}\n  on_error: set_null"

    def _union(self) -> str:
        return "union: {with: [other]}"

    def _aggregate(self) -> str:
        types = [t for t in TYPES if t != "float64"]
        by = self.columns(0, 2, types)
        a = {t: self.value(t, 2) for t in TYPES}
        order = f"order by {self.column('int64')} desc, {self.column('text')}"
        calls = [
            "count()",
            f"count({a['text']})",
            f"count_distinct({a['decimal(6,2)']})",
            f"count_distinct({a['text']})",
            f"count_if({a['bool']})",
            f"sum(mod({a['int64']}, 1000))",
            f"sum({a['decimal(6,2)']})",
            f"sum({a['float64']})",
            f"avg(mod({a['int64']}, 1000))",
            f"avg({a['decimal(6,2)']})",
            *(f"{f}({a[t]})" for f in ("min", "max") for t in TYPES),
            f"any({a['bool']})",
            f"all({a['bool']})",
            f"median({a['float64']})",
            f"stddev_samp({self.column('float64')})",
            *(f"{f}({self.column(t)} {order})" for f in ("first", "last") for t in TYPES),
            f"string_agg({self.column('text')}, '+' {order})",
            f"sum({a['decimal(6,2)']}) / count()",
            f"coalesce(sum({a['decimal(6,2)']}), 0) - 1",
            f"max({a['date']}) = min({a['date']})",
        ]
        chosen = self.random.sample(calls, 5)
        measures = "\n".join(f"    y{n}: {self.quoted(c)}" for n, c in enumerate(chosen))
        return f"aggregate:\n  by: [{', '.join(by)}]\n  measures:\n{measures}"

    def _window(self) -> str:
        frame = self.pick(
            "last 2 rows",
            "rows so far",
            "all rows",
            "rows from 1 before to 1 after",
        )
        typed = {t: self.column(t) for t in TYPES}
        calls = [
            "row_number()",
            "rank()",
            "dense_rank()",
            "ntile(3)",
            *(f"{f}({c})" for f in ("lag", "lead", "first", "last") for c in typed.values()),
            *(f"lag({c}, 2, {literal(self.random, t)})" for t, c in typed.items() if t != "bool"),
            *(f"{f}({c}) over ({frame})" for f in ("min", "max", "count") for c in typed.values()),
            f"count() over ({frame})",
            f"sum(mod({typed['int64']}, 1000)) over ({frame})",
            f"avg(mod({typed['int64']}, 1000)) over ({frame})",
            *(
                f"{f}({typed[t]}) over ({frame})"
                for f in ("sum", "avg")
                for t in ("decimal(6,2)", "float64")
            ),
            f"{typed['decimal(6,2)']} - lag({typed['decimal(6,2)']})",
            "row_number() + 1",
        ]
        chosen = self.random.sample(calls, 6)
        items = "\n".join(f"    w{n}: {self.quoted(c)}" for n, c in enumerate(chosen))
        by = ", ".join(self.columns(0, 2, ("text", "int64", "decimal(6,2)", "date", "bool")))
        return f"window:\n  by: [{by}]\n  order: [{self._order()}]\n  derive:\n{items}"

    def _join(self) -> str:
        kind = self.pick("inner", "left", "full", "semi", "anti", "cross")
        lines = ["join:", "  with: other", f"  kind: {kind}"]
        if kind != "cross":
            types = ["text", "int64", "decimal(6,2)", "date", "timestamp", "bool"]
            keys = {
                f"{self.column(t)} = {self.column(t)}"
                for t in self.random.sample(types, self.random.randint(1, 2))
            }
            lines.append(f"  keys: [{', '.join(sorted(keys))}]")
        if self.random.random() < 0.4:
            type = self.pick(*TYPES)
            sign = self.pick("<", "<>", ">=")
            where = f"{self.column(type, 'left.')} {sign} {self.column(type, 'right.')}"
            if self.random.random() < 0.5:
                where += f" or {self.condition(1, 'right.')}"
            lines.append(f"  where: {self.quoted(where)}")
        if kind not in ("semi", "anti"):
            taken = [f"{c} as r_{c}" for c in self.columns(0, 5)]
            lines.append(f"  take: [{', '.join(taken)}]")
        if kind in ("inner", "left") and self.random.random() < 0.3:
            lines.append(f"  matches: {self.pick('at_most_one', 'exactly_one')}")
        return "\n".join(lines)

    def _expect(self) -> str:
        keys = ", ".join(self.columns(1, 2))
        severity = self.pick("warn", "fail")
        return "\n".join(
            [
                "expect:",
                f"  - {{check: {self.quoted(self.condition(2))}, severity: warn}}",
                f"  - {{not_null: [{keys}], severity: warn}}",
                f"  - {{unique: [{keys}], severity: {severity}}}",
                "  - {references: {with: other, keys: [m1]}, severity: warn}",
                "  - {row_count: {min: 1, max: 3}, severity: warn}",
            ]
        )

    @staticmethod
    def quoted(expression: str) -> str:
        if expression.isidentifier():
            return expression
        return '"' + expression.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def spec(self, kinds: Sequence[str]) -> str:
        declared = "\n".join(
            f"      {name}: {type}{'' if nullable else ' not null'}"
            for name, (type, nullable) in COLUMNS.items()
        )
        sources = "\n".join(f"  {n}:\n    columns:\n{declared}" for n in ("given", "other"))
        steps = "\n".join(
            indent(
                f"- from: given\n{indent(text, '  ')}" if n == 0 else f"-\n{indent(text, '  ')}",
                "  ",
            )
            for n, text in enumerate(self.step(kind) for kind in kinds)
        ).replace("  - limit", "- limit")
        reader = (
            ""
            if any(k in ("join", "union", "expect") for k in kinds)
            else ("  also: {from: other, connector: csv, options: {path: b.csv}, mode: replace}\n")
        )
        return (
            f"speccc: 1\nname: random_spec\nsources:\n{sources}\nsteps:\n{steps}\nsinks:\n"
            f"  out: {{connector: csv, options: {{path: a.csv}}, mode: replace}}\n{reader}"
        )

    def rows(self, count: int, narrow: bool = False) -> list[Row]:
        def cell(type: str, nullable: bool) -> Value:
            pool = POOLS[type][:2] if narrow else POOLS[type]
            return None if nullable and self.random.random() < 0.3 else self.random.choice(pool)

        return [tuple(cell(t, nullable) for t, nullable in COLUMNS.values()) for _ in range(count)]
