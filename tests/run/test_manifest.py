"""The manifest says what went in, by hash, and is the only file that knows the time."""

import hashlib
import json

from csi_lib.run.execute import Outcome
from csi_lib.run.manifest import hash_file, list_versions, name_below


def test_the_manifest_names_inputs_settings_definitions_and_times(manifest, tmp_path):
    made = manifest([Outcome("a", True, 1.23456, "", tmp_path), Outcome("b", False, 2.0, "cell 3: x", tmp_path)])

    assert made["inputs"] == [{"file": "a.csv", "sha256": "00", "last_stamp": "2026-06-30T12:00:00"}]
    assert made["settings"] == {"demo.yml": hashlib.sha256(b"id: demo\n").hexdigest()}
    assert made["kpis"] == {"mttr": 1}
    assert made["notebooks"]["a"] == {"ok": True, "seconds": 1.235, "error": ""}
    assert made["ok"] is False
    assert made["started_at"] == "2026-07-01T06:00:00+00:00"
    json.dumps(made, allow_nan=False)


def test_a_file_is_hashed_by_its_bytes(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")  # the test vector of FIPS 180-4

    assert hash_file(tmp_path / "x") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_settings_file_is_named_without_the_path_of_the_machine(tmp_path):
    assert name_below(tmp_path / "params" / "kpi" / "a.yml", tmp_path) == "params/kpi/a.yml"
    assert name_below(tmp_path / "a.yml", tmp_path / "elsewhere") == "a.yml"
    assert name_below(tmp_path / "params" / "words" / "de" / "a.yml", tmp_path / "elsewhere") == "params/words/de/a.yml"


def test_the_versions_of_what_numbers_depend_on_are_listed():
    assert {"python", "pandas", "duckdb", "scipy", "papermill"} <= set(list_versions())
