"""Planners' files of any format in; shapes out: decoded, located, repaired."""
