"""Histories of real projects, with the delays that follow from them by hand."""

from __future__ import annotations

from atlas.plan.evaluation.outcome import evaluate
from tests.support.project import failures, store

#: project → outcome, months later than first promised (at least, at most), how the delay ends
BY_HAND: dict[str, tuple[str, tuple[int | None, int | None], str]] = {
    # opened by 2022-04, opened 2022-12-31
    "tp-road-s219": ("done", (8, 8), "reached"),
    # begun in 2024, then at the end of 2024, then in 2025, now in 2026-12
    "tp-exp-laizhou-qingdao": ("late", (23, 35), "promised"),
    # opened in January 2021, opened 2021-01-20
    "tp-service-qingdao-commuter": ("done", (0, 0), "reached"),
    # opened in 2024, opened 2024-10-21
    "tp-hsr-weiyan": ("done", (-2, 9), "reached"),
    # opened in 2023, opened 2023-12-15
    "tp-exp-mingcun-dongjiakou": ("done", (0, 11), "reached"),
    # opened in 2022-11, opened in 2022
    "tp-road-s217": ("done", (-10, 1), "reached"),
    # finished in 2022-12, reported in use in 2023
    "wa-nancun-works": ("done", (None, 12), "reached"),
}


def test_delays_of_real_projects_are_those_worked_by_hand() -> None:
    data = store()

    def check(name: str) -> None:
        found = evaluate(data.records[name], data.milestones[name], data.today)
        assert found.delay is not None
        assert (found.outcome, found.delay.months, found.delay.end) == BY_HAND[name]

    assert failures(check, BY_HAND) == {}


def test_the_expressway_to_laizhou_has_all_its_promises() -> None:
    told = store().milestones["tp-exp-laizhou-qingdao"]
    starts = [m.date for m in told if m.kind == "promised" and m.event == "begun"]
    assert starts == ["2024", "2024-12", "2025", "2026-12"]
