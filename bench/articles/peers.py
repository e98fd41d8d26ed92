"""What other extractors read of pages: JSON Lines in (`file`, `url`, `html`), JSON Lines out, in their environment.

Run by its path with the interpreter of that environment: it imports nothing of this project. An extractor that cannot
be imported gives one line that says so.
"""

import importlib
import json
import logging
import re
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

Reading = dict[str, Any]


def read_trafilatura(module: Any, html: str, url: str) -> Reading:
    """The reading of trafilatura, as it is set by default, comments apart."""
    found = module.bare_extraction(html, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return {}
    return _reading(
        text=found.text, title=found.title, standfirst=found.description, day=found.date, language=found.language,
        names=re.split(r"\s*;\s*", found.author or ""),
    )  # fmt: skip


def read_newspaper(module: Any, html: str, url: str) -> Reading:
    """The reading of newspaper4k, told that the page is French."""
    article = module.Article(url, language="fr")
    article.download(input_html=html)
    article.parse()
    return _reading(
        text=article.text, title=article.title, standfirst=article.meta_description, day=article.publish_date,
        language=article.meta_lang, names=article.authors,
    )  # fmt: skip


def read_news_please(module: Any, html: str, url: str) -> Reading:
    """The reading of news-please, as it is set by default."""
    article = module.NewsPlease.from_html(html, url=url)
    return _reading(
        text=article.maintext, title=article.title, standfirst=article.description, day=article.date_publish,
        language=article.language, names=article.authors,
    )  # fmt: skip


PEERS: dict[str, tuple[str, Callable[[Any, str, str], Reading]]] = {
    "trafilatura": ("trafilatura", read_trafilatura),
    "newspaper4k": ("newspaper", read_newspaper),
    "news-please": ("newsplease", read_news_please),
}


def _reading(*, text: Any, title: Any, standfirst: Any, day: Any, language: Any, names: Any) -> Reading:
    return {
        "paragraphs": [line.strip() for line in (text or "").split("\n") if line.strip()],
        "title": title or None,
        "standfirst": standfirst or None,
        "published_on": str(day)[:10] if day else None,
        "language": (language or "")[:2] or None,
        "byline": [name for name in names or [] if name],
    }


def main() -> None:
    """Every page read by every extractor that is there."""
    logging.disable(logging.CRITICAL)
    pages = [json.loads(line) for line in sys.stdin]
    for name, (package, read) in PEERS.items():
        try:
            module = importlib.import_module(package)
        except ImportError as error:
            print(json.dumps({"peer": name, "absent": str(error)}))
            continue
        print(json.dumps({"peer": name, "version": version(name)}))
        for page in pages:
            print(json.dumps({"peer": name, "file": page["file"], **_tried(read, module, page)}))


def _tried(read: Callable[[Any, str, str], Reading], module: Any, page: dict[str, str]) -> Reading:
    """A reading; an extractor that raises on a page has read nothing of it, and the error is named."""
    try:
        return read(module, page["html"], page["url"])
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:200]}


if __name__ == "__main__":
    main()
