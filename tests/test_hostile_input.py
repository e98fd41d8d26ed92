"""Bytes that nobody should send: read within bounds, or refused in one French line; never lost in silence."""

import gzip
import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.comments import in_page, logora, wordpress
from crawler.comments.shapes import Access, Answer, Ask
from crawler.discovery import FeedError, read_announced
from crawler.extract import open_file
from crawler.guarded import read_bounded, read_guarded
from crawler.pages.errors import PageError
from crawler.pages.html_page import read_html
from tests.outside_bytes import FETCHED_AT, READERS, URL, check

FOUND = Path(__file__).parent / "found_cases"
TEXT = "Deux généralistes quittent la convention au printemps, dit le maire de Sainte-Ombeline. "
LONGEST_S = 60


def page(inside: str = "", *, title: str = "Le cabinet quitte la convention", charset: str = "utf-8") -> str:
    """An ordinary page of one article."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="{charset}"><title>{title}</title></head><body><article>'
        f"<h1>{title}</h1><p>{TEXT * 3}</p>{inside}<p>{TEXT * 2}</p></article></body></html>"
    )


def text_of(body: bytes) -> str:
    found = read_html(body, url=URL, fetched_at=FETCHED_AT)
    check(found)
    return " ".join([found.title or "", *(block.text for block in found.blocks)])


def comments_of(html: str) -> list[str]:
    return [comment.text for comment in in_page(html, url=URL, fetched_at=FETCHED_AT)[1]]


def json_ld(comments: list[dict[str, object]]) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Titre", "comment": comments}
    return page(f'<script type="application/ld+json">{json.dumps(node)}</script>')


def wordpress_answer(body: bytes) -> Answer:
    return Answer(ask=Ask(url="https://w.example/comments?page=1", step="list"), status=200, headers={}, body=body)


@pytest.mark.parametrize("case", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_once_broke_a_reader_breaks_it_no_more(case: Path) -> None:
    READERS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote", "svg", "font"])
def test_markup_nested_a_hundred_thousand_times_keeps_its_text(tag: str) -> None:
    deep = f"<{tag}>" * 100_000 + f"<p>Tout au fond, {TEXT}</p>"
    started = time.monotonic()
    found = text_of(page(deep).encode())
    assert TEXT.strip() in found and time.monotonic() - started < LONGEST_S
    if tag in ("div", "blockquote", "b"):
        assert "Tout au fond" in found


@pytest.mark.parametrize("deep", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000, '{"a":[' * 50_000])
def test_json_nested_a_hundred_thousand_times_is_refused_or_passed_over(deep: str) -> None:
    assert TEXT.strip() in text_of(page(f'<script type="application/ld+json">{deep}</script>').encode())
    assert wordpress.parse(wordpress_answer(deep.encode()), Access()).is_refused
    READERS["service"](deep.encode())
    READERS["rules"](deep.encode())


def test_a_page_of_fifteen_megabytes_is_read_within_bounds() -> None:
    body = page(f"<p>{TEXT}</p>" * (15_000_000 // (len(TEXT) + 8))).encode()
    assert len(body) > 15_000_000
    started = time.monotonic()
    try:
        (found,) = read_guarded("page.html", body, url=URL, fetched_at=FETCHED_AT, time_s=8).articles
        assert sum(len(block.text) for block in found.blocks) > 10_000_000
    except PageError as error:
        assert "trop lourd à lire" in str(error)
    assert time.monotonic() - started < LONGEST_S


@pytest.mark.long
def test_a_hundred_thousand_comments_on_one_page_are_all_read_or_the_page_is_refused() -> None:
    comments = [{"@type": "Comment", "@id": f"#comment-{n}", "text": f"Avis {n}."} for n in range(100_000)]
    try:
        found = read_bounded(comments_of, json_ld(comments))
        assert len(found) == 100_000
    except PageError as error:
        assert "trop lourd à lire" in str(error)


def test_a_hundred_thousand_comments_of_a_service_are_all_read() -> None:
    rows = [{"id": n, "content": {"rendered": f"<p>Avis {n}.</p>"}} for n in range(100_000)]
    answered = wordpress.parse(wordpress_answer(json.dumps(rows).encode()), Access())
    assert len(answered.comments) == 100_000


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "utf-16", "koi8-r", "nimporte-quoi", "utf-7", "", "\x00"])
@pytest.mark.parametrize("real", ["utf-8", "cp1252", "utf-16", "utf-32", "mac-roman"])
def test_a_wrong_encoding_loses_no_page(declared: str, real: str) -> None:
    body = page(charset=declared).encode(real, "replace")
    try:
        found = text_of(body)
    except PageError as error:
        assert real in ("utf-32", "utf-16"), error
        return
    assert "convention au printemps" in found or real in ("utf-32", "utf-16"), found[:200]


def test_a_lone_surrogate_cuts_no_comment() -> None:
    rows = [{"id": 1, "content": {"rendered": "<p>Avant \ud800 après.</p>"}}]
    found = wordpress.parse(wordpress_answer(json.dumps(rows).encode()), Access()).comments
    assert [comment.text for comment in found] == ["Avant \ufffd après."]
    (declared,) = comments_of(json_ld([{"@type": "Comment", "@id": "#comment-1", "text": "Avant \udfff après."}]))
    assert declared == "Avant \ufffd après."
    body = json.dumps({"data": [{"id": 1, "content": "Avant \ud800 après."}]}).encode()
    ask = Ask(url="https://l.example/messages?page=1", step="list")
    (said,) = logora.parse(Answer(ask=ask, status=200, headers={}, body=body), Access()).comments
    assert said.text == "Avant \ufffd après."


@pytest.mark.parametrize("char", ["\x00", "&#0;", "&#xD800;", "\x0b", "&#1;", "\x1b[31m", "&#xFFFFFF;", "\ufffe"])
def test_a_refused_character_costs_itself_and_nothing_else(char: str) -> None:
    found = text_of(page(f"<p>Avant le caractère{char} et après lui, le texte va jusqu’au bout.</p>").encode())
    assert "Avant le caractère" in found and "le texte va jusqu’au bout." in found


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u2066", "\u061c", "\ufeff", "\u00ad", "\u200f"])
def test_marks_of_direction_and_of_no_width_hide_no_text(mark: str) -> None:
    inside = f"<p>Le maire {mark}regrette{mark} leur choix{mark} et cherche un remplaçant depuis le printemps.</p>"
    found = text_of(page(inside, title=f"Le cabinet{mark} quitte la convention").encode())
    bare = "".join(char for char in found if char not in "\u202e\u200b\u2066\u061c\ufeff\u00ad\u200f")
    assert "Le maire regrette leur choix" in bare and "Le cabinet quitte la convention" in bare


@pytest.mark.parametrize("reader", sorted(READERS))
@pytest.mark.parametrize("body", [b"\x00" * 5000, b"\xff" * 5000, b"<" * 5000, b"&" * 5000, b"\n" * 5000, b"{" * 5000])
def test_one_byte_over_and_over_is_refused_in_one_line(reader: str, body: bytes) -> None:
    READERS[reader](body)


def test_a_zip_bomb_is_named_as_an_archive_and_never_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bombe.html", b"0" * 100_000_000)
    for body in (packed.getvalue(), gzip.compress(b"0" * 100_000_000)):
        with pytest.raises(PageError, match="format non lu"):
            open_file("bombe", body, url=None, fetched_at=FETCHED_AT)


def test_a_feed_that_unfolds_without_end_is_cut_and_refused() -> None:
    started = time.monotonic()
    with pytest.raises(FeedError):
        read_announced(gzip.compress(b"<rss>" + b" " * 500_000_000), url=URL)
    assert time.monotonic() - started < LONGEST_S


ENTITIES = (
    '<!DOCTYPE r [<!ENTITY a "' + "x" * 1000 + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8))
    + '<!ENTITY f SYSTEM "file:///etc/hostname">]>'
)  # fmt: skip


@pytest.mark.parametrize("body", [
    f"{ENTITIES}<rss><channel><item><title>&i;&f;</title><link>https://a.example/1</link></item></channel></rss>",
    f"{ENTITIES}<urlset><url><loc>https://a.example/&f;</loc></url></urlset>",
])  # fmt: skip
def test_entities_unfold_nowhere_and_read_no_file(body: str) -> None:
    started = time.monotonic()
    secret = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "nul"
    try:
        entries = read_announced(body.encode(), url=URL).entries
    except FeedError:
        entries = ()
    told = repr(entries)
    assert len(told) < 10_000 and f"/{secret}" not in told and f"'{secret}" not in told
    wordpress.read_feed(Answer(ask=Ask(url=URL, step="page"), status=200, headers={}, body=body.encode()))
    assert time.monotonic() - started < LONGEST_S


@pytest.mark.parametrize("make", [
    lambda n: "Avis " + "(" * n, lambda n: "- " * n, lambda n: "Le 12/11/2026 " * n, lambda n: "« " * n + "fin",
    lambda n: "a" * n, lambda n: "Par " * n, lambda n: "1 " * n, lambda n: "Réponse à " * n,
    lambda n: "\n".join("ab" * n), lambda n: "il y a " * n, lambda n: "http://" * n,
    lambda n: "https://a.example/" + "a/" * n,
    lambda n: " \u00a0" * n,
])  # fmt: skip
def test_no_repeated_text_takes_longer_than_its_size_asks(make: Callable[[int], str]) -> None:
    started = time.monotonic()
    READERS["text"](f"Un titre de plusieurs mots\n\n{make(20_000)}\n\n{TEXT}".encode())
    READERS["page"](page(f"<p>{make(20_000)}</p>").encode())
    assert time.monotonic() - started < LONGEST_S


def test_a_number_that_no_database_holds_is_none() -> None:
    rows = [{"id": "1", "message": "Avis.", "likes": 10**30}, {"id": "2", "message": "Avis deux.", "likes": True}]
    body = json.dumps({"code": 0, "response": rows, "cursor": {"total": "9" * 5000}}).encode()
    from crawler.comments import disqus

    parsed = disqus.parse(wordpress_answer(body), Access())
    assert [comment.votes for comment in parsed.comments] == [None, None] and parsed.declared is None


def test_a_short_title_pasted_twice_is_one_article_and_another_text_another() -> None:
    from store.articles import save_article
    from store.database import open_memory
    from store.records import Block
    from tests.builders import CLIP, KEY, article

    db, ids = open_memory(), []
    for text in ("Un premier texte.", "Un second texte.", "Un premier texte."):
        blocks = (Block(kind="paragraph", text=text),)
        given = article(url=None, canonical_url=None, site=None, title="Éditorial", published_at=None, blocks=blocks)
        ids.append(save_article(db, given, origin=CLIP, key=KEY).article_id)
    assert ids[0] == ids[2] != ids[1]
