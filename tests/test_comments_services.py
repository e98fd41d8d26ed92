"""Services that hold a thread elsewhere: what a page names, what is asked, what an answer holds. All invented."""

import json
from datetime import UTC, datetime

import pytest

from crawler.comments import blogger, disqus, embeds, read_page, wordpress
from crawler.comments.shapes import Access, Answer, Ask, Detected

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
NAME = "Zorbulon Quiche-Trapèze"
OPEN = Access(api_base="https://api.example/3.0", key="cle-inventee")


def answer(
    body: object, *, status: int = 200, url: str = "https://api.example/x", platform: str | None = None
) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(ask=Ask(url=url, step="list", platform=platform), status=status, headers={}, body=raw)


DISQUS = """<div id="disqus_thread"></div><script>var disqus_config = function () {
this.page.identifier = 'article-88'; };</script><script src="https://journal-invente.disqus.com/embed.js"></script>"""


def test_disqus_names_its_forum_and_its_thread() -> None:
    assert disqus.detect(DISQUS) == Detected(platform="disqus", uid="ident:article-88", shortname="journal-invente")


def test_disqus_is_asked_with_an_own_key_only() -> None:
    detected = Detected(platform="disqus", uid="ident:article-88", shortname="journal-invente")
    assert disqus.requests(detected, Access(api_base="https://api.example/3.0")) == []
    (ask,) = disqus.requests(detected, OPEN)
    assert "cle-inventee" not in ask.url
    assert ask.secret == ("api_key", "cle-inventee")
    assert "thread=ident%3Aarticle-88" in ask.url


def test_disqus_posts_are_utc_threaded_and_paged() -> None:
    post = {
        "id": "51", "parent": 50, "createdAt": "2026-11-06T08:12:00", "message": "<p>Un.<br>Deux.</p>", "likes": 2,
        "isApproved": True, "isDeleted": False, "author": {"id": "9", "name": NAME},
    }  # fmt: skip
    rows = [post, post | {"id": "52", "isDeleted": True}, post | {"id": "53", "isApproved": False}]
    body = {"code": 0, "cursor": {"hasNext": True, "next": "17:0:0", "total": 3}, "response": rows}
    parsed = disqus.parse(answer(body), OPEN)
    assert [(one.id, one.reply_to, one.text, one.votes, one.status) for one in parsed.comments] == [
        ("51", "50", "Un.\nDeux.", 2, "published"), ("52", "50", "", 2, "deleted"),
    ]  # fmt: skip
    assert parsed.comments[0].posted_at is not None
    assert parsed.comments[0].posted_at.isoformat() == "2026-11-06T08:12:00+00:00"
    assert parsed.declared == 3
    assert parsed.asks[0].url.endswith("cursor=17%3A0%3A0")
    assert NAME not in repr(parsed)


@pytest.mark.parametrize(("body", "status"), [({"code": 5, "response": "Invalid API key"}, 401), (b"<html>", 200)])
def test_a_refusal_of_disqus_is_told(body: object, status: int) -> None:
    assert disqus.parse(answer(body, status=status), OPEN).is_refused


FEED = {
    "feed": {
        "openSearch$totalResults": {"$t": "2"},
        "entry": [
            {"id": {"$t": "tag:blogger.com,1999:blog-1.post-701"}, "published": {"$t": "2026-11-06T09:12:00+01:00"},
             "content": {"$t": "Un.<br>Deux."}, "author": [{"name": {"$t": NAME}}], "link": []},
            {"id": {"$t": "tag:blogger.com,1999:blog-1.post-702"}, "published": {"$t": "2026-11-06T10:00:00+01:00"},
             "content": {"$t": "Réponse."}, "author": [{"name": {"$t": "Autre"}}],
             "link": [{"rel": "related", "href": "https://www.blogger.com/feeds/1/88/comments/default/701"}]},
        ],
    }
}  # fmt: skip


def test_the_feed_of_a_blogger_post_gives_its_thread() -> None:
    html = ('<meta content="blogger" name="generator"><link rel="alternate" type="application/atom+xml" '
            'href="https://b.example/feeds/88/comments/default">')  # fmt: skip
    detected = blogger.detect(html)
    assert detected == Detected(platform="blogger", uid="88", feed="https://b.example/feeds/88/comments/default")
    assert detected is not None
    (ask,) = blogger.requests(detected, Access())
    assert ask.url == "https://b.example/feeds/88/comments/default?alt=json&max-results=500"
    parsed = blogger.parse(answer(FEED), Access())
    assert [(one.id, one.reply_to, one.text) for one in parsed.comments] == [
        ("701", None, "Un.\nDeux."), ("702", "701", "Réponse."),
    ]  # fmt: skip
    assert (parsed.declared, parsed.is_partial) == (2, False)


