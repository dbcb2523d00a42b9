"""Look up complaints of the validation."""

from __future__ import annotations

from atlas.pipeline.validation import Complaint


def found(complaints: list[Complaint], file: str, feature: str, field: str) -> str:
    """Return the messages about one place, so that a failing test shows them."""
    return "\n".join(
        complaint.message
        for complaint in complaints
        if (complaint.file, complaint.feature, complaint.field) == (file, feature, field)
    )
