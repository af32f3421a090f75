"""Every trap seen in public material about exports has its test here, unless one elsewhere has it already.

Elsewhere: encodings and delimiters (test_reader), titles and footers (test_layout), day and month, months in words,
offsets and spreadsheets (test_stamps_forms), remaining times, durations in words and damaged ids (test_convert), the
formats as a whole (test_exports).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from csi_lib.errors import SettingsError, SourceError
from csi_lib.ingest.adapter import Adapter, load_adapter
from csi_lib.settings import Engagement, load

ROOT = Path(__file__).parents[2]
SECOND_FAMILY = ("glpi", "otrs", "zammad", "remedy", "manageengine", "hpsm")

# The least each tool writes: id, opening and two columns more; a value for each.
LEAST: dict[str, dict[str, str]] = {
    "glpi": {"ID": "1", "Opening date": "2026-03-02 09:00", "Status": "New", "Type": "Incident"},
    "otrs": {"Ticket Number": "1", "Created": "2026-03-02 09:00:00", "State": "open", "Type": "Incident"},
    "zammad": {"#": "1", "Created At": "2026-03-02 09:00:00", "State": "open", "Type": "Incident"},
    "remedy": {"Incident ID*+": "1", "Submit Date": "3/13/2026 9:00:00 AM", "Status*": "New",
               "Incident Type*": "User Service Restoration"},
    "manageengine": {"RequestID": "1", "Created Time": "13-03-2026 09:00", "Request Status": "Open",
                     "Request Type": "Incident"},
    "hpsm": {"Incident ID": "1", "Open Time": "13/03/2026 09:00", "Status": "Open", "Category": "incident"},
    "servicenow": {"number": "INC1", "opened_at": "2026-03-02 09:00:00", "state": "New", "sys_class_name": "Incident"},
    "jira": {"Issue key": "IT-1", "Created": "13/Mar/26 9:00 AM", "Status": "Open", "Issue Type": "Incident"},
    "zendesk": {"Id": "1", "Created at": "2026-03-02 09:00:00", "Status": "Open", "Ticket type": "Incident"},
    "freshservice": {"Ticket Id": "1", "Created Time": "2026-03-02 09:00:00", "Status": "Open", "Type": "Incident"},
    "freshdesk": {"Ticket ID": "1", "Created time": "2026-03-02 09:00:00", "Status": "Open", "Type": "Incident"},
}  # fmt: skip


def read(project: Any, adapter: str, *rows: dict[str, str], table: str = "tickets", **more: Any) -> Any:
    """Ingest rows, each a change of the least the tool writes."""
    full = [{**LEAST[adapter], **row} for row in rows]
    headings = list(dict.fromkeys(name for row in full for name in row))
    lines = [headings, *([row.get(name, "") for name in headings] for row in full)]
    text = "\r\n".join(";".join(f'"{cell}"' for cell in line) for line in lines) + "\r\n"
    project.put("a.csv", text)
    return project.ingest(sources={table: {"adapter": adapter, "files": ["a.csv"], **more}})


def first(project: Any, adapter: str, **row: str) -> pd.Series:
    """Ingest one row and return its ticket."""
    (one,) = [item for _, item in project.table(read(project, adapter, dict(row))).iterrows()]
    return one


def texts(found: Any, code: str) -> dict[str, str]:
    return {issue.where.rsplit(".", 1)[-1]: issue.what for issue in found.issues if issue.code == code}


def adapter(name: str) -> Adapter:
    return load_adapter(name, ROOT)[0]


# What holds for every tool


def test_the_zone_is_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "own.yml"
    path.write_text("version: 1\nid: own\nclient: x\nauthor: y\nsources: {}\nkpis: [mttr_resolve]\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="zone"):
        load(path, Engagement)


@pytest.mark.parametrize("name", SECOND_FAMILY)
def test_every_tool_says_where_its_zone_is_looked_up(name: str) -> None:
    assert "zone" in adapter(name).zone_hint.casefold()


@pytest.mark.parametrize("name", [name for name in SECOND_FAMILY if adapter(name).row_caps])
def test_a_file_of_just_as_many_rows_as_the_tool_gives_at_most_is_suspected(new_project: Any, name: str) -> None:
    key = next(iter(LEAST[name]))
    cap = min(adapter(name).row_caps)

    full = read(new_project(), name, *({key: str(place)} for place in range(1, cap + 1)))
    less = read(new_project(), name, *({key: str(place)} for place in range(1, cap)))

    assert len([issue for issue in full.issues if issue.code == "capped"]) == 1
    assert not [issue for issue in less.issues if issue.code == "capped"]


@pytest.mark.parametrize("name", SECOND_FAMILY)
def test_a_list_view_without_resolved_stamps_gets_the_tools_own_way_to_export_again(project: Any, name: str) -> None:
    found = read(project, name, {})

    issue = project.issue(found, "column_absent")
    assert "'resolved_at'" in issue.what
    assert len(issue.do) > 100 and issue.do.split()[0] in {"In", "Under", "Search"}


@pytest.mark.parametrize("name", SECOND_FAMILY)
def test_headings_are_found_whatever_their_case_space_and_marks(project: Any, name: str) -> None:
    odd = {f" {heading.rstrip('*+').upper()} *+".replace(" ", "\u00a0"): text for heading, text in LEAST[name].items()}
    line = ";".join(odd), ";".join(odd.values())
    project.put("a.csv", "\n".join(line))

    found = project.ingest(sources={"tickets": {"adapter": name, "files": ["a.csv"]}})

    assert len(project.table(found)) == 1


@pytest.mark.parametrize("name", SECOND_FAMILY)
def test_a_heading_that_stands_twice_is_read_once_and_said(project: Any, name: str) -> None:
    key, *_ = LEAST[name]
    head, row = [*LEAST[name], key], [*LEAST[name].values(), "2"]
    project.put("a.csv", f"{';'.join(head)}\n{';'.join(row)}\n")

    found = project.ingest(sources={"tickets": {"adapter": name, "files": ["a.csv"]}})

    assert project.table(found)["id"].tolist() == ["1"]
    assert project.issue(found, "heading_twice").count == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_translated_headings_survive_every_encoding_and_delimiter(project: Any, encoding: str, delimiter: str) -> None:
    head = ["ID", "Date d'ouverture", "Date de résolution", "Priorité", "Type"]
    row = ["1", "13-03-2026 09:00", "13-03-2026 10:00", "Très basse", "Demande"]
    project.put("a.csv", f"{delimiter.join(head)}\r\n{delimiter.join(row)}\r\n".encode(encoding))

    ticket = project.table(project.ingest(sources={"tickets": {"adapter": "glpi", "files": ["a.csv"]}})).iloc[0]

    assert (ticket["priority"], ticket["kind"]) == ("5", "request")
    assert ticket["resolved_at"] == pd.Timestamp("2026-03-13 10:00")


def test_an_opening_that_means_never_rejects_its_row_with_the_text(project: Any) -> None:
    found = read(project, "remedy", {}, {"Incident ID*+": "2", "Submit Date": "1/1/1970 12:00:00 AM"})

    assert project.table(found)["id"].tolist() == ["1"]
    assert "1/1/1970" in found.rejected["reason"].iloc[0]


# GLPI


def test_glpi_one_ticket_with_and_without_groups_in_its_id_is_one(project: Any) -> None:
    rows = [{"ID": text, "Last update": f"2026-03-0{day} 10:00"} for day, text in
            enumerate(["28 316", "28\u00a0316", "28\u202f316", "28316"], start=2)]  # fmt: skip

    found = read(project, "glpi", *rows)

    assert project.table(found)["id"].tolist() == ["28316"]
    assert found.ledger.loc[0, ["rows", "kept", "folded"]].tolist() == [4, 1, 3]


def test_glpi_an_id_that_is_no_number_rejects_its_row(project: Any) -> None:
    found = read(project, "glpi", {}, {"ID": "Total: 2 tickets"})

    assert project.table(found)["id"].tolist() == ["1"]


def test_glpi_a_separator_too_many_at_the_end_of_a_line_is_no_column(project: Any) -> None:
    project.put("a.csv", "\ufeffID;Opening date;Type;\r\n1;2026-03-02 09:00;Incident;\r\n")

    found = project.ingest(sources={"tickets": {"adapter": "glpi", "files": ["a.csv"]}})

    assert len(project.table(found)) == 1
    assert not [issue for issue in found.issues if issue.code == "unused_headings"]


@pytest.mark.parametrize("joint", ["<br>", "<BR />", "\n", "\r\n", "\n\n"])
def test_glpi_of_several_technicians_the_first_is_read(new_project: Any, joint: str) -> None:
    one = first(new_project(), "glpi", **{"Technician": f"Ann{joint}Bob", "Technician group": f"Desk{joint}Net"})
    two = first(new_project(), "glpi", **{"Technician": "Ann", "Technician group": "Desk"})

    assert one["team"] == two["team"] == "Desk"


def test_glpi_a_due_stamp_with_progress_is_the_stamp(project: Any) -> None:
    column = "Time to resolve + Progress"
    ticket = first(project, "glpi", **{column: "2026-03-03 17:00 \n\n 78%"})

    assert ticket["sla_due_at"] == pd.Timestamp("2026-03-03 17:00")


@pytest.mark.parametrize(
    ("text", "hours"),
    [("6 horas 54 minutos", 6.9), ("54 secondes", 0.015), ("1 día 2 horas", 26.0), ("2 Tage 3 Stunden", 51.0)],
)
def test_glpi_durations_in_words_of_the_users_language_are_hours(project: Any, text: str, hours: float) -> None:
    assert first(project, "glpi", **{"Statistics - Waiting time": text})["hold_hours"] == pytest.approx(hours)


@pytest.mark.parametrize(("exceeded", "met"), [("Yes", False), ("Sim", False), ("Oui", False), ("Não", True)])
def test_glpi_a_time_that_is_exceeded_is_an_agreement_missed(project: Any, exceeded: str, met: bool) -> None:
    assert first(project, "glpi", **{"Time to resolve exceeded": exceeded})["made_sla"] == met


def test_glpi_the_old_misspelled_heading_is_read_too(project: Any) -> None:
    assert not first(project, "glpi", **{"Time to resolve exceedeed": "Yes"})["made_sla"]


# OTRS, Znuny, Zammad


@pytest.mark.parametrize(("text", "priority"), [("5 very high", "1"), ("1 very low", "5"), ("5", "1")])
def test_otrs_priorities_count_upwards(project: Any, text: str, priority: str) -> None:
    assert first(project, "otrs", Priority=text)["priority"] == priority


@pytest.mark.parametrize(("text", "priority"), [("3 high", "2"), ("2 normal", "3"), ("1 low", "4")])
def test_zammad_priorities_count_upwards(project: Any, text: str, priority: str) -> None:
    assert first(project, "zammad", Priority=text)["priority"] == priority


def test_otrs_the_age_is_no_time_to_resolve(project: Any) -> None:
    found = read(project, "otrs", {"Age": "3 d 4 h"})

    assert project.table(found)[["tool_hours", "hold_hours", "work_hours"]].isna().all(axis=None)
    assert "'Age'" in project.issue(found, "unused_headings").what


@pytest.mark.parametrize("state", ["merged", "removed", "zusammengefügt"])
def test_otrs_merged_and_removed_tickets_leave_every_kpi(project: Any, state: str) -> None:
    ticket = first(project, "otrs", State=state)

    assert ticket["state"] == "cancelled" and not ticket["in_scope"]


@pytest.mark.parametrize(("text", "met"), [("0", True), ("35", True), ("-1", False), ("-0.5", False)])
def test_otrs_minutes_to_spare_at_zero_are_in_time(project: Any, text: str, met: bool) -> None:
    assert first(project, "otrs", SolutionDiffInMin=text)["made_sla"] == met


def test_otrs_a_ticket_number_that_a_spreadsheet_rounded_is_refused(project: Any) -> None:
    found = read(project, "otrs", {"Ticket Number": "2.02603E+15"}, {"Ticket Number": "2026030210000015"})

    assert project.table(found)["id"].tolist() == ["2026030210000015"]
    assert found.ledger.loc[0, "rejected"] == 1


# BMC Remedy


@pytest.mark.parametrize("never", ["1/1/1970 12:00:00 AM", "12/31/1969 7:00:00 PM"])
def test_remedy_the_first_second_of_1970_is_no_stamp_in_any_zone(project: Any, never: str) -> None:
    found = read(project, "remedy", {"Re-Opened Date": never, "Closed Date": "3/20/2026 9:00:00 AM"})

    ticket = project.table(found).iloc[0]
    assert pd.isna(ticket["reopened_at"]) and pd.notna(ticket["closed_at"])
    assert never in texts(found, "sentinel")["reopened_at"]
    assert not texts(found, "unreadable")


@pytest.mark.parametrize(
    ("text", "impact"),
    [
        ("3000 3-Moderate/Limited", "3"),
        ("3-Moderate/Limited", "3"),
        ("3000", "3"),
        ("1000 1-Extensive/Widespread", "1"),
    ],
)
def test_remedy_a_code_before_a_level_is_not_the_level(project: Any, text: str, impact: str) -> None:
    assert first(project, "remedy", **{"Impact*": text})["impact"] == impact


def test_remedy_titles_and_footers_are_no_tickets_and_are_said(project: Any) -> None:
    head, row = ",".join(LEAST["remedy"]), ",".join(LEAST["remedy"].values())
    project.put("a.csv", f"Incidents by group\nJuly\n{head}\n{row}\nTotal: 1\nGenerated on 7/5/2026\n")

    found = project.ingest(sources={"tickets": {"adapter": "remedy", "files": ["a.csv"]}})

    assert project.table(found)["id"].tolist() == ["1"]
    assert found.ledger.loc[0, ["rows", "kept"]].tolist() == [1, 1]
    assert any("Total" in issue.what for issue in found.issues)


def test_remedy_a_class_that_is_neither_is_found_and_not_guessed(project: Any) -> None:
    row = "CRQ1,Latent,3/13/2026 9:00:00 AM,Scheduled"
    project.put("a.csv", f"Change ID*+,Class*,Submit Date,Status*\n{row}\n")

    found = project.ingest(sources={"changes": {"adapter": "remedy", "files": ["a.csv"]}})

    assert project.table(found, "changes")["kind"].isna().all()
    assert "'Latent'" in texts(found, "unknown_value")["kind"]


# ManageEngine, HP Service Manager


def test_manageengine_a_dash_is_nothing_in_a_column_of_any_kind(project: Any) -> None:
    columns = ["Resolved Time", "Overdue Status", "Group", "Priority", "Time Elapsed", "FCR", "Request Mode"]
    found = read(project, "manageengine", dict.fromkeys(columns, "-"))

    ticket = project.table(found).iloc[0]
    names = ["resolved_at", "made_sla", "team", "priority", "tool_hours", "first_contact", "channel"]
    assert ticket[names].isna().all()
    assert not texts(found, "unreadable") and not texts(found, "unknown_value")


def test_manageengine_the_heading_on_row_two_is_found_and_rows_keep_their_numbers(project: Any) -> None:
    head, row = ",".join(LEAST["manageengine"]), ",".join(LEAST["manageengine"].values())
    project.put("a.csv", f"All Requests,,,\n{head}\n{row}\nX,soon,Open,Incident\n")

    found = project.ingest(sources={"tickets": {"adapter": "manageengine", "files": ["a.csv"]}})

    assert project.table(found)["id"].tolist() == ["1"]
    assert found.rejected["row"].tolist() == [4]


def test_hpsm_columns_without_a_name_and_rows_without_text_are_none(project: Any) -> None:
    spare = ";" * 50
    head, row = ";".join(LEAST["hpsm"]), ";".join(LEAST["hpsm"].values())
    project.put("a.csv", f"{head}{spare}\n{row}{spare}\n;;;{spare}\n;;;{spare}\n")

    found = project.ingest(sources={"tickets": {"adapter": "hpsm", "files": ["a.csv"]}})

    assert found.ledger.loc[0, ["rows", "kept", "rejected"]].tolist() == [1, 1, 0]
    assert not [issue for issue in found.issues if issue.code in {"unused_headings", "heading_twice"}]


@pytest.mark.parametrize(("text", "urgency"), [("5", "5"), ("5 - Very Low", "5"), ("1 - Critical", "1")])
def test_hpsm_a_level_with_and_without_its_name_is_one(project: Any, text: str, urgency: str) -> None:
    assert first(project, "hpsm", Urgency=text)["urgency"] == urgency


def test_hpsm_marks_for_none_and_several_are_no_values(project: Any) -> None:
    found = read(project, "hpsm", {"Priority": "NA", "Impact": "NS", "Related Change": "#MULTIVALUE"})

    assert project.table(found)[["priority", "impact", "change_id"]].isna().all(axis=None)
    assert not texts(found, "unknown_value")


def test_hpsm_a_point_that_may_part_thousands_or_decimals_is_not_read(project: Any) -> None:
    found = read(project, "hpsm", {"Handle Time (Hours)": "3.871"}, {"Incident ID": "2", "Handle Time (Hours)": "3,5"})

    assert project.table(found)["tool_hours"].tolist()[1] == 3.5
    assert "'3.871'" in texts(found, "unreadable")["tool_hours"]


def test_hpsm_a_kind_of_record_nobody_knows_is_refused_row_by_row(project: Any) -> None:
    found = read(project, "hpsm", {}, {"Incident ID": "2", "Category": "praise"})

    assert found.rejected["reason"].tolist() == ["unknown kind 'praise'"]


def test_day_and_month_that_no_file_of_the_tool_tells_apart_are_refused(project: Any) -> None:
    with pytest.raises(SourceError, match="day and month"):
        read(project, "hpsm", {"Open Time": "05/06/2026 10:00"})


# ServiceNow


def test_servicenow_a_dot_walked_heading_is_the_column_it_walks_to(project: Any) -> None:
    assert first(project, "servicenow", **{"assignment_group.name": "Desk"})["team"] == "Desk"


def test_servicenow_a_text_cut_at_32000_signs_costs_nothing(project: Any) -> None:
    found = read(project, "servicenow", {"description": "x" * 32_000}, {"number": "INC2"})

    assert found.ledger.loc[0, ["rows", "kept"]].tolist() == [2, 2]


def test_servicenow_a_duration_in_whole_seconds_is_hours(project: Any) -> None:
    assert first(project, "servicenow", calendar_stc="9030")["tool_hours"] == pytest.approx(9_030 / 3_600)


# Jira


@pytest.mark.parametrize(("left", "met"), [("3:59", True), ("-0:05", False), ("1,5", True), ("-1,5", False)])
def test_jira_the_time_left_is_met_or_missed_and_never_a_time_to_resolve(project: Any, left: str, met: bool) -> None:
    ticket = first(project, "jira", **{"Custom field (Time to resolution)": left})

    assert ticket["made_sla"] == met
    assert pd.isna(ticket["tool_hours"]) and pd.isna(ticket["hours_to_resolve"])


def test_jira_of_repeated_headings_the_first_is_read_and_named(project: Any) -> None:
    request = "Custom field (Request Type)"
    project.put("a.csv", f"Issue key,Created,Issue Type,{request},Comment,{request},Comment\n"
                "IT-1,13/Mar/26 9:00 AM,Incident,Mail,a,Web,b\n")  # fmt: skip

    found = project.ingest(sources={"tickets": {"adapter": "jira", "files": ["a.csv"]}})

    assert project.table(found)["item"].tolist() == ["Mail"]
    assert request in project.issue(found, "heading_twice").what


def test_jira_a_row_wider_than_the_heading_is_counted_and_not_shifted(project: Any) -> None:
    head, row = ",".join(LEAST["jira"]), ",".join(LEAST["jira"].values())
    project.put("a.csv", f"{head},Labels,Priority\n{row},vip,High\nIT-2,13/Mar/26 9:00 AM,Open,Incident,a,b,High\n")

    found = project.ingest(sources={"tickets": {"adapter": "jira", "files": ["a.csv"]}})

    assert project.table(found)["id"].tolist() == ["IT-1"]
    assert found.ledger.loc[0, ["rows", "kept", "rejected"]].tolist() == [2, 1, 1]
    assert found.rejected["row"].tolist() == [3]


def test_jira_no_count_of_reopens_is_made_up(project: Any) -> None:
    assert pd.isna(first(project, "jira", Status="Reopened")["reopen_count"])


# Zendesk


def test_zendesk_resolution_time_in_whole_hours_is_not_mistaken_for_minutes(project: Any) -> None:
    found = read(project, "zendesk", {"Resolution time": "3", "Full resolution time in minutes": "190"})

    assert project.table(found)["tool_hours"].tolist() == [pytest.approx(190 / 60)]
    assert "'Resolution time'" in project.issue(found, "unused_headings").what


def test_zendesk_a_dropdown_with_and_without_its_mark_is_one_column(new_project: Any) -> None:
    marked, plain = (first(new_project(), "zendesk", **{name: "Mail"}) for name in ("Service [list]", "Service"))

    assert marked["service"] == plain["service"] == "Mail"


@pytest.mark.parametrize(("stations", "moves"), [("1", 0), ("4", 3), ("0", 0)])
def test_zendesk_the_first_assignment_is_no_reassignment(project: Any, stations: str, moves: int) -> None:
    assert first(project, "zendesk", **{"Group stations": stations})["reassign_count"] == moves


def test_zendesk_words_and_numbers_of_satisfaction_stand_in_one_column(project: Any) -> None:
    rows = [
        {"Id": str(place), "Satisfaction Score": text} for place, text in enumerate(["Good", "Bad", "4", "Offered"])
    ]

    found = read(project, "zendesk", *rows, table="surveys", kind="csat")

    scores = project.table(found, "surveys").set_index("id")["score"]
    assert [scores.get(str(place)) for place in range(3)] == [5, 1, 4]
    assert pd.isna(scores.get("3"))


def test_zendesk_dates_that_a_spreadsheet_made_ambiguous_are_refused_with_both_settings(project: Any) -> None:
    with pytest.raises(SourceError, match="day and month") as caught:
        read(project, "zendesk", {"Created at": "08-04-2023 20:52"})

    assert "%d-%m-%Y %H:%M" in str(caught.value) and "%m-%d-%Y %H:%M" in str(caught.value)


# Freshservice, Freshdesk


@pytest.mark.parametrize("name", ["freshservice", "freshdesk"])
@pytest.mark.parametrize("heading", ["Resolved time", "Resolved Time", "RESOLVED TIME"])
def test_fresh_headings_of_either_product_are_read_in_either_case(project: Any, name: str, heading: str) -> None:
    assert pd.notna(first(project, name, **{heading: "2026-03-02 10:00:00"})["resolved_at"])


@pytest.mark.parametrize(("text", "hours"), [("01:30:00", 1.5), ("1.5", 1.5), ("100:00:00", 100.0)])
@pytest.mark.parametrize(
    ("name", "heading"),
    [("freshservice", "Resolution Time (in Hrs)"), ("freshdesk", "Resolution time (in hrs)")],
)
def test_fresh_hours_are_numbers_or_clock_times(project: Any, name: str, heading: str, text: str, hours: float) -> None:
    assert first(project, name, **{heading: text})["tool_hours"] == hours


def test_fresh_empty_hours_beside_filled_stamps_do_not_matter(project: Any) -> None:
    row = {"Resolved Time": "2026-03-02 10:30:00", "Resolution Time (in Hrs)": ""}

    assert first(project, "freshservice", **row)["hours_to_resolve"] == 1.5


@pytest.mark.parametrize(("text", "met"), [("Within SLA", True), ("SLA Violated", False)])
def test_fresh_words_of_the_agreement_are_met_or_missed(project: Any, text: str, met: bool) -> None:
    assert first(project, "freshservice", **{"Resolution Status": text})["made_sla"] == met
