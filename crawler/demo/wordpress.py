"""The comments of a WordPress-like site: its REST endpoint and its feed of comments."""

from math import ceil

from crawler.demo import render
from crawler.demo.edition import Edition, LiveComment
from crawler.demo.spec import ArticleSpec, SiteSpec
from crawler.demo.web import Ask, Reply, as_json, not_found
from store.clock import PARIS

_MOST = 100
_DEFAULT = 10


def answer_rest(edition: Edition, site: SiteSpec, ask: Ask) -> Reply:
    """What /wp-json/ answers: comments of a post, or the post of a slug. 401 where the site closed it."""
    if site.comments != "wordpress":
        return not_found()
    if not site.rest_open:
        return as_json({"code": "rest_forbidden", "message": "Interdit.", "data": {"status": 401}}, status=401)
    if ask.path == "/wp-json/wp/v2/posts":
        posts = [_post(edition, a) for a in edition.articles(site.id) if a.slug == ask.query.get("slug")]
        return as_json(posts, headers={"X-WP-Total": str(len(posts)), "X-WP-TotalPages": "1"})
    if ask.path != "/wp-json/wp/v2/comments":
        return as_json({"code": "rest_no_route", "data": {"status": 404}}, status=404)
    return _comments(edition, site, ask)


def comment_feed(edition: Edition, site: SiteSpec) -> str:
    """RSS of the newest comments of the site: not a feed of articles, though pages announce it as a feed."""
    pairs = [(article, c) for article in edition.listed(site.id) for c in edition.shown(article)]
    newest = sorted(pairs, key=lambda pair: pair[1].posted_at, reverse=True)[:_DEFAULT]
    return render.comment_feed(edition, site, newest)


def _comments(edition: Edition, site: SiteSpec, ask: Ask) -> Reply:
    per_page, number = ask.query.get("per_page", str(_DEFAULT)), ask.query.get("page", "1")
    if not (per_page.isdecimal() and 1 <= int(per_page) <= _MOST and number.isdecimal() and int(number) >= 1):
        return as_json({"code": "rest_invalid_param", "data": {"status": 400}}, status=400)
    post = ask.query.get("post")
    rows = [
        _row(edition, article, comment)
        for article in edition.articles(site.id)
        if post is None or post == str(edition.uid(article))
        for comment in edition.shown(article)
    ]
    rows.sort(key=lambda row: (str(row["date_gmt"]), str(row["id"])), reverse=ask.query.get("order", "desc") != "asc")
    size, first = int(per_page), (int(number) - 1) * int(per_page)
    if rows and first >= len(rows):
        return as_json({"code": "rest_comment_invalid_page_number", "data": {"status": 400}}, status=400)
    totals = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(ceil(len(rows) / size))}
    return as_json(rows[first : first + size], headers=totals)


def _post(edition: Edition, article: ArticleSpec) -> dict[str, object]:
    return {"id": edition.uid(article), "slug": article.slug, "link": edition.url(article)}


def _row(edition: Edition, article: ArticleSpec, comment: LiveComment) -> dict[str, object]:
    return {
        "id": comment.id,
        "post": edition.uid(article),
        "parent": comment.reply_to or 0,
        "author": 0,
        "author_name": comment.spec.author,
        "author_url": "",
        "date": f"{comment.posted_at.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{comment.posted_at:%Y-%m-%dT%H:%M:%S}",
        "content": {"rendered": render.paragraphs(comment.text)},
        "link": f"{edition.url(article)}#comment-{comment.id}",
        "status": "approved",
        "type": "comment",
        "author_avatar_urls": {"48": f"{edition.base_urls[article.site]}/avatars/{comment.id}.png"},
    }
