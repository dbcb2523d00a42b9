"""The plan's table of indicators: 22 rows, parsed from the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from atlas.core.model import Strict
from atlas.plan.plan_error import PlanError

IndicatorKind = Literal["预期性", "约束性"]

HEADER = ("类别", "序号", "指标", "2020年", "2025年", "年均", "属性")
#: contents of cells for which the plan sets no value
_NOTHING = {"", "_", "-", "—"}
_ABOUT = "左右"
_FIGURE = re.compile(rf"^\[?(-?\d+(?:\.\d+)?)\]?(?:{_ABOUT})?$")
_UNIT = re.compile(r"^(.+)\(([^()]+)\)$")
_RULE = re.compile(r"^[\s|:-]+$")
_MARK = "¹"


class Indicator(Strict):
    """A row of the table; texts are the plan's, without the white space of broken cells."""

    number: int
    category: str
    name: str
    unit: str
    value_2020: str | None
    value_2025: str | None
    annual: str | None
    #: 预期性 (anticipated) or 约束性 (binding)
    kind: IndicatorKind
    #: numeric values of these cells; ``None`` for words
    number_2020: float | None
    number_2025: float | None
    number_annual: float | None
    #: the table's footnote, if the row refers to it
    note: str | None


def indicators(table: str) -> tuple[Indicator, ...]:
    """Parse the text of the table (the clause ``table1``).

    Raises
    ------
    PlanError
        When the header differs, a row has too few cells, or the numbers do not count from 1; the
        message names the row.
    """
    lines = table.split("\n")
    note = next((line.strip() for line in lines if line.startswith(_MARK)), None)
    rows = list(_rows(lines))
    if not rows or tuple(rows[0]) != HEADER:
        raise PlanError(f"table of indicators: expected the head {HEADER}, found {rows[:1]}")
    made: list[Indicator] = []
    for cells in rows[1:]:
        if len(cells) != len(HEADER):
            raise PlanError(f"table of indicators: expected {len(HEADER)} cells, found {cells}")
        made.append(_indicator(cells, made[-1].category if made else "", note))
        if made[-1].number != len(made):
            raise PlanError(f"table of indicators: expected row {len(made)}, found {cells}")
    return tuple(made)


def figure(text: str | None) -> float | None:
    """Return the figure in a cell (``7左右``, ``[10]``); ``None`` if it contains words."""
    match = _FIGURE.match(text or "")
    return float(match[1]) if match else None


def is_approximate(text: str | None) -> bool:
    """Return whether the plan calls the figure in a cell or a quote approximate (左右)."""
    return _ABOUT in (text or "")


def _rows(lines: list[str]) -> Iterator[list[str]]:
    for line in lines:
        if line.startswith("|") and not _RULE.match(line):
            yield ["".join(cell.split()) for cell in line.strip().strip("|").split("|")]


def _indicator(cells: list[str], category: str, note: str | None) -> Indicator:
    number, name, kind = cells[1], cells[2], cells[6]
    unit = _UNIT.match(name)
    if not number.isdigit() or unit is None or kind not in ("预期性", "约束性"):
        raise PlanError(f"table of indicators: expected number, name (unit) and kind in {cells}")
    values = [_value(cell) for cell in cells[3:6]]
    marked = any(_MARK in cell for cell in cells)
    return Indicator(
        number=int(number),
        category=cells[0] or category,
        name=unit[1],
        unit=unit[2],
        value_2020=values[0],
        value_2025=values[1],
        annual=values[2],
        kind="预期性" if kind == "预期性" else "约束性",
        number_2020=figure(values[0]),
        number_2025=figure(values[1]),
        number_annual=figure(values[2]),
        note=note.removeprefix(_MARK) if note and marked else None,
    )


def _value(cell: str) -> str | None:
    text = cell.replace(_MARK, "")
    return None if text in _NOTHING else text
