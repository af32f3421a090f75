"""The days the data speak of, and KPIs measured over them."""

from csi_lib.kpi.engagement import data_window, measure_window

__all__ = ["data_window", "measure_window"]
