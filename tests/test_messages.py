"""Our talking points are found when they are said otherwise, and not when they are turned against us."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from nlp.carrying import find_messages
from nlp.messages import Messenger
from nlp.pipeline import Pipeline
from store.database import rows
from store.messages import rebuild_message_units
from store.queries.filters import Filters
from store.queries.passages import Question, count_units, list_unit_passages, list_units
from store.records import Quote, Tag
from store.watch import Watch, load_watch, packaged_watch
from store.writes import save_analyses
from tests.builders import RELEVANT, analysis
from tests.dashboard_homes import TAGGERS, prepare
from tests.test_novelty import DAY, add

GOLD = Path("nlp/gold/messages")
SAME = "Deux prescriptions identiques devraient être remboursées pareil."


@pytest.fixture(scope="module")
def watch() -> Watch:
    return load_watch(packaged_watch())


@pytest.fixture(scope="module")
def messenger(watch: Watch) -> Messenger:
    return Messenger(Pipeline(watch))


def points(messenger: Messenger, text: str) -> list[str]:
    texts = dict(messenger.forms)
    return [texts[one.point] for one in messenger.find([text])[0]]


def test_a_point_said_otherwise_is_found_at_its_place(messenger: Messenger) -> None:
    text = f"Bonjour à tous. {SAME} Bonne journée."
    found = messenger.find([text])[0]
    assert [text[one.start : one.end] for one in found] == [SAME]
    assert points(messenger, SAME) == ["À ordonnance égale, remboursement égal."]


@pytest.mark.parametrize(
    "text",
    ["Il est normal que deux ordonnances identiques ne soient pas remboursées de la même façon.",
     "Le remboursement de cette ordonnance a pris trois semaines.", "Bonne journée.", ""],
)  # fmt: skip
def test_the_opposite_and_the_mere_words_are_no_message(messenger: Messenger, text: str) -> None:
    assert points(messenger, text) == []


def test_a_rewording_of_the_watch_is_recognised_as_its_point(watch: Watch) -> None:
    said = "Trois cent mille ordonnances attendent un tampon inutile."
    first = watch.us.talking_points[0].model_copy(update={"rewordings": (said,)})
    us = watch.us.model_copy(update={"talking_points": (first,)})
    changed = Messenger(Pipeline(watch.model_copy(update={"us": us})))
    assert [one.point for one in changed.find([said])[0]] == [first.id]


def test_the_gold_is_half_paraphrases_half_near_misses_and_its_halves_share_no_sentence() -> None:
    halves = {name: [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
              for name in ("dev", "held-out")}  # fmt: skip
    for lines in halves.values():
        assert Counter(row["holds"] for row in lines) == {True: 40, False: 40}
    assert not {row["text"] for row in halves["dev"]} & {row["text"] for row in halves["held-out"]}


@pytest.fixture
def carried(fresh_db: Database, watch: Watch) -> Database:
    prepare(fresh_db)
    add(fresh_db, 1, [SAME, "Rien à voir, il pleut à Sainte-Ombeline."], on=DAY)
    find_messages(fresh_db, watch)
    return fresh_db


def test_the_night_counts_a_message_once_and_leads_to_its_sentence(carried: Database, watch: Watch) -> None:
    point = watch.us.talking_points[1]
    question, filters = Question(voice="reader", point=point.id), Filters(first_on=DAY, last_on=DAY)
    assert count_units(carried, filters, question) == 1
    units = list_units(carried, filters, question, limit=10)
    passages = list_unit_passages(carried, units[0]["owner_id"], question)
    (start, end) = passages[0]["evidence"][0]
    assert passages[0]["text"][start - passages[0]["start"] : end - passages[0]["start"]] == SAME


def test_what_was_read_is_not_read_again_until_the_points_change(carried: Database, watch: Watch) -> None:
    assert find_messages(carried, watch).n_passages == 0
    us = watch.us.model_copy(update={"talking_points": watch.us.talking_points[:1]})
    summary = find_messages(carried, watch.model_copy(update={"us": us}))
    assert summary.n_passages > 0 and summary.n_units == 0
    assert rows(carried, "select * from unit_messages") == []


def test_the_count_of_a_message_outlives_its_text(carried: Database, watch: Watch) -> None:
    known = [point.id for point in watch.us.talking_points]
    carried.execute("delete from passages")
    rebuild_message_units(carried, points=known)
    assert len(rows(carried, "select * from unit_messages")) == 1


def test_a_message_quoted_in_a_longer_sentence_is_the_speakers(fresh_db: Database, watch: Watch) -> None:
    prepare(fresh_db)
    add(fresh_db, 1, ["Un commentaire."], on=DAY)
    article = rows(fresh_db, "select * from articles")[0]
    said = f"« {SAME[:-1]} », affirme la présidente d’une union de praticiens que personne n’avait encore entendue ici."
    fresh_db.execute("update articles set body = ? where id = ?", [said, article["id"]])
    tags: dict[str, list[Tag]] = {"relevance": [RELEVANT], "stance": [], "arguments": []}
    quote = Quote(text=SAME[:-1], start=2, end=2 + len(SAME) - 1, speaker="Ida Lune", cue="affirme", kind="direct",
                  attitude="neutral")  # fmt: skip
    row = rows(fresh_db, "select * from articles")[0]
    save_analyses(fresh_db, [replace(analysis(row, tags), quotes=(quote,))], TAGGERS | {"quotes": "stance-1"})
    find_messages(fresh_db, watch)
    [unit] = rows(fresh_db, "select voice, speaker, owner_id from unit_messages")
    assert (unit["voice"], unit["speaker"]) == ("speaker", "Ida Lune")
    question = Question(voice="speaker", point=watch.us.talking_points[1].id, speaker="Ida Lune")
    assert count_units(fresh_db, Filters(first_on=DAY, last_on=DAY), question) == 1
    assert len(list_unit_passages(fresh_db, unit["owner_id"], question, speaker="Ida Lune")) == 1
    assert list_unit_passages(fresh_db, unit["owner_id"], question, speaker="") == []
