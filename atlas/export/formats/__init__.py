"""The forms of file, one a module."""
