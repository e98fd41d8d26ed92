"""A database of any released schema is brought to the newest one, and nothing that it held is lost or changed."""

import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from pkgutil import iter_modules

import pytest
from sqlite_utils import Database, Migrations

import store.migrations
from store.database import find_schema, migrate, open_database, open_readonly, rows
from store.dump import canonical_dump
from store.home import Home
from store.ids import digest
from store.search import search
from vigie.serving import bring_up_to_date

SCHEMAS = sorted(module.name for module in iter_modules(store.migrations.__path__))
_WORDS = ("convention", "secteur", "trois", "cabinet", "où", "coûte", "soixante", "euros", "Tréfontaine", "sans")


def make_old(path: Path, *, last: str, n_comments: int) -> None:
    """A database at the schema of the migration file `last`, filled with invented rows of every old table."""
    from importlib import import_module

    migrations = Migrations("vigie")
    for name in SCHEMAS[: SCHEMAS.index(last) + 1]:
        import_module(f"store.migrations.{name}").register(migrations)
    db = Database(sqlite3.connect(path))
    migrations.apply(db)
    with db.conn:
        fill(db, n_comments=n_comments)
    db.close()


def fill(db: Database, *, n_comments: int) -> None:
    """Articles with a hundred comments each, a tag and a verdict on every comment, a fetch and a night."""
    rng = random.Random(7)
    at = "2026-03-04T05:06:07+00:00"
    run = db.execute(
        "insert into runs(command, started_at, finished_at, status) values ('nightly', ?, ?, 'done')", (at, at)
    ).lastrowid
    assert run
    insert(db, "sources", [{"id": "phare", "name": "Le Phare", "audience": "local", "tier": 1}])
    insert(db, "taggers", [{"id": "stance-1", "component": "stance", "version": "1"}])
    for number in range(max(n_comments // 100, 1)):
        article = digest("article", str(number))
        insert(db, "articles", [{
            "id": article, "title": f"Titre {number}", "source_id": "phare", "audience": "local", "body": sentence(rng),
            "url": f"https://phare.example/{number}", "canonical_url": f"https://phare.example/{number}",
            "published_at": at, "published_on": "2026-03-04", "date_source": "json-ld",
        }])  # fmt: skip
        insert(db, "article_aliases", [{"alias": f"url:https://phare.example/{number}", "article_id": article}])
        insert(db, "fetches", [{"url": f"https://phare.example/{number}", "fetched_at": at, "source_id": "phare"}])
        texts = [(digest("comment", article, str(place)), sentence(rng)) for place in range(min(n_comments, 100))]
        insert(db, "comments", [{
            "id": name, "article_id": article, "platform": "wordpress", "platform_id": name, "author_key": name[:8],
            "body": body, "body_hash": digest(body), "posted_at": at, "posted_on": "2026-03-04", "status": "published",
        } for name, body in texts])  # fmt: skip
        insert(db, "comment_events", [{
            "id": f"e{name}", "comment_id": name, "kind": "edited", "seen_at": at,
            "before_hash": "a", "after_hash": "b",
        } for name, _ in texts[:10]])  # fmt: skip
        insert(db, "passages", [{
            "id": f"p{name}", "owner_kind": "comment", "owner_id": name, "thread_id": article, "position": 0,
            "kind": "comment", "start": 0, "end": len(body),
        } for name, body in texts])  # fmt: skip
        insert(db, "tags", [{
            "id": f"t{name}", "passage_id": f"p{name}", "tagger_id": "stance-1", "kind": "stance",
            "key": "deconventionnement", "value": rng.choice(("favour", "against")), "score": 0.9,
            "status": "suggested",
        } for name, _ in texts])  # fmt: skip


def insert(db: Database, table: str, given: list[dict[str, object]]) -> None:
    """Rows with what is given, and an invented value for every other column that the schema demands."""
    columns = [tuple(row) for row in db.execute(f"pragma table_info({table})").fetchall()]
    names = [name for _, name, *_ in columns]
    lines = []
    for row in given:
        line = {name: value for name, value in row.items() if name in names}
        for _, name, kind, demanded, default, is_key in columns:
            if demanded and default is None and name not in line and not (is_key and kind.lower() == "integer"):
                line[name] = invent(name, kind, db.table(table).schema)
        lines.append(line)
    quoted = ", ".join(f'"{name}"' for name in lines[0])
    db.conn.executemany(f"insert into {table}({quoted}) values ({', '.join(':' + name for name in lines[0])})", lines)


def invent(name: str, kind: str, schema: str) -> object:
    """A value that the column takes: the first of those that a check allows, a moment, a number or a letter."""
    if allowed := re.search(rf"\b{name} in \('([^']*)'", schema):
        return allowed[1]
    if kind.lower() != "text":
        return 0
    return "2026-03-04T05:06:07+00:00" if name.endswith("_at") else "x"


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(5, 25)))


def held(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every old table, by the columns that it has in this schema, read without its newer ones."""
    tables = [row["name"] for row in rows(db, "select name from sqlite_master where type = 'table'")]
    return {
        table: [tuple(row) for row in db.execute(f'select * from "{table}" order by rowid').fetchall()]
        for table in tables
        if not table.startswith(("sqlite_", "_sqlite", "documents_fts"))
        and "without rowid" not in db.table(table).schema.lower()
    }


def check_upgrade(path: Path, *, last: str, n_comments: int) -> None:
    """Given an old database, when the program opens it, then all rows are there and its dump repeats itself."""
    make_old(path, last=last, n_comments=n_comments)
    old = Database(sqlite3.connect(path))
    before = held(old)
    old.close()
    db = open_database(path)
    after = held(db)
    assert find_schema(db).missing == ()
    assert {table: len(found) for table, found in before.items()} == {
        table: len(after[table]) for table in before if table in after
    }
    for table, found in before.items():
        width = len(found[0]) if found else 0
        assert [row[:width] for row in after[table]] == found, table
    dump = canonical_dump(db)
    migrate(db)
    assert canonical_dump(db) == dump
    assert db.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert search(db, "introuvable") == []
    db.close()


@pytest.mark.parametrize("last", SCHEMAS)
def test_a_database_of_any_schema_keeps_all_it_held(tmp_path: Path, last: str) -> None:
    check_upgrade(tmp_path / "vigie.db", last=last, n_comments=200)


@pytest.mark.long
@pytest.mark.parametrize("last", SCHEMAS)
def test_a_large_database_is_upgraded_whole(tmp_path: Path, last: str) -> None:
    """The oldest is four times as large as the others, which share all but the first steps of their way."""
    check_upgrade(tmp_path / "vigie.db", last=last, n_comments=200_000 if last == SCHEMAS[0] else 50_000)


def test_the_dashboard_brings_an_older_database_to_its_schema(tmp_path: Path) -> None:
    home = Home(tmp_path)
    make_old(home.database, last=SCHEMAS[0], n_comments=200)
    bring_up_to_date(home)
    with closing(open_readonly(home.database)) as db:
        assert find_schema(db).missing == ()
    bring_up_to_date(home)
