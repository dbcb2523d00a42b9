"""What the browser needs to find sites: what investors want, what is known, and the words."""

from __future__ import annotations

from typing import Any

from pypinyin import Style, lazy_pinyin

from atlas.analysis.site_search.criteria import CRITERIA, NEEDS, WAYS
from atlas.analysis.site_search.least_ways import least_ways
from atlas.analysis.site_search.named_wants import certified_chemical_park, named_wants
from atlas.analysis.site_search.site_profile import SiteProfile, site_ids, site_profile
from atlas.analysis.site_search.wants import wants
from atlas.core.messages import message, messages
from atlas.core.model import vocabulary
from atlas.plan.site_facts import SiteFact
from atlas.spatial.distance_band import Band
from atlas.store.store import Store
from atlas.wording.phrases import band_text, status
from atlas.wording.site_fact_text import date_text
from atlas.wording.site_text import km_text, minutes_text, place_of, unplaced_text, way_label

#: hectares of a unit of area
HECTARES = {"km2": 100.0, "mu": 1 / 15}
#: kinds of fact that give the area of a whole site
WHOLE = ("area-planned", "area-certified", "area-built")
#: what the form starts with where the reader adds a need
STARTS = {
    "land": 10,
    "hsr": 30,
    "freight": 30,
    "expressway": 20,
    "airport": 60,
    **dict.fromkeys(("port_qianwan", "port_dongjiakou", "port_laizhou", "port_weifang"), 120),
    "eco": 1,
}


def site_data(store: Store, lang: str) -> dict[str, Any]:
    """Return the data; ``static/types.d.ts`` describes them as ``SiteData``."""
    return {
        "texts": {
            **messages("finder.", lang),
            **messages("list.", lang),
            **messages("fact.", lang),
        },
        "wants": [
            {
                "key": key,
                "label": want.label.in_(lang),
                "words": [*{want.label.zh, want.label.en, *want.words}],
                "industries": want.industries,
                "park": want.chemical_park,
                "spelt": _spelt([want.label.zh, *want.words]),
            }
            for key, want in wants().items()
        ],
        "industries": {key: term.text.in_(lang) for key, term in vocabulary().industry.items()},
        "criteria": {key: _label(key, lang) for key in CRITERIA},
        "needs": [{"key": key, "start": STARTS[key]} for key in NEEDS],
        "sites": [_site(store, site_profile(store, name), lang) for name in site_ids(store)],
    }


def _spelt(words: list[str]) -> dict[str, str]:
    """Return Chinese words by their pinyin, whole and initials."""
    chinese = [word for word in words if not word.isascii()]
    whole = {"".join(lazy_pinyin(word)).lower(): word for word in chinese}
    initials = {
        "".join(lazy_pinyin(word, style=Style.FIRST_LETTER)).lower(): word for word in chinese
    }
    return {**initials, **whole}


def _label(key: str, lang: str) -> str:
    return way_label(key, lang) if key in WAYS else message(f"finder.{key}", lang)


def _site(store: Store, site: SiteProfile, lang: str) -> dict[str, Any]:
    least = {} if site.ways else least_ways(store, site.towns)
    return {
        "id": site.id,
        "name": site.name.in_(lang),
        "state": status(store, store.records[site.id], lang),
        "industries": list(site.industries),
        "standing": site.standing,
        "precision": site.precision,
        "centre": site.centre,
        "unplaced": unplaced_text(site, lang),
        "area": whole_area(site),
        "offers": [_offer(fact, lang) for fact in site.of_kind("land-on-offer")],
        "named": _named(store, site, lang),
        "certified": _certified(site, lang),
        "ways": {
            **{key: (km, None) for key, km in least.items()},
            **{key: found for key in WAYS if (found := way_band(site, key))},
        },
        "way_texts": {
            **{key: _least_texts(km, lang) for key, km in least.items()},
            **{key: _way_texts(store, site, key, lang) for key in WAYS if key in site.ways},
        },
        **_eco(store, site, lang),
    }


def _named(store: Store, site: SiteProfile, lang: str) -> dict[str, str]:
    """Return the wants that a site names: want → the word that names it, in English its label."""
    found = named_wants(store, site)
    return found if lang == "zh" else {key: wants()[key].label.en for key in found}


def _certified(site: SiteProfile, lang: str) -> str:
    """Return the name under which a site is certified as a chemical park; empty if it is not."""
    name = certified_chemical_park(site)
    return "" if name is None else name.in_(lang)


def _least_texts(km: float, lang: str) -> dict[str, str]:
    """Return the texts of a way of which only the least length is known."""
    return {"km": message("finder.at_least_km", lang, km=f"{km:g}"), "minutes": "", "to": ""}


def whole_area(site: SiteProfile) -> float | None:
    """Return the largest published area of a whole site in hectares; ``None`` if none is known."""
    found = [hectares(fact) for key in WHOLE for fact in site.of_kind(key)]
    return max((area for area in found if area is not None), default=None)


def hectares(fact: SiteFact) -> float | None:
    """Return the area that a fact gives, in hectares; ``None`` for a text alone."""
    if fact.value is None or fact.unit not in HECTARES:
        return None
    return round(fact.value * HECTARES[fact.unit], 2)


def _offer(fact: SiteFact, lang: str) -> dict[str, Any]:
    return {
        "ha": hectares(fact),
        "date": date_text(fact.date, lang),
        "check_after": fact.check_after.isoformat() if fact.check_after else None,
    }


def way_band(site: SiteProfile, key: str) -> tuple[float, float | None] | None:
    """Return the bounds of a way in kilometres; ``None`` if nothing is known of it.

    Where the nearest exit of an expressway is unknown, a known exit bounds the way: the nearest
    is no farther than that one.
    """
    way = site.ways.get(key)
    if way is None or way.km is None:
        return None
    low, high = way.km
    known = site.ways.get("exit") if key == "expressway" and high is None else None
    if known is not None and known.km is not None:
        high = known.km[1]
    return low, high


def _way_texts(store: Store, site: SiteProfile, key: str, lang: str) -> dict[str, str]:
    way = site.ways[key]
    text, time = km_text(way, lang), minutes_text(way, lang)
    known = site.ways.get("exit")
    if key == "expressway" and way.to is None and known is not None and known.to:
        place, length = place_of(store, known, lang), km_text(known, lang)
        text = message("finder.exit_within", lang, km=text, exit=length, place=place)
    return {"km": text, "minutes": time, "to": place_of(store, way, lang)}


def _eco(store: Store, site: SiteProfile, lang: str) -> dict[str, Any]:
    """Return the distance to the nearest ecological zone with a public place, and its name."""
    zones = [zone for zone in site.eco if zone.low_km is not None and zone.high_km is not None]
    if not zones:
        return {"eco": None, "eco_text": "", "eco_zone": ""}
    low = min(zone.low_km for zone in zones if zone.low_km is not None)
    high, nearest = min((zone.high_km, zone.zone) for zone in zones if zone.high_km is not None)
    name = store.records[nearest]["name_en" if lang == "en" else "name_zh"]
    return {"eco": [low, high], "eco_text": band_text(Band(low, high), lang), "eco_zone": name}
