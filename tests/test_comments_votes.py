"""Votes, numbers and hours that threads print in words. Every page is invented."""

from datetime import UTC, datetime

import pytest
from comment_shapes import FLAT, URL, page

from crawler.comments import in_page, read_page
from crawler.pages.pasted import read_pasted
from crawler.pages.votes import number_in_words, read_votes
from store.clock import PARIS
from store.fold import fold_words
from store.records import Comment

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


def thread(title: str, block: str, votes: list[str], *, hours: bool = False) -> str:
    items = [
        block.format(
            name=one.name, text=one.text, date=one.hour.replace(":", " h ") if hours else one.printed, votes=told
        )
        for one, told in zip(FLAT, votes, strict=True)
    ]
    return page(f"<section><h2>{title}</h2>{''.join(items)}</section><form><textarea></textarea></form>")


def read(html: str) -> list[Comment]:
    return in_page(html, url=URL, fetched_at=NOW)[1]


BLOCK = "<div class=x1><b>{name}</b><span>{date}</span><p>{text}</p><div>{votes}</div><a href='#r'>Répondre</a></div>"
INLINE = "<li><p>{name} | {date}</p><p>{text}</p><p>{votes} · <a href='#'>Répondre</a></p></li>"
BUTTON = (
    "<div><b>{name}</b> <i>{date}</i><div>{text}</div><button aria-label='Aimer ce commentaire'><span>{votes}</span>"
    "</button><button>Répondre</button></div>"
)
TOLD = [
    (["3 personnes ont aimé", "1 personne a aimé", "12 personnes ont aimé", "Personne n’a encore aimé"], [3, 1, 12, 0]),
    (["un lecteur recommande", "deux lecteurs recommandent", "14 lecteurs recommandent",
      "Soyez le premier à recommander"], [1, 2, 14, 0]),
    (["douze votes", "un vote", "vingt et un votes", "quatre-vingt-dix-sept votes"], [12, 1, 21, 97]),
    (["J’aime (3)", "J’aime", "J’aime (15)", "1\u202f204 j’aime"], [3, None, 15, 1204]),
    (["12 pour, 3 contre", "0 pour, 1 contre", "5 pour, 5 contre", "7 pour, 0 contre"], [12, 0, 5, 7]),
    (["3 lecteurs ont trouvé ce commentaire utile", "Ce commentaire vous a-t-il été utile ?",
      "1 lecteur a trouvé ce commentaire utile", "27 lecteurs ont trouvé ce commentaire utile"], [3, None, 1, 27]),
]  # fmt: skip


@pytest.mark.parametrize("block", [BLOCK, INLINE])
@pytest.mark.parametrize(("printed", "expected"), TOLD)
def test_votes_told_in_words_are_counted_and_leave_the_text(
    block: str, printed: list[str], expected: list[int | None]
) -> None:
    comments = read(thread("4 commentaires", block, printed))
    assert [one.votes for one in comments] == expected
    assert [one.text for one in comments] == [one.text for one in FLAT]


def test_a_number_in_a_button_to_like_is_its_votes() -> None:
    assert [one.votes for one in read(thread("4 commentaires", BUTTON, ["3", "0", "15", "1"]))] == [3, 0, 15, 1]


def test_a_number_in_a_button_to_dislike_is_no_vote_in_favour() -> None:
    block = BUTTON.replace("Aimer ce commentaire", "Je n’aime pas ce commentaire")
    assert [one.votes for one in read(thread("4 commentaires", block, ["3", "0", "15", "1"]))] == [None] * 4


def test_what_a_reader_writes_of_votes_stays_in_the_text() -> None:
    block = (
        "<div><b>{name}</b><span>{date}</span><p>{text}</p><p>{votes}</p><p>Et rien d’autre.</p><a>Répondre</a></div>"
    )
    comments = read(thread("4 commentaires", block, ["douze votes", "un vote", "deux votes", "aucun vote"]))
    assert [one.text.split("\n")[1] for one in comments] == ["douze votes", "un vote", "deux votes", "aucun vote"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Quatre commentaires", 4), ("Dix-sept commentaires", 17), ("Vingt et une réactions", 21),
     ("Une trentaine de commentaires", None), ("Plus de 100 commentaires", None), ("Vos commentaires", None)],
)  # fmt: skip
def test_a_declared_number_in_words_is_read_and_a_rounded_one_is_none(title: str, expected: int | None) -> None:
    thread_read = read_page(thread(title, BLOCK, [""] * 4), url=URL, fetched_at=NOW)
    assert (thread_read.declared, len(thread_read.comments)) == (expected, 4)


