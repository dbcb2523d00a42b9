"""Spatial analysis: shapes and features in; checks, extracts, location reports, profiles out."""
