"""The settings: all environment variables that begin with ``ATLAS_``, read and validated together.

Commands and the server read them first, so that an invalid one is reported before any work
begins. docs/configuration.md documents them.
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

from atlas.core.model import Text

PREFIX = "ATLAS_"
#: root folder of this code
PROJECT = Path(__file__).parents[2].resolve()
#: folders that a root must contain
FOLDERS = ("layers", "geodata")
#: maximum length of an entry in a sheet's title block (characters)
LONGEST = 60
#: maximum length of the bureau's contact (characters)
LONGEST_CONTACT = 200

#: an e-mail address that is safe in a link
EMAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

#: pydantic's error type → expected value
_TYPES = {
    "bool_parsing": "1 or 0",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
}

#: names of the base maps in ``atlas/webmap/basemaps.toml``
BasemapName = Literal["osm", "gaode", "tianditu"]


class SettingsError(ValueError):
    """Invalid settings; one line per setting, naming the variable."""


class Settings(BaseSettings):
    """Settings from the environment.

    Attributes
    ----------
    root : Path
        Folder with ``layers/`` and ``geodata/``.
    private : Path or None
        Folder outside the project with official or OpenStreetMap shapes (overrides).
    url : str
        Public address of the server, without trailing slash; empty: taken from the request.
    basemaps : tuple of str or None
        Online base maps on offer; ``None`` for all available ones.
    tianditu_token : SecretStr or None
    sheet_unit, sheet_number : str
        Entries of a sheet's title block; empty to leave them out.
    bureau_contact, bureau_contact_en : str
        Contact for investors, in Chinese and English; empty if there is none.
    feedback : Path or None
        SQLite file for readers' remarks; ``None`` stores none.
    feedback_email : str
        Address for readers' remarks by e-mail; empty if there is none.
    import_page : bool
        Whether the import page is offered.
    workers : int or None
        Number of worker processes; ``None`` chooses it by the machine.
    patience : float
        Factor applied to all time limits, for slower machines.
    debug : bool
        Whether unexpected errors show their traceback.
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
    bureau_contact: str = Field(default="", validation_alias="ATLAS_BUREAU_CONTACT")
    bureau_contact_en: str = Field(default="", validation_alias="ATLAS_BUREAU_CONTACT_EN")
    feedback: Path | None = Field(default=None, validation_alias="ATLAS_FEEDBACK")
    feedback_email: str = Field(default="", validation_alias="ATLAS_FEEDBACK_EMAIL")
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
        """Treat an empty value as unset, except for base maps, where it means none."""
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
        folder = _outside(value, "folder", info)
        if not folder.is_dir():
            raise _wrong("an existing folder (create it first)", folder)
        if not os.access(folder, os.R_OK | os.X_OK):
            raise _wrong("a readable folder", folder)
        return folder

    @field_validator("feedback")
    @classmethod
    def _is_a_file(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        file = _outside(value, "file", info)
        if file.is_dir():
            raise _wrong("a file", f"the folder {file}")
        if not file.parent.is_dir():
            raise _wrong("a file in an existing folder (create it first)", file)
        return file

    @field_validator("feedback_email")
    @classmethod
    def _is_an_email_address(cls, value: str) -> str:
        text = value.strip()
        if text and not EMAIL.fullmatch(text):
            raise _wrong("one e-mail address such as atlas@example.org", text[:LONGEST])
        return text

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value:
            return value
        try:
            parts = urlsplit(value)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:  # invalid brackets or port
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

    @field_validator("bureau_contact", "bureau_contact_en")
    @classmethod
    def _is_a_line(cls, value: str) -> str:
        text = value.strip()
        if len(text) > LONGEST_CONTACT or not text.isprintable():
            raise _wrong(f"one line of at most {LONGEST_CONTACT} characters", text[:LONGEST])
        return text

    @property
    def contact(self) -> Text | None:
        """The contact of the bureau; in English the Chinese one if there is no other."""
        own = self.bureau_contact or self.bureau_contact_en
        return Text(zh=own, en=self.bureau_contact_en or own) if own else None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.import_page and self.private and not os.access(self.private, os.W_OK):
            raise PydanticCustomError(
                "ATLAS_PRIVATE",
                "expected a writable folder, as ATLAS_IMPORT is set, found {found}",
                {"found": str(self.private)},
            )
        if self.basemaps and "tianditu" in self.basemaps and not self.tianditu_token:
            raise PydanticCustomError(
                "ATLAS_BASEMAPS", "expected ATLAS_TIANDITU_TOKEN to be set, as tianditu is named"
            )
        return self


def _outside(path: Path, what: str, info: ValidationInfo) -> Path:
    """Return an absolute path, which must not lie in the project."""
    whole = path.expanduser().resolve()
    for inside in (info.data.get("root", PROJECT), PROJECT):
        if whole.is_relative_to(inside):
            raise _wrong(f"a {what} outside the project ({inside})", whole)
    return whole


def settings() -> Settings:
    """Return the current settings from the environment.

    Raises
    ------
    SettingsError
        One line per invalid setting.
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
    """Return the absolute path of a root folder.

    Raises
    ------
    PydanticCustomError
        A ValueError: the folder does not exist or lacks the atlas's data.
    """
    whole = folder.expanduser().resolve()
    if not whole.is_dir():
        raise _wrong("an existing folder", whole)
    for name in FOLDERS:
        if not (whole / name).is_dir():
            raise _wrong(f"a folder with {' and '.join(f'{n}/' for n in FOLDERS)}", whole)
    return whole


def named_root(folder: Path | None) -> Path | None:
    """Return the folder given by the option ``--root``, if any.

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
            yield f"{name}: unknown setting{hint}"


def _wrong(expected: str, found: object) -> PydanticCustomError:
    values = {"expected": expected, "found": str(found)}
    return PydanticCustomError("atlas", "expected {expected}, found {found}", values)


def _line(error: ErrorDetails) -> str:
    """Return the error of one setting on one line: name, expected and found value."""
    name = str(error["loc"][0]) if error["loc"] else error["type"]
    said = error["msg"]
    if error["type"] not in ("atlas", name):
        said = said.replace("Input should be", "expected")
        said = f"expected {_TYPES[error['type']]}" if error["type"] in _TYPES else said
        said = f"{said}, found {error['input']!r}"
    return f"{name}: {' '.join(said.split())}"
