"""A feature in plain words: what has become of it and when, then what and where it is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from atlas.analysis.claim import Claim, claim_of, open_promises
from atlas.analysis.progress_figures import BEGIN, promises_of
from atlas.core.messages import message
from atlas.core.model import PLAN_SOURCE
from atlas.plan.evaluation.delay import first_reached
from atlas.plan.milestones import COMPLETION, Milestone, Span
from atlas.store.store import Store
from atlas.wording.milestone_text import date_in_words
from atlas.wording.phrases import continued
from atlas.wording.plain_place import what_and_where
from atlas.wording.promise_text import delay_words, promises_in_words
from atlas.wording.status_text import status_text

Record = dict[str, Any]


@dataclass(frozen=True)
class PlainWords:
    """A feature in plain words.

    Attributes
    ----------
    claim : Claim
        The facts that the words rest on.
    sentences : tuple of str
        The first says when it comes or since when it exists, or what it is.
    news : tuple of str
        Those of them that say what has become of it, for lists; empty for what is not built.
    """

    claim: Claim
    sentences: tuple[str, ...]
    news: tuple[str, ...]

    def text(self, lang: str) -> str:
        """Return the sentences as one text."""
        return between(lang).join(self.sentences)

    def news_text(self, lang: str) -> str:
        """Return the news as one text."""
        return between(lang).join(self.news)


def between(lang: str) -> str:
    """Return the separator of sentences."""
    return " " if lang == "en" else ""


def plain_words(store: Store, record: Record, lang: str, day: datetime.date) -> PlainWords:
    """Return a feature in plain words.

    Parameters
    ----------
    store : Store
    record : dict
        Properties of the feature.
    lang : str
    day : datetime.date
        Day of the evaluation.
    """
    claim = claim_of(record, store.milestones.get(record["id"], ()), day)
    told = [part for part in _Teller(store, record, claim, lang, day).sentences() if part]
    place = what_and_where(store, record, lang)
    came = claim.found is not None and first_reached(claim.known, COMPLETION) is not None
    if claim.state == "place" or (claim.state == "there" and not came):
        first = [place, *(continued(one, lang) for one in told[:1])]
        sentences = [message("fact.semicolon", lang).join(first), *told[1:]]
    else:
        sentences = [*told, place]
    return PlainWords(claim, _stopped(sentences, lang), _stopped(told, lang))


def _stopped(told: Iterable[str], lang: str) -> tuple[str, ...]:
    return tuple(message("plain.sentence", lang, text=one) for one in told)


@dataclass(frozen=True)
class _Teller:
    """Words for what has become of a feature, one method for each group of states."""

    store: Store
    record: Record
    claim: Claim
    lang: str
    day: datetime.date

    def sentences(self) -> list[str]:
        """Return the sentences about its outcome and dates, without full stops."""
        tell = {
            "there": self.there,
            "growing": self.growing,
            "under_way": self.under_way,
            "part_begun": self.under_way,
            "late": self.late,
            "dropped": self.dropped,
            "place": self.place,
        }
        return tell.get(self.claim.state, self.to_come)()

    def text(self, key: str, **values: Any) -> str:
        """Return a message."""
        return message(key, self.lang, **values)

    def date(self, date: str | None) -> str:
        """Return a date in words."""
        return date_in_words(date, self.lang) if date else ""

    def both(self, first: str, rest: str) -> str:
        """Return two clauses as one sentence; either may be empty."""
        if not first or not rest:
            return first or rest
        return self.text("fact.semicolon").join((first, continued(rest, self.lang)))

    # ---- what exists -----------------------------------------------------------------------------

    def there(self) -> list[str]:
        """Return since when it exists, and how that compares with the first promise."""
        late = self.claim.found.delay if self.claim.found else None
        compared = ""
        if late is not None and late.end == "reached":
            compared = delay_words(self.record, late, self.lang)
        told = (self.since(), compared)
        return [self.text("list.comma").join(filter(None, told))]

    def since(self) -> str:
        """Return since when it exists, or as of when it is known to."""
        reached = first_reached(self.claim.known, COMPLETION)
        traffic = "_traffic" if self.record["layer"].startswith("transport-") else ""
        if reached is not None:
            known = "by" if reached.no_later else "since"
            key = f"{known}_{reached.event}{traffic if reached.event == 'opened' else ''}"
            return self.text(f"plain.{key}", date=self.date(reached.date))
        if self.record.get("opened"):
            return self.text("plain.since_opened_traffic", date=self.date(self.record["opened"]))
        return self.as_of()

    def as_of(self) -> str:
        """Return that it exists, with the date of the statement."""
        if not self.claim.reported:
            return self.text("plain.there_plan")
        label = status_text(self.store, self.record["layer"], "built", self.lang)
        return self.text("plain.there", label=label, date=self.date(self.record["status_as_of"]))

    def growing(self) -> list[str]:
        """Return that it exists, and what is being added."""
        return [self.as_of(), self.both(self.works(), self.no_later_news())]

    # ---- what has begun --------------------------------------------------------------------------

    def under_way(self) -> list[str]:
        """Return since when works are under way, and what is to come."""
        rest = promises_in_words(self.claim.known, self.lang, self.day) or self.overdue()
        return [self.both(self.works(), rest or self.no_later_news())]

    def works(self) -> str:
        """Return since when works are under way."""
        whole = self.claim.state in ("under_way", "late")
        first = first_reached(self.claim.known, {"begun"}, parts=True)
        begun = first_reached(self.claim.known, {"begun"}) if whole else first
        if begun is None:
            seen = self.text("plain.under_way", date=self.date(self.record["status_as_of"]))
            return self.both(self.begun(first) if first else "", seen)
        text = self.begun(begun)
        if self.claim.state == "part_begun":
            return self.text("plain.only_part", text=text)
        if first is None or first == begun or not begun.no_later or begun.source == PLAN_SOURCE:
            return text
        # the report of the whole came later than the works
        whole_by = self.text("plain.begun_by_whole", date=self.date(begun.date))
        return self.both(self.begun(first), whole_by)

    def begun(self, begun: Milestone) -> str:
        """Return when something, or a part of it, was begun."""
        key = "begun_by" if begun.no_later else "begun"
        text = self.text(
            "plain.begun_plan" if begun.source == PLAN_SOURCE else f"plain.{key}",
            date=self.date(begun.date),
        )
        late = self.claim.found.delay if self.claim.found else None
        if late is not None and late.end == "reached" and late.until == begun:
            compared = delay_words(self.record, late, self.lang)
            text = self.text("list.comma").join((text, compared))
        if begun.part is None:
            return text
        part = begun.part.in_(self.lang)
        return self.text("card.in_group", group=part, label=continued(text, self.lang))

    # ---- what has not ----------------------------------------------------------------------------

    def late(self) -> list[str]:
        """Return the present promises and the delay against the first one."""
        assert self.claim.found is not None and self.claim.found.delay is not None
        late, known = self.claim.found.delay, self.claim.known
        group = COMPLETION if late.promise.event in COMPLETION else BEGIN
        told = delay_words(self.record, late, self.lang, promises_of(known, group))
        plans = promises_in_words(known, self.lang, self.day)
        if self.claim.begun:
            return [self.both(self.works(), plans), told]
        if plans:
            return [plans, told]
        return [self.undecided(), self.schedule(), told]

    def undecided(self) -> str:
        """Return that something reported as sought or studied is not approved; else empty."""
        if self.claim.status not in ("sought", "studied") or not self.claim.reported:
            return ""
        date = self.date(self.record["status_as_of"])
        text = self.text(f"plain.undecided_{self.claim.status}", date=date)
        return self.both(text, self.no_later_news())

    def to_come(self) -> list[str]:
        """Return the promises, or the state, of something that has not begun."""
        if open_promises(self.claim.known, self.day):
            return [promises_in_words(self.claim.known, self.lang, self.day)]
        if self.claim.state == "not_begun" and (undecided := self.undecided()):
            return [undecided, self.schedule()]
        approved = first_reached(self.claim.known, {"approved"})
        done = ""
        if approved is not None:
            key = "approved_by" if approved.no_later else "approved"
            done = self.text(f"plain.{key}", date=self.date(approved.date))
        told = self.both(done, self.waiting())
        return [self.both(told, self.no_later_news()), self.schedule()]

    def waiting(self) -> str:
        """Return the state of something that has not begun and has no date."""
        claim = self.claim
        as_of = self.date(self.record["status_as_of"])
        if claim.state == "overdue":
            return self.overdue()
        if claim.state == "unconfirmed":
            key = "plain.unconfirmed" if claim.reported else "plain.unconfirmed_plan"
            return self.text(key, date=as_of)
        if claim.state == "not_begun" and claim.reported:
            return self.text("plain.not_begun", date=as_of)
        if claim.state == "not_begun" and claim.status == "planned":
            return self.text("plain.plan_not_begun")
        return self.text(f"plain.plan_{claim.status or 'planned'}")

    def overdue(self) -> str:
        """Return the promise that has passed without news; empty if there is none."""
        due = self.claim.found.due if self.claim.found else None
        if due is None:
            return ""
        event = self.text(f"plain.to_{due.event}")
        return self.text("plain.overdue", date=self.date(due.date), event=event)

    def schedule(self) -> str:
        """Return the schedule in the words of its source; empty without one."""
        return str(self.record.get(f"schedule_{self.lang}") or "")

    def dropped(self) -> list[str]:
        """Return when it was dropped."""
        dropped = first_reached(self.claim.known, {"dropped"})
        return [self.text("plain.dropped", date=self.date(dropped.date if dropped else None))]

    def place(self) -> list[str]:
        """Return who drew it up."""
        planned = self.record.get("status_in_plan") == "planned"
        return [self.text("plain.drawn_up")] if planned else []

    def no_later_news(self) -> str:
        """Return until when later news was looked for in vain; empty if there is some."""
        checked = self.record["status_checked"]
        if checked and Span.of(checked).first <= self.day:
            return self.text("plain.no_later_news", checked=self.date(checked))
        later = any(milestone.source != PLAN_SOURCE for milestone in self.claim.known)
        return "" if self.claim.reported or later else self.text("plain.nothing_later")
