"""« Nouveautés » : quelles expressions montent, et dans quelles phrases ?"""

from collections.abc import Sequence
from datetime import date
from math import ceil

import streamlit as st
from markupsafe import Markup

from dashboard.address import link, read_day, read_page
from dashboard.cards import show_pages
from dashboard.exhibit import Exhibit, Value
from dashboard.french import NO_BREAK, counted, moment, number, short_day
from dashboard.marking import Mark, mark_text
from dashboard.markup import anchor, as_read, badge, copy_link, heading, join, notice, paragraph, show
from dashboard.names import AUDIENCES
from dashboard.screen import Screen
from dashboard.showing import show_bar, show_exhibit, show_view_link
from dashboard.signing import ask_name
from dashboard.views.morning_news import say_counts, say_past
from store.database import Row
from store.drafts import DRAFTS, request_argument
from store.queries.novelty import (
    count_rise_uses,
    find_request,
    find_rise,
    has_phrases,
    list_past_rises,
    list_rise_uses,
    list_rises,
)

PAGE_SIZE = 25
MOST_LISTED = 100
MOST_DOWNLOADED = 500
_STATUSES = {"waiting": "attend « vigie work » (cinq minutes)", "done": "fait", "failed": "refusé"}


def show_view(screen: Screen) -> None:
    """Draws one phrase with its sentences, those of a day, or every phrase that rose."""
    wanted = screen.params.get("expression", "")
    rise = screen.ask(find_rise, wanted) if wanted else None
    if rise is not None:
        _show_one(screen, rise)
        return
    show(heading(1, "Nouveautés"))
    show_view_link(screen, "nouveau")
    if wanted:
        show(notice("Cette expression n’est plus là : ses textes ont été effacés, ou l’adresse est incomplète.",
                    css="warning", test_id="expression-absente"))  # fmt: skip
    day = read_day(screen.params, "jour")
    found = screen.ask(list_rises, day) if day else screen.ask(list_past_rises, limit=MOST_LISTED)
    show(paragraph("Une expression monte quand les lecteurs et les articles de ces jours-ci l’emploient bien plus "
                   "que les quatre mois d’avant, dans au moins deux fils ; on en attend moins d’une fausse sur vingt.",
                   "quiet"))  # fmt: skip
    if not found:
        show(_say_none(screen, day))
        return
    _show_list(screen, found, day)


def _say_none(screen: Screen, day: date | None) -> Markup:
    if not screen.ask(has_phrases):
        return notice("Aucune nuit n’a encore lu d’expressions ici. La prochaine le fera.", test_id="vide")
    when = f" le {short_day(day, with_year=True)}" if day else ""
    return notice(f"Aucune expression n’a monté{when}. Il faut quelques semaines de textes pour savoir ce qui est "
                  "habituel.", test_id="vide")  # fmt: skip


def _show_list(screen: Screen, found: Sequence[Row], day: date | None) -> None:
    columns = ["Expression", "Depuis le", "Commentaires", "Articles", "Fils", "Les mois d’avant"]
    rows: list[list[Value]] = [
        [row["text"], row["first_on"], row["n_comments"], row["n_articles"], row["n_threads"],
         round(float(row["past_share"]), 5)] for row in found
    ]  # fmt: skip
    lines = [
        [anchor(link("nouveau", expression=row["id"]), f"« {row['text']} »", test_id="vers-expression"),
         short_day(date.fromisoformat(row["first_on"]), with_year=True), number(row["n_comments"]),
         number(row["n_articles"]), number(row["n_threads"]), say_past(row)]
        for row in found
    ]  # fmt: skip
    show_exhibit(screen, Exhibit(
        name="nouveautes", title="Expressions qui ont monté, les plus récentes d’abord",
        unit="un commentaire ou un article compte une fois", n=len(found), nouns=("expression", "expressions"),
        period=f"le {short_day(day, with_year=True)}" if day else "depuis le début", sources="toutes",
        address=link("nouveau", jour=day), columns=columns, rows=rows, lines=lines, n_text_columns=2, is_open=True,
    ))  # fmt: skip


