"""State in the URL: query parameters ↔ one typed filter and the language.

``?town=370283105,370283116&theme=ecology&status=built&off=rivers&on=reservoirs&id=tp-metro-14&lang=en``.
Unknown parameters and values are ignored and named, but never echoed. Former feature ids work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from atlas.analysis.overlap import groups
from atlas.core.messages import LANGUAGES
from atlas.core.model import Language, vocabulary
from atlas.plan.plates import plates
from atlas.spatial.geojson_text import DECIMALS
from atlas.spatial.shape_text import EAST, NORTH, SOUTH, WEST, ShapeError, parse_shape, shape_text
from atlas.store.query import BASE_THEME, MAX_BUFFER_M, Filter, Task, Tool
from atlas.store.search import MAX_QUERY
from atlas.store.store import Store

_SPOT = re.compile(r"(\d{1,3}(?:\.\d{1,12})?),(\d{1,2}(?:\.\d{1,12})?)")
_BUFFER = re.compile(r"\d{1,6}", re.ASCII)
#: maximum number of items in a list; longer ones are cut
MAX_ITEMS = 256
KNOWN = (
    *("town", "theme", "status", "industry", "off", "on"),
    *("id", "clause", "plate", "q", "at", "tool", "shape", "buffer", "against", "lang"),
)
_TOOLS: dict[str, Tool] = {tool: tool for tool in get_args(Tool)}
#: parameters that Streamlit itself understands
FOREIGN = ("embed", "embed_options")


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
    """

    chosen: Filter = field(default_factory=Filter)
    lang: Language = "zh"
    problems: tuple[str, ...] = ()


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

    def items(name: str, valid: Callable[[str], bool]) -> tuple[str, ...]:
        found = [item for item in parameters.get(name, "").split(",") if item][:MAX_ITEMS]
        good = tuple(dict.fromkeys(item for item in found if valid(item)))
        if len(good) < len(set(found)):
            problems.append(name)
        return good

    def one(name: str, valid: Callable[[str], bool]) -> str | None:
        good = items(name, valid)
        if len(good) > 1:
            problems.append(name)
        return good[0] if good else None

    def is_feature(identifier: str) -> bool:
        return identifier in store.records or store.aliases.get(identifier) in store.records

    def current(identifier: str | None) -> str | None:
        """Return the current id of a feature, which a link may give by a former id."""
        return store.aliases.get(identifier, identifier) if identifier else None

    def is_switch(token: str) -> bool:
        layer, slash, kind = token.partition("/")
        definition = store.catalogue.get(layer)
        return definition is not None and (kind in definition.kinds if slash else True)

    def spot() -> tuple[float, float] | None:
        text = parameters.get("at", "")
        if not text:
            return None
        found = _SPOT.fullmatch(text)
        lon, lat = map(float, found.groups()) if found else (0.0, 0.0)
        if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
            problems.append("at")
            return None
        return round(lon, DECIMALS), round(lat, DECIMALS)

    def shape() -> str:
        text = parameters.get("shape", "")
        try:
            return shape_text(parse_shape(text)) if text else ""
        except ShapeError:
            problems.append("shape")
            return ""

    def buffer() -> int:
        text = parameters.get("buffer", "0")
        metres = int(text) if _BUFFER.fullmatch(text) else -1
        if not 0 <= metres <= MAX_BUFFER_M:
            problems.append("buffer")
            return 0
        return metres

    words = vocabulary()
    chosen = Filter(
        towns=tuple(sorted(items("town", store.towns.__contains__))),
        themes=items("theme", lambda word: word in words.theme and word != BASE_THEME),
        statuses=items("status", words.status.__contains__),
        industries=items("industry", words.industry.__contains__),
        off=frozenset(items("off", is_switch)),
        on=frozenset(items("on", is_switch)),
        selected=current(one("id", is_feature)),
        clause=one("clause", store.clauses.__contains__),
        plate=one("plate", plates().__contains__),
        search=parameters.get("q", "").strip()[:MAX_QUERY],
        spot=spot(),
    )
    task = Task(
        tool=_TOOLS.get(one("tool", _TOOLS.__contains__) or "", "spot"),
        shape=shape(),
        buffer_m=buffer(),
        against=items("against", groups().__contains__),
    )
    chosen = replace(chosen, task=task)
    lang = parameters.get("lang", "zh")
    if lang not in LANGUAGES:
        problems.append("lang")
    if any(name not in KNOWN and name not in FOREIGN for name in parameters):
        problems.append("other")
    return Query(chosen, "en" if lang == "en" else "zh", tuple(dict.fromkeys(problems)))


def parameters(chosen: Filter, lang: str) -> dict[str, str]:
    """Return the query parameters of a state; the inverse of :func:`parse`."""
    found = {
        "town": ",".join(sorted(chosen.towns)),
        "theme": ",".join(chosen.themes),
        "status": ",".join(chosen.statuses),
        "industry": ",".join(chosen.industries),
        "off": ",".join(sorted(chosen.off)),
        "on": ",".join(sorted(chosen.on)),
        "id": chosen.selected or "",
        "clause": chosen.clause or "",
        "plate": chosen.plate or "",
        "q": chosen.search,
        "at": "{:.6f},{:.6f}".format(*chosen.spot) if chosen.spot else "",
        "tool": chosen.task.tool if chosen.task.tool != "spot" else "",
        "shape": chosen.task.shape,
        "buffer": str(chosen.task.buffer_m or ""),
        "against": ",".join(chosen.task.against),
        "lang": lang if lang != "zh" else "",
    }
    return {name: value for name, value in found.items() if value}
