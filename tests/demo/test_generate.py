"""The door: same seed same bytes, nothing of the user's is overwritten, wrong input is refused in one line."""

from __future__ import annotations

import re
import shlex
from hashlib import sha256
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.demo import generate
from csi_lib.errors import UsageError
from csi_lib.register import Initiative, load_notes
from csi_lib.register.reading import read_records
from csi_lib.settings import Engagement, load


def hash_files(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes_in_every_file(small_demo: Path, small_demo_again: Path) -> None:
    first, second = hash_files(small_demo), hash_files(small_demo_again)

    assert len(first) > 25
    assert first == second


def test_writing_a_second_time_into_the_same_folder_changes_nothing(small_demo_again: Path) -> None:
    before = hash_files(small_demo_again)

    generate(small_demo_again, seed=1, scale=0.03)

    assert hash_files(small_demo_again) == before


def test_another_seed_gives_another_client(small_demo: Path, tmp_path: Path) -> None:
    generate(tmp_path, seed=2, scale=0.03)
    first, second = hash_files(small_demo / "data"), hash_files(tmp_path / "data")

    assert first.keys() == second.keys()
    same = {name for name in first if first[name] == second[name]}
    asked = {name for name in first if name.startswith("demo/questions_before/")}
    # The portfolio, the register and the questionnaire are no matter of chance.
    assert same == {"demo/services.csv", "demo/register.db"} | asked


def test_the_list_of_files_names_every_file_that_was_written(tmp_path: Path) -> None:
    written = generate(tmp_path, seed=3, scale=0.01)

    assert sorted(written) == sorted(path for path in tmp_path.rglob("*") if path.is_file())


def test_settings_are_there_in_an_empty_folder_and_can_be_loaded(small_demo: Path) -> None:
    file = small_demo / "params" / "engagements" / "demo.yml"
    engagement = load(file, Engagement)

    assert len(read_records(engagement, file).of(Initiative)) == 4
    assert set(load_notes(file.parent / engagement.notes)["period"]) == {"2026-06"}
    for source in engagement.sources.values():
        for pattern in source.files:
            assert list((file.parent / pattern).resolve().parent.glob(Path(pattern).name)), pattern


def test_settings_of_the_user_are_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "params" / "engagements" / "demo.yml"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")

    written = generate(tmp_path, seed=1, scale=0.01)

    assert mine.read_text(encoding="utf-8") == "mine"
    assert mine not in written


def test_a_project_with_other_engagements_gets_the_demo_settings_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "params" / "engagements").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    generate(tmp_path, seed=1, scale=0.01)

    assert (tmp_path / "params" / "engagements" / "demo.yml").is_file()


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"scale": 0.0}, {"scale": float("nan")}])
def test_a_seed_or_scale_that_cannot_be_is_refused(tmp_path: Path, wrong: dict) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        generate(tmp_path, **wrong)

    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder belongs", encoding="utf-8")

    with pytest.raises(UsageError, match="cannot write"):
        generate(tmp_path, seed=1, scale=0.01)


def test_the_command_names_the_steps_that_the_makefile_takes(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("csi_lib.demo.generate", lambda folder, seed: [])
    assert main(["demo", str(tmp_path / "a b")]) == 0
    freeze, run = capsys.readouterr().out.splitlines()[-2:]
    words = shlex.split(freeze.removeprefix("Next: csi "))
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8").replace("\\\n", "")
    planned = shlex.split(re.search(r"csi freeze demo (.*?); }", makefile, re.DOTALL)[1])
    assert words == ["freeze", str(tmp_path / "a b" / "params" / "engagements" / "demo.yml"), *planned]
    assert shlex.split(run) == ["Then:", "csi", "run", words[1]]
