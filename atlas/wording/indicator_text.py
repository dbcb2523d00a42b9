"""Wording of the indicators page: goals with what is published of them, and their verdicts.

The texts are plain and are to be shown as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.plan.clauses import INDICATORS
from atlas.plan.evaluation.verdict import (
    BASE_YEAR,
    PLAN_END,
    VERDICTS,
    Goal,
    Judgement,
    Verdict,
    goal_of_indicator,
    goal_of_target,
    judge,
)
from atlas.plan.indicators import Indicator, is_approximate
from atlas.plan.targets import Amount, IndicatorWords, Outcome, Target
from atlas.store.store import Store
from atlas.wording.outcome_text import Reported, amount, figure_text, report
from atlas.wording.phrases import clause_place, in_lang, number
from atlas.wording.target_chart import Chart, Role, chart

#: target year that is listed first, apart from the plan's own period
LONG_RANGE = 2035
#: bounds of which less is better
_DOWNWARD = frozenset({"within", "at_most"})


@dataclass(frozen=True)
class GoalRow:
    """A row of the page: an indicator or another target.

    Attributes
    ----------
    number : int or None
        Of an indicator.
    name : str
        With its unit, of an indicator.
    kind : str
        Binding or expected, of an indicator; else empty.
    binding : bool
    clause, place, quote : str
        The clause it is from, its place in the plan, and its words there.
    note : str
        The footnote of the plan's table.
    baseline, target, change : str
        Empty if there is none.
    reported : tuple of Reported
        The published values; that of the verdict is first.
    verdict : str
    verdict_text : str
    chart : Chart
    """

    name: str
    clause: str
    place: str
    baseline: str
    target: str
    change: str
    reported: tuple[Reported, ...]
    verdict: Verdict
    verdict_text: str
    chart: Chart
    number: int | None = None
    kind: str = ""
    binding: bool = False
    quote: str = ""
    note: str = ""


@dataclass(frozen=True)
class GoalGroup:
    """Rows under a heading, with the colour of a theme where it is one."""

    title: str
    colour: str | None
    rows: tuple[GoalRow, ...]


def indicator_groups(store: Store, lang: str) -> list[GoalGroup]:
    """Return the plan's 22 indicators by category."""
    words = {row.number: row for row in store.figures.words}
    groups: dict[str, list[GoalRow]] = {}
    for indicator in store.plan.indicators:
        own = words[indicator.number]
        title = own.category_en if lang == "en" else indicator.category
        groups.setdefault(title, []).append(_indicator(store, indicator, own, lang))
    return [GoalGroup(title, None, tuple(rows)) for title, rows in groups.items()]


def target_groups(store: Store, themes: Iterable[str], lang: str) -> list[GoalGroup]:
    """Return the other targets: those for 2035, then by theme.

    Parameters
    ----------
    store : Store
    themes : iterable of str
        Themes to show; empty means all.
    lang : str
    """
    chosen = set(themes) or set(vocabulary().theme)
    targets = [target for target in store.figures.targets if target.theme in chosen]

    def group(title: str, colour: str | None, found: Iterable[Target]) -> GoalGroup:
        return GoalGroup(title, colour, tuple(_target(one, store, lang) for one in found))

    far = (target for target in targets if target.year == LONG_RANGE)
    groups = [group(message("indicator.long_range", lang), None, far)]
    for name, theme in vocabulary().theme.items():
        near = (t for t in targets if t.theme == name and t.year != LONG_RANGE)
        groups.append(group(theme.text.in_(lang), theme.colour, near))
    return [group for group in groups if group.rows]


def verdict_counts(groups: Iterable[GoalGroup]) -> dict[Verdict, int]:
    """Return how many rows have each verdict, in display order."""
    found = Counter(row.verdict for group in groups for row in group.rows)
    return {verdict: found[verdict] for verdict in VERDICTS}


# ---- indicators ----


def _indicator(store: Store, indicator: Indicator, words: IndicatorWords, lang: str) -> GoalRow:
    english = lang == "en"
    name = words.name_en if english else indicator.name
    unit = words.unit_en if english else indicator.unit
    goal = goal_of_indicator(indicator, words)
    binding = indicator.kind == "约束性"
    baseline = _cell(indicator.value_2020, indicator.number_2020, None, lang)
    target = _indicator_target(indicator, words, lang)
    level = indicator.value_2025 is not None
    key = "indicator.in_words" if goal.value is None else "indicator.by_year"
    plan = _PlanFigures(
        goal=goal,
        start=indicator.number_2020,
        baseline=baseline or "",
        target=target,
        change_about=goal.about if level else None,
        percent=indicator.unit == "%",
    )
    return _row(
        store,
        plan,
        store.figures.of(str(indicator.number)),
        lang,
        number=indicator.number,
        name=message("table.with_unit", lang, label=name, unit=unit),
        kind=message("indicator.binding" if binding else "indicator.expected", lang),
        binding=binding,
        clause=INDICATORS,
        place=message("indicator.table", lang),
        note=(words.note_en if english else indicator.note) or "",
        target=message(key, lang, value=target, year=PLAN_END) if level else target,
    )


