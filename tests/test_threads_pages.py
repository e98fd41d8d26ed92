"""The pages of one thread: each comment once, answers at their place, no end of pages, nothing removed for a hole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from loopback_site import TEXT, article, crawl, site, stored

from crawler.threads import join_pages
from store.records import Comment

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def said(text: str, *, name: str | None = "Zorbulon", at: datetime | None = NOW, **told: str | None) -> Comment:
    return Comment(text=text, platform="generic", author_ref=name, posted_at=at, **told)  # type: ignore[arg-type]


def page(numbers: list[int], following: str | None = None, *, declared: bool = True) -> str:
    """A page whose thread holds those comments; the site gives them no ids."""
    items = "".join(
        f'<li class="comment"><b class="fn">Zorbulon {n}</b> <time>20 novembre 2026 à 0{n}h00</time>'
        f'<div class="comment-content"><p>Une remarque inventée numéro {n}.</p></div></li>'
        for n in numbers
    )
    title = "4 commentaires" if declared else "Commentaires"
    more = f'<nav class="comment-navigation"><a class="next" href="{following}">Suite</a></nav>' if following else ""
    thread = f'</article><h2>{title}</h2><ol class="comment-list">{items}</ol>{more}'
    return article(text=TEXT).replace("</article>", thread)


def texts(folder: Path) -> list[object]:
    return [row["body"] for row in stored(folder, "select body from comments where status <> 'deleted' order by body")]


def test_a_second_page_that_shows_the_first_again_adds_nothing(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", page([1, 2], "/a/comment-page-2/"))
        shown.says("/a/comment-page-2/", page([1, 2], "/a/comment-page-3/"))
        code, _, failures = crawl(shown, tmp_path)
    assert (code, failures) == (0, [])
    assert texts(tmp_path) == [f"Une remarque inventée numéro {n}." for n in (1, 2)]
    assert "/a/comment-page-3/" not in shown.paths()


def test_a_robot_check_in_place_of_a_second_page_removes_no_comment(tmp_path: Path) -> None:
    check = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", page([1, 2], "/a/comment-page-2/", declared=False))
        shown.says("/a/comment-page-2/", page([3, 4], declared=False))
        shown.says("/a/comment-page-2/", check)
        crawl(shown, tmp_path)
        assert len(texts(tmp_path)) == 4
        crawl(shown, tmp_path, now="2026-11-24T08:30:00+01:00")
    assert shown.paths().count("/a/comment-page-2/") == 2
    assert len(texts(tmp_path)) == 4


def test_an_answer_of_a_second_page_keeps_its_parent() -> None:
    first = [said("un", at=NOW), said("deux", name="Plouf")]
    second = [said("trois", name="Bric"), said("quatre", name="Broc", reply_to="#0")]
    assert [one.reply_to for one in join_pages(join_pages([], first), second)] == [None, None, None, "#2"]


def test_pages_that_overlap_give_each_comment_once_and_answers_their_place() -> None:
    first = [said("un"), said("deux", name="Plouf")]
    second = [said("deux", name="Plouf"), said("trois", name="Bric", reply_to="#0")]
    joined = join_pages(join_pages([], first), second)
    assert [one.text for one in joined] == ["un", "deux", "trois"]
    assert joined[2].reply_to == "#1"


@pytest.mark.parametrize("told", [{"name": "Plouf"}, {"at": datetime(2026, 11, 21, 8, tzinfo=UTC)}])
def test_equal_texts_of_two_readers_or_moments_are_two_comments(told: dict[str, object]) -> None:
    second = [said("D’accord.", **told), said("Autre chose.")]  # type: ignore[arg-type]
    assert len(join_pages([said("D’accord.")], second)) == 3


def test_equal_texts_without_name_or_date_are_one_only_where_the_whole_page_is_shown_again() -> None:
    bare = [said(text, name=None, at=None) for text in ("Merci.", "Bravo.")]
    assert len(join_pages(bare, bare)) == 2
    assert len(join_pages(bare, [bare[0], said("Non.", name=None, at=None)])) == 4
