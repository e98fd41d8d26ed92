"""The items of a press review, each with what the team may do of it: move, leave out, keep, comment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup

from dashboard.brief.edit import Item
from dashboard.brief.records import AnswerItem, ArticleItem, Brief, CommentedItem, FigureItem, QuoteItem
from dashboard.clicks import kept
from dashboard.french import NO_BREAK, counted
from dashboard.markup import as_read, badge, heading, join, notice, outside, paragraph, show
from dashboard.screen import Screen
from store.brief_edits import LONGEST, EditAct, EditError, Edits, edit_brief, read_edits

_ERROR = "revue-erreur"


@dataclass(frozen=True, kw_only=True)
class Editor:
    """One person at the review of one day."""

    screen: Screen
    day: date
    edits: Edits
    made_by: str


def show_items(screen: Screen, raw: Brief, edits: Edits, made_by: str) -> None:
    """Every item that the night found, those left out too, part by part."""
    if st.session_state.get(_ERROR):
        show(notice(st.session_state.pop(_ERROR), css="warning", test_id="refus-revue"))
    editor = Editor(screen=screen, day=raw.day, edits=edits, made_by=made_by)
    _show_opening(editor)
    parts: Sequence[tuple[str, Sequence[Item], Sequence[Item]]] = (
        ("Articles", raw.articles, raw.more_articles),
        (f"À retenir{NO_BREAK}: qui l’a dit", raw.quotes, raw.spare_quotes),
        ("Chiffres qui circulent", raw.figures, ()), ("À quoi répondre", raw.answers, ()),
        ("Articles plus anciens où l’on écrit encore", raw.commented, ()),
    )  # fmt: skip
    for title, chosen, spare in parts:
        items = _ordered([*chosen, *(one for one in spare if one.key in edits.kept)], edits)
        others = [one for one in spare if one.key not in edits.kept]
        if not items and not others:
            continue
        show(heading(2, title, test_id=f"partie-{items[0].key.split('-')[0] if items else 'autres'}"))
        for place, one in enumerate(items):
            _show_item(editor, one, [item.key for item in items], place)
        if others:
            _show_others(editor, others)


def _show_opening(editor: Editor) -> None:
    key = f"mot-{editor.day.isoformat()}"
    if key not in st.session_state:
        st.session_state[key] = editor.edits.opening
    st.text_area(
        "Le mot d’ouverture (facultatif)", key=key, max_chars=LONGEST, height=80, disabled=not editor.made_by,
        on_change=_write_text, args=(editor, "opening", "", key),
    )  # fmt: skip


def _show_item(editor: Editor, one: Item, keys: Sequence[str], place: int) -> None:
    """One item: what it says, then its buttons and its comment."""
    dropped = one.key in editor.edits.dropped
    with st.container(key=f"item-{one.key}"):
        show(Markup('<div class="card item{}" data-testid="item">{}</div>').format(
            " gone" if dropped else "", _say(one, dropped) + _say_comment(editor, one)))  # fmt: skip
        with st.container(horizontal=True, key=f"actes-{one.key}"):
            if dropped:
                _button(editor, "Reprendre", "reset", one.key)
            else:
                _button(editor, "Écarter", "drop", one.key)
            if not dropped and len(keys) > 1:
                _move(editor, "↑ Monter", keys, place, -1)
                _move(editor, "↓ Descendre", keys, place, 1)
            if not dropped:
                _show_comment(editor, one)


def _say_comment(editor: Editor, one: Item) -> Markup:
    comment = editor.edits.comments.get(one.key, "")
    return Markup('<p class="note">→ {}</p>').format(comment) if comment else Markup("")


def _show_comment(editor: Editor, one: Item) -> None:
    key = f"commentaire-{editor.day.isoformat()}-{one.key}"
    if key not in st.session_state:
        st.session_state[key] = editor.edits.comments.get(one.key, "")
    said = "Modifier le commentaire" if editor.edits.comments.get(one.key) else "Commenter"
    with st.popover(said, type="tertiary", key=f"ouvrir-{one.key}", disabled=not editor.made_by):
        st.text_area(
            "Notre commentaire, imprimé sous cet élément", key=key, max_chars=LONGEST, height=110,
            on_change=_write_text, args=(editor, "comment", one.key, key),
        )  # fmt: skip


def _show_others(editor: Editor, others: Sequence[Item]) -> None:
    """What the night left aside and the team may take."""
    # The count stands inside: a part whose title changes under a click closes.
    with st.expander("Autres possibles", key=f"autres-{others[0].key.split('-')[0]}"):
        show(paragraph(f"La nuit a laissé de côté {counted(len(others), 'élément')}.", "quiet"))
        for one in others:
            show(Markup('<div class="card item">{}</div>').format(_say(one, False)))
            _button(editor, "Garder", "keep", one.key)


def _button(editor: Editor, said: str, act: EditAct, item: str) -> None:
    st.button(
        said, key=f"{act}-{item}", disabled=not editor.made_by, on_click=_edit, args=(editor, act, item, "")
    )  # fmt: skip


def _move(editor: Editor, said: str, keys: Sequence[str], place: int, step: int) -> None:
    moved, there = list(keys), place + step
    can_move = 0 <= there < len(moved)
    if can_move:
        moved[place], moved[there] = moved[there], moved[place]
    st.button(
        said, key=f"{'haut' if step < 0 else 'bas'}-{keys[place]}", disabled=not editor.made_by or not can_move,
        on_click=_order, args=(editor, moved), type="tertiary",
    )  # fmt: skip


@kept
def _order(editor: Editor, moved: Sequence[str]) -> None:
    """Keeps the new order of one part, and that of the others."""
    with editor.screen.desk() as db:
        others = [key for key in read_edits(db, editor.day).order if key not in moved]
        edit_brief(db, editor.day, "order", value=" ".join([*others, *moved]), made_by=editor.made_by)


@kept
def _edit(editor: Editor, act: EditAct, item: str, value: str) -> None:
    try:
        with editor.screen.desk() as db:
            edit_brief(db, editor.day, act, item=item, value=value, made_by=editor.made_by)
    except EditError as error:
        st.session_state[_ERROR] = str(error)


@kept
def _write_text(editor: Editor, act: EditAct, item: str, key: str) -> None:
    _edit(editor, act, item, st.session_state[key])


def _ordered(items: Sequence[Item], edits: Edits) -> list[Item]:
    places = {key: place for place, key in enumerate(edits.order)}
    return sorted(items, key=lambda one: places.get(one.key, len(places)))


def _say(one: Item, dropped: bool) -> Markup:
    """What an item holds, shortly: the preview below says it whole."""
    mark = badge("écarté", "muted") if dropped else Markup("")
    match one:
        case ArticleItem():
            lines = [Markup("<p>«{}{}{}»</p>").format(NO_BREAK, as_read(Markup("{}").format(two.text)), NO_BREAK)
                     for two in one.extracts]  # fmt: skip
            return Markup('<p class="source">{}, {} {}</p><h3>{}</h3>{}').format(
                one.source, one.when, mark, outside(one.href, one.title), join(lines) if not dropped else ""
            )
        case _:
            return Markup("<p>{} {}</p>").format(_say_line(one), mark)


def _say_line(one: Item) -> Markup:
    match one:
        case QuoteItem():
            return Markup("«{}{}{}», <b>{}</b>, {}").format(NO_BREAK, one.text, NO_BREAK, one.speaker, one.source)
        case FigureItem():
            values = f"{NO_BREAK}; ".join(f"{two.text}, {two.who}" for two in one.values)
            return Markup("<b>{}</b>{}: {}").format(one.noun or "Chiffre", NO_BREAK, values)
        case AnswerItem():
            return Markup("<b>{}</b>{}: {}").format(one.name, NO_BREAK, one.said)
        case CommentedItem():
            return Markup("<b>{}</b>, {}{}: {}").format(one.title, one.source, NO_BREAK, counted(one.n, "commentaire"))
        case _:
            return Markup("{}").format(one.key)
