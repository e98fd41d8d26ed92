"""Threads come out of any markup, and nothing comes out of what only looks like one. Every page is invented."""

import re
from datetime import UTC, datetime
from zlib import crc32

import pytest
from comment_shapes import NESTED, SAID, SHAPES, URL
from comment_traps import TRAPS

from crawler.comments import in_page, read_page
from crawler.extract import extract_html
from store.clock import PARIS
from store.records import Comment

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


def read(html: str) -> list[Comment]:
    return in_page(html, url=URL, fetched_at=NOW)[1]


def parents(comments: list[Comment]) -> list[int | None]:
    """For each comment the place of the one that it answers, whichever way it is named."""
    places = {comment.id or f"#{at}": at for at, comment in enumerate(comments)}
    return [places[one.reply_to] if one.reply_to else None for one in comments]


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_text_comes_out_whole_and_alone(shape: str) -> None:
    assert [comment.text for comment in read(SHAPES[shape]())] == [one.text for one in SAID]


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_date_comes_out_to_the_minute(shape: str) -> None:
    expected = [datetime.fromisoformat(f"{one.day}T{one.hour}").replace(tzinfo=PARIS) for one in SAID]
    assert [comment.posted_at for comment in read(SHAPES[shape]())] == expected


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_names_are_told_apart_from_texts_and_stay_in_memory(shape: str) -> None:
    comments = read(SHAPES[shape]())
    assert [comment.author_ref for comment in comments] == [one.name for one in SAID]
    assert not any(one.name in repr(comments) for one in SAID)


@pytest.mark.parametrize("shape", sorted(NESTED))
def test_an_answer_points_to_what_it_answers(shape: str) -> None:
    assert parents(read(SHAPES[shape]())) == [None, 0, None, None]


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - set(NESTED)))
def test_a_flat_thread_has_no_answers(shape: str) -> None:
    assert parents(read(SHAPES[shape]())) == [None, None, None, None]


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - {"microdata"}))
def test_a_redesign_of_the_classes_changes_nothing(shape: str) -> None:
    html = re.sub(
        r"class=(?:\"[^\"]*\"|[\w-]+)", lambda match: f'class="z{crc32(match[0].encode()) % 9999}"', SHAPES[shape]()
    )
    assert [comment.text for comment in read(html)] == [one.text for one in SAID]


# One paragraph signed below says nothing: see the lone block further down.
SHORT = sorted((shape, count) for shape in SHAPES for count in (1, 2, 3) if (shape, count) != ("signed below", 1))


@pytest.mark.parametrize(("shape", "count"), SHORT)
def test_a_short_thread_is_read_too(shape: str, count: int) -> None:
    texts = [comment.text for comment in read(SHAPES[shape](SAID[:count]))]
    assert texts == [one.text for one in SAID[:count]]


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_no_comment_is_read_as_a_part_of_the_article(shape: str) -> None:
    article = extract_html(SHAPES[shape]().encode(), url=URL, fetched_at=NOW)
    printed = " ".join(block.text for block in article.blocks)
    assert "sans pont ni bac" in printed
    assert not any(one.text in printed or one.name in printed for one in SAID)


@pytest.mark.parametrize("shape", ["wordpress blocks", "blogger", "one line of press", "table", "forum posts"])
def test_the_number_that_a_title_says_is_declared(shape: str) -> None:
    assert read_page(SHAPES[shape](), url=URL, fetched_at=NOW).declared == len(SAID)


def test_a_lone_block_that_nothing_confirms_is_left_alone() -> None:
    assert read(SHAPES["signed below"](SAID[:1])) == []


@pytest.mark.parametrize("trap", sorted(TRAPS))
def test_what_only_looks_like_a_thread_gives_nothing(trap: str) -> None:
    assert read(TRAPS[trap]()) == []


# The other two traps are threads by themselves, and a page has one.
@pytest.mark.parametrize("trap", sorted(set(TRAPS) - {"pingbacks", "form only"}))
def test_a_trap_beside_a_thread_adds_nothing(trap: str) -> None:
    both = SHAPES["wordpress default"]().replace("</main>", TRAPS[trap]().split("</article>", 1)[1])
    assert [comment.text for comment in read(both)] == [one.text for one in SAID]
