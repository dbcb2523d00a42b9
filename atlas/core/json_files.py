"""JSON files whose errors name the file and the line."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import TypeAdapter, ValidationError

from atlas.core.toml_files import first_problem

T = TypeVar("T")


class GeodataError(ValueError):
    """A data file that cannot be used.

    Parameters
    ----------
    file : str
        Name of the file.
    message : str
        What was expected and what was found.
    feature, field : str, optional
        Where in the file the error is.
    """

    def __init__(self, file: str, message: str, feature: str = "", field: str = "") -> None:
        self.file, self.feature, self.field, self.message = file, feature, field, message
        super().__init__(": ".join(part for part in (file, feature, field, message) if part))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def read_json_as(path: Path, expected: type[T]) -> T:
    """Read a JSON file as a model, or as a list of models.

    Raises
    ------
    GeodataError
        Naming file, location and what was expected.
    """
    try:
        return TypeAdapter(expected).validate_python(read_json(path))
    except ValidationError as error:
        raise GeodataError(path.name, problem_at(path, error)) from error


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    GeodataError
        When the file is missing, not UTF-8 or not JSON; the message names the line.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except OSError as error:
        raise GeodataError(path.name, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise GeodataError(path.name, f"line {line}: not UTF-8: {error.reason}") from error
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}: not valid JSON: {error.msg}"
        raise GeodataError(path.name, message) from error
    except (ValueError, RecursionError) as error:
        raise GeodataError(path.name, f"not valid JSON: {error}") from error


def problem_at(path: Path, error: ValidationError) -> str:
    """Return the first error of a JSON file: line, path and expected value."""
    line = json_line_of(path.read_text(encoding="utf-8"), error.errors()[0]["loc"])
    return f"line {line}: {first_problem(error)}"


_SPACE = re.compile(r"[\s,:]*")


def json_line_of(text: str, where: Sequence[str | int]) -> int:
    """Return the line on which a part of a JSON text begins, or its nearest existing parent.

    Parameters
    ----------
    text : str
        Valid JSON.
    where : sequence of str and int
        Keys and indices that lead to the part, as pydantic reports them.

    Examples
    --------
    >>> json_line_of('[\\n{"a": 1},\\n{"a": "x"}\\n]', [1, "a"])
    3
    """
    decoder, at = JSONDecoder(), _skip(text, 0)
    for part in where:
        try:
            inner = _inside(decoder, text, at, part)
        except (JSONDecodeError, IndexError):
            break
        if inner is None:
            break
        at = inner
    return text.count("\n", 0, at) + 1


def _inside(decoder: JSONDecoder, text: str, at: int, part: str | int) -> int | None:
    """Return the offset of a key's value or of a list item; ``None`` if there is none."""
    opened = text[at : at + 1]
    if opened not in ("[", "{"):
        return None
    at, place = _skip(text, at + 1), 0
    while text[at] not in "]}":
        key: object = place
        if opened == "{":
            key, at = decoder.raw_decode(text, at)
            at = _skip(text, at)
        if key == part:
            return at
        _, at = decoder.raw_decode(text, at)
        at, place = _skip(text, at), place + 1
    return None


def _skip(text: str, at: int) -> int:
    """Return the offset after white space, commas and colons."""
    found = _SPACE.match(text, at)
    return found.end() if found else at
