"""Coordinates and shapes in, their systems, sizes, intersections and texts out; knows no layer."""
