"""Frames, checks, extracts and map views in; downloadable files out."""
