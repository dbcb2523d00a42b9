"""Addresses below ``/download`` in; files out."""
