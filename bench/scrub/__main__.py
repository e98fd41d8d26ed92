"""`python -m bench.scrub --pages DIR`: do scrubbed copies of saved pages read as the pages?

DIR is searched for .html and .html.gz files. No text of a page is printed.
"""

import argparse
import gzip
import html
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

from crawler.pages.errors import PageError
from crawler.pages.html_tree import decode
from crawler.record import Recorded, record_page
from crawler.structure import DATES_AND_PHRASES, STRUCTURE

FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://www.site.example/sante/2026/11/un-titre-4512.html"
_COMMENTS = ("le nombre de commentaires change", "les dates des commentaires", "les réponses")


class Outline(HTMLParser):
    """The tags of a page with their attributes' names, and its printed text, attributes that readers see included."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps a tag, and the texts of its attributes."""
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.texts += [value or "" for name, value in attrs if name in ("title", "alt", "placeholder", "aria-label")]

    def handle_data(self, data: str) -> None:
        """Keeps a text, scripts and styles left out."""
        if not self.cdata_elem:
            self.texts.append(data)


def main() -> None:
    """Prints one line a page that reads otherwise, then the totals."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pages", type=Path, required=True, help="folder of saved pages")
    n_pages = n_tags = n_same = n_threads = n_left = 0
    for path in sorted(arguments.parse_args().pages.rglob("*.html*")):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        try:
            found: Recorded = record_page(body, url=URL, fetched_at=FETCHED_AT)
        except PageError:
            continue
        before, after = Outline(decode(body)), Outline(decode(found.page))
        left = (words_of(before) & words_of(after)) - STRUCTURE
        n_pages += 1
        n_tags += before.tags == after.tags
        n_same += not found.differences
        n_threads += not any(told.startswith(_COMMENTS) for told in found.differences)
        n_left += bool(left)
        if found.differences or left:
            print(f"{path.name}: {len(left)} words left ; {' ; '.join(found.differences)}")
    print(
        f"{n_pages} pages: same tags {n_tags}, same reading {n_same}, same thread {n_threads}, words left in {n_left}"
    )


def words_of(outline: Outline) -> set[str]:
    """The words of four letters or more, dates and the phrases of interfaces left out."""
    text = DATES_AND_PHRASES.sub(" ", html.unescape(" ".join(outline.texts)))
    return {word.lower() for word in re.findall(r"[^\W\d_]{4,}", text)}


if __name__ == "__main__":
    main()
