"""An editor can check a settings file while it is typed, by the same rules that the kit reads it with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from csi_lib.cli import main
from csi_lib.cli.schema import KINDS, list_patterns, make_schema
from csi_lib.settings import read_yaml

PARAMS = Path(__file__).parents[2] / "params"


def read(path: Path) -> object:
    """Read YAML as an editor's JSON does: dates are text."""
    return json.loads(json.dumps(read_yaml(path)[0], default=str))


SHIPPED = {kind: sorted(PARAMS.glob(pattern)) for kind, pattern in list_patterns().items()}


def test_of_every_kind_of_settings_file_one_is_shipped() -> None:
    assert [kind for kind in KINDS if not SHIPPED[kind]] == []


@pytest.mark.parametrize("kind", [kind for kind, files in SHIPPED.items() if files])
def test_the_files_that_are_shipped_follow_the_schema_of_their_kind(kind: str) -> None:
    files = [path for path in SHIPPED[kind] if path.parent.name != "examples"]
    check = Draft202012Validator(make_schema(kind))

    assert {path.name: [fault.message for fault in check.iter_errors(read(path))] for path in files} == {
        path.name: [] for path in files
    }


def test_a_typing_error_breaks_the_schema() -> None:
    given = read(PARAMS / "engagements" / "demo.yml")
    assert isinstance(given, dict)
    given["kpi"] = given.pop("kpis")

    faults = [fault.message for fault in Draft202012Validator(make_schema("engagement")).iter_errors(given)]

    assert any("'kpi' was unexpected" in fault for fault in faults)
    assert any("'kpis' is a required property" in fault for fault in faults)


def test_a_notebook_s_parameters_have_a_schema_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "executive_summary"]) == 0

    assert json.loads(capsys.readouterr().out)["properties"]["params"]["default"] == "demo"


def test_all_schemas_come_with_what_an_editor_needs_to_use_them(tmp_path: Path) -> None:
    assert main(["schema", "--out", str(tmp_path / "schemas")]) == 0

    used = json.loads((tmp_path / "schemas" / "vscode-settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert used["./schemas/engagement.schema.json"] == "params/engagements/**/*.yml"
    assert all((tmp_path / name).is_file() for name in used)


def test_without_a_kind_it_says_what_there_is_and_where_the_editor_s_settings_belong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schema"]) == 0

    said = capsys.readouterr().out
    assert all(f"  {kind} " in said for kind in list_patterns())
    assert "  executive_summary" in said
    assert "vscode-settings.json into .vscode/settings.json" in said


def test_an_unknown_kind_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "engagment"]) == 2

    assert "Did you mean 'engagement'?" in capsys.readouterr().err


def test_an_editor_explains_every_key_of_the_block_on_maturity():
    keys = make_schema("engagement")["$defs"]["Assessment"]["properties"]
    assert [key for key, said in keys.items() if not said.get("description")] == []
