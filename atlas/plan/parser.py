"""Parses ``plan.txt`` into chapters, sections, items and clauses.

The text was recognised from scanned pages, so page breaks may split paragraphs and line breaks left
spaces between characters. Parsing joins split paragraphs and drops such spaces; misread characters
are fixed by recorded corrections, and all other words stay verbatim. Everything dropped other than
white space is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from atlas.plan.clauses import INDICATORS, Clause, ClauseKind, Drop, Heading, Level, Plan
from atlas.plan.corrections import Correction, heal, slip, times_in
from atlas.plan.indicators import indicators
from atlas.plan.plan_error import PlanError

_CHAPTER = re.compile(r"^(第([一二三四五六七八九十]+)章)\s*(.+)$")
_SECTION = re.compile(r"^(第([一二三四五六七八九十]+)节)\s*(.+)$")
_ITEM = re.compile(r"^((\d+)、)\s*(\S+)$")
_SUB_ITEM = re.compile(r"^(\((\d+)\))\s*(\S+)$")
_BOX = re.compile(r"^(专栏\s*(\d+))\s*(.+)$")
_FIGURE = re.compile(r"^图\s*(\d+)\s+\S+$")
_LIST_MARK = re.compile(r"^-\s+")
_ENTRY = re.compile(r"(?=[①-⑳])")
_COLOPHON = "抄送"
_TABLE_NOTE = re.compile(r"^¹")
# a line of capital letters outside any sentence: an artefact of scanning a figure
_NOISE = re.compile(r"^[A-Z][A-Z ]{10,}$")
_RUNNING = re.compile(r"[,,、。;]")
_ENDED = re.compile(r"[。!?;:!?;:][”\")》]*$")
_SPACE_BETWEEN_CHARACTERS = re.compile(r"(?<=[^A-Za-z0-9\s])\s+(?=[^A-Za-z0-9\s])")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", start=1)}


def tidy(text: str) -> str:
    """Remove spaces left by scanned line breaks between Chinese characters and punctuation."""
    return _SPACE_BETWEEN_CHARACTERS.sub("", text.strip())


def chinese_number(numeral: str) -> int:
    """Return the value of a Chinese numeral from 一 to 九十九.

    Raises
    ------
    PlanError
        When ``numeral`` is not such a numeral.
    """
    tens, ten, ones = numeral.rpartition("十")
    try:
        value = 10 * (_DIGITS[tens] if tens else 1) if ten else 0
        return value + (_DIGITS[ones] if ones else 0)
    except KeyError as error:
        raise PlanError(f"expected a Chinese numeral, found {numeral!r}") from error


@dataclass
class _Parser:
    """Line-by-line parser; ``open_text`` is a paragraph that may continue after a page break."""

    headings: list[Heading] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    dropped: list[Drop] = field(default_factory=list)
    place: dict[Level, int] = field(default_factory=dict)
    titles: dict[Level, str] = field(default_factory=dict)
    #: ``front`` before the first chapter, ``end`` after the last, else ``None``
    outside: str | None = "front"
    counts: dict[str, int] = field(default_factory=dict)
    open_text: str = ""
    open_line: int = 0

    def read(self, number: int, line: str) -> None:
        """Process the next non-blank line."""
        if _NOISE.match(line):
            self.drop(number, line, "letters that the scan made of a figure")
        elif self.is_table(line):
            self.read_table(number, line)
        elif figure := _FIGURE.match(line):
            self.close()
            self.add("figure", line, number, clause_id=f"fig{figure[1]}")
        elif not self.read_heading(number, line):
            self.read_paragraph(number, line)

    def drop(self, number: int, text: str, reason: str) -> None:
        self.dropped.append(Drop(line=number, text=text, reason=reason))

    def read_heading(self, number: int, line: str) -> bool:
        patterns: tuple[tuple[Level, re.Pattern[str]], ...] = (
            ("chapter", _CHAPTER),
            ("section", _SECTION),
            ("item", _ITEM),
            ("sub_item", _SUB_ITEM),
            ("box", _BOX),
        )
        for level, pattern in patterns:
            match = pattern.match(line)
            if match is None or (level != "chapter" and self.outside):
                continue
            self.close()
            self.outside = None
            self.enter(level, match[2])
            self.titles[level] = tidy(match[3])
            self.headings.append(
                Heading(
                    id=self.prefix(),
                    level=level,
                    number=match[1],
                    title=self.titles[level],
                    line=number,
                )
            )
            return True
        return False

    def enter(self, level: Level, number: str) -> None:
        """Enter a heading: deeper levels end, and so does an open box."""
        levels: list[Level] = ["chapter", "section", "item", "sub_item"]
        ended: list[Level] = ["box"]
        if level in levels:
            ended += levels[levels.index(level) :]
        for other in ended:
            self.place.pop(other, None)
            self.titles.pop(other, None)
        self.place[level] = int(number) if number.isdigit() else chinese_number(number)

    def prefix(self) -> str:
        """Return the first part of a clause id, made of the open headings."""
        if self.outside:
            return self.outside
        if "box" in self.place:
            return f"box{self.place['box']}"
        levels: tuple[Level, ...] = ("chapter", "section", "item", "sub_item")
        return ".".join(str(self.place[level]) for level in levels if level in self.place)

    def is_table(self, line: str) -> bool:
        return line.startswith("|") or bool(_TABLE_NOTE.match(line))

    def read_table(self, number: int, line: str) -> None:
        # The rows, with the footnote that the page break put between them, form one clause; so does
        # the title above, a paragraph without punctuation.
        last = self.clauses[-1] if self.clauses and not self.open_text else None
        if last is not None and last.kind == "table":
            self.clauses[-1] = last.model_copy(update={"text": f"{last.text}\n{line}"})
            return
        title, start = self.open_text, self.open_line or number
        self.open_text = ""
        tables = sum(clause.kind == "table" for clause in self.clauses)
        text = f"{tidy(title)}\n{line}" if title else line
        self.add("table", text, start, clause_id=f"table{tables + 1}")

    def read_paragraph(self, number: int, line: str) -> None:
        if line.startswith(_COLOPHON):
            self.close()
            self.outside = "end"
        if mark := _LIST_MARK.match(line):
            self.drop(number, mark[0].strip(), "list mark of the text file")
            line = line[mark.end() :]
        starts_anew = bool(mark) or line.startswith(("——", "◆", *"①②③④⑤⑥⑦⑧⑨⑩"))
        if not starts_anew and self.is_cut():
            self.open_text += line
            return
        # One line may contain two entries of a box.
        for part in _ENTRY.split(line) if "box" in self.place else [line]:
            if part:
                self.close()
                self.open_text, self.open_line = part, number

    def is_cut(self) -> bool:
        """Return whether a page break split the open paragraph: running text without an end."""
        return bool(_RUNNING.search(self.open_text)) and not _ENDED.search(self.open_text)

    def close(self) -> None:
        if not self.open_text:
            return
        kind: ClauseKind = "text"
        if "box" in self.place and not self.outside:
            kind = "group" if self.open_text.startswith("◆") else "entry"
        self.add(kind, tidy(self.open_text), self.open_line)
        self.open_text = ""

    def add(self, kind: ClauseKind, text: str, line: int, clause_id: str = "") -> None:
        prefix = self.prefix()
        if not clause_id:
            self.counts[prefix] = self.counts.get(prefix, 0) + 1
            clause_id = f"{prefix}-{self.counts[prefix]}"
        place = {} if self.outside else self.place
        levels: tuple[Level, ...] = ("chapter", "section", "item", "sub_item", "box")
        self.clauses.append(
            Clause(
                id=clause_id,
                kind=kind,
                chapter=place.get("chapter"),
                section=place.get("section"),
                item=place.get("item"),
                sub_item=place.get("sub_item"),
                box=place.get("box"),
                titles=tuple(self.titles[level] for level in levels if level in place),
                text=text,
                line=line,
            )
        )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.strip()


def _check_unique(parts: Sequence[Heading | Clause]) -> None:
    lines: dict[str, int] = {}
    for part in parts:
        if part.id in lines:
            raise PlanError(
                f"plan.txt: line {part.line}: expected each number once, {part.id} stands already "
                f"at line {lines[part.id]}"
            )
        lines[part.id] = part.line


def _check_corrections(plan: Plan) -> None:
    """Check that each correction is in its clause, which has the corrected text once."""
    begins = [(clause.line, clause.id) for clause in plan.clauses]
    for row, correction in enumerate(plan.corrections, start=1):
        if correction.clause not in plan:
            raise slip(row, correction, "expected a clause of the plan, found none with this id")
        here = [clause_id for line, clause_id in begins if line <= correction.line]
        times = times_in(plan.clause(correction.clause).text, correction)
        if times != 1:
            message = f"expected {correction.mended!r} once in the clause, found it {times} times"
            where = here[-1] if here else "none"
            raise slip(row, correction, f"{message}; this line is in clause {where}")


def parse_plan(text: str, corrections: Sequence[Correction] = ()) -> Plan:
    """Parse the plan's text.

    Parameters
    ----------
    text : str
        The whole of ``plan.txt``.
    corrections : sequence of Correction
        Corrections to apply before parsing.

    Returns
    -------
    Plan
        Headings, clauses, drops, corrections and indicators, each in reading order.

    Raises
    ------
    PlanError
        When two headings or two clauses would get the same id, when a correction does not apply
        exactly once, or when the table of indicators cannot be parsed.
    """
    parser = _Parser()
    for number, line in _lines(heal(text, corrections)):
        parser.read(number, line)
    parser.close()
    _check_unique(parser.headings)
    _check_unique(parser.clauses)
    tables = {clause.id: clause.text for clause in parser.clauses if clause.kind == "table"}
    plan = Plan(
        headings=tuple(parser.headings),
        clauses=tuple(parser.clauses),
        dropped=tuple(parser.dropped),
        corrections=tuple(corrections),
        indicators=indicators(tables[INDICATORS]) if INDICATORS in tables else (),
    )
    _check_corrections(plan)
    return plan
