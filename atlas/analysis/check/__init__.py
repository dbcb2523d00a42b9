"""The check: what overlaps what, how much of it, and how sure that is."""

from atlas.analysis.check.against import Group, groups, zones
from atlas.analysis.check.errors import CheckError, StoppedError
from atlas.analysis.check.overlap import check
from atlas.analysis.check.projects import Matrix, chosen, matrix
from atlas.analysis.check.report import Report, Settings, Total, Verdict

__all__ = [
    "CheckError",
    "Group",
    "Matrix",
    "Report",
    "Settings",
    "StoppedError",
    "Total",
    "Verdict",
    "check",
    "chosen",
    "groups",
    "matrix",
    "zones",
]
