"""Forecasts beside those of R, which come from other models: near where the models agree, and as unsure.

| source | values |
|---|---|
| R 4.2.2, predict(arima(x, c(1,0,0), seasonal = c(1,0,0)), 12), log of drivers 1977-1982, as in ?UKDriverDeaths | 12 |
| forecast 8.20 of R 4.2.2, forecast(ets(x), 12), the same series | 12 + 24 |
| R 4.2.2, predict(arima(Nile 1899-1960, c(1,0,0)), 10) and the t interval of a new independent value | 10 + 1 |
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from csi_lib.stats.courses.forecast import Forecast, Past, forecast_together

SARIMA = [
    *(7.3893076, 7.335861, 7.3234134, 7.2709623, 7.3293026, 7.3615159),
    *(7.3285309, 7.4162823, 7.3772289, 7.482985, 7.5376347, 7.5658551),
]
SARIMA_ERROR = 0.0814  # of the later months; .0756 of the first
ETS = [
    *(7.4170156, 7.2716693, 7.3461275, 7.2501997, 7.3038648, 7.3249431),
    *(7.3290419, 7.3786748, 7.3849107, 7.4830479, 7.5720522, 7.6280784),
]
ETS_LOWER = [
    *(7.2866921, 7.1426457, 7.2146261, 7.1191416, 7.1707294, 7.1902862),
    *(7.1931557, 7.2408167, 7.2457994, 7.3411971, 7.4276115, 7.4815789),
]
ETS_UPPER = [
    *(7.5473391, 7.4006928, 7.4776289, 7.3812577, 7.4370001, 7.4596),
    *(7.4649281, 7.5165329, 7.524022, 7.6248987, 7.7164929, 7.7745779),
]
NILE = [840.8501, 844.92729, 845.57036, 845.67179, 845.68778, 845.69031, 845.6907, 845.69077, 845.69078, 845.69078]


@pytest.fixture(scope="module")
def casualties(series: Callable[[str], dict[str, np.ndarray]]) -> Forecast:
    """Car drivers of 1983, from the six years before the law."""
    (found,) = forecast_together(
        [Past(np.log(series("seatbelts")["drivers"][96:168]), np.arange(96, 168))], range(168, 180), 12
    )
    return found


@pytest.fixture(scope="module")
def flow(nile: np.ndarray) -> Forecast:
    """Flow of 1961 to 1970, from the years after the dam."""
    (found,) = forecast_together([Past(nile[28:90], np.arange(62))], range(62, 72), 0)
    return found


def test_a_seasonal_forecast_lies_within_an_error_of_arima_of_r(casualties: Forecast) -> None:
    assert np.abs(casualties.middle - SARIMA).max() < SARIMA_ERROR
    assert np.abs(casualties.middle - SARIMA).mean() < SARIMA_ERROR / 2


def test_a_seasonal_forecast_lies_within_an_error_of_exponential_smoothing_of_r(casualties: Forecast) -> None:
    assert np.abs(casualties.middle - ETS).max() < SARIMA_ERROR


def test_a_seasonal_forecast_is_about_as_unsure_as_exponential_smoothing_of_r(casualties: Forecast) -> None:
    ratio = (casualties.hi - casualties.lo) / (np.array(ETS_UPPER) - ETS_LOWER)

    assert (ratio > 0.9).all()  # it does not know the model, so it must not be surer
    assert (ratio < 1.3).all()


def test_a_forecast_without_season_is_that_of_arima_of_r_within_a_tenth_of_its_error(flow: Forecast) -> None:
    assert np.abs(flow.middle - NILE).max() < 120.4 / 10


def test_a_forecast_without_season_is_about_as_unsure_as_a_new_independent_value(flow: Forecast) -> None:
    # qt(.975, 61) sd(y) sqrt(1 + 1/62), half the width
    assert (flow.hi - flow.lo) / 2 == pytest.approx(np.full(10, 244.82995), rel=0.1)
