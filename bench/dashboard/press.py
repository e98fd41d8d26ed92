"""An invented press of any size: threads of very uneven length, rare arguments, events, reprises; no text is real."""

import random
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from store.records import Figure, Mention, Passage, Quote, Tag

SOURCES = (
    ("revue-1", "La Revue du cabinet", "medecins"), ("revue-2", "L’Écho des gardes", "medecins"),
    ("revue-3", "Le Carnet de visite", "medecins"), ("jour-1", "Le Matin des îles", "grand-public"),
    ("jour-2", "La Feuille du jour", "grand-public"), ("jour-3", "Le Grand Quotidien", "grand-public"),
    ("jour-4", "L’Heure juste", "grand-public"), ("local-1", "Le Rivage", "local"), ("local-2", "La Vallée", "local"),
    ("local-3", "Le Plateau", "local"), ("pol-1", "Les Bancs", "politique"), ("pol-2", "Le Perchoir", "politique"),
)  # fmt: skip
_WEIGHTS = (9, 6, 4, 8, 7, 6, 3, 5, 4, 2, 3, 1)
_WORDS = (
    "cabinet", "tarif", "convention", "patient", "secteur", "honoraires", "remboursement", "caisse",
    "ordonnance", "garde", "commune", "mairie", "hiver", "printemps", "loi", "vote", "syndicat", "accord",
    "refus", "installation", "maison", "centre", "attente", "délai", "rendez-vous", "spécialiste",
    "généraliste", "dentiste", "facture", "mutuelle", "reste", "charge", "liberté", "métier", "étude",
    "internat", "retraite", "départ", "campagne", "ville", "quartier", "hôpital", "urgence", "nuit",
    "semaine", "mois", "année", "conseil", "ministre", "député", "sénateur", "rapport", "cour", "compte",
    "budget", "déficit", "cotisation", "contrat", "signature", "droit", "règle", "article", "décret",
    "projet", "texte", "débat", "réunion", "salle", "lettre",
)  # fmt: skip
_LINKS = (
    "qui",
    "dont",
    "pour",
    "sans",
    "avec",
    "contre",
    "sur",
    "selon",
    "après",
    "avant",
    "depuis",
    "chez",
    "vers",
    "par",
)
_COUNTED = (("count", None, "patient"), ("money", "euro", None), ("percent", "percent", "cabinet"),
            ("count", None, "médecin"))  # fmt: skip
