"""Validation of the built data; complaints name file, feature, field and expected value."""

from atlas.validate.complaint import Complaint
from atlas.validate.run import validate

__all__ = ["Complaint", "validate"]
