"""The shortlist as a PDF: what was asked for, and all of it on its first page."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from atlas.core.messages import message
from atlas.print.documents import document_map, numbered_sites
from atlas.print.documents.shortlist_pdf import shortlist_pdf
from atlas.store.query import SiteSearch
from atlas.wording.phrases import name
from atlas.wording.status_text import state
from tests.support.project import store

SITES = (
    *("ind-xinhe", "park-nancun-suppliers", "ind-linkong"),
    *("ind-kaifaqu", "park-nancun-investment", "ind-tonghe"),
)


def _first_page(search: SiteSearch, lang: str) -> str:
    pages = PdfReader(BytesIO(shortlist_pdf(store(), search, lang, date(2026, 11, 30)))).pages
    assert len(pages) == 1 + len(search.shortlist)  # the list, and a fact sheet for each
    return " ".join(pages[0].extract_text().split())


def test_the_first_page_has_six_sites_even_in_english() -> None:
    page = _first_page(SiteSearch(shortlist=SITES), "en")
    assert page.count("Jiaodong") == len(SITES)
    for site in SITES:  # each with its state and date
        assert state(store(), store().records[site], "en") in page
    assert "exit unknown" in page  # not only the exit that is known
    assert message("takeaway.legal", "en") in page


def test_the_columns_are_the_ways_that_were_asked_for() -> None:
    search = SiteSearch(needs=(("port_laizhou", 80), ("eco", 1)), shortlist=SITES[:2])
    page = _first_page(search, "zh")
    assert "选址条件：莱州港路程不超过 80 千米、距生态" in page
    assert page.count("莱州港") == 2 + len(search.shortlist)  # condition, head, a cell each
    assert "青岛港（前湾）" not in page and "高铁站 " not in page.split("最近的生态")[-1]


def test_every_numbered_site_is_named_on_the_map_also_inside_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    monkeypatch.setattr(numbered_sites, "write", lambda *args, **_: written.append(args[3]))
    document_map.sites_map(store(), SITES, "zh")
    assert sorted(written) == sorted(
        [*(name(store().records[site], "zh") for site in SITES), *"123456"]
    )
