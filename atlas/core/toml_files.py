"""TOML and JSON files whose errors name the file and the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class TextFileError(ValueError):
    """An invalid file; the message names file, line and expected value."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    TextFileError
        When it is missing, not UTF-8 or not TOML.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except OSError as error:
        raise TextFileError(f"{path.name}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        last = f"at line {text.count(chr(10)) + 1}, the end"
        why = str(error).replace("at end of document", last)
        raise TextFileError(f"{path.name}: not valid TOML: {why}") from error


def read_toml_as(path: Path, expected: type[T], key: str = "") -> T:
    """Read a TOML file and validate its content.

    Parameters
    ----------
    path : Path
    expected : type
        Any type that pydantic can validate, such as ``dict[str, Basemap]``.
    key : str, optional
        Table or list of the file to read; by default the whole file.

    Raises
    ------
    TextFileError
    """
    table = read_toml(path)
    if key and key not in table:
        raise TextFileError(f"{path.name}: expected {key}, found {', '.join(table) or 'nothing'}")
    try:
        return TypeAdapter(expected).validate_python(table[key] if key else table)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        line = toml_line(path, [*([key] if key else []), *where])
        raise TextFileError(f"{path.name}: {line}{first_problem(error)}") from error


def first_problem(error: ValidationError) -> str:
    """Return the first error: location and expected value."""
    first: Any = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def toml_line(path: Path, where: Sequence[str | int]) -> str:
    """Return ``line N: `` for the deepest key of ``where`` found in a TOML file; empty if none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found, start = 0, 0
    for part in where:
        word = re.escape(str(part))
        key = re.compile(rf'\s*(\[+(.*\.)?)?"?{word}"?\s*(\]|=|\.)')
        hit = next((n for n in range(start, len(lines)) if key.match(lines[n])), None)
        if hit is not None:
            found, start = hit + 1, hit
    return f"line {found}: " if found else ""
