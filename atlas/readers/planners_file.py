"""The result of reading a planner's file: shapes, notes and open questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import geopandas as gpd

from atlas.core.errors import LocalizedError, Note

#: meaning of the rows of a table of points
Shape = Literal["areas", "lines", "points"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
#: notation of degrees: decimal, or packed as ddd.mmss
Degrees = Literal["decimal", "packed"]
DEGREES: tuple[Degrees, ...] = get_args(Degrees)


class ReaderError(LocalizedError):
    """A file that cannot be used; names file, feature and field."""

    def __init__(self, key: str, **values: Any) -> None:
        if "why" in values:  # a library's message may quote parts of a damaged file
            values["why"] = "".join(sign for sign in str(values["why"]) if sign.isprintable())[:160]
        super().__init__(key, **values)


class LimitExceededError(ReaderError):
    """A file beyond a limit of ``file_limits.toml``; the whole upload is rejected."""


@dataclass(frozen=True)
class Answers:
    """The user's statements about a file; ``None``: not stated.

    Attributes
    ----------
    system : str or None
        Coordinate system, a key of :func:`atlas.spatial.crs.systems`.
    swapped : bool or None
        Whether northing or latitude comes first.
    encoding : str or None
        Text encoding, by Python's name.
    shape : str or None
        One of :data:`SHAPES`.
    degrees : str or None
        One of :data:`DEGREES`.
    for_all : bool
        Whether the system overrides what the parts of a file state; otherwise it applies only to
        parts that leave it open.
    """

    system: str | None = None
    swapped: bool | None = None
    encoding: str | None = None
    shape: Shape | None = None
    degrees: Degrees | None = None
    for_all: bool = False


@dataclass(frozen=True)
class Option:
    """A possible answer and a preview of its effect (a location, or some texts)."""

    value: str
    preview: str | Note

    def text(self, lang: str) -> str:
        """Return the preview in a language."""
        return self.preview.text(lang) if isinstance(self.preview, Note) else self.preview


@dataclass(frozen=True)
class Question:
    """An open question: a field of :class:`Answers`, the reason, and options, the likeliest first.

    The value of an option for ``system`` is the key of a system, with the suffix ``/swapped`` if
    northings come first.
    """

    about: Literal["system", "encoding", "shape", "degrees"]
    why: Note
    options: tuple[Option, ...]


@dataclass(frozen=True)
class PlannersFile:
    """The shapes of a planner's file.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame or None
        EPSG:4326, valid two-dimensional shapes; ``name`` (text) and the file's own columns.
        ``None`` while a question is open.
    notes : tuple of Note
    questions : tuple of Question
    """

    frame: gpd.GeoDataFrame | None = field(repr=False)
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
