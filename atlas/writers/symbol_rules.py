"""The symbols of features in files: one per category, status and precision, as on the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from atlas.core.model import Text, vocabulary
from atlas.layers.layer_definition import Category, PointSymbol
from atlas.layers.symbology import Shape, rules, style
from atlas.writers.feature_table import RULED, FeatureTable

WHITE = "#ffffff"
#: precisions with a style of their own
SOFT = ("schematic", "town")


@dataclass(frozen=True)
class SymbolRule:
    """A symbol and the condition for features that have it.

    Attributes
    ----------
    label : str
        In the reader's language.
    values : tuple of (str or None), or None
        Category, status and precision of its features; ``None``: all features.
    look : dict
        Style from :func:`atlas.layers.symbology.style`.
    category : Category
    """

    label: str
    values: tuple[str | None, ...] | None
    look: dict[str, Any]
    category: Category

    def covers(self, frame: gpd.GeoDataFrame) -> np.ndarray:
        """Return a mask of the features of a frame that have the symbol."""
        mask = np.ones(len(frame), bool)
        for name, value in zip(RULED, self.values or (), strict=False):
            column = frame[name]
            mask &= np.asarray(column.isna() if value is None else column == value, bool)
        return mask


def rules_of(content: FeatureTable, kind: Shape, frame: gpd.GeoDataFrame) -> Iterator[SymbolRule]:
    """Yield the symbols of a layer's features of a kind, lowest on the map first.

    Each feature has exactly one. A frame without a layer definition has one neutral symbol.
    """
    if content.definition is None:
        category = _neutral(content)
        yield SymbolRule(content.title, None, style(category, kind, None, "derived"), category)
        return
    words, lang = vocabulary(), content.lang
    order = [*words.status, None]
    for category in content.definition.categories:
        own = frame[frame["kind"] == category.value]
        pairs = set(zip(own["status"], own["precision"], strict=True))
        for status, precision in sorted(pairs, key=lambda p: (order.index(p[0]), str(p[1]))):
            parts = [category.label.in_(lang)]
            if status not in (None, "built"):
                label = content.definition.status_labels.get(status) or words.status[status].text
                parts.append(label.in_(lang))
            alike = [p for s, p in pairs if s == status and p not in SOFT]
            if precision and (precision in SOFT or len(alike) > 1):
                parts.append(words.precision[precision].text.in_(lang))
            look = style(category, kind, status, precision)
            yield SymbolRule(" · ".join(parts), (category.value, status, precision), look, category)


def _neutral(content: FeatureTable) -> Category:
    sample = rules().sample
    return Category(
        value="-",
        label=Text(zh=content.title, en=content.title),
        line=sample.line,
        area=sample.area,
        point=PointSymbol(shape="circle", colour=sample.line.colour),
    )


def ink(look: dict[str, Any]) -> dict[str, Any]:
    """Return the main stroke of a style: the topmost one that is not white."""
    if look["shape"] == "point":
        return {"color": look["color"], "weight": 1.0, "opacity": look.get("opacity", 1)}
    strokes: list[dict[str, Any]] = look["strokes"]
    return next((s for s in reversed(strokes) if s["color"].lower() != WHITE), strokes[-1])
