"""What a press review says, ready to be written in any format: French sentences, and the numbers they hold."""

from dataclasses import dataclass
from datetime import date

from store.fold import fold_words


@dataclass(frozen=True, kw_only=True)
class Trail:
    """Where the sentences behind a number are read: in words, and by a link when the dashboard has an address.

    `path` leads there from the dashboard's own pages, whose address need not be known.
    """

    words: str
    href: str | None = None
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A name, and the page it leads to when there is one."""

    name: str
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Headline:
    """One number of the day against the usual; `notes` say the usual, the change and the measured precision."""

    n: int
    said: str
    usual: float
    low: int
    high: int
    notes: tuple[str, ...]
    trail: Trail


@dataclass(frozen=True, kw_only=True)
class Count:
    """One number of a table."""

    stance: str
    n: int
    trail: Trail


@dataclass(frozen=True, kw_only=True)
class TargetCount:
    """Readers' comments on one target, by stance; `is_unfit`: « à ne pas citer »."""

    slug: str
    name: str
    n: int
    counts: tuple[Count, ...]
    is_few: bool
    is_unfit: bool
    notes: tuple[str, ...]
    trail: Trail


@dataclass(frozen=True, kw_only=True)
class Extract:
    """Words of an article as it prints them; `speaker` when they are not the journalist's."""

    text: str
    speaker: str | None = None


@dataclass(frozen=True, kw_only=True)
class ArticleItem:
    """One article of the debate; `comments` are sentences about what readers answer under it.

    `key` names the item for whoever edits the review, `note` is what the team adds to it; the items below have both.
    """

    title: str
    href: str | None
    source: str
    when: str
    paywall: str | None
    reprises: tuple[Link, ...]
    extracts: tuple[Extract, ...]
    comments: tuple[str, ...]
    trail: Trail
    key: str = ""
    note: str | None = None
    answered: Link | None = None  # where we answered it


@dataclass(frozen=True, kw_only=True)
class CommentedItem:
    """An earlier article under which readers wrote."""

    title: str
    href: str | None
    source: str
    n: int
    said: str
    trail: Trail
    key: str = ""
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class QuoteItem:
    """Words that an article reports, who says them, where."""

    text: str
    speaker: str
    source: str
    when: str
    href: str | None
    trail: Trail
    key: str = ""
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class FigureValue:
    """One value of a figure; `sentence` is the article's own, `None` when readers give it."""

    text: str
    who: str
    sentence: str | None
    when: str
    href: str | None
    trail: Trail


@dataclass(frozen=True, kw_only=True)
class FigureItem:
    """What is counted, and the values that circulate."""

    noun: str
    is_disputed: bool
    values: tuple[FigureValue, ...]
    key: str = ""
    note: str | None = None

    def noun_beside(self, value: FigureValue) -> str:
        """The noun to print beside a value: none where its own words, or the title of the quarrel, say it."""
        said = set(fold_words(value.text).split())
        return "" if self.is_disputed or set(fold_words(self.noun).split()) <= said else self.noun


@dataclass(frozen=True, kw_only=True)
class AnswerItem:
    """An argument of readers against us; `points` are what we say, `is_guess` when words alone link them to it."""

    name: str
    n: int
    said: str
    points: tuple[str, ...]
    is_guess: bool
    trail: Trail
    key: str = ""
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class SourceItem:
    """A source that is silent or failed, what happened, what to do."""

    name: str
    what: str
    todo: str | None = None


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a review that was sent already is sent again for: its number, why, and what changed, one sentence each."""

    number: int
    why: str
    of: str  # when the first one left
    changes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Brief:
    """The press review of one day.

    `spare_quotes` could take the place of `quotes`; no format prints them. `owners`: ids of the texts whose words stand
    in it. `signed`: who answers for it.
    """

    day: date
    acronym: str
    us: str
    title: str
    period: str
    freshness: str
    debate: str
    quiet: str | None
    headlines: tuple[Headline, ...]
    usual_note: str
    reliability: str
    targets: tuple[TargetCount, ...]
    articles: tuple[ArticleItem, ...]
    more_articles: tuple[ArticleItem, ...]
    commented: tuple[CommentedItem, ...]
    more_commented: str | None
    quotes: tuple[QuoteItem, ...]
    figures: tuple[FigureItem, ...]
    more_figures: str | None
    answers: tuple[AnswerItem, ...]
    answers_note: str | None
    sources: tuple[SourceItem, ...]
    sources_note: str
    apart: str | None
    footer: str
    spare_quotes: tuple[QuoteItem, ...] = ()
    owners: tuple[str, ...] = ()
    opening: str | None = None
    left_out: str | None = None
    signed: str | None = None
    correction: Correction | None = None
