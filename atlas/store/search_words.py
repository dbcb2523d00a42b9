"""Everyday words and what they mean in the atlas: ``search_words.toml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from atlas.core.model import Name, Strict, vocabulary
from atlas.core.settings import PROJECT
from atlas.core.toml_files import TextFileError, load_toml
from atlas.layers.layer_definition import read_catalogue

FILE = Path(__file__).with_suffix(".toml")


class SearchWord(Strict):
    """Everyday words for some categories of features.

    Attributes
    ----------
    says : tuple of str
        What people type, Chinese and English.
    kinds : tuple of str
        What it means: layers, or ``layer/kind``.
    themes : tuple of str
        Themes that it means.
    """

    says: tuple[Name, ...] = Field(min_length=1)
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> SearchWord:
        if not self.kinds and not self.themes:
            raise ValueError("expected kinds or themes")
        unknown = set(self.themes) - set(vocabulary().theme)
        if unknown:
            raise ValueError(f"unknown theme {', '.join(sorted(unknown))}")
        return self

    def means(self, theme: str, layer: str, kind: str) -> bool:
        """Return whether it means features of this theme, layer and kind."""
        return theme in self.themes or layer in self.kinds or f"{layer}/{kind}" in self.kinds


class SearchWords(Strict):
    """All everyday words.

    Attributes
    ----------
    idle : tuple of str
        Words of a question that name nothing.
    word : tuple of SearchWord
    """

    idle: tuple[Name, ...]
    word: tuple[SearchWord, ...]


@cache
def search_words(path: Path = FILE) -> SearchWords:
    """Return the words, each of whose categories is in the project's layer definitions.

    Raises
    ------
    TextFileError
        If the file is invalid, or names an unknown layer or category.

    Examples
    --------
    >>> search_words().word[0].means("transport", "transport-projects", "county_road")
    True
    """
    words = load_toml(SearchWords, path)
    definitions, broken = read_catalogue(PROJECT / "layers")
    known = {f"{layer}/{kind}" for layer, one in definitions.items() for kind in one.kinds}
    for number, word in enumerate(words.word):
        for token in word.kinds:
            if token.partition("/")[0] not in broken and token not in {*known, *definitions}:
                raise TextFileError(
                    path.name, f"no layer or category {token}", field=f"word.{number}.kinds"
                )
    return words
