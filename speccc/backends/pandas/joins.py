"""The join step.

Where keys alone decide, `merge` does it. Otherwise (a `where`, a check, a full join) the pairs of
matching rows are made first, with a label for each side's row, and the rest of each side is added.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from speccc.backends.pandas.code import (
    Code,
    Context,
    Statement,
    assigned,
    cast_columns,
    chosen,
    conformed,
    selected,
    unused,
)
from speccc.backends.pandas.dtypes import MASKED, changes, dtype, dtypes
from speccc.backends.pandas.expressions import condition
from speccc.backends.pandas.syntax import called, code, listed, mapping, text, texts
from speccc.ir import rel
from speccc.ir.expr import Column, columns_of
from speccc.types import Kind, Schema


def join(context: Context, node: rel.Node, op: rel.Join) -> list[Statement]:
    """The statements of a join step."""
    if op.kind in ("semi", "anti") and op.where is None:
        return [Statement(_filtered(context, node, op), context.variable(node.id))]
    if op.kind == "cross":
        return _cross(context, node, op)
    paired = op.where is not None or op.check is not None or op.kind == "full"
    if paired or _repeats(op):
        return _Pairs(context, node, op).statements()
    return _merged(context, node, op)


def _repeats(op: rel.Join) -> bool:
    """Whether one left column is matched with two of the right."""
    return len({key.left for key in op.keys}) < len(op.keys)


def _filtered(context: Context, node: rel.Node, op: rel.Join) -> Code:
    """Semi and anti joins: a filter."""
    left, right = context.frame(op.left), context.frame(op.right)
    lefts, rights = [k.left for k in op.keys], [k.right for k in op.keys]
    schemas = context.schema(op.left), context.schema(op.right)
    if len(op.keys) == 1:
        column = code("{0}[{1}]", right, text(rights[0]))
        # A NULL would match another, and `isin` takes integers beside one for floats.
        values = code("{0}.dropna()", column) if schemas[1][rights[0]].nullable else column
        found = code("{0}[{1}].isin({2})", left, text(lefts[0]), values)
    else:
        found = called("has_match", left, right, texts(lefts), texts(rights))
    held = found if op.kind == "semi" else code("~{0}", found)
    return chosen(left, held, schemas[0], node)


def _side(
    frame: Code, schema: Schema, columns: Sequence[tuple[str, str]], held: Code | None = None
) -> Code:
    """The columns (old, new) of a frame under their new names; of all rows, or where it is held."""
    olds = [old for old, _ in columns]
    if len(set(olds)) < len(olds):
        made = {new: code("{0}[{1}]", frame, text(old)) for old, new in columns}
        return code("pd.DataFrame({0})", mapping(made))
    renamed = {old: text(new) for old, new in columns if old != new}
    side = frame if olds == [*schema.names] else selected(frame, olds)
    if held is not None:
        side = code("{0}.loc[{1}, {2}]", frame, held, texts(olds))
    return code("{0}.rename(columns={1})", side, mapping(renamed)) if renamed else side


def _cross(context: Context, node: rel.Node, op: rel.Join) -> list[Statement]:
    left = context.frame(op.left)
    taken = [(t.column, t.name) for t in op.take]
    if op.where is not None:
        return _Pairs(context, node, op).statements()
    if taken and _is_one_row(context, op):
        columns = {
            new: code("{0}[{1}].item()", context.frame(op.right), text(old)) for old, new in taken
        }
        return [Statement(assigned(left, columns), context.variable(node.id))]
    side = _side(context.frame(op.right), context.schema(op.right), taken)
    right = side if taken else _nothing(context, op)
    made = code('{0}.merge({1}, how="cross")', left, right)
    made = conformed(made, _dtypes(context, op), node)
    return [Statement(made, context.variable(node.id))]


def _is_one_row(context: Context, op: rel.Join) -> bool:
    """Whether the right side is one row of numbers, of which a column is made as they are."""
    right = context.pipeline.node(op.right)
    types = [right.schema[t.column] for t in op.take]
    plain = all(
        t.type.kind is Kind.FLOAT64 or (t.type.kind is Kind.INT64 and not t.nullable) for t in types
    )
    return isinstance(right.op, rel.GroupBy) and not right.op.by and plain


def _nothing(context: Context, op: rel.Join) -> Code:
    """The right rows without a column: they still repeat the left ones."""
    return code("pd.DataFrame(index={0}.index)", context.frame(op.right))


def _key_side(
    context: Context, op: rel.Join, right: Code, columns: list[tuple[str, str]], keys: list[str]
) -> Code:
    """The right side with its keys under the names `keys`, never NULL, in the left's dtypes."""
    left_schema, right_schema = context.schema(op.left), context.schema(op.right)
    side = _side(right, right_schema, columns)
    nullable = [
        name for key, name in zip(op.keys, keys, strict=True) if right_schema[key.right].nullable
    ]
    if nullable:
        side = code("{0}.dropna(subset={1})", side, texts(nullable))
    have, want = dict[str, str](), dict[str, str]()
    for key, name in zip(op.keys, keys, strict=True):
        have[name] = dtype(right_schema[key.right].type, right_schema[key.right].nullable)
        want[name] = dtype(left_schema[key.left].type, left_schema[key.left].nullable)
    return cast_columns(side, changes(have, want))


