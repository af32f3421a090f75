"""Keys and values as words of a command: ``target.value=20``, ``guards+=reopen_rate``, ``lessons=``."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

HELP = "KEY=VALUE as in a file, nested as a.b=…, list places from 1 as a.1.b=…; KEY+=VALUE adds to a list; KEY= empties"


def put_values(plain: dict[str, Any], words: Iterable[str], model: type) -> dict[str, Any]:
    """Return plain values with the words of a command put in.

    Parameters
    ----------
    plain : dict
        A record's values; not changed.
    words : iterable of str
        ``KEY=VALUE``, ``KEY+=VALUE`` or ``KEY=``.
    model : type of Record
        Decides whether ``20`` is a number or a text.

    Returns
    -------
    dict
        New values, not checked yet.

    Raises
    ------
    UsageError
        When a word is none of these, a place is not there, or a key or a choice stands twice.
    """
    from copy import deepcopy

    found, listed = deepcopy(plain), tuple(words)
    _refuse_twice(listed)
    for word in listed:
        _put(found, word, model)
    return found


def _refuse_twice(words: Iterable[str]) -> None:
    """Refuse a key that stands twice, as the reader of files does; adding to a list may be repeated."""
    from csi_lib.errors import UsageError

    names = [name.strip() for word in words if not (name := word.partition("=")[0]).endswith("+")]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"key '{name}' stands here twice", do="Keep one of the two")


def _put(plain: dict[str, Any], word: str, model: type) -> None:
    from csi_lib.errors import UsageError

    name, sign, text = word.partition("=")
    adds = name.endswith("+")
    parts = name.removesuffix("+").strip().split(".")
    if not sign or not all(parts):
        raise UsageError(f"'{word}' is no KEY=VALUE", do="Write it in quotes, e.g. 'title=A shorter way'")
    kind = _find_annotation(model, parts)
    last = parts[-1]
    there = _walk(plain, parts, word)
    if adds:
        _add(there, last, _read(text, _inner(kind)), word)
    elif isinstance(there, list):
        place = _find_place(there, last, word)
        if text:
            there[place] = _read(text, kind)
        else:
            del there[place]
    elif text:
        there[last] = _read(text, kind)
    else:
        there.pop(last, None)
    _refuse_same(there.get(last) if isinstance(there, dict) else there, word)


def _refuse_same(held: Any, word: str) -> None:
    """Refuse a list in which a text stands twice: choices and ids count once."""
    texts = [item for item in held if isinstance(item, str)] if isinstance(held, list) else []
    same = next((item for item in texts if texts.count(item) > 1), None)
    if same is not None:
        raise _refuse(word, f"'{same}' stands in the list twice")


def _walk(plain: Any, parts: list[str], word: str) -> Any:
    """Go down to what holds the last part; what is not there yet is made, a list where a place in it is meant."""
    for part, following in pairwise(parts):
        empty: Any = [] if following.isdecimal() else {}
        plain = plain[_find_place(plain, part, word)] if isinstance(plain, list) else plain.setdefault(part, empty)
        if not isinstance(plain, dict | list):
            raise _refuse(word, f"'{part}' holds one value, nothing below it")
    return plain


def _add(there: Any, last: str, value: Any, word: str) -> None:
    held = there.setdefault(last, []) if isinstance(there, dict) else there[_find_place(there, last, word)]
    if not isinstance(held, list):
        raise _refuse(word, f"'{last}' is no list")
    held.append(value)


def _find_place(held: list[Any], part: str, word: str) -> int:
    if not part.isdecimal() or not 1 <= int(part) <= len(held):
        raise _refuse(word, f"there is no place {part}; the list has {len(held)}")
    return int(part) - 1


def _refuse(word: str, what: str) -> Exception:
    from csi_lib.errors import UsageError

    return UsageError(f"'{word}': {what}", do="Look at it with csi register show")


def _read(text: str, kind: Any) -> Any:
    """Read a value as what its key takes: a text as it stands, quotes and all, anything else as YAML."""
    import yaml
    from pydantic import TypeAdapter, ValidationError

    from csi_lib.errors import UsageError
    from csi_lib.settings.door import read_value

    if kind is not None:
        try:
            TypeAdapter(kind).validate_python(text)
        except ValidationError:
            pass
        else:
            return text
    try:
        return read_value(text)
    except ValueError:  # it has the form of a day or a moment
        raise UsageError(f"'{text}' is no day that there is", do="Write one like 2026-02-28") from None
    except yaml.YAMLError as error:
        said = getattr(error, "problem", None) or error
        do = "Write a list as [a, b], keys with values as {a: 1, b: 2}"
        raise UsageError(f"'{text}' cannot be read as a value: {said}", do=do) from None


def _find_annotation(model: Any, parts: list[str]) -> Any:
    """Return what the class says of a key; None where it says nothing."""
    for part in parts:
        fields = getattr(_find_model(model), "model_fields", None)
        if part.isdecimal():
            model = _inner(model)
        elif fields and part in fields:
            model = fields[part].annotation
        elif getattr(model, "__origin__", None) is dict:
            model = model.__args__[1]
        else:
            return None
    return model


def _inner(kind: Any) -> Any:
    inner = getattr(kind, "__args__", ())
    return inner[0] if inner else None


def _find_model(kind: Any) -> Any:
    if hasattr(kind, "model_fields"):
        return kind
    return next((found for inner in getattr(kind, "__args__", ()) if (found := _find_model(inner)) is not None), None)
