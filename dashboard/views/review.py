"""« Revue de presse » : que transmettre ce matin, dans quel ordre, avec quels mots, et qui l’a signé ?"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import streamlit as st
from markupsafe import Markup
from sqlite_utils import Database

from dashboard.address import link, read_day
from dashboard.ahead import ask_together
from dashboard.brief.as_html import render_html
from dashboard.brief.build import build_brief
from dashboard.brief.edit import apply_edits
from dashboard.brief.frozen import thaw
from dashboard.brief.records import Brief
from dashboard.brief.signing_off import find_signed, prepare_correction
from dashboard.french import NO_BREAK, long_day, moment, short_day
from dashboard.markup import anchor, escape, heading, notice, paragraph, show
from dashboard.review.downloads import show_downloads
from dashboard.review.items import show_items
from dashboard.review.preview import show_page
from dashboard.review.sending import show_deliveries, show_signing
from dashboard.screen import Screen, read_watch
from dashboard.showing import show_view_link
from dashboard.signing import ask_name
from store.brief_edits import read_edits
from store.database import Row
from store.queries.brief import load_brief_rows


def show_view(screen: Screen) -> None:
    """Draws the review of the day of the address, or of today: the editor, the signature, the preview."""
    day = min(read_day(screen.params, "jour") or screen.today, screen.today)
    _show_head(screen, day)
    signed = screen.ask(find_signed, day)
    may_edit = screen.person.may("sign-off")
    if signed:
        show_deliveries(screen, day, signed)
    correcting = bool(signed) and signed[-1]["state"] == "gone" and screen.params.get("corriger") == "1"
    if may_edit and (not signed or correcting):
        _show_editor(screen, day, signed)
        return
    if not may_edit:
        show(paragraph("Votre rôle permet de lire la revue, non de la modifier ni de la signer.", "quiet"))
    _show_signed(screen, day, signed[-1]) if signed else _show_preview(screen, compose(screen, day)[1])


def compose(screen: Screen, day: date) -> tuple[Brief, Brief]:
    """The review as the night built it, and as the team's edits make it."""
    raw = screen.ask(_load_raw, day, str(screen.home.watch), screen.watch.fingerprint)
    return raw, apply_edits(raw, screen.ask(read_edits, day))


def _load_raw(db: Database, day: date, folder: str, fingerprint: str) -> Brief:
    return build_brief(load_brief_rows(db, day, ask_together), read_watch(Path(folder)))


def _show_head(screen: Screen, day: date) -> None:
    eve, next_day = day - timedelta(days=1), day + timedelta(days=1)
    show(heading(1, "Revue de presse"))
    is_past = day < screen.today
    after = anchor(link("revue", jour=next_day), f"{short_day(next_day)} →") if is_past else escape("aujourd’hui")
    before = anchor(link("revue", jour=eve), f"← {short_day(eve)}", test_id="veille")
    show(Markup('<nav class="days" aria-label="Jours">{} · {} · {}</nav>').format(before, long_day(day), after))
    show_view_link(screen, "revue", jour=day)


def _show_editor(screen: Screen, day: date, signed: list[Row]) -> None:
    raw, composed = compose(screen, day)
    edits, brief = screen.ask(read_edits, day), composed
    if not signed:
        show(notice(Markup(  # nosec B704 # constants; what goes in is escaped
            "<strong>Brouillon.</strong> Rangez, écartez, commentez, puis signez{}: rien ne part sans signature."
            if not (screen.watch.smtp and screen.watch.smtp.automatic) else
            "<strong>Brouillon.</strong> La veille prévoit un envoi automatique la nuit{}: celui-ci n’est pas parti."
        ).format(NO_BREAK), test_id="etat-revue"))  # fmt: skip
    with st.container(key="editeur-revue"):  # the review is printed, what arranges it is not
        made_by = ask_name(screen, "revue-par").strip()
        if not made_by:
            show(paragraph("Écrivez votre nom pour modifier ou signer : tout est signé et gardé.", "quiet"))
        if brief.quiet:
            show(notice(brief.quiet, test_id="calme"))
        show_items(screen, raw, edits, made_by)
        if signed:
            brief = replace(prepare_correction(signed, brief, screen.params.get("motif", "")), signed=None)
        show_signing(screen, day, composed, signed, made_by)
    _show_preview(screen, brief)


def _show_preview(screen: Screen, brief: Brief) -> None:
    with st.container(key="apercu-titre"):
        show(heading(2, "Aperçu", test_id="apercu"))
        show_downloads(screen, brief)
    show_page(render_html(brief, is_on_screen=True).decode())


def _show_signed(screen: Screen, day: date, letter: Row) -> None:
    """What was signed, letter for letter."""
    show(heading(2, "Ce qui est parti" if letter["state"] == "gone" else "Ce qui va partir", test_id="apercu"))
    if letter["emptied_at"]:
        show(notice("Un texte cité a été effacé depuis : il ne reste de cet envoi que son empreinte.", css="warning"))
        return
    frozen = thaw(letter["record"])
    show(paragraph(f"Figée le {moment(letter['made_at'])} ; empreinte {letter['content_hash']}.", "quiet"))
    if frozen is not None:
        show_downloads(screen, frozen)
    show_page(letter["html"])
