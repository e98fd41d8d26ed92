"""Logora: detection in a page, the keyless probe, and the reading endpoints opened by a publisher's key.

Sources: the platform's public documentation (installation, reading interface, rendering) and its public clients. No
page of a live site was seen: the module is experimental until a source that uses it is verified.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from crawler.comments.shapes import Access, Answer, Ask, Detected, Parsed, read_json
from crawler.dates import read_machine_date
from crawler.pages.outside import whole_number
from crawler.pages.platforms import holds_any
from store.records import Comment, CommentStatus, Debate

PLATFORM = "logora"
_PER_PAGE = 100
_NEEDLES = ("logora",)
_SIGNALS = re.compile(
    r"cdn\.logora\.com/|api\.logora\.fr/(?:synthese|widget|debat|auth|embed)|\blogora_(?:config|object_|embed|comments|"
    r"synthese|app)|id=[\"']logoraRoot|logoraContainer",
    re.IGNORECASE,
)
_QUOTED = r"\s*:\s*[\"']?(?P<value>[^\"',}\s]+)"
_SHORTNAME = re.compile(r"[\"']?\bshort_?name[\"']?\s*:\s*[\"'](?P<value>[\w.-]+)[\"']")
_RESOURCE = re.compile(r"\bresource[\"']?\s*:\s*\{(?P<inside>[^}]*)\}")
_RESOURCE_ID = re.compile(r"[\"']?\bid[\"']?" + _QUOTED)
_IDENTIFIER = re.compile(r"[\"']?\bidentifier[\"']?" + _QUOTED)
_SOURCE_UID = re.compile(r"\bsource[\"']?\s*:\s*\{[^}]*?[\"']?\buid[\"']?" + _QUOTED)
_OWN_BLOCK = re.compile(r"name[\"']?\s*:\s*[\"'](?:comments|synthesis)", re.IGNORECASE)
_ASSIGNED = re.compile(r"(?:window\.|var\s+|let\s+|const\s+|window\[[\"'])(?P<name>\w+)(?:[\"']\])?\s*=\s*\{")
_JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n\"']*(?=\n|$)", re.DOTALL)
_NODE = re.compile(
    r"data-history-node-id=[\"'](?P<a>\d+)|rel=[\"']shortlink[\"'][^>]*href=[\"'][^\"']*(?:/node/|[?&]p=)(?P<b>\d+)|"
    r"currentPath[\"']\s*:\s*[\"']node\\?/(?P<c>\d+)"
)
_ATTRIBUTES = re.compile(r"<div\b[^>]*(?:logoraRoot|logora_synthese|logora_comments|logora_embed)[^>]*>", re.IGNORECASE)
# Labels shown by the platform for its badge codes.
_BADGES = {
    "create_argument": "Débatteur Passionné",
    "create_argument_well_scored": "Grand Débatteur",
    "get_vote": "Débatteur Renommé",
    "debate_suggestion_accepted": "Débatteur Influent",
    "join_debate": "Grand Débatteur",
    "join_for_camp": "Partisan",
    "join_against_camp": "Opposant",
}


def detect(html: str) -> Detected | None:
    """The thread that a page embeds, `None` when nothing of the platform is there.

    The configuration object is JavaScript, not JSON: it is read by its keys. A page without one is known by the
    number of its site's own system.
    """
    if not (holds_any(html, _NEEDLES) and _SIGNALS.search(html)):
        return None
    script = _JS_COMMENT.sub(" ", html)
    blocks = sorted(_configurations(script), key=lambda block: not _OWN_BLOCK.search(block))
    shortname = _first(_SHORTNAME, [*blocks, script]) or _attribute(html, "data-shortname")
    uid = next((found for block in blocks if (found := _uid(block))), None) or _attribute(html, "data-identifier")
    return Detected(platform=PLATFORM, uid=uid or _node_number(html), shortname=shortname)


def requests(detected: Detected, access: Access) -> list[Ask]:
    """The first requests for a thread: the probe that needs no key, then, with a key, the messages of the page.

    The probe carries no body: one would create or change a record.
    """
    if not detected.uid:
        return []
    counted = probe(detected, access)
    asks = [counted] if counted else []
    if access.key and access.api_base:
        asks.append(_list(access, f"/sources/{quote(detected.uid, safe='')}/messages", {}))
    return asks


def probe(detected: Detected, access: Access) -> Ask | None:
    """The request that needs no key and tells how many comments a thread holds."""
    shortname = detected.shortname or access.shortname
    if not (detected.uid and access.render_base and shortname):
        return None
    query = urlencode({"shortname": shortname, "uid": detected.uid, "noHtml": "true"})
    return Ask(url=f"{access.render_base}/synthesis?{query}", step="probe", method="POST")


def parse(answer: Answer, access: Access) -> Parsed:
    """What one answer of the platform holds; a list that answers 404 is an empty one."""
    if answer.ask.step == "probe":
        return _read_probe(answer, access)
    if answer.ask.step == "debate":
        return Parsed(debate=_read_debate(answer))
    if answer.status == 404:
        return Parsed()
    if answer.status in (401, 403):
        return Parsed(is_refused=True, is_partial=True)
    payload = read_json(answer.body) if answer.status == 200 else None
    messages = payload.get("data") if isinstance(payload, Mapping) else None
    if not isinstance(messages, list):
        return Parsed(is_partial=True)
    kept = [message for message in messages if isinstance(message, Mapping) and _is_public(message)]
    asks = [_replies(access, message) for message in kept if _number(message.get("number_replies"))]
    following = _next_page(answer, len(messages))
    return Parsed(
        comments=tuple(_comment(message) for message in kept), asks=(*asks, *((following,) if following else ()))
    )


def _read_probe(answer: Answer, access: Access) -> Parsed:
    payload = read_json(answer.body) if answer.status == 200 else None
    if not isinstance(payload, Mapping):
        return Parsed()
    found = next((payload[name] for name in ("debate", "source", "resource") if payload.get(name)), None)
    if not isinstance(found, Mapping):
        return Parsed()
    asks: tuple[Ask, ...] = ()
    if access.key and access.api_base and found.get("type") == "Group" and found.get("slug"):
        group = f"/groups/{quote(str(found['slug']), safe='')}"
        debate = Ask(url=f"{access.api_base}{group}", step="debate", secret=("api_key", access.key))
        asks = (debate, _list(access, f"{group}/messages", {}))
    return Parsed(declared=_number(found.get("contributions_count")), asks=asks)


def _read_debate(answer: Answer) -> Debate | None:
    """The question and the votes of each position; a position without a count got none, `total` is no position."""
    payload = read_json(answer.body) if answer.status == 200 else None
    record = _inside(payload, "data", "resource")
    name, counts = _inside(record, "name"), _inside(record, "votes_count")
    positions = _inside(record, "group_context", "positions")
    if not (isinstance(name, str) and name.strip() and isinstance(counts, Mapping) and isinstance(positions, list)):
        return None
    named = [
        (str(one["name"]), str(one.get("id"))) for one in positions if isinstance(one, Mapping) and one.get("name")
    ]
    votes = tuple((position, _number(counts.get(number)) or 0) for position, number in named)
    return Debate(question=name.strip(), votes=votes) if votes else None


def _inside(value: object, *names: str) -> object:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _list(access: Access, path: str, filters: Mapping[str, str]) -> Ask:
    query = urlencode({**filters, "sort": "+created_at", "page": "1", "per_page": str(_PER_PAGE)})
    return Ask(url=f"{access.api_base}{path}?{query}", step="list", secret=("api_key", access.key or ""))


def _replies(access: Access, message: Mapping[str, Any]) -> Ask:
    return _list(access, "/messages", {"message_id": str(message["id"]), "is_reply": "true", "status": "accepted"})


def _next_page(answer: Answer, n_shown: int) -> Ask | None:
    """The following page, by the totals of the headers; without them, a full page may have one."""
    match = re.search(r"(?<=[?&]page=)\d+", answer.ask.url)
    page = int(match[0]) if match else 1
    total = _number(answer.headers.get("total-pages"))
    is_last = page >= total if total is not None else n_shown < _PER_PAGE
    if is_last or not match:
        return None
    url = answer.ask.url[: match.start()] + str(page + 1) + answer.ask.url[match.end() :]
    return Ask(url=url, step="list", secret=answer.ask.secret)


def _is_public(message: Mapping[str, Any]) -> bool:
    return message.get("id") is not None and message.get("status") in (None, "accepted")


def _comment(message: Mapping[str, Any]) -> Comment:
    author = message.get("author")
    author = author if isinstance(author, Mapping) else {}
    position = message.get("position")
    posted = read_machine_date(str(message.get("created_at") or ""), naive_is_utc=True)
    deleted = bool(message.get("is_deleted"))
    status: CommentStatus = "deleted" if deleted else "edited" if message.get("is_edited") else "published"
    badge = author.get("eloquence_title")
    is_staff = author.get("role") in ("editor", "moderator")
    return Comment(
        text="" if deleted else _text(message),
        platform=PLATFORM,
        id=str(message["id"]),
        reply_to=str(message["reply_to_id"]) if message.get("reply_to_id") else None,
        author_ref=_words(author.get("full_name")),
        author_role="Journaliste" if is_staff else _words(author.get("occupation")),
        badge=_BADGES.get(str(badge), str(badge)) if badge else None,
        points=_number(author.get("points")),
        posted_at=posted[0] if posted else None,
        date_source="json-ld" if posted else "none",
        date_precision=posted[1] if posted else "none",
        votes=_number(message.get("upvotes")),
        position=_words(position.get("name")) if isinstance(position, Mapping) else None,
        status=status,
    )


def _text(message: Mapping[str, Any]) -> str:
    """The plain content, else the text of the rich one (an editor's tree written as JSON)."""
    content = str(message.get("content") or "").strip()
    if content or not message.get("rich_content"):
        return content
    tree = read_json(str(message["rich_content"]))
    return "\n".join(line for line in "".join(_tree_text(tree)).split("\n") if line.strip())


def _tree_text(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _tree_text(child)
    elif isinstance(node, Mapping):
        yield str(node.get("text") or "")
        for name in ("root", "children", "blocks"):
            yield from _tree_text(node.get(name))
        yield "\n" if node.get("type") in ("paragraph", "linebreak", "listitem", "unstyled") else ""


def _configurations(script: str) -> list[str]:
    """The object literals assigned to variables that the platform reads, in the order of the page."""
    mounts = set(re.findall(r"data-object-id=[\"'](\w+)", script))
    found = []
    for match in _ASSIGNED.finditer(script):
        if match["name"] in mounts or "logora" in match["name"].lower():
            found.append(_balanced(script, match.end() - 1))
    return found


def _balanced(script: str, start: int) -> str:
    depth = 0
    for index in range(start, min(len(script), start + 20_000)):
        depth += {"{": 1, "}": -1}.get(script[index], 0)
        if depth == 0:
            return script[start : index + 1]
    return script[start : start + 20_000]


def _uid(block: str) -> str | None:
    resource = _RESOURCE.search(block)
    if resource and (match := _RESOURCE_ID.search(resource["inside"])):
        return match["value"]
    return _first(_IDENTIFIER, [block]) or _first(_SOURCE_UID, [block])


def _first(pattern: re.Pattern[str], texts: list[str]) -> str | None:
    return next((match["value"] for text in texts if (match := pattern.search(text))), None)


def _attribute(html: str, name: str) -> str | None:
    for tag in _ATTRIBUTES.findall(html):
        if match := re.search(rf"{name}=[\"']([^\"']+)", tag):
            return str(match[1])
    return None


def _node_number(html: str) -> str | None:
    match = _NODE.search(html)
    return (match["a"] or match["b"] or match["c"]) if match else None


def _words(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return whole_number(value)
