"""From a recommendation back to the finding, the number, the table and the file it rests on."""

from csi_lib.study.trace.link import COLUMNS, Level, Link, trace_frame
from csi_lib.study.trace.walk import trace

__all__ = ["COLUMNS", "Level", "Link", "trace", "trace_frame"]
