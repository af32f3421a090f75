"""One plain SQL predicate over the columns of one table, or a clear refusal."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp

from csi_lib.errors import DefinitionError, did_you_mean
from csi_lib.tables import Column, Table

# What DuckDB and PostgreSQL understand alike. No division: one of them drops the remainder of whole numbers.
_FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.Coalesce: "coalesce",
    exp.Lower: "lower",
    exp.Upper: "upper",
    exp.Abs: "abs",
}
_READ: dict[tuple[str, Table], str] = {}  # what was understood before; a refusal names its file and is not kept
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_CONDITIONS = (exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between, exp.Like, exp.Boolean, *_COMPARISONS)
_TERMS = (exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul)


def read_predicate(text: str, table: Table, where: str) -> str:
    """Check one predicate and return it as the text that goes into a query.

    Parameters
    ----------
    text : str
        One SQL condition over columns of the table, known functions and constants.
    table : Table
        The canonical table.
    where : str
        File and key, for the message.

    Returns
    -------
    str
        The condition, written anew from what was understood.

    Raises
    ------
    DefinitionError
        When the text is not one condition, or uses anything but the table's columns, constants, comparisons and the
        known functions.
    """
    known = (text, table)
    if known not in _READ:
        _READ[known] = _read(text, table, where)
    return _READ[known]


def _read(text: str, table: Table, where: str) -> str:
    tree = _parse(text, where)
    for node in tree.walk():
        _check_node(node, table, where)
    if not _is_condition(tree, table):
        raise DefinitionError(f"'{text}' is not a condition", where=where, do="Write a comparison, such as a = 'b'")
    # Quoted, a column is a column: `user` alone is the account to PostgreSQL.
    return tree.sql(dialect="postgres", comments=False, identify=True)


def _parse(text: str, where: str) -> exp.Expr:
    try:
        trees = sqlglot.parse(text, read="postgres")
    except sqlglot.errors.SqlglotError as error:
        raise DefinitionError(f"'{text}' is not an SQL condition: {error}", where=where) from None
    found = [tree for tree in trees if tree is not None]
    if len(found) != 1:
        raise DefinitionError(f"'{text}' is not one condition but {len(found)}", where=where, do="Keep one")
    return found[0]


def _check_node(node: exp.Expr, table: Table, where: str) -> None:
    if isinstance(node, exp.Column):
        _check_column(node, table, where)
    elif isinstance(node, exp.Literal) and node.is_string:
        _refuse_backslash(node.this, where)
    elif isinstance(node, exp.Func) and not isinstance(node, _CONDITIONS):
        _check_function(node, where)
    elif not isinstance(node, (*_CONDITIONS, *_TERMS)):
        raise DefinitionError(
            f"'{node.sql(dialect='postgres')}' is not allowed in a condition",
            where=where,
            do="Use columns, constants, comparisons, in, between, like, is null, and, or, not",
        )
    else:
        _check_constants(node, table, where)


def _check_column(node: exp.Column, table: Table, where: str) -> None:
    if len(node.parts) > 1 or node.name not in table.names:
        name = node.sql(dialect="postgres")
        raise DefinitionError(
            f"table {table.name} has no column '{name}'", where=where, do=did_you_mean(node.name, table.names)
        )


def _check_function(node: exp.Func, where: str) -> None:
    if not isinstance(node, tuple(_FUNCTIONS)):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        raise DefinitionError(
            f"function '{name}' is not known", where=where, do=did_you_mean(name, _FUNCTIONS.values())
        )


def _check_constants(node: exp.Expr, table: Table, where: str) -> None:
    """Refuse a constant that the column can never equal; one engine would cast it, another stop."""
    column = node.this if isinstance(node, (*_COMPARISONS, exp.In, exp.Between)) else None
    if not isinstance(column, exp.Column):
        return
    declared = table.column(column.name) if column.name in table.names else None
    for value in _constants(node) if declared else ():
        assert declared is not None
        check_constant(value, declared, where)


def _constants(node: exp.Expr) -> Iterator[str | float | bool]:
    others = [other for name, other in node.args.items() if name != "this"]
    for other in (item for part in others for item in (part if isinstance(part, list) else [part])):
        if isinstance(other, exp.Literal):
            yield other.this if other.is_string else float(other.this)
        elif isinstance(other, exp.Boolean):
            yield bool(other.this)


def _say_quotes(value: object) -> str:
    if isinstance(value, float):  # a predicate's number, or a decimal one of YAML: both know these quotes
        return f"Write it as '{value:g}'"
    return f'Write it in quotes: "{value}"' if isinstance(value, int) and not isinstance(value, bool) else ""


def check_constant(value: object, column: Column, where: str) -> None:
    """Refuse a constant of another type than the column's, or outside its declared values.

    Raises
    ------
    DefinitionError
        The message says what the column holds.
    """
    fits = {
        "text": isinstance(value, str),
        "stamp": isinstance(value, str),
        "flag": isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "integer": isinstance(value, int | float) and not isinstance(value, bool),
    }[column.kind]
    if not fits:
        raise DefinitionError(
            f"column {column.name} holds a {column.kind}, not {value!r}",
            where=where,
            do=_say_quotes(value) if column.kind == "text" else "",
        )
    if isinstance(value, str):
        _refuse_backslash(value, where)
    if column.values and value not in column.values:
        raise DefinitionError(
            f"column {column.name} never holds '{value}'", where=where, do=did_you_mean(str(value), column.values)
        )


def _refuse_backslash(text: str, where: str) -> None:
    """Refuse a sign that Spark reads as the beginning of another one, and the other engines as itself."""
    if "\\" in text:
        raise DefinitionError(
            f"'{text}' has a backslash, which not every engine reads alike",
            where=where,
            do="Leave it out; in a pattern, _ stands for any one sign",
        )


def _is_condition(tree: exp.Expr, table: Table) -> bool:
    while isinstance(tree, exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.Column):
        return table.column(tree.name).kind == "flag"
    return isinstance(tree, _CONDITIONS)
