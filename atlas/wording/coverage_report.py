"""The coverage report: each clause's statements about places, and how the atlas covers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from atlas.core.model import Term, vocabulary
from atlas.plan.clauses import Clause
from atlas.plan.coverage import Mention, Outcome, Statement
from atlas.store.store import Store

_OUTCOMES: dict[Outcome, str] = {
    "features": "上图或列表 on the map or listed",
    "city_wide": "全市性 city-wide",
    "left_out": "不作要素 left out",
}
_NOT_DRAWN = "不上图 not drawn"
_ALL = "合计 all"


def coverage_report(store: Store) -> str:
    """Return the report as Markdown, reproducible, with a final newline."""
    lines = [
        "# 覆盖报告 Coverage report",
        "",
        "由 `atlas coverage --write` 从数据生成。Made from the data by `atlas coverage --write`.",
        "",
        *_outcomes(store.coverage.statements),
        "",
        *_features(store),
        "",
        *_senses(store.coverage.mentions),
        "",
        "## 逐条 Clause by clause",
        "",
    ]
    for clause in store.clauses.values():
        lines += _clause(store, clause)
    return "\n".join(lines).rstrip() + "\n"


def _outcomes(statements: Iterable[Statement]) -> Iterator[str]:
    counts = Counter(statement.outcome for statement in statements)
    yield "| 陈述 Statements | 数 number |"
    yield "|---|---:|"
    for outcome, label in _OUTCOMES.items():
        yield f"| {label} | {counts[outcome]} |"
    yield f"| {_ALL} | {counts.total()} |"


def _features(store: Store) -> Iterator[str]:
    """Yield the table of the plan's features by theme and precision; undrawn ones count apart."""
    words = vocabulary()
    # coverage counts the project's own shapes, so never official ones
    own = [term for word, term in words.precision.items() if word != "official"]
    columns = [*map(_both, own), _NOT_DRAWN, _ALL]
    yield f"| 规划要素 Plan features | {' | '.join(columns)} |"
    yield "|---|" + "---:|" * len(columns)
    planned = [record for record in store.records.values() if record["role"] == "plan"]
    for theme, term in words.theme.items():
        counts = _by_precision(store, (r for r in planned if r["theme"] == theme))
        if counts:
            yield _row(_both(term), [counts[column] for column in columns])
    totals = _by_precision(store, planned)
    yield _row(_ALL, [totals[column] for column in columns])


def _by_precision(store: Store, records: Iterable[dict[str, Any]]) -> Counter[str]:
    counts = Counter(_precision(store, record) for record in records)
    if counts:
        counts[_ALL] = counts.total()
    return counts


def _senses(mentions: Iterable[Mention]) -> Iterator[str]:
    counts = Counter(mention.sense for mention in mentions)
    yield "| 镇街名的含义 What a town’s name means | 次数 times |"
    yield "|---|---:|"
    for sense, term in vocabulary().sense.items():
        yield _row(_both(term), [counts[sense]])
    yield _row(_ALL, [counts.total()])


def _clause(store: Store, clause: Clause) -> list[str]:
    statements = [s for s in store.coverage.statements if s.clause == clause.id]
    mentions = [m for m in store.coverage.mentions if m.clause == clause.id]
    if not statements and not mentions:
        return []
    lines = [f"### {clause.id} {clause.titles[-1] if clause.titles else ''}".rstrip(), ""]
    if mentions:
        mention_list = "；".join(map(_mention, mentions))
        lines += [f"镇街名 Names of towns: {mention_list}", ""]
    for statement in statements:
        lines += _statement(store, statement)
    return [*lines, ""]


def _mention(mention: Mention) -> str:
    sense = vocabulary().sense.get(mention.sense)
    line = f"{mention.name}（{_both(sense) if sense else mention.sense}）"
    if mention.note_zh:
        line += f"——{mention.note_zh.rstrip('。')} {(mention.note_en or '').rstrip('.')}"
    return line


def _statement(store: Store, statement: Statement) -> list[str]:
    lines = [f"- **{statement.name_zh}** {statement.name_en}: “{statement.quote}”"]
    if statement.outcome == "city_wide":
        lines.append("  - 全市性措施，列入条款，不上图 City-wide: listed, not drawn")
    if statement.outcome == "left_out":
        lines.append(f"  - 不作要素 Left out: {statement.reason_zh} {statement.reason_en}")
    for identifier in statement.features:
        record = store.records.get(identifier)
        if record is not None:
            title = store.catalogue[record["layer"]].title
            details = f"{title.zh} {title.en}；{_precision(store, record)}"
            names = f"{record['name_zh']} {record['name_en']}"
            lines.append(f"  - `{identifier}` {names}（{details}）")
    return lines


def _precision(store: Store, record: dict[str, Any]) -> str:
    if record["id"] not in store.drawn or not record["precision"]:
        return _NOT_DRAWN
    return _both(vocabulary().precision[record["precision"]])


def _both(term: Term) -> str:
    return f"{term.text.zh} {term.text.en}"


def _row(label: str, counts: Iterable[int]) -> str:
    return f"| {label} | {' | '.join(map(str, counts))} |"
