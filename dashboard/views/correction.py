"""What a person says of a passage: one click, one row, counted at once."""

from collections.abc import Sequence

import streamlit as st

from dashboard.clicks import kept
from dashboard.markup import notice, paragraph, show
from dashboard.names import STANCES, name_target
from dashboard.screen import Screen
from dashboard.signing import ask_name
from store.database import Row
from store.desk import correct_tag

REFUSED = "refused"
_CHOICES = {name: f"{word[0].upper()}{word[1:]}" for name, word in STANCES.items() if name != "unclear"} | {
    REFUSED: "N’en parle pas"
}


def show_correction(screen: Screen, passage: Row, tags: Sequence[Row] = ()) -> None:
    """A form that records the stance of a passage toward a target, then one click for each stance that it has (`tags`),
    for those whose role gives it."""
    if not screen.person.may("correct"):
        return
    _show_form(screen, passage)
    stances = [tag for tag in tags if tag["tag_kind"] == "stance"]
    if not stances:
        return
    made_by = ask_name(screen, "par-clic").strip()
    for tag in stances:
        _show_buttons(screen, passage, tag, made_by)


def _show_buttons(screen: Screen, passage: Row, tag: Row, made_by: str) -> None:
    """One stance of the passage with the other words that a click puts in its place."""
    show(paragraph(f"« {name_target(screen.watch, tag['key'])} » est lu « {STANCES[tag['value']]} ». C’est plutôt :"))
    with st.container(horizontal=True, key=f"corriger-{tag['key']}"):
        for name, said in _CHOICES.items():
            if name != tag["value"]:
                st.button(
                    said, key=f"corriger-{tag['key']}-{name}", on_click=_correct, disabled=not made_by,
                    args=(screen, passage["id"], tag["key"], None if name == REFUSED else name, made_by),
                )  # fmt: skip


@kept
def _correct(screen: Screen, passage_id: str, target: str, value: str | None, made_by: str) -> None:
    with screen.desk() as db:
        correct_tag(db, passage_id=passage_id, kind="stance", key=target, value=value, made_by=made_by)


def _show_form(screen: Screen, passage: Row) -> None:
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
