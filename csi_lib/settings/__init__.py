"""Settings: the one door for YAML, what an engagement's file may say, and where things are."""

from csi_lib.settings.assessment import Assessment, AttributeId, LeftOut
from csi_lib.settings.door import load, point_at, read_yaml
from csi_lib.settings.engagement import Charts, Engagement, Event, Objective, Rebase, Report, Source, check_zone
from csi_lib.settings.model import ID_PATTERN, RESERVED_IDS, Id, Settings
from csi_lib.settings.places import find_engagement, find_home, find_kit, list_kit, load_engagement

__all__ = [
    "ID_PATTERN",
    "RESERVED_IDS",
    "Assessment",
    "AttributeId",
    "Charts",
    "Engagement",
    "Event",
    "Id",
    "LeftOut",
    "Objective",
    "Rebase",
    "Report",
    "Settings",
    "Source",
    "check_zone",
    "find_engagement",
    "find_home",
    "find_kit",
    "list_kit",
    "load",
    "load_engagement",
    "point_at",
    "read_yaml",
]
