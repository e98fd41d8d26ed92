"""The texts behind a tone are exactly those that it counts, page by page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.database import open_database, rows
from store.queries.filters import Filters
from store.queries.media import TONES
from store.queries.toned import count_toned, list_toned, list_toned_sentences
from store.verdicts import Voice
from tests.query_calls import make_press

EVERYTHING = Filters(first_on=date(1900, 1, 1), last_on=date(2999, 12, 31))
VOICES: tuple[Voice, ...] = ("press", "reader")


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = make_press(tmp_path_factory.mktemp("press") / "vigie.db", n_comments=600, n_articles=40, days=60)
    yield db
    db.close()


def scopes(db: Database) -> Iterator[Filters]:
    yield EVERYTHING
    yield replace(EVERYTHING, unique_only=True)
    days = [row["day"] for row in rows(db, "select distinct day from daily_tones where day > '' order by day")]
    first, last = (date.fromisoformat(days[len(days) * part // 3]) for part in (1, 2))
    yield replace(EVERYTHING, first_on=first, last_on=last)
    yield replace(EVERYTHING, undated_only=True)
    yield replace(EVERYTHING, sources=(rows(db, "select source_id from daily_tones limit 1")[0]["source_id"],))


@pytest.mark.parametrize("voice", VOICES)
def test_a_list_holds_as_many_texts_as_its_number(press: Database, voice: Voice) -> None:
    for filters in scopes(press):
        by_tone = {tone: list_toned(press, filters, voice=voice, tone=tone, limit=10_000) for tone in TONES}
        for tone, found in by_tone.items():
            assert len(found) == len(set(found)) == count_toned(press, filters, voice=voice, tone=tone)
        every = list_toned(press, filters, voice=voice, tone="", limit=10_000)
        assert sorted(every) == sorted(one for found in by_tone.values() for one in found)
    assert count_toned(press, EVERYTHING, voice=voice, tone="negative") > 0


def test_pages_put_end_to_end_are_the_whole_list(press: Database) -> None:
    whole = list_toned(press, EVERYTHING, voice="reader", tone="negative", limit=10_000)
    pages = [
        list_toned(press, EVERYTHING, voice="reader", tone="negative", limit=7, offset=offset)
        for offset in range(0, len(whole), 7)
    ]
    assert [one for page in pages for one in page] == whole


def test_a_text_takes_the_tone_of_one_sentence_in_three(press: Database) -> None:
    for tone, other in (("negative", "positive"), ("positive", "negative")):
        for owner in list_toned(press, EVERYTHING, voice="reader", tone=tone, limit=50):
            told = Counter(row["value"] for row in list_toned_sentences(press, [owner]))
            assert told[tone] > told[other] and told[tone] * 3 >= told.total()


def test_an_empty_home_has_no_texts(tmp_path: Path) -> None:
    db = open_database(tmp_path / "vigie.db")
    assert count_toned(db, EVERYTHING, voice="reader", tone="") == 0
    assert list_toned(db, EVERYTHING, voice="reader", tone="", limit=30) == []
    db.close()
