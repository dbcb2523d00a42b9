"""Distances as bands that reflect the accuracy of both ends, on pages, cards and in files."""

from __future__ import annotations

import re

import pytest

from atlas import wording
from atlas.core.messages import LANGUAGES
from atlas.spatial.crs import to_metres
from atlas.spatial.distance_band import Band, band, combined_m
from atlas.store.store import Store
from atlas.wording.phrases import rounded
from tests.support.project import failures, store

#: band field → field that names the other end
BANDS = {
    "near_station_km": "near_station",
    "near_expressway_km": "near_expressway",
    "near_airport_km": "near_airport",
}


@pytest.mark.parametrize(
    ("metres", "accuracies", "expected"),
    [
        # ± 5 km together: 3-4-5
        (11_000, (3000, 4000), (6, 16)),
        (5_000, (3000, 4000), (0, 10)),
        (4_900, (3000, 4000), (0, 10)),
        # outward: 10.2 − 1.414 = 8.786, 10.2 + 1.414 = 11.614
        (10_200, (1000, 1000), (8, 12)),
        # one end exact: ± 2 km
        (9_500, (2000, 0), (7, 12)),
        (0, (2500, 0), (0, 3)),
        # rounded to kilometres unless both ends are accurate to less than 100 m
        (1_234, (99, 0), (1.1, 1.4)),
        (1_234, (100, 0), (1, 2)),
        (1_234, (30, 40), (1.1, 1.3)),
        (0, (30, 40), (0, 0.1)),
        # exact ends: only rounding matters, and a distance of 0 is within it
        (9_000, (0, 0), (9, 9)),
        (9_000.0000001, (0, None), (9, 9)),
        (0, (0, 0), (0, 0.1)),
    ],
)
def test_a_band_holds_what_both_accuracies_allow(metres, accuracies, expected):
    assert band(metres, *accuracies) == pytest.approx(expected)


def test_accuracies_combine_as_the_root_of_the_sum_of_their_squares():
    assert combined_m(3000, 4000) == 5000
    assert combined_m(3000, None) == combined_m(3000) == 3000
    assert combined_m() == 0


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        (Band(9, 13), "9–13 千米", "9–13 km"),
        (Band(0, 6), "≤\u00a06 千米", "≤\u00a06 km"),
        (Band(1.1, 1.4), "1.1–1.4 千米", "1.1–1.4 km"),
        (Band(9, 9), "9 千米", "9 km"),
    ],
)
def test_a_band_in_words(found, zh, en):
    assert wording.band_text(found, "zh") == zh
    assert wording.band_text(found, "en") == en


def with_bands() -> list[tuple[str, str]]:
    """Return (feature, field) of every distance of the data."""
    return [
        (record["id"], key)
        for record in store().records.values()
        for key, field in store().catalogue[record["layer"]].fields.items()
        if field.type == "band" and wording.band_of(record, key)
    ]


def test_every_distance_of_the_data_is_the_band_of_both_ends():
    found = with_bands()
    assert {key for _, key in found} == set(BANDS)
    frames = store().frames.values()
    shapes = {n: to_metres(s) for f in frames for n, s in zip(f["id"], f.geometry, strict=True)}

    def check(identifier_and_key: tuple[str, str]) -> None:
        identifier, key = identifier_and_key
        record = store().records[identifier]
        node = store().records[record[BANDS[key]]]
        metres = shapes[identifier].distance(shapes[node["id"]])
        expected = band(metres, record["accuracy_m"], node["accuracy_m"])
        assert wording.band_of(record, key) == pytest.approx(expected)
        reach = (record["accuracy_m"] ** 2 + node["accuracy_m"] ** 2) ** 0.5 / 1000
        assert expected.low_km <= max(metres / 1000 - reach, 0)
        assert expected.high_km >= metres / 1000 + reach

    assert failures(check, found) == {}


def test_no_field_and_no_text_has_a_third_distance():
    """Files have two bounds and no other distance; card and table agree with the file."""
    whole: Store = store()
    for layer in {whole.records[identifier]["layer"] for identifier, _ in with_bands()}:
        names = [name for name in whole.frames[layer].columns if name.startswith("near_")]
        bounds = {f"{key}_{end}" for key in BANDS for end in ("min", "max")}
        assert set(names) == bounds | set(BANDS.values())

    def check(identifier_and_key: tuple[str, str], lang: str) -> None:
        identifier, key = identifier_and_key
        record = whole.records[identifier]
        low, high = wording.band_of(record, key)
        figures = f"≤\u00a0{high:g}" if low == 0 else f"{low:g}–{high:g}"
        assert wording.cell(whole, record, key, lang) == {"text": figures, "value": low}
        label = whole.catalogue[record["layer"]].fields[key].label.in_(lang)
        rows = {row["label"]: row["value"] for row in wording.card_rows(whole, record, lang)}
        assert rows[label] == f"{figures} {'km' if lang == 'en' else '千米'}"
        assert re.fullmatch(r"(≤\u00a0|\d+–)\d+", figures)

    assert failures(check, with_bands(), LANGUAGES) == {}


def test_the_table_of_parks_has_station_expressway_and_airport():
    assert store().catalogue["industrial-parks"].table[-3:] == tuple(BANDS)


@pytest.mark.parametrize(
    ("value", "precision", "shown"),
    [
        (12.345, "schematic", 12),
        (9827.4, "schematic", 9800),
        (9827.4, "derived", 9830),
        (9827.4, "surveyed", 9827),
        (9827.4, "official", 9827),
        (0.0456, "schematic", 0.046),
    ],
)
def test_a_size_is_rounded_to_the_shape_s_precision(value, precision, shown):
    assert rounded(value, precision) == pytest.approx(shown)
