"""The form in which a person mends what a clip understood."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from dashboard.address import link
from dashboard.clip_words import FIELDS
from dashboard.french import NO_BREAK, listed, moment, typeset
from dashboard.markup import anchor, details, heading, notice, paragraph, show, table
from dashboard.screen import Screen
from dashboard.signing import ask_name
from store.database import Row
from store.desk import MendError, mend_article
from store.mends import Field, list_mends, read_byline
from store.queries.clips import find_clip


def show_mending(screen: Screen, article_id: str) -> None:
    """Draws the form of one article, keeps what was typed, and shows what was mended before."""
    clip = find_clip(screen.db, article_id)
    if clip is None:
        show(notice("Cet article n’est plus là.", css="warning", test_id="absent"))
        return
    show(heading(2, "Corriger ce que Vigie a compris", test_id="corriger"))
    show(paragraph(Markup("{} · {}").format(clip["title"], anchor(link("coller"), "Revenir aux demandes")), "quiet"))
    given = _show_fields(screen, clip) if screen.person.may("mend") else None
    if given is not None:
        _keep(screen, article_id, *given)
    _show_history(screen, article_id)


def _show_fields(screen: Screen, clip: Row) -> tuple[dict[Field, str | None], str] | None:
    """What was typed and by whom, once the form is sent."""
    own = clip["id"]
    with st.form(f"corriger-{own}", enter_to_submit=False):
        title = st.text_input("Titre", value=clip["title"], key=f"titre-{own}", max_chars=500)
        outlet = st.text_input(
            "Média (son nom ou son site)", value=clip["site"] or "", key=f"media-{own}", max_chars=200
        )
        day = st.text_input("Date de parution (JJ/MM/AAAA, vide si inconnue)", value=_written_day(clip["published_on"]),
                            key=f"date-{own}", max_chars=10)  # fmt: skip
        byline = st.text_input("Signatures, séparées par des virgules", value=", ".join(clip["byline"]),
                               key=f"signatures-{own}", max_chars=500)  # fmt: skip
        url = st.text_input("Adresse de la page", value=clip["canonical_url"] or clip["url"] or "", key=f"url-{own}",
                            autocomplete="off", max_chars=2000)  # fmt: skip
        off_topic = st.checkbox(typeset("Hors sujet : ne compter ni cet article ni ses commentaires"),
                                value=bool(clip["off_topic"]), key=f"hors-sujet-{own}")  # fmt: skip
        name = ask_name(screen, f"par-{own}")
        sent = st.form_submit_button("Enregistrer la correction", type="primary")
    if not sent:
        return None
    given: dict[Field, str | None] = {
        "title": title, "site": outlet, "published_on": day, "byline": byline, "off_topic": str(int(off_topic)),
    }  # fmt: skip
    if url.strip():
        given["url"] = url
    return given, name.strip() or "tableau de bord"


def _keep(screen: Screen, article_id: str, given: dict[Field, str | None], made_by: str) -> None:
    try:
        with screen.desk() as db:
            mended = mend_article(db, article_id, given, made_by=made_by)
    except MendError as error:
        show(notice(str(error), css="warning", test_id="refus"))
        return
    if not mended.fields:
        show(notice("Rien n’a changé.", css="done", test_id="corrigee"))
        return
    fields = listed([FIELDS[field] for field in mended.fields])
    sentence = Markup("Corrigé{}: {}. Ce qui avait été lu est gardé à côté.").format(NO_BREAK, fields)
    if mended.article_id != article_id:
        other = anchor(link("coller", clip=mended.article_id), "celui qui reste", test_id="reunis")
        joined = " Cette adresse était déjà celle d’un autre article{}: les deux n’en font plus qu’un, {}."
        sentence += Markup(joined).format(NO_BREAK, other)  # nosec B704 # a constant; what goes in is escaped
    show(notice(sentence, css="done", test_id="corrigee"))


def _show_history(screen: Screen, article_id: str) -> None:
    mends = list_mends(screen.db, article_id)
    if not mends:
        return
    lines = [
        [moment(row["made_at"]), row["made_by"], FIELDS[row["field"]], _word(row, "before_value"), _word(row, "value")]
        for row in mends
    ]
    columns = ["Quand", "Par", "Quoi", "Avant", "Après"]
    told = table("Corrections, de la plus récente à la plus ancienne", columns, lines, n_text_columns=5)
    show(details("Ce qui a été corrigé", told, test_id="corrections"))


def _word(mend: Row, column: str) -> str:
    value = mend[column]
    match mend["field"]:
        case "byline":
            return ", ".join(read_byline(value)) or "aucune"
        case "published_on":
            return _written_day(value) or "sans date"
        case "off_topic":
            return "oui" if value == "1" else "non"
    return value or "aucun"


def _written_day(day: str | None) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""
