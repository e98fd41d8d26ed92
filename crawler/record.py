"""Saving a scrubbed page and what it holds, so that it can be a test."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.clips import article_as_json
from crawler.extract import extract_html
from crawler.pages.html_tree import decode
from crawler.pages.selected import Selectors
from crawler.scrub import scrub
from store.fold import fold_words
from store.records import Article

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A scrubbed page, the JSON that its extraction must give, and where it reads otherwise than the real page."""

    page: bytes
    expected: dict[str, Any]
    stem: str
    differences: tuple[str, ...] = ()


def record_page(body: bytes, *, url: str | None, fetched_at: datetime, selectors: Selectors | None = None) -> Recorded:
    """The scrubbed copy of a page: without any word first, with the words of interfaces where it reads otherwise.

    Raises:
        PageError: the page holds no article, or its scrubbed copy none.
    """
    page = decode(body)
    real = shape_of(extract_html(body, url=url, fetched_at=fetched_at, selectors=selectors))
    found: list[tuple[int, Recorded]] = []
    for keeps_phrases in (False, True):
        text, inventor = scrub(page, keeps_phrases=keeps_phrases)
        invented_url = inventor.url(url) if url else None
        # The mark says UTF-8 whatever the page declares.
        copy = _BOM + text.removeprefix("\ufeff").encode("utf-8", "replace")
        article = extract_html(copy, url=invented_url, fetched_at=fetched_at, selectors=selectors)
        told = differences(real, shape_of(article))
        stem = "-".join(re.findall(r"[a-z0-9]+", fold_words(article.title or ""))[:5]) or "page"
        expected = article_as_json(article, file=f"{stem}.html")
        expected["recorded"] = {"url": invented_url, "fetched_at": fetched_at.isoformat(timespec="seconds")}
        if selectors:
            expected["recorded"]["selectors"] = dict(selectors)
        found.append((len(told), Recorded(page=copy, expected=expected, stem=stem, differences=tuple(told))))
        if not told:
            break
    return min(found, key=lambda pair: pair[0])[1]


def read_again(page: bytes, expected: dict[str, Any]) -> dict[str, Any]:
    """What a recorded page gives now, in the form of its expected JSON."""
    recorded = expected["recorded"]
    moment = datetime.fromisoformat(recorded["fetched_at"])
    article = extract_html(page, url=recorded["url"], fetched_at=moment, selectors=recorded.get("selectors"))
    return {**article_as_json(article, file=expected["file"]), "recorded": recorded}


def write_recorded(recorded: Recorded, folder: Path) -> Path:
    """Writes the page and, beside it, its expected JSON; the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recorded.stem}.html"
    path.write_bytes(recorded.page)
    text = json.dumps(recorded.expected, ensure_ascii=False, indent=1) + "\n"
    path.with_suffix(".json").write_text(text, encoding="utf-8")
    return path


def shape_of(article: Article) -> dict[str, Any]:
    """What an extraction found, without its words: kinds, numbers, lengths, dates."""
    return {
        "le titre": len(article.title or ""),
        "le chapô": len(article.standfirst or ""),
        "les signatures": len(article.byline),
        "la date": article.published_at,
        "la date de mise à jour": article.updated_at,
        "l’accès": article.paywall,
        "le système de commentaires": article.comments_platform,
        "le nombre de commentaires déclarés": article.comments_declared,
        "les blocs de texte": [(block.kind, len(block.text), block.speaker is not None) for block in article.blocks],
        "le nombre de commentaires": len(article.comments),
        "les dates des commentaires": [comment.posted_at for comment in article.comments],
        "les textes des commentaires": [len(comment.text) for comment in article.comments],
        "les réponses": [comment.reply_to is not None for comment in article.comments],
        "les votes": [comment.votes for comment in article.comments],
    }


def differences(real: dict[str, Any], scrubbed: dict[str, Any]) -> list[str]:
    """What differs, in French, one line each."""
    told = []
    for name, before in real.items():
        after = scrubbed[name]
        if before != after:
            sizes = f" ({len(before)} → {len(after)})" if isinstance(before, list) else f" ({before} → {after})"
            told.append(f"{name} change{sizes}")
    return told
