"""Shapes in the form of the URL whose edges cross each other."""

from __future__ import annotations

import math


def star(points: int) -> str:
    """Return an outline whose edges cross nearly all others."""
    turns = [math.pi * (points - 1) / points * k for k in range(points)]
    spots = (f"{120 + 0.1 * math.cos(t):.6f},{36.8 + 0.1 * math.sin(t):.6f}" for t in turns)
    return "polygon:" + ";".join(spots)
