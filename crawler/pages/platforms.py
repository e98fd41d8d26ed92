"""Which comment system a page carries, by the marks of its raw HTML."""

import re

# First hit wins. Signals: sources of the platforms' own documentation and of Drupal, WordPress and SPIP templates.
_SIGNALS: tuple[tuple[str, str], ...] = (
    (
        "logora",
        r"(?:cdn\.logora\.com|api\.logora\.fr)/|class=[\"'][^\"']*\blogora_(?:embed|comments|synthese)|"
        r"id=[\"']logora|logora_config\b|logoraContainer",
    ),
    ("disqus", r"id=[\"']disqus_thread|\.disqus\.com/embed\.js|disqus_(?:shortname|identifier)\b|dsq-count-scr"),
    ("coral", r"Coral\.createStreamEmbed|id=[\"']coral_thread|class=[\"'][^\"']*\bcoral-count|/embed/stream[\"'?/]"),
    ("openweb", r"launcher\.spot\.im/spot/|id=[\"']spotim-config|data-spotim-module|__SPOTIM__"),
    ("viafoura", r"cdn\.viafoura\.net/|name=[\"']vf:container_id|<vf-conversations|class=[\"'][^\"']*\bviafoura\b"),
    ("graphcomment", r"id=[\"']graphcomment|gc_params\b|graphcomment\.com/js/"),
    ("hyvor", r"<hyvor-talk-comments|talk\.hyvor\.com/embed|id=[\"']hyvor-talk-view"),
    ("facebook", r"class=[\"'][^\"']*\bfb-comments\b"),
    (
        "wordpress",
        r"<ol[^>]+class=[\"']?[^\"'>]*\bcomment-?list\b|<li[^>]+id=[\"']?(?:li-)?comment-\d+|wp-comments-post\.php|"
        r"\bwpd-comment\b|\bwpdiscuz|wp-block-comment-template",
    ),
    (
        "drupal",
        r"class=[\"'][^\"']*\bjs-comment\b|data-drupal-selector=[\"']comments|"
        r"class=[\"'][^\"']*comment-comment-form|data-comment-timestamp",
    ),
    ("lemonde", r"class=[\"'][^\"']*\bcomments__(?:active|title)"),
    ("spip", r"spip\.php\?[^\"']*page=forum|class=[\"'][^\"']*\bforum-(?:fil|message|texte)\b|id=[\"']forum\d+[\"']"),
    ("blogger", r"blogger\.com/(?:delete-comment|comment(?:-iframe|\.g))|<li class=[\"']comment[\"'] id=[\"']c\d{6,}"),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SIGNALS)


def detect_platform(raw: str) -> tuple[str, str] | None:
    """The platform's name and the mark that gave it away (at most 80 characters), or `None`."""
    for name, pattern in _COMPILED:
        match = pattern.search(raw)
        if match:
            return name, match[0][:80]
    return None
