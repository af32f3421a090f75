"""An initiative file says everything that has to be decided beforehand, or is refused in one clear line."""

import datetime as dt
import inspect
import textwrap

import pytest

from csi_lib.errors import SettingsError
from csi_lib.register import Initiative, check_kpis, load_initiatives
from csi_lib.settings import find_kit


def test_a_folder_is_read_sorted_by_id(write_initiative, tmp_path):
    write_initiative("1.yml", id="zeta")
    write_initiative("2.yml", id="alpha")
    assert [(item.id, item.file) for item in load_initiatives(tmp_path)] == [("alpha", "2.yml"), ("zeta", "1.yml")]


def test_an_empty_folder_has_no_initiatives(tmp_path):
    assert load_initiatives(tmp_path) == ()


def test_the_sample_file_is_a_valid_initiative():
    (sample,) = load_initiatives(find_kit("params/register/example"))
    assert (sample.id, sample.date, sample.where) == ("known-error-search", dt.date(2025, 4, 1), {"service": "Mail"})


def test_the_example_in_the_docstring_is_a_valid_initiative(tmp_path):
    text = textwrap.dedent(inspect.getdoc(Initiative).split("::\n\n")[1])
    (tmp_path / "example.yml").write_text(text, encoding="utf-8")
    (example,) = load_initiatives(tmp_path)
    assert example.target is not None and example.target.value == 20


def test_numbers_in_a_slice_or_baseline_mean_their_digits(make_initiative):
    item = make_initiative(where={"priority": 1}, baseline=2024)
    assert (item.where, item.baseline) == ({"priority": "1"}, "2024")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kpi": ...}, "key 'kpi' is missing"),
        ({"date": ...}, "status 'live' needs 'date'"),
        ({"target": ..., "status": "planned"}, "status 'planned' needs 'target'"),
        ({"target": {"value": 20}}, "target.unit"),
        ({"source": "hearsay"}, "source"),
        ({"status": "paused"}, "status"),
        ({"aims": []}, "aims"),
        ({"aims": ["fame"]}, "aims"),
        ({"worthwhile": 0}, "worthwhile"),
        ({"transition": -1}, "transition"),
        ({"date": "2025-13-01"}, "date"),
        ({"owner": "jo@client.example"}, "not an address"),
        ({"guards": ["mttr_resolve"]}, "cannot guard itself"),
        ({"benefits": [{"what": "time", "value": 9}]}, "a value needs its unit"),
        ({"id": "No Spaces"}, "id"),
        ({"hypotesis": "x"}, "unknown key 'hypotesis'; did you mean 'hypothesis'"),
        ({"file": "x"}, "unknown key 'file'"),
    ],
)
def test_what_does_not_fit_is_named_with_its_file(write_initiative, tmp_path, changes, said):
    write_initiative(**changes)
    with pytest.raises(SettingsError, match=said) as error:
        load_initiatives(tmp_path)
    assert "search.yml" in str(error.value)


def test_an_idea_needs_neither_date_nor_target(make_initiative):
    assert make_initiative(status="idea", date=..., target=..., declared=...).target is None


def test_an_id_in_two_files_is_refused_and_both_are_named(write_initiative, tmp_path):
    write_initiative("1.yml")
    write_initiative("2.yml")
    with pytest.raises(SettingsError, match=r"1\.yml and .*2\.yml: initiative 'search' stands in two files"):
        load_initiatives(tmp_path)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"gone: no such folder"):
        load_initiatives(tmp_path / "gone")


def test_the_next_cycle_must_follow_an_initiative_that_exists(write_initiative, tmp_path):
    write_initiative("1.yml")
    write_initiative("2.yml", id="search-2", follows="serch")
    with pytest.raises(SettingsError, match=r"2\.yml: follows: there is no initiative 'serch'.*'search'"):
        load_initiatives(tmp_path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"kpi": "mttr_resolv"},
            r"search\.yml, line \d+, key kpi: no KPI is called 'mttr_resolv'\. Did you mean 'mttr_resolve'\?",
        ),
        (
            {"guards": ["reopen"]},
            r"search\.yml, line \d+, key guards\.1: no KPI is called 'reopen'\. Did you mean 'reopen_rate'\?",
        ),
    ],
)
def test_an_unknown_kpi_is_answered_with_the_nearest(write_initiative, tmp_path, changes, said):
    write_initiative(**changes)
    with pytest.raises(SettingsError, match=said):
        check_kpis(load_initiatives(tmp_path), ["mttr_resolve", "reopen_rate"], folder=tmp_path)


def test_a_guard_that_exists_but_is_not_listed_is_told_as_that(write_initiative, tmp_path):
    write_initiative(guards=["reopen_rate"])
    said = r"guards\.1: the KPI 'reopen_rate' exists, but the engagement does not list it under kpis\. Add reopen_rate"
    with pytest.raises(SettingsError, match=said):
        check_kpis(load_initiatives(tmp_path), ["mttr_resolve"], ["mttr_resolve", "reopen_rate"], tmp_path)


def test_known_kpis_pass(make_initiative):
    check_kpis([make_initiative()], ["mttr_resolve", "reopen_rate"])
    with pytest.raises(SettingsError):
        check_kpis([make_initiative()], ["mttr_resolve"])


def test_a_comparison_with_itself_is_refused(make_initiative):
    with pytest.raises(ValueError, match="initiative's own series"):
        make_initiative(comparison={})
    with pytest.raises(ValueError, match="initiative's own series"):
        make_initiative(where={"service": "Mail"}, comparison={"kpi": "mttr_resolve", "where": {"service": "Mail"}})


def test_a_comparison_is_another_slice_or_another_kpi(make_initiative):
    assert make_initiative(comparison={"where": {"priority": 2}}).comparison.where == {"priority": "2"}
    assert make_initiative(comparison={"kpi": "mttr_respond"}).comparison.kpi == "mttr_respond"


def test_the_kpi_of_a_comparison_has_to_be_in_the_catalogue(make_initiative):
    item = make_initiative(guards=[], comparison={"kpi": "mttr_respnd"})
    with pytest.raises(SettingsError, match=r"comparison\.kpi: no KPI is called 'mttr_respnd'"):
        check_kpis([item], ["mttr_resolve", "mttr_respond"])
