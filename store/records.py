"""Frozen records that cross a package border.

Times ending in `_at` are aware UTC datetimes; days ending in `_on` are Europe/Paris dates.
Missing is `None`; an empty string is text that is empty. Offsets count Python characters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

BlockKind = Literal["paragraph", "question", "answer", "pull-quote", "heading", "caption", "list-item", "poll"]
PassageKind = Literal[
    "title", "standfirst", "question", "answer", "paragraph", "pull-quote",
    "heading", "caption", "list-item", "poll", "comment", "reply",
]  # fmt: skip
DateSource = Literal["json-ld", "meta", "feed", "text", "relative", "person", "none"]
DatePrecision = Literal["second", "minute", "hour", "day", "week", "month", "year", "none"]
Paywall = Literal["free", "partial", "blocked", "unknown"]
CommentStatus = Literal["published", "edited", "deleted"]
RoleBucket = Literal[
    "médecine générale", "autre spécialité", "autre soignant", "étudiant", "patient",
    "journaliste", "rédaction", "autre", "inconnu",
]  # fmt: skip
Audience = Literal["medecins", "grand-public", "local", "politique"]
StanceValue = Literal["favour", "against", "neutral", "unclear"]
TagKind = Literal["stance", "argument", "sentiment", "relevance"]
TagStatus = Literal["suggested", "confirmed", "refused"]
ArgumentUse = Literal["asserts", "refutes", "reports"]
Attitude = Literal["neutral", "endorsing", "doubting", "conceding"]
QuoteKind = Literal["direct", "partial", "indirect", "according-to", "interview"]
FigureKind = Literal["count", "money", "percent", "fraction", "date", "duration", "age", "rate", "law-ref"]
Comparator = Literal["exact", "approx", "more-than", "less-than", "range"]
EntityKind = Literal["PER", "ORG", "LOC", "LAW", "MISC"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """One piece of an article's body, in reading order."""

    kind: BlockKind
    text: str
    speaker: str | None = None


@dataclass(frozen=True, kw_only=True)
class Comment:
    """One reader comment as a page or a platform shows it, without its author's name.

    `author_ref` is the platform's own identifier or printed name of the author. It exists only in memory,
    between parsing and `store.writes`, which turns it into a keyed hash; no command prints it.
    `id` is the platform's id where it gives one, else `None`; `store.ids.comment_id` makes the stored id.
    `reply_to` speaks of the same ids (or of the position "#n" in the list where there are none).
    """

    text: str
    platform: str
    id: str | None = None
    reply_to: str | None = None
    author_ref: str | None = field(default=None, repr=False)
    author_role: str | None = None
    badge: str | None = None
    points: int | None = None
    posted_at: datetime | None = None
    date_text: str | None = None
    date_source: DateSource = "none"
    date_precision: DatePrecision = "none"
    votes: int | None = None
    position: str | None = None
    status: CommentStatus = "published"


@dataclass(frozen=True, kw_only=True)
class Debate:
    """A question that a platform puts to readers: how many voted for each position, in the platform's order."""

    question: str
    votes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article and the comments read with it.

    `title` and `standfirst` are not repeated in `blocks`. `provenance` says, field by field, where the value
    was found (`json-ld`, `meta`, `selector`, `trafilatura`, `text`, `feed`). `saved_at` is when a saved page says that
    it was saved: what its site removed since must not come back by it.
    """

    url: str | None
    canonical_url: str | None
    site: str | None
    title: str | None
    kicker: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    date_source: DateSource = "none"
    date_precision: DatePrecision = "none"
    tags: tuple[str, ...] = ()
    paywall: Paywall = "unknown"
    language: str | None = None
    comments_platform: str | None = None
    comments_declared: int | None = None
    debate: Debate | None = None
    blocks: tuple[Block, ...] = ()
    comments: tuple[Comment, ...] = ()
    aliases: tuple[str, ...] = ()
    saved_at: datetime | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A span of its owner's body: `text == body[start:end]`, always."""

    owner_kind: Literal["article", "comment"]
    owner_id: str
    position: int
    kind: PassageKind
    start: int
    end: int
    text: str
    speaker: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tag:
    """What a tagger says of one passage; `evidence` counts characters of the passage's text.

    kind `stance`: key = target slug, value = StanceValue. kind `argument`: key = argument slug, value = ArgumentUse.
    kind `sentiment`: key = "", value = negative|neutral|positive. kind `relevance`: key = "", value = yes|no.
    """

    kind: TagKind
    key: str
    value: str
    score: float
    evidence: tuple[tuple[int, int], ...] = ()
    target: str | None = None
    probs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Reported words: `text` excludes the quotation marks; `start`, `end` count characters of the given text."""

    text: str
    start: int
    end: int
    speaker: str | None
    cue: str | None
    kind: QuoteKind
    attitude: Attitude = "neutral"
    actor: str | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with what it counts: `value` is normalised (1 347.0, percent as 15.0, ranges as (low, high))."""

    text: str
    start: int
    end: int
    value: float | tuple[float, float]
    unit: str | None
    kind: FigureKind
    comparator: Comparator = "exact"
    counts: str | None = None
    said_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A named entity in a text; `actor` is the slug of the watch's actor it is linked to."""

    text: str
    start: int
    end: int
    kind: EntityKind
    actor: str | None = None


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """Everything the taggers say of one passage."""

    tags: tuple[Tag, ...] = ()
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    mentions: tuple[Mention, ...] = ()
