"""Decodes tables that GDAL read losslessly as Latin-1."""

from __future__ import annotations

import pandas as pd

from atlas.readers.text_encoding import Decision, decide

#: every byte is a valid character in Latin-1
LATIN1 = "iso-8859-1"


def decoded(
    table: pd.DataFrame,
    names: list[bytes],
    file: str,
    *,
    claimed: str | None,
    answer: str | None,
    trust_names: bool = True,
) -> tuple[pd.DataFrame, Decision]:
    """Return a table with decoded texts and column names, and the encoding decision.

    Parameters
    ----------
    table : pandas.DataFrame
        Texts read as Latin-1.
    names : list of bytes
        Column names.
    file : str
    claimed, answer : str or None
        Encoding stated by the file, and by the user.
    trust_names : bool
        Whether the column names are intact; GDAL writes some with replaced characters.
    """
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name])]
    samples = [to_bytes(value) for name in texts for value in table[name].dropna().unique()]
    if trust_names or all(sample.isascii() for sample in samples):
        samples += names
    decision = decide(file, samples, claimed, answer)
    for name in texts:
        values = [decision.text(to_bytes(v)) if isinstance(v, str) else None for v in table[name]]
        table[name] = pd.Series(values, dtype=object)
    table.columns = pd.Index(unique([decision.text(raw) for raw in names]))
    return table, decision


def unique(names: list[str]) -> list[str]:
    """Return names without duplicates: a number is appended to repeated ones."""
    return [f"{n} ({names[:i].count(n) + 1})" if n in names[:i] else n for i, n in enumerate(names)]


def to_bytes(text: str) -> bytes:
    """Return the original bytes of a text read as Latin-1."""
    return text.encode(LATIN1, errors="replace")
