"""Cells of the bureau's workbook, read by the type of their column."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from atlas.core.errors import Note, first_names, short
from atlas.core.model import Text
from atlas.plan.site_facts import NOT_GIVEN, fact_kinds, first_day
from atlas.readers.site_workbook.worksheets import folded, is_label, worksheets

#: group of the kinds of fact in the worksheet of utilities
UTILITIES = "utilities"
#: words for a report without a date, and for a mark
_UNDATED = ("未注明", "notgiven", "nodate")
_YES, _NO = ("是", "yes", "y", "1", "√", "true"), ("否", "no", "n", "0", "false")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
_SPLIT = re.compile(r"[;；、\n]")


class CellError(ValueError):
    """A cell that cannot be used, with a localized reason."""

    def __init__(self, key: str, **values: Any) -> None:
        self.why = Note(key, values)
        super().__init__(self.why.text("en"))


@dataclass(frozen=True)
class Known:
    """What cells may refer to.

    Attributes
    ----------
    sites : mapping of str to tuple of str
        Folded name or id → ids of the sites so named.
    names : tuple of str
        Names of all sites, to suggest one.
    today : datetime.date
        Dates after it are errors.
    projects : mapping of str to tuple of str
        Folded name or id → ids of the projects so named.
    project_names : tuple of str
        Names of all projects, to suggest one.
    """

    sites: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...]
    today: datetime.date
    projects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    project_names: tuple[str, ...] = ()


@dataclass
class Row:
    """A row of a worksheet: values by column, and what is wrong with its cells."""

    cells: Mapping[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[tuple[str, Note]] = field(default_factory=list)

    def read(self, column: str, known: Known, required: bool) -> None:
        """Read a cell into :attr:`values`; if it is wrong, note why."""
        cell = self.cells.get(column)
        if isinstance(cell, str):
            cell = cell.strip()
        if cell is None or cell == "":
            if required:
                self.wrong.append((column, Note("bureau.empty")))
            return
        try:
            reader = _READERS[worksheets().column[column].type]
            self.values[column] = reader(cell, known, self.values)
        except CellError as error:
            self.wrong.append((column, error.why))


def words(cell: Any) -> str:
    """Return a cell as text; whole numbers without decimals.

    Examples
    --------
    >>> words(88361234.0), words(" 三路 ")
    ('88361234', '三路')
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _text(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return words(cell)


#: keys of the messages for a name that several have, that is near another, and that none has
SITE = ("bureau.several_sites", "bureau.no_site_near", "bureau.no_site")
PROJECT = ("bureau.several_projects", "bureau.no_project_near", "bureau.no_project")


def _site(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return _named(words(cell), known.sites, known.names, SITE)


def _project(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return _named(words(cell), known.projects, known.project_names, PROJECT)


def _named(
    name: str, ids: Mapping[str, Sequence[str]], names: Sequence[str], keys: tuple[str, str, str]
) -> str:
    """Return the id of the only one with a name."""
    several, near_another, none = keys
    found = ids.get(folded(name), ())
    if len(found) == 1:
        return found[0]
    if found:
        raise CellError(several, found=short(name), has=first_names(found))
    near = get_close_matches(name, names, 3, 0.4)
    if near:
        raise CellError(near_another, found=short(name), has=first_names(near))
    raise CellError(none, found=short(name))


def _sites(cell: Any, known: Known, row: Mapping[str, Any]) -> tuple[str, ...]:
    names = [part.strip() for part in _SPLIT.split(words(cell)) if part.strip()]
    return tuple(dict.fromkeys(_site(name, known, row) for name in names))


def _number(cell: Any, known: Known, row: Mapping[str, Any]) -> float:
    try:
        value = float(cell.replace(",", "").replace("，", "") if isinstance(cell, str) else cell)
    except (TypeError, ValueError):
        raise CellError("bureau.no_number", found=short(words(cell))) from None
    if isinstance(cell, bool) or not 0 < value < float("inf"):
        raise CellError("bureau.no_number", found=short(words(cell)))
    return value


def _date(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    if not isinstance(cell, datetime.date) and folded(words(cell)) in _UNDATED:
        return NOT_GIVEN
    return _past(_partial_date(cell, "bureau.no_date"), known)


def _said(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return _past(_partial_date(cell, "bureau.no_partial_date"), known)


def _when(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    """Return the date of a milestone; what was reached lies not ahead."""
    found = _partial_date(cell, "bureau.no_partial_date")
    return _past(found, known) if row.get("kind") == "reached" else found


def _partial_date(cell: Any, wrong: str) -> str:
    if isinstance(cell, datetime.date):  # a datetime too
        return cell.strftime("%Y-%m-%d")
    match = _DATE.fullmatch("".join(words(cell).split()))
    if match is None:
        raise CellError(wrong, found=short(words(cell)))
    found = "-".join(part.zfill(2) for part in match.groups() if part)
    try:
        first_day(found)
    except ValueError:
        raise CellError(wrong, found=short(words(cell))) from None
    return found


def _past(found: str, known: Known) -> str:
    if first_day(found) > known.today:
        raise CellError("bureau.future", found=found)
    return found


def _day(cell: Any, known: Known, row: Mapping[str, Any]) -> datetime.date:
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    match = _DATE.fullmatch("".join(words(cell).split()))
    if match is None or not match.group(3):
        raise CellError("bureau.no_day", found=short(words(cell)))
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError:
        raise CellError("bureau.no_day", found=short(words(cell))) from None


def _flag(cell: Any, known: Known, row: Mapping[str, Any]) -> bool:
    word = folded(words(cell))
    if word not in _YES + _NO:
        raise CellError("bureau.no_flag", found=short(words(cell)))
    return word in _YES


def _one_of(cell: Any, terms: Mapping[str, Text]) -> str:
    """Return the key of the term that a cell names, in either language."""
    name = words(cell)
    found = next((key for key, text in terms.items() if is_label(name, text)), None)
    if found is None:
        has = Text(
            zh="、".join(text.zh for text in terms.values()),
            en=", ".join(text.en for text in terms.values()),
        )
        raise CellError("bureau.no_word", found=short(name), has=has)
    return found


def _use(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return _one_of(cell, worksheets().use)


def _state(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return _one_of(cell, worksheets().state)


def _event(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return _one_of(cell, worksheets().event)


def _kind(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return _one_of(cell, worksheets().kind)


def _fact(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    return _one_of(cell, utilities())


def utilities() -> dict[str, Text]:
    """Return the kinds of fact in the worksheet of utilities, with their labels."""
    kinds = fact_kinds().kind.items()
    return {key: kind.label for key, kind in kinds if kind.group == UTILITIES}


def _unit(cell: Any, known: Known, row: Mapping[str, Any]) -> str:
    vocabulary = fact_kinds()
    kinds = [row["fact"]] if "fact" in row else list(utilities())
    allowed = dict.fromkeys(unit for kind in kinds for unit in vocabulary.kind[kind].units)
    return _one_of(cell, {unit: vocabulary.unit[unit].text for unit in allowed})


_READERS: dict[str, Callable[[Any, Known, Mapping[str, Any]], Any]] = {
    "site": _site,
    "sites": _sites,
    "project": _project,
    "event": _event,
    "kind": _kind,
    "when": _when,
    "said": _said,
    "text": _text,
    "number": _number,
    "date": _date,
    "day": _day,
    "flag": _flag,
    "fact": _fact,
    "unit": _unit,
    "use": _use,
    "state": _state,
}
