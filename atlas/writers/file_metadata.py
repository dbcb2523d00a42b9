"""The metadata that a file carries: coordinate system, precision, terms of use, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from atlas.analysis.progress_figures import PROGRESS_TYPES
from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import Language
from atlas.spatial.crs import systems
from atlas.store.store import Store
from atlas.writers.feature_table import FeatureTable
from atlas.writers.plain_table import PlainTable


@dataclass(frozen=True)
class WriteRequest:
    """A request for a file, except its format.

    Attributes
    ----------
    contents : sequence of Content
        Each with at least one feature, lowest on the map first.
    system : str
        Key of :func:`atlas.spatial.crs.systems`.
    lang : str
        ``zh`` or ``en``.
    store : Store
    today : datetime.date
        Entries past their day are marked.
    tables : sequence of PlainTable
        Tables without shapes, for formats that can hold them.
    """

    contents: Sequence[FeatureTable]
    system: str
    lang: Language
    store: Store
    today: date = field(default_factory=date.today)
    tables: Sequence[PlainTable] = ()


def missing(store: Store, lang: str) -> str:
    """Return the note about data that could not be read; empty when all could."""
    if not store.broken:
        return ""
    data = message("list.joiner", lang).join(store.broken)
    return message("paper.missing", lang, data=data)


def about(order: WriteRequest) -> dict[str, str]:
    """Return heading → text: title, coordinate system, precision, terms, disclaimer."""
    lang = order.lang
    system = systems()[order.system]
    system_text = system.label.in_(lang) + (f" (EPSG:{system.epsg})" if system.epsg else "")
    if system.shift:
        system_text += message("list.joiner", lang) + message("takeaway.note_shifted", lang)
    gone = missing(order.store, lang)
    evaluated = ""
    if any(set(PROGRESS_TYPES) <= set(content.columns) for content in order.contents):
        evaluated = message("progress.evaluated", lang, day=order.today.isoformat())
    return {
        message("takeaway.about_title", lang): message("app.title", lang)
        + " · "
        + message("app.subtitle", lang),
        message("takeaway.about_system", lang): system_text,
        message("takeaway.about_precision", lang): message("takeaway.precision", lang),
        message("takeaway.about_terms", lang): message("takeaway.terms", lang),
        message("takeaway.about_legal", lang): message("takeaway.legal", lang),
        **({message("progress.evaluated_head", lang): evaluated} if evaluated else {}),
        **({message("takeaway.about_missing", lang): gone} if gone else {}),
    }


def sources(order: WriteRequest, content: FeatureTable) -> list[tuple[str, str, str]]:
    """Return title, date and URL of the sources cited by the features of a layer."""
    if "sources" not in content.columns:
        return []
    names = dict.fromkeys(
        name for cell in content.frame["sources"] if cell for name in str(cell).split(";")
    )
    known = [order.store.sources[name] for name in names if name in order.store.sources]
    return [(source_title(s, order.lang), s.date or "", s.url or "") for s in known]