def _indicator_target(indicator: Indicator, words: IndicatorWords, lang: str) -> str:
    """Return the value for 2025, else the yearly rate, or the total of the period (in brackets)."""
    if indicator.value_2025 is not None:
        return _cell(indicator.value_2025, indicator.number_2025, words.value_2025_en, lang) or ""
    cell = _cell(indicator.annual, indicator.number_annual, words.annual_en, lang) or ""
    if cell.startswith("["):
        return message("indicator.total", lang, value=cell.strip("[]"))
    return message("indicator.yearly", lang, value=cell) if indicator.number_annual else cell


def _cell(text: str | None, figure: float | None, english: str | None, lang: str) -> str | None:
    """Return a cell as in the plan; in English, its figure or a translation."""
    if text is None or lang != "en":
        return text
    if figure is None:
        return english
    if text.startswith("["):
        return text
    value = number(figure, lang)
    return message("indicator.about", lang, value=value) if is_approximate(text) else value


# ---- other targets ----


def _target(target: Target, store: Store, lang: str) -> GoalRow:
    clause = store.clauses[target.clause]
    key = "indicator.by_year" if target.year else "indicator.no_year"
    value = figure_text(target, lang)
    about = is_approximate(target.baseline_quote)
    baseline = "" if target.baseline is None else amount(target.baseline, target, lang)
    plan = _PlanFigures(
        goal=goal_of_target(target),
        start=target.baseline,
        baseline=message("indicator.about", lang, value=baseline) if about else baseline,
        target=value,
        change_about=about,
        percent=target.unit_zh == "%",
        amount=target,
    )
    return _row(
        store,
        plan,
        store.figures.of(target.id),
        lang,
        name=in_lang(target, "name", lang),
        clause=clause.id,
        place=clause_place(clause, lang),
        quote=target.quote,
        target=message(key, lang, value=value, year=target.year),
    )


# ---- both ----


@dataclass(frozen=True)
class _PlanFigures:
    """What the plan says of a goal, as figures and as texts.

    Attributes
    ----------
    goal : Goal
    start : float or None
        The value of 2020.
    baseline, target : str
        Both as texts.
    change_about : bool or None
        Whether their difference is approximate; ``None`` if they must not be subtracted.
    percent : bool
    amount : Amount or None
        The target with its units; an indicator has its unit in its name.
    """

    goal: Goal
    start: float | None
    baseline: str
    target: str
    change_about: bool | None
    percent: bool
    amount: Amount | None = None

    def figure(self, value: float, lang: str) -> str:
        """Return a value as text, without its unit, in the units of the language."""
        scale = self.amount.scale_en if self.amount and lang == "en" else 1
        return number(round(value * scale, 6), lang)

    def change(self, lang: str) -> str:
        """Return the difference of target and baseline; empty if there is none to be stated."""
        if self.start is None or self.goal.value is None or self.change_about is None:
            return ""
        difference = round(self.goal.value - self.start, 6)
        if difference == 0 and not self.change_about:
            return message("indicator.unchanged", lang)
        size = abs(difference)
        text = amount(size, self.amount, lang) if self.amount else self.figure(size, lang)
        text = ("+" if difference >= 0 else "−") + text
        if self.change_about:
            text = message("indicator.about", lang, value=text)
        return message("indicator.change", lang, value=text)


def _row(
    store: Store,
    plan: _PlanFigures,
    outcomes: Sequence[Outcome],
    lang: str,
    *,
    name: str,
    **texts: Any,
) -> GoalRow:
    """Return a row: what the plan says, what is published, and the verdict."""
    judged = judge(plan.goal, outcomes)
    rest = [one for one in outcomes if one is not judged.value]
    ordered = [judged.value, *rest] if judged.value else rest
    return GoalRow(
        name=name,
        baseline=plan.baseline,
        change=plan.change(lang),
        reported=tuple(report(one, plan.goal, store, lang) for one in ordered),
        verdict=judged.verdict,
        verdict_text=message(f"verdict.{judged.verdict}", lang),
        chart=_chart(name, plan, judged, lang),
        **texts,
    )


def _chart(name: str, plan: _PlanFigures, judged: Judgement, lang: str) -> Chart:
    figures: dict[Role, tuple[float, str]] = {}
    if plan.start is not None:
        text = message("indicator.in_year", lang, year=BASE_YEAR, value=plan.baseline)
        figures["base"] = (plan.start, text)
    if plan.goal.value is not None:
        figures["goal"] = (plan.goal.value, message("indicator.goal", lang, value=plan.target))
    value = judged.value if judged.verdict in ("met", "not_met") else None
    if value is not None and value.value is not None:
        text = message("indicator.in_year", lang, year=value.date, value=figure_text(value, lang))
        figures["value"] = (value.value, text)
    return chart(
        name,
        figures,
        hole=None if value else _hole(plan.goal, judged, lang),
        figure=lambda v: plan.figure(v, lang),
        lang=lang,
        downward=plan.goal.bound in _DOWNWARD,
        percent=plan.percent,
    )


def _hole(goal: Goal, judged: Judgement, lang: str) -> str:
    """Return the text in place of a value that is missing or not comparable."""
    if judged.verdict == "not_comparable":
        return message("indicator.hole_other", lang)
    if goal.over_period:
        return message("indicator.hole_period", lang, first=BASE_YEAR + 1, last=PLAN_END)
    if goal.year == PLAN_END:
        return message("indicator.hole", lang, year=goal.year)
    return message("indicator.hole_any", lang)
