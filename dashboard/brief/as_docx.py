"""The press review as a Word document: real headings, tables with header rows, links."""

import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from dashboard.brief.docx_parts import Piece, add_link, add_quiet, add_table, add_text, colour, without_dates
from dashboard.brief.records import ArticleItem, Brief, FigureItem, Headline, Trail
from dashboard.brief.words import ALSO, capital, count_comments, name_stance, nest
from dashboard.french import NO_BREAK, number
from dashboard.precision import DO_NOT_CITE
from dashboard.theme import ACCENT, INK


def render_docx(brief: Brief) -> bytes:
    """The whole document; equal reviews give equal bytes."""
    document = Document()
    _prepare(document, brief)
    _write_head(document, brief)
    _write_team_words(document, brief)
    if brief.quiet:
        document.add_paragraph().add_run(brief.quiet).bold = True
    else:
        _write_headlines(document, brief)
        _write_targets(document, brief)
        _write_articles(document, brief)
        _write_commented(document, brief)
        _write_quotes(document, brief)
        _write_figures(document, brief)
        _write_answers(document, brief)
    _write_sources(document, brief)
    file = io.BytesIO()
    document.save(file)
    return without_dates(file.getvalue())


def _prepare(document: DocumentObject, brief: Brief) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = brief.title, brief.us, brief.us
    properties.comments, properties.language, properties.revision = "", "fr-FR", 1
    properties.created = properties.modified = datetime(brief.day.year, brief.day.month, brief.day.day)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = normal.element.get_or_add_rPr()
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), "fr-FR")
    language.append(mark)
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].font.color.rgb = colour(INK)


def _write_head(document: DocumentObject, brief: Brief) -> None:
    logo = document.add_paragraph()
    run = logo.add_run(brief.acronym)
    run.bold, run.font.size = True, Pt(20)
    run.font.color.rgb = colour(ACCENT)
    logo.add_run(f"  {brief.us}")
    document.add_heading(brief.title, level=0)
    document.add_paragraph(brief.debate)
    add_quiet(document.add_paragraph(), f"{brief.period}. {brief.freshness}")


def _write_team_words(document: DocumentObject, brief: Brief) -> None:
    """What is corrected, when the review corrects one, then what the team opens with."""
    if brief.correction is not None:
        one = brief.correction
        paragraph = document.add_paragraph()
        add_text(paragraph, f"Correction n° {one.number}", bold=True)
        add_text(paragraph, f" de la revue partie le {one.of}. {one.why}")
        for change in one.changes:
            add_text(document.add_paragraph(style="List Bullet"), change)
    for line in (brief.opening or "").splitlines():
        document.add_paragraph(line)


def _note(document: DocumentObject, note: str | None) -> None:
    """What the team adds to an item."""
    for line in (note or "").splitlines():
        add_text(document.add_paragraph(), f"→ {line}", bold=True)


def _write_headlines(document: DocumentObject, brief: Brief) -> None:
    document.add_heading("L’essentiel", level=1)
    lines = [[_headline(one), [Piece(text=_sentences(one.notes))]] for one in brief.headlines]
    add_table(document, ["Dans le débat", "Par rapport à l’habitude"], lines)
    add_quiet(document.add_paragraph(), brief.usual_note)


def _headline(one: Headline) -> list[Piece]:
    said = Piece(text=one.said, href=one.trail.href, bold=True)
    return [said] if one.trail.href else [said, Piece(text=f" (à lire{NO_BREAK}: {one.trail.words})")]


def _write_targets(document: DocumentObject, brief: Brief) -> None:
    if not brief.targets:
        return
    document.add_heading("Ce que disent les lecteurs", level=1)
    add_quiet(document.add_paragraph(), brief.reliability)
    lines = []
    for one in brief.targets:
        name = f"{one.name} ({DO_NOT_CITE})" if one.is_unfit else one.name
        counts = [[Piece(text=number(two.n), href=two.trail.href) if two.n else Piece(text="–")] for two in one.counts]
        lines.append([[Piece(text=name, bold=True)], *counts])
    columns = ["Commentaires de lecteurs, par cible", *(name_stance(two.stance) for two in brief.targets[0].counts)]
    add_table(document, columns, lines)
    for one in brief.targets:
        paragraph = document.add_paragraph(style="List Bullet")
        add_text(paragraph, one.name, bold=True)
        add_text(paragraph, f"{NO_BREAK}: {_sentences(one.notes, after_colon=True)} ")
        _trail(paragraph, one.trail)


def _write_articles(document: DocumentObject, brief: Brief) -> None:
    if not brief.articles:
        return
    document.add_heading("Articles parus", level=1)
    for one in brief.articles:
        add_link(document.add_heading("", level=2), one.title, one.href)
        about = document.add_paragraph()
        _about(about, one)
        for two in one.extracts:
            quote = document.add_paragraph(style="Quote")
            add_text(quote, _quoted(two.text))
            if two.speaker:
                add_text(quote, f" ({two.speaker})")
        paragraph = document.add_paragraph()
        add_text(paragraph, " ".join(one.comments) + " ")
        _trail(paragraph, one.trail)
        _write_team_part(document, one)
    if brief.more_articles:
        document.add_heading("Et aussi", level=2)
    for one in brief.more_articles:
        paragraph = document.add_paragraph(style="List Bullet")
        add_link(paragraph, one.title, one.href)
        add_text(paragraph, ", ")
        _about(paragraph, one)
        add_text(paragraph, f". {one.comments[0]}")
    if brief.left_out:
        add_quiet(document.add_paragraph(), brief.left_out)


