"""Every parser that eats outside bytes, under Hypothesis: what it is given is read, or refused as it says."""

import json
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protego import Protego

from crawler.catalogue import SourceError, load_source
from crawler.dates import find_date, read_machine_date, resolve_age, resolve_date
from crawler.politeness import path_matches
from crawler.reservations import find_reservation
from dashboard.address import filter_params, read_day, read_filters, read_page, read_question
from store.database import open_memory, rows
from store.query import QueryError, match_expression
from store.watch import FILES, WatchError, load_watch, packaged_watch
from tests.outside_bytes import FETCHED_AT, READERS

BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
ANY_TEXT = st.text(st.characters(), max_size=300)
PIECES = st.sampled_from([
    "<article>", "</p>", "<p>", "<h1>Titre</h1>", "<script type='application/ld+json'>", "</script>", "<!--", "-->",
    "<li id='comment-1'>", "<time datetime='2026-11-20'>", "<base href='http://['>", "<table><tr>", "<template>",
    "\x00", "&#xD800;", "\ud800", "\u202e", "\u200b", "{", "}", '"@type":"Comment"', "[", "]", ",", "20/11/2026",
    "il y a 3 jours",
    "« Bonjour »", "3 commentaires", "Répondre", "Par Ysaline Trompevent", "\n\n", " ", "https://a.example:port/", "é",
])  # fmt: skip
MARKUP = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)
BYTES = st.one_of(
    st.binary(max_size=400), MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass")),
    MARKUP.map(lambda text: text.encode("utf-16", "surrogatepass")),
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT, lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from([
        "id", "data", "feed", "entry", "response", "code", "content", "rendered", "author", "name", "text", "message",
        "created_at", "date_gmt", "replies", "edges", "node", "votes", "likes", "total", "debate", "$t", "link", "href",
    ]), inner, max_size=5), max_leaves=25,
)  # fmt: skip
XML = st.lists(st.sampled_from([
    "<rss>", "<channel>", "<item>", "</item>", "<title>t</title>", "<link>", "</link>", "https://a.example/1",
    "<urlset>",
    "<url><loc>", "</loc></url>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "&a;", "<![CDATA[", "]]>",
    "<pubDate>Fri, 20 Nov 2026 08:00:00 +0100</pubDate>", "\x00", "<!DOCTYPE a [", "]>", "http://[", "é",
]), max_size=25).map(lambda pieces: "".join(pieces).encode())  # fmt: skip


@BOUNDED
@given(BYTES)
def test_any_page_is_read_or_refused(body: bytes) -> None:
    READERS["page"](body)


@BOUNDED
@given(BYTES)
def test_any_file_is_read_or_refused(body: bytes) -> None:
    READERS["file"](body)


@BOUNDED
@given(st.binary(max_size=300))
def test_any_pdf_is_read_or_refused(body: bytes) -> None:
    READERS["file"](b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + body)


@BOUNDED
@given(MARKUP)
def test_any_pasted_text_is_read_or_refused(text: str) -> None:
    READERS["text"](text.encode("utf-8", "surrogatepass"))


@BOUNDED
@given(VALUES)
def test_any_answer_of_a_comment_service_is_read_or_refused(value: Any) -> None:
    READERS["service"](json.dumps(value).encode())
    READERS["rules"](json.dumps(value).encode())
    READERS["page"](
        f'<h1>Un titre de page</h1><script type="application/ld+json">{json.dumps(value)}</script>'.encode()
    )


@BOUNDED
@given(st.one_of(XML, st.binary(max_size=200), XML.map(lambda body: b"\x1f\x8b" + body)))
def test_any_feed_or_sitemap_is_read_or_refused(body: bytes) -> None:
    READERS["feed"](body)


