"""Blocks of a document: plain data that ``document.typ`` sets, one function a kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from atlas.core.messages import message
from atlas.print.typesetting import INK, LINE, SOFT, typeset
from atlas.store.store import Store
from atlas.wording.panel import Section
from atlas.writers.file_metadata import missing

Block = dict[str, Any]

#: files of the template, in the order in which they are read
TEMPLATE = tuple(
    Path(__file__).with_name(f"{name}.typ") for name in ("site_page", "town_page", "document")
)
#: width of the label column of sections, in millimetres
LABEL_MM = 34.0


def document(title: str, foot: str, blocks: Sequence[Block], lang: str) -> bytes:
    """Return a PDF of A4 pages.

    Parameters
    ----------
    title : str
        Title of the file.
    foot : str
        Text at the foot of every page, beside its number.
    blocks : sequence of dict
    lang : str
    """
    author = message("app.title", lang)
    data = {"title": title, "author": author, "foot": foot, "lang": lang, "blocks": blocks}
    template = "".join(path.read_text(encoding="utf-8") for path in TEMPLATE)
    return typeset(template, data)


def text(words: str, size: float = 9, ink: str = INK, *, sticky: bool = False) -> Block:
    """Return a paragraph; a sticky one stays on the page of the next block."""
    return {"kind": "text", "text": words, "size": size, "ink": ink, "sticky": sticky}


def space(millimetres: float) -> Block:
    """Return an empty space."""
    return {"kind": "space", "mm": millimetres}


def rule(ink: str, weight: float) -> Block:
    """Return a line across the page, ``weight`` mm thick."""
    return {"kind": "rule", "ink": ink, "weight": weight}


def heading(words: str, size: float, *, ink: str = INK, part: str | None = None) -> Block:
    """Return a title above a rule; a ``part`` is in the outline and may be linked to."""
    line = ink if ink != INK else LINE
    return {
        **{"kind": "heading", "text": words, "size": size, "ink": ink, "rule": line},
        **{"id": part, "level": 1},
    }


def row(label: str, words: str, *, size: float = 9, label_mm: float, left: float = 0) -> Block:
    """Return a label and the text beside it; ``left`` is the indent in millimetres."""
    return {
        **{"kind": "row", "label": label, "text": words, "size": size},
        **{"label_mm": label_mm, "left": left},
    }


def section(part: Section) -> list[Block]:
    """Return a section of a panel (:mod:`atlas.wording.panel`): its title and rows."""
    title = heading(part["title"], 12.5, ink=part.get("colour") or INK)
    blocks = [space(5.5), {**title, "rule": LINE}]
    for line in part["rows"]:
        heads = part.get("heads", ()) if len(line["cells"]) > 1 else ("",)
        columns = zip(heads, line["cells"], strict=True) if heads else [("", line["cells"][0])]
        items = (
            (f"{head} · " if head else "")
            + item["text"]
            + (f"  ({item['small']})" if item.get("small") else "")
            for head, cell in columns
            for item in cell
        )
        label_mm = LABEL_MM if line["label"] else 0.0
        blocks.append(row(line["label"], "\n".join(items), label_mm=label_mm))
    return blocks


def title_blocks(title: str, store: Store, lang: str) -> list[Block]:
    """Return the title of a document, the name of the atlas, and which data are missing.

    Missing data are named so that their absence is not read as “none”.
    """
    whose = f"{message('app.title', lang)} \u00b7 {message('app.subtitle', lang)}"
    gone = missing(store, lang)
    return [text(title, 20), text(whose, 9, SOFT), *([text(gone)] if gone else [])]


def credit(lang: str) -> list[Block]:
    """Return the attribution that the data licences require."""
    return [space(4), text(message("paper.credit", lang), 8, SOFT)]
