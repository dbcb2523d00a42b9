"""What is said of a planner's file: the shapes, what was noticed, what must be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import geopandas as gpd

from atlas.notes import Note, NotedError

#: what the rows of a table of corner points are
Shape = Literal["areas", "lines", "points"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
#: how decimal degrees are written: as such, or as ddd.mmss
Degrees = Literal["decimal", "packed"]
DEGREES: tuple[Degrees, ...] = get_args(Degrees)


class IntakeError(NotedError):
    """A file that cannot be used: names file, feature and field."""

    def __init__(self, key: str, **values: Any) -> None:
        if "why" in values:  # of a library, maybe with parts of a damaged file in it
            values["why"] = "".join(sign for sign in str(values["why"]) if sign.isprintable())[:160]
        super().__init__(key, **values)


@dataclass(frozen=True)
class Answers:
    """What the owner of a file says of it; ``None``: not said.

    Attributes
    ----------
    system : str or None
        Key of :func:`atlas.crs.systems` in which its coordinates are.
    swapped : bool or None
        Whether north (or latitude) stands first.
    encoding : str or None
        Of its texts, in Python's name.
    shape : str or None
        One of :data:`SHAPES`.
    degrees : str or None
        One of :data:`DEGREES`.
    for_all : bool
        Whether the system overrules what the parts of a file say; otherwise, where one of several
        parts leaves it open, it is for that part.
    """

    system: str | None = None
    swapped: bool | None = None
    encoding: str | None = None
    shape: Shape | None = None
    degrees: Degrees | None = None
    for_all: bool = False


@dataclass(frozen=True)
class Option:
    """A possible answer: its value, and what the file then looks like (a place, some texts)."""

    value: str
    preview: str | Note

    def text(self, lang: str) -> str:
        """Return what the file then looks like, in a language."""
        return self.preview.text(lang) if isinstance(self.preview, Note) else self.preview


@dataclass(frozen=True)
class Question:
    """What a file leaves open: a field of :class:`Answers`, why it is asked, likely answers first.

    The value of an option for ``system`` is the key of a system, followed by ``/swapped`` where
    north stands first.
    """

    about: Literal["system", "encoding", "shape", "degrees"]
    why: Note
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Drawing:
    """The shapes of a file.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame or None
        EPSG:4326, valid two-dimensional shapes; ``name`` (text) beside the file's own columns.
        ``None`` while a question is open.
    notes : tuple of Note
    questions : tuple of Question
    """

    frame: gpd.GeoDataFrame | None = field(repr=False)
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
