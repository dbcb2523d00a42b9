"""Every printed document, in both languages, looks as in its reviewed picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageFilter

from atlas.core.messages import LANGUAGES
from atlas.print.documents import document_map
from atlas.print.documents.profile_pdf import profile_pdf
from atlas.print.sheet import render
from tests.support.gallery import FOLDER, SHOWN, differences, picture_of, reviewed, stored
from tests.support.papers import paper, sheet_of
from tests.support.project import failures, store

TOWN = "370283119"


def test_every_document_looks_as_reviewed(tmp_path):
    """What differs is left in ``tmp_path``; if it is right, see :mod:`tests.support.gallery`."""

    def compare(kind: str, lang: str) -> None:
        picture = picture_of(paper(kind, lang))
        places = differences(picture, reviewed(kind, lang))
        if places:
            picture.save(tmp_path / f"{kind}-{lang}.png")
        assert len(places) == 0, f"differs at {places[:5]}: see {tmp_path}"

    assert failures(compare, SHOWN, LANGUAGES) == {}


def test_every_picture_is_of_a_document():
    named = {f"{kind}-{lang}.png" for kind in SHOWN for lang in LANGUAGES}
    assert {path.name for path in FOLDER.iterdir()} == named


def without_one_label(pen, labels):
    """Draw all labels but the smallest."""
    ordered = sorted(labels, key=lambda label: label.box.width * label.box.height)
    DRAW_LABELS(pen, ordered[1:])


DRAW_LABELS = render.draw_labels
#: what goes missing: module, function, what takes its place
LOSSES = {
    "the map of a sheet": (render, "draw_map", lambda *args: None),
    "the legend of a sheet": (render, "draw_legend", lambda *args: None),
    "one label of a sheet": (render, "draw_labels", without_one_label),
    "the north arrow of a sheet": (render, "draw_north", lambda pen, window, *rest: window.box),
    "the scale of a sheet": (render, "draw_scale", lambda *args: None),
    "the locator of a sheet": (render, "draw_locator", lambda *args: None),
    "the features of a document": (document_map, "draw_features", lambda *args: None),
    "one label of a document": (document_map, "draw_labels", without_one_label),
    "the symbols of a legend": (document_map, "draw_swatch", lambda *args: None),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_the_comparison_finds_what_is_missing(monkeypatch, loss):
    sheet = LOSSES[loss][0] is render
    whole = paper("sheet-structure-A4" if sheet else "profile", "zh")
    monkeypatch.setattr(*LOSSES[loss])
    less = sheet_of("structure", "A4", "zh") if sheet else profile_pdf(store(), TOWN, "zh")
    assert differences(picture_of(less), picture_of(whole))


def test_the_comparison_bears_another_renderer_and_a_lighter_font():
    whole = picture_of(paper("profile", "zh"))
    kept = Image.open(io.BytesIO(stored(whole)))
    assert differences(whole, kept) == []
    softer = whole.filter(ImageFilter.GaussianBlur(0.4))
    assert differences(softer, kept) == []
