"""The worksheets of the bureau's ``sites.xlsx``: titles, headings and types of columns."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from atlas.core.model import Strict, Text
from atlas.core.toml_files import load_toml

#: name of the workbook in the private folder
FILE = "sites.xlsx"
#: row of the headings
HEAD = 1

ColumnType = Literal[
    "site",
    "sites",
    "project",
    "text",
    "number",
    "date",
    "when",
    "said",
    "day",
    "flag",
    "fact",
    "unit",
    "use",
    "state",
    "event",
    "kind",
]


class Column(Strict):
    """A column: its heading, and what its cells hold."""

    label: Text
    type: ColumnType = "text"
    #: in digits
    width: int = 12

    @property
    def heading(self) -> str:
        """The heading: Chinese, and English on a second line."""
        return f"{self.label.zh}\n{self.label.en}"


class Worksheet(Strict):
    """A worksheet: its title and the keys of its columns."""

    title: Text
    columns: tuple[str, ...]
    required: tuple[str, ...]


class Worksheets(Strict):
    """All worksheets, their columns, and the words for parcels and milestones."""

    column: dict[str, Column]
    worksheet: dict[str, Worksheet]
    use: dict[str, Text]
    state: dict[str, Text]
    event: dict[str, Text]
    kind: dict[str, Text]

    @model_validator(mode="after")
    def _refers(self) -> Self:
        for key, sheet in self.worksheet.items():
            for name in (*sheet.columns, *sheet.required):
                if name not in self.column:
                    raise ValueError(f"{key}: expected columns, found {name!r}")
        return self

    def key_of(self, title: str) -> str | None:
        """Return the key of the worksheet with a title, in either language."""
        found = (k for k, one in self.worksheet.items() if is_label(title, one.title))
        return next(found, None)

    def column_of(self, sheet: str, heading: str) -> str | None:
        """Return the key of the column of a worksheet with a heading, in either language."""
        columns = self.worksheet[sheet].columns
        first = heading.strip().split("\n")[0]
        return next((key for key in columns if is_label(first, self.column[key].label)), None)


def is_label(text: str, label: Text) -> bool:
    """Return whether a text is a label in either language; spaces, case and width do not matter.

    Examples
    --------
    >>> is_label("面积 (亩)", Text(zh="面积（亩）", en="Area (mu)"))
    True
    """
    return folded(text) in (folded(label.zh), folded(label.en))


def folded(text: str) -> str:
    """Return a text in lower case, without spaces, with half-width brackets."""
    return "".join(text.split()).lower().replace("（", "(").replace("）", ")")


@cache
def worksheets() -> Worksheets:
    """Return the worksheets of ``worksheets.toml`` (cached)."""
    return load_toml(Worksheets, Path(__file__).with_suffix(".toml"))
