"""« Rechercher » : où ces mots sont-ils écrits, par qui, et avec quelle position ?"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import ceil

import streamlit as st
from markupsafe import Markup

from dashboard.address import link, read_day, read_page
from dashboard.cards import show_pages
from dashboard.choices import choose
from dashboard.exhibit import Exhibit, Value
from dashboard.french import NO_BREAK, counted, short_day, typeset
from dashboard.marking import Mark, mark_text
from dashboard.markup import anchor, badge, copy_link, heading, join, notice, paragraph, show
from dashboard.names import AUDIENCES, STANCE_WORDS, STANCES, slug_of
from dashboard.screen import Screen
from dashboard.showing import show_bar
from dashboard.views.saving_search import show_saving
from store.database import Row
from store.queries.found import Kind, Narrow, count_answers, is_counted_whole, list_answers
from store.queries.trends import list_panel
from store.query import QueryError
from store.search import Excerpt, find_excerpts

PAGE_SIZE = 25
MOST_DOWNLOADED = 500
# Narrowed by source, audience, target or side, so many are counted unless the reader asks for all.
MOST_COUNTED = 1000
KINDS: Mapping[str, str] = {"": "Articles et commentaires", "articles": "Articles", "commentaires": "Commentaires"}
_KIND_SLUGS: Mapping[str, Kind] = {"articles": "article", "commentaires": "comment"}
_HELP = (
    "Tous les mots sont voulus. OU en veut l’un ou l’autre, SAUF écarte, « … » tient une expression, ordonnance* un "
    "début de mot, NEAR(a b, 5) deux mots proches, les parenthèses groupent. Accents et majuscules sont indifférents."
)


def show_view(screen: Screen) -> None:
    """Draws the search with its filters, what answers it, and the way to keep it as a term of the watch."""
    show(heading(1, "Rechercher"))
    query = screen.params.get("q", "").strip()
    st.session_state["recherche-complete"] = query
    st.text_input("Chercher dans les articles et les commentaires", key="recherche-complete", on_change=_write_query,
                  placeholder=typeset("un mot, ou « une expression »"))  # fmt: skip
    show(paragraph(_HELP, "quiet"))
    narrow = _choose(screen)
    if not query:
        show(notice("Écrivez ce que vous cherchez. L’adresse de la page garde la recherche et les filtres.",
                    test_id="vide"))  # fmt: skip
        return
    try:
        _show_answers(screen, query, narrow)
    except QueryError as error:
        show(notice(f"{str(error)[0].upper()}{str(error)[1:]}.", css="warning", test_id="recherche-illisible"))
        return
    show_saving(screen, query)


def _write_query() -> None:
    for name in ("page", "compte"):
        st.query_params.pop(name, None)
    st.query_params["q"] = st.session_state["recherche-complete"]


def _choose(screen: Screen) -> Narrow:
    """Draws the filters; what they and the address say. A word that the address says wrongly narrows nothing."""
    params, panel = screen.params, screen.ask(list_panel)
    sources = {row["source_id"]: row["source"] for row in panel}
    targets = {one.slug: one.name for one in screen.watch.targets}
    stances = {"": "Toutes"} | {STANCE_WORDS[slug]: said for slug, said in STANCES.items()}
    since = {"": "Toutes dates"}
    for n_days, said in ((7, "7 derniers jours"), (30, "30 derniers jours"), (183, "6 derniers mois"), (365, "Un an")):
        since[(screen.today - timedelta(days=n_days)).isoformat()] = said
    first, last = read_day(params, "du"), read_day(params, "au")
    if first and first.isoformat() not in since:
        since[first.isoformat()] = f"Depuis le {short_day(first, with_year=True)}"
    said_of = {name: params.get(name, "") for name in ("source", "public", "genre", "cible", "position")}
    kept: dict[str, str] = {}
    offered: Sequence[tuple[str, str, Mapping[str, str]]] = (
        ("Quand", "du", since), ("Source", "source", {"": "Toutes"} | sources),
        ("Public", "public", {"": "Tous"} | {slug: AUDIENCES[slug] for slug in AUDIENCES}),
        ("Quoi", "genre", KINDS), ("Cible", "cible", {"": "Toutes"} | targets), ("Position", "position", stances),
    )  # fmt: skip
    with st.container(key="filtres"):
        columns = st.columns(3)
        for place, (label, name, options) in enumerate(offered):
            word = (first.isoformat() if first else "") if name == "du" else said_of[name]
            kept[name] = word if word in options else ""
            with columns[place % 3]:
                choose(label, name, options, kept[name])
    return Narrow(
        first=kept["du"], last=last.isoformat() if last else "", source=kept["source"], audience=kept["public"],
        kind=_KIND_SLUGS.get(kept["genre"], ""), target=kept["cible"],
        stance=slug_of(STANCE_WORDS, kept["position"]),
    )  # fmt: skip


def _show_answers(screen: Screen, query: str, narrow: Narrow) -> None:
    is_whole = is_counted_whole(narrow) or screen.params.get("compte") == "tout"
    counts = screen.ask(count_answers, query, narrow, most=-1 if is_whole else MOST_COUNTED)
    n = sum(counts.values())
    is_whole = is_whole or n < MOST_COUNTED
    if is_whole:
        said = Markup('<p class="lead" data-testid="bilan"><b>{}</b> et <b>{}</b>, du plus récent au plus ancien.</p>')
        show(said.format(counted(counts["article"], "article"), counted(counts["comment"], "commentaire")))
    else:
        way = anchor(link("rechercher", **{**screen.params, "compte": "tout"}), "les compter tous", test_id="compter")
        show(Markup('<p class="lead" data-testid="bilan"><b>Au moins {}</b>, du plus récent au plus ancien{}: {}.</p>')
             .format(counted(n, "texte"), NO_BREAK, way))  # fmt: skip
    if narrow.target or narrow.stance:
        show(paragraph("Cible et position sont celles que la machine, ou une personne, a lues dans ce texte.", "quiet"))
    if not n:
        show(notice("Rien ne répond à cette recherche avec ces filtres.", test_id="rien"))
        return
    page = min(read_page(screen.params), ceil(n / PAGE_SIZE))
    found = screen.ask(list_answers, query, narrow, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    excerpts = screen.ask(find_excerpts, query, [row["owner_id"] for row in found])
    _show_bar(screen, query, narrow)
    show(Markup('<div class="cards">{}</div>').format(join([_card(row, excerpts.get(row["owner_id"]))
                                                            for row in found])))  # fmt: skip
    show(show_pages("rechercher", screen.params, page=page, n_pages=ceil(n / PAGE_SIZE)))


def _show_bar(screen: Screen, query: str, narrow: Narrow) -> None:
    address = link("rechercher", **screen.params)

    def gather() -> Exhibit:
        n = sum(screen.ask(count_answers, query, narrow).values())
        found = screen.ask(list_answers, query, narrow, limit=MOST_DOWNLOADED)
        excerpts = screen.ask(find_excerpts, query, [row["owner_id"] for row in found])
        rows: list[list[Value]] = []
        for row in found:
            excerpt = excerpts.get(row["owner_id"])
            rows.append([row["day"] or "sans date", _say_kind(row), row["source"], row["title"], row["url"],
                         excerpt.text if excerpt else ""])  # fmt: skip
        return Exhibit(
            name="recherche", title=f"Textes qui répondent à : {query}", unit="un article ou un commentaire", n=n,
            nouns=("texte", "textes"), period=_say_period(narrow),
            sources=", ".join(sorted({row["source"] for row in found})), address=address,
            columns=["Jour", "Quoi", "Source", "Article", "Adresse", "Phrase"], rows=rows,
            caution=f"Les {MOST_DOWNLOADED} plus récents." if n > MOST_DOWNLOADED else "",
        )  # fmt: skip

    show_bar(screen, "recherche", copy_link(address, about="cette recherche"), gather)


def _say_period(narrow: Narrow) -> str:
    """« depuis le 27 oct. 2026 jusqu’au 22 nov. 2026 », or the half that is bounded."""
    since = f"depuis le {_say_day(narrow.first)}" if narrow.first else ""
    until = f"jusqu’au {_say_day(narrow.last)}" if narrow.last else ""
    return " ".join(filter(None, (since, until))) or "toutes dates"


def _card(row: Row, excerpt: Excerpt | None) -> Markup:
    marks = [badge(AUDIENCES.get(row["audience"], row["audience"]))]
    if not row["in_debate"]:
        marks.append(badge("hors du débat", "muted"))
    address = link("lire", article=row["thread_id"], passage=row["passage_id"])
    text = Markup("")
    if excerpt is not None:
        text = mark_text(excerpt.text, [Mark(start=start, end=end, css="found", title="")
                                        for start, end in excerpt.marks])  # fmt: skip
    return Markup(
        '<article class="card small" data-testid="reponse"><p class="source">{}, {}, {} {}</p><h3>{}</h3>'
        '<p data-testid="extrait">{}</p></article>'
    ).format(
        _say_kind(row), row["source"], (row["day"] and _say_day(row["day"])) or f"sans{NO_BREAK}date", join(marks, " "),
        anchor(address, row["title"], test_id="vers-texte"), text,
    )  # fmt: skip


def _say_kind(row: Row) -> str:
    return "Article" if row["owner_kind"] == "article" else "Commentaire"


def _say_day(day: str) -> str:
    read = read_day({"jour": day}, "jour")
    return short_day(read, with_year=True) if read else day
