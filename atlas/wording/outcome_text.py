"""Wording of published values: figures with their units, sources, and why one is not compared."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.plan.evaluation.verdict import Goal, compare
from atlas.plan.targets import OTHER, Amount, Outcome
from atlas.store.store import Store
from atlas.wording.panel import Item, Panel, item, panel, row, section, source_item
from atlas.wording.phrases import in_lang, number


@dataclass(frozen=True)
class Reported:
    """A published value.

    Attributes
    ----------
    text : str
        What it measures, and the figure.
    note : str
        What is to be known of it; may be empty.
    source : str
        Title of the source, date and confidence.
    reasons : str
        Why it is not compared; empty if it is.
    url : str or None
        Address of the source.
    """

    text: str
    note: str
    source: str
    reasons: str
    url: str | None


def other_outcomes(store: Store, lang: str) -> Panel:
    """Return the panel of reported results that belong to no indicator and no target."""
    rows = [
        row(
            [item(figure_text(one, lang)), _source(one, store, lang)],
            label=in_lang(one, "name", lang),
        )
        for one in store.figures.of(OTHER)
    ]
    found = [section(message("indicator.reported", lang), rows)] if rows else []
    return panel(found, message("indicator.note", lang))


def amount(value: float, of: Amount, lang: str) -> str:
    """Return a figure with its unit; English uses its own units (such as million for 万)."""
    unit = (of.unit_en if lang == "en" else of.unit_zh) or ""
    figure = number(round(value * of.scale_en, 6) if lang == "en" else value, lang)
    return f"{figure}%" if unit == "%" else f"{figure} {unit}"


def figure_text(of: Amount, lang: str) -> str:
    """Return a target or reported figure: at least, above, or all."""
    value = "" if of.value is None else amount(of.value, of, lang)
    plain = of.bound in ("exactly", "reach")
    return value if plain else message(f"indicator.{of.bound}", lang, value=value)


def report(outcome: Outcome, goal: Goal, store: Store, lang: str) -> Reported:
    """Return a published value in words, with what keeps it from being compared with a goal."""
    name = in_lang(outcome, "name", lang)
    text = message("indicator.told", lang, name=name, value=figure_text(outcome, lang))
    source = store.sources[outcome.source]
    cited = _source_words(outcome, store, lang, source_title(source, lang))
    reasons = compare(goal, outcome).reasons
    words = message("list.joiner", lang).join(message(f"reason.{one}", lang) for one in reasons)
    why = message("indicator.why", lang, reasons=words) if words else ""
    return Reported(text, in_lang(outcome, "note", lang), cited, why, source.url)


def _source(outcome: Outcome, store: Store, lang: str) -> Item:
    """Return the source of an outcome as an item of a panel."""
    words = _source_words(outcome, store, lang)
    note = in_lang(outcome, "note", lang)
    small = " · ".join(filter(None, [words, note]))
    return source_item(store.sources[outcome.source], small, lang)


def _source_words(outcome: Outcome, store: Store, lang: str, title: str = "") -> str:
    word = message(f"confidence.{store.sources[outcome.source].confidence}", lang)
    confidence = message("indicator.confidence", lang, word=word)
    return " · ".join(filter(None, [title, outcome.date, confidence]))
