"""Detects text encodings: valid encodings take precedence over the file's claim."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from charset_normalizer import from_bytes

from atlas.core.errors import Note
from atlas.readers.planners_file import Option, Question

UTF8, CHINESE = "utf-8", "gb18030"
#: encodings offered if none can be determined
OFFERED = (CHINESE, "big5", UTF8)
#: western code pages accept any bytes, so a claim of one means nothing
_WESTERN = ("iso8859-1", "iso8859-15", "cp1252", "cp437", "cp850", "ascii")
#: minimum share of common characters for text to count as GBK
_COMMON = 0.9
_PREVIEWS = 4
#: bytes used to detect an encoding
_GUESSED = 100_000
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_BARE_UTF16 = {
    "utf-16-le": re.compile(rb"([\t\n\r -~]\0){2}"),
    "utf-16-be": re.compile(rb"(\0[\t\n\r -~]){2}"),
}
_DECLARED_UTF16 = re.compile(
    rb"""(<\?xml[^>]*encoding=["'])utf-16(?:le|be)?(?=["'])""", re.IGNORECASE
)


@dataclass(frozen=True)
class Decision:
    """A chosen encoding (Python's name), with a note or an open question."""

    encoding: str
    note: Note | None = None
    question: Question | None = None

    def text(self, raw: bytes) -> str:
        """Decode a text, dropping a character cut off by the field's end."""
        whole = raw[: len(raw) - _cut(raw)] if self.encoding == UTF8 else raw
        return whole.decode(self.encoding, errors="replace")


def canonical(name: str | None) -> str | None:
    """Return Python's name of an encoding (``936`` and ``ANSI_936`` are GBK); ``None`` if unknown.

    Names of the GBK family all yield GB 18030, its superset.
    """
    if not name:
        return None
    plain = name.strip().lower().removeprefix("ansi_").removeprefix("ansi ")
    plain = {"936": "gbk", "cp936": "gbk", "65001": UTF8, "950": "big5"}.get(plain, plain)
    if plain.isdigit():
        plain = f"cp{plain}"
    try:
        found = codecs.lookup(plain).name
    except (LookupError, ValueError):
        return None
    return CHINESE if found in ("gbk", "gb2312", "gb18030", "hz") else found


def decide(
    file: str, samples: Iterable[bytes], claimed: str | None, answer: str | None
) -> Decision:
    """Choose the encoding of texts.

    Valid UTF-8 is decoded as such whatever the claim, since other encodings are hardly ever valid
    UTF-8 by chance. Otherwise a claim that fits is accepted, or, without one, GBK if the result is
    common Chinese. If this decides nothing, the user is asked, with previews.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    samples : iterable of bytes
        Undecoded texts.
    claimed : str or None
        Encoding stated by the file.
    answer : str or None
        Encoding stated by the user.
    """
    texts = [raw for raw in dict.fromkeys(samples) if not raw.isascii()]
    said, claim = canonical(answer), canonical(claimed)
    if said:
        return Decision(said)
    if not texts:
        return Decision(UTF8)
    if all(fits(raw, UTF8) for raw in texts):
        lies = claim not in (None, UTF8) and claim not in _WESTERN
        note = Note("planners.not_as_claimed", {"file": file, "claimed": claimed, "found": "UTF-8"})
        return Decision(UTF8, note if lies else None)
    if claim and claim not in _WESTERN and claim != UTF8 and _all(texts, claim):
        return Decision(claim)
    if _all(texts, CHINESE) and commonness(b"\n".join(texts).decode(CHINESE)) >= _COMMON:
        return Decision(CHINESE, _found_chinese(file, claimed, claim))
    return Decision(CHINESE, question=_question(file, texts))


def _found_chinese(file: str, claimed: str | None, claim: str | None) -> Note:
    if claim and claim not in _WESTERN:
        values = {"file": file, "claimed": claimed, "found": "GBK"}
        return Note("planners.not_as_claimed", values)
    return Note("planners.taken_for_gbk", {"file": file})


def _question(file: str, texts: list[bytes]) -> Question:
    guess = from_bytes(b"\n".join(texts)[:_GUESSED]).best()
    guessed = canonical(guess.encoding) if guess else None
    names = dict.fromkeys([*OFFERED, *([guessed] if guessed else [])])
    options = tuple(Option(name, preview(texts, name)) for name in names)
    return Question("encoding", Note("planners.which_encoding", {"file": file}), options)


def preview(texts: list[bytes], encoding: str) -> str:
    """Return the first texts as decoded with an encoding."""
    return " · ".join(raw.decode(encoding, errors="replace")[:20] for raw in texts[:_PREVIEWS])


def from_utf16(content: bytes) -> bytes:
    """Convert UTF-16 text to UTF-8; return anything else unchanged.

    UTF-16 is recognised by its byte-order mark or two ASCII characters at the start. An XML
    declaration is changed to name UTF-8.
    """
    encoding = _UTF16.get(content[:2])
    if content.startswith(codecs.BOM_UTF32_LE):
        return content
    if encoding is None:
        encoding = next((name for name, looks in _BARE_UTF16.items() if looks.match(content)), None)
    if encoding is None:
        return content
    text = content.decode(encoding, errors="replace").lstrip("\ufeff").encode()
    return _DECLARED_UTF16.sub(rb"\1utf-8", text[:200], count=1) + text[200:]


def fits(raw: bytes, encoding: str) -> bool:
    """Return whether bytes are valid in an encoding; a cut at the end of UTF-8 is tolerated."""
    try:
        (raw[: len(raw) - _cut(raw)] if encoding == UTF8 else raw).decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _all(texts: list[bytes], encoding: str) -> bool:
    return all(fits(raw, encoding) for raw in texts)


def _cut(raw: bytes) -> int:
    """Return the number of bytes at the end that belong to an incomplete UTF-8 character."""
    for back in range(1, min(3, len(raw)) + 1):
        byte = raw[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if length > back else 0
        if byte < 0x80:
            return 0
    return 0


def commonness(text: str) -> float:
    """Return the share of common Chinese characters (GB 2312) among non-ASCII ones."""
    signs = {sign: count for sign, count in Counter(text).items() if not sign.isascii()}
    common = sum(count for sign, count in signs.items() if _in_gb2312(sign))
    return common / sum(signs.values()) if signs else 1.0


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
