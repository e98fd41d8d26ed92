"""A hostile file is refused in French within bounds, and what comes after it is read."""

import os
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.guarded import read_guarded
from crawler.inbox import answer_requests
from crawler.pages.errors import PageError
from store.database import open_database, rows
from store.forget import find_article, forget
from store.home import Home
from store.inbox import HandedIn, hand_in
from store.key_check import hold_key
from store.runs import start_run
from tests.dashboard_homes import make_home
from tests.mails import EXTRACT, LONG, message
from vigie.leftovers import erase_clips
from vigie.upkeep import list_old_files

FETCHED_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
PAGE = f"La réforme des lampes adoptée par onze voix\n\nPublié le 12/11/2026\n\n{EXTRACT}\n\n{LONG}\n".encode()


def pdf_with(content: bytes) -> bytes:
    """A PDF of one page whose content is compressed."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    body, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n" % number + item + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def test_a_pdf_that_unfolds_without_end_is_refused() -> None:
    bomb = pdf_with(b" " * 400_000_000)
    assert len(bomb) < 500_000
    with pytest.raises(PageError, match=r"PDF illisible|trop lourd"):
        read_guarded("bombe.pdf", bomb, url=None, fetched_at=FETCHED_AT)


def test_a_file_that_takes_too_long_is_given_up() -> None:
    slow = pdf_with(b"BT /F1 9 Tf " + b"(mot) Tj 0 -9 Td " * 1_500_000 + b"ET")
    started = time.monotonic()
    with pytest.raises(PageError, match="trop lourd à lire"):
        read_guarded("lent.pdf", slow, url=None, fetched_at=FETCHED_AT, time_s=2)
    assert time.monotonic() - started < 20


def test_a_bomb_attached_to_a_mail_is_named_and_the_mail_is_read() -> None:
    mail = message(text=f"{EXTRACT}\n\n{LONG}")
    mail.add_attachment(pdf_with(b" " * 400_000_000), maintype="application", subtype="pdf", filename="bombe.pdf")
    found = read_guarded("lettre.eml", mail.as_bytes(), url=None, fetched_at=FETCHED_AT)
    assert [article.title for article in found.articles] == ["La lettre des rivages"]
    assert found.unread and "bombe.pdf" in found.unread[0]


def test_nested_markup_stops_nothing(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    db = open_database(home.database)
    for name, body in (
        ("profond.html", b"<html><body>" + b"<div>" * 60_000 + b"mot"), ("page.txt", PAGE),
        ("vide.eml", b"From: a@b.example\nSubject: x\n\n"), ("bombe.pdf", pdf_with(b" " * 400_000_000)),
    ):  # fmt: skip
        hand_in(db, home.inbox, HandedIn(name=name, body=body, requested_by="Ondine"))
    summary = answer_requests(db, home, run_id=start_run(db, "work"))
    assert (summary.n_done, summary.n_failed) == (1, 3)
    answers = [row["answer"] for row in rows(db, "select answer from inbox where status = 'failed'")]
    assert all(answer.startswith("Non lu : ") for answer in answers), answers
    db.close()


def test_what_is_forgotten_leaves_the_watched_folder_too(tmp_path: Path) -> None:
    home: Home = make_home(tmp_path / "home")
    db = open_database(home.database)
    hold_key(db, home.key())
    hand_in(db, home.inbox, HandedIn(name="page.txt", body=PAGE, requested_by="x", url="https://lanterne.example/a/1"))
    answer_requests(db, home, run_id=start_run(db, "work"))
    (home.drop / "lus").mkdir()
    (home.drop / "lus" / "page.txt").write_bytes(PAGE)
    (home.drop / "lus" / "autre.txt").write_bytes(PAGE.replace(b"lampes", b"phares"))
    article = rows(db, "select id from articles")[0]["id"]
    forget(db, find_article(db, [article], key=home.key()), key=home.key())
    assert erase_clips(db, home, asked_before=set()) == 1
    assert [path.name for path in (home.drop / "lus").iterdir()] == ["autre.txt"]
    db.close()


def test_what_was_put_away_goes_with_the_clips_time(tmp_path: Path) -> None:
    from datetime import timedelta

    from store.clock import today
    from store.watch import load_watch

    home = make_home(tmp_path / "home")
    db = open_database(home.database)
    (home.drop / "lus").mkdir()
    (home.drop / "lus" / "page.txt").write_bytes(PAGE)
    os.utime(home.drop / "lus" / "page.txt", (0, 0))
    keep = load_watch(home.watch).retention
    assert list_old_files(db, home, keep, today=today()) == []
    later = today() + timedelta(days=keep.keep_clips_days + 2)
    assert list_old_files(db, home, keep, today=later) == [home.drop / "lus" / "page.txt"]
    db.close()
