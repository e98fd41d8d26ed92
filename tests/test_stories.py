"""Reprises are grouped whatever their title, cut and small changes; different articles stay apart."""

import random
from typing import Any

from nlp.stories import assign_stories

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
