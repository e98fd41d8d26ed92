"""The press at one moment: which articles and comments are out, and at which addresses."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlsplit

from crawler.demo.spec import ArticleSpec, Change, CommentsMode, CommentSpec, PressSpec
from store.clock import PARIS
from store.records import Block

MORNING = time(8, 30)
PAID_AFTER = 2
SHORTNAME = "le-confrere-3f9a1c"
_HAZARD_SECTIONS = {"reserved-file": "opinions", "reserved-header": "idees", "disallowed": "espace-abonnes"}


def stable_number(*parts: str, low: int, high: int) -> int:
    """A number in [low, high) that depends on `parts` alone."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low)


@dataclass(frozen=True, kw_only=True)
class LiveComment:
    """A comment as the platform holds it now; `reply_to` is the id of its nearest parent still shown."""

    id: int
    spec: CommentSpec
    posted_at: datetime
    text: str
    reply_to: int | None
    edited: bool
    deleted: bool
    deleted_later: bool


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A press seen `days` days after `today`, at half past eight in the morning, at its addresses.

    `base_urls` gives the root of each site by id and, under "logora", of the debate platform.
    """

    spec: PressSpec
    today: date
    base_urls: dict[str, str]
    days: int = 0

    @cached_property
    def now(self) -> datetime:
        """The moment of this edition, aware UTC."""
        return datetime.combine(self.today + timedelta(days=self.days), MORNING, PARIS).astimezone(UTC)

    @cached_property
    def by_slug(self) -> dict[str, ArticleSpec]:
        """Every article, published or not, by slug."""
        return {article.slug: article for article in self.spec.articles}

    @cached_property
    def routes(self) -> dict[tuple[str, str], tuple[ArticleSpec, str]]:
        """(site, path) → (article, form), form being `page`, `amp`, `short` or `old`."""
        found: dict[tuple[str, str], tuple[ArticleSpec, str]] = {}
        for article in self.spec.articles:
            if self.published_at(article) <= self.now:
                for form, path in self.paths(article).items():
                    found[article.site, path] = (article, form)
        return found

    def published_at(self, article: ArticleSpec) -> datetime:
        """When `article` comes out, aware UTC."""
        moment = datetime.combine(self.today + timedelta(days=article.day), time.fromisoformat(article.hour), PARIS)
        return moment.astimezone(UTC)

    def updated_at(self, article: ArticleSpec) -> datetime | None:
        """When `article` says that it was last changed, if it says so and the time has come."""
        if article.updated_after_h is None:
            return None
        moment = self.published_at(article) + timedelta(hours=article.updated_after_h)
        return moment if moment <= self.now else None

    def articles(self, site_id: str) -> list[ArticleSpec]:
        """The articles of a site that are out, newest first."""
        out = [a for a in self.spec.articles if a.site == site_id and self.published_at(a) <= self.now]
        return sorted(out, key=lambda a: (self.published_at(a), a.slug), reverse=True)

    def listed(self, site_id: str) -> list[ArticleSpec]:
        """The articles that feeds and sitemaps of a site announce, newest first."""
        return [article for article in self.articles(site_id) if article.hazard != "disallowed"]

    def blocks(self, article: ArticleSpec) -> tuple[Block, ...]:
        """What a reader without subscription sees of the body, each turn of an interview with its speaker."""
        speakers: dict[str, str] = {}
        shown: list[Block] = []
        for block in self.printed_blocks(article):
            if block.speaker:
                speakers[block.kind] = block.speaker
            shown.append(replace(block, speaker=speakers.get(block.kind)))
        return tuple(shown)

    def printed_blocks(self, article: ArticleSpec) -> tuple[Block, ...]:
        """As `blocks`, with a speaker only where the page names one. A wire copy without text has its original's."""
        blocks = article.blocks
        if not blocks and article.wire_of:
            blocks = self.by_slug[article.wire_of].blocks
        if article.paywall != "partial":
            return blocks
        paid = [i for i, block in enumerate(blocks) if block.kind in ("paragraph", "answer")]
        return blocks[: paid[PAID_AFTER - 1] + 1] if len(paid) >= PAID_AFTER else blocks

    def uid(self, article: ArticleSpec) -> int:
        """The number of an article in its site's own system."""
        return stable_number("uid", article.site, article.slug, low=10_000, high=999_999)

    def section(self, article: ArticleSpec) -> str:
        """The section of the site where `article` stands."""
        if article.hazard in _HAZARD_SECTIONS:
            return _HAZARD_SECTIONS[article.hazard]
        sections = self.spec.site(article.site).sections
        return sections[stable_number("section", article.slug, low=0, high=len(sections))]

    def paths(self, article: ArticleSpec) -> dict[str, str]:
        """The paths that lead to `article`: `page`, the canonical one, then `amp`, `short` and `old`."""
        day = self.published_at(article).astimezone(PARIS)
        uid = self.uid(article)
        closed = article.hazard in _HAZARD_SECTIONS
        pattern = "/{section}/{slug}/" if closed else self.spec.site(article.site).url_pattern
        page = pattern.format(
            section=self.section(article), slug=article.slug[:70].rstrip("-"), uid=uid,
            year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}",
        )  # fmt: skip
        wordpress = self.spec.site(article.site).comments == "wordpress"
        short = f"/?p={uid}" if wordpress else f"/node/{uid}"
        return {"page": page, "amp": f"/amp/{uid}", "short": short, "old": f"/archives/{uid}.html"}

    def url(self, article: ArticleSpec, form: str = "page") -> str:
        """The address of `article` in one of its forms, on its own site."""
        return self.base_urls[article.site] + self.paths(article)[form]

    def feed_link(self, article: ArticleSpec) -> str:
        """The address that the feed prints for `article`: tracked, moved or AMP as its hazard says."""
        form = {"moved": "old", "amp-link": "amp"}.get(article.hazard or "", "page")
        link = self.url(article, form)
        tracker = self.spec.site(article.site).tracker
        if tracker.startswith("?") and urlsplit(link).query:
            tracker = "&" + tracker[1:]
        return link + tracker

    def comments_mode(self, article: ArticleSpec) -> CommentsMode:
        """How the comments of `article` are served; a `schema` site mixes JSON-LD and microdata."""
        mode = self.spec.site(article.site).comments
        if mode == "schema":
            return "json-ld" if self.uid(article) % 2 else "microdata"
        return mode

    def changes(self, slug: str, key: str) -> list[Change]:
        """What has happened to a comment up to this edition."""
        return [c for c in self.spec.changes if (c.slug, c.key) == (slug, key) and c.day <= self.days]

    @cached_property
    def comments_by_slug(self) -> dict[str, list[LiveComment]]:
        """Every comment posted so far, deleted ones included, oldest first, by slug of its article."""
        return {article.slug: self._live_comments(article) for article in self.spec.articles}

    def comments(self, article: ArticleSpec) -> list[LiveComment]:
        """Every comment posted so far under `article`, deleted ones included, oldest first."""
        return self.comments_by_slug[article.slug]

    def shown(self, article: ArticleSpec) -> list[LiveComment]:
        """The comments that a page prints: no deleted ones, their replies moved up to the next parent shown."""
        every = {comment.id: comment for comment in self.comments(article)}
        kept = []
        for comment in every.values():
            parent = comment.reply_to
            while parent is not None and every[parent].deleted:
                parent = every[parent].reply_to
            if not comment.deleted:
                kept.append(replace(comment, reply_to=parent))
        return kept

    def last_change(self, article: ArticleSpec) -> datetime:
        """When the page of `article` last changed: its text, a comment, an edit or a deletion."""
        moments = [self.published_at(article), *(comment.posted_at for comment in self.comments(article))]
        moments += [
            datetime.combine(self.today + timedelta(days=c.day), time(0), PARIS).astimezone(UTC)
            for c in self.spec.changes
            if c.slug == article.slug and c.day <= self.days
        ]
        updated = self.updated_at(article)
        return max([*moments, updated] if updated else moments)

    def _live_comments(self, article: ArticleSpec) -> list[LiveComment]:
        live: dict[str, LiveComment] = {}
        for spec in article.comments:
            comment = self._live(article, spec, live)
            if comment is not None and comment.posted_at <= self.now:
                live[spec.key] = comment
        return sorted(live.values(), key=lambda c: (c.posted_at, c.id))

    def _live(self, article: ArticleSpec, spec: CommentSpec, before: dict[str, LiveComment]) -> LiveComment | None:
        """`spec` as it stands now, or None while the comment it answers is not out. A reply follows its parent."""
        posted_at = self.published_at(article) + timedelta(hours=spec.hours_after)
        parent = None
        if spec.reply_to is not None:
            if spec.reply_to not in before:
                return None
            parent = before[spec.reply_to]
            posted_at = max(posted_at, parent.posted_at + timedelta(minutes=1))
        done = self.changes(article.slug, spec.key)
        edits = [change.text for change in done if change.kind == "edit"]
        deleted_later = any(change.kind == "delete" for change in done)
        return LiveComment(
            id=stable_number("comment", article.slug, spec.key, low=10_000_000, high=99_999_999),
            spec=spec,
            posted_at=posted_at.replace(microsecond=0),
            text=edits[-1] if edits else spec.text,
            reply_to=parent.id if parent else None,
            edited=spec.edited or bool(edits),
            deleted=spec.deleted or deleted_later,
            deleted_later=deleted_later and not spec.deleted,
        )
