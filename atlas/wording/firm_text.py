"""Wording of the firms in a park, for its card."""

from __future__ import annotations

from atlas.core.messages import message
from atlas.plan.firms import NOT_GIVEN, Firm, firms_in
from atlas.store.store import Store
from atlas.wording.phrases import in_lang, number


def product(firm: Firm, lang: str) -> str:
    """Return a firm's product and the reported figure."""
    parts = [in_lang(firm, "product", lang)]
    if firm.figure is not None:
        value = number(firm.figure * (firm.scale_en if lang == "en" else 1), lang)
        parts.append(f"{in_lang(firm, 'what', lang)} {value} {in_lang(firm, 'unit', lang)}")
    return message("list.comma", lang).join(parts)


def date(firm: Firm, lang: str) -> str:
    """Return the date of the report, or the note that it has none."""
    return message("card.firm_no_date", lang) if firm.date == NOT_GIVEN else firm.date


def firm_text(store: Store, firm: Firm, lang: str) -> str:
    """Return a firm's product, with figure, date, source and note."""
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
    """Return the card's rows for the firms of a park or district, one per report."""
    return [
        {
            "label": message("card.firm", lang, name=in_lang(firm, "firm", lang)),
            "value": firm_text(store, firm, lang),
        }
        for firm in firms_in(store.firms, feature)
    ]
