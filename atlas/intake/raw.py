"""What a reader of one format takes out of a file, before it is put in its place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pyproj import CRS

from atlas.intake.limits import Allowance
from atlas.intake.model import Question
from atlas.notes import Note


@dataclass(frozen=True)
class Member:
    """A file, on its own or out of an archive: its name, as legible as it gets, and its bytes.

    ``beside`` are the names of the files that came with it in the same archive; ``allowance`` is
    what may still be unpacked of all that was given with it.
    """

    name: str
    content: bytes = field(repr=False)
    beside: frozenset[str] = field(default=frozenset(), repr=False)
    allowance: Allowance = field(default_factory=Allowance, repr=False, compare=False)

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters, without the dot."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""

    @property
    def stem(self) -> str:
        """The name without folders and ending."""
        last = self.name.replace("\\", "/").rpartition("/")[2]
        return last.rpartition(".")[0] or last


@dataclass(frozen=True)
class Raw:
    """Shapes and attributes as they stand in a file.

    Attributes
    ----------
    label : str
        What the file or layer is called.
    table : pandas.DataFrame
        Attributes, a row a shape.
    shapes : numpy.ndarray
        Of shapely geometries, ``None`` where there is none; coordinates as in the file, east (or
        longitude) meant to stand first.
    crs : pyproj.CRS or None
        What the file or its format says of them.
    by_format : bool
        Whether the format says so, not the file.
    suspect : str
        Key of a system in which such files are known to come against their own word; empty if none.
    notes : tuple of Note
    questions : tuple of Question
        Of the encoding; the table is then a guess.
    """

    label: str
    table: pd.DataFrame = field(repr=False)
    shapes: np.ndarray = field(repr=False)
    crs: CRS | None = None
    by_format: bool = False
    suspect: str = ""
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
