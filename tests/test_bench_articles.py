"""The benchmark of articles counts what it should, on its invented pages."""

import sys

import pytest

from bench.articles.__main__ import read_ours, read_peers
from bench.articles.gold import GoldPage, page_words, read_gold, sha_of, words_of
from bench.articles.scoring import interval, score_page

FIRST = "Le conseil des brumes a voté mardi la réforme des lampes, par onze voix contre neuf."
SECOND = "Au port, personne n'a attendu le vote : les lanternes à huile sont déjà rangées."
LEAD = "Onze voix contre neuf pour un texte très débattu."


def gold(**changes: object) -> GoldPage:
    """A page whose article has two paragraphs and a standfirst."""
    facts = {
        "file": "x.html", "title": "La réforme", "standfirst": LEAD, "byline": ["Prunelle Quartzine"], "refused": False,
        "published_on": "2026-03-12", "paywall": "free", "language": "fr", "body": [FIRST, SECOND], "beside": [LEAD],
    }  # fmt: skip
    return GoldPage(body=b"", facts={**facts, **changes})


@pytest.mark.parametrize(
    ("read", "precision", "recall"),
    [
        ([FIRST, SECOND], 1.0, 1.0),
        ([FIRST + " " + SECOND], 1.0, 1.0),
        ([LEAD, FIRST], 1.0, 0.5),
        ([FIRST, "Recevez chaque matin notre lettre d'information."], 0.5, 0.5),
        ([], 0.0, 0.0),
    ],
)
def test_paragraphs_are_judged_by_their_words_however_they_are_cut(
    read: list[str], precision: float, recall: float
) -> None:
    scores = score_page(gold(), {"paragraphs": read})
    assert (scores["precision"], scores["recall"]) == (precision, recall)


def test_a_speaker_may_be_cut_from_the_front_of_a_turn() -> None:
    page = gold(body=[f"Dr Mirabelle Ostrogor : {FIRST}"])
    assert score_page(page, {"paragraphs": [FIRST]})["recall"] == 1.0


def test_a_field_that_the_page_does_not_say_is_right_when_it_is_left_empty() -> None:
    page = gold(standfirst=None, byline=[], published_on=None)
    silent = score_page(page, {})
    inventing = score_page(page, {"standfirst": LEAD, "byline": ["La Lanterne"], "published_on": "2026-03-12"})
    assert {silent[name] for name in ("standfirst", "byline", "date")} == {1.0}
    assert {inventing[name] for name in ("standfirst", "byline", "date")} == {0.0}


def test_names_of_saved_pages_are_told_by_their_hash() -> None:
    page = gold(byline=[sha_of(words_of("Prunelle Quartzine"))])
    assert score_page(page, {"byline": ["PRUNELLE QUARTZINE"]})["byline"] == 1.0


def test_an_extractor_that_is_not_there_is_named() -> None:
    readings, absent = read_peers([], sys.executable)
    assert set(absent) | {name.split()[0] for name in readings} <= {"trafilatura", "newspaper4k", "news-please"}
    assert "newspaper4k" in absent or readings == {}


def test_the_gold_stands_in_its_pages() -> None:
    for half in ("dev", "held"):
        for page in read_gold(half, None):
            if "json" not in page.facts["kind"].lower() and not page.facts["refused"]:
                words = " ".join(page_words(page.body))
                assert all(" ".join(paragraph) in words for paragraph in page.paragraphs), page.facts["file"]


def test_the_invented_half_on_which_rules_were_written_stays_read() -> None:
    pages = list(read_gold("dev", None))
    scores = [score_page(page, read_ours(page)) for page in pages if not page.facts["refused"]]
    assert sum(one["f1"] for one in scores) / len(scores) > 0.97
    assert all("error" in read_ours(page) for page in pages if page.facts["refused"])


def test_an_interval_of_equal_pages_has_no_width() -> None:
    assert interval([1.0, 1.0, 1.0]) == (1.0, 1.0)
