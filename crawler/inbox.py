"""Pages that a person hands in: files read here, addresses fetched by a process of their own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from crawler.catalogue import Source, read_sources, source_of
from crawler.guarded import read_guarded
from crawler.outcome import ERASED, count_found, describe
from crawler.pages.errors import PageError
from crawler.pages.mails import Mail
from store.articles import Origin
from store.clock import now
from store.database import Row, one, open_database, rows, transaction
from store.fences import fence, record_failures
from store.home import Home
from store.inbox import Answer, Clip, answer_request, file_of, is_awaited, list_waiting
from store.key_check import hold_key
from store.lock import die_with_parent
from store.mishaps import is_of_the_machine
from store.records import Article
from store.runs import Failure
from store.thread_masks import public_names
from store.whole_files import clear_partials
from store.writes import record_failure, save_article

_BROKEN = "La demande a échoué de façon imprévue. Réessayez ; si cela se reproduit, prévenez qui tient Vigie."
_FETCH_TIMEOUT_S = 1800


@dataclass(frozen=True, kw_only=True)
class InboxSummary:
    """How many requests were carried out, and how many could not be."""

    n_done: int = 0
    n_failed: int = 0


def answer_requests(db: Database, home: Home, *, run_id: int) -> InboxSummary:
    """Carries out every waiting request and answers it in one French sentence; one bad request stops no other.

    The article is saved, then the answer written, then the file removed: a process killed in between does it again,
    which changes nothing.
    """
    _remove_answered(db, home)
    waiting = list_waiting(db)
    if waiting:
        hold_key(db, home.key())
    sources, _ = read_sources(home.sources)
    fetched = _fetch_all(home, [row for row in waiting if row["kind"] == "url"], run_id=run_id)
    n_done = 0
    for row in waiting:
        answer = fetched.get(row["id"]) or _read_row(db, home, row, sources)
        fence("inbox-saved")
        answer_request(db, row["id"], _as_stored(answer))
        fence("inbox-answered")
        n_done += int(answer.is_done)
        if row["kind"] == "url":
            continue  # the process that fetched it recorded its failure
        if not is_awaited(db, row["payload"]):
            _remove(home, row["payload"])
        if not answer.is_done:
            _record(db, run_id, item=f"demande {row['id']}", answer=answer)
    return InboxSummary(n_done=n_done, n_failed=len(waiting) - n_done)


def _remove_answered(db: Database, home: Home) -> None:
    """Removes the files whose request a killed process answered; one without request may be on its way in."""
    clear_partials(home.inbox)
    answered = {row["payload"] for row in rows(db, "select payload from inbox where kind <> 'url'")}
    for path in sorted(home.inbox.iterdir()) if home.inbox.is_dir() else ():
        if path.name in answered:
            with transaction(db):  # so that nobody asks for it in between
                if not is_awaited(db, path.name):
                    path.unlink(missing_ok=True)


def _remove(home: Home, payload: str) -> None:
    if path := file_of(home.inbox, payload):
        path.unlink(missing_ok=True)


def add_items(home: Home, items: Sequence[str], *, url: str | None, run_id: int) -> list[Answer]:
    """Saves files (« - » for standard input) and addresses; one answer an item, in order."""
    addresses = [item for item in items if _is_address(item)]
    fetched: dict[str, Answer] = {}
    if addresses:
        from crawler.run import fetch_addresses

        fetched = dict(zip(addresses, fetch_addresses(home, addresses, run_id=run_id), strict=True))
    sources, _ = read_sources(home.sources)
    db = open_database(home.database)
    try:
        hold_key(db, home.key())
        return [fetched[item] if item in fetched else _read_item(db, home, item, url, sources) for item in items]
    finally:
        db.close()


def _read_item(db: Database, home: Home, item: str, url: str | None, sources: list[Source]) -> Answer:
    try:
        body = sys.stdin.buffer.read() if item == "-" else Path(item).read_bytes()
    except OSError as error:
        return Answer(is_done=False, text=f"Non lu : fichier illisible ({error.strerror}) ; vérifiez son chemin.")
    return _save_clip(db, home, name=item, body=body, url=url, sources=sources)


def _read_row(db: Database, home: Home, row: Row, sources: list[Source]) -> Answer:
    path = file_of(home.inbox, row["payload"])
    try:
        body = path.read_bytes() if path else None
    except OSError:
        body = None
    if path is None or body is None:
        return Answer(is_done=False, text="Non lu : le fichier déposé n’est plus là ; déposez-le de nouveau.")
    return _save_clip(db, home, name=row["name"] or path.name, body=body, url=row["url"], sources=sources)


def _save_clip(db: Database, home: Home, *, name: str, body: bytes, url: str | None, sources: list[Source]) -> Answer:
    """Reads and saves one file; a mail may hold several articles, of which one that fails stops no other.

    Raises:
        OSError, sqlite3.OperationalError: the machine has no room or no right: the request waits for a better day.
    """
    read: list[Mail] = []
    errors: list[Exception] = []
    with record_failures(errors.append):
        read.append(read_guarded(name, body, url=url, fetched_at=now()))
    if errors:
        return Answer(is_done=False, text=_reason(errors[0], name))
    answers = []
    for article in read[0].articles:
        failed: list[Exception] = []
        with record_failures(failed.append):
            answers.append(_save_article(db, home, article, sources))
        answers += [Answer(is_done=False, text=_reason(error, name)) for error in failed]
    return _joined(answers, unread=read[0].unread)


def _save_article(db: Database, home: Home, article: Article, sources: list[Source]) -> Answer:
    kept = public_names(home.watch)
    saved = save_article(db, article, origin=_origin(article, sources), key=home.key(), kept_names=kept)
    if saved.is_refused:
        return Answer(is_done=False, text=ERASED)
    row = one(db, "select * from articles where id = :id", {"id": saved.article_id})
    n_refused = saved.comments.n_refused
    clip = Clip(article_id=saved.article_id, found=count_found(article, n_refused=n_refused))
    told = describe(article, row, n_refused=n_refused)
    return Answer(is_done=True, text=told, article_id=saved.article_id, clips=(clip,))


def _joined(answers: list[Answer], *, unread: Sequence[str]) -> Answer:
    """One answer for the articles of one file, each article once; what failed beside others is « non lu »."""
    if not answers:
        return Answer(is_done=False, text="Non lu : ce fichier ne contient aucun article.", unread=unread)
    done = [answer for answer in answers if answer.is_done]
    if len(answers) == 1 or not done:
        return replace(answers[0], unread=unread)
    clips = list({clip.article_id: clip for answer in done for clip in answer.clips}.values())
    failed = [answer.text.removeprefix("Non lu : ").rstrip(".") for answer in answers if not answer.is_done]
    return Answer(
        is_done=True, text=f"{len(clips)} articles. " + " ".join(answer.text for answer in done),
        article_id=done[0].article_id, clips=clips, unread=tuple(dict.fromkeys([*unread, *failed])),
    )  # fmt: skip


def _as_stored(answer: Answer) -> Answer:
    """The answer as it is kept: titles of several articles stand with each of them, so that one can be erased."""
    if len(answer.clips) < 2:
        return answer
    n_comments = sum(clip.found.get("comments", 0) for clip in answer.clips)
    read = f"Lu : {len(answer.clips)} articles" + (f", {n_comments} commentaires" if n_comments > 1 else "")
    return replace(answer, text=f"{read}.")


def _origin(article: Article, sources: list[Source]) -> Origin:
    """A clip of a known site counts with its source's audience; others with the general public."""
    source = source_of(article.canonical_url or article.url or "", sources) or _by_site(article.site, sources)
    if source is None:
        return Origin(audience="grand-public", is_clip=True)
    return Origin(audience=source.audience, source_id=source.id, is_clip=True)


