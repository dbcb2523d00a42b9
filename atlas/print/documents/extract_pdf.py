"""An extract as a PDF: front page, map, contents, one section per layer, clauses in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from fpdf.drawing import color_from_hex_string as colour

from atlas.analysis.land_extract import Extract, Finding, Topic, not_held
from atlas.core.messages import language_code, message
from atlas.core.model import vocabulary
from atlas.layers.symbology import shape_of, style
from atlas.print.documents.blocks import heading, room, row, rule
from atlas.print.documents.extract_front_page import front_page
from atlas.print.documents.pages import INK, LINE, SOFT, Pages, write_credit
from atlas.print.documents.symbol_drawing import draw_swatch
from atlas.store.store import Store
from atlas.wording.extract_text import (
    cited,
    clause_title,
    finding_lines,
    share,
    source_line,
    source_numbers,
    subject_title,
    town_line,
)
from atlas.wording.phrases import joined, name

LABEL_MM, INDENT_MM = 34.0, 12.0
#: columns of the contents: features that apply, may apply, apply by town; share; page
COLUMNS_MM = (18.0, 18.0, 20.0, 18.0, 12.0)


@dataclass
class _Paper:
    """The state of an extract while its PDF is written.

    Attributes
    ----------
    pages : dict of str to int
        Layer id, or name of another part → page where it begins.
    links : dict of str to int
        The same keys → link of the PDF.
    quoted : dict of str to int
        Clause → page where it is quoted in full.
    numbers : dict of str to int
        Source → its number in the list of sources.
    """

    pdf: Pages
    store: Store
    made: Extract
    lang: str
    numbers: dict[str, int]
    pages: dict[str, int] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    quoted: dict[str, int] = field(default_factory=dict)

    def text(self, key: str, **values: object) -> str:
        return message(key, self.lang, **values)

    def begin(self, part: str, title: str, level: int = 0) -> None:
        """Record that a part begins here, for the contents and the outline."""
        self.pdf.start_section(title, level=level)
        self.pages[part] = self.pdf.page_no()
        self.pdf.set_link(self.link(part), y=self.pdf.get_y(), page=self.pdf.page_no())

    def link(self, part: str) -> int:
        """Return the link to a part, before or after it is written."""
        if part not in self.links:
            self.links[part] = self.pdf.add_link()
        return self.links[part]


def extract_pdf(store: Store, made: Extract, lang: str, day: date) -> bytes:
    """Return an extract as a PDF of A4 pages.

    Parameters
    ----------
    store : Store
    made : Extract
    lang : str
    day : datetime.date
        Date of the extract.
    """
    title = subject_title(store, made.subject, lang)
    head = message("extract.title", lang)
    foot = f"{message('app.title', lang)} \u00b7 {head} \u00b7 {title} \u00b7 {day.isoformat()}"
    pdf = Pages(f"{head} {title}", foot)
    pdf.c_margin = 0
    pdf.set_lang(language_code(lang))
    findings = [finding for topic in made.topics for finding in topic.findings]
    paper = _Paper(pdf, store, made, lang, source_numbers(store, findings))
    pdf.add_page()
    front_page(pdf, store, made, lang, day)
    pdf.add_page()
    pdf.insert_toc_placeholder(lambda *_: _contents(paper))
    for theme, topics in groupby(made.topics, lambda topic: store.catalogue[topic.layer].theme):
        for topic in topics:
            _section(paper, theme, topic)
    _not_covered(paper)
    _sources(paper)
    _disclaimer(paper)
    return bytes(pdf.output())


# ---- the contents --------------------------------------------------------------------------------


def _contents(paper: _Paper) -> None:
    pdf, made, store = paper.pdf, paper.made, paper.store
    pdf.set_x(pdf.l_margin)
    heading(pdf, paper.text("extract.contents"), size=15)
    keys = ("sure", "may", "town", "share", "page")
    columns = [paper.text(f"extract.column_{key}") for key in keys]
    _contents_head(pdf, paper.text("extract.applies"), columns)
    if not made.topics:
        pdf.write_text(paper.text("extract.applies_none"), size=9)
    for topic in made.topics:
        layer = store.catalogue[topic.layer]
        ink = vocabulary().theme[layer.theme].colour or INK
        share_text = "" if topic.share is None else share(topic.share, paper.lang)
        title = layer.title.in_(paper.lang)
        _contents_row(paper, topic.layer, title, [*_counts(topic), share_text], ink)
    pdf.ln(4)
    _contents_head(pdf, paper.text("extract.absent"), [])
    absent = [
        paper.text(
            "extract.absent_count",
            layer=store.catalogue[layer].title.in_(paper.lang),
            n=len(made.absent[layer]),
        )
        for layer in made.layers_absent
    ]
    none = paper.text("extract.absent_none")
    pdf.write_text(joined(absent, paper.lang) or none, size=9)
    pdf.ln(4)
    _contents_head(pdf, paper.text("extract.not_covered"), [])
    for part, n in (("unknown", len(made.unknown)), ("beyond", len(not_held()))):
        if part in paper.pages:
            _contents_row(paper, part, _part_title(paper, part, n), [], SOFT)
    pdf.ln(2)
    for part in ("sources", "disclaimer"):
        _contents_row(paper, part, paper.text(f"extract.{part}"), [], SOFT)
    pdf.ln(4)
    _contents_head(pdf, paper.text("extract.how_to_read"), [])
    for key in ("covers", "may_cover", "town", "clauses"):
        pdf.write_text(paper.text(f"extract.how_{key}"), size=8.5)
        pdf.ln(0.8)


def _part_title(paper: _Paper, part: str, n: int) -> str:
    return paper.text("extract.unknown" if part == "unknown" else "extract.beyond", n=n)


def _counts(topic: Topic) -> list[str]:
    """Return how many features apply, may apply, apply by town; empty for none."""
    relations = [finding.relation for finding in topic.findings]
    sure = relations.count("covers") + relations.count("self")
    counts = (sure, relations.count("may_cover"), relations.count("town"))
    return [str(count) if count else "" for count in counts]


def _contents_head(pdf: Pages, title: str, columns: Sequence[str]) -> None:
    top = pdf.get_y()
    pdf.write_text(title, size=11)
    foot = pdf.get_y()
    _cells(pdf, top + 1, columns, SOFT, 8)
    pdf.set_y(foot)
    rule(pdf, LINE, 0.3)


def _contents_row(paper: _Paper, part: str, title: str, cells: Sequence[str], ink: str) -> None:
    pdf, top = paper.pdf, paper.pdf.get_y()
    pdf.set_fill_color(colour(ink))
    pdf.rect(pdf.l_margin, top + 0.8, 2.2, 3.6, style="F")
    pdf.set_x(pdf.l_margin + 4.5)
    taken = sum(COLUMNS_MM) if cells else COLUMNS_MM[-1]
    pdf.write_text(title, size=9.5, width=pdf.epw - 4.5 - taken)
    foot = pdf.get_y()
    _cells(pdf, top + 0.2, [*cells, str(paper.pages[part])], INK, 9)
    pdf.link(pdf.l_margin, top, pdf.epw, foot - top, paper.link(part))
    pdf.set_y(foot + 0.8)


def _cells(pdf: Pages, top: float, texts: Sequence[str], ink: str, size: float) -> None:
    """Write texts into the rightmost columns of the contents, one text per column."""
    widths = COLUMNS_MM[len(COLUMNS_MM) - len(texts) :]
    left = pdf.w - pdf.r_margin - sum(widths)
    for text, width in zip(texts, widths, strict=True):
        pdf.set_xy(left, top)
        pdf.write_text(text, size=size, ink=ink, width=width, align="R")
        left += width


# ---- a layer -------------------------------------------------------------------------------------


def _section(paper: _Paper, theme: str, topic: Topic) -> None:
    pdf, store, lang = paper.pdf, paper.store, paper.lang
    layer, term = store.catalogue[topic.layer], vocabulary().theme[theme]
    room(pdf, 60)
    paper.begin(topic.layer, layer.title.in_(lang))
    ink = term.colour or INK
    pdf.write_text(term.text.in_(lang), size=8.5, ink=SOFT)
    heading(pdf, layer.title.in_(lang), size=14, ink=ink)
    pdf.write_text(layer.description.in_(lang), size=8.5, ink=SOFT)
    if topic.share is not None:
        covered = share(topic.share, lang)
        pdf.write_text(paper.text("extract.layer_share", share=covered), size=9.5)
    pdf.ln(2)
    placed = [finding for finding in topic.findings if finding.relation != "town"]
    for finding in placed:
        _finding(paper, finding)
    by_town = [finding for finding in topic.findings if finding.relation == "town"]
    if by_town:
        room(pdf, 24)
        pdf.write_text(paper.text("extract.by_town"), size=10, ink=ink)
        pdf.ln(0.5)
        for finding in by_town:
            title, words = town_line(store, finding, paper.numbers, lang)
            room(pdf, 12)
            pdf.write_text(title, size=9)
            pdf.write_text(words, size=8.5, ink=SOFT)
            pdf.ln(1)
    if topic.layer in paper.made.absent:
        n = len(paper.made.absent[topic.layer])
        pdf.write_text(paper.text("extract.layer_rest", n=n), size=8.5, ink=SOFT)
        pdf.ln(1)
    if topic.clauses:
        _quote(paper, topic.clauses, ink)
    pdf.ln(5)


def _finding(paper: _Paper, finding: Finding) -> None:
    """Write a feature: symbol, name, and its details."""
    pdf, store, lang = paper.pdf, paper.store, paper.lang
    record = store.records[finding.feature]
    frame = store.frames[record["layer"]]
    geometry = frame.geometry[frame["id"] == finding.feature].iloc[0]
    look = style(
        store.category(record), shape_of(geometry.geom_type), record["status"], record["precision"]
    )
    room(pdf, 30)
    draw_swatch(pdf, pdf.l_margin, pdf.get_y() + 0.6, look)
    pdf.set_x(pdf.l_margin + INDENT_MM)
    pdf.write_text(name(record, lang), size=11, width=pdf.epw - INDENT_MM)
    pdf.set_x(pdf.l_margin)
    pdf.ln(0.5)
    for label, value in finding_lines(store, finding, paper.numbers, lang):
        row(pdf, label, value, size=8.5, left=INDENT_MM, label_mm=LABEL_MM)
    pdf.ln(2)


def _quote(paper: _Paper, clauses: Sequence[str], ink: str) -> None:
    """Write clauses in full, or the page on which they are already quoted."""
    pdf, lang = paper.pdf, paper.lang
    room(pdf, 24)
    pdf.write_text(paper.text("extract.clause_texts"), size=10, ink=ink)
    pdf.ln(0.5)
    for identifier in clauses:
        clause = paper.store.clauses[identifier]
        title = clause_title(clause, lang)
        if identifier in paper.quoted:
            again = paper.text("extract.clause_again", page=paper.quoted[identifier])
            top = pdf.get_y()
            pdf.write_text(f"{title}   {again}", size=8.5, ink=SOFT)
            height = pdf.get_y() - top
            pdf.link(pdf.l_margin, top, pdf.epw, height, paper.link(f"clause {identifier}"))
            pdf.ln(1.2)
            continue
        room(pdf, 18)
        paper.quoted[identifier] = pdf.page_no()
        pdf.set_link(paper.link(f"clause {identifier}"), y=pdf.get_y(), page=pdf.page_no())
        pdf.write_text(title, size=8.5, ink=SOFT)
        _quoted_text(pdf, clause.text, ink)
        pdf.ln(2)


def _quoted_text(pdf: Pages, text: str, ink: str) -> None:
    """Write a quote with a bar of the theme's colour on its left, across page breaks."""
    for line in pdf.lines(text, size=9, width=pdf.epw - 4):
        if pdf.will_page_break(5):
            pdf.add_page()
        top = pdf.get_y()
        pdf.set_fill_color(colour(ink))
        pdf.rect(pdf.l_margin, top, 0.8, 5, style="F")
        pdf.set_x(pdf.l_margin + 4)
        pdf.write_text(line, size=9, width=pdf.epw - 4)
        pdf.set_xy(pdf.l_margin, top + 5)


