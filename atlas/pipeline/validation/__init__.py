"""Built files in, complaints out: each names file, feature, field and what was expected."""

from atlas.pipeline.validation.complaint import Complaint
from atlas.pipeline.validation.validate_files import validate

__all__ = ["Complaint", "validate"]
