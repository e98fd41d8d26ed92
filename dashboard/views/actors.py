"""« Acteurs et citations » : qui parle, à quelle longueur, à quelle place, et qui les lecteurs nomment-ils ?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup

from dashboard.address import link
from dashboard.charts.voices import draw_voices
from dashboard.exhibit import Exhibit, Value
from dashboard.french import between, counted, number, percent
from dashboard.intervals import TOO_FEW
from dashboard.markup import anchor, escape, heading, join, notice, paragraph, show
from dashboard.scope import Scope, choose_scope
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from dashboard.trend import count_cell
from dashboard.views.actor_candidates import begin_candidates, show_candidates
from dashboard.views.actor_quotes import PLACES, show_detail
from dashboard.voices import NOBODY, Voice, camp_of, find_press, gather_readers
from store.queries.trends import find_period
from store.queries.voices import (
    UNKNOWN,
    count_named_by_readers,
    list_sources,
)

UNKNOWN_WORD = "inconnus"
UNKNOWN_NAME = "Locuteurs que la veille ne connaît pas"
PARTS: Mapping[str, str] = {
    "camps": "Par camp", "acteurs": "Par acteur", "lecteurs": "Chez les lecteurs", "inconnus": "Locuteurs inconnus",
}  # fmt: skip
_RULE = (
    "une citation compte une fois par article ; ses mots se comptent sans les guillemets ; les exergues ne comptent pas"
)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One table of the view: its voices with their names, and the word of the address that opens one of them."""

    name: str
    title: str
    first: str
    word: str
    names: Mapping[str, str]
    voices: Mapping[str, Voice]
    make: Callable[[], Any] | None = None


def show_view(screen: Screen) -> None:
    """Draws the share of voice, or the quotes of the actor, camp or speaker that the address names."""
    dated = screen.ask(find_period)
    if dated is None:
        show(heading(1, "Acteurs et citations"))
        show(notice("Aucun article daté dans ce débat : personne n’y est encore cité.", test_id="vide"))
        return
    sources = screen.ask(list_sources)
    if any(screen.params.get(name) for name in ("acteur", "camp")):
        show_detail(screen, sources, date.fromisoformat(dated[0]), date.fromisoformat(dated[1]))
        return
    show(heading(1, "Acteurs et citations"))
    scope = choose_scope(screen, sources, date.fromisoformat(dated[0]), date.fromisoformat(dated[1]))
    show(Markup('<nav class="days" aria-label="Parties de la page">{}</nav>').format(
        join([anchor(f"#{slug}", said) for slug, said in PARTS.items()], " · ")))  # fmt: skip
    screen.begin(count_named_by_readers, scope.filters)
    begin_candidates(screen, scope)
    _show_press(screen, scope)
    _show_readers(screen, scope)
    show_candidates(screen, scope)


def _show_press(screen: Screen, scope: Scope) -> None:
    known = [(one.slug, one.camp) for one in screen.watch.actors]
    camps, actors = screen.ask(find_press, scope.filters, camps=known)
    show(heading(2, "Qui la presse cite-t-elle ?", test_id="camps"))
    if not camps:
        show(paragraph("Personne n’est cité dans cette période.", "quiet"))
        return
    n_quotes = sum(one.n_quotes for one in camps.values())
    if all(one.share is None for one in camps.values()):
        show(paragraph(f"{counted(n_quotes, 'citation')} : {TOO_FEW} pour des parts (il en faut 30).", "quiet"))
    names = {slug: _name_camp(screen, slug) for slug in camps}
    drawn = any(one.share is not None for one in camps.values())
    make = partial(draw_voices, camps, names, link=partial(_link, scope, "camp"), period=scope.period)
    _show_table(screen, scope, _Part(
        name="camps", title="Part de parole dans la presse, par camp", first="Camp", word="camp", names=names,
        voices=camps, make=make if drawn else None))  # fmt: skip
    show(heading(2, "Acteur par acteur", test_id="acteurs"))
    actors.pop(UNKNOWN, None)
    if not actors:
        show(paragraph("Aucun acteur de la veille n’est cité ni nommé dans cette période.", "quiet"))
        return
    _show_table(screen, scope, _Part(
        name="acteurs", title="Citations et mentions dans la presse, par acteur", first="Acteur", word="acteur",
        names={slug: _name_actor(screen, slug) for slug in actors}, voices=actors))  # fmt: skip


