"""results.json is what the pages say, checked against its schema, the same bytes each time."""

import json

import pytest
from jsonschema import Draft202012Validator

from csi_lib.errors import JobError
from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.results import collect_results, schema, title_of, write_results

HEAD = {
    "engagement": "demo",
    "client": "Client",
    "as_of": "2026-06-30",
    "fingerprint": "f",
    "baselines": [{"id": "first", "digest": "77"}],
    "seconds": 12.5,
}
BLOCKS = [
    Text("<b>It improved</b> 🙂", "answer"),
    Number("MTTR", 0.1 + 0.2, "h", source={"kpi": "mttr", "n": 84}),
    Table("T", (Column("a", kind="number"),), ({"a": None},)),
    Picture("P", "words", "<svg>big</svg>", ({"x": 1},)),
]


@pytest.fixture
def results(make_notebook):
    return collect_results({"effects": make_notebook("# Before *and* after", BLOCKS)}, HEAD)


def test_the_blocks_stand_in_the_results_as_they_are(results):
    said = results["notebooks"]["effects"]

    assert said["title"] == "Before and after"
    assert said["blocks"][:3] == [block.to_json() for block in BLOCKS[:3]]


def test_a_picture_is_there_by_its_words_and_numbers_only(results):
    picture = results["notebooks"]["effects"]["blocks"][3]

    assert picture == {"type": "picture", "title": "P", "alt": "words", "columns": ["x"], "data": [{"x": 1}]}


def test_no_time_of_the_run_is_in_the_results(results):
    assert "seconds" not in results


def test_the_schema_is_one_and_accepts_the_results(results):
    Draft202012Validator.check_schema(schema())

    assert list(Draft202012Validator(schema()).iter_errors(results)) == []


def test_results_that_do_not_follow_the_schema_are_not_written(results, tmp_path):
    results["notebooks"]["effects"]["blocks"][0]["role"] = "shout"

    with pytest.raises(JobError, match="notebooks/effects/blocks/0"):
        write_results(results, tmp_path / "results.json")
    assert not (tmp_path / "results.json").exists()


def test_the_file_is_readable_sorted_and_ends_with_a_line_end(results, tmp_path):
    write_results(results, tmp_path / "results.json")

    text = (tmp_path / "results.json").read_text(encoding="utf-8")
    assert text == json.dumps(results, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    assert "🙂" in text and "0.30000000000000004" in text


def test_a_notebook_without_a_heading_is_titled_by_its_name(make_notebook):
    assert title_of(make_notebook("```\n# no heading\n```"), "effects") == "effects"
