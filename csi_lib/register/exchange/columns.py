"""Which sheets and columns a kind of record has in a workbook, read off its fields."""

from __future__ import annotations

import datetime as dt
import types
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from csi_lib.register.record import Record

# What a cell holds.
TEXT, NUMBER, WHOLE, DAY, FLAG, CHOICE = "text", "number", "whole number", "day", "yes or no", "choice"
LINES, PAIRS, DATA = "one a line", "name = value, one a line", "data"
_PLAIN: dict[Any, str] = {str: TEXT, float: NUMBER, int: WHOLE, dt.date: DAY, bool: FLAG}
_DEEPEST = 3  # models within models that become columns; what lies deeper is written as data
HEAD = ("version", "id")
_LETTERS = ("csip", "sip", "sla", "kpi", "pm")  # are written as such
LAST = ("withdrawn",)  # every kind has it, few records use it

ID, REVISION, NOTE, ORIGIN = "Id", "Revision", "Your note", "csi row"
PARENT, PLACE = "Belongs to", "Entry no."


@dataclass(frozen=True)
class Column:
    """One field as a column.

    Parameters
    ----------
    path : tuple of str
        The way to the value in the record, or in the entry of its list.
    holds : str
        One of the kinds of cells of this module.
    choices : tuple of str
        What may stand there, for a choice and for lines of choices.
    needed : bool
        A record without it is refused.
    each : str
        What a value of ``name = value`` is: a text or a number.
    """

    path: tuple[str, ...]
    holds: str
    choices: tuple[str, ...] = ()
    needed: bool = False
    each: str = TEXT

    @property
    def heading(self) -> str:
        """What stands above it."""
        return say_heading(self.path)

    @property
    def key(self) -> str:
        """The way to the value as a settings file writes it."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Form:
    """One sheet: the records of a kind, or the entries of one of their lists.

    Parameters
    ----------
    kind : str
        The kind of record.
    path : tuple of str
        The way to the list; empty for the records themselves.
    columns : tuple of Column
        In the order of the fields.
    """

    kind: str
    path: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """The form's own name: ``initiative`` or ``initiative.milestones``."""
        return ".".join((self.kind, *self.path))

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading in order: what names the row, the fields, the reader's note and the hidden mark."""
        first = (PARENT, PLACE) if self.path else (ID, REVISION)
        return (*first, *(column.heading for column in self.columns), NOTE, ORIGIN)

    def find(self, key: tuple[str, ...]) -> Column | None:
        """Return the column that holds the value at a way, or the nearest above it."""
        return next((item for item in self.columns if key[: len(item.path)] == item.path), None)


@cache
def say_heading(path: tuple[str, ...]) -> str:
    """Return a way to a value as a heading: ``Target: Value``."""
    return ": ".join(map(say_words, path))


def say_words(name: str) -> str:
    """Return a name of the code as words: ``CSIP``, ``Review by``."""
    words = [word.upper() if word in _LETTERS else word for word in name.split("_")]
    return words[0][:1].upper() + " ".join(words)[1:]


@cache
def list_forms(kind: type[Record]) -> tuple[Form, ...]:
    """Return the sheets of a kind: that of its records first, then one for each list of entries with fields.

    Parameters
    ----------
    kind : type of Record
        Its class.

    Returns
    -------
    tuple of Form
        At least one.
    """
    columns, lists = _list_columns(kind, ())
    own = [column for column in columns if column.path[0] not in HEAD]
    own.sort(key=lambda column: column.path == LAST)
    main = Form(kind.KIND, (), tuple(own))
    inner = (Form(kind.KIND, path, tuple(_list_columns(model, (), listed=True)[0])) for path, model in lists)
    return (main, *inner)


def _list_columns(
    model: type[BaseModel], path: tuple[str, ...], *, listed: bool = False, maybe: bool = False
) -> tuple[list[Column], list[tuple[tuple[str, ...], type[BaseModel]]]]:
    """List the columns of a model and, unless it is an entry of a list itself, the lists that get a sheet."""
    columns: list[Column] = []
    lists: list[tuple[tuple[str, ...], type[BaseModel]]] = []
    for name, field in model.model_fields.items():
        place = (*path, field.alias or name)
        plain, optional = _strip(field.annotation)
        entry = _find_entry(plain)
        if _is_model(plain) and len(place) < _DEEPEST:
            inner, below = _list_columns(
                plain, place, listed=listed, maybe=maybe or optional or not field.is_required()
            )
            columns += inner
            lists += below
        elif entry is not None and _is_model(entry) and not listed:
            lists.append((place, entry))
        else:
            columns.append(_make_column(place, plain, field, maybe=maybe))
    return columns, lists


def _make_column(path: tuple[str, ...], plain: Any, field: FieldInfo, *, maybe: bool) -> Column:
    needed = field.is_required() and not maybe
    choices = _list_choices(plain)
    if choices:
        return Column(path, CHOICE, choices, needed)
    if plain in _PLAIN:
        return Column(path, _PLAIN[plain], (), needed)
    entry = _find_entry(plain)
    if entry is str or _list_choices(entry):
        return Column(path, LINES, _list_choices(entry), needed)
    each = _find_each(plain)
    if each in (str, float, int):
        return Column(path, PAIRS, (), needed, TEXT if each is str else NUMBER)
    return Column(path, DATA, (), needed)


def _strip(annotation: Any) -> tuple[Any, bool]:
    """Return a type without its constraints and without None, and whether it may be None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    members = [_strip(item)[0] for item in get_args(annotation) if item is not type(None)]
    optional = type(None) in get_args(annotation)
    if len(members) == 1:
        return members[0], optional
    texts = all(item is str or _list_choices(item) for item in members)
    return (str, optional) if texts else (annotation, optional)


def _find_entry(annotation: Any) -> Any:
    """Return what a list holds; None where it is no list."""
    given = get_args(annotation)
    if get_origin(annotation) is list or (get_origin(annotation) is tuple and given[1:] == (...,)):
        return _strip(given[0])[0]
    return None


def _find_each(annotation: Any) -> Any:
    """Return what a mapping of texts holds; None where it is none."""
    given = get_args(annotation)
    return _strip(given[1])[0] if get_origin(annotation) is dict and _strip(given[0])[0] is str else None


def _list_choices(annotation: Any) -> tuple[str, ...]:
    """Return the words of a choice; none where there are other values than words."""
    given = get_args(annotation) if get_origin(annotation) is Literal else ()
    return tuple(given) if all(isinstance(item, str) for item in given) else ()


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
