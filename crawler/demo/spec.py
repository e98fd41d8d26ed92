"""What a demo press is made of: sites, articles, comments and what changes later. Times are offsets from a day."""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import ConfigDict

from store.records import Audience, Block, Paywall

Hazard = Literal[
    "challenge", "reserved-file", "reserved-header", "disallowed", "flaky", "moved", "amp-link", "latin-9"
]  # fmt: skip
CommentsMode = Literal["logora", "wordpress", "json-ld", "microdata", "schema", "drupal", "none"]
JsonLd = Literal["full", "partial", "none"]
FeedFault = Literal["missing", "invalid"]


@dataclass(frozen=True, kw_only=True)
class CommentSpec:
    """One reader comment; `author` is an invented name that only served pages show."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    key: str
    text: str
    author: str
    hours_after: float
    reply_to: str | None = None
    role: str | None = None
    points: int | None = None
    badge: str | None = None
    votes: int = 0
    position: str | None = None
    edited: bool = False
    deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class DebateSpec:
    """A question put to the readers; `votes` follows the order of `positions`."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    question: str
    positions: tuple[str, ...]
    votes: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ArticleSpec:
    """One article: `day` counts from the day of the press (0 = today, 1 = tomorrow), `hour` is Paris time.

    The `speaker` of a block is printed before its text; later turns of the same kind without one are theirs too.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    slug: str
    site: str
    day: int
    hour: str
    title: str
    kicker: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    paywall: Paywall = "free"
    debate: DebateSpec | None = None
    wire_of: str | None = None
    blocks: tuple[Block, ...] = ()
    comments: tuple[CommentSpec, ...] = ()
    hazard: Hazard | None = None
    updated_after_h: float | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to a comment `day` days after the first day; an edit brings its new `text`."""

    day: int
    slug: str
    key: str
    kind: Literal["edit", "delete"]
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a generated page looks: class names by part, where the date stands and how it is written."""

    classes: tuple[tuple[str, str], ...] = ()
    body_tag: str = "div"
    question_tag: str = "p"
    date_place: Literal["top", "byline", "bottom"] = "byline"
    date_format: str = "{d:02d}/{m:02d}/{y}"
    metas: bool = True


@dataclass(frozen=True, kw_only=True)
class SiteSpec:
    """One site of the press.

    `url_pattern` takes section, slug, uid, year, month, day. `feed_candidates` are tried before autodiscovery,
    those of `broken_feeds` fail. `tracker` is added to the links of the feed. `reserved` lists sections closed to
    text mining by the site's tdmrep.json, `disallow` the paths closed by robots.txt.
    """

    id: str
    name: str
    audience: Audience
    url_pattern: str
    comments: CommentsMode
    template: str = "generated.html.j2"
    tier: Literal[1, 2, 3] = 1
    sections: tuple[str, ...] = ("actualites",)
    feed_path: str = "/rss.xml"
    feed_kind: Literal["rss", "atom"] = "rss"
    feed_items: int = 50
    feed_candidates: tuple[str, ...] = ()
    broken_feeds: tuple[tuple[str, FeedFault], ...] = ()
    news_sitemap: bool = False
    sitemap: bool = False
    comments_per_page: int = 20
    rest_open: bool = True
    disallow: tuple[str, ...] = ("/espace-abonnes/",)
    reserved: tuple[str, ...] = ()
    tracker: str = ""
    json_ld: JsonLd = "full"
    microdata: bool = False
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, kw_only=True)
class PressSpec:
    """A whole press; `requests_per_minute` is what its debate platform grants to one key."""

    sites: tuple[SiteSpec, ...]
    articles: tuple[ArticleSpec, ...]
    changes: tuple[Change, ...] = ()
    requests_per_minute: int = 3000
    latency_s: float = 0.0

    def site(self, site_id: str) -> SiteSpec:
        """The site of that id. Raises KeyError where there is none."""
        for site in self.sites:
            if site.id == site_id:
                return site
        raise KeyError(site_id)

    def author_names(self) -> frozenset[str]:
        """Names of the comments' authors: what must be found nowhere but in served pages."""
        return frozenset(comment.author for article in self.articles for comment in article.comments)
