"""Error messages as a client receives them."""

from __future__ import annotations

#: maximum length of an error message, in characters
LONGEST_TEXT = 400


def is_sentence(text: str, longest: int = LONGEST_TEXT) -> bool:
    """Return whether a text is a short line for a reader, without Python's own words."""
    own = "Traceback" in text or "Error" in text
    return 0 < len(text) < longest and not own and "\n" not in text.strip()
