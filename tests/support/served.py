"""The features of a layer as the live service gives them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from atlas.analysis.progress_figures import has_projects, progress_values
from tests.support.project import built, store


@cache
def served(layer: str) -> list[dict[str, Any]]:
    """Return the features of a layer's file, with today's progress where a layer has projects."""
    if not has_projects(store(), layer):
        return built(layer)
    today = date.today()
    return [
        {**f, "properties": {**f["properties"], **progress_values(store(), f["properties"], today)}}
        for f in built(layer)
    ]