_SPEAKERS = tuple(f"{first} {last}" for first in ("Aldric", "Berthe", "Côme", "Diane", "Élie", "Fanchon")
                  for last in ("Vorbelle", "Tarquenin", "Ousterlane", "Palmigeon", "Quernadec"))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Text:
    """One article or comment with everything that taggers would say of it; offsets as in `store.analyses`."""

    id: str
    body: str
    at: datetime | None
    passages: Sequence[Passage]
    tags: Sequence[Sequence[Tag]]
    quotes: Sequence[Quote] = ()
    figures: Sequence[Figure] = ()
    mentions: Sequence[Mention] = ()
    reply_to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Thread:
    """One article and its comments; `source` is a place in `SOURCES`, `story` the id of the first publication."""

    article: Text
    title: str
    source: int
    story: str
    comments: Sequence[Text] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be generated; the same seed gives the same articles, however many comments they bear."""

    n_articles: int
    n_comments: int
    days: int
    last_on: date
    targets: Sequence[str]
    arguments: Sequence[str]
    actors: Sequence[str]
    seed: int = 17


class _Hand:
    """Draws sentences and tags."""

    def __init__(self, plan: Plan) -> None:
        self.random = random.Random(plan.seed)  # nosec B311 # invented texts
        self.plan = plan
        self.sentences = [self._sentence() for _ in range(6_000)]
        self.argument_weights = list(accumulate(1 / (rank + 1) ** 1.3 for rank in range(len(plan.arguments))))
        self.actor_weights = list(accumulate(1 / (rank + 1) for rank in range(len(plan.actors))))
        self.target_weights = list(accumulate(1 / (rank + 1) for rank in range(len(plan.targets))))

    def _sentence(self) -> str:
        draw = self.random
        words = []
        for _ in range(draw.randint(3, 9)):
            words += [draw.choice(_WORDS), draw.choice(_LINKS)]
        if draw.random() < 0.2:  # a long tail of words, as texts have
            words.append("".join(draw.choice("bcdfglmnprstv") + draw.choice("aeiou") for _ in range(3)))
        return " ".join([*words, draw.choice(_WORDS)]).capitalize() + "."

    def id(self) -> str:
        return f"{self.random.getrandbits(80):020x}"

    def tags(self, *, relevant: bool, n_targets: int) -> list[Tag]:
        draw = self.random
        found = [Tag(kind="relevance", key="", value="yes" if relevant else "no", score=draw.uniform(0.5, 1))]
        if draw.random() < 0.9:
            tone = draw.choices(("negative", "neutral", "positive"), (5, 4, 1))[0]
            found.append(Tag(kind="sentiment", key="", value=tone, score=draw.uniform(0.4, 1)))
        if not relevant:
            return found
        for target in set(draw.choices(self.plan.targets, cum_weights=self.target_weights, k=n_targets)):
            side = draw.choices(("against", "favour", "neutral", "unclear"), (5, 3, 1, 3))[0]
            found.append(Tag(kind="stance", key=target, value=side, score=draw.uniform(0.4, 1), evidence=((0, 12),)))
        n_arguments = draw.choices((0, 1, 2), (55, 35, 10))[0]
        for slug in set(draw.choices(self.plan.arguments, cum_weights=self.argument_weights, k=n_arguments)):
            use = draw.choices(("asserts", "refutes", "reports"), (8, 1, 1))[0]
            found.append(Tag(kind="argument", key=slug, value=use, score=draw.uniform(0.4, 1), evidence=((3, 15),)))
        return found

    def spans(self, passage: Passage, *, chance: float) -> tuple[list[Figure], list[Mention]]:
        draw, start = self.random, passage.start
        figures, mentions = [], []
        if draw.random() < chance:
            kind, unit, counts = draw.choice(_COUNTED)
            value = float(round(draw.paretovariate(0.7) * 10))
            figures.append(Figure(text="", start=start + 2, end=start + 6, value=value, unit=unit, kind=kind,  # type: ignore[arg-type]
                                  comparator="exact", counts=counts, said_by=None))  # fmt: skip
        if draw.random() < chance:
            slug = draw.choices(self.plan.actors, cum_weights=self.actor_weights)[0]
            mentions.append(Mention(text="", start=start + 8, end=start + 14, kind="ORG", actor=slug))
        return figures, mentions


def generate(plan: Plan) -> Iterator[Thread]:
    """The threads of a press, in the order of their publication."""
    hand = _Hand(plan)
    readers = copy(hand)
    readers.random = random.Random(plan.seed + 1)  # nosec B311 # invented texts
    moments = sorted(_moment(hand.random, plan) for _ in range(plan.n_articles))
    weights = [hand.random.lognormvariate(0, 1.7) for _ in moments]
    total = sum(weights)
    written, share, story = 0, 0.0, ""
    for at, weight in zip(moments, weights, strict=True):
        share += weight / total
        n = round(share * plan.n_comments) - written
        written += n
        article, title = _article(hand, at)
        story = story if story and hand.random.random() < 0.15 else article.id
        source = hand.random.choices(range(len(SOURCES)), _WEIGHTS)[0]
        comments = tuple(_comments(readers, at, n))
        yield Thread(article=article, title=title, source=source, story=story, comments=comments)


def _moment(draw: random.Random, plan: Plan) -> datetime:
    """Any day, those of six events twenty times more often."""
    event = draw.random() < 0.1
    back = draw.choice((3, 40, 160, 400, 700, 1000)) + draw.random() * 4 if event else draw.random() * plan.days
    day = plan.last_on - timedelta(days=int(back) % plan.days)
    return datetime(day.year, day.month, day.day, draw.randint(3, 20), draw.randint(0, 59), tzinfo=UTC)


def _article(hand: _Hand, at: datetime) -> tuple[Text, str]:
    draw = hand.random
    title = hand.sentences[draw.randrange(6_000)][:70].rstrip(".")
    parts = [title, *(" ".join(draw.choices(hand.sentences, k=draw.randint(1, 4))) for _ in range(draw.randint(4, 12)))]
    relevant = draw.random() < 0.9
    passages, tags, quotes, figures, mentions, place = [], [], [], [], [], 0
    for position, part in enumerate(parts):
        kind = "title" if position == 0 else "standfirst" if position == 1 else "paragraph"
        passage = Passage(owner_kind="article", owner_id="", position=position, kind=kind, speaker=None, start=place,  # type: ignore[arg-type]
                          end=place + len(part), text=part)  # fmt: skip
        passages.append(passage)
        tags.append(hand.tags(relevant=relevant, n_targets=draw.choices((0, 1), (7, 3))[0]))
        found = hand.spans(passage, chance=0.12)
        figures += found[0]
        mentions += found[1]
        if position > 1 and draw.random() < 0.25:
            known = draw.random() < 0.6
            actor = draw.choices(hand.plan.actors, cum_weights=hand.actor_weights)[0] if known else None
            quotes.append(Quote(
                text=part, start=place, end=place + len(part), speaker=draw.choice(_SPEAKERS), cue="dit", kind="direct",
                attitude="neutral", actor=actor,
            ))  # fmt: skip
        place += len(part) + 2
    text = Text(id=hand.id(), body="\n\n".join(parts), at=at, passages=passages, tags=tags, quotes=quotes,
                figures=figures, mentions=mentions)  # fmt: skip
    return text, title


def _comments(hand: _Hand, published: datetime, n: int) -> Iterator[Text]:
    draw, before = hand.random, ""
    limit = datetime(hand.plan.last_on.year, hand.plan.last_on.month, hand.plan.last_on.day, 6, tzinfo=UTC)
    for _ in range(n):
        sentences = draw.choices(hand.sentences, k=draw.choices((1, 2, 3, 5), (5, 4, 3, 1))[0])
        body = " ".join(sentences)
        cut = len(" ".join(sentences[:3])) if len(sentences) == 5 else len(body)
        ends = [cut] if cut == len(body) else [cut, len(body)]
        passages = [
            Passage(owner_kind="comment", owner_id="", position=place, kind="comment", speaker=None,
                    start=0 if place == 0 else cut + 1, end=end, text=body[0 if place == 0 else cut + 1 : end])
            for place, end in enumerate(ends)
        ]  # fmt: skip
        relevant = draw.random() < 0.7
        tags = [hand.tags(relevant=relevant, n_targets=draw.choices((0, 1, 2), (4, 5, 1))[0]) for _ in passages]
        figures, mentions = hand.spans(passages[0], chance=0.05)
        at = published + timedelta(hours=draw.expovariate(1 / 18))
        text = Text(
            id=hand.id(), body=body, at=min(at, limit) if draw.random() < 0.99 else None, passages=passages, tags=tags,
            figures=figures, mentions=mentions, reply_to=before if before and draw.random() < 0.35 else None,
        )  # fmt: skip
        before = text.id
        yield text
