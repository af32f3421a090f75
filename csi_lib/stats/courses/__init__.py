"""Courses of a series as people expect to see them: Mann-Kendall, Sen's slope, change points, forecasts."""

from csi_lib.stats.courses.change_points import Changes, find_changes
from csi_lib.stats.courses.forecast import Forecast, Hindsight, Past, back_test, forecast_together
from csi_lib.stats.courses.mann_kendall import (
    MannKendall,
    mann_kendall,
    prewhitened_mann_kendall,
    seasonal_mann_kendall,
)
from csi_lib.stats.courses.rates import RATES, CourseRate, rate_of
from csi_lib.stats.courses.sen import SenSlope, seasonal_sen_slope, sen_slope

__all__ = [
    "RATES",
    "Changes",
    "CourseRate",
    "Forecast",
    "Hindsight",
    "MannKendall",
    "Past",
    "SenSlope",
    "back_test",
    "find_changes",
    "forecast_together",
    "mann_kendall",
    "prewhitened_mann_kendall",
    "rate_of",
    "seasonal_mann_kendall",
    "seasonal_sen_slope",
    "sen_slope",
]
