"""What the team does with articles, comments and passages: their state, off topic, pinned, noted, merged.

Rows of `desk_items` are only added: the newest of each slot stands (view `desk_standing`), the others are its history.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Literal, get_args
from urllib.parse import urlsplit

from sqlite_utils import Database

from store.access import sign
from store.aggregates import put_back, rebuild_threads, set_aside
from store.audit import record_act
from store.clock import now
from store.database import Row, insert_row, one, rows, transaction
from store.mending import mend_article
from store.texts import as_json, clean

ItemKind = Literal["article", "comment", "passage"]
Slot = Literal["state", "pin", "note", "topic", "story"]
State = Literal["", "todo", "taken", "answered"]
Shelf = Literal["todo", "taken", "answered", "pin", "note", "topic"]
_LONGEST = 2_000
_THREADS: Mapping[ItemKind, str] = {
    "article": "select id as thread from articles where id = :id",
    "comment": "select article_id as thread from comments where id = :id",
    "passage": "select thread_id as thread from passages where id = :id",
}


class WorkError(ValueError):
    """What was clicked or typed cannot be kept; the message is French, for the screen."""


def set_state(
    db: Database, item_id: str, state: State, *, link: str = "", made_by: str, seen: int | None = None
) -> int:  # fmt: skip
    """Says who takes care of an item: to do, taken by the person, answered (with a link), or nothing any more.

    `seen` is the id of the row that stood on the person's screen, 0 for none: when another stands by now, nothing is
    kept, so that two people never both believe that they take care of it.

    Raises:
        WorkError: no such item, not a web address, or somebody said otherwise meanwhile.
        NotAllowedError: the role of who clicked does not give it.
    """
    if state not in get_args(State):
        raise WorkError(f"« {state} » n’est pas un état.")
    address = link.strip()
    if address and (urlsplit(address).scheme not in ("http", "https") or len(address) > _LONGEST or " " in address):
        raise WorkError("Le lien de la réponse ne commence pas par http:// ou https://.")
    with transaction(db):
        standing = _standing(db, item_id, "state")
        if seen is not None and seen != (standing["id"] if standing else 0):
            who = standing["made_by"] if standing else "Quelqu’un"
            raise WorkError(f"{who} a changé cet état pendant que vous lisiez. Relisez-le, puis recommencez.")
        return _keep(db, item_id, "state", state, detail=address or None, made_by=made_by)


def set_pin(db: Database, item_id: str, *, pinned: bool, made_by: str) -> int:
    """Pins an item, or takes the pin out; a pinned article comes first in the press review.

    Raises:
        WorkError: no such item.
        NotAllowedError: the role of who clicked does not give it.
    """
    return _keep(db, item_id, "pin", "on" if pinned else "", made_by=made_by)


def write_note(db: Database, item_id: str, text: str, *, made_by: str) -> int:
    """Keeps a note on an item; the notes before stay in its history. An empty one ends them.

    Raises:
        WorkError: no such item, or too long.
        NotAllowedError: the role of who clicked does not give it.
    """
    said = clean(text).strip()
    if len(said) > _LONGEST:
        raise WorkError(f"Cette note dépasse {_LONGEST} signes.")
    return _keep(db, item_id, "note", said, made_by=made_by)


def set_off_topic(db: Database, item_id: str, *, off_topic: bool, made_by: str) -> None:
    """Takes an article with its thread, a comment or a passage out of every count at once, or puts it back.

    What stands already is not said twice: what the first click set aside would be lost to the second.

    Raises:
        WorkError: no such item.
        MendError: the article's text is past its retention.
        NotAllowedError: the role of who clicked does not give it.
    """
    with transaction(db):
        kind, thread_id = _find(db, item_id)
        if kind == "article":
            mend_article(db, item_id, {"off_topic": "1" if off_topic else "0"}, made_by=made_by)
            return
        sign(db, "note", made_by)
        before = _standing(db, item_id, "topic")
        if off_topic == (before is not None):
            return
        aside = set_aside(db, thread_id, item_id) if off_topic else None
        if before:
            put_back(db, before["detail"])
        _keep(db, item_id, "topic", "off" if off_topic else "", detail=aside, made_by=made_by)
        rebuild_threads(db, [thread_id])


def merge_stories(db: Database, article_id: str, other_id: str, *, made_by: str) -> int:
    """Says that two articles tell one story: the later counts as a reprise of the first from now on.

    Raises:
        WorkError: not two articles, or one that was merged by hand already.
        NotAllowedError: the role of who clicked does not give it.
    """
    if article_id == other_id or not (_is_article(db, article_id) and _is_article(db, other_id)):
        raise WorkError("Il faut deux articles différents.")
    with transaction(db):
        if _standing(db, article_id, "story"):
            raise WorkError("Cet article a déjà été fusionné à la main. Défaites d’abord cette fusion.")
        before = _members(db, [article_id, other_id])
        detail = as_json({row["id"]: [row["story_id"], row["story_first"]] for row in before})
        number = _keep(db, article_id, "story", other_id, detail=detail, made_by=made_by)
        _write_stories(db, _first_first(before))
    return number


def undo_merge(db: Database, article_id: str, *, made_by: str) -> int:
    """Takes back what `merge_stories` said of an article: the stories are again those of before.

    Raises:
        WorkError: it was not merged by hand.
        NotAllowedError: the role of who clicked does not give it.
    """
    with transaction(db):
        standing = _standing(db, article_id, "story")
        if standing is None:
            raise WorkError("Cet article n’a pas été fusionné à la main.")
        number = _keep(db, article_id, "story", "", made_by=made_by)
        stories = json.loads(standing["detail"] or "{}")
        _write_stories(db, {name: (story or name, bool(first)) for name, (story, first) in stories.items()})
    return number


def with_hand_merges(db: Database, stories: Mapping[str, tuple[str, bool]]) -> dict[str, tuple[str, bool]]:
    """Article id → (story id, is the first publication), as a machine groups them, with what people merged."""
    merged = dict(stories)
    pairs = rows(db, "select item_id, value from desk_standing where slot = 'story' and value <> '' order by id")
    for pair in pairs:
        both = [merged[name][0] for name in (pair["item_id"], pair["value"]) if name in merged]
        if len(both) < 2 or both[0] == both[1]:
            continue
        named = {"ids": as_json([name for name, (story, _) in merged.items() if story in both])}
        members = rows(
            db, "select id, published_at from articles where id in (select value from json_each(:ids))", named
        )  # fmt: skip
        merged |= _first_first(members)
    return merged


def list_work(db: Database, thread_id: str) -> list[Row]:
    """What stands of an article and its thread: columns of `desk_items`."""
    return rows(
        db, "select * from desk_standing where thread_id = :id and value <> '' order by id", {"id": thread_id}
    )  # fmt: skip


def list_history(db: Database, item_id: str) -> list[Row]:
    """Everything that was done with an item, newest first: columns of `desk_items`."""
    return rows(db, "select * from desk_items where item_id = :id order by id desc", {"id": item_id})


def list_marked(db: Database, item_ids: Sequence[str]) -> list[Row]:
    """What stands of these items: columns of `desk_items`."""
    return rows(
        db,
        """
        select * from desk_standing where item_id in (select value from json_each(:ids)) and value <> '' order by id
        """,
        {"ids": as_json(list(item_ids))},
    )


def list_shelf(db: Database, shelf: Shelf, *, limit: int) -> list[Row]:
    """The items in a state, pinned, noted or off topic, newest first: columns of `desk_items`, with the title, source
    and day of the article, and `words` of the comment or passage."""
    slot, value = ("state", shelf) if shelf in ("todo", "taken", "answered") else (shelf, "")
    return rows(
        db,
        """
        select d.*, a.title, a.published_at, coalesce(s.name, a.site, 'Page collée') as source,
               coalesce(c.body, substr(coalesce(pc.body, pa.body), p.start + 1, p.end - p.start)) as words
        from desk_standing d join articles a on a.id = d.thread_id left join sources s on s.id = a.source_id
             left join comments c on d.item_kind = 'comment' and c.id = d.item_id
             left join passages p on d.item_kind = 'passage' and p.id = d.item_id
             left join comments pc on pc.id = p.owner_id left join articles pa on pa.id = p.owner_id
        where d.slot = :slot and d.value <> '' and (:value = '' or d.value = :value)
        order by d.id desc limit :limit
        """,
        {"slot": slot, "value": value, "limit": limit},
    )


def _keep(
    db: Database, item_id: str, slot: Slot, value: str, *, detail: str | None = None, made_by: str
) -> int:  # fmt: skip
    made_by = sign(db, "note", made_by)
    if not made_by.strip():
        raise WorkError("Écrivez votre nom : ce que l’on fait d’un texte est signé.")
    with transaction(db):
        kind, thread_id = _find(db, item_id)
        row = {
            "item_kind": kind, "item_id": item_id, "thread_id": thread_id, "slot": slot, "value": value,
            "detail": detail, "made_by": made_by.strip(), "made_at": now().isoformat(timespec="seconds"),
        }  # fmt: skip
        number = insert_row(db, "desk_items", row)
        record_act(db, "note", f"suivi n° {number}", who=made_by)
    return number


def _standing(db: Database, item_id: str, slot: Slot) -> Row | None:
    """What stands of an item in a slot; nothing once it was undone."""
    asked = {"id": item_id, "slot": slot}
    return one(db, "select * from desk_standing where item_id = :id and slot = :slot and value <> ''", asked)


def _find(db: Database, item_id: str) -> tuple[ItemKind, str]:
    """Which sort of text an id names, and its thread.

    Raises:
        WorkError: none that stands.
    """
    for kind, statement in _THREADS.items():
        found = one(db, statement, {"id": item_id})
        if found is not None:
            return kind, str(found["thread"])
    raise WorkError("Ce texte n’est plus là ; rechargez la page.")


def _is_article(db: Database, item_id: str) -> bool:
    return one(db, _THREADS["article"], {"id": item_id}) is not None


def _members(db: Database, article_ids: Sequence[str]) -> list[Row]:
    """The articles of the stories of these articles, themselves included."""
    return rows(
        db,
        """
        with asked as (select id, story_id from articles where id in (select value from json_each(:ids)))
        select id, published_at, story_id, story_first from articles
        where id in (select id from asked) or story_id in (select story_id from asked)
        """,
        {"ids": as_json(list(article_ids))},
    )


def _first_first(members: Sequence[Row]) -> dict[str, tuple[str, bool]]:
    """One story of these articles, whose first publication gives it its id."""
    ordered = sorted(members, key=lambda row: (row["published_at"] is None, row["published_at"] or "", row["id"]))
    return {row["id"]: (ordered[0]["id"], row is ordered[0]) for row in ordered}


def _write_stories(db: Database, stories: Mapping[str, tuple[str, bool]]) -> None:
    for article_id, (story, first) in stories.items():
        db.execute(
            "update articles set story_id = :story, story_first = :first where id = :id",
            {"id": article_id, "story": story, "first": int(first)},
        )
    rebuild_threads(db, list(stories))
