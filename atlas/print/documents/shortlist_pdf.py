"""A shortlist of sites as a PDF: a numbered map, a table, and the fact sheet of each site."""

from __future__ import annotations

from datetime import date

from atlas.core.messages import message
from atlas.core.model import Language
from atlas.print.documents.blocks import Block, document, space, text, title_blocks
from atlas.print.documents.document_map import sites_map
from atlas.print.documents.site_sheet import site_block
from atlas.print.typesetting import SOFT
from atlas.store.query import SiteSearch
from atlas.store.store import Store
from atlas.wording.phrases import name
from atlas.wording.site_comparison import Cell, comparison_cells, row_labels, site_kind
from atlas.wording.site_fact_text import bureau_contact
from atlas.wording.site_search_text import asked_rows, search_text
from atlas.wording.status_text import state

#: widths of the columns and of the table, in millimetres
NUMBER_MM, NAME_MM, INDUSTRY_MM, TABLE_MM, WIDEST_MM = 6, 30, 26, 178, 30


def shortlist_pdf(
    store: Store, search: SiteSearch, lang: Language, day: date, address: str = ""
) -> bytes:
    """Return a shortlist as a PDF of A4 pages.

    Parameters
    ----------
    store : Store
    search : SiteSearch
        The shortlist, and what was looked for: the table has a column for each need.
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
    sites, conditions = search.shortlist, search_text(search, lang)
    title = message("shortlist.paper_title", lang)
    made = message("shortlist.made_on", lang, n=len(sites), date=day.isoformat())
    contact = message("shortlist.contact", lang, contact=bureau_contact(store, lang))
    blocks = [
        *title_blocks(title, store, lang),
        text(f"{made} · {contact}", 9),
        *([text(conditions, 10)] if conditions else []),
        space(2),
        *sites_map(store, sites, lang),
        space(2),
        text(message("shortlist.numbered", lang), 7.5, SOFT),
        text(message("takeaway.legal", lang), 7.5, SOFT),
        space(2),
        _table(store, search, lang),
        *(site_block(store, site, lang, day, address) for site in sites),
    ]
    head = f"{message('app.title', lang)} · {title} · {day.isoformat()}"
    foot = f"{head}\n{message('paper.credit', lang)}"
    return document(title, foot, blocks, lang)


def _table(store: Store, search: SiteSearch, lang: Language) -> Block:
    labels, columns = row_labels(store, lang), ["industries", *asked_rows(search)]
    heads = [message("shortlist.column_number", lang), message("shortlist.column_site", lang)]
    rows = []
    for n, site in enumerate(search.shortlist, start=1):
        cells = comparison_cells(store, site, lang)
        record = store.records[site]
        called = [name(record, lang), site_kind(store, site, lang), state(store, record, lang)]
        rows.append(
            [
                str(n),
                "\n".join(filter(None, called)),
                *(_short(cells.get(key), lang) for key in columns),
            ]
        )
    rest, others = TABLE_MM - NUMBER_MM - NAME_MM, len(columns) - 1
    width = min((rest - INDUSTRY_MM) / others, WIDEST_MM)
    return {
        "kind": "listing",
        "widths": [NUMBER_MM, NAME_MM, rest - width * others, *[width] * others],
        "heads": [*heads, *(labels[key] for key in columns)],
        "rows": rows,
    }


def _short(cell: Cell | None, lang: Language) -> str:
    """Return the texts of a cell: of a way its length, time and end, of zones the distance."""
    if cell is None:
        return message("compare.unknown", lang)
    first, *others = cell["items"]
    lines = [first["text"]]
    if others and first.get("small"):
        lines.append(first["small"])
    return "\n".join([*lines, *(one["text"] for one in others)])
