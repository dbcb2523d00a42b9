"""The data model: vocabulary, sources and the base properties of features.

The vocabulary is in ``vocabulary.toml``; this module gives it types. ``Feature`` lists the
properties that every built feature carries, in file order.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from atlas.core.toml_files import load_toml

Language = Literal["zh", "en"]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Kebab = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"\S")]
#: source id of the plan itself; its date is the date of every status in the plan
PLAN_SOURCE = "plan-2021"
#: YYYY, YYYY-MM or YYYY-MM-DD, as precise as the source
PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
#: YYYY-MM
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class Strict(BaseModel):
    """An immutable record in which unknown keys are errors, so that typing slips are noticed.

    Base class of all definitions, vocabulary terms and table rows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """A text in Chinese and English."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """Return the English text for ``en``, else the Chinese one."""
        return self.en if lang == "en" else self.zh


class Term(Strict):
    """A term of the vocabulary."""

    id: str
    text: Text
    colour: Colour | None = None
    #: for precisions: range of accuracies, in metres, that the term allows
    max_accuracy_m: float | None = None
    over_accuracy_m: float = 0

    def allows_accuracy(self, accuracy_m: float) -> bool:
        """Return whether a position with this accuracy (metres) may have this precision."""
        return self.over_accuracy_m < accuracy_m <= (self.max_accuracy_m or float("inf"))


class Vocabulary(Strict):
    """All vocabulary tables, each in display order."""

    theme: dict[str, Term]
    status: dict[str, Term]
    outcome: dict[str, Term]
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
    """Return the vocabulary of ``vocabulary.toml`` (cached)."""
    return load_toml(Vocabulary, Path(__file__).with_name("vocabulary.toml"))


class Source(Strict):
    """A source of facts or geometry."""

    id: Kebab
    title_zh: Name
    title_en: Name
    #: only on a host listed in ``geodata/sources/hosts.csv``; other pages are cited without a link
    url: str | None = None
    #: whether the page read was not the publisher's
    reposted: bool = False
    date: PartialDate | None = None
    licence: str | None = None
    confidence: Literal["official", "high", "medium", "low"]


class Meeting(Strict):
    """Two features that meet, according to a source."""

    a: Kebab
    b: Kebab
    #: ``ends``: one end of ``a`` lies on ``b``; ``crosses``: they cross
    how: Literal["ends", "crosses"]
    source: Kebab
    note: str = ""


class Feature(BaseModel):
    """The base properties of every feature; those of its layer follow.

    ``None`` means “not known” or “not applicable”. Vocabulary terms are plain strings here;
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
    #: status on the date ``status_as_of``, according to ``status_source``
    status: Name | None
    status_in_plan: Name | None
    status_as_of: PartialDate | None
    status_source: Name | None
    #: month of the last search for news about it; ``None`` if there was none by name
    status_checked: Month | None
    #: clause id and verbatim quote of the first link
    plan_clause: Name | None
    plan_quote: Name | None
    precision: Name | None
    #: metres: 95 % estimate of the distance between drawn and true position
    accuracy_m: Annotated[float, Field(gt=0)] | None
    sources: list[Name]
    #: NBS codes: stated by plan or press, else computed; empty for city-wide features
    towns: list[Name]
    #: neither plan nor press gives the location: listed, but under no town
    towns_unknown: bool
    towns_reason_zh: Name | None
    towns_reason_en: Name | None
    towns_drawn: list[Name]
    #: longitude and latitude of the label (polygons)
    label_point: tuple[Longitude, Latitude] | None = Field(strict=False)
    #: kilometres on the ellipsoid (lines)
    length_km_drawn: float | None
    length_km_drawn_in_city: float | None
    #: hectares on the ellipsoid (polygons)
    area_ha_drawn: float | None
    note_zh: Name | None
    note_en: Name | None


#: names of the base properties, in file order
BASE_FIELDS: tuple[str, ...] = tuple(Feature.model_fields)
