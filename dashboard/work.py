"""What the team does with a text, on screen: marks in lists, and the panel where it is said."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from dashboard.address import link
from dashboard.clicks import kept
from dashboard.french import NO_BREAK, moment, shorten
from dashboard.markup import anchor, badge, details, escape, join, notice, outside, paragraph, show, table
from dashboard.screen import Screen
from dashboard.signing import ask_name
from store.database import Row
from store.desk import MendError, WorkError, merge_stories, set_off_topic, set_pin, set_state, undo_merge, write_note
from store.queries.articles import list_articles
from store.work_items import Shelf, State, list_history, list_marked, list_shelf

# The words of an address, what they keep, and how it is said.
SHELVES: Mapping[str, tuple[Shelf, str]] = {
    "a-traiter": ("todo", "À traiter"), "pris": ("taken", "Pris"), "repondu": ("answered", "Répondu"),
    "epingle": ("pin", "Épinglés"), "note": ("note", "Avec une note"), "hors-sujet": ("topic", "Hors sujet"),
}  # fmt: skip
_STATES: Mapping[str, str] = {"todo": "à traiter", "taken": "pris", "answered": "répondu", "": "sans suite"}
_KINDS: Mapping[str, str] = {"article": "article", "comment": "commentaire", "passage": "passage"}
_SLOTS: Mapping[str, str] = {
    "state": "état", "pin": "épinglé", "note": "note", "topic": "hors sujet", "story": "fusion",
}  # fmt: skip
_ERROR = "suivi-erreur"
MOST_SHOWN = 200
MOST_MERGED = 60


def say_marks(standing: Sequence[Row]) -> Markup:
    """Badges for what stands of one text, who said it and when in their tips."""
    return join([_badge(row) for row in standing], " ")


def _badge(row: Row) -> Markup:
    who = f"{row['made_by']}, {moment(row['made_at'])}"
    match row["slot"]:
        case "state":
            said = f"pris par {row['made_by']}" if row["value"] == "taken" else _STATES[row["value"]]
            css = {"todo": "todo", "taken": "taken"}.get(row["value"], "done")
            made = badge(said, f"work {css}", who)
            return outside(row["detail"], made) if row["detail"] else made
        case "pin":
            return badge("épinglé", "work", who)
        case "topic":
            return badge("hors sujet", "muted", who)
        case "note":
            return badge(f"note{NO_BREAK}: {shorten(row['value'], 60)}", "work", f"{row['value']} ({who})")
        case _:
            return badge("fusionné", "muted", who)


def marks_of(screen: Screen, ids: Sequence[str]) -> Mapping[str, list[Row]]:
    """What stands of several texts, by their id."""
    found: dict[str, list[Row]] = {}
    for row in screen.ask(list_marked, list(ids)) if ids else []:
        found.setdefault(row["item_id"], []).append(row)
    return found


def show_work(screen: Screen, kind: str, item_id: str, standing: Sequence[Row]) -> None:
    """The panel of one text: what stands, what may be done of it, everything that was done."""
    # One container whatever it holds: what follows keeps its place, and stays open, when a mark appears.
    with st.container(key=f"suivi-de-{item_id}"):
        _show_standing(standing)
    if not screen.person.may("note"):
        return
    with st.expander(f"Suivre ce {_KINDS[kind]}" if kind != "article" else "Suivre cet article"):
        made_by = ask_name(screen, f"suivi-par-{item_id}").strip()
        if not made_by:
            show(paragraph("Écrivez votre nom : ce que l’on fait d’un texte est signé.", "quiet"))
        _show_states(screen, item_id, standing, made_by)
        _show_marks(screen, item_id, standing, made_by)
        _show_texts(screen, item_id, standing, made_by)
        if kind == "article":
            _show_merge(screen, item_id, standing, made_by)
        _show_history(screen, item_id)


def _show_standing(standing: Sequence[Row]) -> None:
    marks = say_marks(standing)
    if marks:
        show(Markup('<p data-testid="suivi">{}</p>').format(marks))
    note = next((row for row in standing if row["slot"] == "note"), None)
    if note:
        said = Markup('{} <span class="quiet">({}, {})</span>').format(
            note["value"], note["made_by"], moment(note["made_at"])
        )
        show(notice(said, test_id="note"))
    if st.session_state.get(_ERROR):
        show(notice(st.session_state.pop(_ERROR), css="warning", test_id="refus-suivi"))


def _value(standing: Sequence[Row], slot: str) -> str:
    return next((row["value"] for row in standing if row["slot"] == slot), "")


def _seen(standing: Sequence[Row]) -> int:
    """The row of the state that this screen shows, 0 for none."""
    return next((int(row["id"]) for row in standing if row["slot"] == "state"), 0)


def _show_states(screen: Screen, item_id: str, standing: Sequence[Row], made_by: str) -> None:
    now = _value(standing, "state")
    said: Sequence[tuple[State, str]] = (
        ("todo", "À traiter"), ("taken", "Je m’en charge"), ("", "Plus rien à faire"),
    )  # fmt: skip
    with st.container(horizontal=True, key=f"etats-{item_id}"):
        for state, words in said:
            _button(screen, words, f"etat-{state or 'rien'}-{item_id}",
                    partial(set_state, item_id=item_id, state=state, made_by=made_by, seen=_seen(standing)),
                    disabled=not made_by or (state == now and state != "taken"))  # fmt: skip


def _show_marks(screen: Screen, item_id: str, standing: Sequence[Row], made_by: str) -> None:
    pinned, off = bool(_value(standing, "pin")), bool(_value(standing, "topic"))
    with st.container(horizontal=True, key=f"marques-{item_id}"):
        _button(screen, "Désépingler" if pinned else "Épingler", f"epingle-{item_id}",
                partial(set_pin, item_id=item_id, pinned=not pinned, made_by=made_by),
                disabled=not made_by)  # fmt: skip
        _button(screen, "Remettre dans le débat" if off else "Hors sujet", f"sujet-{item_id}",
                partial(set_off_topic, item_id=item_id, off_topic=not off, made_by=made_by),
                disabled=not made_by)  # fmt: skip


def _show_texts(screen: Screen, item_id: str, standing: Sequence[Row], made_by: str) -> None:
    answer = partial(set_state, item_id=item_id, state="answered", made_by=made_by, seen=_seen(standing))
    with st.form(f"repondu-{item_id}", border=False):
        address = st.text_input("Nous avons répondu ici (lien)", max_chars=2000, key=f"lien-{item_id}")
        if st.form_submit_button("Répondu", disabled=not made_by):
            _act(screen, partial(answer, link=address))
            st.rerun()
    with st.form(f"noter-{item_id}", border=False, clear_on_submit=True):
        text = st.text_area("Note pour l’équipe", max_chars=2000, key=f"note-{item_id}", height=80)
        if st.form_submit_button("Garder la note", disabled=not made_by):
            _act(screen, partial(write_note, item_id=item_id, text=text, made_by=made_by))
            st.rerun()


def begin_work(screen: Screen, article_id: str) -> None:
    """Begins what `show_work` asks of an article, while others are drawn."""
    screen.begin(list_articles, limit=MOST_MERGED)
    screen.begin(list_history, article_id)


def _show_merge(screen: Screen, article_id: str, standing: Sequence[Row], made_by: str) -> None:
    """One story made of two articles, or what a person merged taken apart again."""
    if _value(standing, "story"):
        _button(screen, "Défaire la fusion", f"separer-{article_id}",
                partial(undo_merge, article_id=article_id, made_by=made_by), disabled=not made_by)  # fmt: skip
        return
    others = {
        row["id"]: f"{shorten(row['title'], 80)} ({row['source']}, {moment(row['published_at'])})"
        for row in screen.ask(list_articles, limit=MOST_MERGED) if row["id"] != article_id
    }  # fmt: skip
    if not others:
        return
    key = f"fusion-{article_id}"
    st.selectbox("Même histoire qu’un autre article", ["", *others], key=key, filter_mode=None,
                 format_func=lambda one: others.get(one, "choisir l’article"))  # fmt: skip
    other = str(st.session_state[key])
    _button(screen, "Fusionner", f"fusionner-{article_id}",
            partial(merge_stories, article_id=article_id, other_id=other, made_by=made_by),
            disabled=not made_by or not other)  # fmt: skip


def _button(screen: Screen, said: str, key: str, act: Callable[..., object], *, disabled: bool) -> None:
    st.button(said, key=key, on_click=_act, args=(screen, act), disabled=disabled)


@kept
def _act(screen: Screen, act: Callable[..., object]) -> None:
    try:
        with screen.desk() as db:
            act(db)
    except (WorkError, MendError) as error:
        st.session_state[_ERROR] = str(error)


def _show_history(screen: Screen, item_id: str) -> None:
    history = screen.ask(list_history, item_id)
    if not history:
        return
    lines = [[moment(row["made_at"]), row["made_by"], _SLOTS[row["slot"]], _say_value(row)] for row in history]
    shown = table("Ce que l’équipe en a fait", ["Quand", "Qui", "Quoi", "Détail"], lines, n_text_columns=4)
    show(details(f"Historique ({len(history)})", shown, test_id="historique"))


def _say_value(row: Row) -> Markup:
    match row["slot"]:
        case "state":
            said = escape(_STATES[row["value"]])
            return Markup("{} {}").format(said, outside(row["detail"], "la réponse")) if row["detail"] else said
        case "note":
            return escape(row["value"] or "retirée")
        case "story":
            return anchor(link("lire", article=row["value"]), "avec cet article") if row["value"] else escape("défaite")
        case _:
            return escape("oui" if row["value"] else "non")


def shelf_of(screen: Screen) -> str:
    """The word of the address that asks for one state, '' for none."""
    word = screen.params.get("etat", "")
    return word if word in SHELVES else ""


def is_on_shelf(screen: Screen, standing: Sequence[Row]) -> bool:
    """Whether a text, by what stands of it, is in the state that the address asks for; all are when it asks none."""
    word = shelf_of(screen)
    if not word:
        return True
    shelf = SHELVES[word][0]
    return any(shelf in (row["slot"], row["value"] if row["slot"] == "state" else "") for row in standing)


def show_filter(view: str, screen: Screen, **kept: object) -> None:
    """Links that narrow a list to one state, the address saying which."""
    here = shelf_of(screen)
    pieces = [anchor(link(view, **kept), "Tout", css="here" if not here else "", test_id="etat-tout")]
    pieces += [
        anchor(link(view, **kept, etat=word), said, css="here" if word == here else "", test_id=f"etat-{word}")
        for word, (_, said) in SHELVES.items()
    ]
    show(Markup('<nav class="days states" aria-label="Suivi de l’équipe">{}</nav>').format(join(pieces, " · ")))


def show_shelf(screen: Screen) -> None:
    """Every text in the state of the address, newest first."""
    shelf, said = SHELVES[shelf_of(screen)]
    found = screen.ask(list_shelf, shelf, limit=MOST_SHOWN)
    show(Markup('<p class="quiet" data-testid="bilan">{}{}: {}.</p>').format(said, NO_BREAK, len(found) or "rien"))
    marks = marks_of(screen, [row["item_id"] for row in found])
    cards = [_card(row, marks.get(row["item_id"], [])) for row in found]
    show(Markup('<div class="cards">{}</div>').format(join(cards)))


def _card(row: Row, standing: Sequence[Row]) -> Markup:
    address = {"article": link("lire", article=row["thread_id"]),
               "comment": link("lire", article=row["thread_id"], element=row["item_id"]),
               "passage": link("lire", article=row["thread_id"], passage=row["item_id"])}[row["item_kind"]]  # fmt: skip
    words = Markup('<p class="words">{}</p>').format(shorten(row["words"], 280)) if row["words"] else ""
    return Markup(
        '<article class="card small" data-testid="suivi-{}"><p class="source">{}, {} · {}</p><h3>{}</h3>{}<p>{}</p>'
        "</article>"
    ).format(
        row["item_kind"], row["source"], moment(row["published_at"]), _KINDS[row["item_kind"]],
        anchor(address, row["title"], test_id="vers-suivi"), words, say_marks(standing),
    )  # fmt: skip
