"""A feature is announced by name, kind, dated status and place."""

from __future__ import annotations

import pytest

from atlas.wording.spoken_text import spoken
from tests.support.project import store


@pytest.mark.parametrize(
    ("feature", "zh", "en"),
    [
        (
            "tp-exp-laizhou-qingdao",
            "高速公路，规划（2025 年 10 月），旧店镇",
            "Expressway, Planned (October 2025), Jiudian",
        ),
        ("tp-metro-14", "地铁，研究中（2024 年），南村镇、白沙河街道等 4 个", None),
        (
            "tp-air-low-altitude-centre",
            "通航与低空，规划（2021 年 6 月），所在镇街没有公布，位置没有公布",
            None,
        ),
    ],
)
def test_the_phrase_has_kind_month_and_towns(feature: str, zh: str, en: str | None) -> None:
    record = store().records[feature]
    assert spoken(store(), record, "zh") == f"{record['name_zh']}，{zh}"
    if en:
        assert spoken(store(), record, "en") == f"{record['name_en']}, {en}"


def test_a_town_is_not_said_to_lie_in_itself() -> None:
    [town] = [r for r in store().records.values() if r["name_zh"] == "旧店镇"]
    assert spoken(store(), town, "zh") == "旧店镇，镇"
