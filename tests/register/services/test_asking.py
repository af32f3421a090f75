"""What the engine is asked about services: counted by hand over the small engagement."""

from __future__ import annotations

import pandas as pd
import pytest

from csi_lib.study.services.asking import age_queues, count_after, count_opened, list_maintenance, sum_outages
from csi_lib.study.services.capacity import rate_forecasts
from csi_lib.study.services.ground import Ground


def test_open_tickets_are_aged_by_group_and_state_at_the_end_of_the_data(small: Ground) -> None:
    (found,) = age_queues(small).to_dict("records")

    # Opened two hours and forty hours before the end of the last day.
    assert (found["team"], found["state"], found["n"]) == ("Desk", "open", 2)
    assert found["median_days"] == pytest.approx(21 / 24)
    assert found["oldest_days"] == pytest.approx(40 / 24)


def test_outages_and_maintenance_of_the_last_year_are_kept_apart(small: Ground) -> None:
    found = {row["kind"]: row for row in sum_outages(small).to_dict("records")}

    assert (found["unplanned"]["n"], found["maintenance"]["n"]) == (1, 1)
    assert found["unplanned"]["hours"] == found["unplanned"]["longest"] == pytest.approx(7.44)
    assert found["maintenance"]["hours"] == 2


def test_maintenance_windows_are_listed(small: Ground) -> None:
    (found,) = list_maintenance(small).to_dict("records")

    assert (found["service"], found["started_at"]) == ("Mail", pd.Timestamp("2026-02-01 19:00"))  # UTC


def test_tickets_after_the_last_day_of_a_service_are_counted_from_the_next_midnight_on(small: Ground) -> None:
    assert count_after(small, ("Mail", "E-Post"), pd.Timestamp("2026-03-02").date()) == 2
    assert count_after(small, ("Mail", "E-Post"), pd.Timestamp("2026-03-01").date()) == 3


def test_tickets_are_counted_by_the_month_and_service_they_were_opened_in(small: Ground) -> None:
    found = count_opened(small, "month").set_index(["period", "service", "kind"])["tickets"]

    assert found[0, "Mail", "incident"] == 4  # the cancelled one is out
    assert found[0, "E-Post", "incident"] == 1
    assert found[2, "Mail", "incident"] == 3


def test_a_forecast_is_rated_against_a_usual_month_and_two_plain_rules() -> None:
    hindsight = pd.DataFrame({"kpi": ["Mail"], "error": [5.0], "error_last": [10.0], "error_last_cycle": [4.0]})

    (found,) = rate_forecasts(hindsight, {"Mail": pd.DataFrame({"value": [90.0, 100.0, 120.0]})}).to_dict("records")

    assert (found["percent"], found["against_last"], found["against_cycle"]) == (5, 0.5, 1.25)
