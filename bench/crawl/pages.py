"""The pages of generated sources: a feed, articles and threads, made from numbers alone, the same at each request."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

FIRST_DAY = datetime(2026, 7, 26, 6, 30, tzinfo=UTC)
N_PARAGRAPHS = 400
_HEADS = (
    "Le conseil municipal de {town}", "La maison de santé de {town}", "Un collectif de patients de {town}",
    "Le centre hospitalier de {town}", "L’ordre des médecins du département", "La caisse primaire de {town}",
)  # fmt: skip
_VERBS = (
    "annonce", "dément", "reporte", "détaille", "défend", "conteste", "prépare", "prolonge", "examine", "suspend",
)  # fmt: skip
_THINGS = (
    "l’ouverture d’un cabinet de garde", "le départ de deux généralistes", "une permanence du samedi",
    "la fin des consultations hors convention", "un accord sur les dépassements d’honoraires",
    "le recrutement de trois internes", "une pétition contre le déremboursement des ordonnances",
)  # fmt: skip
_TOWNS = ("Corbelune", "Vaudrisse", "Ambrelle", "Pontfrêne", "Lardenac", "Sissonnelle", "Oberquin", "Tréville-sur-Ande")
_ENDS = (
    "selon le compte rendu de la séance", "d’après les chiffres transmis aux élus", "malgré les réserves du bureau",
    "avant la fin du trimestre", "au terme de deux heures de débat", "faute de remplaçant dans le canton",
)  # fmt: skip
_READERS = ("Ondine Perlavoine", "Hector Brumetal", "Sidonie Quartefeuille", "Lucas Mirandolle", "Rose Tavernelle")
_REMARKS = (
    "Cela fait deux ans que nous attendons", "Je ne vois pas qui pourra payer de telles sommes",
    "Mon médecin est parti et personne ne le remplace", "Les honoraires libres ne régleront rien ici",
    "On oublie toujours les patients âgés du bourg", "Bravo à l’équipe qui tient la garde le dimanche",
)  # fmt: skip


def feed(base: str, source: int, n_days: int) -> bytes:
    """The feed of a source: every article, the newest first."""
    items = "".join(
        f"<item><title>{title(source, day)}</title><link>{base}{path(source, day)}</link>"
        f"<pubDate>{moment(source, day):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{_sentence(Random(source * 1009 + day))}</description></item>"
        for day in reversed(range(n_days))
    )
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Source {source}</title>'
    return f"{head}{items}</channel></rss>".encode()


def path(source: int, day: int) -> str:
    """The path of an article."""
    return f"/actualites/{moment(source, day):%Y/%m/%d}/article-{source}-{day}.html"


def title(source: int, day: int) -> str:
    """A title, unique in its source."""
    drawn = Random(source * 7919 + day)
    head = drawn.choice(_HEADS).format(town=drawn.choice(_TOWNS))
    return f"{head} {drawn.choice(_VERBS)} {drawn.choice(_THINGS)}, volet {source}.{day}"


def moment(source: int, day: int) -> datetime:
    """When an article came out."""
    return FIRST_DAY + timedelta(days=day, minutes=source % 600)


def n_comments(source: int, day: int) -> int:
    """How many comments stand under an article: none under two of three."""
    number = source * 31 + day
    return 0 if number % 3 else 1 + number % 17


def article(base: str, source: int, day: int) -> bytes:
    """An article page of about thirty kilobytes: menus, JSON-LD for half of the sources, text, thread, footer."""
    headline, at, url = title(source, day), moment(source, day), base + path(source, day)
    drawn = Random(source * 104729 + day)
    start, n_own = drawn.randrange(N_PARAGRAPHS), 8 + (source + day) % 7
    body = "".join(_paragraphs()[(start + 37 * n) % N_PARAGRAPHS] for n in range(n_own))
    own = f"<p>{headline} : c’est ce qui ressort du dossier numéro {source * 1000 + day}.</p>"
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline, "url": url,
            "datePublished": at.isoformat(), "author": {"@type": "Person", "name": "Garance Vaubrun"}}  # fmt: skip
    linked = f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>' if source % 2 else ""
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{headline} | Source {source}</title>'
        f'<link rel="canonical" href="{url}"><meta property="og:title" content="{headline}">'
        f'<meta property="article:published_time" content="{at.isoformat()}">{linked}{_style()}</head><body>{_menu()}'
        f'<main><article class="post"><header><h1 class="entry-title">{headline}</h1><p class="byline">Par Garance '
        f'Vaubrun, le <time datetime="{at.isoformat()}">{at:%d/%m/%Y}</time></p></header>'
        f'<div class="entry-content">{own}{body}</div></article>{_thread(source, day, url)}</main>{_footer()}'
        "</body></html>"
    ).encode()


def _thread(source: int, day: int, link: str) -> str:
    count = n_comments(source, day)
    if not count:
        return ""
    drawn, first, at = Random(source * 613 + day), source * 100_000 + day * 100 + 1000, moment(source, day)
    listed = "".join(_comment(drawn, link, first + number, at + timedelta(hours=number + 1)) for number in range(count))
    label = f"{count} commentaire{'s' if count > 1 else ''}"
    return f'<div id="comments"><h2 class="comments-title">{label}</h2><ol class="comment-list">{listed}</ol></div>'


def _comment(drawn: Random, link: str, number: int, at: datetime) -> str:
    text = f"{drawn.choice(_REMARKS)}, {drawn.choice(_ENDS)}. {drawn.choice(_REMARKS)} (dossier {number})."
    return (
        f'<li id="comment-{number}" class="comment depth-1"><article id="div-comment-{number}" class="comment-body">'
        f'<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{drawn.choice(_READERS)}</b> '
        f'<span class="says">dit :</span></div><div class="comment-metadata"><a href="{link}#comment-{number}">'
        f'<time datetime="{at.isoformat()}">{at:%d/%m/%Y} à {at:%H}h{at:%M}</time></a></div></footer>'
        f'<div class="comment-content"><p>{text}</p></div></article></li>'
    )


@cache
def _paragraphs() -> tuple[str, ...]:
    drawn = Random(20261125)
    return tuple(f"<p>{' '.join(_sentence(drawn) for _ in range(4))}</p>" for _ in range(N_PARAGRAPHS))


def _sentence(drawn: Random) -> str:
    head = drawn.choice(_HEADS).format(town=drawn.choice(_TOWNS))
    act = f"{drawn.choice(_VERBS)} {drawn.choice(_THINGS)}, {drawn.choice(_ENDS)}"
    return f"{head} {act}, pour {drawn.randrange(3, 900)} habitants."


@cache
def _menu() -> str:
    links = "".join(f'<li><a href="/rubrique-{n}">Rubrique {n}</a></li>' for n in range(60))
    return f'<nav class="menu"><ul>{links}</ul></nav>'


@cache
def _footer() -> str:
    links = "".join(f'<li><a href="/page-{n}">Mentions et services {n}</a></li>' for n in range(80))
    return f'<footer class="site-footer"><ul>{links}</ul><script>var mesures = {list(range(300))};</script></footer>'


@cache
def _style() -> str:
    return "<style>" + "".join(f".bloc-{n} {{ margin: {n}px; padding: {n % 7}px }}" for n in range(180)) + "</style>"
