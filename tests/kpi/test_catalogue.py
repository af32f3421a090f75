"""Definitions that do not hold together are refused with their place; names are taken only when they are clear."""

from pathlib import Path

import pytest
import yaml

from csi_lib.errors import DefinitionError, SettingsError
from csi_lib.kpi import GROUPS, choose, load_catalogue, make_manual, say_definition
from csi_lib.kpi.variants import settle_variants

KIT = Path(__file__).parents[2] / "params" / "kpi"


@pytest.fixture
def folder_with(tmp_path):
    """Copy shipped definitions into a folder of their own, with changes to one of them."""

    def make(name, *others, **changes):
        for other in (*others, "reopen_rate", "mttr_resolve"):
            (tmp_path / f"{other}.yml").write_text((KIT / f"{other}.yml").read_text(encoding="utf-8"))
        data = yaml.safe_load((KIT / f"{name}.yml").read_text(encoding="utf-8"))
        for key, value in changes.items():
            data.pop(key, None) if value is None else data.update({key.removesuffix("_"): value})
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(data, sort_keys=False))
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": "hours_to_resolv"}, "key value.*did you mean 'hours_to_resolve'"),
        ({"stamp": "resolvd_at"}, "key stamp.*did you mean 'resolved_at'"),
        ({"cohort_stamp": "open_at"}, "key cohort_stamp.*did you mean 'opened_at'"),
        ({"needs": ["opend_at"]}, "key needs.*did you mean 'opened_at'"),
        ({"slices": ["servce"]}, "key slices.*did you mean 'service'"),
        ({"where": {"kinds": "incident"}}, "key where.*did you mean 'kind'"),
        ({"where": {"kind": "incidents"}}, "key where.*did you mean 'incident'"),
        ({"where": {"priority": [1, 2]}}, 'key where.*holds a text, not 1\\. Write it in quotes: "1"'),
        ({"of": "resolvedat is not null"}, "key of.*did you mean 'resolved_at'"),
        ({"table": "ticket"}, "key table.*did you mean 'tickets'"),
        ({"stamp": "hours_to_resolve"}, "column hours_to_resolve of table tickets is no stamp"),
        ({"value": "service"}, "column service of table tickets is no number"),
        ({"slices": ["opened_at"]}, "column opened_at of table tickets is no text"),
        ({"guard": ["reopn_rate"]}, "key guard.*Did you mean 'reopen_rate'"),
        ({"guard": ["mttr_resolve"]}, "the guard 'mttr_resolve' is no other KPI"),
        ({"leans_on": ["serveys"]}, "key leans_on.*did you mean 'surveys'"),
        ({"unit": "hours"}, "unit 'hours' is no duration"),
        ({"value": None}, "the formula 'mean' needs the key 'value'"),
        ({"formula": "ratio"}, "a ratio needs the key 'met'"),
        ({"formula": "per"}, "the key 'per' and the formula 'per' belong together"),
        ({"formula": "availability"}, "availability is computed over the table outages"),
    ],
)
def test_what_a_definition_names_must_exist(folder_with, changes, said):
    with pytest.raises(DefinitionError, match=said) as caught:
        load_catalogue(folder_with("mttr_resolve", **changes))
    assert "mttr_resolve.yml" in caught.value.where


@pytest.mark.parametrize(
    "key", ["owner", "guard", "question", "better", "needs", "sources", "class", "note", "example"]
)
def test_a_definition_without_one_of_its_parts_is_refused(folder_with, key):
    with pytest.raises(SettingsError, match=f"key '{key}' is missing"):
        load_catalogue(folder_with("mttr_resolve", **{key: None}))


def test_a_mistyped_key_is_refused_with_its_line(folder_with):
    with pytest.raises(SettingsError, match=r"line \d+: unknown key 'formla'; did you mean 'formula'"):
        load_catalogue(folder_with("mttr_resolve", formla="mean"))


def test_a_mistyped_class_is_told_as_the_file_writes_it(folder_with):
    with pytest.raises(SettingsError, match="unknown key 'clas'; did you mean 'class'"):
        load_catalogue(folder_with("mttr_resolve", clas="process"))


@pytest.mark.parametrize("bare", ["mttr", "fcr", "csat", "incident"])
def test_a_bare_name_is_no_id(folder_with, bare):
    with pytest.raises(SettingsError, match="ambiguous|name of a group"):
        load_catalogue(folder_with("mttr_resolve", id=bare))


def test_one_id_in_two_files_names_both(folder_with):
    folder = folder_with("mttr_resolve", "csat_desk", "nps")
    (folder / "copy.yml").write_text((KIT / "reopen_rate.yml").read_text(encoding="utf-8"))
    with pytest.raises(DefinitionError, match="id 'reopen_rate' is defined twice") as caught:
        load_catalogue(folder)
    assert "copy.yml" in caught.value.where and "reopen_rate.yml" in caught.value.where


def test_bare_mttr_names_both_choices(catalogue):
    for name in ("mttr", "MTTR"):
        with pytest.raises(DefinitionError, match="ambiguous. Say mttr_respond or mttr_resolve"):
            choose(catalogue, [name])


def test_an_unknown_id_names_the_nearest(catalogue):
    with pytest.raises(DefinitionError, match="Did you mean 'reopen_rate'"):
        choose(catalogue, ["reopn_rate"])


@pytest.mark.parametrize(("bare", "both"), [("fcr", "fcr_call or fcr_contact"), ("CSAT", "csat_desk or csat_service")])
def test_what_goes_by_one_name_and_is_two_quantities_is_asked_for(catalogue, bare, both):
    with pytest.raises(DefinitionError, match=f"ambiguous. Say {both}"):
        choose(catalogue, [bare])


def test_an_id_wanted_twice_names_both_places(catalogue):
    with pytest.raises(DefinitionError, match="'nps' is listed twice") as caught:
        choose(catalogue, ["nps", "csat_desk", "nps"])
    assert caught.value.where == "kpis, entries 1 and 3"


def test_a_group_brings_its_members_once(catalogue):
    chosen = [kpi.id for kpi in choose(catalogue, ["reopen_rate", "incident"])]
    assert chosen[0] == "reopen_rate" and len(chosen) == len(set(chosen))
    assert set(chosen) == {kpi.id for kpi in catalogue.values() if kpi.group == "incident"}


def test_every_group_of_key_metrics_has_a_member(catalogue):
    assert all(choose(catalogue, [group]) for group in GROUPS)


def test_the_manual_has_a_line_for_every_definition(catalogue):
    manual = make_manual(catalogue).set_index("id")
    assert set(manual.index) == set(catalogue)
    assert manual.loc["sla_compliance", "definition"].startswith(
        "share with sla_met, over tickets with in_scope = true"
    )
    assert manual.loc["mttr_respond", "view"] == "cohort"
    assert not manual.drop(columns="version").map(lambda cell: cell == "").to_numpy().any()


def test_a_definition_is_said_with_the_rows_it_divides_by_and_brackets_around_either_or(catalogue):
    assert say_definition(catalogue["agent_utilisation"]) == (
        "sum of work_hours times 100 divided by the sum of available_hours of capacity, by worked_on, "
        "over tickets with in_scope = true, by resolved_at, calendar clock"
    )
    assert "in_scope = true and (resolved_at is not null or coalesce" in say_definition(catalogue["net_flow"])
    assert say_definition(catalogue["nps"]).endswith("; beside it the share that answered of those asked, by sent_at")
    weighted = settle_variants(catalogue["availability"], {"weight": "weighted"})
    assert "an outage by its weight" in say_definition(weighted)
