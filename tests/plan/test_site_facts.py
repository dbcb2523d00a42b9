"""Facts of sites: the vocabulary, the table, and the day on which an entry becomes stale."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from atlas.core.layer_ids import SITE_LAYERS
from atlas.plan.firms import is_stale_firm
from atlas.plan.site_facts import (
    SiteFactRow,
    check_after,
    fact_kinds,
    is_stale,
    not_public,
)
from tests.support.project import store

DAY = datetime.timedelta(days=1)
ROW: dict[str, Any] = {
    **{"feature": "ind-xinhe", "key": "water", "value": 5, "unit": "m3_day"},
    **{"date": "2026-01-15", "source": "plan-2021"},
}


def test_every_fact_is_of_a_known_site_kind_unit_and_source() -> None:
    found = store()
    words = fact_kinds()
    assert sum(map(len, found.site_facts.values())) >= 50
    for site, facts in found.site_facts.items():
        assert found.records[site]["layer"] in SITE_LAYERS, site
        for fact in facts:
            assert fact.key in words.kind, site
            assert fact.unit is None or fact.unit in words.kind[fact.key].units, (site, fact.key)
            assert found.sources[fact.source].confidence, fact.source


@pytest.mark.parametrize(
    ("key", "date", "last"),
    [
        ("contact", "2026-01-15", datetime.date(2026, 7, 15)),
        ("contact", "2026-08-31", datetime.date(2027, 2, 28)),
        # of a partial date the first day counts
        ("land-on-offer", "2026", datetime.date(2026, 7, 1)),
        ("water", "2024-03", datetime.date(2026, 3, 1)),
        ("firms", "2024-11-30", datetime.date(2026, 11, 30)),
        ("title", "2012", None),
        ("water", "not given", None),
    ],
)
def test_the_day_to_check_after_follows_from_kind_and_date(
    key: str, date: str, last: datetime.date | None
) -> None:
    assert check_after(key, date) == last


def test_a_fact_is_stale_from_the_day_after_on() -> None:
    last = datetime.date(2028, 1, 15)
    fact = SiteFactRow.model_validate(ROW).fact()
    assert fact.check_after == last
    assert [is_stale(fact, last + n * DAY) for n in (-1, 0, 1)] == [False, False, True]
    own = SiteFactRow.model_validate({**ROW, "check_after": "2026-02-01"}).fact()
    assert is_stale(own, datetime.date(2026, 2, 2))
    # without a date: stale if its kind ages
    undated = {**ROW, "date": "not given"}
    assert is_stale(SiteFactRow.model_validate(undated).fact(), datetime.date(2020, 1, 1))
    title = {
        **undated,
        "key": "title",
        "value": None,
        "unit": None,
        "text_zh": "甲",
        "text_en": "A",
    }
    assert not is_stale(SiteFactRow.model_validate(title).fact(), datetime.date(2999, 1, 1))
    firm = next(firm for firm in store().firms if firm.date == "2025-08-31")
    assert not is_stale_firm(firm, datetime.date(2027, 8, 31))
    assert is_stale_firm(firm, datetime.date(2027, 9, 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": None, "unit": None}, "expected a value or a text"),
        ({"unit": None}, "expected a value with its unit"),
        ({"text_zh": "甲"}, "expected the text in both languages"),
        ({"note_en": "A"}, "expected the note in both languages"),
        ({"date": "spring"}, "date"),
    ],
)
def test_a_row_of_the_table_is_whole(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SiteFactRow.model_validate({**ROW, **change})


def test_what_is_not_known_is_listed() -> None:
    unknown = not_public(store().site_facts["ind-xinhe"])
    assert "area-certified" in unknown  # its certified area was looked for and not found
    assert "water" in unknown
    assert "sewage" not in unknown
    assert "tax-promise" not in unknown  # not asked of every site
