"""Reads the tours so that one with an error does not affect the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from atlas.core.paths import Paths
from atlas.core.toml_files import TextFileError, load_toml
from atlas.store.store import Store
from atlas.tours.tour import Tour
from atlas.tours.tour_rules import TourProblem, check_tour


@dataclass(frozen=True)
class Tours:
    """The tours of an atlas.

    Attributes
    ----------
    usable : dict of str to Tour
        Id → tour, in the order of the list of tours.
    problems : list of TourProblem
        What is wrong with the files that are left out.
    """

    usable: dict[str, Tour] = field(default_factory=dict)
    problems: list[TourProblem] = field(default_factory=list)


def read_tours(store: Store, root: Path | str | None = None) -> Tours:
    """Read the tours of ``geodata/tours/``.

    Parameters
    ----------
    store : Store
        Defines which features, towns, layers and clauses exist.
    root : Path or str, optional
        Root of the project; by default the project's own.

    Examples
    --------
    >>> from atlas.store.store import load
    >>> read_tours(load()).usable["hsr"].title.zh
    '平度的高铁时代'
    """
    found: list[Tour] = []
    problems: list[TourProblem] = []
    for path in sorted(Paths.at(root).tours.glob("*.toml")):
        file = f"geodata/tours/{path.name}"
        try:
            tour = read_tour(path)
        except TextFileError as error:
            problems.append(_problem(file, error))
            continue
        wrong = check_tour(tour, store, file)
        problems += wrong
        if not wrong:
            found.append(tour)
    usable = {tour.id: tour for tour in sorted(found, key=lambda tour: (tour.order, tour.id))}
    return Tours(usable, problems)


def read_tour(path: Path) -> Tour:
    """Read a tour; its id is the name of its file.

    Raises
    ------
    TextFileError
    """
    tour = load_toml(Tour, path, id=path.stem)
    if tour.id != path.stem:
        why = f"expected {path.stem!r}, the name of the file; found {tour.id!r}"
        raise TextFileError(path.name, why, field="id")
    return tour


def _problem(file: str, error: TextFileError) -> TourProblem:
    """Return the error of a file with its step counted from 1, as readers count them."""
    match error.field.split("."):
        case ["step", number, *rest] if number.isdigit():
            return TourProblem(file, int(number) + 1, ".".join(rest), error.why)
    if error.field:
        return TourProblem(file, 0, error.field, error.why)
    return TourProblem(file, 0, "", str(error).partition(": ")[2])
