"""Text encoding of planners' files: any encoding is decoded, or asked about with a preview."""

from __future__ import annotations

import geopandas as gpd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from atlas.readers.file_reader import answered, read_planners_file
from atlas.readers.text_encoding import canonical, commonness, decide
from tests.support.planners import METRES, NAMES, SQUARE, shp_zip

COMMON = "平度市明村大泽山镇工业用地生态保护红线规划项目水库公路铁路"


@pytest.mark.parametrize(
    ("encoding", "cpg", "note"),
    [
        ("utf-8", None, None),
        ("utf-8", "UTF-8", None),
        ("utf-8", "GBK", "planners.not_as_claimed"),
        ("utf-8", "ISO-8859-1", None),
        ("gbk", None, "planners.taken_for_gbk"),
        ("gbk", "GBK", None),
        ("gbk", "936", None),
        ("gbk", "UTF-8", "planners.not_as_claimed"),
        ("gbk", "ISO-8859-1", "planners.taken_for_gbk"),
        ("gbk", "nonsense", "planners.taken_for_gbk"),
    ],
)
def test_chinese_attributes_are_decoded_and_a_wrong_declaration_is_reported(encoding, cpg, note):
    drawing = read_planners_file(
        "a.zip", shp_zip(METRES, encoding, **({"cpg": cpg} if cpg else {}))
    )
    assert list(drawing.frame["名称"]) == NAMES
    assert [n.key for n in drawing.notes if n.key != "planners.stated"] == ([note] if note else [])


def test_an_unclear_encoding_is_asked_about_with_previews():
    frame = gpd.GeoDataFrame({"name": ["國土規劃圖層"]}, geometry=[SQUARE], crs=4326)
    content = shp_zip(frame, "big5")
    drawing = read_planners_file("a.zip", content)
    [question] = drawing.questions
    assert drawing.frame is None and question.about == "encoding"
    previews = {option.value: option.preview for option in question.options}
    assert previews["big5"] == "國土規劃圖層"
    chosen = read_planners_file("a.zip", content, answered(None, "big5"))
    assert list(chosen.frame["name"]) == ["國土規劃圖層"]


def test_a_character_cut_at_the_end_of_a_field_does_not_break_decoding():
    # 254 bytes hold 84 characters of 3 bytes and a part of the next
    frame = gpd.GeoDataFrame({"备注": ["平" * 120]}, geometry=[SQUARE], crs=4326)
    [text] = read_planners_file("a.zip", shp_zip(frame)).frame["备注"]
    assert text == "平" * 84


@given(st.lists(st.text(COMMON, min_size=1), min_size=1), st.sampled_from(["utf-8", "gbk"]))
def test_common_chinese_is_decoded_under_any_declared_encoding(texts, encoding):
    raw = [text.encode(encoding) for text in texts]
    for claim in (None, "GBK", "UTF-8", "cp1252"):
        decision = decide("a", raw, claim, None)
        if decision.question is None and not all(_both(text) for text in raw):
            assert [decision.text(one) for one in raw] == texts


def _both(raw: bytes) -> bool:
    """Return whether bytes are valid in both encodings, so that the encoding is undecidable."""
    try:
        return bool(raw.decode("utf-8") and raw.decode("gb18030"))
    except UnicodeDecodeError:
        return False


@given(st.text(min_size=1), st.integers(1, 3))
def test_a_cut_utf8_text_keeps_its_whole_characters(text, cut):
    raw = text.encode()
    assume(len(raw) > cut and not raw.isascii())
    decision = decide("a", [raw], None, None)
    assert text.startswith(decision.text(raw[:-cut])) or decision.encoding != "utf-8"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("936", "gb18030"),
        ("ANSI_936", "gb18030"),
        ("GB2312", "gb18030"),
        ("UTF-8", "utf-8"),
        ("65001", "utf-8"),
        ("1252", "cp1252"),
        ("nonsense", None),
        ("", None),
        (None, None),
    ],
)
def test_names_of_encodings(name, wanted):
    assert canonical(name) == wanted


def test_common_characters():
    assert commonness("平度") == 1
    assert commonness("瓣砏籓芖") < 0.9
