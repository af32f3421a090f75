"""Local days and business time, prepared here so that no engine's time-zone function is ever used."""

from csi_lib.clocks.business import MOST_SEGMENTS, business_days, business_seconds
from csi_lib.clocks.calendar import Calendar, load_calendar
from csi_lib.clocks.days import SECONDS_PER_DAY, SWITCHES, local_day, to_utc, utc_days

__all__ = [
    "MOST_SEGMENTS",
    "SECONDS_PER_DAY",
    "SWITCHES",
    "Calendar",
    "business_days",
    "business_seconds",
    "load_calendar",
    "local_day",
    "to_utc",
    "utc_days",
]
