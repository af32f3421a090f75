"""The one door for YAML: every file a user may write is read, checked and typed here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from csi_lib.address import is_address
from csi_lib.errors import SettingsError, did_you_mean, suggest

DEEPEST = 50  # levels of a settings file; ours have eight

ModelT = TypeVar("ModelT", bound=BaseModel)


def load(path: Path, model: type[ModelT]) -> ModelT:
    """Read one YAML file into its typed, frozen model.

    Parameters
    ----------
    path : Path
        The file.
    model : type of BaseModel
        What the file has to be.

    Returns
    -------
    BaseModel
        An instance of ``model``.

    Raises
    ------
    SettingsError
        When the file is absent, not YAML, holds a key twice, an unknown key, or a value of the wrong kind;
        all faults of the file are named at once, each with its line.
    """
    data, lines = read_yaml(path)
    if not isinstance(data, dict):
        what = "the file is empty" if data is None else "the file holds no keys with values"
        raise SettingsError(what, where=str(path), do=f"Begin with the keys {_list_needed(model)}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_say_fault(fault, lines, model) for fault in error.errors(include_url=False)]
        raise SettingsError("; ".join(faults), where=str(path)) from None


def _list_needed(model: type[BaseModel]) -> str:
    return ", ".join(field.alias or name for name, field in model.model_fields.items() if field.is_required())


def read_yaml(path: Path) -> tuple[Any, dict[tuple[str | int, ...], int]]:
    """Read one YAML file and the line of every key.

    Returns
    -------
    tuple of (object, dict)
        The parsed data, and the 1-based line of each key path.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingsError("file not found", where=str(path), do=_nearest_file(path)) from None
    except UnicodeDecodeError:
        raise SettingsError("this is not UTF-8 text", where=str(path), do="Save the file as UTF-8") from None
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", where=str(path)) from None
    try:
        _refuse_depth(text, path)
        loader = _Loader(text)
        node = loader.get_single_node()
        lines: dict[tuple[str | int, ...], int] = {}
        if node is None:
            return None, lines
        _note_lines(node, (), lines, path)
        return loader.construct_document(node), lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}, line {mark.line + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error)
        quote = "Put a text that begins with { or [ in quotes" if "unhashable key" in problem else ""
        raise SettingsError(f"not valid YAML: {problem}", where=place, do=quote) from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"not valid YAML: {error}", where=str(path)) from None


def read_value(text: str) -> Any:
    """Read one value written as YAML, as files have it: ``on`` is a word and no truth.

    Raises
    ------
    yaml.YAMLError, ValueError
        When it is none.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader, which knows true and false alone as truths)


def point_at(path: Path, *keys: str | int) -> str:
    """Say where in a settings file a value stands.

    Parameters
    ----------
    path : Path
        The file.
    *keys : str or int
        The way to the value: keys, and places in lists from 0.

    Returns
    -------
    str
        For example ``acme.yml, line 12, key objectives.1.kpi``, places from 1; without a line where the value is not
        written there.
    """
    _, lines = read_yaml(path)
    line = next((lines[keys[:end]] for end in range(len(keys), 0, -1) if keys[:end] in lines), None)
    named = ".".join(str(key + 1 if isinstance(key, int) else key) for key in keys)
    return f"{path}{f', line {line}' if line else ''}, key {named}"


def _refuse_depth(text: str, path: Path) -> None:
    """Refuse what is nested so deeply that building it would exhaust the stack; no settings file is."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            place = f"{path}, line {event.start_mark.line + 1}" if event.start_mark else str(path)
            raise SettingsError(f"not valid YAML: nested more than {DEEPEST} deep", where=place)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml reads ten times faster
    """YAML without the sexagesimal and yes/no/on/off surprises of YAML 1.1."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag not in ("tag:yaml.org,2002:bool",)]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_TRUE_FALSE = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", _TRUE_FALSE, list("tTfF"))


def _note_lines(
    node: yaml.Node, key_path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], path: Path
) -> None:
    lines.setdefault(key_path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                raise SettingsError(
                    f"key '{name}' stands here twice", where=f"{path}, line {line}", do="Keep one of the two"
                )
            seen.add(name)
            lines[(*key_path, name)] = line
            _note_lines(value, (*key_path, name), lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            lines[(*key_path, place)] = value.start_mark.line + 1
            _note_lines(value, (*key_path, place), lines, path)


def _say_fault(fault: Any, lines: dict[tuple[str | int, ...], int], model: type[BaseModel]) -> str:
    location = tuple(fault["loc"])
    key = ".".join(str(part) for part in location) or "the file"
    line = next((lines[location[:end]] for end in range(len(location), 0, -1) if location[:end] in lines), None)
    place = f"line {line}: " if line else ""
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model, location[:-1])
        return f"{place}unknown key '{key}'; {did_you_mean(str(location[-1]), known)}"
    if fault["type"] == "missing":
        return f"{place}key '{key}' is missing"
    if fault["type"] == "string_type":
        return f"{place}{key}: {_say_text(fault['input'])}"
    message = str(fault["msg"]).removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    hidden = isinstance(fault["input"], dict | list) or is_address(str(fault["input"]))
    given = "" if hidden else f" (given: {fault['input']!r})"
    return f"{place}{key}: {message}{given}"


def _say_text(given: Any) -> str:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return f'this is a text: write it in quotes, "{given}"'
    kinds = {list: "a list", dict: "keys with values", type(None): "nothing", bool: "true or false"}
    return f"one text is expected here, not {kinds.get(type(given), f'a {type(given).__name__}')} (given: {given!r})"


def _known_keys(model: Any, location: tuple[str | int, ...]) -> list[str]:
    """Walk the model along a location and list the keys allowed there."""
    for part in location:
        fields = getattr(model, "model_fields", None)
        annotation = fields[str(part)].annotation if fields and str(part) in fields else model
        model = _inner_model(annotation)
    return [field.alias or name for name, field in getattr(model, "model_fields", {}).items()]


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None


def _nearest_file(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"The folder {folder} does not exist either"
    names = [item.name for item in folder.iterdir() if item.suffix == path.suffix]
    return suggest(path.name, names) if names else "Check the path"