@BOUNDED
@given(MARKUP, MARKUP, st.sampled_from(["quoted-printable", "base64", "8bit", "x-inconnu"]), ANY_TEXT)
def test_any_mail_is_read_or_refused(text: str, html: str, coding: str, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["Date"] = "a@b.example", "Fri, 20 Nov 2026 08:00:00 +0100"
    mail.set_content(text.encode("utf-8", "replace").decode())
    mail.add_alternative(html.encode("utf-8", "replace").decode(), subtype="html")
    head = f"Subject: {subject}\nContent-Transfer-Encoding: {coding}\n".encode("utf-8", "replace")
    READERS["file"](head + mail.as_bytes())
    READERS["file"](mail.as_bytes().replace(b"utf-8", b"x-" + coding.encode()))


@BOUNDED
@given(st.one_of(ANY_TEXT, st.from_regex(r"(le |lundi )?\d{1,4}[/ .-]\w{1,5}[/ .-]\d{1,5}( à \d+h\d*)?")))
def test_any_text_is_a_date_or_none(text: str) -> None:
    for found in (resolve_date(text, fetched_at=FETCHED_AT), resolve_age(text, fetched_at=FETCHED_AT)):
        assert found is None or found.moment.tzinfo is not None
    place = find_date(text, fetched_at=FETCHED_AT)
    assert place is None or 0 <= place.start < place.end <= len(text)
    read_machine_date(text)


@BOUNDED
@given(ANY_TEXT, st.text("/*$?=a%é", max_size=60))
def test_any_robots_file_and_any_pattern_are_read(text: str, path: str) -> None:
    Protego.parse(text).can_fetch(f"https://a.example/{path}", "Vigie")
    path_matches(path, f"https://a.example/{path}")
    find_reservation({"x-robots-tag": text, "tdm-reservation": text}, text)


@BOUNDED
@given(st.one_of(ANY_TEXT, st.lists(st.sampled_from(
    ["mot", "ET", "OU", "SAUF", "(", ")", '"', "«", "»", "NEAR(", ",", "5)", "a*", "*", " ", "-", ":", "^", "'", "œ"]
), max_size=20).map(" ".join)))  # fmt: skip
def test_any_search_is_made_or_refused(query: str) -> None:
    db = open_memory()
    try:
        expression = match_expression(query)
    except QueryError as error:
        assert str(error)
        return
    if expression:
        rows(db, "select rowid from documents_fts where documents_fts match :q limit 1", {"q": expression})
    db.close()


@BOUNDED
@given(st.dictionaries(st.sampled_from(
    ["du", "au", "page", "public", "source", "reprises", "dates", "voix", "cible", "position", "argument", "usage",
     "fil"]
), ANY_TEXT))  # fmt: skip
def test_any_address_of_the_dashboard_gives_filters(params: dict[str, str]) -> None:
    first, last = date(2026, 10, 1), date(2026, 11, 22)
    filters = read_filters(params, first_on=first, last_on=last, default_audience="medecins")
    assert filters.first_on <= filters.last_on
    again = read_filters(filter_params(filters), first_on=first, last_on=last, default_audience="medecins")
    assert again == filters
    assert read_page(params) >= 1
    read_question(params)
    read_day(params, "du")


@settings(BOUNDED, max_examples=25)
@given(st.sampled_from(FILES), st.one_of(st.binary(max_size=200), ANY_TEXT.map(lambda t: t.encode("utf-8", "replace"))))
def test_any_watch_is_read_or_its_mistake_is_named(
    tmp_path_factory: pytest.TempPathFactory, name: str, body: bytes
) -> None:
    folder = tmp_path_factory.mktemp("veille")
    for part in packaged_watch().glob("*.toml"):
        (folder / part.name).write_bytes(part.read_bytes() if part.name != name else part.read_bytes() + body)
    try:
        load_watch(folder)
    except WatchError as error:
        assert name in str(error)


@settings(BOUNDED, max_examples=25)
@given(st.one_of(st.binary(max_size=200), VALUES.map(lambda value: f"id = {json.dumps(value)}".encode())))
def test_any_source_is_read_or_its_mistake_is_named(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = Path(tmp_path_factory.mktemp("source")) / "essai.toml"
    path.write_bytes(body)
    with pytest.raises(SourceError, match=r"essai\.toml"):
        load_source(path)