def _write_team_part(document: DocumentObject, one: ArticleItem) -> None:
    """Where the team answered an article, and what it says of it."""
    if one.answered:
        paragraph = document.add_paragraph()
        add_text(paragraph, f"Nous y avons répondu{NO_BREAK}: ")
        add_link(paragraph, one.answered.name, one.answered.href)
    _note(document, one.note)


def _about(paragraph: Paragraph, one: ArticleItem) -> None:
    add_quiet(paragraph, f"{one.source}, {one.when}")
    if one.paywall:
        add_quiet(paragraph, f", {one.paywall}")
    for index, two in enumerate(one.reprises):
        add_quiet(paragraph, ", " if index else ", repris par ")
        add_link(paragraph, two.name, two.href)


def _write_commented(document: DocumentObject, brief: Brief) -> None:
    if not brief.commented:
        return
    document.add_heading("Articles plus anciens où l’on écrit encore", level=1)
    for one in brief.commented:
        paragraph = document.add_paragraph(style="List Bullet")
        add_link(paragraph, one.title, one.href)
        said = f". {one.said}" if one.said else ""
        add_text(paragraph, f", {one.source}{NO_BREAK}: {count_comments(one.n)}{said}. ")
        _trail(paragraph, one.trail)
        _note(document, one.note)
    if brief.more_commented:
        add_quiet(document.add_paragraph(), brief.more_commented)


def _write_quotes(document: DocumentObject, brief: Brief) -> None:
    if brief.quotes:
        document.add_heading(f"À retenir{NO_BREAK}: qui l’a dit", level=1)
    for one in brief.quotes:
        add_text(document.add_paragraph(style="Quote"), _quoted(one.text))
        paragraph = document.add_paragraph()
        add_text(paragraph, one.speaker, bold=True)
        add_text(paragraph, ", dans ")
        add_link(paragraph, one.source, one.href)
        add_text(paragraph, f", {one.when}. ")
        if one.trail.href:
            _trail(paragraph, one.trail)
        _note(document, one.note)


def _write_figures(document: DocumentObject, brief: Brief) -> None:
    if not brief.figures:
        return
    document.add_heading("Les chiffres qui circulent", level=1)
    columns = ["Chiffre", "Qui le dit", "Dans quelle phrase"]
    for one in brief.figures:
        if one.is_disputed:
            paragraph = document.add_paragraph()
            add_text(paragraph, f"Valeurs différentes pour {_quoted(one.noun)}", bold=True)
            add_text(paragraph, f", à ne pas confondre{NO_BREAK}:")
            add_table(document, columns, _figure_lines(one))
            document.add_paragraph()
            _note(document, one.note)
    others = [one for one in brief.figures if not one.is_disputed]
    _write_undisputed(document, others, columns, is_alone=len(others) == len(brief.figures))
    if brief.more_figures:
        add_quiet(document.add_paragraph(), brief.more_figures)


def _write_undisputed(
    document: DocumentObject, figures: Sequence[FigureItem], columns: list[str], *, is_alone: bool
) -> None:
    if figures and not is_alone:
        add_text(document.add_paragraph(), ALSO, bold=True)
    if figures:
        add_table(document, columns, [line for one in figures for line in _figure_lines(one)])
        document.add_paragraph()
    for one in figures:
        if one.note:
            _note(document, f"{one.noun or one.values[0].text}{NO_BREAK}: {one.note}")


def _figure_lines(one: FigureItem) -> list[list[list[Piece]]]:
    return [
        [
            [Piece(text=f"{two.text} ({noun})" if (noun := one.noun_beside(two)) else two.text, bold=True)],
            [Piece(text=f"{two.who}, "), Piece(text=two.when, href=two.href)],
            [Piece(text=_quoted(two.sentence) if two.sentence else "–")],
        ]
        for two in one.values
    ]


def _write_answers(document: DocumentObject, brief: Brief) -> None:
    document.add_heading("À quoi répondre", level=1)
    for one in brief.answers:
        paragraph = document.add_paragraph()
        add_text(paragraph, one.name, bold=True)
        add_text(paragraph, f"{NO_BREAK}: {one.said}. ")
        _trail(paragraph, one.trail)
        how = "À vérifier avant usage" if one.is_guess else "Notre réponse"
        for point in one.points:
            add_text(document.add_paragraph(style="List Bullet"), f"{how}{NO_BREAK}: {point}")
        if not one.points:
            add_text(document.add_paragraph(), "Aucun élément de langage de la veille n’y répond encore.")
        _note(document, one.note)
    if brief.answers_note:
        add_text(document.add_paragraph(), brief.answers_note)


def _write_sources(document: DocumentObject, brief: Brief) -> None:
    document.add_heading("Sources muettes ou en échec", level=1)
    add_text(document.add_paragraph(), brief.sources_note)
    for one in brief.sources:
        paragraph = document.add_paragraph(style="List Bullet")
        add_text(paragraph, one.name, bold=True)
        todo = f" {one.todo}" if one.todo else ""
        add_text(paragraph, f"{NO_BREAK}: {one.what.rstrip('.')}.{todo}")
    if brief.apart:
        add_quiet(document.add_paragraph(), brief.apart)
    if brief.signed:
        add_text(document.add_paragraph(), brief.signed, bold=True)
    add_quiet(document.add_paragraph(), brief.footer)


def _trail(paragraph: Paragraph, trail: Trail) -> None:
    if trail.href:
        add_link(paragraph, "lire les phrases", trail.href)
    else:
        add_quiet(paragraph, f"(à lire{NO_BREAK}: {trail.words})")


def _quoted(text: str) -> str:
    return f"«{NO_BREAK}{nest(text)}{NO_BREAK}»"


def _sentences(notes: Sequence[str], *, after_colon: bool = False) -> str:
    return " ".join(f"{one if after_colon and not place else capital(one)}." for place, one in enumerate(notes))
