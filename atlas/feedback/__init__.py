"""Readers' remarks in; one SQLite file that keeps them, and their records for the operator, out."""
