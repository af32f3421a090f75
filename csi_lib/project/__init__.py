"""An engagement's folder of its own: made, kept clean in git, packed to hand over."""

from csi_lib.project.pack import archive
from csi_lib.project.scaffold import Plan, create
from csi_lib.project.strip import strip_notebook

__all__ = ["Plan", "archive", "create", "strip_notebook"]
