"""« Coller / Déposer » : comment faire entrer ce que Vigie n’a pas pu lire, et corriger ce qu’elle en a compris ?"""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup
from sqlite_utils import Database

from dashboard.clip_cards import draw_request
from dashboard.french import NO_BREAK, moment, number
from dashboard.markup import details, heading, notice, paragraph, show
from dashboard.mend_form import show_mending
from dashboard.screen import Screen
from dashboard.signing import ask_name
from store.database import Row
from store.inbox import MAX_BYTES, request_file, request_text, request_url
from store.queries.clips import find_mailbox, list_clips
from store.queries.collection import list_requests


def show_view(screen: Screen) -> None:
    """Draws the form, the other ways in, and the answers to earlier requests; or the form that mends one article."""
    show(heading(1, "Coller / Déposer"))
    article_id = screen.params.get("clip", "")
    if article_id:
        show_mending(screen, article_id)
    else:
        show(
            paragraph(
                "Pour un article réservé aux abonnés, un fil de commentaires que le site ne donne pas, une lettre "
                "reçue par courriel. Dans votre navigateur, sélectionnez toute la page (Ctrl + A), copiez-la "
                "(Ctrl + C) et collez-la ici (Ctrl + V). Vigie la lira dans les cinq minutes.",
                "quiet",
            )
        )
        if screen.person.may("ask"):
            _show_form(screen)
        _show_other_ways(screen)
    _show_requests(screen)


def _show_form(screen: Screen) -> None:
    with st.form("coller", clear_on_submit=True, enter_to_submit=False):
        text = st.text_area("Le texte de la page", key="texte", height=180)
        url = st.text_input("Son adresse (facultative si vous collez le texte)", key="adresse",
                            placeholder="https://…", autocomplete="off")  # fmt: skip
        file = st.file_uploader(
            f"Ou un fichier{NO_BREAK}: page enregistrée (.html), PDF, lettre (.eml) ou texte (.txt), "
            f"{MAX_BYTES // 1_000_000}{NO_BREAK}Mo au plus",
            type=["html", "htm", "pdf", "eml", "mhtml", "txt"], key="fichier",
        )  # fmt: skip
        name = ask_name(screen, "nom")
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
        with screen.desk() as db:
            number_of = ask(db)
    except ValueError as error:
        show(notice(str(error), css="warning", test_id="refus"))
        return
    show(notice(f"Demande n°{NO_BREAK}{number(number_of)} enregistrée : elle sera lue dans les cinq minutes.",
                css="done", test_id="envoyee"))  # fmt: skip


def _show_other_ways(screen: Screen) -> None:
    """The watched folder and the mailbox: where they are, and whether the mailbox answers."""
    mail, state = screen.watch.mail, find_mailbox(screen.db)
    folder = Markup(
        "<p><strong>Le dossier surveillé.</strong> Un fichier laissé dans <code>{}</code> est lu au passage suivant, "
        "puis rangé dans <code>lus</code>, ou dans <code>refuses</code> avec un texte qui dit pourquoi.</p>"
    ).format(screen.home.drop)
    box = Markup(
        "<p><strong>La boîte aux lettres.</strong> {} Rien n’y est supprimé ni marqué comme lu. Une lettre, une alerte "
        "ou un panorama donne un article par titre.</p>"
    ).format(_say_mailbox(mail.name if mail else None, state))
    show(details("Les autres entrées : courriel et dossier surveillé", folder + box, test_id="entrees"))
    if mail and state and state["error"]:
        show(notice(f"La boîte aux lettres n’est pas lue{NO_BREAK}: {state['error']}.", css="warning", test_id="boite"))


def _say_mailbox(name: str | None, state: Row | None) -> Markup:
    if name is None:
        return Markup("Aucune n’est indiquée. Elle s’écrit dans <code>[mail]</code> de <code>watch.toml</code>.")
    if state is None or state["name"] != name:
        return Markup("<code>{}</code>, pas encore lue.").format(name)
    if state["error"]:
        return Markup("<code>{}</code>, dernier essai {}.").format(name, moment(state["checked_at"]))
    return Markup("<code>{}</code>, lue {}.").format(name, moment(state["checked_at"]))


def _show_requests(screen: Screen) -> None:
    # Not kept: the request just sent, and what was just mended, must show at once.
    requests = list_requests(screen.db)
    show(heading(2, "Les demandes", test_id="demandes"))
    if not requests:
        show(paragraph("Aucune demande encore.", "quiet"))
        return
    clips = list_clips(screen.db, [row["id"] for row in requests])
    for row in requests:
        show(draw_request(row, clips.get(row["id"], [])))
