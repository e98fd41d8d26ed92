"""The articles of « Lire », and the search in them."""

from collections.abc import Mapping, Sequence
from math import ceil

import streamlit as st
from markupsafe import Markup

from dashboard.address import link, read_page
from dashboard.cards import show_pages
from dashboard.french import NO_BREAK, counted, moment
from dashboard.marking import Mark, mark_text
from dashboard.markup import anchor, as_read, badge, heading, join, notice, show
from dashboard.names import AUDIENCES, PAYWALLS
from dashboard.screen import Screen
from dashboard.showing import show_view_link
from dashboard.work import marks_of, say_marks, shelf_of, show_filter, show_shelf
from store.database import Row
from store.queries.articles import count_articles, list_articles, search_articles
from store.query import QueryError
from store.search import Excerpt, find_excerpts

PAGE_SIZE = 30
MOST_FOUND = 200
_HELP = (
    "Tous les mots sont voulus. OU en veut l’un ou l’autre, SAUF écarte, « … » tient une expression, "
    "ordonnance\\* un début de mot, NEAR(a b, 5) deux mots proches, les parenthèses groupent."
)


def show_articles(screen: Screen) -> None:
    """Draws the box in which to search, then what it found or every article, a page at a time."""
    show(heading(1, "Lire"))
    show_view_link(screen, "lire")
    query = screen.params.get("q", "")
    show_filter("lire", screen, source=screen.params.get("source", ""))
    if shelf_of(screen):
        show_shelf(screen)
        return
    st.session_state["recherche"] = query
    st.text_input("Chercher dans les articles et les commentaires", key="recherche", on_change=_write_query,
                  placeholder="un mot, ou « une expression »")  # fmt: skip
    page = read_page(screen.params)
    excerpts: Mapping[str, Excerpt] = {}
    if query:
        try:
            found = screen.ask(search_articles, query, limit=MOST_FOUND)
            n_articles = len(found)
            found = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
            excerpts = screen.ask(find_excerpts, query, [row["found_in"] for row in found])
        except QueryError as error:
            show(notice(f"{str(error)[0].upper()}{str(error)[1:]}.", css="warning", test_id="recherche-illisible"))
            return
        said = counted(n_articles, "article trouvé", "articles trouvés")
    else:
        source = screen.params.get("source", "")
        n_articles = screen.ask(count_articles, source=source)
        found = screen.ask(list_articles, source=source, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        of_source = f" de «\u00a0{found[0]['source']}\u00a0»" if source and found else ""
        said = f"{counted(n_articles, 'article')}{of_source} dans la base, du plus récent au plus ancien"
        said = said if n_articles else "Aucun article dans la base"
    show(Markup('<p class="quiet" data-testid="bilan">{}.</p>').format(said))
    work = marks_of(screen, [row["id"] for row in found])
    lines = [_line(row, excerpts, work.get(row["id"], [])) for row in found]
    show(Markup('<div class="cards">{}</div>').format(join(lines)))
    show(show_pages("lire", screen.params, page=page, n_pages=ceil(n_articles / PAGE_SIZE)))


def _write_query() -> None:
    st.query_params.pop("page", None)
    st.query_params["q"] = st.session_state["recherche"]


def _line(row: Row, excerpts: Mapping[str, Excerpt], work: Sequence[Row]) -> Markup:
    marks = [badge(AUDIENCES.get(row["audience"], row["audience"]))]
    if row["paywall"] in PAYWALLS:
        marks.append(badge(PAYWALLS[row["paywall"]], "muted"))
    if not row["in_debate"]:
        marks.append(badge("hors du débat", "muted"))
    address, said = link("lire", article=row["id"]), counted(row["n_comments"], "commentaire")
    comments = Markup(" · {}").format(anchor(f"{address}#fil", said)) if row["n_comments"] else ""
    return Markup(
        '<article class="card small" data-testid="article"><p class="source">{}, {}{} {}</p><h3>{}</h3>{}</article>'
    ).format(
        row["source"], moment(row["published_at"]), comments, join([*marks, say_marks(work)], " "),
        anchor(address, row["title"], test_id="vers-article"), _say_found(row, excerpts),
    )  # fmt: skip


def _say_found(row: Row, excerpts: Mapping[str, Excerpt]) -> Markup:
    """The sentence that a search found under this article, its words marked; nothing without a search."""
    excerpt = excerpts.get(row.get("found_in", ""))
    if excerpt is None:
        return Markup("")
    marks = [Mark(start=start, end=end, css="found", title="") for start, end in excerpt.marks]
    where = "" if row["found_in"] == row["id"] else f"Dans un commentaire{NO_BREAK}: "
    return Markup('<p class="quiet" data-testid="extrait">{}{}</p>').format(
        where, as_read(mark_text(excerpt.text, marks))
    )
