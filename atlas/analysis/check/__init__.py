"""The check: overlaps between subjects and zones, their sizes, and their certainty."""

from atlas.analysis.check.against import Group, groups, zones
from atlas.analysis.check.errors import CheckError
from atlas.analysis.check.overlap import check
from atlas.analysis.check.projects import Matrix, chosen, matrix
from atlas.analysis.check.report import Report, Settings, Total, Verdict

__all__ = [
    "CheckError",
    "Group",
    "Matrix",
    "Report",
    "Settings",
    "Total",
    "Verdict",
    "check",
    "chosen",
    "groups",
    "matrix",
    "zones",
]
