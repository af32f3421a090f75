"""The picture of a forecast says in words what it draws, and keeps its rows."""

from __future__ import annotations

import pandas as pd

from csi_lib.report.outlook import forecast_chart


def make_months(first: str, count: int) -> dict[str, pd.Series]:
    starts = pd.Series(pd.date_range(first, periods=count, freq="MS"))
    return {"period_start": starts, "period_end": starts + pd.offsets.MonthBegin()}


def test_the_words_hold_every_number_to_come() -> None:
    points = pd.DataFrame({**make_months("2026-01-01", 3), "value": [10.0, 12.0, 11.0], "usable": [True, False, True]})
    coming = pd.DataFrame({**make_months("2026-04-01", 2), "value": [13.0, 14.0], "lo": [9.0, 8.0], "hi": [18.0, 21.0]})

    picture = forecast_chart(points, coming, "Incident volume", "incidents")

    assert picture.alt == (
        "Incident volume: 2 periods known, the last 11 incidents in 2026-03. Expected, with 95 % interval: "
        "2026-04 13 incidents (9 incidents to 18 incidents); 2026-05 14 incidents (8 incidents to 21 incidents)."
    )
    assert [row["foretold"] for row in picture.data] == [False, False, False, True, True]
    assert picture.svg == forecast_chart(points, coming, "Incident volume", "incidents").svg
