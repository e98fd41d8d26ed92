"""What a site asks of robots is read as the texts that define it say."""

import asyncio
from datetime import UTC, datetime

import pytest
from protego import Protego

from crawler.patience import Patience, RestingError
from crawler.politeness import (
    AddressRefusedError,
    Guard,
    path_matches,
    read_tdmrep,
    reserved_by_answer,
    reserved_by_file,
    reserving_tag,
    retry_after_s,
    robots_lines,
)
from store.database import Database

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "url", "is_match"),
    [
        ("/opinions/*", "https://a.example/opinions/x", True),
        ("/opinions/", "https://a.example/opinions/x", True),
        ("/opinions/$", "https://a.example/opinions/x", False),
        ("*.pdf$", "https://a.example/doc.pdf", True),
        ("*.pdf$", "https://a.example/doc.pdf?x=1", False),
        ("/a*c", "https://a.example/abbbc/d", True),
        ("/", "https://a.example", True),
        ("/(x", "https://a.example/(x", True),
    ],
)
def test_patterns_match_as_in_robots_txt(pattern: str, url: str, is_match: bool) -> None:
    assert path_matches(pattern, url) is is_match


def test_the_first_matching_rule_of_a_reservation_file_decides() -> None:
    rules = read_tdmrep(
        b'[{"location": "/libre/*", "tdm-reservation": 0}, {"location": "/*", "tdm-reservation": 1}, {"location": 3}]'
    )
    assert reserved_by_file(rules, "https://a.example/libre/x") is False
    assert reserved_by_file(rules, "https://a.example/autre") is True
    assert reserved_by_file(read_tdmrep(b"<html>"), "https://a.example/") is None


def test_an_invalid_reservation_counts_as_unset() -> None:
    assert read_tdmrep(b'[{"location": "/*", "tdm-reservation": "oui"}]') == []
    assert reserved_by_answer({"tdm-reservation": "peut-etre"}, None) is None


def test_the_meta_element_overrides_the_header_and_silence_resets_nothing() -> None:
    meta = '<meta content="0" name="tdm-reservation">'
    assert reserved_by_answer({"tdm-reservation": "1"}, meta) is False
    assert reserved_by_answer({"tdm-reservation": "1"}, "<p>rien</p>") is True
    assert reserved_by_answer({}, "<META NAME=tdm-reservation CONTENT=1>") is True


@pytest.mark.parametrize(
    ("header", "html", "tag"),
    [
        ("noindex, nofollow", None, "noindex"),
        ("googlebot: noindex", None, None),
        ("vigie: noai", None, "noai"),
        ("max-image-preview:large", None, None),
        ("", '<meta name="robots" content="index, noarchive">', "noarchive"),
        ("noimageai", '<meta name="robots" content="index, follow">', None),
    ],
)
def test_robots_tags_for_us_or_for_all_are_obeyed(header: str, html: str | None, tag: str | None) -> None:
    assert reserving_tag({"x-robots-tag": header}, html) == tag


def test_retry_after_is_a_number_or_a_date() -> None:
    assert retry_after_s({"retry-after": "12"}, now=NOW) == 12
    assert retry_after_s({"retry-after": "Sun, 22 Nov 2026 07:30:30 GMT"}, now=NOW) == 30
    assert retry_after_s({"retry-after": "bientôt"}, now=NOW) is None
    assert retry_after_s({}, now=NOW) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x", "http://localhost/x", "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/",
        "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://0.0.0.0/", "http://2130706433/", "file:///etc/passwd",
        "ftp://a.example/", "http://nom@127.0.0.1/",
    ],
)  # fmt: skip
def test_no_address_leads_to_this_machine_or_a_private_network(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        asyncio.run(Guard(["127.0.0.1:8000"]).check(url))


def test_a_host_of_the_catalogue_is_let_through_with_its_port_only() -> None:
    asyncio.run(Guard(["127.0.0.1:8000"]).check("http://127.0.0.1:8000/x"))
    with pytest.raises(AddressRefusedError):
        asyncio.run(Guard(["127.0.0.1:8000"]).check("http://127.0.0.1:8001/x"))


def allows(robots: bytes, url: str) -> bool:
    return bool(Protego.parse(robots_lines(robots)).can_fetch(url, "vigie"))


def test_a_mark_of_order_hides_no_rule_of_robots_txt() -> None:
    assert not allows(b"\xef\xbb\xbfUser-agent: *\nDisallow: /prive/\n", "https://a.example/prive/x")


@pytest.mark.parametrize("path", ["/%C3%A9t%C3%A9/x", "/%E9t%E9/x"])
def test_rules_of_robots_txt_in_latin_1_hold_for_both_spellings_of_an_address(path: str) -> None:
    robots = "# Règles de l\u2019été\nUser-agent: *\nDisallow: /été/\nAllow: /\n".encode("cp1252")
    assert not allows(robots, f"https://a.example{path}")
    assert allows(robots, "https://a.example/hiver/x")


def test_a_site_that_wants_long_between_pages_has_its_hour_of_a_crawl(fresh_db: Database) -> None:
    patience = Patience(fresh_db)
    for _ in range(91):
        patience.spend("lent.example", 40.0)
        patience.spend("autre.example", 3.0)
    with pytest.raises(RestingError, match="40 secondes entre deux pages"):
        patience.spend("lent.example", 40.0)
    for _ in range(2000):
        patience.spend("autre.example", 3.0)
