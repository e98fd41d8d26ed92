"""What a collector should find in a demo press, at one moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.demo.edition import Edition, LiveComment
from crawler.demo.spec import ArticleSpec, SiteSpec
from store.records import Block, CommentStatus, DatePrecision, Paywall

Expect = Literal["full", "metadata", "nothing"]
_EXPECT: dict[str, Expect] = {
    "challenge": "metadata",
    "reserved-file": "metadata",
    "reserved-header": "metadata",
    "disallowed": "nothing",
}


@dataclass(frozen=True, kw_only=True)
class CommentTruth:
    """One comment as its platform shows it. A deleted one has no text and may be kept as a mark or not at all.

    `votes`, `position` and `role` are None where the platform does not give them.
    """

    id: str
    reply_to: str | None
    platform: str
    posted_at: datetime
    status: CommentStatus
    text: str
    votes: int | None = None
    position: str | None = None
    role: str | None = None

    def is_called(self, collected_id: str) -> bool:
        """Whether `collected_id` is this comment's id, bare or at the end of an anchor such as `#comment-12`."""
        return collected_id == self.id or collected_id.endswith((f"-{self.id}", f"_{self.id}", f"#{self.id}"))


@dataclass(frozen=True, kw_only=True)
class ArticleTruth:
    """One article: `blocks` leaves out polls shown in the body, whose questions are in `polls`.

    `expect` says how much may be collected: `metadata` means title, date and standfirst as feeds announce them.
    `fetchable` is False where the page itself must not be asked for. `wire_of` is the URL of the original.
    `page_precision` is that of the best date the page itself states. A `free` article may be read as unknown where
    its page says nothing of payment.
    """

    site: str
    slug: str
    url: str
    aliases: tuple[str, ...]
    title: str
    kicker: str | None
    standfirst: str | None
    byline: tuple[str, ...]
    tags: tuple[str, ...]
    published_at: datetime
    updated_at: datetime | None
    page_precision: DatePrecision
    paywall: Paywall
    blocks: tuple[Block, ...]
    polls: tuple[str, ...]
    comments_platform: str | None
    comments_declared: int
    comments: tuple[CommentTruth, ...]
    wire_of: str | None
    expect: Expect
    fetchable: bool


@dataclass(frozen=True, kw_only=True)
class Truth:
    """A whole press at `now`: its articles, newest first within a site, and the addresses nobody may ask for."""

    now: datetime
    articles: tuple[ArticleTruth, ...]
    forbidden_urls: frozenset[str]

    def article(self, url: str) -> ArticleTruth:
        """The article of that address, canonical or alias. Raises KeyError where there is none."""
        for article in self.articles:
            if url == article.url or url in article.aliases:
                return article
        raise KeyError(url)

    def of_site(self, site_id: str) -> tuple[ArticleTruth, ...]:
        """The articles of one site."""
        return tuple(article for article in self.articles if article.site == site_id)


def tell_truth(edition: Edition) -> Truth:
    """The truth of `edition`."""
    articles = tuple(
        _article(edition, site, article) for site in edition.spec.sites for article in edition.articles(site.id)
    )
    return Truth(
        now=edition.now,
        articles=articles,
        forbidden_urls=frozenset(article.url for article in articles if not article.fetchable),
    )


def polls(edition: Edition, article: ArticleSpec) -> tuple[str, ...]:
    """The debate questions printed inside the body of `article`: its own, else the site's first debate."""
    if edition.comments_mode(article) != "logora":
        return ()
    asked = inline_debate(edition, article)
    return (asked.debate.question,) if asked is not None and asked.debate else ()


def inline_debate(edition: Edition, article: ArticleSpec) -> ArticleSpec | None:
    """The article whose debate is printed inside the body of `article`: itself, else the site's oldest debate."""
    if article.debate:
        return article
    with_debate = [other for other in edition.articles(article.site) if other.debate]
    return with_debate[-1] if with_debate else None


def _article(edition: Edition, site: SiteSpec, article: ArticleSpec) -> ArticleTruth:
    mode = edition.comments_mode(article)
    comments = [] if mode == "none" else edition.comments(article)
    forms = [edition.url(article, form) for form in ("amp", "short", "old")]
    return ArticleTruth(
        site=site.id,
        slug=article.slug,
        url=edition.url(article),
        aliases=(*forms, edition.feed_link(article)),
        title=article.title,
        kicker=article.kicker,
        standfirst=article.standfirst,
        byline=article.byline,
        tags=article.tags,
        published_at=edition.published_at(article),
        updated_at=edition.updated_at(article),
        page_precision=_precision(site),
        paywall=article.paywall,
        blocks=edition.blocks(article),
        polls=polls(edition, article),
        comments_platform=None if mode == "none" else mode,
        comments_declared=sum(not comment.deleted for comment in comments),
        comments=tuple(_comments(edition, article, mode)),
        wire_of=edition.url(edition.by_slug[article.wire_of]) if article.wire_of else None,
        expect=_EXPECT.get(article.hazard or "", "full"),
        fetchable=article.hazard not in ("reserved-file", "disallowed"),
    )


def _precision(site: SiteSpec) -> DatePrecision:
    if site.json_ld != "none" or site.style.metas:
        return "second"
    return "minute" if "{H" in site.style.date_format else "day"


def _comments(edition: Edition, article: ArticleSpec, mode: str) -> list[CommentTruth]:
    if mode == "none":
        return []
    if mode == "logora":
        return [_comment(comment, mode) for comment in edition.comments(article)]
    gone = [comment for comment in edition.comments(article) if comment.deleted_later]
    both = edition.shown(article) + [comment for comment in gone if _was_seen(edition, article, comment)]
    return [_comment(comment, mode) for comment in sorted(both, key=lambda c: (c.posted_at, c.id))]


def _was_seen(edition: Edition, article: ArticleSpec, comment: LiveComment) -> bool:
    """Whether a page printed `comment` on a morning before it was deleted."""
    deleted_on = min(c.day for c in edition.changes(article.slug, comment.spec.key) if c.kind == "delete")
    return comment.posted_at <= edition.now - timedelta(days=edition.days - deleted_on + 1)


def _comment(comment: LiveComment, mode: str) -> CommentTruth:
    says_edited = mode == "logora" and comment.edited
    return CommentTruth(
        id=str(comment.id),
        reply_to=str(comment.reply_to) if comment.reply_to else None,
        platform=mode,
        posted_at=comment.posted_at,
        status="deleted" if comment.deleted else "edited" if says_edited else "published",
        text="" if comment.deleted else comment.text,
        votes=comment.spec.votes if mode in ("logora", "json-ld", "microdata") else None,
        position=comment.spec.position if mode == "logora" else None,
        role=comment.spec.role if mode in ("logora", "json-ld") else None,
    )
