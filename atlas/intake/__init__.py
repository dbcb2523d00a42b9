"""Readers for planners' files: bytes in; decoded, located and repaired shapes out."""
