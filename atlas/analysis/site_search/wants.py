"""What investors look for, in their own words: ``wants.toml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field

from atlas.core.model import Strict, Text
from atlas.core.toml_files import load_toml


class Want(Strict):
    """A kind of production.

    Attributes
    ----------
    key : str
    label : Text
    industries : list of str
        Terms of the vocabulary of industries, the closest first.
    chemical_park : bool
        Whether it is chemical production, which needs a certified chemical park.
    words : tuple of str
        Other words for it, Chinese and English.
    """

    key: str
    label: Text
    industries: list[str] = Field(min_length=1)
    chemical_park: bool = False
    words: tuple[str, ...] = ()


@cache
def wants() -> dict[str, Want]:
    """Return the kinds of production by key, in the order of the file."""
    found = load_toml(list[Want], Path(__file__).with_name("wants.toml"), "want")
    return {one.key: one for one in found}
