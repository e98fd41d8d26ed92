"""What a person says of a passage: one click, one row, counted at once."""

import streamlit as st

from dashboard.markup import notice, show
from dashboard.names import STANCES
from dashboard.screen import Screen
from dashboard.signing import ask_name
from store.database import Row
from store.desk import correct_tag

REFUSED = "refused"
_CHOICES = {name: f"{word[0].upper()}{word[1:]}" for name, word in STANCES.items() if name != "unclear"} | {
    REFUSED: "N’en parle pas"
}


def show_correction(screen: Screen, passage: Row) -> None:
    """A form that records the stance of a passage toward a target, for those whose role gives it."""
    if not screen.person.may("correct"):
        return
    with st.expander("Corriger la position de ce passage"), st.form("correction", border=False):
        targets = {one.slug: one.name for one in screen.watch.targets}
        target = st.selectbox("Cible", list(targets), format_func=lambda slug: targets[slug], filter_mode=None)
        value = st.radio("Ce passage est", list(_CHOICES), format_func=lambda name: _CHOICES[name], horizontal=True)
        made_by = ask_name(screen, "par")
        if not st.form_submit_button("Enregistrer la correction"):
            return
    if not made_by.strip():
        show(notice("Écrivez votre nom : une correction est signée.", css="warning", test_id="non-signee"))
        return
    with screen.desk() as db:
        correct_tag(
            db, passage_id=passage["id"], kind="stance", key=target, value=None if value == REFUSED else value,
            made_by=made_by.strip(),
        )  # fmt: skip
    st.rerun()
