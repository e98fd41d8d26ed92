"""Invented threads of one day: few on most days, a hundred times that on the day of an event."""

import random
from datetime import UTC, date, datetime, timedelta

from store.articles import Origin
from store.database import open_database
from store.home import Home
from store.ids import digest
from store.records import Article, Block, Comment
from store.writes import save_article, save_sources
from vigie.steps import StepResult

SOURCES = {"la-lanterne": "medecins", "le-phare": "grand-public", "l-echo-du-val": "local"}
_TOWNS = ("Sainte-Ombeline", "Tréfontaine", "Marcoux-le-Vieux", "Laroche-sur-Onde", "Vaubrun", "Pontfarcy-les-Mares")
_SUBJECTS = (
    "le déconventionnement gagne du terrain à {town}", "à {town}, un généraliste passe en secteur 3",
    "{town} cherche un médecin, et la convention n’aide pas", "les ordonnances du secteur 3 font débat à {town}",
)  # fmt: skip
_PARTS = (
    "Le secteur 3 se paie {n} euros la consultation.", "Se déconventionner est le seul moyen de soigner correctement.",
    "C’est l’abandon des patients pauvres.", "La sécurité sociale ne rembourse plus rien, et {n} médecins sont partis.",
    "Il faut dérembourser les ordonnances des médecins hors convention.", "Je reste en secteur 1 par conviction.",
    "Le tarif à {n} euros ne couvre pas mes charges.", "On attend {n} jours pour un rendez-vous à {town}.",
    "Merci pour cet article.", "Le syndicat a raison de demander {n} euros.", "Rien à voir avec le sujet.",
)  # fmt: skip
_ROLES = ("Médecin généraliste", "Patient", None)
_EVENT_EVERY = 61


def write_day(home: Home, day: date, rng: random.Random) -> StepResult:
    """Saves what a crawl of that day would have found, in transactions of one article."""
    db = open_database(home.database)
    save_sources(db, [_source(slug, audience) for slug, audience in SOURCES.items()])
    is_event = day.toordinal() % _EVENT_EVERY == 0
    n_articles = 12 if is_event else rng.choice((0, 0, 1, 1, 2, 3, 5))
    n_comments = 0
    for number in range(n_articles):
        source = rng.choice(list(SOURCES))
        article = _article(day, number, source, rng, n_comments=rng.randint(40, 90) if is_event else rng.randint(0, 14))
        n_comments += len(article.comments)
        origin = Origin(audience=SOURCES[source], source_id=source)  # type: ignore[arg-type]  # a word of SOURCES
        save_article(db, article, origin=origin, key=home.key())
    db.close()
    return StepResult(counts={"articles": n_articles, "comments": n_comments})


def _article(day: date, number: int, source: str, rng: random.Random, *, n_comments: int) -> Article:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=rng.randint(1, 10))
    town = rng.choice(_TOWNS)
    address = f"https://{source}.example/{day}/{number}"
    title = f"{rng.choice(_SUBJECTS).format(town=town)} ({number})"
    return Article(
        url=address, canonical_url=address, site=f"{source}.example", title=title[0].upper() + title[1:],
        published_at=at, date_source="json-ld", date_precision="minute", paywall="free",
        blocks=tuple(Block(kind="paragraph", text=_text(rng, town, 3)) for _ in range(rng.randint(3, 7))),
        comments=tuple(_comment(address, place, at, rng, town) for place in range(n_comments)),
    )  # fmt: skip


def _comment(address: str, place: int, at: datetime, rng: random.Random, town: str) -> Comment:
    return Comment(
        text=_text(rng, town, rng.randint(1, 4)), platform="wordpress", id=digest(address, str(place)),
        author_ref=f"Quilbert{rng.randrange(4000)} Zorvax", author_role=rng.choice(_ROLES),
        posted_at=at + timedelta(minutes=7 * place), date_source="json-ld", date_precision="minute",
        votes=rng.randrange(30),
    )  # fmt: skip


def _text(rng: random.Random, town: str, n_parts: int) -> str:
    return " ".join(rng.choice(_PARTS).format(town=town, n=rng.randint(20, 900)) for _ in range(n_parts))


def _source(slug: str, audience: str) -> dict[str, object]:
    return {
        "id": slug, "name": slug.replace("-", " ").capitalize(), "homepage": f"https://{slug}.example/",
        "audience": audience, "tier": 1, "enabled": 1, "verified_on": None,
    }  # fmt: skip