def test_a_single_comment_is_announced_in_words() -> None:
    alone = BLOCK.format(name="Plouf", date="2 octobre 2026 à 8h05", text="Le bac est plein.", votes="")
    html = page(f"<section><h2>Un seul commentaire</h2>{alone}</section>")
    assert [one.text for one in read(html)] == ["Le bac est plein."]


def test_an_hour_alone_under_a_day_is_that_day_s() -> None:
    html = thread("4 commentaires", BLOCK, [""] * 4, hours=True).replace("</h2>", "</h2><h3>2 octobre 2026</h3>")
    days = [datetime.fromisoformat(f"2026-10-02T{one.hour}").replace(tzinfo=PARIS) for one in FLAT]
    assert [one.posted_at for one in read(html)] == days


def test_an_hour_alone_without_a_day_is_kept_as_printed_and_dates_nothing() -> None:
    comments = read(thread("4 commentaires", BLOCK, [""] * 4, hours=True))
    assert [(one.posted_at, one.date_text) for one in comments] == [
        (None, one.hour.replace(":", " h ")) for one in FLAT
    ]
    assert [one.text for one in comments] == [one.text for one in FLAT]
    assert [one.author_ref for one in comments] == [one.name for one in FLAT]


def test_an_hour_alone_beside_whole_dates_takes_none_of_their_days() -> None:
    html = thread("4 commentaires", BLOCK, [""] * 4).replace(FLAT[2].printed, "17 h 20").replace(
        FLAT[1].printed, "2 octobre 2026"
    )  # fmt: skip
    assert [one.posted_at is None for one in read(html)] == [False, False, True, False]


def test_the_hours_of_a_live_report_make_no_comments() -> None:
    posts = "".join(f"<div><h3>{one.hour.replace(':', ' h ')}</h3><p>{one.text}</p></div>" for one in FLAT)
    form = "<h2>Commentaires</h2><p>Soyez le premier à réagir</p><form><textarea></textarea></form>"
    assert read(page(f"<section>{posts}</section>{form}")) == []


@pytest.mark.parametrize(
    ("words", "number"),
    [("un", 1), ("vingt et un", 21),
     ("quatre-vingt-dix-sept", 97), ("deux cent trois", 203), ("mille deux cents", 1200),
     ("trois mille quatre cent vingt", 3420), ("soixante et onze", 71), ("beaucoup", None)],
)  # fmt: skip
def test_numbers_in_words_have_their_value(words: str, number: int | None) -> None:
    assert number_in_words(words) == number


@pytest.mark.parametrize(
    "line", ["je vote pour", "j’aime deux choses", "12 votes pour un seul candidat", "pour 3 raisons"]
)
def test_a_sentence_about_votes_tells_none(line: str) -> None:
    assert read_votes(fold_words(line)) == (False, None)


def test_votes_in_words_of_a_pasted_page_are_counted_and_name_nobody() -> None:
    told = ["douze votes", "un lecteur recommande", "12 pour, 3 contre", "Personne n’a encore voté"]
    threads = [
        f"{one.name}\n{one.printed}\n{one.text}\n{votes}\nRépondre" for one, votes in zip(FLAT, told, strict=True)
    ]
    head = "Une île de plus\nLe bac de dix heures est plein tous les matins, disent les habitants de la pointe.\n"
    article = read_pasted(head + "Dix-sept commentaires\n" + "\n".join(threads), url=URL, fetched_at=NOW)
    assert [one.votes for one in article.comments] == [12, 1, 12, 0]
    assert [one.author_ref for one in article.comments] == [one.name for one in FLAT]
    assert [one.text for one in article.comments] == [one.text for one in FLAT]
    assert article.comments_declared == 17
