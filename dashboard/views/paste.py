"""« Coller une page » : comment faire entrer une page que Vigie n’a pas pu lire ?"""

from collections.abc import Callable
from contextlib import closing

import streamlit as st
from markupsafe import Markup
from sqlite_utils import Database

from dashboard.address import link
from dashboard.french import NO_BREAK, moment, number
from dashboard.markup import anchor, escape, heading, notice, paragraph, show, table
from dashboard.screen import Screen
from store.database import Row, open_database
from store.inbox import MAX_BYTES, request_file, request_text, request_url
from store.queries.collection import list_requests

_STATUSES = {"waiting": "en attente", "done": "lue", "failed": "refusée"}
_KINDS = {"url": "adresse", "text": "texte collé", "file": "fichier"}


def show_view(screen: Screen) -> None:
    """Draws the form and the answers to earlier requests."""
    show(heading(1, "Coller une page"))
    show(
        paragraph(
            "Pour un article réservé aux abonnés, un fil de commentaires que le site ne donne pas, une lettre reçue "
            "par courriel. Dans votre navigateur, sélectionnez toute la page (Ctrl + A), copiez-la (Ctrl + C) et "
            "collez-la ici (Ctrl + V). Vigie la lira dans les cinq minutes.",
            "quiet",
        )
    )
    _show_form(screen)
    _show_requests(screen)


def _show_form(screen: Screen) -> None:
    with st.form("coller", clear_on_submit=True, enter_to_submit=False):
        text = st.text_area("Le texte de la page", key="texte", height=180)
        url = st.text_input("Son adresse (facultative si vous collez le texte)", key="adresse",
                            placeholder="https://…", autocomplete="off")  # fmt: skip
        file = st.file_uploader(
            f"Ou un fichier{NO_BREAK}: page enregistrée (.html), PDF, lettre (.eml) ou texte (.txt), "
            f"{MAX_BYTES // 1_000_000}{NO_BREAK}Mo au plus",
            type=["html", "htm", "pdf", "eml", "txt"], key="fichier",
        )  # fmt: skip
        name = st.text_input("Votre nom", key="nom", max_chars=60, autocomplete="name")
        sent = st.form_submit_button("Faire lire cette page", type="primary")
    if not sent:
        return
    by = name.strip() or "tableau de bord"

    def ask(db: Database) -> int:
        if file is not None:
            return request_file(db, screen.home.inbox, file.name, file.getvalue(), url=url, requested_by=by)
        if text.strip():
            return request_text(db, screen.home.inbox, text, url=url, requested_by=by)
        return request_url(db, url, requested_by=by)

    if file is None and not text.strip() and not url.strip():
        show(notice("Collez un texte, une adresse ou choisissez un fichier.", css="warning", test_id="refus"))
        return
    _send(screen, ask)


def _send(screen: Screen, ask: Callable[[Database], int]) -> None:
    try:
        with closing(open_database(screen.home.database)) as db:
            number_of = ask(db)
    except ValueError as error:
        show(notice(str(error), css="warning", test_id="refus"))
        return
    show(notice(f"Demande n°{NO_BREAK}{number(number_of)} enregistrée : elle sera lue dans les cinq minutes.",
                css="done", test_id="envoyee"))  # fmt: skip


def _show_requests(screen: Screen) -> None:
    # Not kept: the request just sent must show at once.
    requests = list_requests(screen.db)
    show(heading(2, "Les demandes", test_id="demandes"))
    if not requests:
        show(paragraph("Aucune demande encore.", "quiet"))
        return
    lines = [
        [moment(row["requested_at"]), row["requested_by"], _what(row), _status(row), _answer(row)] for row in requests
    ]
    show(table("Demandes, de la plus récente à la plus ancienne", ["Quand", "Par", "Quoi", "État", "Réponse"], lines,
               n_text_columns=5))  # fmt: skip


def _what(row: Row) -> str:
    kind = _KINDS[row["kind"]]
    return f"{kind}{NO_BREAK}: {row['url']}" if row["url"] else kind


def _status(row: Row) -> Markup:
    css = {"waiting": "muted", "done": "ok", "failed": "bad"}[row["status"]]
    return Markup('<span class="status {}" data-testid="etat-{}">{}</span>').format(
        css, row["id"], _STATUSES[row["status"]]
    )


def _answer(row: Row) -> Markup:
    if row["status"] == "waiting":
        return escape("Pas encore lue.")
    said = escape(row["answer"] or "")
    if row["article_id"] and row["article_title"]:
        said += Markup(" {}").format(anchor(link("lire", article=row["article_id"]), row["article_title"],
                                            test_id=f"article-{row['id']}"))  # fmt: skip
    return said
