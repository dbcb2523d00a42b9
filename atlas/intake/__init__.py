"""Planners' files → shapes that the atlas can trust: read, legible, in their place, valid."""
