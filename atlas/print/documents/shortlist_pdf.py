"""A shortlist of sites as a PDF: a numbered map, a table, and the fact sheet of each site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from atlas.core.messages import message
from atlas.core.model import Language
from atlas.print.documents.blocks import Block, document, space, text, title_blocks
from atlas.print.documents.document_map import sites_map
from atlas.print.documents.site_sheet import site_block
from atlas.print.typesetting import SOFT
from atlas.store.store import Store
from atlas.wording.phrases import name
from atlas.wording.site_comparison import Cell, comparison_cells, row_labels, site_kind
from atlas.wording.site_fact_text import bureau_contact

#: columns of the table after number and name: row of the comparison → width in millimetres
COLUMNS = {
    **{"industries": 24, "land-on-offer": 14},
    **dict.fromkeys(("way_hsr", "way_freight", "way_exit", "way_airport"), 17),
    **{"port": 17, "nearest_zone": 17},
}
NUMBER_MM, NAME_MM = 6, 32


def shortlist_pdf(
    store: Store, sites: Sequence[str], lang: Language, day: date, address: str = ""
) -> bytes:
    """Return a shortlist as a PDF of A4 pages.

    Parameters
    ----------
    store : Store
    sites : sequence of str
    lang : str
    day : datetime.date
        Date of the list; entries whose day has passed by then are marked.
    address : str
        Public address of the atlas, for the codes on the fact sheets; empty if there is none.

    Raises
    ------
    KeyError
        If one of the sites does not exist.
    """
    title = message("shortlist.paper_title", lang)
    made = message("shortlist.made_on", lang, n=len(sites), date=day.isoformat())
    contact = message("shortlist.contact", lang, contact=bureau_contact(store, lang))
    blocks = [
        *title_blocks(title, store, lang),
        text(f"{made} · {contact}", 9),
        space(2),
        *sites_map(store, sites, lang),
        space(2),
        text(message("shortlist.numbered", lang), 7.5, SOFT),
        space(2),
        _table(store, sites, lang),
        *(site_block(store, site, lang, day, address) for site in sites),
    ]
    head = f"{message('app.title', lang)} · {title} · {day.isoformat()}"
    foot = f"{head}\n{message('paper.credit', lang)}"
    return document(title, foot, blocks, lang)


def _table(store: Store, sites: Sequence[str], lang: Language) -> Block:
    labels = row_labels(store, lang) | {"port": message("shortlist.port", lang)}
    heads = [message("shortlist.column_number", lang), message("shortlist.column_site", lang)]
    rows = []
    for n, site in enumerate(sites, start=1):
        cells = comparison_cells(store, site, lang)
        if port := _nearest_port(cells):
            cells["port"] = port
        called = f"{name(store.records[site], lang)}\n{site_kind(store, site, lang)}"
        rows.append([str(n), called, *(_short(cells.get(key), lang) for key in COLUMNS)])
    return {
        "kind": "listing",
        "widths": [NUMBER_MM, NAME_MM, *COLUMNS.values()],
        "heads": [*heads, *(labels[key] for key in COLUMNS)],
        "rows": rows,
    }


def _nearest_port(cells: dict[str, Cell]) -> Cell | None:
    """Return the way to the port with the least upper bound, else any."""
    ports = [cell for key, cell in cells.items() if key.startswith("way_port_")]
    known = [cell for cell in ports if cell.get("band", {}).get("high") is not None]
    if not known:
        return ports[0] if ports else None
    return min(known, key=lambda cell: float(cell["band"]["high"]))


def _short(cell: Cell | None, lang: Language) -> str:
    """Return the texts of a cell: of a way its length, time and end, of zones the distance."""
    if cell is None:
        return message("compare.unknown", lang)
    first, *others = cell["items"]
    lines = [first["text"]]
    if others and first.get("small"):
        lines.append(first["small"])
    return "\n".join([*lines, *(one["text"] for one in others)])
