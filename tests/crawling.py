"""A home that crawls a press served on loopback, and what it holds compared with what the press knows is true."""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import tomli_w
from sqlite_utils import Database

from crawler.demo.press import Press
from crawler.demo.sources import demo_sources
from crawler.demo.truth import ArticleTruth, CommentTruth
from crawler.memory import find_article, has_body
from store.database import Row, open_database, open_readonly, rows
from store.home import Home
from store.people import mask_readers


def make_home(folder: Path, press: Press, **changes: object) -> Home:
    """An installation whose only sources are those of the press, each with `changes`."""
    home = Home(folder)
    home.make()
    open_database(home.database).close()
    for source in demo_sources(press):
        text = tomli_w.dumps({**source, **changes})
        (home.sources / f"{source['id']}.toml").write_text(text, encoding="utf-8")
    return home


def vigie(
    home: Home, *arguments: str, press: Press | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """One command of the command line in a process group of its own, as cron runs it."""
    known = press.environment if press else {}
    return subprocess.run(
        [sys.executable, "-m", "vigie.cli", *arguments, "--home", str(home.folder)],
        env=os.environ | known | dict(environment or {}), capture_output=True, text=True, check=False,
        start_new_session=True, timeout=180,
    )  # fmt: skip


def run_python(script: str, home: Home, press: Press, environment: Mapping[str, str]) -> str:
    """What a few lines of Python print, run in a process group of their own on an installation."""
    known = press.environment | {"VIGIE_HOME": str(home.folder)}
    finished = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | known | dict(environment), capture_output=True, text=True,
        check=False, start_new_session=True, timeout=180,
    )  # fmt: skip
    return finished.stdout + finished.stderr


def crawl(home: Home, press: Press, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A crawl of everything that the press ever published."""
    return vigie(home, "crawl", "--since", "400d", *arguments, press=press, environment=environment)


def faults(home: Home, press: Press) -> list[str]:
    """Every difference between what is stored and what is true, one sentence each."""
    db = open_readonly(home.database)
    found = [fault for article in press.truth.articles for fault in _article_faults(db, press, article)]
    known = {article_row["id"] for article in press.truth.articles if (article_row := _stored(db, article))}
    extra = [row for row in rows(db, "select id, url from articles") if row["id"] not in known]
    db.close()
    return found + [f"{row['url']}: is not an article of the press" for row in extra]


def _stored(db: Database, article: ArticleTruth) -> Row | None:
    return find_article(db, article.url)


def _article_faults(db: Database, press: Press, article: ArticleTruth) -> list[str]:
    row = _stored(db, article)
    if article.expect == "nothing":
        return [f"{article.url}: was stored"] if row else []
    if row is None:
        return [f"{article.url}: is missing"]
    faults = [] if row["title"] == article.title else [f"{article.url}: title is {row['title']!r}"]
    if datetime.fromisoformat(row["published_at"]) != article.published_at:
        faults.append(f"{article.url}: published_at is {row['published_at']}")
    if article.expect == "metadata":
        return faults + ([f"{article.url}: its body was kept"] if has_body(row) else [])
    if not has_body(row):
        faults.append(f"{article.url}: has no body")
    # Nothing on a page tells which platform would carry comments that nobody wrote, unless it declares an empty list.
    told = (row["comments_platform"] or article.comments_platform, row["comments_declared"] or 0)
    if told != (article.comments_platform, article.comments_declared):
        faults.append(f"{article.url}: platform {row['comments_platform']}, declared {row['comments_declared']}")
    return faults + _thread_faults(db, press, article, row["id"])


def _thread_faults(db: Database, press: Press, article: ArticleTruth, article_id: str) -> list[str]:
    stored = rows(
        db,
        """
        select c.*, p.platform_id as parent, p.status = 'deleted' as parent_is_gone
        from comments c left join comments p on p.id = c.reply_to
        where c.article_id = :id
        """,
        {"id": article_id},
    )
    spec = press.edition.by_slug[article.slug]
    names = [comment.author for comment in spec.comments]
    by_id = {row["platform_id"]: row for row in stored}
    faults = [f"{article.url}: comment {name} is not of the press" for name in set(by_id) - _ids(article)]
    for comment in article.comments:
        row = by_id.get(comment.id)
        if row is None and comment.status != "deleted":
            faults.append(f"{article.url}: comment {comment.id} is missing")
        elif row is not None:
            faults += [f"{article.url}: comment {comment.id} {fault}" for fault in _comment_faults(row, comment, names)]
    return faults


def _ids(article: ArticleTruth) -> set[str]:
    return {comment.id for comment in article.comments}


def _comment_faults(row: Row, comment: CommentTruth, names: list[str]) -> list[str]:
    wanted = " ".join(mask_readers(comment.text, names).split())
    expected = {
        "status": comment.status,
        "body": wanted,
        "parent": comment.reply_to,
        "platform": comment.platform,
        "votes": comment.votes,
        "position": comment.position,
    }
    if comment.status == "deleted":
        expected = {"status": "deleted", "body": "", "parent": row["parent"]}
    shown = {**row, "body": " ".join(row["body"].split())}
    if comment.platform != "logora" and row["status"] == "edited":
        # Pages do not say that a comment was edited: a second visit does.
        expected["status"] = "edited"
    if row["parent_is_gone"]:
        # A page moves the replies to a removed comment up; we remember what they answered.
        del expected["parent"]
    faults = [f"{name} is {shown[name]!r}, not {value!r}" for name, value in expected.items() if shown[name] != value]
    if comment.status != "deleted" and datetime.fromisoformat(row["posted_at"]) != comment.posted_at:
        faults.append(f"posted_at is {row['posted_at']}, not {comment.posted_at}")
    return faults
