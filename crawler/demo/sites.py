"""The pages, feeds and notices of a demo site."""

import json
from datetime import timedelta
from math import ceil
from urllib.parse import urlencode

from crawler.demo import render
from crawler.demo.edition import Edition
from crawler.demo.spec import ArticleSpec, SiteSpec
from crawler.demo.web import HTML, JSON, TEXT, XML, Ask, Reply, moved_to, not_found, page
from crawler.demo.wordpress import answer_rest, comment_feed

NEWS_SITEMAP_DAYS = 2
_KEPT_PARAMETERS = ("id", "p")
_COMMENT_PAGE = "comment-page-"


def answer(edition: Edition, site: SiteSpec, ask: Ask) -> Reply:
    """What `site` answers to `ask`."""
    if ask.method not in ("GET", "HEAD"):
        return page("Méthode refusée", TEXT, status=405)
    if ask.path.startswith("/wp-json/"):
        return answer_rest(edition, site, ask)
    found, number = _find_article(edition, site, ask)
    if found is None:
        return _notice(edition, site, ask.path) or not_found()
    article, form = found
    if form in ("old", "short"):
        return moved_to(edition.url(article))
    return _article_page(edition, article, form=form, number=number, visit=ask.visit)


def robots_txt(edition: Edition, site: SiteSpec) -> str:
    """The robots.txt of `site`."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in site.disallow)]
    if site.sitemap:
        lines += ["", f"Sitemap: {edition.base_urls[site.id]}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def _notice(edition: Edition, site: SiteSpec, path: str) -> Reply | None:
    """The answer to everything but articles; None where `path` is not such a notice."""
    if path == "/robots.txt":
        return page(robots_txt(edition, site), TEXT)
    if path == "/.well-known/tdmrep.json":
        return _reservations(site)
    if path == "/":
        newest = edition.articles(site.id)
        changed_at = edition.published_at(newest[0]) if newest else None
        return page(render.home(edition, site), changed_at=changed_at)
    return _feed(edition, site, path) or _sitemap(edition, site, path)


def _reservations(site: SiteSpec) -> Reply:
    if not site.reserved:
        return not_found()
    rules = [{"location": f"{path}*", "tdm-reservation": 1} for path in site.reserved]
    return page(json.dumps(rules), JSON)


def _feed(edition: Edition, site: SiteSpec, path: str) -> Reply | None:
    fault = dict(site.broken_feeds).get(path)
    if fault == "invalid":
        return page("<html><body><p>Flux en maintenance<br></body>", XML)
    if fault == "missing":
        return not_found()
    listed = edition.listed(site.id)[: site.feed_items]
    changed_at = max(map(edition.published_at, listed), default=None)
    if path == site.feed_path:
        media_type = f"application/{site.feed_kind}+xml; charset=utf-8"
        return page(render.feed(edition, site, listed), media_type, changed_at=changed_at)
    if path == "/comments/feed/" and site.comments == "wordpress":
        return page(comment_feed(edition, site), "application/rss+xml; charset=utf-8", changed_at=changed_at)
    return None


def _sitemap(edition: Edition, site: SiteSpec, path: str) -> Reply | None:
    listed = edition.listed(site.id)
    changed_at = max(map(edition.published_at, listed), default=None)
    recent = [a for a in listed if edition.published_at(a) > edition.now - timedelta(days=NEWS_SITEMAP_DAYS)]
    maps = {}
    if site.sitemap:
        maps["/sitemap.xml"] = "index"
        maps["/sitemap-articles.xml"] = "all"
    if site.news_sitemap:
        maps["/sitemap_news.xml"] = "news"
    kind = maps.get(path)
    if kind is None:
        return None
    shown = recent if kind == "news" else listed
    children = [child for child in maps if child != "/sitemap.xml"]
    return page(render.sitemap(edition, site, shown, kind=kind, children=children), XML, changed_at=changed_at)


def _find_article(edition: Edition, site: SiteSpec, ask: Ask) -> tuple[tuple[ArticleSpec, str] | None, int]:
    """The article that `ask` wants with the form of its address, and the page of comments wanted (1 = first)."""
    path, number = ask.path, 1
    head, marker, tail = path.partition(_COMMENT_PAGE)
    if marker and site.comments == "wordpress":
        path, number = head, int(tail.strip("/")) if tail.strip("/").isdecimal() else 0
    elif site.comments == "drupal" and ask.query.get("page", "").isdecimal():
        number = int(ask.query["page"]) + 1
    kept = urlencode({key: ask.query[key] for key in _KEPT_PARAMETERS if key in ask.query})
    return edition.routes.get((site.id, f"{path}?{kept}" if kept else path)), number


def _article_page(edition: Edition, article: ArticleSpec, *, form: str, number: int, visit: int) -> Reply:
    site = edition.spec.site(article.site)
    if article.hazard == "challenge":
        return page(render.challenge())
    if article.hazard == "flaky" and visit == 1:
        return page("Erreur interne", TEXT, status=500)
    changed_at = edition.last_change(article)
    if form == "amp":
        return page(render.amp(edition, article), changed_at=changed_at)
    n_threads = sum(comment.reply_to is None for comment in edition.shown(article))
    n_pages = max(1, ceil(n_threads / site.comments_per_page))
    if not 1 <= number <= n_pages:
        return not_found()
    text = render.article(edition, article, number=number, n_pages=n_pages)
    headers = {"tdm-reservation": "1"} if article.hazard == "reserved-header" else {}
    if article.hazard == "latin-9":
        # The header is silent on the charset: only the page's own meta tells it.
        body = text.encode("iso-8859-15", errors="xmlcharrefreplace")
        return Reply(body=body, content_type="text/html", headers=headers, changed_at=changed_at)
    return Reply(body=text.encode(), content_type=HTML, headers=headers, changed_at=changed_at)
