"""A press drawn from a seed, and what every press keeps: pages match the truth, names stay on pages."""

from datetime import timedelta

import pytest

from crawler.demo import render
from crawler.demo.generate import random_press
from crawler.demo.manuscripts import demo_spec
from crawler.demo.press import serve
from crawler.demo.truth import tell_truth
from tests.demo_kit import SMALL, TODAY, ask, printed, unserved

SEEDS = range(6)


def spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("seed", [None, *SEEDS])
def test_each_page_prints_the_title_and_the_blocks_of_its_truth(seed: int | None) -> None:
    spec = SMALL if seed is None else random_press(seed, today=TODAY)
    edition = unserved(spec)
    for told in tell_truth(edition).articles:
        text = printed(render.article(edition, edition.by_slug[told.slug]))
        assert spaced(told.title) in text
        assert all(spaced(block.text) in text for block in told.blocks)


@pytest.mark.parametrize("seed", [None, *SEEDS])
def test_truth_holds_no_name_of_a_comment_author(seed: int | None) -> None:
    spec = demo_spec() if seed is None else random_press(seed, today=TODAY)
    edition = unserved(spec)
    assert spec.author_names()
    told = repr(tell_truth(edition))
    assert [name for name in spec.author_names() if name in told] == []


def test_same_seed_gives_the_same_pages_byte_for_byte() -> None:
    first, second = unserved(random_press(7, today=TODAY)), unserved(random_press(7, today=TODAY))
    assert first.spec == second.spec
    for one, other in zip(first.spec.articles, second.spec.articles, strict=True):
        assert render.article(first, one) == render.article(second, other)


def test_another_seed_gives_another_press() -> None:
    assert random_press(1, today=TODAY) != random_press(2, today=TODAY)


def test_generated_press_publishes_nothing_on_sunday() -> None:
    spec = random_press(3, today=TODAY)
    assert all((TODAY + timedelta(days=found.day)).weekday() != 6 for found in spec.articles)


def test_generated_presses_meet_every_comment_platform_between_them() -> None:
    modes = {site.comments for seed in SEEDS for site in random_press(seed, today=TODAY).sites}
    assert {"logora", "wordpress", "json-ld", "microdata", "drupal"} <= modes


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_press_answers_every_address_of_its_truth(seed: int) -> None:
    with serve(TODAY, random_press(seed, today=TODAY)) as press:
        for told in press.truth.articles:
            statuses = [ask(told.url).status, ask(told.url).status]
            assert statuses[-1] == 200, told.slug


@pytest.mark.parametrize("seed", [None, *SEEDS])
def test_each_article_has_its_own_addresses(seed: int | None) -> None:
    edition = unserved(demo_spec() if seed is None else random_press(seed, today=TODAY))
    by_site = [(found.site, path) for found in edition.spec.articles for path in edition.paths(found).values()]
    assert len(set(by_site)) == 4 * len(edition.spec.articles)
