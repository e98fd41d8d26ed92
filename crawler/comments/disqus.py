"""Disqus: the thread that a page embeds, read through its API with a key of our own.

Source: the API's documentation of threads/listPosts. No key was ever used here: experimental until a source that
has one is verified.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from crawler.comments.markup import text_of
from crawler.comments.shapes import Access, Answer, Ask, Detected, Parsed, read_json
from crawler.dates import read_machine_date
from crawler.pages.outside import fragment, whole_number
from crawler.pages.platforms import holds_any
from store.records import Comment, CommentStatus

PLATFORM = "disqus"
_PER_PAGE = 100
_NEEDLES = ("disqus", "dsq-count-scr")
_SIGNALS = re.compile(
    r"id=[\"']disqus_thread|//[\w-]+\.disqus\.com/(?:embed|count)\.js|\bdisqus_?(?:shortname|identifier|config)\b|"
    r"dsq-count-scr",
    re.IGNORECASE,
)
_SHORTNAME = re.compile(
    r"disqus_?shortname[\"']?\s*[=:]\s*[\"'](?P<a>[\w-]+)|//(?P<b>[\w-]+)\.disqus\.com/(?:embed|count)\.js|"
    r"data-disqus-shortname=[\"'](?P<c>[\w-]+)",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"(?:disqus_identifier|page\.identifier|disqusIdentifier)[\"']?\s*[=:]\s*[\"'](?P<a>[^\"']+)|"
    r"data-disqus-identifier=[\"'](?P<b>[^\"']+)",
    re.IGNORECASE,
)
_CANONICAL = re.compile(r"<link[^>]+rel=[\"']canonical[\"'][^>]*href=[\"'](?P<a>[^\"']+)", re.IGNORECASE)
_NOT_A_FORUM = {"www", "about", "help", "a"}


def detect(html: str) -> Detected | None:
    """The forum and the thread that a page embeds; a thread without an identifier is known by its page's address."""
    if not (holds_any(html, _NEEDLES) and _SIGNALS.search(html)):
        return None
    names = (next(filter(None, match.groups())) for match in _SHORTNAME.finditer(html))
    shortname = next((name for name in names if name.lower() not in _NOT_A_FORUM), None)
    identifier, canonical = _IDENTIFIER.search(html), _CANONICAL.search(html)
    uid = f"link:{canonical['a']}" if canonical else None
    if identifier:
        uid = f"ident:{identifier['a'] or identifier['b']}"
    return Detected(platform=PLATFORM, uid=uid, shortname=shortname)


def requests(detected: Detected, access: Access) -> list[Ask]:
    """The first page of the thread, where a key of our own is configured."""
    forum = access.shortname or detected.shortname
    if not (access.key and access.api_base and forum and detected.uid):
        return []
    query = urlencode({"forum": forum, "thread": detected.uid, "limit": str(_PER_PAGE), "order": "asc"})
    return [Ask(url=f"{access.api_base}/threads/listPosts.json?{query}", step="list", secret=("api_key", access.key))]


def parse(answer: Answer, access: Access) -> Parsed:
    """What one page of the thread holds; a code other than 0 is a refusal."""
    payload = read_json(answer.body)
    rows = payload.get("response") if isinstance(payload, Mapping) and payload.get("code") == 0 else None
    if answer.status != 200 or not isinstance(rows, list) or not isinstance(payload, Mapping):
        return Parsed(is_refused=True, is_partial=True)
    cursor = payload.get("cursor")
    cursor = cursor if isinstance(cursor, Mapping) else {}
    total = cursor.get("total")
    asks: tuple[Ask, ...] = ()
    if cursor.get("hasNext") and cursor.get("next"):
        base = re.sub(r"&cursor=[^&]*", "", answer.ask.url)
        asks = (Ask(url=f"{base}&{urlencode({'cursor': cursor['next']})}", step="list", secret=answer.ask.secret),)
    comments = tuple(_comment(row) for row in rows if isinstance(row, Mapping) and _is_public(row))
    return Parsed(comments=comments, asks=asks, declared=whole_number(total))


def _is_public(row: Mapping[str, Any]) -> bool:
    return row.get("id") is not None and row.get("isApproved", True) is not False and not row.get("isSpam")


def _comment(row: Mapping[str, Any]) -> Comment:
    author = row.get("author")
    author = author if isinstance(author, Mapping) else {}
    posted = read_machine_date(str(row.get("createdAt") or ""), naive_is_utc=True)
    deleted = bool(row.get("isDeleted"))
    status: CommentStatus = "deleted" if deleted else "edited" if row.get("isEdited") else "published"
    return Comment(
        text="" if deleted else _text(row),
        platform=PLATFORM,
        id=str(row["id"]),
        reply_to=str(row["parent"]) if row.get("parent") else None,
        author_ref=str(author.get("id") or author.get("name") or "") or None,
        posted_at=posted[0] if posted else None,
        date_source="json-ld" if posted else "none",
        date_precision=posted[1] if posted else "none",
        votes=whole_number(row.get("likes")),
        status=status,
    )


def _text(row: Mapping[str, Any]) -> str:
    message = str(row.get("message") or "").strip()
    if not message:
        return str(row.get("raw_message") or "").strip()
    return text_of(fragment(message))
