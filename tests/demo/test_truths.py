"""What is planted is there, in the size that was promised, and nothing else changes."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from csi_lib.demo.effects import MONTH_RHO, MONTH_SD, TRUTHS, draw_month_effects
from csi_lib.demo.records import Drawn
from csi_lib.demo.season import count_months, find_easter, list_holidays, to_wall
from csi_lib.demo.tickets import MEDIAN_HOURS, SIGMA, SLOWER_ESCALATED, SLOWER_REOPENED
from csi_lib.demo.world import SERVICES


def clean_logs(tickets: pd.DataFrame) -> np.ndarray:
    """Logs of the time to resolve without month effects and without what kind of ticket it is."""
    rows = zip(
        tickets["incident"],
        tickets["priority"],
        tickets["service"],
        tickets["escalated"],
        tickets["reopened"],
        strict=True,
    )
    usual = [
        MEDIAN_HOURS[incident][priority - 1]
        * SERVICES[service].slowness
        * (SLOWER_ESCALATED if escalated else 1)
        * (SLOWER_REOPENED if reopened else 1)
        for incident, priority, service, escalated, reopened in rows
    ]
    hours = (tickets["resolved"] - tickets["opened"]).dt.total_seconds() / 3_600
    return (np.log(hours) - tickets["month_effect"] - np.log(usual)).to_numpy()


def opened_since(tickets: pd.DataFrame, day: dt.date) -> np.ndarray:
    return (to_wall(tickets["opened"]) >= pd.Timestamp(day)).to_numpy()


@pytest.mark.parametrize("truth", [truth for truth in TRUTHS if truth.slope == 0], ids=lambda truth: truth.initiative)
def test_the_planted_ratio_is_in_the_time_to_resolve(drawn: Drawn, truth) -> None:
    own = drawn.tickets[drawn.tickets["incident"] & (drawn.tickets["service"] == truth.service)]
    logs, after = clean_logs(own), opened_since(own, truth.date)
    error = SIGMA * np.sqrt(1 / after.sum() + 1 / (~after).sum())

    found = logs[after].mean() - logs[~after].mean()

    assert abs(found - np.log(truth.ratio)) < 3 * error
    assert error < 0.06  # else the line above could not fail


def test_a_quarter_less_is_what_mail_gains() -> None:
    mail = next(truth for truth in TRUTHS if truth.initiative == "mailbox-self-repair")

    assert (mail.ratio, mail.date, SERVICES[mail.service].name) == (0.75, dt.date(2025, 4, 1), "E-Mail & Kalender")


def test_remote_access_improves_all_along_and_gains_nothing_at_its_initiative(drawn: Drawn) -> None:
    truth = next(truth for truth in TRUTHS if truth.slope)
    own = drawn.tickets[drawn.tickets["incident"] & (drawn.tickets["service"] == truth.service)]
    logs, months = clean_logs(own), count_months(own["opened"])
    design = np.column_stack([np.ones(len(own)), months, opened_since(own, truth.date)])

    estimate, *_ = np.linalg.lstsq(design, logs, rcond=None)
    errors = SIGMA * np.sqrt(np.diag(np.linalg.inv(design.T @ design)))

    assert abs(estimate[1] + 0.015) < 3 * errors[1] < 0.015
    assert abs(estimate[2]) < 3 * errors[2]


@pytest.mark.parametrize("incident", [True, False])
def test_services_without_an_initiative_and_all_requests_stay_as_they_are(drawn: Drawn, incident: bool) -> None:
    touched = {truth.service for truth in TRUTHS} if incident else set()
    own = drawn.tickets[(drawn.tickets["incident"] == incident) & ~drawn.tickets["service"].isin(touched)]
    logs, after = clean_logs(own), opened_since(own, dt.date(2025, 4, 1))

    error = SIGMA * np.sqrt(1 / after.sum() + 1 / (~after).sum())

    assert abs(logs[after].mean() - logs[~after].mean()) < 3 * error < 0.11


@pytest.mark.parametrize("name", ["incident", "escalated", "reopened", "held", "cancelled", "knowledge"])
def test_rates_do_not_change_over_time(drawn: Drawn, name: str) -> None:
    values = drawn.tickets[name].to_numpy(dtype=float)
    months = count_months(drawn.tickets["opened"])
    after = months >= 15
    share = values.mean()
    error = np.sqrt(share * (1 - share) * (1 / after.sum() + 1 / (~after).sum()))

    assert abs(values[after].mean() - values[~after].mean()) < 3.5 * error


@pytest.mark.parametrize("name", ["reassigned", "priority", "ci"])
def test_counts_per_ticket_do_not_change_over_time(drawn: Drawn, name: str) -> None:
    values = drawn.tickets[name].to_numpy(dtype=float)
    after = count_months(drawn.tickets["opened"]) >= 15
    error = values.std() * np.sqrt(1 / after.sum() + 1 / (~after).sum())

    assert abs(values[after].mean() - values[~after].mean()) < 3.5 * error


def test_the_first_answer_gains_nothing_from_a_faster_fix(drawn: Drawn) -> None:
    own = drawn.tickets[
        drawn.tickets["incident"] & (drawn.tickets["service"] == 0) & (drawn.tickets["channel"] != "Phone")
    ]
    minutes = (own["responded"] - own["opened"]).dt.total_seconds() / 60
    answered = minutes.notna().to_numpy()
    logs, after = np.log(minutes[answered] + 1 / 60).to_numpy(), opened_since(own, dt.date(2025, 4, 1))[answered]
    error = logs.std() * np.sqrt(1 / after.sum() + 1 / (~after).sum())

    assert abs(logs[after].mean() - logs[~after].mean()) < 3.5 * error < 0.2


def test_no_ticket_is_answered_after_it_is_resolved(drawn: Drawn) -> None:
    answered = drawn.tickets["responded"].notna()

    assert (drawn.tickets["responded"] <= drawn.tickets["resolved"])[answered].all()


def test_few_tickets_reach_over_two_months(drawn: Drawn) -> None:
    opened, resolved = (count_months(drawn.tickets[name]) for name in ("opened", "resolved"))

    assert (resolved - opened >= 2).mean() < 0.03


def test_month_effects_have_the_spread_and_memory_that_were_fixed() -> None:
    effects = np.concatenate([draw_month_effects(seed) for seed in range(200)])  # 1,200 series of 30 months

    assert effects.std() == pytest.approx(MONTH_SD, rel=0.03)
    assert effects[:, 0].std() == pytest.approx(MONTH_SD, rel=0.08)  # stationary from the first month on
    assert np.corrcoef(effects[:, :-1].ravel(), effects[:, 1:].ravel())[0, 1] == pytest.approx(MONTH_RHO, abs=0.02)


def test_services_stray_independently() -> None:
    effects = np.stack([draw_month_effects(seed) for seed in range(200)])

    assert abs(np.corrcoef(effects[:, 0].ravel(), effects[:, 1].ravel())[0, 1]) < 0.05


def test_durations_are_skewed_and_weekends_quiet(drawn: Drawn) -> None:
    hours = drawn.tickets["hours"]
    weekdays = to_wall(drawn.tickets["opened"]).dt.day_of_week.value_counts()

    assert hours.mean() > 1.5 * hours.median()
    assert weekdays[[5, 6]].sum() < 0.1 * weekdays[[0, 1]].sum()
    assert weekdays[0] > weekdays[4]


@pytest.mark.parametrize(
    ("year", "day"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2038, (4, 25)), (1961, (4, 2))]
)
def test_easter_is_when_the_almanac_has_it(year: int, day: tuple[int, int]) -> None:
    assert find_easter(year) == dt.date(year, *day)


def test_holidays_are_the_nine_that_all_of_germany_keeps() -> None:
    assert sorted(f"{day:%m-%d}" for day in list_holidays(2025)) == [
        "01-01", "04-18", "04-21", "05-01", "05-29", "06-09", "10-03", "12-25", "12-26",
    ]  # fmt: skip
