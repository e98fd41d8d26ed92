"""A live page in bare boxes keeps its posts in order with their hours, and is no thread of comments."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.extract import extract_html
from crawler.pages.live import hour_of
from store.records import Article

READ_AT = datetime(2026, 11, 13, 6, tzinfo=UTC)
POSTS = (
    ("15 h 40", "La séance est levée", "La présidente de la guilde quitte la salle sans un mot. On se reverra demain."),
    (
        "15 h 12",
        "Une heure de pause",
        "« Il nous faut relire l’article 4 », explique la déléguée à la sortie de la salle.",
    ),
    ("14 h 55", "", "Le texte circule : il compte 42 pages et prévoit une prime de 3 écus pour les gardes de nuit."),
    ("14 h 31", "Les jeunes arrivent", "Une centaine d’apprentis se rassemble devant le phare, une lampe à la main."),
    ("13 h 58", "", "Le maire assure que « rien n’est décidé » et que la porte reste ouverte jusqu’à ce soir."),
    ("13 h 05", "Bonjour à tous", "Bienvenue dans ce direct. Nous vous donnons les nouvelles au fil de l’après-midi."),
)
INTRO = "Suivez la dernière journée de négociation entre la guilde et les gardiens, minute par minute."
NAMES = ("Ondine Valdrine", "Ondine Valdrine", "Basile Corvet", "Ondine Valdrine", "Basile Corvet", "Ondine Valdrine")


def boxes(hour: str, title: str, text: str) -> str:
    return f"<div><div>{hour}</div>{f'<div><b>{title}</b></div>' if title else ''}<div>{text}</div></div>"


def flat(hour: str, title: str, text: str) -> str:
    return (
        f"<div>{hour.replace(' ', '')}</div>{f'<div><strong>{title}</strong></div>' if title else ''}<div>{text}</div>"
    )


def paragraphs(hour: str, title: str, text: str) -> str:
    said = f"{f'<h3>{title}</h3>' if title else ''}<p>{text}</p>"
    return f"<div><span>{hour.replace(' h ', ':')}</span><div>{said}</div></div>"


def deep(hour: str, title: str, text: str) -> str:
    return f"<div><div><div>{hour}</div></div><div><div><div>{title}</div><div>{text}</div></div></div></div>"


def broken(hour: str, title: str, text: str) -> str:
    return f"<div>{hour.replace(' ', '')}<br>{title}<br><br>{text}</div>"


def inline(hour: str, title: str, text: str) -> str:
    return f"<div><b>{hour}</b> - {text}</div>"


def signed(hour: str, title: str, text: str) -> str:
    name = NAMES[[post[0] for post in POSTS].index(hour)]
    return f"<div><div>{hour}</div><div>{name}</div><div>{text}</div><div><a href='#p'>Partager</a></div></div>"


def signed_before(hour: str, title: str, text: str) -> str:
    name = NAMES[[post[0] for post in POSTS].index(hour)]
    return f"<div><div><b>{name}</b> · {hour}</div><div>{text}</div></div>"


def dated(hour: str, title: str, text: str) -> str:
    return f"<div><div>12/11/2026 à {hour.replace(' ', '')}</div><div>{text}</div></div>"


def read(draw: Callable[..., str], *, above: str = "", below: str = "", title: str = "La guilde en direct") -> Article:
    posts = "".join(draw(*post) for post in POSTS)
    page = f"""<!doctype html><html lang="fr"><head><title>{title} - Le Clairon</title></head><body>
        <div><a href="/">Accueil</a> <a href="/s">Santé</a></div>
        <div><h1>{title}</h1><div>{INTRO}</div><div>{above}{posts}</div></div>{below}
        <div>Mentions légales - Contact</div></body></html>"""
    return extract_html(page.encode(), url="https://clairon.example/direct", fetched_at=READ_AT)


SHAPES = (boxes, flat, paragraphs, deep, broken, inline, signed, signed_before, dated)


@pytest.mark.parametrize("above", ["", "<div>6 messages</div>", "<div>Tous les messages</div>", "<h2>Le fil</h2>"])
@pytest.mark.parametrize("draw", SHAPES)
def test_posts_stay_in_order_with_their_hours_and_are_no_comments(draw: Callable[..., str], above: str) -> None:
    article = read(draw, above=above)
    assert article.comments == ()
    body = " ".join([article.standfirst or "", *(block.text for block in article.blocks)])
    assert INTRO in body
    places = [body.find(text) for _, _, text in POSTS]
    assert -1 not in places and places == sorted(places)
    hours = [max(body.find(form) for form in (hour, hour.replace(" ", ""), hour.replace(" h ", ":")))
             for hour, _, _ in POSTS]  # fmt: skip
    assert -1 not in hours and all(hour < place for hour, place in zip(hours, places, strict=True))
    assert hours == sorted(hours)


def test_the_thread_below_a_live_page_is_read_apart() -> None:
    remarks = "".join(
        f'<li class="comment" id="comment-{at}"><b>Zorbulon{at}</b> <span>le 12 novembre 2026 à 1{at}h05</span>'
        f"<p>{text}</p><a href='#'>Répondre</a></li>"
        for at, text in ((1, "Je ne crois pas à cet accord."), (2, "Enfin une prime de nuit, merci."))
    )
    article = read(boxes, below=f'<div id="comments"><h2>2 commentaires</h2><ol>{remarks}</ol></div>')
    assert [comment.text for comment in article.comments] == [
        "Je ne crois pas à cet accord.", "Enfin une prime de nuit, merci.",
    ]  # fmt: skip
    assert any(block.text.startswith("15 h 40") for block in article.blocks)


def test_remarks_that_bear_hours_and_can_be_answered_are_a_thread_under_a_live_title_too() -> None:
    def remark(hour: str, title: str, text: str) -> str:
        at = [post[0] for post in POSTS].index(hour)
        head = f"<div>Zorbulon{at}</div><div>{hour}</div>"
        return f"<div>{head}<div>{text}</div><div><a href='#r{at}'>Répondre</a></div></div>"

    article = read(remark, above="<h2>6 commentaires</h2>")
    assert len(article.comments) == len(POSTS)


def test_hours_out_of_order_or_without_sentences_are_left_as_they_are() -> None:
    def agenda(hour: str, title: str, text: str) -> str:
        return f"<div><div>{hour}</div><div>{title or 'Pause'}</div></div>"

    text = f"<div>{'La journée se tient au phare, et chacun y apporte sa lampe. ' * 6}</div>"
    article = read(agenda, below=text)
    assert not any(block.text.startswith("15 h 40\u00a0:") for block in article.blocks)


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("14h32", "14"), ("14 h 32", "14"), ("9h", "9"), ("08:05", "08"), ("à 14h32", "14"), ("14h32 –", "14"),
        ("14h32 – Ondine Valdrine", "14"), ("Par Ondine Valdrine, 14h32", "14"), ("12/11/2026 à 14h32", "14"),
        ("12 novembre à 14h32", "14"), ("14h32 aux urgences", None), ("25h10", None), ("Ouvert 9 h", None), ("", None),
    ],
)  # fmt: skip
def test_an_hour_alone_or_signed_is_told_from_words_about_one(line: str, hour: str | None) -> None:
    found = hour_of(line)
    assert (found["hour"] if found else None) == hour