RSS = f"""<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><link>https://a.example/x/#comment-31</link>
<dc:creator>{NAME}</dc:creator><pubDate>Fri, 06 Nov 2026 08:12:00 +0000</pubDate>
<content:encoded><![CDATA[<p>Invention.</p>]]></content:encoded></item></channel></rss>""".encode()


def test_the_feed_of_a_wordpress_post_gives_its_latest_comments() -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="https://a.example/{path}feed/">' for path in ("", "x/")
    )
    html = f'{links}<form action="/wp-comments-post.php">'
    detected = wordpress.detect(html)
    assert detected is not None
    assert detected.feed == "https://a.example/x/feed/"
    parsed = wordpress.read_feed(answer(RSS))
    assert [(one.id, one.text, one.date_source) for one in parsed.comments] == [("31", "Invention.", "feed")]
    assert parsed.is_partial
    assert wordpress.read_feed(answer(b"<html>")).is_refused


EMBEDS = {
    "coral": '<div id="coral_thread"></div><span class="coral-count">1 204 commentaires</span>',
    "openweb": '<div data-spotim-module="x" data-post-id="p-1"></div><span class="spot-im-replies-count">12</span>',
    "viafoura": '<vf-conversations></vf-conversations><b data-comments-count="7">',
    "graphcomment": '<div id="graphcomment"></div><span class="gc-counter">33</span>',
    "hyvor": '<hyvor-talk-comments website-id="4" page-id="p-2"></hyvor-talk-comments><i class="comments-count">5</i>',
    "lemonde": '<h3 class="comments__title">Contributions (18)</h3><a class="comments__active">Lire</a>',
}
COUNTS = {"coral": 1204, "openweb": 12, "viafoura": 7, "graphcomment": 33, "hyvor": 5, "lemonde": 18}


@pytest.mark.parametrize("platform", sorted(EMBEDS))
def test_an_embedded_system_is_told_with_the_number_it_declares(platform: str) -> None:
    html = f"<html><body><h1>Un titre</h1>{EMBEDS[platform]}</body></html>"
    detected = embeds.detect(html)
    assert detected is not None
    assert detected.platform == platform
    page = read_page(html, url="https://a.example/x", fetched_at=NOW)
    assert (page.platform, page.declared, page.comments) == (platform, COUNTS[platform], ())


@pytest.mark.parametrize("platform", sorted(EMBEDS))
def test_an_embedded_system_is_not_read_unless_a_source_names_its_address(platform: str) -> None:
    assert embeds.requests(Detected(platform=platform, uid="1", shortname="2"), Access()) == []


def test_the_experimental_reading_keeps_answers_inside_their_parents() -> None:
    node = {"id": "a", "body": "<p>Un.</p>", "createdAt": "2026-11-06T08:12:00.000Z",
            "replies": {"edges": [{"node": {"id": "b", "body": "Deux.", "createdAt": None}}]}}  # fmt: skip
    body = {"data": {"story": {"comments": {"edges": [{"node": node}]}}}}
    parsed = embeds.parse(answer(body, platform="coral"), Access())
    assert [(one.id, one.reply_to, one.text) for one in parsed.comments] == [("a", None, "Un."), ("b", "a", "Deux.")]
    assert embeds.parse(answer({"data": None}, platform="coral"), Access()).is_refused


def test_month_first_dates_are_told_by_one_that_can_be_nothing_else() -> None:
    blocks = "".join(
        f"<li><b>{name}</b> <a href='#c-{at}'>{day}</a><p>{text}</p><a href='#r'>Reply</a></li>"
        for at, (name, day, text) in enumerate([
            ("Ann", "04/05/2020 at 9:35 am", "One thing."), ("Bob", "04/25/2020 at 8:00 pm", "Another thing."),
        ], start=11)
    )  # fmt: skip
    page = read_page(f"<h1>T</h1><h2>2 comments</h2><ol>{blocks}</ol>", url="https://a.example/x", fetched_at=NOW)
    assert [f"{one.posted_at:%m-%d}" for one in page.comments if one.posted_at] == ["04-05", "04-25"]
