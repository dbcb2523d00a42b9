"""What investors look for: it reaches every industry of a site."""

from __future__ import annotations

from collections import Counter

from atlas.analysis.site_search.wants import wants
from atlas.core.model import vocabulary
from tests.support.project import store


def site_industries() -> set[str]:
    sites = [r for r in store().records.values() if r["layer"].startswith("industrial-")]
    return {industry for site in sites for industry in site["industries"]}


def test_every_industry_of_a_site_is_looked_for_by_someone() -> None:
    reached = {one.industries[0] for one in wants().values()}
    assert len(site_industries()) > 15
    assert reached == site_industries()


def test_wants_name_industries_of_the_vocabulary_each_once() -> None:
    known = set(vocabulary().industry)
    wrong = {
        one.key: one.industries
        for one in wants().values()
        if not known.issuperset(one.industries) or len(set(one.industries)) < len(one.industries)
    }
    assert not wrong


def test_the_investors_own_words_lead_to_one_want() -> None:
    words = Counter(
        word.casefold()
        for one in wants().values()
        for word in {one.label.zh, one.label.en, *one.words}
    )
    assert [word for word, n in words.items() if n > 1] == []
    own = {word: one.key for one in wants().values() for word in (one.label.zh, *one.words)}
    everyday = ("家电配件", "家电配套", "家电零部件", "塑料件", "注塑")
    assert {own[word] for word in everyday} == {"appliance-parts"}
    assert {wants()[own[word]].chemical_park for word in ("农药", "涂料", "染料", "助剂")} == {True}
    assert [own[word] for word in ("精细化工", "小家电", "轮胎", "啤酒")] == [
        "fine-chemicals",
        "small-appliances",
        "tyres",
        "beer",
    ]
    box_2 = ("通讯模块", "表面活性剂", "颜料", "食品添加剂", "电子化学品", "医药中间体", "绿色食品")
    box_2 += ("酱油", "味粉", "轴承", "锅炉", "农业机械", "燃料电池", "高温合金", "石墨烯", "中药")
    assert [word for word in box_2 if word not in own] == []


def test_the_plans_words_lead_to_the_industry_that_the_plan_names_with_them() -> None:
    first = {
        word: one.industries[0]
        for one in wants().values()
        for word in (one.label.zh, one.label.en, *one.words)
    }
    own = {
        "养老": "care",  # 生活性服务业（1）大健康, apart from 生物技术
        "大健康": "care",
        "elderly care": "care",
        "医疗器械": "health",
        "中药": "health",
        "纳米材料": "chemical",  # “纳米材料、动力材料等化工新材料产业”
        "动力材料": "chemical",
        "海水淡化": "chemical",  # “海水淡化等盐化工领域”
        "医药中间体": "chemical",  # Box 2, 精细化工产品
        "智能涂料": "building_material",  # 绿色建筑节能新材料
        "抑菌材料": "building_material",
        "疗效食品": "food",  # Box 2, 食品加工
        "中央厨房": "condiment",
    }
    assert {word: first[word] for word in own} == own
    [care] = [r for r in store().records.values() if r["id"] == "park-elderly-care"]
    assert care["industries"] == ["care"]
