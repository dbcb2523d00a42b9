"""Typesetting: a Typst template and its data in; a PDF, or a PNG of one page, out.

Text is set in Noto CJK, which ``mplfonts`` ships; only the glyphs in use are embedded, so that no
machine needs fonts of its own.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

Face = Literal["sans", "serif"]
Format = Literal["pdf", "png"]

#: the folder of the fonts
FONTS = Path(str(files("mplfonts").joinpath("fonts")))
#: face → file, and the name of its family
FONT_FILES: dict[Face, str] = {
    "sans": "NotoSansCJKsc-Regular.otf",
    "serif": "NotoSerifCJKsc-Regular.otf",
}
FAMILIES: dict[Face, str] = {"sans": "Noto Sans CJK SC", "serif": "Noto Serif CJK SC"}
INK, SOFT, LINE, WORLD, PAPER = "#2f2a24", "#6b6355", "#c8c0b2", "#f1ede3", "#fffdf8"
#: resolution of PNGs
DPI = 300
#: replacements: the font has no thin space, and its apostrophe is as wide as a Chinese character
_PLAIN = {"\u2009": " ", "\u2019": "'"}
#: where a PNG's own chunks may begin: after its signature and header
_AFTER_HEADER = 33
#: the process that set the first document
_SET_BY: dict[str, int] = {}


def plain(text: str) -> str:
    """Return a text with characters that the font lacks replaced."""
    for lacked, used in _PLAIN.items():  # str.translate takes a tenth of a second for a sheet
        text = text.replace(lacked, used)
    return text


def typeset(template: str, data: dict[str, Any], form: Format = "pdf") -> bytes:
    """Return a document.

    Parameters
    ----------
    template : str
        Typst code; it reads ``data`` with ``json(bytes(sys.inputs.data))``.
    data : dict
        Plain data. Its ``title`` and ``author`` are also written into a PNG.
    form : {"pdf", "png"}
        A PNG has :data:`DPI` dots an inch, and one page.
    """
    _stay_in_one_process()
    # a file's names may hold halves of characters
    texts = plain(json.dumps(data, ensure_ascii=False)).encode(errors="replace").decode()
    made = typst.compile(
        template.encode(),
        format=form,
        ppi=DPI if form == "png" else None,
        font_paths=fonts(),
        sys_inputs={"data": texts},
    )
    assert isinstance(made, bytes)
    return made if form == "pdf" else _with_notes(made, data)


@cache
def fonts() -> typst.Fonts:
    """Return the fonts, read once; unlike typesetting, this may come before a fork."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _stay_in_one_process() -> None:
    """Fail rather than wait for ever: Typst's threads do not survive a fork.

    Raises
    ------
    RuntimeError
        If the process was forked from one that had set a document.
    """
    own = os.getpid()
    if _SET_BY.setdefault("process", own) != own:
        raise RuntimeError("this process was forked from one that had set a document")


def _with_notes(png: bytes, data: dict[str, Any]) -> bytes:
    """Return a PNG with its resolution, title and author."""
    metre = round(DPI / 0.0254)
    chunks = [(b"pHYs", struct.pack(">IIB", metre, metre, 1))]
    for key, text in (("Title", data["title"]), ("Software", data["author"])):
        chunks.append((b"iTXt", key.encode() + b"\0\0\0\0\0" + text.encode()))
    added = b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return png[:_AFTER_HEADER] + added + png[_AFTER_HEADER:]
