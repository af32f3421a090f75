"""The published ServiceNow log gives its known figures (UCI no. 498, doi 10.24432/C57S4H)."""

import datetime as dt
import io
import zipfile

import pandas as pd
import pytest

from csi_lib.kpi import choose, measure

LOG = "uci_servicenow/incident_event_log.csv.zip"
USED = [
    *("number", "sys_mod_count", "sys_updated_at", "opened_at", "resolved_at"),
    *("made_sla", "reopen_count", "reassignment_count", "priority"),
]


@pytest.fixture(scope="module")
def rows(data_folder, write_tables, catalogue):
    """Measures of the last row of every incident; the log's zone is not known, so its stamps are taken as UTC."""
    archive = data_folder / LOG
    if not archive.is_file():
        pytest.skip(f"the UCI log is not here; put {LOG} into the folder that CSI_DATA names")
    with zipfile.ZipFile(archive) as opened:
        log = pd.read_csv(io.BytesIO(opened.read("incident_event_log.csv")), dtype=str, usecols=USED, na_values="?")
    stamp = {name: pd.to_datetime(log[name], format="%d/%m/%Y %H:%M") for name in log if name.endswith("_at")}
    log = log.assign(**stamp, order=log["sys_mod_count"].astype(int))
    last = log.sort_values(["order", "sys_updated_at"], kind="stable").drop_duplicates("number", keep="last")
    frame = pd.DataFrame(
        {
            "id": last["number"],
            "kind": "incident",
            "in_scope": True,
            "opened_at": last["opened_at"],
            "resolved_at": last["resolved_at"],
            "hours_to_resolve": (last["resolved_at"] - last["opened_at"]).dt.total_seconds() / 3600,
            "sla_met": last["made_sla"] == "true",
            "sla_decided_at": last["resolved_at"],
            "reopen_count": last["reopen_count"].astype(int),
            "reassign_count": last["reassignment_count"].astype(int),
            "priority": last["priority"].str[0],
            "open_at_end": False,
        }
    )
    tables = write_tables(tickets=frame)
    names = ["mttr_resolve", "reopen_rate", "fcr_call", "sla_compliance", "incident_volume"]
    # the published share takes what was reopened as solved, too
    kpis = choose(catalogue, names, {"fcr_call": {"proxy": "no_reassignment_plain"}})
    window = {"zone": "UTC", "first": dt.date(2016, 2, 29), "last": dt.date(2017, 3, 31), "as_of": dt.date(2017, 3, 31)}
    months = measure(tables, kpis, **window, by=[("priority",)])
    return {"all": measure(tables, kpis, **window, grain="all", by=[]), "month": months}


@pytest.mark.parametrize(
    ("kpi", "stat", "value", "numerator", "n", "digits"),
    [
        ("sla_compliance", "value", 61.78, None, 23_362, 2),
        ("reopen_rate", "value", 1.17, 274, 23_362, 2),
        ("fcr_call", "value", 51.38, None, 23_362, 2),
        ("mttr_resolve", "value", 178.17, None, 23_362, 2),
        ("mttr_resolve", "median", 22.10, None, 23_362, 2),
    ],
)
def test_the_whole_log_gives_the_published_figures(rows, pick, kpi, stat, value, numerator, n, digits):
    row = pick(rows["all"], kpi=kpi, stat=stat)
    assert (round(row.value, digits), row.n) == (value, n)
    assert numerator is None or row.numerator == numerator


@pytest.mark.parametrize(
    ("month", "count", "median", "met"),
    [("2016-03", 8_995, 71.2, 39.9), ("2016-04", 7_934, 4.3, 76.7), ("2016-05", 7_508, 2.9, 77.5)],
)
def test_cohorts_by_month_of_opening_give_the_published_figures(rows, pick, month, count, median, met):
    months = rows["month"]
    assert pick(months, kpi="incident_volume", month=month).value == count
    assert round(pick(months, kpi="mttr_resolve", stat="median", view="cohort", month=month).value, 1) == median
    sla = pick(months, kpi="sla_compliance", view="cohort", month=month)
    assert (round(sla.value, 1), sla.denominator) == (met, count)


def test_every_incident_of_the_log_is_in_one_month_and_one_priority(rows):
    volume = rows["month"][rows["month"]["kpi"] == "incident_volume"]
    assert volume.loc[volume["priority"].isna(), "value"].sum() == 24_918
    assert volume.loc[volume["priority"].notna(), "value"].sum() == 24_918
