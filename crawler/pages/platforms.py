"""Which comment system a page carries, by the marks of its raw HTML."""

import re
from functools import lru_cache

# Signals: sources of the platforms' own documentation and of Drupal, WordPress and SPIP templates.
_SIGNALS: dict[str, str] = {
    "logora": (
        r"(?:cdn\.logora\.com|api\.logora\.fr)/|class=[\"'][^\"']*\blogora_(?:embed|comments|synthese)|"
        r"id=[\"']logora|logora_config\b|logoraContainer"
    ),
    "disqus": r"id=[\"']disqus_thread|\.disqus\.com/embed\.js|disqus_?(?:shortname|identifier)\b|dsq-count-scr",
    "coral": r"Coral\.createStreamEmbed|id=[\"']coral_thread|class=[\"'][^\"']*\bcoral-count|/embed/stream[\"'?/]",
    "openweb": r"launcher\.spot\.im/spot/|id=[\"']spotim-config|data-spotim-module|__SPOTIM__",
    "viafoura": r"cdn\.viafoura\.net/|name=[\"']vf:container_id|<vf-conversations|class=[\"'][^\"']*\bviafoura\b",
    "graphcomment": r"id=[\"']graphcomment|gc_params\b|graphcomment\.com/js/",
    "hyvor": r"<hyvor-talk-comments|talk\.hyvor\.com/embed|id=[\"']hyvor-talk-view",
    "facebook": r"class=[\"'][^\"']*\bfb-comments\b",
    "drupal": (
        r"class=[\"'][^\"']*\bjs-comment\b|data-drupal-selector=[\"']comments|"
        r"class=[\"'][^\"']*comment-comment-form|data-comment-timestamp"
    ),
    "lemonde": r"class=[\"'][^\"']*\bcomments__(?:active|title)",
    "spip": r"spip\.php\?[^\"']*page=forum|class=[\"'][^\"']*\bforum-(?:fil|message|texte)\b|id=[\"']forum\d+[\"']",
    "blogger": r"blogger\.com/(?:delete-comment|comment(?:-iframe|\.g))|<li class=[\"']comment[\"'] id=[\"']c\d{6,}",
}
# Plain pieces of which a page holds one wherever the pattern matches: looking for them is far cheaper.
_NEEDLES: dict[str, tuple[str, ...]] = {
    "logora": ("logora",),
    "disqus": ("disqus", "dsq-count-scr"),
    "coral": ("coral", "/embed/stream"),
    "openweb": ("spot.im", "spotim"),
    "viafoura": ("viafoura", "vf:container_id", "<vf-conversations"),
    "graphcomment": ("graphcomment", "gc_params"),
    "hyvor": ("hyvor",),
    "facebook": ("fb-comments",),
    "drupal": ("js-comment", "data-drupal-selector", "comment-comment-form", "data-comment-timestamp"),
    "lemonde": ("comments__",),
    "spip": ("page=forum", "forum-", '="forum', "='forum"),
    "blogger": ("blogger.com", 'comment" id', "comment' id"),
}
# Nearly every page with comments holds « comment- »: each mark stands behind its own pieces.
_WORDPRESS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("commentlist", "comment-list"), r"<ol[^>]+class=[\"']?[^\"'>]*\bcomment-?list\b"),
    (("comment-",), r"<li[^>]+id=[\"']?(?:li-)?comment-\d+"),
    (("wp-comments-post.php",), r"wp-comments-post\.php"),
    (("wpd-comment",), r"\bwpd-comment\b"),
    (("wpdiscuz",), r"\bwpdiscuz"),
    (("wp-block-comment-template",), r"wp-block-comment-template"),
)
# The first that is found wins.
_ORDER = (
    "logora", "disqus", "coral", "openweb", "viafoura", "graphcomment", "hyvor", "facebook", "wordpress", "drupal",
    "lemonde", "spip", "blogger",
)  # fmt: skip
_MARKS = {name: ((_NEEDLES[name], pattern),) for name, pattern in _SIGNALS.items()} | {"wordpress": _WORDPRESS}
_COMPILED = tuple(
    (name, tuple((needles, re.compile(pattern, re.IGNORECASE)) for needles, pattern in _MARKS[name]))
    for name in _ORDER
)  # fmt: skip


# What several pieces have in common: a page without it holds none of them.
_STEMS = (b"comment", b"forum", b"spot", b"blogger")
# The letters of which texts hold most, and what no piece holds: a page without them is a third as long.
_COMMON = bytes(code for code in range(256) if chr(code) not in "bcdfgjkmopqvwxyz-_./:\"'=<")


class _Pieces:
    """A page in bytes, its ASCII letters in lower case, and which pieces it was asked for so far."""

    def __init__(self, raw: str) -> None:
        self.lowered = raw.encode("utf-8", "replace").lower()
        self.rare = self.lowered.translate(None, _COMMON)
        self.known: dict[bytes, bool] = {}

    def holds(self, needle: bytes) -> bool:
        found = self.known.get(needle)
        if found is None:
            stem, rare = _short_of(needle)
            found = (stem is None or self.holds(stem)) and rare in self.rare and needle in self.lowered
            self.known[needle] = found
        return found


@lru_cache(maxsize=256)
def _short_of(needle: bytes) -> tuple[bytes | None, bytes]:
    """The stem that a piece has in common with others, and its rare letters: a page without them does not hold it."""
    stem = next((stem for stem in _STEMS if stem in needle and stem != needle), None)
    return stem, needle.translate(None, _COMMON)


@lru_cache(maxsize=2)  # several readers ask of the same page
def _pieces(raw: str) -> _Pieces:
    return _Pieces(raw)


@lru_cache(maxsize=64)
def _as_bytes(needles: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(needle.encode() for needle in needles)


def holds_any(raw: str, needles: tuple[str, ...]) -> bool:
    """Whether a page holds one of some pieces of text, given in lower case and in ASCII, whatever its case."""
    pieces = _pieces(raw)
    return any(pieces.holds(needle) for needle in _as_bytes(needles))


@lru_cache(maxsize=4)  # several readers ask of the same page
def detect_platform(raw: str) -> tuple[str, str] | None:
    """The platform's name and the mark that gave it away (at most 80 characters), or `None`."""
    for name, marks in _COMPILED:
        found = [
            match for needles, pattern in marks if holds_any(raw, needles) and (match := pattern.search(raw))
        ]  # fmt: skip
        if found:
            return name, min(found, key=lambda match: match.start())[0][:80]
    return None
