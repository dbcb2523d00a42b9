"""Firms of a park as the card and the table show them."""

from __future__ import annotations

from atlas.firms import NOT_GIVEN, Firm, firms_in
from atlas.i18n import message
from atlas.present.words import in_lang, joined, number
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
    parts = [in_lang(firm, "product", lang)]
    if firm.figure is not None:
        value = number(firm.figure * (firm.scale_en if lang == "en" else 1), lang)
        parts.append(f"{in_lang(firm, 'what', lang)} {value} {in_lang(firm, 'unit', lang)}")
    note = in_lang(firm, "note", lang) if noted else ""
    return message(
        "card.firm_noted" if note else "card.firm_dated",
        lang,
        text=joined(parts, lang),
        date=message("card.firm_no_date", lang) if firm.date == NOT_GIVEN else firm.date,
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


def firms_cell(store: Store, feature: str, lang: str) -> dict[str, str] | None:
    """Return the table's cell: the firms, and below what they make, with figure, date, source."""
    firms = firms_in(store.firms, feature)
    if not firms:
        return None
    names = dict.fromkeys(in_lang(firm, "firm", lang) for firm in firms)
    below = joined((firm_text(store, firm, lang, noted=False) for firm in firms), lang)
    return {"text": joined(names, lang), "below": below}
