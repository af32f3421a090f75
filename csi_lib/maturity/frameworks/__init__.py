"""Frameworks as files: what each of them makes of the same answers."""

from csi_lib.maturity.frameworks.load import Frame, list_frames, read_frame
from csi_lib.maturity.frameworks.profile import Part, Profile
from csi_lib.maturity.frameworks.profiles import read_profiles

__all__ = ["Frame", "Part", "Profile", "list_frames", "read_frame", "read_profiles"]
