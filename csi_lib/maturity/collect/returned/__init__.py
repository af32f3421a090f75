"""Forms that came back: read, checked against what went out, and every fault named with its place."""

from csi_lib.maturity.collect.returned.form import Reply, Returned
from csi_lib.maturity.collect.returned.notes import Note, Notes
from csi_lib.maturity.collect.returned.read import list_files, read_form

__all__ = ["Note", "Notes", "Reply", "Returned", "list_files", "read_form"]
