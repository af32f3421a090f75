"""Print the JSON Schema of a settings file or of a notebook's parameters, for editors that check while one types."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path
from typing import Any

# Kind of file -> the model that reads it, and the folder of params/ where such files lie.
KINDS = {
    "engagement": ("csi_lib.settings:Engagement", "engagements"),
    "kpi": ("csi_lib.kpi.definition:Kpi", "kpi"),
    "source": ("csi_lib.ingest.adapter:Adapter", "sources"),
    "calendar": ("csi_lib.clocks.calendar:CalendarFile", "calendars"),
    "brand": ("csi_lib.report.brand:BrandFile", "brands"),
    "audience": ("csi_lib.run.audience:Audience", "audiences"),
    "batch": ("csi_lib.run.batch.definition:Batch", "batches"),
    "questions": ("csi_lib.maturity.bank.process:QuestionFile", "maturity/questions"),
    "findings": ("csi_lib.maturity.evidence.findings:Findings", "maturity/ratings"),
    "take": ("csi_lib.register.exchange.take.recipe:Recipe", "takes"),
    "framework": ("csi_lib.maturity.frameworks.models:FrameworkFile", "maturity/frameworks"),
}
RECORDS = "register/*"  # and the folder of each kind of record: a file a record
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi schema``."""
    verb.add_argument(
        "kind", metavar="KIND", nargs="?", help=f"{', '.join(KINDS)}, a kind of record, or the name of a notebook"
    )
    verb.add_argument("--out", metavar="DIR", help="write the schema of every kind there, and what an editor needs")


def execute(arguments: argparse.Namespace) -> int:
    """Print one schema, or write them all with the settings that make VS Code use them."""
    if arguments.out:
        for path in _write_all(Path(arguments.out)):
            print(path)
        print(_say_editor(arguments.out))
        return 0
    if not arguments.kind:
        print("\n".join(_say_kinds()))
        return 0
    print(json.dumps(_find_schema(arguments.kind), indent=1, ensure_ascii=False))
    return 0


def list_patterns() -> dict[str, str]:
    """Return every kind of settings file and of record, with the files of that kind below ``params``."""
    from csi_lib.register.kinds import CLASSES

    records = {item.KIND: "/".join(part for part in (RECORDS, item.FOLDER, "*.yml") if part) for item in CLASSES}
    return {kind: f"{place}/**/*.yml" for kind, (_, place) in KINDS.items()} | records


def _say_kinds() -> list[str]:
    """Say which schemas there are, and how an editor comes to use them."""
    from csi_lib.settings import find_home, list_kit

    patterns = list_patterns()
    width = max(map(len, patterns))
    lines = ["csi schema KIND prints the JSON Schema of one kind of settings file, or of record of the register:"]
    lines += [f"  {kind:<{width}}  params/{pattern}" for kind, pattern in patterns.items()]
    lines.append("or of the parameters of a notebook:")
    lines += [f"  {name}" for name in list_kit("notebooks", ".ipynb", find_home())]
    return [*lines, f"csi schema --out schemas writes them all. {_say_editor('schemas')}"]


def _say_editor(folder: str) -> str:
    return (
        f"For VS Code (extension YAML by Red Hat): put what stands in {Path(folder) / 'vscode-settings.json'} into "
        ".vscode/settings.json of the project's folder"
    )


def make_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of settings file or of record."""
    return {"$schema": DIALECT, **_find_model(kind).model_json_schema()}


def _find_model(kind: str) -> Any:
    if kind not in KINDS:
        from csi_lib.register.kinds import find_kind

        return find_kind(kind)
    module, _, name = KINDS[kind][0].partition(":")
    return getattr(import_module(module), name)


def _find_schema(kind: str) -> dict[str, Any]:
    from csi_lib.errors import UsageError, suggest
    from csi_lib.settings import find_home, list_kit

    patterns = list_patterns()
    if kind in patterns:
        return make_schema(kind)
    notebooks = list_kit("notebooks", ".ipynb", find_home())
    if kind not in notebooks:
        raise UsageError(f"no kind of file and no notebook '{kind}'", do=suggest(kind, [*patterns, *notebooks]))
    from csi_lib.run.parameters import read_parameters

    return read_parameters(notebooks[kind]).to_schema()


def _write_all(folder: Path) -> list[Path]:
    """Write a schema per kind, and the map from files to schemas that the YAML extension of VS Code reads."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    patterns = list_patterns()
    for kind in patterns:
        path = folder / f"{kind}.schema.json"
        path.write_text(json.dumps(make_schema(kind), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    name = folder.as_posix().rstrip("/").rsplit("/", 1)[-1]
    used = {f"./{name}/{kind}.schema.json": f"params/{pattern}" for kind, pattern in patterns.items()}
    settings = folder / "vscode-settings.json"
    settings.write_text(json.dumps({"yaml.schemas": used}, indent=1) + "\n", encoding="utf-8")
    return [*written, settings]
