"""What the map of towns is shaded by: values, and classes that fit them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from atlas.analysis.town_measures import MEASURES, Scales, counts_by_town, measured, scales
from atlas.analysis.town_profile import profile
from atlas.wording.town_page_text import class_texts, shown_value
from tests.support.project import store


def values() -> dict[str, dict[str, float]]:
    counts = counts_by_town(store())
    return {
        code: {
            key: shown_value(value)
            for key, value in measured(store(), profile(store(), code), counts[code]).items()
        }
        for code in store().towns
    }


def test_the_classes_fit_the_towns() -> None:
    """No class is empty, and none has half of the towns: else the map would say little."""
    found = values()
    for scale in scales().measure:
        towns = Counter(scale.place(own[scale.key]) for own in found.values())
        assert sorted(towns) == list(range(len(scale.least))), scale.key
        assert max(towns.values()) < len(found) / 2, scale.key


def test_values_are_those_of_profile_and_evaluation() -> None:
    own, counted = profile(store(), "370283122"), counts_by_town(store())["370283122"]
    found = measured(store(), own, counted)
    assert found["projects"].value == counted.total
    assert found["active"].value == counted.numbers["done"] + counted.numbers["under_way"]
    assert found["km"].value == own.km(store(), built=False)
    assert found["redline"].value == own.redline.ha


def test_classes_are_named_with_whole_bounds_for_counts() -> None:
    texts = {scale.key: class_texts(scale, "en") for scale in scales().measure}
    assert texts == {
        "projects": ["< 10", "10–19", "20–29", "30–39", "≥ 40"],
        "active": ["none", "1", "2", "3–4", "≥ 5"],
        "km": ["none", "< 5", "5–10", "10–20", "≥ 20"],
        "redline": ["< 500", "500–1,000", "1,000–2,000", "2,000–5,000", "≥ 5,000"],
    }


def test_darker_colours_are_for_more() -> None:
    def light(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    shades = [light(colour) for colour in scales().colours]
    assert shades == sorted(shades, reverse=True)
    assert min(a - b for a, b in pairwise(shades)) > 20


def test_classes_that_do_not_rise_are_refused() -> None:
    rows = [{"key": key, "least": [0, 5, 3], "none": False} for key in MEASURES]
    with pytest.raises(ValueError, match="rising"):
        Scales.model_validate({"colours": ["#ffffff", "#888888", "#000000"], "measure": rows})
