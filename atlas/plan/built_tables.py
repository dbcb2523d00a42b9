"""Reads the plan's built files; errors name file and location."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from atlas.core.json_files import GeodataError, read_json_as
from atlas.plan.plan_error import PlanError

T = TypeVar("T")


def read_checked(path: Path, expected: type[T]) -> T:
    """Read and validate a JSON file.

    Parameters
    ----------
    path : Path
        A built file of ``geodata/``.
    expected : type
        A model, or a list of models.

    Raises
    ------
    PlanError
        When the file is missing or invalid; the message names file, location and expected value.
    """
    try:
        return read_json_as(path, expected)
    except GeodataError as error:
        raise PlanError(str(error)) from error
