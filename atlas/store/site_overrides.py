"""Applies the bureau's workbook to the facts and firms of the atlas.

The rule: what the workbook says of a site replaces what the atlas has of the same kind of fact of
that site, or of the same firm there; what the atlas does not have is added; the rest stays.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from atlas.core.model import Source
from atlas.core.paths import Paths
from atlas.plan.firms import Firm, firm_names
from atlas.plan.site_facts import SITE_LAYERS, SiteFact, in_order
from atlas.readers.planners_file import ReaderError
from atlas.readers.site_workbook.workbook_reader import SiteWorkbook, read_workbook
from atlas.readers.site_workbook.worksheets import FILE
from atlas.store.override_datasets import overrides_folder


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
