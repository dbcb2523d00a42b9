"""One rule file for labels: complete, and the same for the browser and for paper."""

from __future__ import annotations

from atlas.layers.label_rules import label_rules
from tests.support.project import store


def test_every_label_of_every_layer_has_a_style():
    asked = {label.style for layer in store().catalogue.values() for label in layer.label}
    assert asked <= set(label_rules().styles)


def test_a_kind_keeps_what_it_does_not_change():
    rules = label_rules()
    core = rules.look("area", "core", chosen=False)
    assert (core.size, core.colour, core.bold) == (14.5, "#2f2c70", 0.035)
    shield = rules.look("shield", "national_road", chosen=True)
    assert (shield.ground, shield.size) == ("#b3261e", 14.0)


def test_labels_grow_step_by_step():
    factors = [label_rules().growth.factor(zoom) for zoom in (8, 10.74, 10.75, 12, 15)]
    assert factors == [1.0, 1.0, 1.12, 1.26, 1.26]
    levels = [level for level, _ in label_rules().growth.steps]
    assert levels == sorted(levels) and levels[0] == 0


def test_no_place_is_tried_twice():
    spots = label_rules().spots
    for more in (spots.town, spots.beside, spots.point, spots.line):
        tried = [*spots.area, *more] if more in (spots.town, spots.beside) else list(more)
        assert len(set(tried)) == len(tried)
