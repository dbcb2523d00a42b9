"""The fact sheet of a park or district: one A4 page with maps, the checklist and its sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from atlas.analysis.site_search.site_profile import SiteProfile, site_profile
from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.core.urls import Urls
from atlas.network.access_table import Way
from atlas.print.documents.blocks import Block, document
from atlas.print.documents.site_maps import access_map, locator_map, numbered
from atlas.print.qr_code import qr_code
from atlas.store.store import Store
from atlas.wording.feature_card import place_text
from atlas.wording.phrases import clause_place, joined, kind, name, number, town_names
from atlas.wording.progress_text import progress
from atlas.wording.site_fact_text import bureau_contact
from atlas.wording.site_text import (
    Entry,
    as_of,
    check_text,
    due_text,
    fact_entry,
    firm_entry,
    group_label,
    km_text,
    minutes_text,
    place_of,
    unknown_entry,
    unplaced_text,
    way_label,
    zones_text,
)
from atlas.wording.status_text import state

#: a line of the checklist, or a group of lines, as the template takes it
Row = dict[str, Any]

#: the page that a sheet's address opens
PAGE = "industry"
#: the group of the checklist after which access comes, and the group with the zones
BEFORE_ACCESS, ENVIRONMENT = "utilities", "environment"
#: the layer of the roads, whose sources the ways have
ROADS = "trunk-roads"
#: maximum number of clauses and of zones named
CLAUSES, ZONES = 4, 3
#: widths of the columns that depend on the language, in millimetres: items, and days to check after
LABEL_MM = {"zh": 27.0, "en": 32.0}
CHECK_MM = {"zh": 22.0, "en": 24.0}
#: for a part of a way that is not known
NOTHING = "\u2013"


@dataclass
class _Sheet:
    """The state of a sheet while its data are made: the sources, numbered as they are cited."""

    store: Store
    profile: SiteProfile
    lang: str
    day: datetime.date
    numbers: dict[str, int] = field(default_factory=dict)

    def text(self, key: str, **values: object) -> str:
        return message(key, self.lang, **values)

    def refs(self, sources: Iterable[str]) -> str:
        """Return the numbers of sources, such as ``[1][3]``."""
        return "".join(
            f"[{self.numbers.setdefault(source, len(self.numbers) + 1)}]" for source in sources
        )


def site_sheet(store: Store, site: str, lang: str, day: datetime.date, address: str = "") -> bytes:
    """Return the fact sheet of a park or district as a PDF of one A4 page.

    Parameters
    ----------
    store : Store
    site : str
    lang : str
    day : datetime.date
        Date of the sheet; entries whose day has passed by then are marked.
    address : str
        Public address of the atlas, for the QR code; empty if there is none.

    Raises
    ------
    KeyError
        If there is no such park or district.
    """
    block = site_block(store, site, lang, day, address)
    title = f"{message('factsheet.title', lang)} {block['name']}"
    return document(title, sheet_foot(block["name"], day, lang), [block], lang)


def sheet_foot(title: str, day: datetime.date, lang: str) -> str:
    """Return the text at the foot of a sheet: atlas, site, day and credits."""
    head = f"{message('app.title', lang)} \u00b7 {message('factsheet.title', lang)}"
    return f"{head} \u00b7 {title} \u00b7 {day.isoformat()}\n{message('paper.credit', lang)}"


def site_address(base: str, site: str, lang: str) -> str:
    """Return the public address of a site's page; empty without a base."""
    return Urls(base).page(PAGE, {"id": site, "lang": lang}) if base else ""


