"""Evidence for the position of schematic areas: ``placements.csv`` or the feature's sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.core.paths import Paths
from atlas.pipeline.build.source_tables import Row, read_table
from atlas.plan.placements import Placement

COLUMNS = ("id", "sources", "evidence")
#: recipes that follow a known line or boundary, so that the feature's sources place the shape
FOLLOWING = ("corridor", "towns", "township", "neighbour", "land", "city")


def placements(paths: Paths, rows: Iterable[Row]) -> Iterator[Placement]:
    """Yield a placement for every feature drawn as a schematic area.

    Parameters
    ----------
    paths : Paths
        Folders; ``placements.csv`` is read from the sources.
    rows : iterable of Row
        Rows of the feature tables.

    Raises
    ------
    BuildError
        When an area used by a feature has no row in ``placements.csv``.
    """
    known = {row.name: row for row in read_table(paths.sources / "placements.csv", COLUMNS, ())}
    for row in rows:
        shape = row.text("geometry_ref") or ""
        if row.text("precision") != "schematic":
            continue
        if row.text("geometry") in FOLLOWING:
            sources = tuple(row.items("sources"))
            yield Placement(feature=row.name, shape=shape, sources=sources)
        elif row.text("geometry") == "area":
            if shape not in known:
                message = f"expected a row of placements.csv for {shape!r}, found none"
                raise row.error("geometry_ref", message)
            sources = tuple(known[shape].items("sources"))
            evidence = known[shape].text("evidence")
            yield Placement(feature=row.name, shape=shape, sources=sources, evidence=evidence)
