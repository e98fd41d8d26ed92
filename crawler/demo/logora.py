"""A debate platform on loopback: the reading endpoints and the keyless rendering of Logora, with their rules.

Shapes of requests, headers and payloads follow the platform's public documentation and clients.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from crawler.demo import logora_records as records
from crawler.demo.edition import SHORTNAME, Edition, LiveComment
from crawler.demo.spec import ArticleSpec
from crawler.demo.web import Ask, Reply, as_json

API = "/api/v1"
API_KEY = "cle-publique-de-demonstration"
_MOST = 100
_DEFAULT = 10
_SORTS = ("-created_at", "+created_at", "-score", "+score")
_FILTERS: Mapping[str, Callable[["Message"], str]] = {
    "message_id": lambda m: str(m.comment.reply_to or ""),
    "is_reply": lambda m: "true" if m.comment.reply_to else "false",
    "is_deleted": lambda m: "true" if m.comment.deleted else "false",
    "status": lambda m: "accepted",
    "group_id": lambda m: str(m.row["group_id"]),
    "group_type": lambda m: str(m.row["group_type"]),
    "position_id": lambda m: str(m.position_id or ""),
    "language": lambda m: "fr",
}


@dataclass(frozen=True, kw_only=True)
class Message:
    """A comment with the row that the platform serves for it."""

    comment: LiveComment
    article: ArticleSpec
    row: dict[str, object]
    position_id: int | None


def answer(edition: Edition, ask: Ask) -> Reply:
    """What the platform answers: `/synthesis` without a key, everything under `/api/v1` with it."""
    if ask.path == "/synthesis":
        return _synthesis(edition, ask)
    if not ask.path.startswith(f"{API}/"):
        return _failure(404)
    parts = ask.path.removeprefix(f"{API}/").strip("/").split("/")
    if parts == ["settings"]:
        return _settings(ask)
    if ask.method not in ("GET", "HEAD"):
        return _failure(405, notes=("a write was attempted on the reading endpoints",))
    if API_KEY not in (ask.query.get("api_key"), ask.headers.get("authorization", "").removeprefix("Bearer ")):
        return _failure(401)
    return _read(edition, parts, ask)


def _settings(ask: Ask) -> Reply:
    if ask.method != "POST":
        return _failure(405)
    if ask.query.get("shortname") != SHORTNAME:
        return _failure(404)
    routes = {"prefixPath": "espace-debat"}
    resource = {"id": 77, "api_key": f"{API_KEY}\n", "theme": {}, "modules": {}, "routes": routes}
    return as_json({"success": True, "data": {"resource": resource}})


def _synthesis(edition: Edition, ask: Ask) -> Reply:
    """The probe without key; a body would create or change records, so one is refused and noted."""
    if ask.method != "POST":
        return _failure(405)
    if ask.body.strip():
        return _failure(400, notes=("a body was sent to /synthesis: it would create or change a record",))
    article = _by_uid(edition, ask.query.get("uid") or ask.query.get("id"))
    if ask.query.get("shortname") != SHORTNAME or article is None:
        return as_json({"success": False}, status=404)
    kind = "debate" if article.debate else "source"
    found: dict[str, object] = {"success": True, kind: records.synthesis(edition, article)}
    if ask.query.get("noHtml") != "true":
        found["content"] = "<div id='logoraRoot'></div>"
    return as_json(found)


def _read(edition: Edition, parts: list[str], ask: Ask) -> Reply:
    match parts:
        case ["sources", uid, *rest]:
            return _source(edition, _by_uid(edition, uid), rest, ask)
        case ["groups", slug, *rest]:
            return _group(edition, _by_debate(edition, slug), rest, ask)
        case ["messages"]:
            return _list(_every_message(edition), ask)
        case ["messages", number]:
            return _one(edition, number)
        case ["messages", number, "replies"]:
            return _list([m for m in _every_message(edition) if str(m.comment.reply_to or "") == number], ask)
    return _failure(404)


def _source(edition: Edition, article: ArticleSpec | None, rest: list[str], ask: Ask) -> Reply:
    if article is None:
        return _failure(404)
    if rest == ["messages"]:
        return _list([m for m in _top_messages(edition, article) if m.row["group_type"] == "Source"], ask)
    source = records.source(edition, article)
    if rest == ["synthesis"]:
        kind, resource = ("Group", records.debate(edition, article)) if article.debate else ("Comments", source)
        return as_json({"success": True, "data": {"resource_type": kind, "resource": resource}})
    return _failure(404) if rest else as_json({"success": True, "data": {"resource": source}})


def _group(edition: Edition, article: ArticleSpec | None, rest: list[str], ask: Ask) -> Reply:
    if article is None:
        return _failure(404)
    if rest == ["messages"]:
        return _list([m for m in _top_messages(edition, article) if m.row["group_type"] == "Group"], ask)
    if rest:
        return _failure(404)
    return as_json({"success": True, "data": {"resource": records.debate(edition, article)}})


def _one(edition: Edition, number: str) -> Reply:
    for message in _every_message(edition):
        if str(message.comment.id) == number:
            return as_json({"success": True, "data": {"resource": message.row}})
    return _failure(404)


def _list(messages: list[Message], ask: Ask) -> Reply:
    """One page of messages with the totals in headers; an empty list is a 404."""
    sort = ask.query.get("sort", "-created_at")
    if sort not in _SORTS:
        return _failure(400, notes=(f"sort is {sort!r}: unknown, or its plus sign was not encoded",))
    for name, read in _FILTERS.items():
        if name in ask.query:
            messages = [m for m in messages if read(m) == ask.query[name]]
    field = "score" if "score" in sort else "created_at"
    ordered = sorted(messages, key=lambda m: (m.row[field], m.comment.id), reverse=sort[0] == "-")
    size = min(max(_number(ask, "per_page", _DEFAULT), 1), _MOST)
    current, last = _number(ask, "page", 1), ceil(len(ordered) / size)
    shown = ordered[(current - 1) * size : current * size] if current >= 1 else []
    if not shown:
        return _failure(404)
    headers = {
        "total": str(len(ordered)),
        "total-pages": str(last),
        "current-page": str(current),
        "page-items": str(size),
        "link": f'<{ask.path}?page={last}>; rel="last"',
    }
    if current < last:
        headers["next-page"] = str(current + 1)
    return as_json({"success": True, "data": [m.row for m in shown]}, headers=headers)


def _number(ask: Ask, name: str, default: int) -> int:
    value = ask.query.get(name, "")
    return int(value) if value.isdecimal() else default


def _failure(status: int, *, notes: tuple[str, ...] = ()) -> Reply:
    reply = as_json({"success": False, "error": f"error {status}"}, status=status)
    return Reply(status=status, body=reply.body, content_type=reply.content_type, notes=notes)


def _articles(edition: Edition) -> list[ArticleSpec]:
    """The articles whose comments the platform holds."""
    sites = [site.id for site in edition.spec.sites if site.comments == "logora"]
    return [article for site_id in sites for article in edition.articles(site_id)]


def _by_uid(edition: Edition, uid: str | None) -> ArticleSpec | None:
    return next((a for a in _articles(edition) if str(edition.uid(a)) == uid), None)


def _by_debate(edition: Edition, slug: str) -> ArticleSpec | None:
    return next((a for a in _articles(edition) if a.debate and records.debate_slug(a) == slug), None)


def _every_message(edition: Edition) -> list[Message]:
    return [m for article in _articles(edition) for m in _messages(edition, article)]


def _top_messages(edition: Edition, article: ArticleSpec) -> list[Message]:
    return [m for m in _messages(edition, article) if m.comment.reply_to is None]


def _messages(edition: Edition, article: ArticleSpec) -> list[Message]:
    comments = edition.comments(article)
    return [
        Message(
            comment=comment,
            article=article,
            row=records.message(edition, article, comment, comments),
            position_id=records.position_id(article, comment.spec.position),
        )
        for comment in comments
    ]