def site_block(store: Store, site: str, lang: str, day: datetime.date, address: str = "") -> Block:
    """Return the fact sheet as a block of a document, which begins a new page; see
    :func:`site_sheet`.
    """
    profile = site_profile(store, site)
    made = _Sheet(store, profile, lang, day)
    roads, legend = access_map(store, profile, lang) if profile.ways else (None, {})
    link = site_address(address, site, lang)
    head = _head(made)
    groups = list(_groups(made))
    known = profile.name.in_(lang)
    return {
        "kind": "site",
        **head,
        "address": link,
        "qr": qr_code(link) if link else None,
        "open_page": made.text("factsheet.open_page"),
        "no_page": made.text("factsheet.no_page"),
        **_dates(made),
        "locator_map": locator_map(store, profile, lang),
        "locator_alt": made.text("factsheet.locator_alt", name=known),
        "access_map": roads,
        "legend": [{"text": text, "svg": svg} for text, svg in legend.items()],
        "access_alt": made.text("factsheet.access_alt", name=known),
        "no_access_map": made.text("factsheet.no_access_map"),
        "groups": groups,
        "heads": [
            made.text(f"factsheet.head_{key}")
            for key in ("item", "value", "date", "check", "source")
        ],
        "way_heads": [
            "",
            *(made.text(f"factsheet.head_{key}") for key in ("item", "place", "km", "minutes")),
            *(
                made.text(f"factsheet.head_{key}")
                for key in ("link", "network", "straight", "source")
            ),
        ],
        "label_mm": LABEL_MM[lang],
        "check_mm": CHECK_MM[lang],
        "sources_title": made.text("factsheet.sources"),
        "sources": list(_sources(made)),
        "bureau_title": made.text("factsheet.bureau"),
        "bureau": bureau_contact(store, lang),
        "disclaimer": made.text("factsheet.disclaimer"),
    }


def _head(made: _Sheet) -> dict[str, Any]:
    """Return names and the facts of a site's record."""
    store, profile, lang = made.store, made.profile, made.lang
    record = store.records[profile.id]
    terms = vocabulary().industry
    clauses = [store.clauses[clause] for clause in profile.clauses if clause in store.clauses]
    places = list(dict.fromkeys(clause_place(clause, lang) for clause in clauses))
    facts = {
        "towns": joined(town_names(store, list(profile.towns), lang), lang),
        "status": _status(made, record) if profile.status else "",
        "industries": joined((terms[word].text.in_(lang) for word in profile.industries), lang),
        "role": record.get(f"role_{lang}") or "",
        "place": made.text("factsheet.place_town")
        if profile.standing == "town"
        else place_text(store, record, profile.standing == "placed", lang),
        "clauses": message("fact.semicolon", lang).join(places[:CLAUSES]),
    }
    sources = {"status": [record["status_source"]] if record["status_source"] else []}
    unknown = message("fact.not_public", lang)
    facts["towns"] = facts["towns"] or unknown
    return {
        "head": f"{made.text('factsheet.title')} \u00b7 {kind(store, record, lang)}",
        "name": profile.name.in_(lang),
        "other": profile.name.zh if lang == "en" else profile.name.en,
        "facts": [
            {
                "label": made.text(f"factsheet.{key}"),
                "text": text,
                "refs": made.refs(sources.get(key, ())),
            }
            for key, text in facts.items()
            if text
        ],
        "note": record.get(f"note_{lang}") or "",
    }


def _status(made: _Sheet, record: dict[str, Any]) -> str:
    """Return a site's status, and what became of it if its milestones say so."""
    text = state(made.store, record, made.lang)
    if not made.store.milestones.get(record["id"]):
        return text
    found = progress(made.store, record, made.lang, made.day)
    return made.text("fact.semicolon").join((text, found.text)) if found else text


def _dates(made: _Sheet) -> dict[str, str]:
    profile, lang = made.profile, made.lang
    newest = made.text("factsheet.newest", date=profile.newest) if profile.newest else ""
    parts = (as_of(made.day.isoformat(), lang), newest, check_text(profile, made.day, lang))
    return {
        "state": " \u00b7 ".join(filter(None, parts)),
        "due": due_text(profile, made.day, lang),
    }


def _groups(made: _Sheet) -> Iterator[dict[str, Any]]:
    store, lang = made.store, made.lang
    for group in made.profile.groups:
        known = [
            _row(made, fact_entry(store, fact, lang, made.day), [fact.source])
            for fact in group.facts
        ]
        unknown = [_row(made, unknown_entry(key, lang), []) for key in group.not_public]
        zones = [_eco(made)] if group.key == ENVIRONMENT else []
        if known or unknown or zones:
            packed = [*known, *_packed(made, unknown), *zones]
            yield _group(group_label(group.key, lang), [*known, *unknown, *zones], packed)
        if group.key == BEFORE_ACCESS:
            yield _access(made)
    firms = [
        _row(made, firm_entry(store, firm, lang, made.day), [firm.source])
        for firm in made.profile.firms
    ]
    none = Entry(made.text("factsheet.firms"), made.text("factsheet.no_firms"))
    yield _group(made.text("factsheet.firms"), firms or [_row(made, none, [])])


