"""Titles of pages, freed of what window titles add."""

import re

from store.fold import fold_words


def is_cut(short: str, whole: str) -> bool:
    """Whether `short` is `whole` cut, or its words for search engines while the page prints others after the "
    "same start."""
    stem = fold_words(short).rstrip(".… ")
    return len(stem) < len(fold_words(whole)) and len(stem) >= 15 and fold_words(whole).startswith(stem)


def without_site(title: str, site_name: str | None) -> str:
    """A window title without the site's name after its last bar or dash."""
    match = re.match(r"^(?P<title>.{12,}?)\s+[|–—·•-]\s+(?P<site>[^|–—]{2,40})$", title)
    if not match:
        return title
    named = site_name and fold_words(site_name) in fold_words(match["site"])
    short = "|" in title[match.end("title") :] and len(match["site"].split()) <= 4
    return match["title"] if named or short else title
