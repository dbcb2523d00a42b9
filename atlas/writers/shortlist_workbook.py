"""A shortlist of sites as an Excel workbook: a row a site, their facts and firms, notes."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment

from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.messages import message
from atlas.core.model import Language
from atlas.store.query import SiteSearch
from atlas.store.store import Store
from atlas.wording.phrases import name
from atlas.wording.site_comparison import cell_text, comparison_cells, row_labels, site_kind
from atlas.wording.site_fact_text import bureau_contact
from atlas.wording.site_search_text import asked_rows, search_text
from atlas.writers.plain_table import PlainTable
from atlas.writers.site_tables import site_tables
from atlas.writers.spreadsheet_writer import put, sheet_title, write_heads, write_plain

#: rows of the comparison that say what a site is
SITE_ROWS = ("industries", "towns", "place")


def shortlist_workbook(store: Store, search: SiteSearch, lang: Language, day: date) -> bytes:
    """Return a shortlist as a workbook; its first worksheet has what was looked for.

    Raises
    ------
    KeyError
        If one of the sites does not exist.
    """
    sites = search.shortlist
    book = Workbook()
    book.remove(book.active)
    taken: set[str] = set()
    frames = {
        layer: store.frames[layer][store.frames[layer]["id"].isin(sites)]
        for layer in SITE_LAYERS
        if layer in store.frames
    }
    tables = [
        _sites_table(store, search, lang),
        *site_tables(store, frames, lang, day),
        _ways_table(store, search, lang),
    ]
    for table in tables:
        sheet = book.create_sheet(sheet_title(table.title, taken))
        write_plain(sheet, table)
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    book.worksheets[0].freeze_panes = "C2"
    notes = book.create_sheet(sheet_title(message("shortlist.notes", lang), taken))
    write_heads(notes, [message("shortlist.notes", lang)], [120])
    for number, words in enumerate(_notes(store, search, lang, day), start=2):
        put(notes, number, 1, words).alignment = Alignment(wrap_text=True, vertical="top")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _sites_table(store: Store, search: SiteSearch, lang: Language) -> PlainTable:
    """Return a row a site: what was asked for, what the site is, and the bounds as figures."""
    labels, asked = row_labels(store, lang), asked_rows(search)
    heads = {
        key: message(f"shortlist.column_{key}", lang) for key in ("number", "site", "kind", "id")
    }
    rows = []
    bounds: dict[str, str] = {}
    for n, site in enumerate(search.shortlist, start=1):
        cells = comparison_cells(store, site, lang)
        row: dict[str, object] = {
            **{"number": n, "site": name(store.records[site], lang)},
            **{"kind": site_kind(store, site, lang), "id": site},
        }
        for key in (*asked, *SITE_ROWS):
            cell, label = cells.get(key), labels[key]
            row[key] = cell_text(cell, lang)
            heads[key] = label
            if key.startswith("way_") or key == "nearest_zone":
                band = cell.get("band", {}) if cell else {}
                row |= {f"{key}_low": band.get("low"), f"{key}_high": band.get("high")}
                bounds[f"{key}_low"] = message("shortlist.lowest", lang, label=label)
                bounds[f"{key}_high"] = message("shortlist.highest", lang, label=label)
        rows.append(row)
    heads |= bounds
    frame = pd.DataFrame(rows, columns=list(heads), dtype=object)
    return PlainTable(message("shortlist.paper_title", lang), frame, heads)


def _ways_table(store: Store, search: SiteSearch, lang: Language) -> PlainTable:
    """Return a row for each way and each distance to ecological zones of each site."""
    labels = row_labels(store, lang)
    heads = {
        "id": message("shortlist.column_id", lang),
        "site": message("shortlist.column_site", lang),
        "item": message("shortlist.column_item", lang),
        "text": message("shortlist.column_text", lang),
        "low": message("shortlist.column_low", lang),
        "high": message("shortlist.column_high", lang),
    }
    rows = []
    for site in search.shortlist:
        cells = comparison_cells(store, site, lang)
        for key, label in labels.items():
            if not key.startswith(("way_", "within_", "nearest_zone")):
                continue
            band = cells.get(key, {}).get("band", {})
            words = {"item": label, "text": cell_text(cells.get(key), lang)}
            own = {"id": site, "site": name(store.records[site], lang)}
            rows.append(own | words | {"low": band.get("low"), "high": band.get("high")})
    frame = pd.DataFrame(rows, columns=list(heads), dtype=object)
    return PlainTable(message("shortlist.ways_table", lang), frame, heads)


def _notes(store: Store, search: SiteSearch, lang: Language, day: date) -> list[str]:
    conditions = search_text(search, lang)
    return [
        f"{message('app.title', lang)} · {message('app.subtitle', lang)}",
        message("shortlist.made_on", lang, n=len(search.shortlist), date=day.isoformat()),
        *([conditions] if conditions else []),
        message("shortlist.contact", lang, contact=bureau_contact(store, lang)),
        message("compare.zones_note", lang),
        message("takeaway.legal", lang),
        message("takeaway.terms", lang),
    ]
