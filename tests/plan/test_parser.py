import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.core.paths import GEODATA, ROOT, SOURCES, Paths
from atlas.pipeline.build.build_files import corrections
from atlas.plan.built_tables import read_checked
from atlas.plan.clauses import Plan, without_space
from atlas.plan.parser import chinese_number, parse_plan, tidy
from atlas.plan.plan_error import PlanError


@cache
def source() -> str:
    """Return the plan as published."""
    return (SOURCES / "plan.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parse_plan(source(), corrections(Paths.at(ROOT)))


def pieces(plan: Plan) -> list[tuple[int, int, str]]:
    """Return all pieces of the parsed text, corrections undone: (line, order in the line, text)."""
    made = [(drop.line, 0, drop.text) for drop in plan.dropped]
    made += [(heading.line, 1, heading.number + heading.title) for heading in plan.headings]
    return made + [(c.line, 2 + n, plan.as_published(c.id)) for n, c in enumerate(plan.clauses)]


def test_parsing_the_plan_loses_and_adds_nothing(plan):
    # The parsed pieces in line order equal the source, ignoring white space. The single line of
    # noise is in no clause, and list marks precede theirs; the rows of the
    # indicators and the entries of the boxes are clauses like any other.
    text = "".join(text for _, _, text in sorted(pieces(plan)))
    assert without_space(text) == without_space(source())


# a line that begins with a number, as “5、”, is a heading, and no number may occur twice
words = st.text("甲乙丙丁,、。;:5%", min_size=1, max_size=12).filter(
    lambda text: not text.startswith("5")
)
paragraphs = st.one_of(words, st.builds("- {}".format, words), st.builds("——{}。".format, words))


@given(st.lists(st.tuples(words, st.lists(paragraphs, max_size=4)), min_size=1, max_size=5))
def test_parsing_any_text_loses_nothing(sections):
    lines = ["第一章 子"]
    for number, (title, own) in enumerate(sections):
        lines += [f"第{'一二三四五'[number]}节 {title}", "", *own]
    made = parse_plan("\n".join(lines))
    text = "".join(text for _, _, text in sorted(pieces(made)))
    assert without_space(text) == without_space("".join(lines))


def test_dropped_text_is_recorded_and_not_chinese(plan):
    assert {drop.text for drop in plan.dropped} == {"-", "THE REPORT OF THE PROPERTY O"}
    for drop in plan.dropped:
        assert source().split("\n")[drop.line - 1].startswith(drop.text)


def test_thirteen_chapters_and_the_sections_of_each(plan):
    chapters = [heading.id for heading in plan.headings if heading.level == "chapter"]
    assert chapters == [str(number) for number in range(1, 14)]
    for chapter in chapters:
        sections = [
            heading.id
            for heading in plan.headings
            if heading.level == "section" and heading.id.split(".")[0] == chapter
        ]
        assert sections == [f"{chapter}.{number}" for number in range(1, len(sections) + 1)]
        assert len(sections) >= 3


def test_every_heading_of_the_source_is_found(plan):
    wanted = re.findall(r"^(?:第.{1,2}[章节]|\d+、|\(\d+\)|专栏)", source(), flags=re.MULTILINE)
    assert len(plan.headings) == len(wanted)


def test_clause_ids_are_unique_and_give_the_place(plan):
    assert len({clause.id for clause in plan.clauses}) == len(plan.clauses)
    for clause in plan.clauses:
        if clause.kind == "text" and clause.chapter is not None:
            place = (clause.chapter, clause.section, clause.item, clause.sub_item)
            prefix = ".".join(str(number) for number in place if number is not None)
            assert re.fullmatch(re.escape(prefix) + r"-\d+", clause.id)


@pytest.mark.parametrize(
    ("clause_id", "beginning"),
    [
        ("5-1", "优化国土空间开发保护格局"),
        ("5.1-2", "着力推进北部老城区有机更新"),
        ("5.4.1-3", "构建便捷城区交通体系"),
        ("6.1-1", "优化提升智能家电"),
        ("6.1.1.2-1", "推进新河化工转型升级"),
        ("6.1.4-1", "聚焦人工智能"),
        ("6.3.1-1", "依托经济开发区"),
        ("9.2.2-1", "开展水源地"),
        ("box1-1", "◆交通基础设施"),
        ("box1-2", "①铁路及轨道交通项目"),
        ("box1-3", "②公路改扩建项目"),
        ("box1-6", "②水利项目"),
        ("box2-2", "推动通讯模块"),
        ("fig3", "图 3 主城区布局示意图"),
        ("front-2", "平政发〔2021〕12号"),
        ("end-1", "抄送:"),
    ],
)
def test_known_clauses_have_the_expected_text(plan, clause_id, beginning):
    assert plan.clause(clause_id).text.startswith(beginning)


def test_titles_are_ordered_from_the_chapter_down(plan):
    assert plan.clause("5.4.1-3").titles == (
        "优化全域空间格局,建设现代化中等城市新标杆",
        "统筹推进基础设施建设",
        "构建交通基础设施网络体系",
    )
    assert plan.clause("box1-2").titles[-1] == '"十四五"基础设施重点项目'
    assert plan.clause("box1-2").box == 1


def test_paragraphs_split_by_a_page_are_joined(plan):
    # "…人均地区" ends a page, "生产总值…" begins the next
    assert "人均地区生产总值达到 5.17 万元" in plan.clause("1.1-2").text
    assert "小沽河治理项目、河道治理工程" in plan.clause("box1-6").text
    # the page break in 10.1.2 is after a closing quotation mark
    assert '"1+X"证书制度参与率' in plan.clause("10.1.2-1").text


def test_no_paragraph_of_a_chapter_remains_split(plan):
    for clause in plan.clauses:
        if clause.kind == "text" and clause.chapter is not None:
            assert clause.text.endswith("。"), clause.id


def test_the_table_is_one_clause_with_its_title_and_all_rows(plan):
    text = plan.clause("table1").text
    assert text.startswith('"十四五"时期经济社会发展主要指标\n|')
    numbers = [int(number) for number in re.findall(r"^\|[^|]*\| (\d+) \|", text, re.MULTILINE)]
    assert numbers == list(range(1, 23))


def test_a_box_has_groups_of_entries(plan):
    transport, energy = plan.groups(1)
    assert transport[0].text == "◆交通基础设施:"
    assert [clause.id for clause in transport[1]] == ["box1-2", "box1-3"]
    assert energy[0].text == "◆能源基础设施:"
    assert [clause.text[:4] for clause in energy[1]] == ["①输变电", "②水利项"]
    directions = plan.groups(2)
    assert [head.text for head, _ in directions] == [
        "◆智能家电",
        "◆高端化工",
        "◆食品饮料",
        "◆高端装备",
        "◆新能源",
        "◆新材料",
        "◆生物技术",
    ]
    assert all(len(entries) == 1 for _, entries in directions)
    assert all(clause.text.endswith("。") for _, entries in directions for clause in entries)
    assert plan.groups(3) == []


def test_quotes_are_found_ignoring_white_space(plan):
    assert [clause.id for clause in plan.find("地铁14号线 规划实施")] == ["5.4.1-1"]
    assert plan.find("地铁15号线规划实施") == []
    assert plan.find("  ") == []


def test_plan_json_equals_the_parsed_plan(plan):
    assert read_checked(GEODATA / "plan.json", Plan) == plan


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "第一章 甲\n\n第一节 乙\n\n丙。\n\n第一节 丁\n",
            r"line 7: .* 1.1 stands already at line 3",
        ),
        ("第一章 甲\n图 1 乙\n图 1 丙\n", r"line 3: .* fig1 stands already at line 2"),
    ],
)
def test_a_number_given_twice_is_an_error(text, message):
    with pytest.raises(PlanError, match=message):
        parse_plan(text)


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("一", 1), ("九", 9), ("十", 10), ("十三", 13), ("二十", 20), ("四十二", 42)],
)
def test_chinese_numbers(numeral, number):
    assert chinese_number(numeral) == number


def test_invalid_chinese_numbers_are_refused():
    with pytest.raises(PlanError, match="found '百'"):
        chinese_number("百")


def test_tidy_drops_the_spaces_of_line_breaks_only():
    assert tidy(" 现代 化, 年均 5 % ") == "现代化,年均 5 %"
    assert tidy("引进 VR 酒店") == "引进 VR 酒店"
