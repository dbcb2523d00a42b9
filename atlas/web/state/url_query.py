"""State in the URL: query parameters ↔ one typed filter and the language.

``?town=370283105,370283116&theme=ecology&status=built&off=rivers&on=reservoirs&id=tp-metro-14``.
The parameters are in ``url_parameters.toml``; the browser, too, goes by it:
``static/state/address.js``. Unknown parameters and values are ignored and named, but never echoed.
Former feature ids work.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from atlas.analysis.evaluation.outcome_counts import PARTS
from atlas.analysis.overlap import groups
from atlas.analysis.site_search.criteria import CRITERIA, NEEDS
from atlas.analysis.site_search.wants import wants
from atlas.analysis.town_measures import MEASURES
from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.messages import LANGUAGES
from atlas.core.model import Language, Strict, vocabulary
from atlas.core.toml_files import load_toml
from atlas.plan.evaluation.outcome import OUTCOMES
from atlas.plan.evaluation.years import YEARS
from atlas.plan.plates import plates
from atlas.spatial.geojson_text import DECIMALS
from atlas.spatial.shape_text import EAST, NORTH, SOUTH, WEST, ShapeError, parse_shape, shape_text
from atlas.store.query import BASE_THEME, MAX_BUFFER_M, Filter, SiteSearch, Task, Tool
from atlas.store.search_match import MAX_QUERY
from atlas.store.store import Store
from atlas.tours.tour import MOST as MOST_STEPS
from atlas.web.server.resources import tours

_SPOT = re.compile(r"(\d{1,3}(?:\.\d{1,12})?),(\d{1,2}(?:\.\d{1,12})?)", re.ASCII)
_METRES = re.compile(r"\d{1,6}", re.ASCII)
_PAIR = re.compile(r"([\w-]+):(\d{1,6})", re.ASCII)
#: maximum number of items in a list; longer ones are cut
MAX_ITEMS = 256
#: parameters that Streamlit itself understands
FOREIGN = ("embed", "embed_options")


class Parameter(Strict):
    """A parameter of a URL; see ``url_parameters.toml``."""

    name: str
    field: str
    form: Literal["list", "sorted", "one", "text", "spot", "shape", "metres", "pairs"]
    values: str = ""
    default: str = ""
    most: int = 0


@cache
def grammar() -> tuple[Parameter, ...]:
    """Return the parameters in their order."""
    file = Path(__file__).with_name("url_parameters.toml")
    return tuple(load_toml(list[Parameter], file, "parameter"))


def known_names() -> tuple[str, ...]:
    """Return the names of all parameters."""
    return tuple(one.name for one in grammar())


@dataclass(frozen=True)
class Query:
    """The state in a URL.

    Attributes
    ----------
    chosen : Filter
        The filter.
    lang : str
        ``zh`` or ``en``.
    problems : tuple of str
        Names of the parameters with unknown values; ``other`` stands for unknown parameters.
    drawn : str
        The drawn shape as the URL gives it.
    """

    chosen: Filter = field(default_factory=Filter)
    lang: Language = "zh"
    problems: tuple[str, ...] = ()
    drawn: str = ""


def values(store: Store) -> dict[str, Collection[str]]:
    """Return the values that exist: name in ``url_parameters.toml`` → values."""
    words = vocabulary()
    switches = [
        f"{layer}/{kind}" if kind else layer
        for layer, definition in store.catalogue.items()
        for kind in ("", *definition.kinds)
    ]
    return {
        "towns": dict.fromkeys(store.towns),
        "themes": dict.fromkeys(word for word in words.theme if word != BASE_THEME),
        "statuses": dict.fromkeys(words.status),
        "industries": dict.fromkeys(words.industry),
        "outcomes": dict.fromkeys(OUTCOMES),
        "chapters": chapters(store),
        "years": dict.fromkeys(YEARS),
        "parts": dict.fromkeys(PARTS),
        "switches": dict.fromkeys(switches),
        "features": store.current_ids,
        "clauses": dict.fromkeys(store.clauses),
        "plates": dict.fromkeys(plates()),
        "tours": tours().usable,
        "steps": dict.fromkeys(map(str, range(1, MOST_STEPS + 1))),
        "tools": dict.fromkeys(get_args(Tool)),
        "groups": dict.fromkeys(groups()),
        "languages": dict.fromkeys(LANGUAGES),
        "measures": dict.fromkeys(MEASURES),
        "wants": dict.fromkeys(wants()),
        "needs": dict.fromkeys(NEEDS),
        "criteria": dict.fromkeys(CRITERIA),
        "sites": dict.fromkeys(
            site
            for layer in SITE_LAYERS
            if layer in store.frames
            for site in store.frames[layer]["id"]
        ),
    }


def chapters(store: Store) -> dict[str, None]:
    """Return the numbers of the plan's chapters, in order."""
    return dict.fromkeys(str(c.chapter) for c in store.plan.clauses if c.chapter)


