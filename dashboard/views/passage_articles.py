"""The part of « Passages » that answers a number of articles: one card an article, with what of it is counted."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from markupsafe import Markup

from dashboard.address import link, passages_link, read_page
from dashboard.cards import Models, show_pages, show_passage
from dashboard.french import counted, moment
from dashboard.markup import anchor, escape, join, notice, outside, show
from dashboard.names import UNITS
from dashboard.screen import Screen
from store.database import Row
from store.queries.filters import Filters
from store.queries.passages import Question, list_unit_passages, list_unit_threads

PAGE_SIZE = 25


def show_threads(screen: Screen, question: Question, filters: Filters, n: int, models: Models) -> None:
    """Draws the articles under which, or in which, the units of a number stand."""
    page = min(read_page(screen.params), max(1, ceil(n / PAGE_SIZE)))
    found = screen.ask(list_unit_threads, filters, question, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    if not found:
        show(notice("Rien ne correspond à cette adresse. Le compte a pu changer depuis qu’elle a été copiée."))
        return
    show(Markup('<div class="cards">{}</div>').format(join([_card(screen, question, filters, row, models)
                                                            for row in found])))  # fmt: skip
    show(show_pages("passages", screen.params, page=page, n_pages=ceil(n / PAGE_SIZE)))


def _card(screen: Screen, question: Question, filters: Filters, row: Row, models: Models) -> Markup:
    inside = _passages(screen, question, row, models) if question.voice != "reader" else _count(question, filters, row)
    return Markup(
        '<article class="card" data-testid="article"><p class="source">{} {}</p><p class="quiet">{} {}</p>{}</article>'
    ).format(
        moment(row["at"]), anchor(link("lire", article=row["thread_id"]), row["title"]), row["source"],
        outside(row["url"], "la page") if row["url"] else escape(""), inside,
    )  # fmt: skip


def _count(question: Question, filters: Filters, row: Row) -> Markup:
    said = counted(row["n"], *UNITS[question.voice])
    address = passages_link(replace(question, thread=row["thread_id"]), filters)
    return Markup("<p>{}</p>").format(anchor(address, said, css="count"))


def _passages(screen: Screen, question: Question, row: Row, models: Models) -> Markup:
    found: dict[str, list[Row]] = {}
    for one in screen.ask(list_unit_passages, row["thread_id"], question):
        found.setdefault(one["id"], []).append(one)
    shown: Sequence[Markup] = [show_passage(screen.watch, rows[0], rows, models) for rows in found.values()]
    return join(shown)
