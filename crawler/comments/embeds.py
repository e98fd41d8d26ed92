"""Comment systems that are told but not read: which one a page embeds, and how many comments it declares.

Coral, OpenWeb, Viafoura, GraphComment, Hyvor Talk and Le Monde's own. Reading is experimental and off: it starts only
where a source names the address of the service (`comments.api_base`), and no answer of a live one was ever seen.
Sources: the public documentation and clients of each.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from crawler.comments.markup import text_of
from crawler.comments.shapes import Access, Answer, Ask, Detected, Parsed, read_json
from crawler.dates import read_machine_date
from crawler.pages.outside import fragment, whole_number
from crawler.pages.platforms import detect_platform
from store.records import Comment

PLATFORMS = ("coral", "openweb", "viafoura", "graphcomment", "hyvor", "lemonde")
_UID = {
    "coral": r"storyID[\"']?\s*:\s*[\"'](?P<a>[^\"']+)|data-coral-id=[\"'](?P<b>[^\"']+)",
    "openweb": r"data-post-id=[\"'](?P<a>[^\"']+)",
    "viafoura": r"name=[\"']vf:container_id[\"'][^>]*content=[\"'](?P<a>[^\"']+)|container-id=[\"'](?P<b>[^\"']+)",
    "graphcomment": r"(?:identifier|page_id|uid)[\"']?\s*:\s*[\"'](?P<a>[^\"']+)",
    "hyvor": r"page-id=[\"'](?P<a>[^\"']+)",
    "lemonde": r"(?!)",
}
_SITE = {
    "openweb": r"launcher\.spot\.im/spot/(?P<a>[\w-]+)",
    "graphcomment": r"graphcomment_id[\"']?\s*:\s*[\"'](?P<a>[^\"']+)",
    "hyvor": r"website-id=[\"'](?P<a>\d+)",
    "viafoura": r"name=[\"']vf:site_uuid[\"'][^>]*content=[\"'](?P<a>[\w-]+)",
}
_NAMED_COUNT = re.compile(
    r"<(?P<tag>\w+)[^>]*(?:class|id)=[\"'][^\"']*(?:coral-count|comments__title|comments?[-_]?count\w*|"
    r"commentcount|nb-?commentaires?|spot-im-replies-count|vf-comment-count|gc-count\w*|viafoura-count)[^\"']*[\"']"
    r"[^>]*>(?P<inside>.{0,200}?)</(?P=tag)>",
    re.IGNORECASE | re.DOTALL,
)
_DATA_COUNT = re.compile(r"data-(?:comments?|coral|messages)-?count=[\"'](?P<count>\d{1,6})[\"']", re.IGNORECASE)
_USER_COMMENTS = re.compile(r"(?:UserComments:|itemprop=[\"']commentCount[\"'][^>]*?content=[\"'])(?P<count>\d{1,6})")
_ALONE = re.compile(r"\D{0,40}?(?P<count>\d{1,3}(?:[ .\u00a0\u202f]\d{3})*|\d+)\D{0,40}")


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """Where one platform's answer keeps its list, and under which names."""

    path: str
    rows: tuple[str, ...]
    fields: tuple[str, str, str, str, str]
    nested: str | None = None


# Names of: id, text, posting time, parent, votes.
_SHAPES = {
    "coral": _Shape(path="", rows=("data", "story", "comments", "edges"),
                    fields=("id", "body", "createdAt", "parentID", "actionCounts.reaction.total"), nested="replies"),
    "openweb": _Shape(path="/conversation/read", rows=("conversation", "comments"),
                      fields=("id", "content", "written_at", "parent_id", "rank.ranks_up"), nested="replies"),
    "viafoura": _Shape(path="/comments", rows=("contents",),
                       fields=("content_uuid", "content", "date_created", "parent_uuid", "total_likes")),
    "hyvor": _Shape(path="/comments", rows=(), fields=("id", "body_html", "created_at", "parent_id", "upvotes")),
}  # fmt: skip


def detect(html: str) -> Detected | None:
    """The system that a page embeds with the names of its page and its site there, as far as they are written."""
    found = detect_platform(html)
    if found is None or found[0] not in PLATFORMS:
        return None
    name = found[0]
    return Detected(platform=name, uid=_written(_UID.get(name), html), shortname=_written(_SITE.get(name), html))


