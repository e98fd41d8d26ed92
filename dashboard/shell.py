"""The frame around the views: header, addresses, and what is said when the data cannot be read."""

import logging
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from dashboard.address import HOME_VIEW
from dashboard.markup import escape, notice, show
from dashboard.screen import Screen, read_watch
from dashboard.theme import load_style
from dashboard.views import collection, morning, passages, paste, reading, trends
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
    "tendances": ("Tendances", trends.show_view),
    "lire": ("Lire", reading.show_view),
    "collecte": ("Collecte", collection.show_view),
    "coller": ("Coller / Déposer", paste.show_view),
    "passages": ("Passages", passages.show_view),
}
HIDDEN = {"passages"}


def main() -> None:
    """Draws the page that the address names."""
    pages = {
        name: st.Page(
            partial(show_view, name), title=f"{title} · Vigie", url_path=name, default=name == HOME_VIEW
        )
        for name, (title, _) in VIEWS.items()
    }  # fmt: skip
    page = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(page_title=page.title, page_icon=ICON, layout="wide")
    here = page.url_path or HOME_VIEW
    st.html(f"<style>{load_style()} .st-key-vers-{here} a {{ border-bottom-color: var(--accent) !important; }}</style>")
    with st.container(horizontal=True, key="entete"):
        show(Markup('<div class="brand" data-testid="marque">Vigie</div>'))
        for name, one in pages.items():
            if name not in HIDDEN:
                with st.container(key=f"vers-{name}", width="content"):
                    st.page_link(one, label=VIEWS[name][0])
    page.run()


def show_view(name: str) -> None:
    """Draws one view, or says in French why it cannot be drawn."""
    with record_failures(_show_failure):
        home = find_home()
        with closing(open_readonly(home.database)) as db:
            screen = Screen(
                home=home, watch=read_watch(home.watch), params=st.query_params.to_dict(), today=today(), db=db,
                version=find_data_version(db),
            )  # fmt: skip
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
