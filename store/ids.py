"""Stable text ids: collecting twice gives the same ones."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from store.fold import fold_words
from store.records import Comment

_ID_LENGTH = 20


def digest(*parts: str) -> str:
    """Twenty hexadecimal characters that depend on every part and on their borders."""
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


@lru_cache(maxsize=1024)  # a page's address is asked for on its way from the feed to the database
def url_key(url: str) -> str:
    """The form under which two addresses count as one: host in lower case, `https`, no fragment, no trailing slash.

    Trackers are dropped earlier, by the crawler's `canonical_url`.
    """
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:  # no address that can be opened: it is like no other
        return url.strip()
    host = (parts.hostname or "").lower()
    return urlunsplit(("https", host + port, parts.path.rstrip("/") or "/", parts.query, ""))


def article_id(*, canonical_url: str | None, site: str | None, title: str | None, day: date | None) -> str:
    """Hash of the canonical URL, or of (site, folded title, day) for a clip without one.

    Raises:
        ValueError: neither a URL nor a title, so that two clips could not be told apart.
    """
    if canonical_url:
        return digest("url", url_key(canonical_url))
    return digest("clip", *clip_key(site=site, title=title, day=day))


def clip_key(*, site: str | None, title: str | None, day: date | None) -> tuple[str, str, str]:
    """(site, folded title, day) as text: what a clip without URL is known by."""
    if not title or not fold_words(title):
        raise ValueError("a clip without URL needs a title to be recognised; add one or give --url")
    return (site or "", fold_words(title), day.isoformat() if day else "")


def comment_ids(article: str, comments: Sequence[Comment]) -> list[str]:
    """One id per comment, in order.

    Hash of (platform, platform id), or, where the platform gives none, of (article, normalised text,
    occurrence number among equal texts): neither author nor time.
    """
    seen: dict[str, int] = {}
    ids = []
    for comment in comments:
        if comment.id is not None:
            ids.append(digest("comment", comment.platform, article_scope(comment, article), comment.id))
            continue
        text = fold_words(comment.text)
        seen[text] = seen.get(text, 0) + 1
        ids.append(digest("comment-text", article, text, str(seen[text])))
    return ids


def article_scope(comment: Comment, article: str) -> str:
    """What a platform id is unique within: the whole service for Logora and Disqus, else the article."""
    return "" if comment.platform in {"logora", "disqus"} else article


def passage_id(owner_id: str, start: int, end: int, text: str) -> str:
    """Hash of (owner, span, text): an edited body makes new passages, an unchanged one the same."""
    return digest("passage", owner_id, str(start), str(end), text)


def tagger_id(name: str, *versions: str) -> str:
    """Name and hash of what its tags depend on: weights, component version, the part of the watch it reads."""
    return f"{name}-{digest(name, *versions)[:12]}"


def author_key(key: bytes, *, platform: str, author_ref: str) -> str:
    """Keyed hash (HMAC-SHA256, 20 hexadecimal characters) of a commenter; the key lives outside the database."""
    message = f"{platform}\x1f{author_ref}".encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:_ID_LENGTH]
