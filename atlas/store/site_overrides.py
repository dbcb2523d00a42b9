"""Applies the bureau's workbook to the facts, firms and milestones of the atlas.

The rule: what the workbook says of a site replaces what the atlas has of the same kind of fact of
that site, or of the same firm there, and what it says of a project replaces the same statement;
what the atlas does not have is added; the rest stays.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.model import Source
from atlas.core.paths import Paths
from atlas.plan.firms import Firm, firm_names
from atlas.plan.milestones import COMPLETION, History, Milestone
from atlas.plan.milestones import in_order as in_stated_order
from atlas.plan.site_facts import SiteFact, in_order
from atlas.readers.planners_file import ReaderError
from atlas.readers.site_workbook.workbook_reader import SiteWorkbook, read_workbook
from atlas.readers.site_workbook.worksheets import FILE
from atlas.store.override_datasets import overrides_folder

#: columns of a feature's status, its date and its source
STATUS_COLUMNS = ("status", "status_as_of", "status_source")


def private_workbook(
    paths: Paths,
    records: Mapping[str, Mapping[str, Any]],
    sources: Mapping[str, Source],
    today: datetime.date,
) -> SiteWorkbook:
    """Read the workbook of the private folder; nothing if there is none."""
    try:
        folder = overrides_folder(paths)
    except ReaderError:  # reported with the other overrides
        return SiteWorkbook()
    if folder is None or not (folder / FILE).is_file():
        return SiteWorkbook()
    return read_workbook(folder / FILE, records, sources, today)


def facts_with(
    facts: Mapping[str, list[SiteFact]], workbook: SiteWorkbook
) -> dict[str, tuple[SiteFact, ...]]:
    """Return site → facts: those of the workbook, and the atlas's own of other kinds."""
    found = {site: list(own) for site, own in facts.items()}
    for (site, key), new in workbook.facts.items():
        kept = [fact for fact in found.get(site, []) if fact.key != key]
        found[site] = in_order([*kept, *new])
    return {site: tuple(own) for site, own in found.items()}


def firms_with(firms: list[Firm], workbook: SiteWorkbook) -> list[Firm]:
    """Return the firms: the atlas's own in order, without replaced ones, then the workbook's."""
    kept = []
    for firm in firms:
        rest = tuple(site for site in firm.features if (site, firm.firm_zh) not in workbook.firms)
        if rest:
            kept.append(firm.model_copy(update={"features": rest}))
    return [*kept, *(firm for new in workbook.firms.values() for firm in new)]


def milestones_with(
    milestones: Mapping[str, list[Milestone]], workbook: SiteWorkbook
) -> dict[str, History]:
    """Return project → milestones: those of the workbook, and the atlas's other statements."""
    found = {name: list(own) for name, own in milestones.items()}
    for (name, event, kind, said), new in workbook.milestones.items():
        kept = [m for m in found.get(name, []) if (m.event, m.kind, m.said) != (event, kind, said)]
        found[name] = in_stated_order([*kept, *new])
    return {name: tuple(own) for name, own in found.items() if own}


def with_statuses(
    frames: Mapping[str, gpd.GeoDataFrame], workbook: SiteWorkbook
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers whose projects have begun or are complete according to the workbook.

    Their status becomes that of the event, with its date and source, unless the atlas has the
    same or a later one.
    """
    reached: dict[str, list[Milestone]] = {}
    for (name, *_), own in workbook.milestones.items():
        reached.setdefault(name, []).extend(m for m in own if m.kind == "reached" and m.whole)
    changed: dict[str, gpd.GeoDataFrame] = {}
    for layer, frame in frames.items():
        for place in frame.index[frame["id"].isin(list(reached))]:
            found = _status_of(reached[frame.at[place, "id"]])
            before = frame.at[place, "status"]
            if found is None or before in (found[0], "built"):
                continue
            changed.setdefault(layer, frame.copy())
            status, milestone = found
            values = (status, milestone.date, milestone.source)
            for column, value in zip(STATUS_COLUMNS, values, strict=True):
                changed[layer].at[place, column] = value
    return changed


def _status_of(reached: list[Milestone]) -> tuple[str, Milestone] | None:
    """Return the status that milestones of a whole project bring about, and the milestone."""
    for status, events in (("built", COMPLETION), ("under_construction", {"begun"})):
        own = [m for m in reached if m.event in events]
        if own:
            return status, min(own, key=lambda m: m.span.last)
    return None


def with_firm_names(
    frames: Mapping[str, gpd.GeoDataFrame], firms: list[Firm]
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of sites with the names of the firms as they are now."""
    changed = {}
    for layer in SITE_LAYERS:
        if layer not in frames or "firms_zh" not in frames[layer]:
            continue
        frame = frames[layer].copy()
        for lang in ("zh", "en"):
            frame[f"firms_{lang}"] = [firm_names(firms, site, lang) for site in frame["id"]]
        changed[layer] = frame
    return changed