def declared(html: str) -> int | None:
    """The number of comments that a page writes in an element or an attribute named for it."""
    for match in (*_DATA_COUNT.finditer(html), *_USER_COMMENTS.finditer(html)):
        return whole_number(match["count"])
    for match in _NAMED_COUNT.finditer(html):
        alone = _ALONE.fullmatch(re.sub(r"<[^>]+>", " ", match["inside"]).strip())
        if alone:
            return whole_number(re.sub(r"\D", "", alone["count"]))
    return None


def requests(detected: Detected, access: Access) -> list[Ask]:
    """Experimental: the first list of the thread, where the source names the address of the service."""
    shape = _SHAPES.get(detected.platform)
    if shape is None or not access.api_base or not detected.uid:
        return []
    query = {
        "hyvor": {"website_id": access.shortname or detected.shortname or "", "page_id": detected.uid, "limit": "50"},
        "viafoura": {"container_id": detected.uid, "limit": "100"},
        "openweb": {"conversation_id": f"{access.shortname or detected.shortname}_{detected.uid}", "count": "100"},
        "coral": {"storyID": detected.uid},
    }[detected.platform]
    site = f"/{quote(detected.shortname or '', safe='')}" if detected.platform == "viafoura" else ""
    secret = ("access_token", access.key) if access.key else None
    url = f"{access.api_base}{site}{shape.path}?{urlencode(query)}"
    return [Ask(url=url, step="list", platform=detected.platform, secret=secret)]


def parse(answer: Answer, access: Access) -> Parsed:
    """Experimental: the comments of a list, replies inside their parents included; anything unknown is a refusal."""
    platform = answer.ask.platform or ""
    shape, payload = _SHAPES.get(platform), read_json(answer.body) if answer.status == 200 else None
    rows = _inside(payload, shape.rows) if shape else None
    if shape is None or not isinstance(rows, list):
        return Parsed(is_refused=True, is_partial=True)
    return Parsed(comments=tuple(_comments(rows, shape, platform, None)), is_partial=True)


def _comments(rows: Sequence[object], shape: _Shape, platform: str, above: str | None) -> list[Comment]:
    found: list[Comment] = []
    for row in rows:
        node = row.get("node", row) if isinstance(row, Mapping) else None
        own = str(node.get(shape.fields[0]) or "") if isinstance(node, Mapping) else ""
        if not isinstance(node, Mapping) or not own:
            continue
        found.append(_comment(node, shape, platform, above))
        inner = node.get(shape.nested) if shape.nested else None
        inner = inner.get("edges") if isinstance(inner, Mapping) else inner
        found += _comments(inner, shape, platform, own) if isinstance(inner, list) else []
    return found


def _comment(node: Mapping[str, Any], shape: _Shape, platform: str, above: str | None) -> Comment:
    name, text, posted, parent, votes = (_inside(node, field.split(".")) for field in shape.fields)
    moment = _moment(posted)
    return Comment(
        text=_plain(text),
        platform=platform,
        id=str(name),
        reply_to=above or (str(parent) if parent else None),
        posted_at=moment,
        date_source="json-ld" if moment else "none",
        date_precision="second" if moment else "none",
        votes=whole_number(votes),
    )


def _moment(value: object) -> datetime | None:
    if isinstance(value, int | float) and 0 < value < 1e13:
        return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
    read = read_machine_date(value, naive_is_utc=True) if isinstance(value, str) else None
    return read[0] if read else None


def _plain(value: object) -> str:
    """The text of an answer: HTML, plain text, or a list of parts with their texts."""
    if isinstance(value, list):
        parts = (_plain(part.get("text") if isinstance(part, Mapping) else part) for part in value)
        return "\n".join(filter(None, parts))
    text = str(value or "").strip()
    return text_of(fragment(text)) if text else ""


def _inside(value: object, names: Sequence[str]) -> object:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _written(pattern: str | None, html: str) -> str | None:
    match = re.search(pattern, html, re.IGNORECASE) if pattern else None
    return next(filter(None, match.groups()), None) if match else None
