"""The parameters of a notebook, typed: read from its tagged cell without running it, checked before a kernel starts."""

from __future__ import annotations

import ast
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, Literal

import nbformat
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from csi_lib.errors import JobError, UsageError, did_you_mean

PARAMETERS_TAG = "parameters"
# What papermill can write into a cell: JSON's own values, and dates as ISO 8601 text.
_NAMES: dict[str, Any] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": bool,
    "list": list,
    "dict": dict,
    "tuple": list,
    "date": dt.date,
    "Any": Any,
    "None": None,
}
_BOUNDS = ("ge", "gt", "le", "lt", "min_length", "max_length", "pattern", "multiple_of", "description")


class _Parameters(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class ParameterSet:
    """What a notebook can be told.

    Parameters
    ----------
    notebook : Path
        The template.
    model : type of BaseModel
        Name, type, bounds and default of each.
    """

    notebook: Path
    model: type[BaseModel]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names in the order of the cell."""
        return tuple(self.model.model_fields)

    def to_schema(self) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of the parameters, for editors."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **self.model.model_json_schema()}


def read_parameters(notebook: Path) -> ParameterSet:
    """Read the parameters cell of a notebook; nothing of it is run.

    Parameters
    ----------
    notebook : Path
        The template.

    Returns
    -------
    ParameterSet
        One field per name the cell sets. ``months: int = 12``, ``Literal["a", "b"]``, ``list[str]``, ``date``,
        ``str | None`` and ``Annotated[float, Field(ge=0, le=1)]`` are understood; without a type it is the one of the
        default.

    Raises
    ------
    JobError
        When the file is no notebook, or a line of a cell tagged ``parameters`` is no plain setting; the line is named.
    """
    sources = [cell.source for cell in _read(notebook).cells if PARAMETERS_TAG in cell.metadata.get("tags", [])]
    fields: dict[str, Any] = {}
    for source in sources:
        fields |= _read_cell(source, notebook)
    return ParameterSet(notebook, create_model(notebook.stem, __base__=_Parameters, **fields))


def check_parameters(known: Sequence[ParameterSet], given: Mapping[str, Any]) -> dict[Path, dict[str, Any]]:
    """Check values against the notebooks that are about to run, all faults at once.

    Parameters
    ----------
    known : sequence of ParameterSet
        One per notebook.
    given : mapping of str to object
        Values by name, from a file or, as text, from a command line.

    Returns
    -------
    dict of Path to dict
        For every notebook the values it takes, as JSON knows them: dates are ISO 8601 text.

    Raises
    ------
    UsageError
        Naming every value that no notebook takes or that is of the wrong kind.
    """
    every = sorted({name for item in known for name in item.names})
    faults = [
        f"{name}: no notebook has this parameter; {did_you_mean(name, every)}" for name in given if name not in every
    ]
    checked: dict[Path, dict[str, Any]] = {}
    for item in known:
        own = {name: value for name, value in given.items() if name in item.names}
        try:
            values = item.model.model_validate(own)
        except ValidationError as error:
            faults += [f"{item.notebook.name}: {_say_fault(fault)}" for fault in error.errors(include_url=False)]
            continue
        checked[item.notebook] = {name: values.model_dump(mode="json")[name] for name in own}
    if faults:
        raise UsageError("; ".join(dict.fromkeys(faults)), do="Correct all of them: nothing has run yet")
    return checked


def read_words(words: Iterable[str]) -> dict[str, Any]:
    """Read ``NAME=VALUE`` words of a command line; a list or a map is written as JSON.

    Raises
    ------
    UsageError
        When a word has no ``=`` or a name comes twice.
    """
    values: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"'{word}' is no parameter", do="Write NAME=VALUE, for example months=24")
        if name in values:
            raise UsageError(f"the parameter '{name}' is given twice", do="Keep one of the two")
        values[name] = _read_text(text)
    return values


def _read_text(text: str) -> Any:
    if text[:1] in "[{" or text == "null":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _read(notebook: Path) -> Any:
    try:
        return nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise JobError("notebook not found", where=str(notebook), do="Check the path") from None
    except Exception as error:  # nbformat raises what its parser raises
        raise JobError(f"this is not a notebook: {error}", where=str(notebook)) from None


def _read_cell(source: str, notebook: Path) -> dict[str, Any]:
    try:
        lines = ast.parse(source).body
    except SyntaxError as error:
        raise JobError(
            f"the parameters cell is no Python: {error.msg}, line {error.lineno}", where=str(notebook)
        ) from None
    fields = {}
    for line in lines:
        if isinstance(line, ast.Import | ast.ImportFrom | ast.Expr):
            continue  # an import for a type, a docstring
        target, given = _split(line)
        if target is None or given is None:
            raise JobError(
                f"line {line.lineno} of the parameters cell is no plain setting: {ast.unparse(line)[:80]}",
                where=str(notebook),
                do="Write NAME = VALUE there, and the rest in a later cell",
            )
        default = _read_literal(given, notebook)
        kind = _read_type(line.annotation, notebook) if isinstance(line, ast.AnnAssign) else _type_of(default)
        _check_default(target, kind, default, notebook)
        fields[target] = (kind, default)
    return fields


def _split(line: ast.stmt) -> tuple[str | None, ast.expr | None]:
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
        return line.target.id, line.value
    if isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
        return line.targets[0].id, line.value
    return None, None


def _read_literal(node: ast.expr, notebook: Path) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise JobError(
            f"line {node.lineno} of the parameters cell: '{ast.unparse(node)[:80]}' is no plain value",
            where=str(notebook),
            do="A default is a number, text, truth value, list or map; papermill can set nothing else",
        ) from None


def _type_of(default: Any) -> Any:
    return Any if default is None else list if isinstance(default, tuple | set) else type(default)


def _check_default(name: str, kind: Any, default: Any, notebook: Path) -> None:
    try:
        TypeAdapter(kind).validate_python(default)
    except ValidationError as error:
        said = error.errors(include_url=False)[0]["msg"]
        raise JobError(f"the default of '{name}' does not fit its type: {said}", where=str(notebook)) from None


def _read_type(node: ast.expr, notebook: Path) -> Any:
    """Build a type from the few nodes that a parameter's type is made of."""
    if isinstance(node, ast.Constant) and node.value is None:
        return None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _read_type(ast.parse(node.value, mode="eval").body, notebook)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _read_type(node.left, notebook) | _read_type(node.right, notebook)
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if name in _NAMES:
        return _NAMES[name]
    if isinstance(node, ast.Subscript):
        return _read_generic(node, notebook)
    raise JobError(
        f"line {node.lineno} of the parameters cell: the type '{ast.unparse(node)[:80]}' is not understood",
        where=str(notebook),
        do="Use int, float, str, bool, date, list[…], dict[…], Literal[…], … | None or Annotated[…, Field(ge=…)]",
    )


def _read_generic(node: ast.Subscript, notebook: Path) -> Any:
    outer = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    if outer == "Literal":
        return Literal[tuple(_read_literal(part, notebook) for part in parts)]
    if outer == "Optional":
        return _read_type(parts[0], notebook) | None
    if outer == "Union":
        return reduce(lambda one, other: one | other, (_read_type(part, notebook) for part in parts))
    if outer == "Annotated":
        return Annotated[(_read_type(parts[0], notebook), *(_read_bounds(part, notebook) for part in parts[1:]))]
    if outer in ("list", "List", "Sequence"):
        return list[_read_type(parts[0], notebook)]  # type: ignore[misc]
    if outer in ("dict", "Dict", "Mapping") and len(parts) == 2:
        return dict[_read_type(parts[0], notebook), _read_type(parts[1], notebook)]  # type: ignore[misc]
    return _read_type(ast.Name(outer or ast.unparse(node), lineno=node.lineno), notebook)


def _read_bounds(node: ast.expr, notebook: Path) -> Any:
    """Read ``Field(ge=0)``; anything else an editor's type may carry says nothing about values."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Field"):
        words = {word.arg: _read_literal(word.value, notebook) for word in node.keywords if word.arg in _BOUNDS}
        return Field(**words)
    return None


def _say_fault(fault: Any) -> str:
    message = str(fault["msg"])
    given = "" if isinstance(fault["input"], dict | list) else f" (given: {fault['input']!r})"
    return f"{'.'.join(str(part) for part in fault['loc'])}: {message[0].lower()}{message[1:]}{given}"
