"""What places each schematic area: from ``placements.csv``, else from the feature's own sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.build.tables import Row, read_table
from atlas.paths import Paths
from atlas.placements import Placement

COLUMNS = ("id", "sources", "evidence")
#: recipes whose shape follows a known line or boundary: the feature's sources place it
FOLLOWING = ("corridor", "towns", "township", "neighbour", "land", "city")


def placements(paths: Paths, rows: Iterable[Row]) -> Iterator[Placement]:
    """Yield a placement for every feature that is drawn as a schematic area.

    Parameters
    ----------
    paths : Paths
        Where ``placements.csv`` stands.
    rows : iterable of Row
        Rows of the feature tables.

    Raises
    ------
    BuildError
        When an area that a feature uses has no row in ``placements.csv``.
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
