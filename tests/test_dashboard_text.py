"""Escaping, marking, French writing, addresses, threads and intervals."""

import html
import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from dashboard.address import filter_params, link, question_params, read_filters, read_page, read_question
from dashboard.french import between, counted, long_day, moment, number, percent, period, shorten
from dashboard.intervals import ENOUGH, by_stance, measure_shares, wilson
from dashboard.marking import Mark, mark_text
from dashboard.markup import escape, outside, paragraph, show, table
from dashboard.names import STANCES, USES
from dashboard.threads import arrange_thread
from store.clock import PARIS
from store.database import Row
from store.queries.filters import Filters
from store.queries.passages import Question

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "**gras** _ital_ `code`",
    "[lien](javascript:alert(1))", "$\\frac{1}{2}$ et 5 $ ou 6 $", ":smile: :material/home: :red[rouge]",
    "&lt;b&gt; &amp;",
    "# titre\n- liste\n> citation", "{0} {} %s",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_letter_by_letter(text: str) -> None:
    for shown in (escape(text), paragraph(text), mark_text(text, []), table(text, [text], [[text]])):
        assert "<script" not in shown and "<img" not in shown
        assert html.unescape(str(escape(text))) == text
        assert str(escape(text)) in shown


def test_only_markup_can_be_shown() -> None:
    with pytest.raises(TypeError):
        show("<b>du texte</b>")  # type: ignore[arg-type]  # what the check is for


def test_only_web_addresses_become_links() -> None:
    assert outside("javascript:alert(1)", "ici") == "ici"
    assert outside(None, "<b>") == "&lt;b&gt;"
    assert 'rel="noopener noreferrer"' in outside("https://confrere.example", "ici")


spans = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6)


@given(st.text(max_size=30), spans)
def test_marks_never_change_the_text(text: str, found: list[tuple[int, int]]) -> None:
    marks = [Mark(start=start, end=end, css="a", title="t") for start, end in found]
    assert html.unescape(re.sub("</?mark[^>]*>", "", str(mark_text(text, marks)))) == text


def test_overlapping_marks_each_cover_their_letters() -> None:
    marks = [Mark(start=10, end=14, css="a", title="un"), Mark(start=12, end=16, css="b", title="deux")]
    shown = mark_text("abcdef", marks, start=10)
    assert shown == Markup(
        '<mark class="a" title="un">ab</mark><mark class="a b" title="un · deux">cd</mark>'
        '<mark class="b" title="deux">ef</mark>'
    )


def test_numbers_days_and_moments_are_french() -> None:
    assert number(1347) == "1\u202f347" and number(0.906, digits=2) == "0,91"
    assert percent(0.62) == "62\u00a0%" and between(0.54, 0.7) == "54 à 70\u00a0%"
    assert [counted(n, "article") for n in (0, 1, 2)] == ["0\u00a0article", "1\u00a0article", "2\u00a0articles"]
    assert long_day(date(2026, 11, 1)) == "dimanche 1er\u00a0novembre 2026"
    assert moment(datetime(2026, 11, 22, 8, 5, tzinfo=PARIS)) == "dim. 22\u00a0nov. 2026, 8\u00a0h\u00a005"
    assert moment("2026-11-21T23:30:00+00:00") == "dim. 22\u00a0nov. 2026, 0\u00a0h\u00a030"
    assert moment("2026-11-21T23:00:00+00:00") == "dim. 22\u00a0nov. 2026"
    assert moment(None) == "sans date"
    assert period(date(2026, 9, 1), date(2026, 11, 22)) == "du 1er\u00a0sept. au 22\u00a0nov. 2026"
    assert shorten("un texte assez long", 9) == "un texte…" and shorten("court", 9) == "court"


filters = st.builds(
    Filters, first_on=st.just(date(2026, 1, 5)), last_on=st.dates(date(2026, 1, 5), date(2026, 12, 31)),
    audiences=st.sampled_from([(), ("medecins",), ("local",)]), sources=st.sampled_from([(), ("confrere",)]),
    unique_only=st.booleans(), undated_only=st.booleans(),
)  # fmt: skip