def _by_site(site: str | None, sources: list[Source]) -> Source | None:
    names = {site, f"www.{site}"} if site else set()
    return next((source for source in sources if names & set(source.hosts)), None)


def _reason(error: Exception, name: str) -> str:
    if is_of_the_machine(error):
        raise error
    if isinstance(error, PageError | ValueError):
        told = str(error).removeprefix(f"{name} : ").strip()
        return f"Non lu : {told}" + ("" if told.endswith(".") else ".")
    return _BROKEN


def _fetch_all(home: Home, asked: Sequence[Row], *, run_id: int) -> dict[int, Answer]:
    """Answers by number of request: all the addresses in one process, since a reactor starts once in a process."""
    if not asked:
        return {}
    command = [sys.executable, "-m", "vigie.cli", "add", "--json", "--run-id", str(run_id), "--home", str(home.folder)]
    try:
        finished = subprocess.run(
            [*command, "--", *(row["payload"] for row in asked)],
            check=False, capture_output=True, text=True, timeout=_FETCH_TIMEOUT_S, preexec_fn=die_with_parent,
        )  # fmt: skip
        lines = finished.stdout.splitlines()
    except subprocess.TimeoutExpired:
        lines = []
    answers = [_answer(line) for line in lines]
    answers += [Answer(is_done=False, text=_BROKEN)] * (len(asked) - len(answers))
    return {row["id"]: answer for row, answer in zip(asked, answers, strict=False)}


def _answer(line: str) -> Answer:
    try:
        told = json.loads(line)
        return Answer(**told | {"clips": [Clip(**clip) for clip in told.get("clips", ())]})
    except (TypeError, ValueError):
        return Answer(is_done=False, text=_BROKEN)


def _record(db: Database, run_id: int, *, item: str, answer: Answer) -> None:
    failure = Failure(step="inbox", item=item, error=answer.text, hint="Corrigez la demande et envoyez-la de nouveau.")
    record_failure(db, run_id, failure)


def _is_address(item: str) -> bool:
    return item.lower().startswith(("http://", "https://"))
