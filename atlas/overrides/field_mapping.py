"""Field mappings for official files: by the national standard's codes or a TOML file."""

from __future__ import annotations

from collections.abc import Mapping as Table
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator

from atlas.core.errors import Note
from atlas.core.model import Strict
from atlas.core.toml_files import TextFileError, load_toml
from atlas.layers.layer_definition import LayerDefinition
from atlas.readers.planners_file import ReaderError

#: field for the published area in hectares, in layers that have one
AREA = "area_ha_published"
AreaUnit = Literal["m2", "mu", "ha", "km2"]


class KindMapping(Strict):
    """``[kind]``: the layer's category for new features."""

    field: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    default: str | None = None


class Mapping(Strict):
    """A field mapping; names on the right-hand side are fields of the file.

    Attributes
    ----------
    name, name_en, note : str or None
        Fields with the name and remarks.
    kind : KindMapping
    fields : dict of str to str
        Layer-specific field → field of the file.
    area_unit : str or None
        Unit of the field mapped to ``area_ha_published``; inferred from the shapes if not given.
    replace : dict of str to tuple of str
        Feature id → names in the file of the features that replace it; ``*``: all the rest.
    """

    name: str | None = None
    name_en: str | None = None
    note: str | None = None
    kind: KindMapping = KindMapping()
    fields: dict[str, str] = Field(default_factory=dict)
    area_unit: AreaUnit | None = None
    replace: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )

    @field_validator("replace", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {key: [one] if isinstance(one, str) else one for key, one in value.items()}

    def used(self) -> dict[str, str]:
        """Return key of the mapping → field of the file, for all mapped fields."""
        single = {"name": self.name, "name_en": self.name_en, "note": self.note}
        single["kind.field"] = self.kind.field
        named = {key: field for key, field in single.items() if field}
        return named | {f"fields.{key}": field for key, field in self.fields.items()}


class FieldCode(Strict):
    """A field of the standard."""

    label: str
    certain: bool


class TableCode(Strict):
    """A table of the standard."""

    label: str
    certain: bool
    layer: str | None = None
    kind: str | None = None


class Standard(Strict):
    """``standard_codes.toml``."""

    name: tuple[str, ...]
    note: tuple[str, ...]
    area: tuple[str, ...]
    field: dict[str, FieldCode]
    table: dict[str, TableCode]


@cache
def standard() -> Standard:
    """Return the field codes of the standard, read once."""
    return load_toml(Standard, Path(__file__).with_name("standard_codes.toml"))


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises
    ------
    ReaderError
        Names file, key and expected value.
    """
    try:
        return load_toml(Mapping, path)
    except TextFileError as error:
        cause, entry, why = error.__cause__, error.field or "TOML", error.why
        if isinstance(cause, OSError):
            raise ReaderError("official.unreadable", file=path.name, why=cause.strerror) from error
        if isinstance(cause, ValidationError) and cause.errors()[0]["type"] == "extra_forbidden":
            why = f"expected one of {', '.join(Mapping.model_fields)}"
        raise ReaderError("official.bad_mapping", file=path.name, entry=entry, why=why) from error


def completed(
    own: Mapping, columns: list[str], layer: LayerDefinition, file: str, kind: str | None
) -> Mapping:
    """Return a mapping checked against file and layer, completed by the standard's codes.

    Parameters
    ----------
    own : Mapping
        The user's mapping; may be empty.
    columns : list of str
        Field names of the file.
    layer : LayerDefinition
    file : str
        Name of the file; a table code in it gives the category of new features.
    kind : str or None
        Category of new features, if the mapping does not give one.

    Raises
    ------
    ReaderError
        Names key and field, and the fields that file or layer have.
    """
    have = {column.casefold(): column for column in columns}
    for key, field in own.used().items():
        if field.casefold() not in have:
            has = ", ".join(columns)
            raise ReaderError("official.no_field", file=file, entry=key, field=field, has=has)
    for column in own.fields:
        if column not in layer.columns:
            has = ", ".join(layer.columns)
            raise ReaderError("official.no_column", layer=layer.id, field=column, has=has)
    found = _by_standard(own, have, layer)
    default = own.kind.default or kind or _kind_of(file, layer)
    words = {word for word in (*own.kind.values.values(), default) if word}
    for word in sorted(words - layer.kinds):
        raise ReaderError("official.no_kind", layer=layer.id, kind=word, has=_kinds(layer))
    return found.model_copy(update={"kind": own.kind.model_copy(update={"default": default})})


def told(mapping: Mapping) -> list[Note]:
    """Return notes on which field each value is read from, and where that is only likely."""
    notes = []
    for entry, field in mapping.used().items():
        code = standard().field.get(field.upper())
        key = "official.read_by" if code is None or code.certain else "official.guessed"
        label = code.label if code else field
        notes.append(Note(key, {"entry": entry, "field": field, "label": label}))
    return notes


def _by_standard(own: Mapping, have: Table[str, str], layer: LayerDefinition) -> Mapping:
    def first(codes: tuple[str, ...]) -> str | None:
        return next((have[code.casefold()] for code in codes if code.casefold() in have), None)

    def theirs(field: str | None) -> str | None:
        return have[field.casefold()] if field else None

    fields = {column: have[field.casefold()] for column, field in own.fields.items()}
    area = first(standard().area)
    if AREA in layer.columns and AREA not in fields and area:
        fields[AREA] = area
    changes: dict[str, Any] = {
        "name": theirs(own.name) or first(standard().name),
        "name_en": theirs(own.name_en),
        "note": theirs(own.note) or first(standard().note),
        "fields": fields,
        "kind": own.kind.model_copy(update={"field": theirs(own.kind.field)}),
    }
    return own.model_copy(update=changes)


def _kind_of(file: str, layer: LayerDefinition) -> str | None:
    """Return the category of new features, from the standard's table code in the file name."""
    for code, table in standard().table.items():
        if code in file.upper() and table.layer == layer.id:
            return table.kind
    return next(iter(layer.kinds)) if len(layer.kinds) == 1 else None


def _kinds(layer: LayerDefinition) -> str:
    return ", ".join(f"{one.value} ({one.label.zh})" for one in layer.categories)
