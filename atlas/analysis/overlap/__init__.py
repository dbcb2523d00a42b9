"""Shapes and zones in; a report out: what overlaps what, how much, how sure that is."""

from atlas.analysis.overlap.check_errors import CheckError
from atlas.analysis.overlap.overlap_check import check
from atlas.analysis.overlap.overlap_report import Report, Total
from atlas.analysis.overlap.project_matrix import Matrix, chosen, matrix
from atlas.analysis.overlap.zone_groups import groups, zones

__all__ = [
    "CheckError",
    "Matrix",
    "Report",
    "Total",
    "check",
    "chosen",
    "groups",
    "matrix",
    "zones",
]
