"""A million comments leave the base in the memory of a few hundred, and are searched in seconds."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.database import open_database, open_readonly
from store.home import HOME_VARIABLE, Home
from store.search import find_excerpts, search
from tests.dashboard_homes import make_home

pytestmark = pytest.mark.long
N_COMMENTS = 1_050_000  # more than a sheet of Excel holds
N_ARTICLES = 2_000
MOST_MEMORY_MB = 200
# Runs the command line as `vigie` does, then says how much memory it ever held.
PROGRAM = """
import re, sys
from pathlib import Path
from vigie.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
# Not ru_maxrss, which a program inherits from the one that started it.
print("MB", int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024, file=sys.stderr)
"""
_COMMENT = """
    with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < :n)
    insert into comments(id, article_id, platform, platform_id, author_role, posted_at, posted_on, date_source,
                         date_precision, votes, status, body, body_hash, first_seen_at, fetched_at)
    select printf('c%019d', i), printf('a%019d', i % :articles), 'logora', i, 'inconnu',
           strftime('%Y-%m-%dT%H:%M:%S+00:00', 1700000000 + i * 60), date(1700000000 + i * 60, 'unixepoch'), 'json-ld',
           'second', i % 7, 'published', 'Le médecin numéro ' || i || ' quitte la convention, et ' ||
           case i % 5 when 0 then 'contre' else 'pour' end || ' les ordonnances : ' || hex(randomblob(60)), i,
           '2026-11-22T07:00:00+00:00', '2026-11-22T07:00:00+00:00'
    from n
"""
_ARTICLE = """
    with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < :articles)
    insert into articles(id, source_id, url, audience, title, published_at, published_on, date_source, date_precision,
                         paywall, body, blocks, body_hash, origin, first_seen_at, fetched_at)
    select printf('a%019d', i), 'confrere', 'https://confrere.example/' || i, 'medecins', 'Article ' || i,
           '2026-11-20T07:00:00+00:00', '2026-11-20', 'json-ld', 'second', 'free', 'Article ' || i, '[]', i, 'crawl',
           '2026-11-22T07:00:00+00:00', '2026-11-22T07:00:00+00:00'
    from n
"""
_REST = (
    """insert into taggers(id, component, title, first_used_at)
       values ('t', 'stance', 'Modèle', '2026-11-22T07:00:00+00:00')""",
    """insert into passages(id, owner_kind, owner_id, thread_id, position, kind, start, end)
       select 'p' || id, 'comment', id, article_id, 0, 'comment', 0, length(body) from comments""",
    """insert into tags(id, passage_id, tagger_id, kind, key, value, score)
       select 's' || id, 'p' || id, 't', 'stance', 'deremb-prescriptions', 'against', 0.9 from comments""",
    """insert into quotes(id, owner_kind, owner_id, thread_id, tagger_id, start, end, kind, attitude)
       select 'q' || id, 'comment', id, article_id, 't', 0, 10, 'direct', 'neutral' from comments""",
    """insert into verdicts(owner_kind, owner_id, thread_id, day, voice, target, stance, score, is_unique)
       select 'comment', id, article_id, posted_on, 'reader', '', '', 1, 1 from comments""",
    """insert into documents(owner_kind, owner_id, thread_id, day, folded)
       select 'comment', id, article_id, posted_on, replace(lower(body), 'é', 'e') from comments""",
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A million comments under two thousand articles, each with a passage, a tag, a quote and a verdict."""
    home = make_home(tmp_path_factory.mktemp("large"))
    db = open_database(home.database)
    db.execute("pragma synchronous = off")
    sizes = {"n": N_COMMENTS, "articles": N_ARTICLES}
    db.execute(_ARTICLE, {"articles": N_ARTICLES})
    db.execute(_COMMENT, sizes)
    for statement in _REST:
        db.execute(statement)
    db.conn.commit()
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    return home


@pytest.mark.parametrize(
    ("kind", "name", "n_rows"),
    [
        ("comments", "a.csv", N_COMMENTS),
        ("comments", "a.jsonl", N_COMMENTS),
        ("passages", "a.csv", N_COMMENTS),
        ("quotes", "a.csv", N_COMMENTS),
        ("comments", "a.xlsx", N_COMMENTS),
    ],
)
def test_a_million_rows_leave_in_little_memory(large: Home, tmp_path: Path, kind: str, name: str, n_rows: int) -> None:
    out = tmp_path / name
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "export", kind, "--out", str(out)],
        env=os.environ | {HOME_VARIABLE: str(large.folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    memory_mb = int(done.stderr.split()[-1])
    print(f"\nexport {kind} {name} rows={n_rows} memory_mb={memory_mb} wall_s={time.monotonic() - begun:.0f} "
          f"bytes={out.stat().st_size}")  # fmt: skip
    assert memory_mb < MOST_MEMORY_MB
    assert f"{n_rows:,}".replace(",", "\u202f") in done.stdout
    if not name.endswith("xlsx"):
        with out.open("rb") as file:
            assert sum(1 for _ in file) == n_rows + name.endswith("csv")


@pytest.mark.parametrize(
    "query",
    ["convention", "le", "contre ordonnances", "« quitte la convention » SAUF pour", "me* OU or* OU co*",
     "NEAR(medecin contre, 9)", "numero 1049999", " OU ".join(["convention", "medecin", "contre", "pour"] * 20)],
)  # fmt: skip
def test_a_million_comments_are_searched_in_seconds(large: Home, query: str) -> None:
    db: Database = open_readonly(large.database)
    begun = time.monotonic()
    found = search(db, query, limit=20)
    excerpts = find_excerpts(db, query, [row["owner_id"] for row in found])
    wall_s = time.monotonic() - begun
    print(f"\nsearch query={query[:40]!r} found={len(found)} wall_s={wall_s:.2f} "
          f"memory_mb={resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")  # fmt: skip
    db.close()
    assert found and len(excerpts) == len(found) and wall_s < 12
