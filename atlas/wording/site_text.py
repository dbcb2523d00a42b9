"""Wording of a site's profile: ways, distances, facts, and when to check them again."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from atlas.analysis.site_search.site_profile import (
    SiteProfile,
    Within,
    ZoneDistance,
    is_site,
    site_profile,
)
from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.network.access_table import Parts, Way
from atlas.plan.firms import Firm
from atlas.plan.site_facts import SiteFact, fact_kinds
from atlas.spatial.distance_band import Band
from atlas.store.store import Store
from atlas.wording.firm_text import product
from atlas.wording.phrases import band_figures, band_text, in_lang, joined, name, number
from atlas.wording.site_fact_text import (
    CardRow,
    date_text,
    fact_content,
    fact_label,
    fact_mark,
    firm_mark,
    note_text,
    shown_mark,
)

# ---- ways ----------------------------------------------------------------------------------------


def way_label(key: str, lang: str) -> str:
    """Return the name of a kind of target, such as “HSR station”."""
    return message(f"site.way_{key}", lang)


def km_text(way: Way, lang: str) -> str:
    """Return the length of a way: a band, a lower bound, or why it is unknown.

    Examples
    --------
    >>> way = Way(to="tn-stn-pingdu", km=(20, 31), minutes=(25, 80), parts=None, exact=True)
    >>> km_text(way, "zh"), km_text(way, "en")
    ('20–31 千米', '20–31 km')
    >>> bound = {"to": None, "minutes": (0, None), "parts": None, "exact": False}
    >>> near = Way(**bound, km=(0, None), unknown="exit_unknown")
    >>> km_text(Way(**bound, km=(4, None), unknown="exit_unknown"), "zh"), km_text(near, "zh")
    ('至少 4 千米，出入口未知', '可能紧邻，出入口未知')
    """
    if way.km is None:
        return message(f"site.{way.unknown}", lang)
    low, high = way.km
    if high is not None:
        return band_text(Band(low, high), lang)
    if low <= 0:
        return message("site.exit_unknown_near", lang)
    return message("site.exit_unknown", lang, km=_km(low, lang))


def minutes_text(way: Way, lang: str) -> str:
    """Return the estimated drive time of a way as a band, or that it is unknown.

    Examples
    --------
    >>> way = Way(to="tn-stn-pingdu", km=(20, 31), minutes=(25, 80), parts=None, exact=True)
    >>> minutes_text(way, "zh"), minutes_text(way, "en")
    ('估计 25–80 分钟', 'an estimated 25–80 min')
    """
    if way.minutes is None or way.minutes[1] is None:
        return message("site.minutes_unknown", lang)
    low, high = way.minutes[0], way.minutes[1]
    if low <= 0:
        return message("site.minutes_within", lang, minutes=number(high, lang))
    return message("site.minutes", lang, minutes=band_figures(Band(low, high), lang))


def parts_text(parts: Parts | None, lang: str) -> str:
    """Return the parts of a way as drawn, or an empty string; parts of no length are left out.

    Examples
    --------
    >>> parts_text(Parts(link_km=0, network_km=52.663, straight_km=21.695), "zh")
    '路网 52.7 千米 + 网外直线约 21.7 千米'
    """
    if parts is None:
        return ""
    lengths = {
        "site.part_link": parts.link_km,
        "site.part_network": parts.network_km,
        "site.part_straight": parts.straight_km,
    }
    texts = [
        message(key, lang, km=_km(round(km, 1), lang))
        for key, km in lengths.items()
        if round(km, 1) > 0
    ]
    return " + ".join(texts)


def place_of(store: Store, way: Way, lang: str) -> str:
    """Return the feature at the end of a way, or the nearest expressway; empty if unknown."""
    record = store.feature(way.to or way.near or "")
    return name(record, lang) if record else ""


def way_text(store: Store, way: Way, lang: str) -> str:
    """Return a way in one phrase: length, time and where it leads."""
    place = place_of(store, way, lang)
    if way.to is None:
        text = km_text(way, lang)
        return message("site.way_lower", lang, km=text, place=place) if place else text
    length, time = km_text(way, lang), minutes_text(way, lang)
    return message("site.way_to", lang, km=length, minutes=time, place=place)


def unplaced_text(profile: SiteProfile, lang: str) -> str:
    """Return why a site has no ways and distances; empty if it has."""
    return message(f"site.unplaced_{profile.unplaced}", lang) if profile.unplaced else ""


def access_rows(store: Store, identifier: str, lang: str) -> list[CardRow]:
    """Return the card's rows for the ways and zones of a site; none for other features."""
    if not is_site(store, identifier):
        return []
    profile, group = site_profile(store, identifier), message("site.access", lang)
    if profile.unplaced:
        return [{"group": group, "label": group, "value": unplaced_text(profile, lang)}]
    rows = [
        {
            "group": group,
            "label": way_label(key, lang),
            "value": way_text(store, way, lang),
            **({"basis": parts_text(way.parts, lang)} if way.parts else {}),
        }
        for key, way in profile.ways.items()
    ]
    zones = message("site.zones", lang)
    return [*rows, {"group": group, "label": zones, "value": zones_text(store, profile, lang)}]


