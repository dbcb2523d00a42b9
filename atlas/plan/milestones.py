"""Milestones of projects: what was promised and what was reached, each as one source states it."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import ValidationError, field_validator, model_validator

from atlas.core.model import Kebab, Name, PartialDate, Strict, Text
from atlas.core.toml_files import first_problem
from atlas.plan.site_facts import in_both

Event = Literal["proposed", "approved", "begun", "finished", "opened", "dropped"]
#: in the order of a project's life
EVENTS: tuple[Event, ...] = ("proposed", "approved", "begun", "finished", "opened", "dropped")
#: a project is complete when one of these is reached
COMPLETION: frozenset[Event] = frozenset({"finished", "opened"})
#: what the plan says of something that is still to be done
TO_DO = frozenset({"planned", "under_construction", "sought", "studied", "unconfirmed"})
#: mark in the column ``no_later``
MARK = "x"


@dataclass(frozen=True, order=True)
class Span:
    """The days that a date may mean, both included."""

    first: datetime.date
    last: datetime.date

    @classmethod
    def of(cls, date: str, *, no_later: bool = False) -> Span:
        """Return the span of a partial date.

        Parameters
        ----------
        date : str
            YYYY, YYYY-MM or YYYY-MM-DD.
        no_later : bool
            Whether it is only known to be past by then: the span then begins at the first day of
            the calendar.

        Raises
        ------
        ValueError
            If the calendar has no such day.

        Examples
        --------
        >>> Span.of("2024-02").last.isoformat()
        '2024-02-29'
        """
        parts = [int(part) for part in date.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else None
        if len(parts) == 3:
            first = last = datetime.date(*parts)
        else:
            first = datetime.date(year, month or 1, 1)
            final = month or 12
            last = datetime.date(year, final, monthrange(year, final)[1])
        return cls(datetime.date.min if no_later else first, last)


class Milestone(Strict):
    """An event of a project, promised for a date or reached at one, as one source states it."""

    event: Event
    kind: Literal["promised", "reached"]
    date: PartialDate
    #: whether the event is only known to have been reached by the date
    no_later: bool = False
    #: the part of the project that it is about; ``None``: the whole
    part: Text | None = None
    #: who promised it, if the source says so
    by: Text | None = None
    #: date of the statement; by default that of the source
    said: PartialDate | None = None
    source: Kebab
    note: Text | None = None
    #: last day on which the entry counts as fresh
    check_after: datetime.date | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.no_later and self.kind == "promised":
            raise ValueError("expected no_later only for what was reached")
        if self.kind == "promised" and self.event == "dropped":
            raise ValueError("expected no promise to drop a project")
        _ = self.span
        return self

    @property
    def span(self) -> Span:
        """The days that its date may mean."""
        return Span.of(self.date, no_later=self.no_later)

    @property
    def whole(self) -> bool:
        """Whether it is about the whole project."""
        return self.part is None


class MilestoneRow(Strict):
    """A row of ``geodata/sources/milestones.csv``."""

    feature: Kebab
    event: Event
    kind: Literal["promised", "reached"]
    date: PartialDate
    no_later: bool = False
    part_zh: Name | None = None
    part_en: Name | None = None
    by_zh: Name | None = None
    by_en: Name | None = None
    said: PartialDate | None = None
    source: Kebab
    check_after: datetime.date | None = None
    note_zh: Name | None = None
    note_en: Name | None = None

    @field_validator("no_later", mode="before")
    @classmethod
    def _marked(cls, cell: Any) -> Any:
        if cell not in (MARK, True, False):
            raise ValueError(f"expected {MARK} or nothing, found {cell!r}")
        return cell in (MARK, True)

    @model_validator(mode="after")
    def _is_a_milestone(self) -> Self:
        try:
            self.milestone("")
        except ValidationError as error:
            raise ValueError(first_problem(error)) from error
        return self

    def milestone(self, dated: str | None) -> Milestone:
        """Return the milestone.

        Parameters
        ----------
        dated : str or None
            Date of the source, which is that of the statement if the row gives none.
        """
        return Milestone(
            event=self.event,
            kind=self.kind,
            date=self.date,
            no_later=self.no_later,
            part=in_both(self.part_zh, self.part_en, "part"),
            by=in_both(self.by_zh, self.by_en, "authority"),
            said=self.said or dated or None,
            source=self.source,
            note=in_both(self.note_zh, self.note_en, "note"),
            check_after=self.check_after,
        )


History = tuple[Milestone, ...]


def is_project(record: Mapping[str, Any]) -> bool:
    """Return whether a feature is something that the plan, or a report, says is to be done."""
    if not record.get("status"):
        return False
    planned = record.get("status_in_plan")
    return planned in TO_DO if planned else record.get("role") == "press"


def milestones(
    rows: Iterable[MilestoneRow], dates: dict[str, str | None]
) -> dict[str, list[Milestone]]:
    """Return project → its milestones, in the order in which they were stated.

    Parameters
    ----------
    rows : iterable of MilestoneRow
    dates : dict of str to (str or None)
        Source → its date.
    """
    found: dict[str, list[Milestone]] = {}
    for row in rows:
        found.setdefault(row.feature, []).append(row.milestone(dates.get(row.source)))
    return {project: in_order(own) for project, own in found.items()}


def in_order(history: Iterable[Milestone]) -> list[Milestone]:
    """Return milestones in the order in which they were stated; undated statements come first."""
    return sorted(history, key=lambda m: (m.said or "", EVENTS.index(m.event), m.date))


def plain(found: dict[str, list[Milestone]]) -> dict[str, list[dict[str, Any]]]:
    """Return milestones as JSON values."""
    return {name: [m.model_dump(mode="json") for m in own] for name, own in found.items()}
