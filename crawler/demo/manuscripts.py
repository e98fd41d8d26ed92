"""Articles read from JSON files, and the press that they make up."""

from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from crawler.demo.spec import ArticleSpec, Change, Hazard, PressSpec, SiteSpec

TEXTS = Path(__file__).parent / "texts"
EXTRAS = Path(__file__).parent / "extras"
_READER = TypeAdapter(ArticleSpec)

SITES = (
    SiteSpec(
        id="confrere",
        name="Le Confrère",
        audience="medecins",
        template="confrere.html.j2",
        url_pattern="/actus-pro/{section}/{slug}",
        sections=("politiques", "conditions-dexercice", "vie-conventionnelle"),
        comments="logora",
        feed_candidates=("/rss.xml",),
        tracker="?utm_source=rss&utm_medium=feed",
        json_ld="partial",
    ),
    SiteSpec(
        id="rivage",
        name="Le Rivage républicain",
        audience="local",
        template="rivage.html.j2",
        url_pattern="/{year}/{month}/{day}/{slug}/",
        comments="wordpress",
        comments_per_page=5,
        feed_path="/feed/",
        feed_candidates=("/feed/",),
        json_ld="none",
        disallow=("/espace-abonnes/", "/wp-admin/"),
    ),
    SiteSpec(
        id="quotidien",
        name="Le Quotidien national",
        audience="grand-public",
        template="quotidien.html.j2",
        url_pattern="/{section}/article/{year}/{month}/{day}/{slug}_{uid}_3224.html",
        sections=("sante", "politique", "societe"),
        comments="drupal",
        comments_per_page=4,
        feed_path="/rss/une.xml",
        feed_candidates=("/rss.xml", "/rss/une.xml"),
        broken_feeds=(("/rss.xml", "missing"),),
        news_sitemap=True,
        sitemap=True,
        reserved=("/opinions/",),
        tracker="#xtor=RSS-3208",
    ),
    SiteSpec(
        id="gazette",
        name="La Gazette du Palais-Bas",
        audience="politique",
        template="gazette.html.j2",
        url_pattern="/lire.php?id={uid}",
        comments="schema",
        feed_path="/flux/palais.xml",
        tracker="?at_medium=rss&at_campaign=fil",
    ),
)
_HAZARDS: dict[str, tuple[Hazard, ...]] = {
    "confrere": ("flaky", "moved", "amp-link"),
    "rivage": ("amp-link",),
    "quotidien": ("moved",),
    "gazette": ("latin-9",),
}


class ManuscriptError(ValueError):
    """A file of articles breaks a rule; the message names the file, the key, the value and the rule."""


def read_article(path: Path) -> ArticleSpec:
    """The article of one JSON file.

    Raises:
        ManuscriptError: the file is not such an article, or a reply comes before what it answers.
    """
    try:
        article = _READER.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ManuscriptError(f"{path.name}: {where!r} is {first['input']!r:.60}: {first['msg']}") from error
    seen: set[str] = set()
    for comment in article.comments:
        if comment.reply_to is not None and comment.reply_to not in seen:
            raise ManuscriptError(f"{path.name}: comment {comment.key!r} answers {comment.reply_to!r}, not above it")
        seen.add(comment.key)
    return article


def read_folder(folder: Path) -> tuple[ArticleSpec, ...]:
    """The articles of a folder, in the order of file names. Raises as `read_article`."""
    return tuple(read_article(path) for path in sorted(folder.glob("*.json")))


def demo_spec(*folders: Path) -> PressSpec:
    """The four sites of the demo with the articles of `folders` (by default its own texts and extras).

    On each site the oldest articles meet the accidents of the web: an error that passes, an address that moved,
    a feed that links to the AMP page, an old character set. The day after, on each site with comments, one
    comment is edited and one deleted.

    Raises:
        ManuscriptError: a file breaks a rule, or two articles have the same slug.
    """
    articles = [article for folder in folders or (TEXTS, EXTRAS) for article in read_folder(folder)]
    slugs = [article.slug for article in articles]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise ManuscriptError(f"slug {slug!r} is given to {slugs.count(slug)} articles, it must be unique")
    for site_id, hazards in _HAZARDS.items():
        plain = [a for a in articles if a.site == site_id and a.hazard is None and a.day <= 0]
        for article, hazard in zip(sorted(plain, key=lambda a: (a.day, a.hour)), hazards, strict=False):
            articles[articles.index(article)] = replace(article, hazard=hazard)
    return PressSpec(sites=SITES, articles=tuple(articles), changes=next_day_changes(articles))


def next_day_changes(articles: list[ArticleSpec]) -> tuple[Change, ...]:
    """One edit and one deletion per site, on the first day after, among comments that are out long before."""
    changes: list[Change] = []
    for site_id in sorted({article.site for article in articles}):
        out = [
            (article, comment)
            for article in articles
            if article.site == site_id and article.hazard is None
            for comment in article.comments
            if not (comment.deleted or comment.edited) and article.day * 24 + comment.hours_after < -48
        ]
        for (article, comment), kind in zip(out, ("edit", "delete"), strict=False):
            text = f"{comment.text} Je corrige : j'avais écrit trop vite." if kind == "edit" else ""
            changes.append(
                Change(day=1, slug=article.slug, key=comment.key, kind="edit" if text else "delete", text=text)
            )
    return tuple(changes)
