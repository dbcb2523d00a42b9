"""Checks of the built data: every complaint names file, feature, field and what was expected."""

from atlas.validate.complaint import Complaint
from atlas.validate.run import validate

__all__ = ["Complaint", "validate"]
