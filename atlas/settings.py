"""The settings: every environment variable that begins with ``ATLAS_``, read and checked at once.

A command and the server ask for them before anything else, so that a wrong one is named and nothing
starts on it. What each does is told in README.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "ATLAS_"
#: where this code lies
PROJECT = Path(__file__).parent.parent.resolve()
#: folders that a root must have
FOLDERS = ("layers", "geodata")
#: a longer entry does not fit the title block of a sheet (characters)
LONGEST = 60

#: what pydantic calls a value of the wrong type → what was expected
_TYPES = {
    "bool_parsing": "1 or 0",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
}

#: names of the base maps in ``mapping/basemaps.toml``
BasemapName = Literal["osm", "gaode", "tianditu"]


class SettingsError(ValueError):
    """Settings that cannot be used: a line for each, which names the variable."""


class Settings(BaseSettings):
    """What the environment says of the atlas.

    Attributes
    ----------
    root : Path
        Folder with ``layers/`` and ``geodata/``.
    private : Path or None
        Folder outside the project with official or OpenStreetMap shapes.
    url : str
        Public address of the server, without a trailing slash; empty where the request says it.
    basemaps : tuple of str or None
        Online base maps on offer; ``None`` for all that can be.
    tianditu_token : SecretStr or None
    sheet_unit, sheet_number : str
        Entries of a sheet's title block; empty where there are none.
    import_page : bool
        Whether a page imports into the private folder.
    workers : int or None
        Worker processes; ``None`` for as many as the machine carries.
    patience : float
        Factor to all limits of time, for slower machines.
    debug : bool
        Whether an unexpected error shows where it came from.
    """

    model_config = SettingsConfigDict(case_sensitive=True, frozen=True)

    root: Path = Field(default=PROJECT, validation_alias="ATLAS_ROOT")
    private: Path | None = Field(default=None, validation_alias="ATLAS_PRIVATE")
    url: str = Field(default="", validation_alias="ATLAS_URL")
    basemaps: Annotated[tuple[BasemapName, ...] | None, NoDecode] = Field(
        default=None, validation_alias="ATLAS_BASEMAPS"
    )
    tianditu_token: SecretStr | None = Field(default=None, validation_alias="ATLAS_TIANDITU_TOKEN")
    sheet_unit: str = Field(default="", validation_alias="ATLAS_SHEET_UNIT")
    sheet_number: str = Field(default="", validation_alias="ATLAS_SHEET_NUMBER")
    import_page: bool = Field(default=False, validation_alias="ATLAS_IMPORT")
    workers: Annotated[int, Field(ge=0, le=64)] | None = Field(
        default=None, validation_alias="ATLAS_WORKERS"
    )
    patience: Annotated[float, Field(gt=0, le=100)] = Field(
        default=1, validation_alias="ATLAS_PATIENCE"
    )
    debug: bool = Field(default=False, validation_alias="ATLAS_DEBUG")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take an empty value for none; base maps alone mean something by it."""
        return {name: value for name, value in values.items() if value != "" or "BASEMAPS" in name}

    @field_validator("root")
    @classmethod
    def _has_the_data(cls, value: Path) -> Path:
        return checked_root(value)

    @field_validator("private")
    @classmethod
    def _is_a_folder(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        folder = value.expanduser().resolve()
        for inside in (info.data.get("root", PROJECT), PROJECT):
            if folder.is_relative_to(inside):
                expected = f"a folder outside the project ({inside}), lest it be committed"
                raise _wrong(expected, folder)
        if not folder.is_dir():
            raise _wrong("a folder that is there (make it first)", folder)
        if not os.access(folder, os.R_OK | os.X_OK):
            raise _wrong("a folder that may be read", folder)
        return folder

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value:
            return value
        try:
            parts = urlsplit(value)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:  # brackets or a port that make no address
            whole = False
        if not whole or re.search(r"[\s?#\"'<>]", value):
            raise _wrong("an address such as https://example.org/atlas", value)
        return value.rstrip("/")

    @field_validator("basemaps", mode="before")
    @classmethod
    def _by_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("tianditu_token")
    @classmethod
    def _is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]+", value.get_secret_value()):
            raise PydanticCustomError("atlas", "expected letters and digits only")
        return value

    @field_validator("sheet_unit", "sheet_number")
    @classmethod
    def _fits(cls, value: str) -> str:
        text = value.strip()
        if len(text) > LONGEST or not text.isprintable():
            raise _wrong(f"one line of at most {LONGEST} characters", text[:LONGEST])
        return text

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.import_page and self.private and not os.access(self.private, os.W_OK):
            raise PydanticCustomError(
                "ATLAS_PRIVATE",
                "expected a folder that may be written to, as ATLAS_IMPORT is set, found {found}",
                {"found": str(self.private)},
            )
        if self.basemaps and "tianditu" in self.basemaps and not self.tianditu_token:
            raise PydanticCustomError(
                "ATLAS_BASEMAPS", "expected ATLAS_TIANDITU_TOKEN to be set, as tianditu is named"
            )
        return self


def settings() -> Settings:
    """Return the settings of the environment as it is now.

    Raises
    ------
    SettingsError
        With a line for each that is wrong.
    """
    own = {name: value for name, value in os.environ.items() if name.upper().startswith(PREFIX)}
    return _read(tuple(sorted(own.items())))


@lru_cache(maxsize=8)
def _read(own: tuple[tuple[str, str], ...]) -> Settings:
    wrong = list(_unknown(dict(own)))
    try:
        read = Settings()
    except ValidationError as error:
        wrong += [_line(one) for one in error.errors()]
    if wrong:
        raise SettingsError("\n".join(dict.fromkeys(wrong)))
    return read


def checked_root(folder: Path) -> Path:
    """Return a root folder as a whole path.

    Raises
    ------
    PydanticCustomError
        A ValueError, when it has no data of an atlas.
    """
    whole = folder.expanduser().resolve()
    if not whole.is_dir():
        raise _wrong("a folder that is there", whole)
    for name in FOLDERS:
        if not (whole / name).is_dir():
            raise _wrong(f"a folder with {' and '.join(f'{n}/' for n in FOLDERS)} in it", whole)
    return whole


def named_root(folder: Path | None) -> Path | None:
    """Return the root that the option ``--root`` names, if it does.

    Raises
    ------
    SettingsError
    """
    try:
        return checked_root(folder) if folder else None
    except ValueError as error:
        raise SettingsError(f"--root: {error}") from error


def _unknown(own: Mapping[str, str]) -> Iterator[str]:
    known = [str(field.validation_alias) for field in Settings.model_fields.values()]
    for name in own:
        if name not in known:
            near = get_close_matches(name.upper(), known, 1, 0.7)
            hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"
            yield f"{name}: there is no such setting{hint}"


def _wrong(expected: str, found: object) -> PydanticCustomError:
    values = {"expected": expected, "found": str(found)}
    return PydanticCustomError("atlas", "expected {expected}, found {found}", values)


def _line(error: ErrorDetails) -> str:
    """Return what is wrong with a setting on one line: its name, what was expected and found."""
    name = str(error["loc"][0]) if error["loc"] else error["type"]
    said = error["msg"]
    if error["type"] not in ("atlas", name):
        said = said.replace("Input should be", "expected")
        said = f"expected {_TYPES[error['type']]}" if error["type"] in _TYPES else said
        said = f"{said}, found {error['input']!r}"
    return f"{name}: {' '.join(said.split())}"