def parse(parameters: Mapping[str, str], store: Store) -> Query:
    """Read the query parameters of a URL.

    Parameters
    ----------
    parameters : mapping of str to str
        Decoded query parameters.
    store : Store
        Defines which towns, layers and features exist.
    """
    problems: list[str] = []
    found: dict[str, Any] = {}
    known = values(store)
    for parameter in grammar():
        text = parameters.get(parameter.name, "")
        valid = known[parameter.values] if parameter.values else ()
        value, good = _read(parameter, text, valid)
        if not good:
            problems.append(parameter.name)
        found[parameter.field] = parameter.default if parameter.default and not value else value
    lang: Language = found.pop("lang")
    for name in ("off", "on"):
        found[name] = frozenset(found[name])
    found["selected"] = store.current_ids.get(found["selected"])
    task = Task(**{one.name: found.pop(one.name) for one in fields(Task)})
    sites = SiteSearch(**{one.name: found.pop(one.name) for one in fields(SiteSearch)})
    if any(name not in known_names() and name not in FOREIGN for name in parameters):
        problems.append("other")
    drawn = parameters.get("shape", "") if task.shape else ""
    return Query(Filter(**found, task=task, sites=sites), lang, tuple(problems), drawn)


def _read(parameter: Parameter, text: str, valid: Collection[str]) -> tuple[Any, bool]:
    """Return the value of a parameter, and whether all of its text is valid."""
    match parameter.form:
        case "text":
            return text.strip()[:MAX_QUERY], True
        case "spot":
            spot = _spot(text)
            return spot, bool(spot) or not text
        case "shape":
            return _shape(text)
        case "metres":
            metres = int(text) if _METRES.fullmatch(text) else -1
            fits = 0 <= metres <= MAX_BUFFER_M
            return (metres if fits else 0), fits or not text
        case "pairs":
            return _pairs(text, valid, parameter.most)
        case _:
            return _items(parameter.form, text, valid, parameter.most or MAX_ITEMS)


def _pairs(text: str, valid: Collection[str], most: int) -> tuple[Any, bool]:
    """Return pairs of a value and a number, each value once, and whether all are valid."""
    found = [item for item in text.split(",") if item][:MAX_ITEMS]
    matches = [_PAIR.fullmatch(item) for item in found]
    good = {m[1]: int(m[2]) for m in reversed(matches) if m and m[1] in valid and int(m[2]) <= most}
    return tuple(sorted(good.items())), len(good) == len(found)


def _items(form: str, text: str, valid: Collection[str], most: int) -> tuple[Any, bool]:
    found = [item for item in text.split(",") if item][:most]
    good = tuple(dict.fromkeys(item for item in found if item in valid))
    whole = len(good) == len(set(found))
    if form == "one":
        return (good[0] if good else None), whole and len(good) < 2
    return (tuple(sorted(good)) if form == "sorted" else good), whole


def _shape(text: str) -> tuple[str, bool]:
    try:
        return shape_text(parse_shape(text)) if text else "", True
    except ShapeError:
        return "", False


def _spot(text: str) -> tuple[float, float] | None:
    found = _SPOT.fullmatch(text)
    lon, lat = map(float, found.groups()) if found else (0.0, 0.0)
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        return None
    return round(lon, DECIMALS), round(lat, DECIMALS)


def parameters(chosen: Filter, lang: str) -> dict[str, str]:
    """Return the query parameters of a state; the inverse of :func:`parse`."""
    state = {**vars(chosen), **vars(chosen.task), **vars(chosen.sites), "lang": lang}
    found = {one.name: _text(one, state[one.field]) for one in grammar()}
    return {name: text for name, text in found.items() if text}


def _text(parameter: Parameter, value: Any) -> str:
    """Return the text of a value, empty if it is the default."""
    match parameter.form:
        case "list":
            return ",".join(value)
        case "sorted":
            return ",".join(sorted(value))
        case "pairs":
            return ",".join(f"{name}:{number}" for name, number in value)
        case "spot":
            return "{:.6f},{:.6f}".format(*value) if value else ""
        case _:
            return "" if not value or value == parameter.default else str(value)
