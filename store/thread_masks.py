"""The readers' names of one thread: those that a reading gives, and those of which only a keyed hash is kept."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sqlite_utils import Database

from store import ids
from store.database import Row, rows
from store.masks import ReaderNames, public_form, reader_names
from store.records import Comment
from store.watch import FILES, WatchError, load_watch


def public_names(watch_folder: Path) -> frozenset[str]:
    """The names of public life that a comment may bear: actors of the watch, but private ones, and our spokespersons.

    Empty where there is no watch that can be read: a name is then masked rather than kept.
    """
    files = [watch_folder / name for name in FILES]
    if not all(path.is_file() for path in files):
        return frozenset()
    return _public_names(watch_folder, max(path.stat().st_mtime_ns for path in files))


def names_of_thread(
    db: Database, article_id: str, comments: Sequence[Comment], *, key: bytes, kept: frozenset[str]
) -> ReaderNames:
    """What masks the readers of a thread, those of earlier readings included."""
    names = [comment.author_ref for comment in comments if comment.author_ref]
    given = {ids.author_key(key, platform=comment.platform, author_ref=comment.author_ref)
             for comment in comments if comment.author_ref}  # fmt: skip
    stored = rows(
        db,
        "select distinct platform, author_key from comments where article_id = :id and author_key is not null",
        {"id": article_id},
    )
    known = {row["author_key"] for row in stored} - given
    if not known:
        return reader_names(names, kept=kept)
    platforms = sorted({row["platform"] for row in stored})

    @lru_cache(maxsize=10_000)
    def is_author(name: str) -> bool:
        return any(ids.author_key(key, platform=platform, author_ref=name) in known for platform in platforms)

    return reader_names(names, kept=kept, is_author=is_author)


def list_unmasked(db: Database, article_id: str, names: ReaderNames, *, seen: set[str]) -> list[tuple[Row, str]]:
    """Stored comments outside `seen` that name a reader who has since written in the thread, and their masked text."""
    earlier = rows(
        db,
        "select * from comments where article_id = :id and body <> '' and status <> 'deleted' and purged_on is null",
        {"id": article_id},
    )
    masked = [(row, names.mask(row["body"])) for row in earlier if row["id"] not in seen]
    return [(row, text) for row, text in masked if text != row["body"]]


@lru_cache(maxsize=4)
def _public_names(watch_folder: Path, _changed: int) -> frozenset[str]:
    try:
        watch = load_watch(watch_folder)
    except WatchError:  # told by every command that needs the watch
        return frozenset()
    actors = [actor for actor in watch.actors if not actor.private]
    named = [form for actor in actors for form in (actor.name, *actor.aliases, *actor.exact)]
    return frozenset(public_form(name) for name in [*named, *(person.name for person in watch.us.spokespersons)])
