"""Reprises are grouped whatever their title, cut and small changes; different articles stay apart."""

import random
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bench.stories.__main__ import b_cubed
from bench.stories.generate import make_press
from nlp.stories import assign_stories, group_stories
from store.articles import Origin
from store.database import one
from store.records import Block
from store.writes import finish_step, save_article, start_run, start_step
from tests.builders import KEY, article

LEXICON = """
cabinet médecin convention patient mairie village loyer ordonnance caisse tarif garde vallée hiver conseil
syndicat amendement lecture séance député sénateur hôpital rendez-vous secrétaire internes maison dossier
"""
WORDS = LEXICON.split()


def text(seed: int, n_words: int = 150) -> list[str]:
    chance = random.Random(seed)
    return [chance.choice(WORDS) + str(chance.randrange(30)) for _ in range(n_words)]


def row(name: str, words: list[str], *, day: str | None, hour: int = 8) -> dict[str, Any]:
    return {
        "id": name, "body": f"Titre {name}\n\n" + " ".join(words), "published_on": day,
        "published_at": f"{day}T{hour:02}:00:00+00:00" if day else None,
    }  # fmt: skip


def test_a_cut_and_retouched_reprise_belongs_to_its_first_publication() -> None:
    words = text(1)
    copy = words[:110]
    copy[40], copy[80] = "retouché", "aussi"
    articles = [
        row("b", copy, day="2026-11-21"),
        row("a", words, day="2026-11-20"),
        row("c", text(2), day="2026-11-20"),
    ]
    assert assign_stories(articles) == {"a": ("a", True), "b": ("a", False), "c": ("c", True)}


def test_the_same_words_a_year_later_are_another_story() -> None:
    articles = [row("a", text(1), day="2025-11-20"), row("b", text(1), day="2026-11-20")]
    assert all(first for _, first in assign_stories(articles).values())


def test_an_undated_copy_is_never_the_first() -> None:
    articles = [row("a", text(1), day=None), row("b", text(1), day="2026-11-20")]
    assert assign_stories(articles) == {"a": ("b", False), "b": ("b", True)}


def test_short_notices_are_never_grouped() -> None:
    articles = [row("a", ["Bravo"] * 3, day="2026-11-20"), row("b", ["Bravo"] * 3, day="2026-11-20")]
    assert all(first for _, first in assign_stories(articles).values())


def test_the_order_of_reading_does_not_matter() -> None:
    words = text(3)
    articles = [
        row(name, words[start:], day="2026-11-20", hour=hour)
        for name, start, hour in (("a", 0, 9), ("b", 10, 8), ("c", 20, 10))
    ]
    expected = assign_stories(articles)
    assert {story for story, _ in expected.values()} == {"b"}
    assert assign_stories(list(reversed(articles))) == expected


def test_a_copy_cut_to_its_first_lines_is_found() -> None:
    lines = [f"{' '.join(text(seed, 14)).capitalize()}." for seed in range(20, 40)]
    whole, short = row("a", lines, day="2026-11-20"), row("b", lines[:4], day="2026-11-21")
    assert assign_stories([whole, short])["b"] == ("a", False)


def test_two_articles_that_quote_the_same_person_at_length_are_two_stories() -> None:
    said = f"« {' '.join(text(50, 80))} », dit-elle."
    articles = [row(name, [said, *text(seed, 60)], day="2026-11-20") for name, seed in (("a", 51), ("b", 52))]
    assert all(first for _, first in assign_stories(articles).values())


def test_what_a_site_prints_under_each_article_makes_no_story() -> None:
    foot = " ".join(text(60, 60)).capitalize() + "."
    articles = [
        row(f"a{day}", [*text(70 + day, 25), ".", foot], day=f"2026-11-{10 + day}") | {"site": "confrere.example"}
        for day in range(5)
    ]
    assert all(first for _, first in assign_stories(articles).values())


def test_marks_figures_and_paragraphs_written_otherwise_make_no_difference() -> None:
    words = [f"{' '.join(text(seed, 12)).capitalize()} 1347 « mot » d’ici." for seed in range(80, 90)]
    other = [one.replace("1347", "1\u202f347").replace("« mot »", '"mot"').replace("’", "'") for one in words]
    copy = row("b", [], day="2026-11-21") | {"body": "Autre titre\n\n" + "\n\n".join(other)}
    assert assign_stories([row("a", words, day="2026-11-20"), copy])["b"] == ("a", False)


def test_presses_made_from_seeds_are_grouped_as_they_were_made() -> None:
    for seed in (41, 42):
        made = make_press(seed)
        found = {name: story for name, (story, _) in assign_stories([one.row() for one in made]).items()}
        assert b_cubed(made, found)[2] >= 0.95


def test_only_what_may_be_the_copy_of_something_new_is_looked_at(fresh_db: Database) -> None:
    for place, day in enumerate(("2026-03-02", "2026-11-18", "2026-11-20")):
        stored(fresh_db, place, day, " ".join(text(90, 60)))
    run = start_run(fresh_db, "nightly")
    assert group_stories(fresh_db).n_articles == 3
    finish_step(fresh_db, start_step(fresh_db, run, "stories"), "done")
    fresh_db.execute("update articles set fetched_at = '2020-01-01'")
    assert group_stories(fresh_db).n_articles == 0
    stored(fresh_db, 3, "2026-11-21", " ".join(text(90, 50)))
    assert group_stories(fresh_db).n_articles == 3
    assert one(fresh_db, "select count(distinct story_id) as n from articles") == {"n": 2}


def test_a_copy_of_an_emptied_article_stays_a_copy(fresh_db: Database) -> None:
    for place, day in enumerate(("2026-11-18", "2026-11-20")):
        stored(fresh_db, place, day, " ".join(text(91, 60)))
    group_stories(fresh_db)
    fresh_db.execute("update articles set body = '', blocks = '[]', purged_on = '2026-11-22' where story_first = 1")
    group_stories(fresh_db)
    assert one(fresh_db, "select sum(story_first) as n from articles") == {"n": 1}


def stored(db: Database, place: int, day: str, body: str) -> None:
    site = f"site-{place}.example"
    address = f"https://{site}/x"
    made = article(url=address, canonical_url=address, title=f"Titre du texte numéro {place}", site=site,
                   published_at=datetime.fromisoformat(f"{day}T08:00:00+00:00"),
                   blocks=(Block(kind="paragraph", text=body),))  # fmt: skip
    save_article(db, made, origin=Origin(audience="medecins", source_id=f"site-{place}"), key=KEY)
