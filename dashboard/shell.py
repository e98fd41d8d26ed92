"""The frame around the views: header, addresses, and what is said when the data cannot be read."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.address import HOME_VIEW
from dashboard.admission import admit, show_who
from dashboard.clicks import show_lost
from dashboard.markup import escape, join, notice, show
from dashboard.screen import Screen, is_dark, read_watch
from dashboard.theme import load_script, load_style
from dashboard.views import (
    actors,
    alerts,
    arguments,
    audit,
    checking,
    collection,
    figures,
    media,
    morning,
    news,
    passages,
    paste,
    personal,
    reading,
    review,
    searching,
    trends,
    trust,
)
from store.access import NotAllowedError, Person
from store.clock import today
from store.database import open_readonly
from store.fences import record_failures
from store.home import find_home
from store.queries.collection import find_data_version
from store.watch import WatchError

LOG = logging.getLogger("vigie.dashboard")
ICON = str(Path(__file__).parent / "static" / "icon.svg")
VIEWS: Mapping[str, tuple[str, Callable[[Screen], None]]] = {
    "matin": ("Ce matin", morning.show_view),
    "alertes": ("Alertes", alerts.show_view),
    "revue": ("Revue de presse", review.show_view),
    "tendances": ("Tendances", trends.show_view),
    "arguments": ("Arguments", arguments.show_view),
    "nouveau": ("Nouveautés", news.show_view),
    "chiffres": ("Chiffres", figures.show_view),
    "acteurs": ("Acteurs et citations", actors.show_view),
    "medias": ("Médias", media.show_view),
    "lire": ("Lire", reading.show_view),
    "rechercher": ("Rechercher", searching.show_view),
    "fiabilite": ("Fiabilité", trust.show_view),
    "verifier": ("À vérifier", checking.show_view),
    "collecte": ("Collecte", collection.show_view),
    "coller": ("Coller / Déposer", paste.show_view),
    "passages": ("Passages", passages.show_view),
    "journal": ("Journal", audit.show_view),
    "donnees": ("Données personnelles", personal.show_view),
}
# The header, group by group; a view that is not built, or not for this header, is left out. One in no group ends it.
GROUPS: Mapping[str, Sequence[str]] = {
    "Aujourd’hui": ("matin", "alertes", "revue"),
    "Le débat": ("tendances", "arguments", "nouveau", "chiffres", "acteurs", "medias"),
    "Les textes": ("lire", "rechercher", "coller"),
    "La confiance": ("fiabilite", "verifier", "collecte", "donnees"),
}
HIDDEN = {"passages"}
FOR_ADMINS = {"journal"}


def main() -> None:
    """Draws the page that the address names, for those who may see it."""
    person = admit()
    if person is None:
        return
    pages = {
        name: st.Page(
            partial(show_view, name, person), title=f"{title} · Vigie", url_path=name, default=name == HOME_VIEW
        )
        for name, (title, _) in VIEWS.items()
    }  # fmt: skip
    page = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(page_title=page.title, page_icon=ICON, layout="wide")
    _dress(page.url_path or HOME_VIEW)
    _show_header(pages, VIEWS[page.url_path or HOME_VIEW][0], person)
    page.run()


def _dress(here: str) -> None:
    """The style sheet, in the colours of the day or of the night, and the script of the pages."""
    underlined = f".st-key-vers-{here} a {{ border-bottom-color: var(--accent) !important; }}"
    st.html(f"<style>{load_style(night=is_dark())} {underlined}</style>")
    st.html(f"<script>{load_script()}</script>", unsafe_allow_javascript=True)


def _show_header(pages: Mapping[str, Any], title: str, person: Person) -> None:
    with st.container(horizontal=True, key="entete"):
        show(Markup('<div class="brand" data-testid="marque">Vigie</div>'))
        show(Markup('<details class="menu" data-testid="menu"><summary>{}</summary></details>').format(title))
        for place, (group, names) in enumerate(_list_groups(person).items()):
            with st.container(horizontal=True, key=f"groupe-{place}", width="content"):
                show(Markup('<span class="group">{}</span>').format(group))
                for name in names:
                    with st.container(key=f"vers-{name}", width="content"):
                        st.page_link(pages[name], label=VIEWS[name][0])
        show_who(person)
        show(_theme_choice())


def _list_groups(person: Person) -> Mapping[str, Sequence[str]]:
    """The groups of the header with the views that a person may open; what stands in no group goes with the last."""
    groups = {group: [name for name in names if name in VIEWS] for group, names in GROUPS.items()}
    placed = {name for names in groups.values() for name in names} | HIDDEN
    placed |= set() if person.may("audit") else FOR_ADMINS
    groups[list(groups)[-1]] += [name for name in VIEWS if name not in placed]
    return {group: names for group, names in groups.items() if names}


def _theme_choice() -> Markup:
    """Three buttons that the script of the pages obeys: as the system, light, dark."""
    choices = (("System", "Auto", "Comme le système"), ("Light", "Clair", "Sur fond clair"),
               ("Dark", "Sombre", "Sur fond sombre"))  # fmt: skip
    buttons = [
        Markup('<button type="button" data-theme-choice="{}" title="{}">{}</button>').format(slug, help, said)
        for slug, said, help in choices
    ]
    return Markup('<div class="theme" role="group" aria-label="Couleurs de la page">{}</div>').format(join(buttons))


def show_view(name: str, person: Person | None = None) -> None:
    """Draws one view, or says in French why it cannot be drawn; without a person, it asks who is there."""
    person = person or admit()
    if person is None:
        return
    with record_failures(_show_failure):
        home = find_home()
        with closing(open_readonly(home.database)) as db:
            screen = Screen(
                home=home, watch=read_watch(home.watch), params=st.query_params.to_dict(), today=today(), db=db,
                version=find_data_version(db), person=person,
            )  # fmt: skip
            show_lost()
            VIEWS[name][1](screen)


def _show_failure(error: Exception) -> None:
    if isinstance(error, FileNotFoundError):
        show(
            notice(
                Markup(
                    "<strong>Rien à montrer encore.</strong> Aucune base dans <code>{}</code>. Lancez "
                    "<code>vigie init</code>, puis <code>vigie nightly</code>, et rechargez cette page."
                ).format(find_home().folder),
                css="warning",
                test_id="sans-base",
            )
        )
        return
    if isinstance(error, NotAllowedError):
        show(notice(str(error), css="warning", test_id="interdit"))
        return
    if isinstance(error, WatchError):
        sentence = Markup(
            "<strong>La veille ne se lit pas.</strong> {}. Corrigez ce fichier, puis rechargez cette page."
        ).format(str(error))
        show(notice(sentence, css="warning", test_id="panne"))
        return
    LOG.error("view failed", exc_info=error)
    sentence = Markup(
        "<strong>Cette vue n’a pas pu être lue.</strong> Rechargez la page dans une minute. Si le message revient, "
        "transmettez ces mots à qui tient l’installation : <code>{}</code>"
    ).format(escape(type(error).__name__))
    show(notice(sentence, css="warning", test_id="panne"))
