"""Clips: pages and files that a person hands over, and the form in which `vigie extract` prints them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.extract import open_file
from crawler.pages.mails import Mail
from store.clock import PARIS
from store.masks import ReaderNames, reader_names
from store.records import Article, Comment

_ADDRESS = re.compile(r"^https?://\S+$", re.IGNORECASE)


def read_clip(name_or_url: str, body: bytes, *, fetched_at: datetime, url: str | None = None) -> list[Article]:
    """The articles of whatever `vigie add` accepts: the bytes of a page or file, and its name or address.

    `url` is the address that a person gives beside a file. A newsletter holds several articles.

    Raises:
        PageError: nothing can be read in it.
    """
    return list(open_clip(name_or_url, body, fetched_at=fetched_at, url=url).articles)


def open_clip(name_or_url: str, body: bytes, *, fetched_at: datetime, url: str | None = None) -> Mail:
    """The articles of a clip, as `read_clip` gives them, and what of it could not be read.

    Raises:
        PageError: nothing can be read in it.
    """
    is_address = bool(_ADDRESS.match(name_or_url))
    name = urlsplit(name_or_url).netloc if is_address else name_or_url.rsplit("/", 1)[-1]
    return open_file(name, body, url=url or (name_or_url if is_address else None), fetched_at=fetched_at)


def article_as_json(article: Article, *, file: str) -> dict[str, Any]:
    """What `vigie extract` prints of an article: every field but its readers' names, which are masked in the texts too.

    Moments are ISO 8601 in Paris time. A comment without an id of its platform is « #n », n from 0 in page order.
    """
    names = reader_names(comment.author_ref for comment in article.comments if comment.author_ref)
    return {
        "file": file,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "site": article.site,
        "title": article.title,
        "kicker": article.kicker,
        "standfirst": article.standfirst,
        "byline": list(article.byline),
        "published_at": _moment(article.published_at),
        "updated_at": _moment(article.updated_at),
        "date_source": article.date_source,
        "tags": list(article.tags),
        "paywall": article.paywall,
        "language": article.language,
        "comments_platform": article.comments_platform,
        "comments_declared": article.comments_declared,
        "blocks": [{"kind": block.kind, "speaker": block.speaker, "text": block.text} for block in article.blocks],
        "comments": [_comment_as_json(comment, index, names) for index, comment in enumerate(article.comments)],
    }


def _comment_as_json(comment: Comment, index: int, names: ReaderNames) -> dict[str, Any]:
    return {
        "id": comment.id if comment.id is not None else f"#{index}",
        "reply_to": comment.reply_to,
        "author_role": comment.author_role,
        "badge": comment.badge,
        "points": comment.points,
        "posted_at": _moment(comment.posted_at),
        "date_text": comment.date_text,
        "date_precision": comment.date_precision,
        "votes": comment.votes,
        "position": comment.position,
        "status": comment.status,
        "text": names.mask(comment.text),
    }


def mask_names(text: str, names: Iterable[str]) -> str:
    """`text` with readers' names masked, short ones where the text addresses them (« @Name », « Réponse à Name »)."""
    return reader_names(names).mask(text)


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(PARIS).isoformat() if moment else None
