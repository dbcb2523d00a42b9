"""Wording of the firms in a park, for its card."""

from __future__ import annotations

from atlas.core.messages import message
from atlas.plan.firms import Firm, firms_in
from atlas.store.store import Store
from atlas.wording.phrases import in_lang, number
from atlas.wording.site_fact_text import CardRow, basis_text, firm_mark


def product(firm: Firm, lang: str) -> str:
    """Return a firm's product and the reported figure."""
    parts = [in_lang(firm, "product", lang)]
    if firm.figure is not None:
        value = number(firm.figure * (firm.scale_en if lang == "en" else 1), lang)
        parts.append(f"{in_lang(firm, 'what', lang)} {value} {in_lang(firm, 'unit', lang)}")
    return message("list.comma", lang).join(parts)


def firm_rows(store: Store, feature: str, lang: str) -> list[CardRow]:
    """Return the card's rows for the firms of a park or district, one per report."""
    return [
        {
            "group": message("card.firms", lang),
            "label": in_lang(firm, "firm", lang),
            "value": product(firm, lang),
            "basis": basis_text(
                firm.date,
                in_lang(store.sources[firm.source], "title", lang),
                in_lang(firm, "note", lang),
                lang,
            ),
            **firm_mark(firm, lang),
        }
        for firm in firms_in(store.firms, feature)
    ]