def _merged(context: Context, node: rel.Node, op: rel.Join) -> list[Statement]:
    """Inner and left joins on keys alone."""
    keys = [key.left for key in op.keys]
    taken = [(t.column, t.name) for t in op.take]
    columns = [(key.right, key.left) for key in op.keys] + taken
    right = context.frame(op.right)
    side = _key_side(context, op, right, columns, keys)
    if op.kind == "left":
        side = cast_columns(side, _opened(context.schema(op.right), taken))
    made = code(
        "{0}.merge({1}, on={2}, how={3})", context.frame(op.left), side, texts(keys), text(op.kind)
    )
    made = conformed(made, _dtypes(context, op), node)
    return [Statement(made, context.variable(node.id))]


def _dtypes(context: Context, op: rel.Join) -> dict[str, str]:
    """The dtypes that the columns of a join have before the node's schema is looked at."""
    right = context.schema(op.right)
    opens = op.kind in ("left", "full")
    taken = {
        t.name: dtype(right[t.column].type, opens or right[t.column].nullable) for t in op.take
    }
    return {**dtypes(context.schema(op.left)), **taken}


def _opened(schema: Schema, columns: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The dtypes that let columns (old, new) hold NULL, where they cannot yet."""
    return {
        new: dtype(schema[old].type, True)
        for old, new in columns
        if schema[old].type.kind in MASKED and not schema[old].nullable
    }


class _Pairs:
    """A join by way of the pairs of rows that match."""

    def __init__(self, context: Context, node: rel.Node, op: rel.Join) -> None:
        self.context, self.node, self.op = context, node, op
        self.left, self.right = context.schema(op.left), context.schema(op.right)
        self.target = context.variable(node.id)
        self.asks = op.kind in ("semi", "anti")
        read = columns_of(op.where, "right") if op.where else ()
        names = {*self.left.names, *node.schema.names}
        self.keys = {f"right.{k.right}": k.right for k in op.keys}
        self.where = {f"right.{name}": name for name in read}
        self.left_row = unused("left_row", names)
        self.right_row = unused("right_row", names)

    def statements(self) -> list[Statement]:
        context, op = self.context, self.op
        lefts = cst.Name(context.names.fresh(f"{self.node.id}_left"))
        rights = cst.Name(context.names.fresh(f"{self.node.id}_right"))
        pairs = cst.Name(context.names.fresh(f"{self.node.id}_pairs"))
        found = [
            Statement(self._labelled_left(), lefts.value),
            Statement(self._labelled_right(), rights.value),
            Statement(self._matched(lefts, rights), pairs.value),
        ]
        if op.where is not None:
            held = condition(op.where, context.scope(pairs, self._label))
            found.append(Statement(code("{0}[{1}]", pairs, held), pairs.value))
        row = code("{0}[{1}]", pairs, text(self.left_row))
        if op.check is not None:
            exactly = cst.Name(str(op.check == "exactly_one"))
            found.append(
                Statement(called("check_matches", text(self.node.step), row, lefts, exactly))
            )
        found.append(Statement(self._result(lefts, rights, pairs), self.target))
        return found

    def _label(self, column: Column) -> str:
        return f"right.{column.name}" if column.side == "right" else column.name

    def _labelled_left(self) -> Code:
        frame = self.context.frame(self.op.left)
        if self.op.kind == "full":
            names = [(name, name) for name in self.left.names]
            labelled = cast_columns(frame, _opened(self.left, names))
        elif self.asks:
            names = self._matched_by()
            labelled = frame if names == [*self.left.names] else selected(frame, names)
        else:
            labelled = frame
        return assigned(labelled, {self.left_row: code("range(len({0}))", frame)})

    def _labelled_right(self) -> Code:
        """The right side's keys and columns of the condition as `right.name`, and what is taken."""
        frame = self.context.frame(self.op.right)
        taken = [(t.column, t.name) for t in self.op.take]
        inside = {**self.keys, **self.where}
        columns = [*((old, label) for label, old in inside.items()), *taken]
        side = _side(frame, self.right, columns, self._reachable()) if columns else self._nothing()
        opened = _opened(self.right, taken) if self.op.kind in ("left", "full") else {}
        side = cast_columns(side, opened)
        if self.op.kind != "full":
            return side
        return assigned(side, {self.right_row: code("range(len({0}))", frame)})

    def _nothing(self) -> Code:
        return _nothing(self.context, self.op)

    def _matched_by(self) -> list[str]:
        """The left's columns that decide which rows match."""
        read = {*columns_of(self.op.where, "left")} if self.op.where else set[str]()
        read.update(key.left for key in self.op.keys)
        return [name for name in self.left.names if name in read]

    def _reachable(self) -> Code | None:
        """The condition that a right row has the key of some left row, if that leaves few of them:
        the left rows were chosen already, and it is the cheaper question.
        """
        chosen_already = not isinstance(self.context.pipeline.node(self.op.left).op, rel.Scan)
        if not (self.asks and self.op.keys and chosen_already):
            return None
        key = self.op.keys[0]
        if self.left[key.left].nullable or self.right[key.right].nullable:
            return None
        left, right = self.context.frame(self.op.left), self.context.frame(self.op.right)
        return code("{0}[{1}].isin({2}[{3}])", right, text(key.right), left, text(key.left))

    def _matched(self, lefts: Code, rights: Code) -> Code:
        op = self.op
        if not op.keys:
            return code('{0}.merge({1}, how="cross")', lefts, rights)
        names = list(dict.fromkeys(f"right.{key.right}" for key in op.keys))
        nullable = [n for n in names if self.right[self.keys[n]].nullable]
        side = code("{0}.dropna(subset={1})", rights, texts(nullable)) if nullable else rights
        have, want = dict[str, str](), dict[str, str]()
        for key in op.keys:
            have[f"right.{key.right}"] = dtype(
                self.right[key.right].type, self.right[key.right].nullable
            )
            left = self.left[key.left]
            want[f"right.{key.right}"] = dtype(left.type, left.nullable or op.kind == "full")
        side = cast_columns(side, changes(have, want))
        return code(
            "{0}.merge({1}, left_on={2}, right_on={3})",
            lefts,
            side,
            texts([key.left for key in op.keys]),
            texts([f"right.{key.right}" for key in op.keys]),
        )

    def _result(self, lefts: Code, rights: Code, pairs: Code) -> Code:
        op = self.op
        matched_left = code("{0}[{1}].isin({2}[{1}])", lefts, text(self.left_row), pairs)
        if self.asks:
            held = matched_left if op.kind == "semi" else code("~{0}", matched_left)
            return chosen(self.context.frame(op.left), held, self.left, self.node)
        parts = [pairs]
        if op.kind in ("left", "full"):
            parts.append(code("{0}[~{1}]", lefts, matched_left))
        if op.kind == "full":
            parts.append(self._right_only(rights, pairs))
        rows = parts[0]
        if len(parts) > 1:
            rows = code("pd.concat({0}, ignore_index=True)", listed(parts))
        arranged = selected(rows, self.node.schema.names)
        if len(parts) == 1:
            return conformed(arranged, _dtypes(self.context, op), self.node)
        want = dtypes(self.node.schema)
        kept = {c.name for c in self.node.schema if c.type.kind in MASKED}
        return cast_columns(arranged, {n: d for n, d in want.items() if n in kept})

    def _right_only(self, rights: Code, pairs: Code) -> Code:
        """The right rows without a match, their keys under the left's names."""
        matched = code("{0}[{1}].isin({2}[{1}])", rights, text(self.right_row), pairs)
        rest = code("{0}[~{1}]", rights, matched)
        renamed = {f"right.{key.right}": text(key.left) for key in self.op.keys}
        return code("{0}.rename(columns={1})", rest, mapping(renamed))