@given(filters)
def test_filters_come_back_from_their_address(one: Filters) -> None:
    read = read_filters(
        filter_params(one), first_on=date(2000, 1, 1), last_on=date(2000, 1, 2), default_audience="politique"
    )
    assert read == one


questions = st.one_of(
    st.builds(Question, voice=st.sampled_from(["reader", "press", "speaker"]), target=st.sampled_from(["", "cible"]),
              stance=st.sampled_from(["", *STANCES]), thread=st.sampled_from(["", "fil"])),
    st.builds(Question, voice=st.just("reader"), argument=st.just("argument"), use=st.sampled_from(["", *USES])),
)  # fmt: skip


@given(questions)
def test_a_question_comes_back_from_its_address(question: Question) -> None:
    assert read_question(question_params(question)) == question


def test_a_page_is_a_number_from_one() -> None:
    assert [read_page({"page": text}) for text in ("2", "0", "-1", "x", "", "²", "99999999")] == [2, 1, 1, 1, 1, 1, 1]
    assert read_page({}) == 1


def test_a_link_is_relative_and_its_values_are_encoded() -> None:
    assert link("lire", article="a&b=c", page=None) == "lire?article=a%26b%3Dc"
    assert link("matin") == "./" and link("matin", jour="2026-11-22") == "./?jour=2026-11-22"


def test_replies_stand_under_what_they_answer() -> None:
    thread = [{"id": one, "reply_to": parent} for one, parent in
              (("a", None), ("b", None), ("c", "a"), ("d", "c"), ("e", "absent"), ("f", "a"))]  # fmt: skip
    assert [(row["id"], depth) for depth, row in arrange_thread(thread)] == [
        ("a", 0), ("c", 1), ("d", 2), ("f", 1), ("b", 0), ("e", 0),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 9), max_size=10))
def test_no_comment_is_lost_even_in_a_circle(parents: list[int]) -> None:
    thread = [{"id": str(index), "reply_to": str(parent)} for index, parent in enumerate(parents)]
    assert sorted(row["id"] for _, row in arrange_thread(thread)) == sorted(row["id"] for row in thread)


def unit_rows(against: int, favour: int, *, n_threads: int) -> list[Row]:
    stances = ["against"] * against + ["favour"] * favour
    return [{"thread_id": str(i % n_threads), "stance": stance, "n": 1} for i, stance in enumerate(stances)]


def test_fewer_than_thirty_units_have_no_share() -> None:
    assert all(one.share is None for one in measure_shares(unit_rows(ENOUGH - 1, 0, n_threads=5)))
    assert by_stance(measure_shares(unit_rows(ENOUGH, 0, n_threads=5)))["against"].share == 1.0


def test_an_interval_holds_its_share_and_never_moves() -> None:
    rows = unit_rows(60, 40, n_threads=10)
    first, again = measure_shares(rows), measure_shares(list(reversed(rows)))
    assert first == again
    for one in first:
        assert one.low is not None and one.high is not None and one.share is not None
        assert 0 <= one.low <= one.share <= one.high <= 1


def test_threads_that_agree_inside_widen_the_interval() -> None:
    mixed = [{"thread_id": str(i % 10), "stance": "against" if i // 10 % 2 else "favour", "n": 1} for i in range(100)]
    blocks = [{"thread_id": str(i % 10), "stance": "against" if i % 10 < 5 else "favour", "n": 1} for i in range(100)]
    narrow, wide = (by_stance(measure_shares(rows))["against"] for rows in (mixed, blocks))
    assert narrow.share == wide.share == 0.5
    assert narrow.low is not None and wide.low is not None and wide.low < narrow.low - 0.05


def test_one_thread_alone_gives_no_false_certainty() -> None:
    one = by_stance(measure_shares(unit_rows(30, 10, n_threads=1)))["against"]
    assert (one.low, one.high) == wilson(30, 40)
