"""Requests of pages in; jobs for the workers and their results out."""
