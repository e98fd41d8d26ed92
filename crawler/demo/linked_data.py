"""The JSON-LD that a demo page prints, as full as its site is."""

from crawler.demo.edition import Edition, LiveComment
from crawler.demo.spec import ArticleSpec
from store.clock import PARIS


def describe(edition: Edition, spec: ArticleSpec) -> dict[str, object] | None:
    """The JSON-LD of an article; None on a site that prints none and under no comments either."""
    site = edition.spec.site(spec.site)
    comments = _comments(edition, spec) if edition.comments_mode(spec) == "json-ld" else None
    if site.json_ld == "none" and comments is None:
        return None
    found: dict[str, object] = {"@type": "NewsArticle", "@id": edition.url(spec)}
    if site.json_ld != "none":
        published = edition.published_at(spec).astimezone(PARIS)
        found |= {"headline": spec.title, "datePublished": published.isoformat(timespec="seconds")}
        updated = edition.updated_at(spec)
        if updated is not None:
            found["dateModified"] = updated.astimezone(PARIS).isoformat(timespec="seconds")
    if site.json_ld == "full":
        found |= _details(edition, spec)
    if comments is not None:
        found |= comments
    if site.json_ld == "partial":
        steps = [{"@type": "ListItem", "position": 1, "name": "Accueil"}]
        return {
            "@context": "https://schema.org",
            "@graph": [{"@type": "BreadcrumbList", "itemListElement": steps}, found],
        }
    return {"@context": "https://schema.org", **found}


def _details(edition: Edition, spec: ArticleSpec) -> dict[str, object]:
    site = edition.spec.site(spec.site)
    details: dict[str, object] = {
        "mainEntityOfPage": edition.url(spec),
        "articleSection": edition.section(spec),
        "keywords": list(spec.tags),
        "author": [{"@type": "Person", "name": name} for name in spec.byline],
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name},
        "inLanguage": "fr",
    }
    if spec.standfirst:
        details["description"] = spec.standfirst
    details["isAccessibleForFree"] = str(spec.paywall == "free")
    if spec.paywall != "free":
        details["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paywall"}
    return details


def _comments(edition: Edition, spec: ArticleSpec) -> dict[str, object]:
    """Nested for the first level of replies, `parentItem` as well: both ways are met."""
    shown = edition.shown(spec)
    return {"commentCount": len(shown), "comment": [_comment(edition, spec, c, shown) for c in shown if not c.reply_to]}


def _comment(edition: Edition, spec: ArticleSpec, comment: LiveComment, shown: list[LiveComment]) -> dict[str, object]:
    url = edition.url(spec)
    author = {"@type": "Person", "name": comment.spec.author}
    if comment.spec.role:
        author["jobTitle"] = comment.spec.role
    found: dict[str, object] = {
        "@type": "Comment",
        "@id": f"{url}#comment-{comment.id}",
        "text": comment.text,
        "dateCreated": comment.posted_at.isoformat(timespec="seconds"),
        "author": author,
        "upvoteCount": comment.spec.votes,
    }
    if comment.reply_to is not None:
        found["parentItem"] = {"@type": "Comment", "@id": f"{url}#comment-{comment.reply_to}"}
    replies = [_comment(edition, spec, c, shown) for c in shown if c.reply_to == comment.id]
    if replies:
        found["comment"] = replies
    return found