def _group(title: str, rows: list[Row], packed: list[Row] | None = None, **more: Any) -> Row:
    """Return a group of the checklist; ``packed`` are its rows where space is scarce."""
    return {"title": title, "rows": rows, "packed": packed or rows, "ways": [], "note": "", **more}


def _packed(made: _Sheet, unknown: list[Row]) -> list[Row]:
    """Return one line for all kinds of which nothing is public."""
    if len(unknown) < 2:
        return unknown
    names = joined((row["label"] for row in unknown), made.lang)
    return [_row(made, Entry(message("fact.not_public", made.lang), names), [])]


def _row(made: _Sheet, entry: Entry, sources: Iterable[str]) -> Row:
    """Return a line of the checklist."""
    check = entry.check
    if entry.mark:
        check = (
            made.text("factsheet.late", date=check)
            if check
            else made.text("factsheet.late_undated")
        )
    refs = made.refs(sources)
    text = message("site.noted", made.lang, text=entry.value, note=entry.note)
    return {
        "label": entry.label,
        "text": text if entry.note else entry.value,
        "known": bool(refs),
        "date": entry.date,
        "check": check,
        "late": bool(entry.mark),
        "refs": refs,
    }


def _eco(made: _Sheet) -> Row:
    """Return the line of the nearest ecological zones."""
    profile, lang = made.profile, made.lang
    if profile.unplaced:
        return _row(made, Entry(made.text("factsheet.eco"), unplaced_text(profile, lang)), [])
    text = made.text("factsheet.eco_straight", zones=zones_text(made.store, profile, lang, ZONES))
    hidden = [zone.zone for zone in profile.eco if zone.low_km is None]
    names = joined((name(made.store.records[zone], lang) for zone in hidden), lang)
    note = made.text("factsheet.eco_unknown", zones=names) if names else ""
    row = _row(made, Entry(made.text("factsheet.eco"), text, note=note), [])
    return {**row, "known": True, "date": made.text("factsheet.computed")}


def _access(made: _Sheet) -> Row:
    """Return the group of the ways."""
    profile, lang = made.profile, made.lang
    title = made.text("factsheet.access")
    if profile.unplaced:
        unknown = Entry(made.text("factsheet.access_unknown"), unplaced_text(profile, lang))
        return _group(title, [_row(made, unknown, [])])
    numbers = numbered(profile)
    roads = _road_sources(store := made.store)
    note = made.text(
        "factsheet.access_note",
        date=max((store.sources[source].date or "" for source in roads), default=""),
        refs=made.refs(roads),
    )
    ways = [_way(made, key, way, numbers) for key, way in profile.ways.items()]
    return _group(title, [], ways=ways, note=note)


def _way(made: _Sheet, key: str, way: Way, numbers: dict[str, int]) -> dict[str, Any]:
    store, lang = made.store, made.lang
    target = store.access.targets.get(key)
    evidence = target.evidence.get(way.to or "") if target else None
    parts = way.parts
    lengths = (parts.link_km, parts.network_km, parts.straight_km) if parts else ()
    return {
        "number": str(numbers.get(key, "")),
        "label": way_label(key, lang),
        "place": place_of(store, way, lang) or NOTHING,
        "km": km_text(way, lang),
        "minutes": minutes_text(way, lang),
        "parts": [number(round(km, 1), lang) for km in lengths] or [NOTHING] * 3,
        "refs": made.refs([evidence.source] if evidence else []),
    }


def _road_sources(store: Store) -> list[str]:
    frame = store.frames.get(ROADS)
    if frame is None:
        return []
    return list(dict.fromkeys(source for own in frame["sources"] for source in own))


def _sources(made: _Sheet) -> Iterator[str]:
    """Yield the sources that are cited, by number, with their dates."""
    for identifier, place in made.numbers.items():
        source = made.store.sources[identifier]
        date = f" ({source.date})" if source.date else ""
        yield f"[{place}] {source_title(source, made.lang)}{date}"
