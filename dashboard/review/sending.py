"""Signing a press review, and how it fared with each recipient."""

from collections.abc import Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup

from dashboard.address import link
from dashboard.brief.changes import list_changes
from dashboard.brief.frozen import thaw
from dashboard.brief.records import Brief
from dashboard.brief.signing_off import SignError, fingerprint, sign_brief, withdraw
from dashboard.clicks import kept
from dashboard.french import NO_BREAK, counted, listed, moment
from dashboard.markup import anchor, badge, heading, join, notice, paragraph, show, table
from dashboard.screen import Screen
from dashboard.signing import ask_name
from store.database import Row
from store.outbox import list_deliveries, settle

STATUSES = {
    "waiting": "en attente", "handing": "en cours", "sent": "partie", "refused": "refusée", "doubt": "incertain",
    "cancelled": "retirée",
}  # fmt: skip
_CSS = {"sent": "ok", "refused": "bad", "doubt": "bad"}
_ERROR = "signature-erreur"


def show_signing(screen: Screen, day: date, brief: Brief, signed: Sequence[Row], made_by: str) -> None:
    """What signing does, to whom it sends, and the button; for a correction, what changes and why."""
    show(heading(2, "Signer la correction" if signed else "Signer", test_id="signer"))
    if st.session_state.get(_ERROR):
        show(notice(st.session_state.pop(_ERROR), css="warning", test_id="refus-signature"))
    if signed:
        last = thaw(signed[-1]["record"])
        changes = list_changes(last, brief) if last else ()
        lines = join([Markup("<li>{}</li>").format(one) for one in changes])
        show(Markup('<p>Ce qui change depuis l’envoi{}:</p><ul data-testid="changements">{}</ul>').format(
            NO_BREAK, lines or Markup("<li>rien encore</li>")))  # fmt: skip
        st.text_input("Ce que vous corrigez, en une phrase", key="motif-correction", max_chars=500)
    n, recipients = len(screen.watch.us.recipients), screen.watch.us.recipients
    sends = screen.watch.smtp is not None and n > 0
    if sends:
        show(paragraph(f"Signer fige la revue et l’envoie à {listed(list(recipients))}.", "quiet"))
        said = f"Signer et envoyer à {counted(n, 'destinataire')}"
    else:
        show(paragraph("Signer fige la revue. Aucun serveur d’envoi n’est réglé ([smtp] de watch.toml) : "
                       "transmettez ensuite le fichier vous-même.", "quiet"))  # fmt: skip
        said = "Signer"
    st.button(
        said, key="signer-revue", type="primary", disabled=not made_by, on_click=_sign,
        args=(screen, day, fingerprint(brief), made_by),
    )  # fmt: skip


@kept
def _sign(screen: Screen, day: date, seen: str, made_by: str) -> None:
    why = str(st.session_state.get("motif-correction", ""))
    try:
        with screen.desk() as db:
            sign_brief(db, screen.watch, day, made_by=made_by, why=why, seen=seen)
    except SignError as error:
        st.session_state[_ERROR] = str(error)
        return
    st.query_params.pop("corriger", None)


def show_deliveries(screen: Screen, day: date, signed: Sequence[Row]) -> None:
    """Each letter of a day: who signed it, and how it fared with each recipient."""
    for place, letter in enumerate(signed):
        rows = screen.ask(list_deliveries, letter["id"])
        what = f"Correction n°{NO_BREAK}{place}" if place else "Revue"
        pending = letter["state"] == "pending"
        where = "elle part au prochain passage de « vigie work » (toutes les cinq minutes)" if pending else "figée"
        sentence = Markup("<strong>{} signée par {}</strong>, {}{}; {}.").format(
            what, letter["made_by"], moment(letter["made_at"]), NO_BREAK, where
        )
        show(notice(sentence, test_id="etat-revue"))
        if letter["why"]:
            show(paragraph(f"Ce qui est corrigé : {letter['why']}", "quiet"))
        if rows:
            lines = [
                [row["recipient"], badge(STATUSES[row["status"]], _CSS.get(row["status"], "muted")), moment(row["at"]),
                 row["said"]]
                for row in rows
            ]  # fmt: skip
            show(table("Destinataires", ["À qui", "État", "Depuis", "Pourquoi"], lines, n_text_columns=4))
        else:
            show(paragraph("À transmettre à la main : aucun serveur d’envoi n’était réglé.", "quiet"))
        if screen.person.may("sign-off"):
            _show_acts(screen, day, letter, rows, is_last=place == len(signed) - 1)


def _show_acts(screen: Screen, day: date, letter: Row, rows: Sequence[Row], *, is_last: bool) -> None:
    """What may be done of a letter: take it back, say whether it arrived, prepare a correction."""
    unsure = [row for row in rows if row["status"] in ("doubt", "refused")]
    can_withdraw = is_last and letter["state"] == "pending" and all(
        row["status"] in ("waiting", "refused") for row in rows
    )  # fmt: skip
    if unsure or can_withdraw:
        made_by = ask_name(screen, f"envoi-par-{letter['id']}").strip()
        if can_withdraw:
            st.button("Retirer de l’envoi", key="retirer-revue", disabled=not made_by, on_click=_withdraw,
                      args=(screen, day, made_by))  # fmt: skip
        for row in unsure:
            _show_unsure(screen, row, made_by)
    if is_last and letter["state"] == "gone" and screen.params.get("corriger") != "1":
        show(anchor(link("revue", jour=day, corriger="1"), "Préparer une correction", test_id="corriger"))


def _show_unsure(screen: Screen, row: Row, made_by: str) -> None:
    with st.container(horizontal=True, key=f"incertain-{row['id']}"):
        show(paragraph(f"{row['recipient']} :"))
        for arrived, said in ((True, "Bien reçue"), (False, "Jamais reçue, renvoyer")):
            st.button(said, key=f"recue-{row['id']}-{arrived}", disabled=not made_by, on_click=_settle,
                      args=(screen, row["id"], arrived, made_by))  # fmt: skip


@kept
def _withdraw(screen: Screen, day: date, made_by: str) -> None:
    try:
        with screen.desk() as db:
            withdraw(db, day, made_by=made_by)
    except SignError as error:
        st.session_state[_ERROR] = str(error)


@kept
def _settle(screen: Screen, delivery_id: int, arrived: bool, made_by: str) -> None:
    with screen.desk() as db:
        settle(db, delivery_id, screen.home.sent_file, arrived=arrived, made_by=made_by)
