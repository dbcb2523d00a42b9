"""Wording of the indicators page: the plan's table, its other targets, reported outcomes.

The texts are plain and are to be shown as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.plan.indicators import Indicator
from atlas.plan.targets import OTHER, Amount, IndicatorWords, Outcome, Target
from atlas.store.store import Store
from atlas.wording.panel import (
    Item,
    Panel,
    Row,
    Section,
    clause_item,
    item,
    panel,
    row,
    section,
    source_item,
    theme_section,
)
from atlas.wording.phrases import in_lang, number

#: target year that is listed first, apart from the plan's own period
LONG_RANGE = 2035


def indicator_groups(store: Store, lang: str) -> list[dict[str, Any]]:
    """Return the plan's indicators by category.

    Returns
    -------
    list of dict
        ``title`` and ``rows``; a row has ``number``, ``name``, ``unit``, ``values`` (texts of 2020,
        2025 and the yearly rate, ``None`` where the plan sets none), ``binding``, ``kind``,
        ``bars`` (label, figure) where two figures can be compared, ``note`` and ``reported``.
    """
    words = {row.number: row for row in store.figures.words}
    groups: dict[str, dict[str, Any]] = {}
    for indicator in store.plan.indicators:
        row = _indicator(store, indicator, words[indicator.number], lang)
        title = words[indicator.number].category_en if lang == "en" else indicator.category
        groups.setdefault(title, {"title": title, "rows": []})["rows"].append(row)
    return list(groups.values())


def _indicator(
    store: Store, indicator: Indicator, words: IndicatorWords, lang: str
) -> dict[str, Any]:
    english = lang == "en"
    binding = indicator.kind == "约束性"
    return {
        "number": indicator.number,
        "name": words.name_en if english else indicator.name,
        "unit": words.unit_en if english else indicator.unit,
        "values": [
            _cell(indicator.value_2020, indicator.number_2020, None, lang),
            _cell(indicator.value_2025, indicator.number_2025, words.value_2025_en, lang),
            _cell(indicator.annual, indicator.number_annual, words.annual_en, lang),
        ],
        "binding": binding,
        "kind": message("indicator.binding" if binding else "indicator.expected", lang),
        "bars": _bars(indicator, lang),
        "note": words.note_en if english else indicator.note,
        "reported": [told(one, lang) for one in store.figures.of(str(indicator.number))],
    }


def _cell(text: str | None, figure: float | None, english: str | None, lang: str) -> str | None:
    """Return a cell as in the plan; in English, its figure or a translation."""
    if text is None or lang != "en":
        return text
    if figure is None:
        return english
    if text.startswith("["):
        return text
    value = number(figure, lang)
    return message("indicator.about", lang, value=value) if text.endswith("左右") else value


def _bars(indicator: Indicator, lang: str) -> list[tuple[str, float]]:
    """Return the values of 2020 and of the target year, if the plan gives both."""
    later = (
        ("indicator.y2025", indicator.number_2025),
        ("indicator.annual", indicator.number_annual),
    )
    for key, figure in later:
        if indicator.number_2020 is not None and figure is not None:
            first = message("indicator.y2020", lang)
            return [(first, indicator.number_2020), (message(key, lang), figure)]
    return []


def amount(value: float, of: Amount, lang: str) -> str:
    """Return a figure with its unit; English uses its own units (such as million for 万)."""
    unit = (of.unit_en if lang == "en" else of.unit_zh) or ""
    figure = number(round(value * of.scale_en, 6) if lang == "en" else value, lang)
    return f"{figure}%" if unit == "%" else f"{figure} {unit}"


def figure_text(of: Amount, lang: str) -> str:
    """Return a target or reported figure: at least, above, or all."""
    value = "" if of.value is None else amount(of.value, of, lang)
    return value if of.bound == "exactly" else message(f"indicator.{of.bound}", lang, value=value)


def told(outcome: Outcome, lang: str) -> str:
    """Return an outcome as one line: subject and figure."""
    name = in_lang(outcome, "name", lang)
    return message("indicator.told", lang, name=name, value=figure_text(outcome, lang))


def target_panel(store: Store, themes: Iterable[str], lang: str) -> Panel:
    """Return the panel of the other targets, and of all reported outcomes.

    Parameters
    ----------
    store : Store
    themes : iterable of str
        Themes to show; empty means all.
    lang : str
    """
    chosen = set(themes) or set(vocabulary().theme)
    targets = [target for target in store.figures.targets if target.theme in chosen]

    def rows(found: Iterable[Target]) -> list[Row]:
        return [row(_target(one, store, lang), label=in_lang(one, "name", lang)) for one in found]

    far = rows(target for target in targets if target.year == LONG_RANGE)
    sections = [section(message("indicator.long_range", lang), far)]
    for name, theme in vocabulary().theme.items():
        near = (t for t in targets if t.theme == name and t.year != LONG_RANGE)
        sections.append(theme_section(theme, rows(near), lang))
    sections.append(_reported(store, lang))
    return panel([part for part in sections if part["rows"]], message("indicator.note", lang))


def _target(target: Target, store: Store, lang: str) -> list[Item]:
    key = "indicator.by_year" if target.year else "indicator.no_year"
    value = message(key, lang, value=figure_text(target, lang), year=target.year)
    clause = store.clauses[target.clause]
    return [
        item(value, _baseline(target, lang)),
        clause_item(clause, target.quote, lang),
        *(_source(one, store, lang) for one in store.figures.of(target.id)),
    ]


def _baseline(target: Target, lang: str) -> str | None:
    if target.baseline is None:
        return None
    value = amount(target.baseline, target, lang)
    if "左右" in (target.baseline_quote or ""):
        value = message("indicator.about", lang, value=value)
    return message("indicator.baseline", lang, value=value)


def _reported(store: Store, lang: str) -> Section:
    """Return the outcomes reported beyond the targets, which carry their own."""
    subjects = [*(str(one.number) for one in store.plan.indicators), OTHER]
    outcomes = [one for subject in subjects for one in store.figures.of(subject)]
    rows = [
        row(
            [item(figure_text(one, lang)), _source(one, store, lang, named=True)],
            label=in_lang(one, "name", lang),
        )
        for one in outcomes
    ]
    return section(message("indicator.reported", lang), rows)


def _source(outcome: Outcome, store: Store, lang: str, *, named: bool = False) -> Item:
    """Return the source of an outcome; with ``named`` it omits the reported figure."""
    source = store.sources[outcome.source]
    confidence = message(f"confidence.{source.confidence}", lang)
    parts = [
        "" if named else source_title(source, lang),
        outcome.date,
        message("indicator.confidence", lang, word=confidence),
        in_lang(outcome, "note", lang),
    ]
    small = " · ".join(part for part in parts if part)
    return source_item(source, small, lang, text=None if named else told(outcome, lang))
