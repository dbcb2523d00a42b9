from atlas.core.paths import GEODATA
from atlas.plan.built_tables import read_checked
from atlas.plan.clause_links import Link, first_links
from atlas.plan.clauses import Plan

METRO = Link(feature="metro", clause="5.4.1-1", quote="地铁 14号线规划实施", relation="orders")


def test_the_first_link_of_each_feature_is_used():
    later = METRO.model_copy(update={"clause": "box1-2"})
    other = METRO.model_copy(update={"feature": "other"})
    assert first_links([METRO, later, other]) == {"metro": METRO, "other": other}


def test_a_quote_must_stand_in_its_clause():
    plan = read_checked(GEODATA / "plan.json", Plan)
    assert plan.quote_problem(METRO.clause, METRO.quote) is None
    elsewhere = plan.quote_problem("5-1", METRO.quote)
    assert elsewhere is not None
    assert elsewhere.endswith("it occurs in 5.4.1-1")
    nowhere = plan.quote_problem(METRO.clause, "地铁15号线")
    assert nowhere is not None
    assert nowhere.endswith("it occurs nowhere in the plan")