def _show_one(screen: Screen, rise: Row) -> None:
    show(heading(1, f"« {rise['text']} »"))
    since = short_day(date.fromisoformat(rise["first_on"]), with_year=True)
    show(Markup('<p class="lead" data-testid="bilan">Monte depuis le {}{}: {}.</p>').format(
        since, NO_BREAK, say_counts(rise)))  # fmt: skip
    left = screen.ask(count_rise_uses, rise["id"])
    n = left["n_comments"] + left["n_articles"]
    show(paragraph("Compté sur ses jours les plus forts. Ci-dessous, toutes ses phrases, la plus récente d’abord, une "
                   f"par texte : {counted(n, 'texte')}.", "quiet"))  # fmt: skip
    _show_proposal(screen, rise)
    page = min(read_page(screen.params), max(1, ceil(n / PAGE_SIZE)))
    uses = screen.ask(list_rise_uses, rise["id"], limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    _show_bar(screen, rise, n)
    show(Markup('<div class="cards">{}</div>').format(join([_card(use) for use in uses])))
    show(show_pages("nouveau", screen.params, page=page, n_pages=ceil(n / PAGE_SIZE)))


def _show_bar(screen: Screen, rise: Row, n: int) -> None:
    address = link("nouveau", expression=rise["id"])
    since = short_day(date.fromisoformat(rise["first_on"]), with_year=True)

    def gather() -> Exhibit:
        uses = screen.ask(list_rise_uses, rise["id"], limit=MOST_DOWNLOADED)
        return Exhibit(
            name="expression", title=f"Phrases qui emploient « {rise['text']} »", n=n, nouns=("texte", "textes"),
            unit="un commentaire ou un article compte une fois", period=f"depuis le {since}",
            caution=f"Les {MOST_DOWNLOADED} plus récents seulement." if n > MOST_DOWNLOADED else "",
            sources=", ".join(sorted({use["source"] for use in uses})), address=address,
            columns=["Date", "Source", "Article", "Phrase"],
            rows=[[moment(use["at"]), use["source"], use["title"], use["text"]] for use in uses],
        )  # fmt: skip

    show_bar(screen, "expression", copy_link(address, about=rise["text"]), gather)


def _card(use: Row) -> Markup:
    marks = [badge(AUDIENCES.get(use["audience"], use["audience"]))]
    if use["author_role"] not in (None, "inconnu"):
        marks.append(badge(use["author_role"], "muted"))
    text = mark_text(use["text"], [Mark(start=use["use_start"], end=use["use_end"], css="found", title="")],
                     start=use["start"])  # fmt: skip
    what = "Article" if use["owner_kind"] == "article" else "Commentaire"
    return Markup(
        '<article class="card small" data-testid="phrase"><p class="source">{}, {}, {} {}</p><h3>{}</h3>'
        '<blockquote class="passage">{}</blockquote></article>'
    ).format(
        what, use["source"], moment(use["at"]), join(marks, " "),
        anchor(link("lire", article=use["thread_id"], passage=use["id"]), use["title"], test_id="vers-lecture"),
        as_read(text),
    )  # fmt: skip


def _show_proposal(screen: Screen, rise: Row) -> None:
    """The button that asks for a draft of argument, or what became of the request."""
    asked = find_request(screen.db, rise["id"])
    if asked is not None:
        show(notice(
            Markup("Proposée comme argument par {}, {}{}: {}. {}").format(
                asked["made_by"], moment(asked["made_at"]), NO_BREAK, _STATUSES[asked["status"]],
                asked["answer"] or ""),
            test_id="proposee"))  # fmt: skip
    if not screen.person.may("ask") or (asked is not None and asked["status"] != "failed"):
        return
    with st.form("argument", border=False):
        made_by = ask_name(screen, "par-argument")
        if not st.form_submit_button("Proposer comme argument"):
            return
    if not made_by.strip():
        show(notice("Écrivez votre nom : une demande est signée.", css="warning", test_id="non-signee"))
        return
    try:
        with screen.desk() as db:
            request_argument(db, rise["id"], made_by=made_by.strip())
    except ValueError as error:
        show(notice(f"Demande refusée : {error}.", css="warning", test_id="refusee"))
        return
    said = (
        f"Demande enregistrée. Le prochain « vigie work » écrira un brouillon dans « {DRAFTS} », à côté de la veille ; "
        "il ne comptera rien avant qu’une personne l’ait fini."
    )
    show(notice(said, css="done", test_id="demande"))
