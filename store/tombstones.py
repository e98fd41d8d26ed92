"""Tombstones: keyed hashes that keep what was erased from coming back by a crawl or a restored copy.

None of them can be read back, and none can be guessed without the installation's key. They stand in the database and,
so that they outlive it, in the file `tombstones` of the home folder.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from store.clock import today
from store.database import Row, rows, transaction
from store.fold import fold_words
from store.ids import author_key, url_key
from store.texts import as_json

Kind = Literal["article", "title", "comment", "text", "author"]
Stone = tuple[Kind, str]
Line = tuple[str, Kind, str]  # hash, kind, day
ANY_PLATFORM = "*"
_KINDS: tuple[Kind, ...] = ("article", "title", "comment", "text", "author")
_LINE = re.compile(r"([0-9a-f]{32}) (article|title|comment|text|author) (\d{4}-\d{2}-\d{2})")


def stone(key: bytes, kind: Kind, *parts: str) -> Stone:
    """The tombstone of these parts, 32 hexadecimal characters."""
    message = "\x1f".join(("tombstone", kind, *parts)).encode("utf-8", "surrogatepass")
    return kind, hmac.new(key, message, hashlib.sha256).hexdigest()[:32]


def plant(db: Database, stones: Iterable[Stone]) -> None:
    """Adds tombstones, in the caller's transaction; those that stand keep their day."""
    day = today().isoformat()
    for kind, hashed in stones:
        _insert(db, hashed, kind, day)


def standing(db: Database, stones: Iterable[Stone]) -> set[Stone]:
    """Those of the given tombstones that stand."""
    wanted = {hashed: (kind, hashed) for kind, hashed in stones}
    found = rows(
        db,
        "select hash from tombstones where hash in (select value from json_each(:hashes))",
        {"hashes": as_json(sorted(wanted))},
    )
    return {wanted[row["hash"]] for row in found}


def has_any(db: Database) -> bool:
    """Whether anything was ever erased here."""
    return bool(rows(db, "select 1 from tombstones limit 1"))


def url_aliases(urls: Iterable[str | None]) -> list[str]:
    """The aliases of addresses, in the form of `article_aliases`; what is no address is left out."""
    found = [f"url:{known}" for url in urls if url and (known := address_key(url))]
    return list(dict.fromkeys(found))


def address_key(text: str) -> str | None:
    """The form under which two addresses count as one, `None` for what is no web address."""
    if not text.lower().startswith(("http://", "https://")):
        return None
    try:
        return url_key(text)
    except ValueError:
        return None


def stones_of_article(key: bytes, aliases: Sequence[str]) -> list[Stone]:
    """What to plant for an article known under these aliases.

    A title without site joins two articles only where one of them has no address, so it forbids no more than that.
    """
    has_url = any(alias.startswith("url:") for alias in aliases)
    return [stone(key, "title" if has_url and alias.startswith("clip:|") else "article", alias) for alias in aliases]


def stones_against_article(key: bytes, aliases: Sequence[str]) -> list[Stone]:
    """The tombstones of which one suffices to refuse an article known under these aliases."""
    against = [stone(key, "article", alias) for alias in aliases]
    if not any(alias.startswith("url:") for alias in aliases):
        against += [stone(key, "title", alias) for alias in aliases]
    return against


def is_erased_address(db: Database, key: bytes, url: str) -> bool:
    """Whether the article of an address was erased, so that nobody asks for it again."""
    return has_any(db) and bool(standing(db, stones_against_article(key, url_aliases([url]))))


def stones_of_comment(key: bytes, row: Row, aliases: Iterable[str] = ()) -> list[Stone]:
    """What to plant for a stored comment: its ids, its number under its article, and its text when it has one.

    The text keeps a pasted copy of a collected comment, and the reverse, from coming back.
    """
    stones = [stone(key, "comment", "id", name) for name in (row["id"], *aliases)]
    if row["platform_id"]:
        stones.append(stone(key, "comment", "number", row["article_id"], bare_number(row["platform_id"])))
    if row["body"]:
        stones.append(stone(key, "text", _reading(row), row["article_id"], row["body_hash"]))
    return stones


def stones_against_comment(key: bytes, row: Row, *, name: str | None = None) -> list[Stone]:
    """The tombstones of which one suffices to refuse a comment.

    `row` holds id, article_id, platform, platform_id, body, body_hash and author_key; `name` is the author's printed
    name where a page just gave it.
    """
    stones = [stone(key, "comment", "id", row["id"])]
    if row["platform_id"]:
        stones.append(stone(key, "comment", "number", row["article_id"], bare_number(row["platform_id"])))
    if row["body"]:
        other = "pasted" if _reading(row) == "listed" else "listed"
        stones.append(stone(key, "text", other, row["article_id"], row["body_hash"]))
    if row["author_key"]:
        stones.append(stone(key, "author", row["author_key"]))
    if name:
        stones += [stone(key, "author", place, fold_words(name)) for place in (ANY_PLATFORM, row["platform"])]
    return stones


def stones_of_author(key: bytes, name: str, *, platforms: Iterable[str], everywhere: bool) -> list[Stone]:
    """What to plant for an author: the keys that the name has on these platforms, and the name however it is typed."""
    named = [ANY_PLATFORM] if everywhere else list(platforms)
    stones = [stone(key, "author", place, fold_words(name)) for place in named]
    written = " ".join(name.split())
    return stones + [
        stone(key, "author", author_key(key, platform=platform, author_ref=written)) for platform in platforms
    ]


def bare_number(platform_id: str) -> str:
    """`12` for `12`, `comment-12` and `argument_12`: pages and platforms write one comment's id differently."""
    return re.split(r"[-_#/=]", platform_id.strip())[-1] or platform_id


def read_file(path: Path) -> list[Line]:
    """(hash, kind, day) of each line of the file of tombstones; a missing file has none.

    Raises:
        ValueError: a line that is none (the message is French, for the screen).
    """
    if not path.exists():
        return []
    found: list[Line] = []
    for number, line in enumerate(path.read_text(encoding="ascii", errors="replace").splitlines(), start=1):
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise ValueError(
                f"{path} : la ligne {number} n’est pas une empreinte d’effacement ; reprenez ce fichier d’une copie, "
                "ou supprimez cette ligne"
            )
        kind = next(kind for kind in _KINDS if kind == match[2])
        found.append((match[1], kind, match[3]))
    return found


def plant_lines(db: Database, lines: Iterable[Line]) -> None:
    """Adds tombstones read from a file or from another database."""
    with transaction(db):
        for hashed, kind, day in lines:
            _insert(db, hashed, kind, day)


def list_lines(db: Database) -> list[Line]:
    """(hash, kind, day) of each tombstone of a database."""
    return [(row["hash"], row["kind"], row["erased_on"]) for row in rows(db, "select * from tombstones order by hash")]


def keep_file(db: Database, path: Path) -> None:
    """Makes the file hold every tombstone of the file and of the database; private, written whole or not at all."""
    known = {line[0]: line for line in [*list_lines(db), *read_file(path)]}
    if not known:
        return
    text = "".join(f"{hashed} {kind} {day}\n" for hashed, kind, day in sorted(known.values()))
    if path.exists() and path.read_text(encoding="ascii") == text:
        return
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _insert(db: Database, hashed: str, kind: Kind, day: str) -> None:
    db.execute(
        "insert into tombstones(hash, kind, erased_on) values (:hash, :kind, :day) on conflict do nothing",
        {"hash": hashed, "kind": kind, "day": day},
    )


def _reading(row: Row) -> Literal["listed", "pasted"]:
    return "listed" if row["platform_id"] else "pasted"
