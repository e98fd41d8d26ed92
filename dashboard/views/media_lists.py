"""The articles behind a number of « Médias »."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil

from markupsafe import Markup

from dashboard.address import link, read_filters, read_page
from dashboard.cards import show_pages
from dashboard.french import NO_BREAK, counted, moment, number, period
from dashboard.markup import anchor, as_read, badge, escape, heading, join, notice, show
from dashboard.names import AUDIENCES, PAYWALLS, SENTIMENTS
from dashboard.screen import Screen
from store.database import Row
from store.queries.filters import Filters
from store.queries.media import (
    Kept,
    Which,
    count_outlet_articles,
    list_outlet_articles,
)
from store.queries.toned import count_toned, list_toned, list_toned_sentences
from store.verdicts import Voice

PAGE_SIZE = 30
ACCESSES: Mapping[str, str] = {
    "free": "lus en entier", "partial": "extraits", "blocked": "réservés aux abonnés", "unknown": "non dit",
}  # fmt: skip
_SUITES: Mapping[str, Which] = {"premieres": "first", "reprises": "copies"}
_SUITE_WORDS: Mapping[Which, str] = {"": "", "first": ", premières parutions", "copies": ", reprises"}


def show_list(screen: Screen, sources: Sequence[Row], first_on: date, last_on: date) -> None:
    """Draws the articles that the address asks for, newest first."""
    filters = read_filters(screen.params, first_on=first_on, last_on=last_on, default_audience="tous")
    if screen.params["voir"] == "ton":
        _show_head(screen, sources, filters)
        _show_toned(screen, filters)
        return
    access = screen.params.get("acces", "")
    kept = Kept(which=_SUITES.get(screen.params.get("suite", ""), ""), paywall=access if access in ACCESSES else "",
                off_topic=screen.params.get("debat") == "ou-non")  # fmt: skip
    _show_head(screen, sources, filters)
    n = screen.ask(count_outlet_articles, filters, kept)
    said = f"{counted(n, 'article')}{_SUITE_WORDS[kept.which]}"
    said += f", {ACCESSES[kept.paywall]}" if kept.paywall else ""
    said += ", dans le débat ou non" if kept.off_topic else ""
    unique = ", reprises écartées" if filters.unique_only else ""
    show(Markup('<p class="lead" data-testid="bilan">{}, {}{}.</p>').format(
        said, period(filters.first_on, filters.last_on), unique))  # fmt: skip
    if not n:
        show(notice("Rien ne correspond à cette adresse. Le compte a pu changer depuis qu’elle a été copiée."))
        return
    page = read_page(screen.params)
    found = screen.ask(list_outlet_articles, filters, kept, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    show(Markup('<div class="cards">{}</div>').format(join([_card(row) for row in found])))
    show(show_pages("medias", screen.params, page=page, n_pages=ceil(n / PAGE_SIZE)))


def _show_head(screen: Screen, sources: Sequence[Row], filters: Filters) -> None:
    back = {name: value for name, value in screen.params.items() if name in ("du", "au", "reprises")}
    show(Markup('<nav class="days" aria-label="Retour">{}</nav>').format(
        anchor(link("medias", **back, public=screen.params.get("public", "")), "← Médias")))  # fmt: skip
    names = [row["source"] for row in sources if row["source_id"] in filters.sources]
    show(heading(1, ", ".join(dict.fromkeys(names)) or "Tous les médias"))


def _show_toned(screen: Screen, filters: Filters) -> None:
    """The articles or comments of one tone, with the sentences that give it."""
    tone = screen.params.get("ton", "")
    voice: Voice = "press" if screen.params.get("voix") == "presse" else "reader"
    n = screen.ask(count_toned, filters, voice=voice, tone=tone)
    nouns = ("article", "articles") if voice == "press" else ("commentaire", "commentaires")
    unique = ", reprises et doublons écartés" if filters.unique_only else ""
    show(Markup('<p class="lead" data-testid="bilan">{}, {}, {}{}.</p>').format(
        counted(n, *nouns), SENTIMENTS.get(tone, "ton inconnu") if tone else "de tout ton",
        period(filters.first_on, filters.last_on), unique))  # fmt: skip
    if not n:
        show(notice("Rien ne correspond à cette adresse. Le compte a pu changer depuis qu’elle a été copiée."))
        return
    page = min(read_page(screen.params), ceil(n / PAGE_SIZE))
    shown = screen.ask(
        list_toned, filters, voice=voice, tone=tone, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )  # fmt: skip
    sentences: dict[str, list[Row]] = {}
    for row in screen.ask(list_toned_sentences, shown):
        sentences.setdefault(row["owner_id"], []).append(row)
    cards = [_toned(sentences[owner]) for owner in shown if owner in sentences]
    show(Markup('<div class="cards">{}</div>').format(join(cards)))
    show(show_pages("medias", screen.params, page=page, n_pages=ceil(n / PAGE_SIZE)))


def _toned(sentences: Sequence[Row]) -> Markup:
    first = sentences[0]
    lines = [
        Markup("<li>{} {} <span class=\"about\">score{}{}</span></li>").format(
            badge(SENTIMENTS.get(row["value"], row["value"]), "" if row["value"] != "neutral" else "muted"),
            as_read(escape(row["text"])), NO_BREAK, number(row["score"], digits=2))
        for row in sentences
    ]  # fmt: skip
    return Markup(
        '<article class="card small" data-testid="texte"><p class="source">{}, {}</p><p>{}</p><ul>{}</ul></article>'
    ).format(
        first["source"], moment(first["at"]),
        anchor(link("lire", article=first["thread_id"], passage=first["passage_id"]), first["title"]), join(lines),
    )  # fmt: skip


def _card(row: Row) -> Markup:
    marks = [badge(AUDIENCES.get(row["audience"], row["audience"]))]
    if row["paywall"] in PAYWALLS:
        marks.append(badge(PAYWALLS[row["paywall"]], "muted"))
    after = ""
    if not row["story_first"]:
        marks.append(badge("reprise", "muted"))
        after = Markup(" Paru d’abord dans {}, {}.").format(
            anchor(link("lire", article=row["story_id"]), row["first_source"]), moment(row["first_at"])
        )
    return Markup(
        '<article class="card small" data-testid="article"><p class="source">{}, {} {}</p><h3>{}</h3>'
        '<p class="quiet">{}.{}</p></article>'
    ).format(
        row["source"], moment(row["at"]), join(marks, " "), anchor(link("lire", article=row["id"]), row["title"]),
        counted(row["n_comments"], "commentaire"), after,
    )  # fmt: skip
