"""The content of a file as read, before it is located and repaired."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pyproj import CRS

from atlas.core.errors import Note
from atlas.readers.file_limits import Allowance
from atlas.readers.planners_file import Question


@dataclass(frozen=True)
class Member:
    """A single file, possibly from an archive: its decoded name and its bytes.

    ``beside`` holds the names of the other files in the same archive; ``allowance`` is what may
    still be unpacked of everything uploaded with it.
    """

    name: str
    content: bytes = field(repr=False)
    beside: frozenset[str] = field(default=frozenset(), repr=False)
    allowance: Allowance = field(default_factory=Allowance, repr=False, compare=False)

    @property
    def suffix(self) -> str:
        """The extension in lower case, without the dot."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""

    @property
    def stem(self) -> str:
        """The name without folders and extension."""
        last = self.name.replace("\\", "/").rpartition("/")[2]
        return last.rpartition(".")[0] or last


@dataclass(frozen=True)
class Raw:
    """Shapes and attributes as in a file.

    Attributes
    ----------
    label : str
        Name of the file or layer.
    table : pandas.DataFrame
        Attributes, one row per shape.
    shapes : numpy.ndarray
        Shapely geometries or ``None``; coordinates as in the file, easting (or longitude) expected
        first.
    crs : pyproj.CRS or None
        CRS stated by the file or its format.
    by_format : bool
        Whether it is the format, not the file, that states it.
    suspect : str
        Key of a system that such files often use contrary to what they state; empty if none.
    notes : tuple of Note
    questions : tuple of Question
        Questions about the encoding; the table is then preliminary.
    """

    label: str
    table: pd.DataFrame = field(repr=False)
    shapes: np.ndarray = field(repr=False)
    crs: CRS | None = None
    by_format: bool = False
    suspect: str = ""
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
