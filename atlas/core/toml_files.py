"""TOML files, validated by a model; errors name the file, the line and the field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class TextFileError(ValueError):
    """An invalid file.

    Attributes
    ----------
    field : str
        Where in the file the error is; empty for the whole file.
    why : str
        The expected value.
    """

    def __init__(self, file: str, why: str, line: int = 0, field: str = "") -> None:
        self.field, self.why = field, why
        where = (file, f"line {line}" if line else "", field, why)
        super().__init__(": ".join(filter(None, where)))


def load_toml(model: type[T], path: Path, key: str = "", **given: Any) -> T:
    """Read a TOML file and validate its content.

    Parameters
    ----------
    model : type
        Any type that pydantic can validate, such as ``dict[str, Basemap]``.
    path : Path
    key : str, optional
        Table or list of the file to read; by default the whole file.
    **given
        Values of keys that the file may leave out.

    Raises
    ------
    TextFileError
        When the file is missing, not UTF-8, not TOML, or not as the model expects.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        table = {**given, **tomllib.loads(text)}
    except OSError as error:
        raise TextFileError(path.name, f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        last = f"at line {text.count(chr(10)) + 1}, the end"
        why = str(error).replace("at end of document", last)
        raise TextFileError(path.name, f"not valid TOML: {why}") from error
    if key and key not in table:
        raise TextFileError(path.name, f"expected {key}, found {', '.join(table) or 'nothing'}")
    try:
        valid: T = TypeAdapter(model).validate_python(table[key] if key else table)
    except ValidationError as error:
        first: Any = error.errors()[0]
        where = [*([key] if key else []), *first["loc"]]
        field = ".".join(map(str, where))
        raise TextFileError(path.name, first["msg"], _line(text, where), field) from error
    return valid


def first_problem(error: ValidationError) -> str:
    """Return the first error: location and expected value."""
    first: Any = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _line(text: str, where: Sequence[str | int]) -> int:
    """Return the line of the deepest part of ``where`` found in a TOML text; 0 if none.

    Examples
    --------
    >>> _line('[[road]]\\nname = "a"\\n[[road]]\\nname = 1', ["road", 1, "name"])
    4
    """
    lines, found, start, word = text.splitlines(), 0, 0, ""
    for part in (part for whole in where for part in _parts(whole)):
        if isinstance(part, int):  # an entry of a list of tables
            pattern, number = rf"\s*\[\[(.*\.)?{word}\]\]", part
        else:
            word, number = re.escape(part), 0
            pattern = rf'\s*(\[+(.*\.)?)?"?{word}"?\s*(\]|=|\.)'
        hits = [n for n in range(start, len(lines)) if re.match(pattern, lines[n])]
        if number < len(hits):
            start = hits[number]
            found = start + 1
    return found


def _parts(part: str | int) -> list[str | int]:
    return [part] if isinstance(part, int) else [*part.split(".")]
