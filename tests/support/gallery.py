"""The gallery: small pictures of the printed documents, reviewed by eye, and their comparison.

``python -m tests.support.gallery`` draws them anew; look at each before it is committed. What a
comparison must bear is another version of the renderer or of the font; what it must find is a
missing map, legend, label, table or paragraph.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from atlas.core.messages import LANGUAGES
from tests.support.papers import paper

FOLDER = Path(__file__).parents[1] / "print" / "gallery"
#: dots an inch: a line of text is 3 to 5 dots high
DPI = 32
#: pages in a picture: the first three and the last
FRONT = 3
#: side of a compared cell, in dots
CELL = 5
#: difference of a cell's mean colour, of 255, that a reader sees; half of it is what a version of
#: the renderer may make
SEEN = 12.0
#: colours are stored to five bits each, which makes files small and no cell differ
STEP = 255 / 31
#: the documents shown; the other kinds of :data:`PAPERS` are of the same documents
SHOWN = (
    *("extract-spot", "extract-area", "check", "matrix", "profile", "site", "town", "evaluation"),
    *("sheet-structure-A4", "sheet-transport-A3", "sheet-ecology-A4"),
)


def picture_of(pdf: bytes) -> Image.Image:
    """Return the first three pages of a document and its last, side by side."""
    document = pypdfium2.PdfDocument(pdf)
    numbers = sorted({*range(min(FRONT, len(document))), len(document) - 1})
    pages = [document[number].render(scale=DPI / 72).to_pil().convert("RGB") for number in numbers]
    joined = Image.new(
        "RGB", (sum(page.width for page in pages), max(page.height for page in pages)), "#808080"
    )
    left = 0
    for page in pages:
        joined.paste(page, (left, 0))
        left += page.width
    return joined


def stored(picture: Image.Image) -> bytes:
    """Return a picture as a small PNG."""
    content = io.BytesIO()
    dots = np.round(np.round(np.asarray(picture) / STEP) * STEP).astype(np.uint8)
    Image.fromarray(dots).save(content, "png", optimize=True)
    return content.getvalue()


def _cells(picture: Image.Image) -> np.ndarray:
    """Return the mean colour of each cell, shape (rows, columns, 3)."""
    dots = np.asarray(picture.convert("RGB"), dtype=float)
    rows, columns = dots.shape[0] // CELL, dots.shape[1] // CELL
    blocks = dots[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns, CELL, 3)
    means: np.ndarray = blocks.mean(axis=(1, 3))
    return means


def differences(picture: Image.Image, reviewed: Image.Image) -> list[tuple[int, int]]:
    """Return the places, in dots, of the cells in which two pictures differ visibly."""
    if picture.size != reviewed.size:
        return [(0, 0)]
    apart = np.abs(_cells(picture) - _cells(reviewed)).max(axis=2)
    return [(int(x) * CELL, int(y) * CELL) for y, x in np.argwhere(apart > SEEN)]


def reviewed(kind: str, lang: str) -> Image.Image:
    """Return the reviewed picture of a document."""
    return Image.open(FOLDER / f"{kind}-{lang}.png")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for kind in SHOWN:
        for lang in LANGUAGES:
            picture = picture_of(paper(kind, lang))
            path = FOLDER / f"{kind}-{lang}.png"
            if not path.exists() or differences(picture, Image.open(path)):
                path.write_bytes(stored(picture))
                print(path)
