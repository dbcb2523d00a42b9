"""A table without shapes that goes with layers into a GeoPackage or a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class PlainTable:
    """A table without shapes.

    Attributes
    ----------
    title : str
    frame : pandas.DataFrame
    heads : dict of str to str
        Column → heading in the reader's language.
    """

    title: str
    frame: pd.DataFrame = field(repr=False)
    heads: Mapping[str, str] = field(repr=False)
