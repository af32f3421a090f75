"""Pictures of maturity: readable without colour, and said in words beside the drawing."""

from csi_lib.report.maturity.doubt import doubt_chart
from csi_lib.report.maturity.grid import letter_grid
from csi_lib.report.maturity.groups import group_chart
from csi_lib.report.maturity.parts import parts_chart
from csi_lib.report.maturity.radar import radar_chart
from csi_lib.report.maturity.shares import share_grid

__all__ = ["doubt_chart", "group_chart", "letter_grid", "parts_chart", "radar_chart", "share_grid"]
