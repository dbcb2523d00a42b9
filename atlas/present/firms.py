"""Firms of a park as the card shows them."""

from __future__ import annotations

from atlas.firms import NOT_GIVEN, Firm, firms_in
from atlas.i18n import message
from atlas.present.words import in_lang, number
from atlas.store import Store


def product(firm: Firm, lang: str) -> str:
    """Return what a firm makes and the figure that a report gives."""
    parts = [in_lang(firm, "product", lang)]
    if firm.figure is not None:
        value = number(firm.figure * (firm.scale_en if lang == "en" else 1), lang)
        parts.append(f"{in_lang(firm, 'what', lang)} {value} {in_lang(firm, 'unit', lang)}")
    return message("list.comma", lang).join(parts)


def date(firm: Firm, lang: str) -> str:
    """Return the date of the report, or that none is given."""
    return message("card.firm_no_date", lang) if firm.date == NOT_GIVEN else firm.date


def firm_text(store: Store, firm: Firm, lang: str) -> str:
    """Return what a firm makes, with figure, date, source and note."""
    note = in_lang(firm, "note", lang)
    return message(
        "card.firm_noted" if note else "card.firm_dated",
        lang,
        text=product(firm, lang),
        date=date(firm, lang),
        source=in_lang(store.sources[firm.source], "title", lang),
        **({"note": note} if note else {}),
    )


def firm_rows(store: Store, feature: str, lang: str) -> list[dict[str, str]]:
    """Return the card's rows on the firms of a park or district: one a report."""
    return [
        {
            "label": message("card.firm", lang, name=in_lang(firm, "firm", lang)),
            "value": firm_text(store, firm, lang),
        }
        for firm in firms_in(store.firms, feature)
    ]
