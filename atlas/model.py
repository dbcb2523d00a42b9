"""The vocabulary and the shape of a feature: what the atlas' data may say.

The words stand in ``vocabulary.toml``; this module gives them types. ``Feature`` lists the
properties that every built feature carries, in the order in which they are written.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from atlas.textfiles import read_toml_as

Language = Literal["zh", "en"]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Kebab = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"\S")]
#: id of the plan itself as a source; its date is that of every state in the plan
PLAN_SOURCE = "plan-2021"
#: YYYY, YYYY-MM or YYYY-MM-DD: as exact as the source is
PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
#: YYYY-MM
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class Strict(BaseModel):
    """A record of a file: unknown keys are errors, so that a typing slip is noticed; never changed.

    Every definition, word and row of the atlas is one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """A text for readers in both languages."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``: English for ``en``, else Chinese."""
        return self.en if lang == "en" else self.zh


class Term(Strict):
    """A word of the vocabulary."""

    id: str
    text: Text
    colour: Colour | None = None
    #: precisions only: bounds, in metres, of the accuracy that the word allows
    max_accuracy_m: float | None = None
    over_accuracy_m: float = 0

    def allows_accuracy(self, accuracy_m: float) -> bool:
        """Tell whether a position known to ``accuracy_m`` metres may be called this precision."""
        return self.over_accuracy_m < accuracy_m <= (self.max_accuracy_m or float("inf"))


class Vocabulary(Strict):
    """All words, each table in display order."""

    theme: dict[str, Term]
    status: dict[str, Term]
    precision: dict[str, Term]
    role: dict[str, Term]
    relation: dict[str, Term]
    sense: dict[str, Term]
    industry: dict[str, Term]
    membership: dict[str, Term]
    licence: dict[str, Term]

    @model_validator(mode="before")
    @classmethod
    def _name_the_terms(cls, tables: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {
            name: {word: {"id": word, **term} for word, term in table.items()}
            for name, table in tables.items()
        }

    def terms(self, table: str) -> dict[str, Term]:
        """Return the terms of one table.

        Raises
        ------
        KeyError
            When the vocabulary has no such table.
        """
        if table not in type(self).model_fields:
            raise KeyError(table)
        terms: dict[str, Term] = getattr(self, table)
        return terms


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of ``vocabulary.toml``, read once."""
    return read_toml_as(Path(__file__).with_name("vocabulary.toml"), Vocabulary)


class Source(Strict):
    """Where a fact comes from."""

    id: Kebab
    title_zh: Name
    title_en: Name
    #: on a host of ``geodata/sources/hosts.csv`` only; other pages are cited without a link
    url: str | None = None
    #: read on a page that is not its publisher's
    reposted: bool = False
    date: PartialDate | None = None
    licence: str | None = None
    confidence: Literal["official", "high", "medium", "low"]


class Meeting(Strict):
    """Two features that meet, as a source says."""

    a: Kebab
    b: Kebab
    #: ``ends``: one end of ``a`` lies on ``b``
    how: Literal["ends", "crosses"]
    source: Kebab
    note: str = ""


class Feature(BaseModel):
    """The properties that every feature carries; those of its layer come after them.

    ``None`` means “not known” or “does not apply”. Words of the vocabulary are plain strings here:
    validation checks them against ``vocabulary.toml``.
    """

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    id: Kebab
    layer: Kebab
    theme: Name
    kind: Name
    name_zh: Name
    name_en: Name
    role: Name
    #: state by ``status_as_of``, known from ``status_source``
    status: Name | None
    status_in_plan: Name | None
    status_as_of: PartialDate | None
    status_source: Name | None
    #: month of the last look for news of it; ``None``: not looked for by name
    status_checked: Month | None
    #: the first link: clause id, verbatim quote
    plan_clause: Name | None
    plan_quote: Name | None
    precision: Name | None
    #: metres: 95 % estimate of how far the drawn position may lie from the true one
    accuracy_m: Annotated[float, Field(gt=0)] | None
    sources: list[Name]
    #: NBS codes: stated by plan or press, else computed; none for what is city-wide
    towns: list[Name]
    #: neither plan nor press says where it is: listed, in no town
    towns_unknown: bool
    towns_reason_zh: Name | None
    towns_reason_en: Name | None
    towns_drawn: list[Name]
    #: longitude, latitude of the name (polygons)
    label_point: tuple[Longitude, Latitude] | None = Field(strict=False)
    #: kilometres on the ellipsoid (lines)
    length_km_drawn: float | None
    length_km_drawn_in_city: float | None
    #: hectares on the ellipsoid (polygons)
    area_ha_drawn: float | None
    note_zh: Name | None
    note_en: Name | None


#: names of the base properties, in the order of the files
BASE_FIELDS: tuple[str, ...] = tuple(Feature.model_fields)
