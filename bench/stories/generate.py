"""A press made up from a seed, with its truth: wires, their copies, other articles of the same event, service texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from bench.stories import banks
from store.records import Article, Block
from store.texts import compose_body

FIRST_ON = date(2026, 9, 1)
N_EVENTS = 24
N_SOURCES = 12
TREATMENTS = ("same", "retitled", "cut", "rewritten", "cut-rewritten", "extended", "recut", "extract")


@dataclass(frozen=True, kw_only=True)
class Made:
    """One article with what it is: the story it belongs to, and how it was made from the wire ('' for an original)."""

    id: str
    story: str
    event: int
    source: str
    at: datetime
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    treatment: str = ""

    def row(self) -> dict[str, Any]:
        """The row that the night would read."""
        article = Article(
            url=None, canonical_url=None, site=self.source, title=self.title, standfirst=self.standfirst,
            blocks=tuple(Block(kind="paragraph", text=text) for text in self.paragraphs),
        )  # fmt: skip
        body, blocks = compose_body(article)
        return {
            "id": self.id, "source_id": self.source, "site": self.source, "body": body, "blocks": blocks,
            "published_at": self.at.isoformat(), "published_on": self.at.date().isoformat(),
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened: the values of the facts, and what people said."""

    values: dict[str, str]
    quotes: Sequence[str]
    day: date
    number: int


@dataclass(kw_only=True)
class _Press:
    random: Random
    footers: dict[str, str]
    made: list[Made] = field(default_factory=list)

    def add(self, one: Made) -> Made:
        """Keeps an article, with the line that its site prints under each one."""
        footer = self.footers.get(one.source)
        kept = replace(one, id=f"a{len(self.made):04d}", paragraphs=(*one.paragraphs, *((footer,) if footer else ())))
        kept = kept if kept.story else replace(kept, story=kept.id)
        self.made.append(kept)
        return kept