def _km(value: float, lang: str) -> str:
    return message("card.km", lang, value=number(value, lang))


# ---- ecological zones ----------------------------------------------------------------------------


def zone_text(store: Store, zone: ZoneDistance, lang: str) -> str:
    """Return an ecological zone with its distance."""
    known = name(store.records[zone.zone], lang)
    if zone.low_km is None or zone.high_km is None:
        return message("site.zone_unknown", lang, name=known)
    return f"{known} {band_text(Band(zone.low_km, zone.high_km), lang)}"


def zones_text(store: Store, profile: SiteProfile, lang: str, most: int = 3) -> str:
    """Return the nearest zones with their distances, at most ``most`` of them."""
    placed = [zone for zone in profile.eco if zone.low_km is not None]
    return joined((zone_text(store, zone, lang) for zone in placed[:most]), lang)


def within_text(word: Within, lang: str) -> str:
    """Return whether there is a zone within a distance."""
    return message(f"site.within_{word}", lang)


# ---- facts and firms -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """The texts of a fact or of a firm's entry; those that do not apply are empty.

    Attributes
    ----------
    label, value, date, source, note : str
    check : str
        Day after which to check it again (ISO 8601).
    mark : str
        That it is to be checked again, if its day has passed or its date is unknown.
    """

    label: str
    value: str
    date: str = ""
    source: str = ""
    note: str = ""
    check: str = ""
    mark: str = ""


def fact_entry(store: Store, fact: SiteFact, lang: str, today: datetime.date) -> Entry:
    """Return the texts of a fact."""
    source = store.sources[fact.source]
    return Entry(
        label=fact_label(fact.key, lang),
        value=fact_content(fact, lang),
        date=date_text(fact.date, lang),
        source=source_title(source, lang),
        note=note_text(fact.note, source, lang),
        check=fact.check_after.isoformat() if fact.check_after else "",
        mark=shown_mark(fact_mark(fact, lang), today),
    )


def firm_entry(store: Store, firm: Firm, lang: str, today: datetime.date) -> Entry:
    """Return the texts of a firm's entry."""
    return Entry(
        label=in_lang(firm, "firm", lang),
        value=product(firm, lang),
        date=date_text(firm.date, lang),
        source=source_title(store.sources[firm.source], lang),
        note=in_lang(firm, "note", lang),
        check=firm.check_after.isoformat() if firm.check_after else "",
        mark=shown_mark(firm_mark(firm, lang), today),
    )


def unknown_entry(key: str, lang: str) -> Entry:
    """Return the texts of a kind of fact of which none is known: “not public”."""
    return Entry(label=fact_label(key, lang), value=message("fact.not_public", lang))


def group_label(key: str, lang: str) -> str:
    """Return the name of a group of facts."""
    return fact_kinds().group[key].in_(lang)


# ---- dates ---------------------------------------------------------------------------------------


def as_of(date: str, lang: str) -> str:
    """Return “as of” a date."""
    return message("site.as_of", lang, date=date)


def check_text(profile: SiteProfile, today: datetime.date, lang: str) -> str:
    """Return the next day after which an entry should be checked, or why there is none."""
    day = profile.check_after(today)
    if day is None:
        passed = any(entry.check_after for entry in profile.entries)
        return message("site.check_passed" if passed else "site.check_none", lang)
    return message("site.check_after", lang, date=day.isoformat())


def due_text(profile: SiteProfile, today: datetime.date, lang: str) -> str:
    """Return how many entries should have been checked by now; empty for none."""
    n = profile.due(today)
    return message("site.due", lang, n=n) if n else ""