def _show_table(screen: Screen, scope: Scope, part: _Part) -> None:
    """One table of voices, with its chart where it has one."""
    columns = [part.first, "Articles qui citent", "Citations", "dont hors reprises", "Mots cités", "Part des mots",
               *(f"Nommé : {said}" for said in PLACES.values())]  # fmt: skip
    rows: list[list[Value]] = [
        [part.names[one.slug], one.n_articles, one.n_quotes, one.n_unique, one.n_words,
         None if one.share is None else round(one.share, 4), *(one.named[place] for place in PLACES)]
        for one in part.voices.values()
    ]  # fmt: skip
    shown = Exhibit(
        name=f"voix-{part.name}", title=part.title, unit=_RULE, n=sum(one.n_quotes for one in part.voices.values()),
        nouns=("citation", "citations"), period=scope.period, sources=scope.source_names,
        address=link("acteurs", **scope.params), columns=columns, rows=rows, key=(scope.filters,), make=part.make,
        lines=[_line(scope, part.word, one, part.names[one.slug]) for one in part.voices.values()], is_open=True,
    )  # fmt: skip
    show_exhibit(screen, shown)


def _line(scope: Scope, word: str, one: Voice, name: str) -> list[Markup]:
    quoted, unique = _link(scope, word, one.slug), _link(scope, word, one.slug, reprises="sans")
    share = escape("–") if not one.n_quotes else Markup('<span class="few">{}</span>').format(TOO_FEW)
    if one.share is not None and one.low is not None and one.high is not None and one.n_quotes:
        share = Markup("{} <small>({})</small>").format(percent(one.share), between(one.low, one.high))
    return [
        anchor(quoted, name), _plain(one.n_articles, quoted), count_cell(one.n_quotes, quoted),
        count_cell(one.n_unique, unique), _plain(one.n_words, quoted), share,
        *(count_cell(one.named[place], _link(scope, word, one.slug, voir="nommes", ou=_PLACE_WORDS[place]))
          for place in PLACES),
    ]  # fmt: skip


def _plain(n: int, address: str) -> Markup:
    """A number of articles or words, which leads to the quotes that make it."""
    return anchor(address, number(n)) if n else escape("–")


def _show_readers(screen: Screen, scope: Scope) -> None:
    show(heading(2, "Qui les lecteurs nomment-ils ?", test_id="lecteurs"))
    named = screen.ask(count_named_by_readers, scope.filters)
    if not named:
        show(paragraph("Aucun commentaire ne nomme un acteur de la veille dans cette période.", "quiet"))
        return
    voices = gather_readers([row for row in named if row["actor"]], str)
    n = sum(row["n"] for row in named if not row["actor"])
    names = {slug: _name_actor(screen, slug) for slug in voices}
    camps = {slug: _name_camp(screen, camp_of(screen.watch, slug)) for slug in voices}
    show_exhibit(screen, Exhibit(
        name="voix-lecteurs", title="Acteurs nommés par les lecteurs",
        unit="un commentaire compte une fois par acteur qu’il nomme", n=n, nouns=("commentaire", "commentaires"),
        period=scope.period, sources=scope.source_names, address=link("acteurs", **scope.params),
        columns=["Acteur", "Camp", "Commentaires", "dont textes uniques"], n_text_columns=2, key=(scope.filters,),
        rows=[[names[one.slug], camps[one.slug], one.n_comments, one.n_comments_unique] for one in voices.values()],
        lines=[
            [anchor(_link(scope, "acteur", one.slug, voir="lecteurs"), names[one.slug]), camps[one.slug],
             count_cell(one.n_comments, _link(scope, "acteur", one.slug, voir="lecteurs")),
             count_cell(one.n_comments_unique, _link(scope, "acteur", one.slug, voir="lecteurs", reprises="sans"))]
            for one in voices.values()
        ],
        is_open=True,
    ))  # fmt: skip


_PLACE_WORDS: Mapping[str, str] = {"title": "titre", "lead": "chapo", "body": "corps"}


def _link(scope: Scope, word: str, slug: str, **more: str) -> str:
    return link("acteurs", **{**scope.params, word: slug or UNKNOWN_WORD, **more})


def _name_camp(screen: Screen, slug: str) -> str:
    return UNKNOWN_NAME if slug == NOBODY else screen.watch.camp(slug)


def _name_actor(screen: Screen, slug: str) -> str:
    actor = screen.watch.actor(slug)
    return actor.name if actor else slug