# ---- limits, sources, disclaimer ----------------------------------------------------------------


def _not_covered(paper: _Paper) -> None:
    pdf, made, store, lang = paper.pdf, paper.made, paper.store, paper.lang
    if made.unknown:
        _part(paper, "unknown", _part_title(paper, "unknown", len(made.unknown)))
    for reason in ("in_town", "unpublished", "city_wide", "direction"):
        found = [u.feature for u in made.unknown if u.reason == reason]
        if not found:
            continue
        room(pdf, 20)
        pdf.write_text(paper.text(f"extract.reason_{reason}"), size=10)
        pdf.ln(0.5)
        for layer, features in groupby(found, lambda f: store.records[f]["layer"]):
            names = joined((name(store.records[f], lang) for f in features), lang)
            row(pdf, store.catalogue[layer].title.in_(lang), names, size=8.5, label_mm=40)
        pdf.ln(2)
    _part(paper, "beyond", _part_title(paper, "beyond", len(not_held())))
    for kind in not_held():
        note = kind.note.in_(lang)
        if kind.clause in store.clauses:
            clause = cited(store.clauses[kind.clause], lang)
            note += f" [{paper.text('extract.beyond_clause', clause=clause)}]"
        row(pdf, kind.title.in_(lang), note, size=8.5, label_mm=52)
    pdf.ln(4)


def _sources(paper: _Paper) -> None:
    _part(paper, "sources", paper.text("extract.sources"))
    for identifier, n in paper.numbers.items():
        source = source_line(paper.store.sources[identifier], paper.lang)
        row(paper.pdf, f"[{n}]", source, size=8.5, label_mm=10)
    paper.pdf.ln(4)


def _disclaimer(paper: _Paper) -> None:
    _part(paper, "disclaimer", paper.text("extract.disclaimer"))
    paper.pdf.write_text(paper.text("extract.disclaimer_text"), size=9)
    write_credit(paper.pdf, paper.lang)


def _part(paper: _Paper, part: str, title: str) -> None:
    room(paper.pdf, 40)
    paper.begin(part, title)
    heading(paper.pdf, title, size=14)
