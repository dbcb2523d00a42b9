"""The coverage report: clause by clause, what the plan says of places and what became of it."""

from __future__ import annotations

from collections import Counter

from atlas.model import vocabulary
from atlas.plan.coverage import Outcome, Statement
from atlas.store import Store

_OUTCOMES: dict[Outcome, str] = {
    "features": "上图或列表 on the map or listed",
    "city_wide": "全市性 city-wide",
    "left_out": "不作要素 left out",
}


def coverage_report(store: Store) -> str:
    """Return the report as Markdown, the same for the same data, ending with a line end."""
    coverage, words = store.coverage, vocabulary()
    lines = [
        "# 覆盖报告 Coverage report",
        "",
        "由 `atlas coverage --write` 从数据生成。Made from the data by `atlas coverage --write`.",
        "",
        "| 陈述 Statements | |",
        "|---|---:|",
        f"| 合计 all | {len(coverage.statements)} |",
    ]
    outcomes = Counter(statement.outcome for statement in coverage.statements)
    lines += [f"| {label} | {outcomes[key]} |" for key, label in _OUTCOMES.items()]
    lines += ["", "| 规划要素 Plan features | 合计 all | 上图 drawn |", "|---|---:|---:|"]
    planned = [r for r in store.records.values() if r["role"] == "plan"]
    for theme, term in words.theme.items():
        own = [r["id"] for r in planned if r["theme"] == theme]
        if own:
            drawn = sum(identifier in store.drawn for identifier in own)
            lines.append(f"| {term.text.zh} {term.text.en} | {len(own)} | {drawn} |")
    drawn = sum(r["id"] in store.drawn for r in planned)
    lines.append(f"| 合计 all | {len(planned)} | {drawn} |")
    lines += ["", "| 镇街名的含义 What a town’s name means | 次数 times |", "|---|---:|"]
    senses = Counter(mention.sense for mention in coverage.mentions)
    for sense, term in words.sense.items():
        lines.append(f"| {term.text.zh} {term.text.en} | {senses[sense]} |")
    lines += ["", "## 逐条 Clause by clause", ""]
    for clause in store.clauses.values():
        own_statements = [s for s in coverage.statements if s.clause == clause.id]
        mentions = [m for m in coverage.mentions if m.clause == clause.id]
        if not own_statements and not mentions:
            continue
        lines += [f"### {clause.id} {clause.titles[-1] if clause.titles else ''}".rstrip(), ""]
        if mentions:
            told = "；".join(f"{m.name}（{words.sense[m.sense].text.zh}）" for m in mentions)
            lines += [f"镇街名 Names of towns: {told}", ""]
        for statement in own_statements:
            lines += _statement(store, statement)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _statement(store: Store, statement: Statement) -> list[str]:
    lines = [f"- **{statement.name_zh}** {statement.name_en}: “{statement.quote}”"]
    if statement.outcome == "city_wide":
        lines.append("  - 全市性措施，列入条款，不上图 City-wide: listed, not drawn")
    if statement.outcome == "left_out":
        lines.append(f"  - 不作要素 Left out: {statement.reason_zh} {statement.reason_en}")
    for identifier in statement.features:
        record = store.records.get(identifier)
        if record is not None:
            title = store.catalogue[record["layer"]].title.zh
            precision = vocabulary().precision
            word = precision[record["precision"]].text.zh if record["precision"] else "不上图"
            lines.append(f"  - `{identifier}` {record['name_zh']}（{title}，{word}）")
    return lines
