"""Where each fuzzing starts: pages, texts and answers invented for the tests."""

import json
from collections.abc import Iterator
from pathlib import Path

from crawler.demo.generate import random_press
from crawler.demo.press import serve
from tests.demo_kit import TODAY, ask

PAGES = Path("tests/pages")
_ROWS = {"id": 1, "parent": 0, "author_name": "Zorbulon", "date_gmt": "2026-11-20T10:00:00", "type": "comment",
         "content": {"rendered": "<p>Avis &amp; bref.</p>"}}  # fmt: skip
_LOGORA = {"id": 4, "content": "Avis bref.", "status": "accepted", "created_at": "2026-11-20T10:00:00Z",
           "author": {"full_name": "Zorbulon", "points": 3, "occupation": "Cardiologie", "eloquence_title": "get_vote"},
           "upvotes": 2, "number_replies": 1, "position": {"name": "Oui"}, "reply_to_id": 3,
           "rich_content": '{"root": {"children": [{"type": "paragraph", "text": "x"}]}}'}  # fmt: skip
_PROBE = {"debate": {"type": "Group", "slug": "un-debat", "contributions_count": 3}}
_DEBATE = {"data": {"resource": {"name": "Oui ou non ?", "votes_count": {"1": 3, "2": 4, "total": 7},
           "group_context": {"positions": [{"id": 1, "name": "Oui"}, {"id": 2, "name": "Non"}]}}}}  # fmt: skip
_DISQUS = {"code": 0, "cursor": {"hasNext": True, "next": "1:0:0", "total": 2}, "response": [
    {"id": "9", "message": "<p>Avis.</p>", "createdAt": "2026-11-20T10:00:00", "likes": 2, "parent": 8,
     "author": {"id": "3", "name": "Zorbulon"}, "isApproved": True}]}  # fmt: skip
_BLOGGER = {"feed": {"openSearch$totalResults": {"$t": "1"}, "entry": [
    {"id": {"$t": "tag:blogger.com,1999:blog-1.post-2"}, "content": {"$t": "Avis<br>bref"},
     "published": {"$t": "2026-11-20T10:00:00.000+01:00"}, "author": [{"name": {"$t": "Zorbulon"}}],
     "link": [{"rel": "related", "href": "https://b.example/feeds/1/2"}]}]}}  # fmt: skip
_EMBEDS = (
    {"data": [{"id": 1, "body": "Avis", "created_at": 1_700_000_000, "replies": [{"id": 2, "body": "Oui"}]}]},
    {"contents": [{"content_uuid": "a", "content": "Avis", "date_created": 1_700_000_000_000, "total_likes": 3}]},
    {"conversation": {"comments": [{"id": "a", "content": [{"text": "Avis"}], "written_at": 1_700_000_000,
                                    "replies": [{"id": "b", "content": [{"text": "Oui"}]}]}]}},
    {"data": {"story": {"comments": {"edges": [{"node": {"id": "a", "body": "Avis", "createdAt": "2026-11-20T10:00:00Z",
                                                          "replies": {"edges": []}}}]}}}},
)  # fmt: skip


def seeds(reader: str) -> Iterator[bytes]:
    """The first inputs of a reader."""
    if reader == "service":
        for row in ([_ROWS], {"data": [_LOGORA]}, _PROBE, _DEBATE, _DISQUS, _BLOGGER, *_EMBEDS):
            yield json.dumps(row).encode()
    elif reader in ("text", "file"):
        yield from (path.read_bytes()[:20_000] for path in sorted(PAGES.rglob("*.txt"))[:60])
    if reader in ("page", "file"):
        yield from _pages()


def _pages() -> Iterator[bytes]:
    """A page written by hand, and one of each site of two invented presses."""
    for number in (4, 7):
        with serve(TODAY, random_press(number, today=TODAY)) as press:
            for site_id in sorted({article.site for article in press.truth.articles}):
                article = next(one for one in press.truth.articles if one.site == site_id)
                yield ask(article.url).body[:20_000]
    yield _PAGE.encode()


_PAGE = """<!doctype html><html lang="fr"><head><title>Le cabinet quitte la convention | Le Confrère</title>
<meta property="og:title" content="Le cabinet quitte la convention"><meta name="author" content="Ysaline Trompevent">
<meta property="article:published_time" content="2026-11-20T08:00:00+01:00">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Le cabinet",
"datePublished": "2026-11-20", "author": [{"@type": "Person", "name": "Ysaline"}], "commentCount": 2,
"isAccessibleForFree": "False", "comment": [{"@type": "Comment", "@id": "#comment-1", "text": "Avis bref.",
"dateCreated": "2026-11-20T10:00:00", "author": {"name": "Zorbulon"}, "upvoteCount": 3}]}</script></head>
<body class="single postid-12"><article><h1>Le cabinet quitte la convention</h1><p class="chapo">Deux médecins partent.
</p><p>Publié le 20/11/2026 à 8h30 - Par Ysaline Trompevent</p><p>Deux généralistes quittent la convention et passent en
secteur 3 au printemps prochain, dit le maire.</p><p><strong>Pourquoi ?</strong></p><p>« Les patients paieront soixante
euros », répond-il.</p></article><div id="comments"><h3>2 commentaires</h3><ol class="commentlist">
<li id="comment-1" class="comment"><div class="comment-author"><cite>Zorbulon</cite></div><a href="#comment-1">
<time datetime="2026-11-20T10:00:00">20 novembre 2026 à 10 h 00</time></a><p>Avis bref, inventé.</p>
<ul class="children"><li id="comment-2"><cite>Quiche</cite> dit : <p>Réponse inventée.</p></li></ul></li></ol></div>
<div itemscope itemtype="https://schema.org/Comment"><span itemprop="author">Nimbu</span><p itemprop="text">Encore.</p>
</div></body></html>"""
