"""« Médias » : qui publie quoi, le premier ou après d’autres, sur quel ton, et que peut-on en lire ?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from markupsafe import Markup

from dashboard.address import link, passages_link
from dashboard.exhibit import Exhibit, Value
from dashboard.french import between, percent
from dashboard.intervals import TOO_FEW, Share
from dashboard.markup import anchor, badge, escape, heading, join, notice, paragraph, show
from dashboard.measures import measure_tones
from dashboard.names import AUDIENCES, VOICE_WORDS
from dashboard.reliability import say_reliability, warn_of
from dashboard.scope import Scope, choose_scope
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from dashboard.trend import count_cell
from dashboard.views.media_lists import ACCESSES, show_list
from dashboard.views.media_stories import show_stories
from store.database import Row
from store.queries.collection import list_models
from store.queries.filters import Filters
from store.queries.media import TONES, count_outlets
from store.queries.passages import Question
from store.queries.trends import find_period
from store.queries.voices import list_sources
from store.verdicts import Voice

PARTS: Mapping[str, str] = {
    "titres": "Qui publie", "acces": "Ce qui se lit", "ton": "Sur quel ton", "reprises": "Reprises",
}  # fmt: skip
_TONE_NAMES: Mapping[str, str] = {"negative": "négatif", "neutral": "neutre", "positive": "positif"}
_VOICES: Mapping[Voice, str] = {"press": "articles", "reader": "commentaires"}
_RULE = "un article du débat compte une fois ; hors reprises, seulement s’il est la première parution de son texte"


def show_view(screen: Screen) -> None:
    """Draws who publishes, in what tone, and the reprises; or the list that the address asks for."""
    dated = screen.ask(find_period)
    if dated is None:
        show(heading(1, "Médias"))
        show(notice("Aucun article daté dans ce débat : il n’y a pas encore de média à montrer.", test_id="vide"))
        return
    first_on, last_on = (date.fromisoformat(day) for day in dated)
    sources = screen.ask(list_sources)
    if screen.params.get("voir"):
        show_list(screen, sources, first_on, last_on)
        return
    show(heading(1, "Médias"))
    scope = choose_scope(screen, sources, first_on, last_on)
    show(Markup('<nav class="days" aria-label="Parties de la page">{}</nav>').format(
        join([anchor(f"#{slug}", said) for slug, said in PARTS.items()], " · ")))  # fmt: skip
    screen.begin(measure_tones, scope.filters)
    outlets = screen.ask(count_outlets, scope.filters)
    show(heading(2, "Qui publie quoi ?", test_id="titres"))
    if not outlets:
        show(paragraph("Rien n’a paru dans cette période.", "quiet"))
        return
    _show_outlets(screen, scope, outlets)
    _show_tones(screen, scope, outlets)
    show_stories(screen, scope)


def _show_outlets(screen: Screen, scope: Scope, outlets: Sequence[Row]) -> None:
    n = sum(row["n"] for row in outlets)
    known: dict[str, Any] = {
        "unit": _RULE, "n": n, "nouns": ("article", "articles"), "period": scope.period, "sources": scope.source_names,
        "address": link("medias", **scope.params), "key": (scope.filters,), "is_open": True,
    }  # fmt: skip
    columns = ["Média", "Public", "Articles", "Premières parutions", "Reprises", "Commentaires", "dont uniques"]
    rows: list[list[Value]] = [
        [row["source"], AUDIENCES.get(row["audience"], row["audience"]), row["n"], row["n_unique"],
         row["n"] - row["n_unique"], row["n_comments"], row["n_comments_unique"]]
        for row in outlets
    ]  # fmt: skip
    show_exhibit(screen, Exhibit(
        name="medias", title="Articles et commentaires par média", n_text_columns=2, columns=columns, rows=rows,
        lines=[_outlet(scope, row) for row in outlets], **known))  # fmt: skip
    show(heading(2, "Que peut-on en lire ?", test_id="acces"))
    show(paragraph(
        "L’accès est celui que dit la page, ou que la source annonce pour tous ses articles. « Non dit » : ni l’une "
        "ni l’autre n’en parle ; Vigie a lu ce que la page montrait, peut-être tout l’article, peut-être son début.",
        "quiet"))  # fmt: skip
    read = [[row["source"], *(row[f"n_{access}"] for access in ACCESSES)] for row in outlets]
    lines = [
        [row["source"], *(count_cell(row[f"n_{access}"], _link(scope, row, voir="articles", acces=access))
                          for access in ACCESSES)]
        for row in outlets
    ]  # fmt: skip
    show_exhibit(screen, Exhibit(
        name="acces", title="Articles par média et par accès", rows=read,
        columns=["Média", *map(str.capitalize, ACCESSES.values())], lines=lines, **known))  # fmt: skip


def _outlet(scope: Scope, row: Row) -> list[Markup]:
    def to(**more: str) -> str:
        return _link(scope, row, voir="articles", **more)

    never = "" if row["verified_on"] or row["source_id"] == "clips" else badge("jamais vérifiée", "muted")
    readers, unique = (
        passages_link(Question(voice="reader"), _narrowed(scope, row, unique=only)) for only in (False, True)
    )
    return [
        Markup("{} {}").format(anchor(to(), row["source"]), never),
        escape(AUDIENCES.get(row["audience"], row["audience"])),
        count_cell(row["n"], to()), count_cell(row["n_unique"], to(suite="premieres")),
        count_cell(row["n"] - row["n_unique"], to(suite="reprises")),
        count_cell(row["n_comments"], readers), count_cell(row["n_comments_unique"], unique),
    ]  # fmt: skip


def _show_tones(screen: Screen, scope: Scope, outlets: Sequence[Row]) -> None:
    show(heading(2, "Sur quel ton ?", test_id="ton"))
    show(say_reliability(screen.watch, screen.ask(list_models), "sentiment"))
    show(paragraph("Un texte est négatif quand une phrase au moins sur trois l’est, et plus que de positives ; d’un "
                   "article, seuls les mots du journaliste sont lus, pas ce qu’il cite.", "quiet"))  # fmt: skip
    by_place = screen.ask(measure_tones, scope.filters)
    names = {row["source_id"]: row["source"] for row in outlets}
    for voice, nouns in _VOICES.items():
        found = {slug: by_place[voice, slug] for slug in names if (voice, slug) in by_place}
        if not found:
            show(paragraph(f"Le ton d’aucun des {nouns} de cette période n’a été lu.", "quiet"))
            continue
        _show_tone_table(screen, scope, voice, names, found)


def _show_tone_table(
    screen: Screen, scope: Scope, voice: Voice, names: Mapping[str, str], found: Mapping[str, Sequence[Share]]
) -> None:
    nouns = _VOICES[voice]
    columns = ["Média", nouns[0].upper() + nouns[1:]]
    for tone in TONES:
        columns += [
            f"Ton {_TONE_NAMES[tone]}",
            f"{_TONE_NAMES[tone]} : borne basse",
            f"{_TONE_NAMES[tone]} : borne haute",
        ]
    rows: list[list[Value]] = [[names[slug], shares[0].total] for slug, shares in found.items()]
    for row, shares in zip(rows, found.values(), strict=True):
        for one in shares:
            row += [None if one.share is None else round(one.share, 4), *_bounds(one)]
    lines = [
        [names[slug], _total(shares, _tone_link(scope, slug, voice, "")),
         *(_share(one, _tone_link(scope, slug, voice, one.stance)) for one in shares)]
        for slug, shares in found.items()
    ]  # fmt: skip
    show_exhibit(screen, Exhibit(
        name=f"ton-{nouns}", title=f"Ton des {nouns} par média", unit=f"part des {nouns}, intervalle à 95 %",
        n=sum(shares[0].total for shares in found.values()), nouns=(nouns[:-1], nouns), period=scope.period,
        sources=scope.source_names, address=link("medias", **scope.params), columns=columns, rows=rows, lines=lines,
        screen_columns=["Média", columns[1], *(f"Ton {_TONE_NAMES[tone]}" for tone in TONES)], is_open=True,
        key=(scope.filters,), precision=warn_of(screen.ask(list_models), "sentiment"),
    ))  # fmt: skip


def _bounds(one: Share) -> list[Value]:
    return [None if bound is None else round(bound, 4) for bound in (one.low, one.high)]


def _total(shares: Sequence[Share], address: str) -> Markup:
    few = Markup('<span class="few">{}</span>').format(TOO_FEW) if shares[0].share is None else ""
    return Markup("{}{}").format(count_cell(shares[0].total, address), few)


def _tone_link(scope: Scope, source_id: str, voice: Voice, tone: str) -> str:
    asked = {"source": source_id, "voir": "ton", "voix": VOICE_WORDS[voice], "ton": tone}
    return link("medias", **{**scope.params, **asked})


def _share(one: Share, address: str) -> Markup:
    if one.share is None or one.low is None or one.high is None:
        return count_cell(one.n, address)
    return Markup('{} <span class="share">{} <small>({})</small></span>').format(
        count_cell(one.n, address), percent(one.share), between(one.low, one.high)
    )


def _narrowed(scope: Scope, row: Mapping[str, str], *, unique: bool | None = None) -> Filters:
    only = scope.filters.unique_only if unique is None else unique
    audience = (row["audience"],) if row.get("audience") else scope.filters.audiences
    return replace(scope.filters, sources=(row["source_id"],), audiences=audience, unique_only=only)


def _link(scope: Scope, row: Row, **more: str) -> str:
    narrowed = {"source": row["source_id"], "public": row["audience"], "reprises": ""}  # raw and unique stand beside
    return link("medias", **{**scope.params, **narrowed, **more})
