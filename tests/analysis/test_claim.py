"""What can be claimed of a project: the promises that are still to come."""

from __future__ import annotations

import datetime

from atlas.analysis.claim import open_promises
from tests.support.histories import promised, reached

DAY = datetime.date(2026, 11, 30)


def test_the_newest_promises_are_open_until_they_are_reached_or_have_passed() -> None:
    put_off = (
        promised("begun", "2026-12", "2025-10-25"),
        promised("begun", "2025", "2024-01"),
        promised("finished", "2029-12", "2025-10-25"),
    )
    history = tuple(sorted(put_off, key=lambda one: one.said or ""))
    assert [one.date for one in open_promises(history, DAY)] == ["2026-12", "2029-12"]
    begun = (*history, reached("begun", "2026-11-02"))
    assert [one.date for one in open_promises(begun, DAY)] == ["2029-12"]
    assert open_promises(history, datetime.date(2030, 1, 1)) == []


def test_a_promise_that_was_replaced_is_not_open() -> None:
    history = (promised("opened", "2027", "2024-05"), promised("opened", "2025", "2025-01"))
    assert open_promises(history, DAY) == []
