"""QR codes as SVG."""

from __future__ import annotations

import io

import segno

#: width of the empty border, in modules; the standard (ISO/IEC 18004) asks for four
BORDER = 4


def qr_code(text: str) -> str:
    """Return a QR code that holds a text, as SVG.

    Error correction is of level M: 15 % of the code may be unreadable.
    """
    content = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(content, kind="svg", border=BORDER, xmldecl=False, nl=False, light="#ffffff")
    return content.getvalue().decode()
