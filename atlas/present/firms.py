"""Firms of a park as the card and the table show them."""

from __future__ import annotations

from atlas.firms import NOT_GIVEN, Firm, firms_in
from atlas.i18n import message
from atlas.present.words import in_lang, number
from atlas.store import Store


def firm_text(store: Store, firm: Firm, lang: str, *, noted: bool = True) -> str:
    """Return what a firm makes, with figure, date and source.

    Parameters
    ----------
    store : Store
        Has the source's title.
    firm : Firm
        What is shown.
    lang : str
        ``zh`` or ``en``.
    noted : bool
        Whether the note follows.
    """
    parts = [firm.product_en if lang == "en" else firm.product_zh]
    if firm.figure is not None:
        value = firm.figure * (firm.scale_en if lang == "en" else 1)
        parts.append(
            message(
                "firms.figure",
                lang,
                what=(firm.what_en if lang == "en" else firm.what_zh) or "",
                value=number(value, lang),
                unit=(firm.unit_en if lang == "en" else firm.unit_zh) or "",
            )
        )
    text = message("firms.join", lang).join(parts)
    date = message("firms.no_date", lang) if firm.date == NOT_GIVEN else firm.date
    found = store.sources.get(firm.source)
    title = message("firms.source", lang, title=in_lang(found, "title", lang)) if found else ""
    text = message("firms.dated", lang, text=text, date=date, source=title)
    note = firm.note_en if lang == "en" else firm.note_zh
    return text + (message("firms.note", lang, note=note) if note and noted else "")


def firm_rows(store: Store, feature: str, lang: str) -> list[dict[str, str]]:
    """Return the card's rows on the firms of a park or district: one a report."""
    return [
        {
            "label": message("firms.firm", lang, name=in_lang(firm, "firm", lang)),
            "value": firm_text(store, firm, lang),
        }
        for firm in firms_in(store.firms, feature)
    ]


def firms_cell(store: Store, feature: str, lang: str) -> dict[str, str] | None:
    """Return the table's cell: the firms, and below what they make, with figure, date, source."""
    firms = firms_in(store.firms, feature)
    if not firms:
        return None
    names = dict.fromkeys(in_lang(firm, "firm", lang) for firm in firms)
    below = message("firms.then", lang).join(
        firm_text(store, firm, lang, noted=False) for firm in firms
    )
    return {"text": message("firms.names", lang).join(names), "below": below}
