"""Add a record: from a file, a template, words of the command, or all of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from csi_lib.cli.register.places import add_engagement, add_who, find_author, open_place, say_head
from csi_lib.cli.register.values import HELP, put_values

TEMPLATES = "params/records"  # a folder a kind, a file a template: any keys of the kind


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register add``."""
    add_engagement(verb)
    verb.add_argument("kind", metavar="KIND", help="what it is: initiative, csip, action, …")
    verb.add_argument("words", metavar="ID KEY=VALUE", nargs="*", help=f"its id, then {HELP}")
    verb.add_argument("--file", metavar="FILE", help="a YAML file with some or all keys")
    verb.add_argument("--template", metavar="NAME", help="begin with a text that the kit or the project keeps")
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Write it and say its revision."""
    from csi_lib.register.change import Change
    from csi_lib.register.kinds import find_kind
    from csi_lib.register.making import make_record

    model = find_kind(arguments.kind)
    place = open_place(arguments)
    plain = _read_template(arguments, place.home) | _read_file(arguments.file)
    words = list(arguments.words)
    if words and "=" not in words[0]:
        words[0] = f"id={words[0]}"
    record = make_record(model, put_values(plain, words, model))
    register = place.store.write([Change(record)], by=find_author(arguments), why=arguments.why)
    print(f"{record.KIND} '{record.id}': added; {say_head(register)}")
    if arguments.kind == "csip":
        from csi_lib.cli.register.screen import say_question

        print(say_question(arguments.engagement, record), end="")
    if getattr(record, "lacks_customer", False):
        print(f"Who stands for the customer? csi register set {arguments.engagement} review {record.id} customer=…")
    return 0


def _read_template(arguments: argparse.Namespace, home: Path) -> dict[str, Any]:
    from csi_lib.errors import UsageError, suggest
    from csi_lib.settings import list_kit

    if not arguments.template:
        return {}
    found = list_kit(f"{TEMPLATES}/{arguments.kind}", ".yml", home)
    if arguments.template not in found:
        what = f"there is no template '{arguments.template}' of {arguments.kind}"
        raise UsageError(what, do=suggest(arguments.template, found))
    return _read_file(str(found[arguments.template]))


def _read_file(name: str | None) -> dict[str, Any]:
    from csi_lib.errors import SettingsError
    from csi_lib.settings.door import read_yaml

    if not name:
        return {}
    data, _ = read_yaml(Path(name))
    if not isinstance(data, dict):
        raise SettingsError("the file holds no keys with values", where=name)
    return data