def make_press(seed: int, *, n_events: int = N_EVENTS) -> list[Made]:
    """The articles of about two months, in no order; the same seed gives the same press."""
    random = Random(f"stories-{seed}")
    sources = [f"titre-{number}" for number in range(N_SOURCES)]
    footers = {one: random.choice(banks.FOOTERS) for one in random.sample(sources, N_SOURCES * 2 // 3)}
    press = _Press(random=random, footers=footers)
    for number in range(n_events):
        _cover(press, _event(random, number), random.sample(sources, len(sources)))
    for source in random.sample(sources, 2):
        _duty(press, source, number=1000 + int(source.rpartition("-")[2]))
    random.shuffle(press.made)
    return press.made


def _event(random: Random, number: int) -> Event:
    subject, body = random.choice(banks.SUBJECTS), random.choice(banks.BODIES)
    values = {
        "town": random.choice(banks.TOWNS), "subject": subject, "Subject": subject[0].upper() + subject[1:],
        "body": body, "Body": body[0].upper() + body[1:], "change": random.choice(banks.CHANGES),
        "person": random.choice(banks.PERSONS),
        "day": f"{random.randint(2, 28)} {random.choice(('mars', 'mai', 'juin'))}",
        "price": str(random.randrange(45, 120, 5)), "old": str(random.choice((30, 32, 35, 38))),
        "n": f"{random.randrange(400, 2900)}", "rent": str(random.randrange(280, 1900, 10)),
        "share": str(random.randint(51, 97)), "signs": str(random.randrange(300, 9000)),
        "km": str(random.randint(8, 46)), "years": str(random.randint(7, 34)), "n2": str(random.randint(11, 160)),
    }  # fmt: skip
    starts, ends = random.sample(banks.QUOTE_STARTS, 3), random.sample(banks.QUOTE_ENDS, 3)
    quotes = [f"{start} {end}" for start, end in zip(starts, ends, strict=True)]
    return Event(values=values, quotes=quotes, day=FIRST_ON + timedelta(days=random.randrange(60)), number=number)


def _cover(press: _Press, event: Event, sources: list[str]) -> None:
    """A wire and its copies, and articles that other writers made of the same event."""
    random = press.random
    wire = press.add(_write(random, event, sources.pop(), n_facts=random.randint(6, 13)))
    for _ in range(random.choice((0, 1, 1, 2, 3, 5))):
        press.add(_copy(random, wire, sources.pop()))
    for _ in range(random.choice((0, 0, 1, 2))):
        press.add(_write(random, event, sources.pop(), n_facts=random.randint(5, 10)))


def _write(random: Random, event: Event, source: str, *, n_facts: int) -> Made:
    """An article in a writer's own words: facts, people's words, asides."""
    facts = [banks.FACTS[0], *random.sample(banks.FACTS[1:], n_facts - 1)]
    sentences = [_upper(random.choice(wordings).format(**event.values)) for wordings in facts]
    for quote in random.sample(list(event.quotes), random.randint(1, 2)):
        sentences.insert(random.randint(1, len(sentences)),
                         f"« {quote} », {random.choice(banks.VERBS)} {event.values['person']}.")  # fmt: skip
    for aside in random.sample(banks.ASIDES, random.randint(1, 3)):
        sentences.insert(random.randint(1, len(sentences)), aside)
    at = datetime(
        event.day.year, event.day.month, event.day.day, random.randint(5, 20), random.randrange(60), tzinfo=UTC
    )
    return Made(
        id="", story="", event=event.number, source=source, at=at,
        title=_upper(random.choice(banks.TITLES).format(**event.values)),
        standfirst=random.choice(banks.STANDFIRSTS).format(**event.values), paragraphs=_paragraphs(random, sentences),
    )  # fmt: skip


def _copy(random: Random, wire: Made, source: str) -> Made:
    """The wire as another site prints it."""
    treatment = random.choice(TREATMENTS)
    # What was printed under the wire by its own site is not copied.
    sentences = [one for text in wire.paragraphs for one in _sentences(text) if text not in banks.FOOTERS]
    if treatment in ("cut", "cut-rewritten", "extended"):
        sentences = _cut(random, sentences)
    if "rewritten" in treatment:
        sentences = [_rewrite(random, one) for one in sentences]
    if treatment == "extended":
        town = random.choice(banks.TOWNS)
        n_added = min(random.randint(1, 3), len(sentences) - 1)
        for text in random.sample(banks.LOCAL, n_added):
            sentences.insert(random.choice((0, len(sentences))), text.format(town=town))
    if treatment == "extract":
        sentences = [" ".join(" ".join(sentences).split()[: random.randint(38, 70)]) + "…"]
    paragraphs = wire.paragraphs if treatment == "same" else _paragraphs(random, sentences)
    if treatment != "same" and random.random() < 0.3:
        paragraphs = (f"(Agence) – {paragraphs[0]}", *paragraphs[1:])
    if random.random() < 0.4:
        paragraphs = tuple(text.replace("« ", '"').replace(" »", '"').replace("’", "'") for text in paragraphs)
    kept = tuple(text for text in paragraphs if text not in banks.FOOTERS)
    title = wire.title if treatment == "same" else _retitle(random, wire.title)
    at = wire.at + timedelta(minutes=random.randint(12, 60 * 50))
    return replace(wire, source=source, at=at, title=title, paragraphs=kept, treatment=treatment,
                   standfirst=random.choice(banks.STANDFIRSTS).format(day="terme prévu"))  # fmt: skip


def _cut(random: Random, sentences: list[str]) -> list[str]:
    """The beginning, or what is left when an editor drops lines here and there."""
    kept = max(3, round(len(sentences) * random.uniform(0.25, 0.7)))
    if random.random() < 0.6:
        return sentences[:kept]
    return [sentences[place] for place in sorted(random.sample(range(len(sentences)), kept))]


def _rewrite(random: Random, sentence: str) -> str:
    """A sentence lightly rewritten: synonyms, an order turned round, a figure written otherwise."""
    for written, other in banks.SYNONYMS:
        if written in sentence and random.random() < 0.7:
            sentence = sentence.replace(written, other, 1)
    turned = re.fullmatch(r"(À|Selon|Avec|Après) ([^,«»]+), ([^«»]+)\.", sentence)
    if turned and random.random() < 0.5:
        sentence = f"{_upper(turned[3])}, {turned[1].lower()} {turned[2]}."
    if random.random() < 0.3:
        sentence = re.sub(r"\b(\d)(\d{3})\b", "\\1\u202f\\2", sentence)
    return sentence


def _retitle(random: Random, title: str) -> str:
    start = random.choice(("Santé.", "Hors convention :", "Soins,", "Infographie."))
    return f"{start} {title[0].lower()}{title[1:]}"


def _paragraphs(random: Random, sentences: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    place = 0
    while place < len(sentences):
        size = random.randint(1, 4)
        found.append(" ".join(sentences[place : place + size]))
        place += size
    return tuple(found)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.…])\s+(?=[A-ZÀ-Ý«\d])", text)


def _duty(press: _Press, source: str, *, number: int) -> None:
    """A service text that a site prints each week with other names."""
    for week in range(8):
        day = FIRST_ON + timedelta(weeks=week)
        persons = [press.random.choice(banks.PERSONS).split()[1] for _ in range(2)]
        towns = [press.random.choice(banks.TOWNS) for _ in range(2)]
        names = {"word": persons[0], "word2": persons[1], "town": towns[0], "town2": towns[1]}
        press.add(Made(
            id="", story="", event=number, source=source, at=datetime(day.year, day.month, day.day, 5, tzinfo=UTC),
            title="Les gardes du week-end", standfirst="", paragraphs=(banks.DUTY.format(**names),),
        ))  # fmt: skip


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
