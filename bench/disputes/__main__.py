"""Time of « Chiffres qui circulent » on a generated base: `python -m bench.disputes [N_COMMENTS]`."""

import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from store.articles import Origin
from store.database import open_database, open_readonly
from store.disputes import find_disputes
from store.queries.figures import list_circulating
from store.queries.filters import Filters
from store.records import Article, Block
from store.watch import load_watch, packaged_watch
from store.writes import Tagger, save_article, save_sources, save_taggers

N_COMMENTS, N_ARTICLES = 40_000, 200
NOUNS = ("médecins hors convention", "patients", "ordonnances", "lits", "euros", "signatures", "communes", "internes")
KEY = b"0" * 32
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def fill(db: Database, n_comments: int) -> None:
    """Articles with comments of one figure each, written straight into the tables: only reading is measured."""
    chance = random.Random(7)
    save_sources(db, [])
    save_taggers(db, [Tagger(id="f", component="figures", title="Chiffres")])
    threads = [_article(db, number) for number in range(N_ARTICLES)]
    now = BEGIN.isoformat()
    comments, figures, verdicts, passages = [], [], [], []
    for number in range(n_comments):
        value, noun = chance.choice((927, 1347, 1038, chance.randint(300, 9000))), chance.choice(NOUNS)
        body = f"Bonjour. Il y en a {value} {noun}, et personne ne le dit. Bien à vous."
        at = BEGIN + timedelta(minutes=number)
        thread, name = chance.choice(threads), f"c{number}"
        comments.append((name, thread, "p", "inconnu", at.isoformat(), at.date().isoformat(), "meta", "second",
                         "published", body, name, now, now))  # fmt: skip
        start = body.index(str(value))
        figures.append((f"f{number}", "comment", name, thread, "f", start, start + len(str(value)), float(value),
                        float(value), "count", "exact", noun))  # fmt: skip
        passages.append((f"p{number}", "comment", name, thread, 0, "comment", 0, len(body)))
        verdicts.append(("comment", name, thread, at.date().isoformat(), "reader", "", "", "", 0.9, 1))
    _insert(db, "comments", "id, article_id, platform, author_role, posted_at, posted_on, date_source, date_precision,"
            " status, body, body_hash, first_seen_at, fetched_at", comments)  # fmt: skip
    _insert(db, "passages", "id, owner_kind, owner_id, thread_id, position, kind, start, end", passages)
    _insert(db, "figures", "id, owner_kind, owner_id, thread_id, tagger_id, start, end, low, high, kind, comparator,"
            " counts", figures)  # fmt: skip
    _insert(db, "verdicts", "owner_kind, owner_id, thread_id, day, voice, speaker, target, stance, score, is_unique",
            verdicts)  # fmt: skip


def _insert(db: Database, table: str, columns: str, values: Sequence[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    with db.conn:
        db.conn.executemany(f"insert into {table} ({columns}) values ({marks})", values)  # nosec B608 # constants


def _article(db: Database, number: int) -> str:
    url = f"https://gazette.example/{number}"
    made = Article(
        url=url, canonical_url=url, site="gazette.example", title=f"Article {number}", published_at=BEGIN,
        date_source="meta", date_precision="second", paywall="free", blocks=(Block(kind="paragraph", text="Rien."),),
    )  # fmt: skip
    return save_article(db, made, origin=Origin(audience="medecins", source_id=None), key=KEY).article_id


def main() -> int:
    """Prints the seconds of processor that the query and the grouping take."""
    n_comments = int(sys.argv[1]) if len(sys.argv) > 1 else N_COMMENTS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vigie.db"
        db = open_database(path)
        fill(db, n_comments)
        db.close()
        db = open_readonly(path)
        begun = time.process_time()
        rows = list_circulating(db, Filters(first_on=date(1900, 1, 1), last_on=date(2999, 12, 31)))
        read = time.process_time()
        found = find_disputes(rows, load_watch(packaged_watch()).quantities)
        done = time.process_time()
        db.close()
    sys.stdout.write(
        f"figures={n_comments} read={len(rows)} query_cpu_s={read - begun:.2f} group_cpu_s={done - read:.2f} "
        f"disputes={sum(one.is_disputed for one in found)}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
