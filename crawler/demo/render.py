"""Pages, feeds and sitemaps of a demo press, from templates; the same edition always gives the same text."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import escape

from crawler.demo.edition import SHORTNAME, Edition, LiveComment
from crawler.demo.linked_data import describe
from crawler.demo.spec import ArticleSpec, SiteSpec
from crawler.demo.truth import inline_debate
from store.clock import PARIS

_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin",
           "juillet", "août", "septembre", "octobre", "novembre", "décembre")  # fmt: skip
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_TEASER = 120
_N_RELATED = 3


@dataclass(frozen=True)
class Thread:
    """A comment and the threads that answer it, oldest first."""

    comment: LiveComment
    replies: list["Thread"]


def write_date(moment: datetime, pattern: str = "{d:02d}/{m:02d}/{y}") -> str:
    """`moment` in Paris time by a pattern of fields d, d1 (« 1er »), m, y, month, weekday, H, M."""
    local = moment.astimezone(PARIS)
    return pattern.format(
        d=local.day, d1="1er" if local.day == 1 else str(local.day), m=local.month, y=local.year,
        month=_MONTHS[local.month - 1], weekday=_DAYS[local.weekday()], H=local.hour, M=local.minute,
    )  # fmt: skip


def paragraphs(text: str) -> str:
    """`text` as HTML paragraphs, one per line of text."""
    return "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines() if line.strip())


def threads(comments: list[LiveComment]) -> list[Thread]:
    """`comments` as trees, in the order given."""
    nodes = {comment.id: Thread(comment, []) for comment in comments}
    roots: list[Thread] = []
    for comment in comments:
        siblings = roots if comment.reply_to is None else nodes[comment.reply_to].replies
        siblings.append(nodes[comment.id])
    return roots


def article(edition: Edition, spec: ArticleSpec, *, number: int = 1, n_pages: int = 1) -> str:
    """The page of an article with the `number`-th page of its comments."""
    site = edition.spec.site(spec.site)
    shown = threads(edition.shown(spec))
    is_paged = edition.comments_mode(spec) in ("wordpress", "drupal")
    size = site.comments_per_page if is_paged else max(1, len(shown))
    return _template(site.template).render(
        _frame(edition, spec),
        threads=shown[(number - 1) * size : number * size],
        n_comments=len(edition.shown(spec)),
        number=number,
        n_pages=n_pages,
        mode=edition.comments_mode(spec),
        widget=_widget(edition, spec),
        related=[(edition.url(a), a.title, edition.published_at(a)) for a in _related(edition, spec)],
    )


def amp(edition: Edition, spec: ArticleSpec) -> str:
    """The AMP page of an article, which names its canonical address."""
    return _template("amp.html.j2").render(_frame(edition, spec))


def home(edition: Edition, site: SiteSpec) -> str:
    """The first page of a site: it announces the feed and links to everything, closed sections included."""
    links = [(edition.url(a), a.title, edition.published_at(a)) for a in edition.articles(site.id)]
    return _template("home.html.j2").render(site=site, base=edition.base_urls[site.id], links=links)


def challenge() -> str:
    """A page that asks the visitor to prove that they are a person, under status 200."""
    return _template("challenge.html.j2").render()


def feed(edition: Edition, site: SiteSpec, listed: list[ArticleSpec]) -> str:
    """The feed of a site, RSS 2.0 or Atom, newest first."""
    items = [(a, edition.feed_link(a), edition.published_at(a)) for a in listed]
    return _template(f"{site.feed_kind}.xml.j2").render(site=site, base=edition.base_urls[site.id], items=items)


def comment_feed(edition: Edition, site: SiteSpec, newest: list[tuple[ArticleSpec, LiveComment]]) -> str:
    """RSS of comments."""
    items = [(a, c, f"{edition.url(a)}#comment-{c.id}") for a, c in newest]
    return _template("comments.xml.j2").render(site=site, base=edition.base_urls[site.id], items=items)


def sitemap(edition: Edition, site: SiteSpec, shown: list[ArticleSpec], *, kind: str, children: list[str]) -> str:
    """A sitemap: `index` of `children`, `all` articles or the `news` of the last days."""
    items = [(edition.url(a), a.title, edition.published_at(a), edition.last_change(a)) for a in shown]
    base = edition.base_urls[site.id]
    return _template("sitemap.xml.j2").render(site=site, base=base, items=items, kind=kind, children=children)


def _frame(edition: Edition, spec: ArticleSpec) -> dict[str, object]:
    """What every page of an article needs."""
    site = edition.spec.site(spec.site)
    original = edition.by_slug[spec.wire_of] if spec.wire_of else None
    return {
        "site": site,
        "article": spec,
        "classes": dict(site.style.classes),
        "base": edition.base_urls[spec.site],
        "url": edition.url(spec),
        "amp_url": edition.url(spec, "amp"),
        "short_url": edition.url(spec, "short"),
        "uid": edition.uid(spec),
        "section": edition.section(spec),
        "published_at": edition.published_at(spec),
        "updated_at": edition.updated_at(spec),
        "blocks": edition.printed_blocks(spec),
        "linked_data": describe(edition, spec),
        "wire_source": edition.spec.site(original.site).name if original else None,
        "charset": "iso-8859-15" if spec.hazard == "latin-9" else "utf-8",
        "shortname": SHORTNAME,
        "debate_base": edition.base_urls.get("logora", ""),
    }


def _widget(edition: Edition, spec: ArticleSpec) -> dict[str, str] | None:
    """The debate printed in the middle of the body: its question and the best-voted argument, cut short."""
    if edition.comments_mode(spec) != "logora":
        return None
    source = inline_debate(edition, spec)
    if source is None or source.debate is None:
        return None
    arguments = [c for c in edition.shown(source) if c.spec.position and c.reply_to is None]
    if not arguments:
        return {"question": source.debate.question, "name": "", "position": "", "text": ""}
    best = max(arguments, key=lambda c: (c.spec.votes, c.id))
    text = best.text if len(best.text) <= _TEASER else best.text[:_TEASER] + "..."
    position = best.spec.position or ""
    return {"question": source.debate.question, "name": best.spec.author, "position": position, "text": text}


def _related(edition: Edition, spec: ArticleSpec) -> list[ArticleSpec]:
    others = [a for a in edition.listed(spec.site) if a is not spec]
    return others[:_N_RELATED]


def _template(name: str) -> Template:
    return _ENVIRONMENT.get_template(name)


def _iso(moment: datetime) -> str:
    return moment.astimezone(PARIS).isoformat(timespec="seconds")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(PARIS))


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {"french": write_date, "iso": _iso, "rfc822": _rfc822, "unix": _unix}
