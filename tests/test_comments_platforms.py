"""Comment modules: what a page names, what is asked, what an answer holds. Every name and text is invented."""

import json
from datetime import UTC, datetime

import pytest

from crawler.comments import in_page, jsonld, logora, read_page, wordpress
from crawler.comments.shapes import Access, Answer, Ask, Detected, read_detected
from store.records import Comment, Debate

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
NAME = "Zorbulon Quiche-Trapèze"
OPEN = Access(api_base="https://app.example/api/v1", render_base="https://render.example", key="cle-inventee")
CLOSED = Access(api_base="https://app.example/api/v1", render_base="https://render.example")


@pytest.mark.parametrize(
    ("html", "uid", "shortname"),
    [
        (
            """<div class="logora_synthese" data-object-id="conf"></div><script>// le réglage
            var conf = { shortname: 'canard-1a2b3c', resource: { name: "comments", id: 8123, }, };</script>""",
            "8123", "canard-1a2b3c",
        ),
        (
            """<div id="logora_comments" data-object-id="logora_config_2"></div><script>window.logora_config_2 =
            {"shortname": "canard-1a2b3c", "debate": {"identifier": "abc-12"}}</script>""",
            "abc-12", "canard-1a2b3c",
        ),
        (
            """<div class="logora_embed" data-object-id="a"></div><div class="logora_comments" data-object-id="b"></div>
            <script>var a = {shortname: "canard-1a2b3c", resource: {name: 'group', id: '99'}};
            var b = {shortname: "canard-1a2b3c", resource: {name: 'comments', id: '8123'}};</script>""",
            "8123", "canard-1a2b3c",
        ),
        ('<link rel="shortlink" href="https://a.example/node/37">'
         '<script src="https://cdn.logora.com/embed.js"></script>', "37", None),
        ('<div class="logora_synthese" data-identifier="55"></div>'
         '<script src="https://api.logora.fr/synthese.js">', "55", None),
        ('<div id="logoraRoot" class="logoraContainer" data-id="comments_embed" data-shortname="canard-1a2b3c"></div>',
         None, "canard-1a2b3c"),
    ],
)  # fmt: skip
def test_logora_is_detected_by_each_of_its_marks(html: str, uid: str | None, shortname: str | None) -> None:
    assert logora.detect(html) == Detected(platform="logora", uid=uid, shortname=shortname)


def test_a_page_that_speaks_of_logora_does_not_carry_it() -> None:
    assert logora.detect("<p>La société Logora équipe plusieurs journaux.</p>") is None


def test_without_a_key_only_the_probe_is_sent_and_it_has_no_body() -> None:
    asks = logora.requests(Detected(platform="logora", uid="8123", shortname="canard"), CLOSED)
    assert [(ask.method, ask.step) for ask in asks] == [("POST", "probe")]
    assert asks[0].url == "https://render.example/synthesis?shortname=canard&uid=8123&noHtml=true"


def test_the_key_is_in_no_address_that_is_kept() -> None:
    asks = logora.requests(Detected(platform="logora", uid="8123", shortname="canard"), OPEN)
    assert all("cle-inventee" not in ask.url and "cle-inventee" not in repr(ask) for ask in asks)
    assert asks[1].secret == ("api_key", "cle-inventee")
    assert "cle-inventee" not in repr(OPEN)


def test_the_probe_tells_the_number_and_leads_to_the_debate() -> None:
    ask = Ask(url="https://render.example/synthesis?uid=1", step="probe", method="POST")
    body = json.dumps({"success": True, "debate": {"type": "Group", "slug": "faut-il", "contributions_count": 46}})
    parsed = logora.parse(Answer(ask=ask, status=200, headers={}, body=body.encode()), OPEN)
    assert parsed.declared == 46
    group = "https://app.example/api/v1/groups/faut-il"
    assert [(ask.step, ask.url.partition("?")[0]) for ask in parsed.asks] == [
        ("debate", group), ("list", f"{group}/messages"),
    ]  # fmt: skip
    assert all(ask.secret == ("api_key", "cle-inventee") for ask in parsed.asks)


def read_debate(**changes: object) -> Debate | None:
    record: dict[str, object] = {
        "name": "Faut-il une île de plus ?", "votes_count": {"31": "120", "32": 45, "total": "165"},
        "group_context": {"positions": [{"id": 31, "name": "Oui"}, {"id": 32, "name": "Non"}, {"id": 33, "name": "?"}]},
    }  # fmt: skip
    body = json.dumps({"success": True, "data": {"resource": record | changes}}).encode()
    ask = Ask(url="https://app.example/api/v1/groups/faut-il", step="debate")
    return logora.parse(Answer(ask=ask, status=200, headers={}, body=body), OPEN).debate


def test_the_votes_of_a_debate_are_read_in_the_order_of_its_positions_without_the_total() -> None:
    expected = Debate(question="Faut-il une île de plus ?", votes=(("Oui", 120), ("Non", 45), ("?", 0)))
    assert read_debate() == expected


@pytest.mark.parametrize("changes", [{"votes_count": None}, {"group_context": {}}, {"name": " "}, {"name": 3}])
def test_a_debate_that_lacks_its_votes_or_its_question_is_none(changes: dict[str, object]) -> None:
    assert read_debate(**changes) is None


def message(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": 7, "content": "Invention pure.", "created_at": "2026-11-20T14:32:10.123Z", "is_reply": False,
        "reply_to_id": None, "number_replies": 0, "upvotes": 7, "status": "accepted", "is_deleted": False,
        "is_edited": False, "position": {"id": 31, "name": "Oui"},
        "author": {"full_name": NAME, "points": 412, "eloquence_title": "create_argument", "occupation": "Psychiatre",
                   "role": "contributor", "slug": "zorbulon"},
    }  # fmt: skip
    return fields | changes


def listed(*messages: dict[str, object], page: int = 1, pages: int = 1) -> tuple[list[Comment], list[Ask]]:
    ask = Ask(url=f"https://app.example/api/v1/sources/1/messages?page={page}&per_page=100", step="list")
    body = json.dumps({"success": True, "data": list(messages)}).encode()
    headers = {"total-pages": str(pages), "current-page": str(page)}
    parsed = logora.parse(Answer(ask=ask, status=200, headers=headers, body=body), OPEN)
    return list(parsed.comments), list(parsed.asks)


def test_a_message_becomes_a_comment_without_its_author() -> None:
    (comment,), asks = listed(message())
    assert asks == []
    assert (comment.id, comment.votes, comment.position, comment.points) == ("7", 7, "Oui", 412)
    assert comment.badge == "Débatteur Passionné"
    assert comment.posted_at == datetime(2026, 11, 20, 14, 32, 10, tzinfo=UTC)
    assert (comment.status, comment.date_precision) == ("published", "second")
    assert NAME not in repr(comment)


def test_only_accepted_messages_are_kept_and_deleted_ones_lose_their_text() -> None:
    comments, _ = listed(
        message(id=1, status="pending"), message(id=2, status="rejected"), message(id=3, is_deleted=True),
        message(id=4, is_edited=True, author={"role": "editor", "occupation": "Cardiologue"}),
    )  # fmt: skip
    assert [(comment.id, comment.status, comment.text) for comment in comments] == [
        ("3", "deleted", ""), ("4", "edited", "Invention pure."),
    ]  # fmt: skip
    assert comments[1].author_role == "Journaliste"


def test_replies_and_following_pages_are_asked_for() -> None:
    _, asks = listed(message(number_replies=2), page=1, pages=3)
    assert "message_id=7" in asks[0].url
    assert "sort=%2Bcreated_at" in asks[0].url
    assert "page=2" in asks[1].url
    assert listed(message(), page=3, pages=3)[1] == []


def test_the_text_of_an_editor_s_tree_is_read_when_there_is_no_other() -> None:
    tree = {"root": {"children": [{"type": "paragraph", "children": [{"text": "Un."}]},
                                  {"type": "paragraph", "children": [{"text": "Deux."}]}]}}  # fmt: skip
    (comment,), _ = listed(message(content="", rich_content=json.dumps(tree)))
    assert comment.text == "Un.\nDeux."


@pytest.mark.parametrize(("status", "is_refused"), [(401, True), (403, True), (404, False)])
def test_a_refusal_is_told_and_a_missing_list_is_empty(status: int, is_refused: bool) -> None:
    ask = Ask(url="https://app.example/api/v1/sources/1/messages?page=1", step="list")
    parsed = logora.parse(Answer(ask=ask, status=status, headers={}, body=b"{}"), OPEN)
    assert (parsed.is_refused, parsed.comments) == (is_refused, ())


def test_a_thread_is_remembered_without_its_page() -> None:
    detected = Detected(platform="logora", uid="8123", shortname="canard")
    assert read_detected(detected.as_text()) == detected
    assert read_detected("rien") is None


WORDPRESS = f"""
<html><head><link rel="https://api.w.org/" href="https://a.example/wp-json/"></head><body class="single postid-88">
<ol class="commentlist">
<li id="li-comment-12" class="comment"><div id="comment-12"><cite class="fn">{NAME}</cite>
 <div class="comment-meta"><a href="#comment-12">5 novembre 2026 à 14 h 32 min</a></div>
 <div class="comment-content"><p>Première ligne.</p><p>Seconde<br>troisième.</p></div></div>
 <ul class="children"><li id="li-comment-13" class="comment"><div id="comment-13"><cite class="fn">Autre</cite>
  <time datetime="2026-11-06T09:00:00+01:00">hier</time>
  <div class="comment-content"><p>Réponse.</p></div></div></li></ul>
</li>
<li id="comment-14" class="pingback"><p>Ping.</p></li>
</ol><a href="https://a.example/x/comment-page-2/#comments">Suivants</a></body></html>
"""


def test_wordpress_threads_are_read_from_the_page_with_their_lines() -> None:
    platform, comments = in_page(WORDPRESS, url="https://a.example/x/", fetched_at=NOW)
    assert platform == "wordpress"
    assert [(c.id, c.reply_to, c.text) for c in comments] == [
        ("12", None, "Première ligne.\nSeconde\ntroisième."), ("13", "12", "Réponse."),
    ]  # fmt: skip
    assert comments[0].posted_at == datetime(2026, 11, 5, 13, 32, tzinfo=UTC)
    assert (comments[0].date_source, comments[1].date_source) == ("text", "meta")
    assert comments[0].author_ref == NAME


def test_wordpress_names_its_post_and_its_other_pages() -> None:
    assert wordpress.detect(WORDPRESS) == Detected(
        platform="wordpress", uid="88", api="https://a.example/wp-json/wp/v2"
    )
    page = read_page(WORDPRESS, url="https://a.example/x/", fetched_at=NOW)
    assert page.more == ("https://a.example/x/comment-page-2/",)
    assert page.own == "https://a.example/x/comment-page-1/"


def test_wordpress_rest_rows_are_utc_and_paged() -> None:
    row: dict[str, object] = {
        "id": 311, "parent": 310, "author_name": NAME, "date": "2026-11-06T09:12:00", "type": "comment",
        "date_gmt": "2026-11-06T08:12:00", "content": {"rendered": "<p>L&rsquo;invention.</p>\n"},
    }  # fmt: skip
    ask = Ask(url="https://a.example/wp-json/wp/v2/comments?post=88&per_page=100&page=1", step="list")
    headers = {"x-wp-total": "150", "x-wp-totalpages": "2"}
    answer = Answer(ask=ask, status=200, headers=headers, body=json.dumps([row, row | {"type": "pingback"}]).encode())
    parsed = wordpress.parse(answer, Access())
    (comment,) = parsed.comments
    assert (comment.id, comment.reply_to, comment.text) == ("311", "310", "L’invention.")
    assert comment.posted_at == datetime(2026, 11, 6, 8, 12, tzinfo=UTC)
    assert parsed.declared == 150
    assert [ask.url for ask in parsed.asks] == [ask.url.replace("&page=1", "&page=2")]


def test_a_closed_rest_interface_is_a_refusal() -> None:
    ask = Ask(url="https://a.example/wp-json/wp/v2/comments?post=88&page=1", step="list")
    assert wordpress.parse(Answer(ask=ask, status=401, headers={}, body=b"{}"), Access()).is_refused


DRUPAL = """
<section id="comments" data-drupal-selector="comments">
<a id="comment-21"></a><article class="js-comment by-anonymous">
<mark class="hidden" data-comment-timestamp="1794200000"></mark>
<footer><p class="submitted">Soumis par <span class="username">Zorbulon Quiche-Trapèze</span>
le lun, 09/11/2026 - 05:13</p></footer>
<div class="content"><h3><a href="/comment/21#comment-21" rel="bookmark">Titre</a></h3>
<div class="field--name-comment-body"><p>Invention.</p></div></div></article>
<div class="indented"><article id="comment-22" class="comment js-comment">
<div class="comment__content"><p>Réponse.</p></div></article><div class="indented">
<article id="comment-23" class="comment js-comment"><div class="comment__content">
<p>Réponse à la réponse.</p></div></article></div></div>
<ul class="pager__items"><li class="pager__item--next"><a href="?page=1">Suivant</a></li></ul></section>
"""


def test_drupal_replies_stand_in_indented_blocks_after_their_parent() -> None:
    page = read_page(DRUPAL, url="https://a.example/node/4", fetched_at=NOW)
    assert page.platform == "drupal"
    assert [(c.id, c.reply_to, c.text) for c in page.comments] == [
        ("21", None, "Invention."), ("22", "21", "Réponse."), ("23", "22", "Réponse à la réponse."),
    ]  # fmt: skip
    assert page.comments[0].posted_at == datetime.fromtimestamp(1794200000, UTC)
    assert page.more == ("https://a.example/node/4?page=1",)


def linked(comments: object) -> str:
    article = {"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", "comment": comments}]}
    return f'<script type="application/ld+json">{json.dumps(article)}</script><p>Texte.</p>'


def test_json_ld_comments_are_read_at_any_depth_once() -> None:
    reply = {"@type": "Comment", "@id": "https://a.example/x#comment-2", "text": "Réponse.", "upvoteCount": "3"}
    first = {
        "@type": "Comment", "@id": "https://a.example/x#comment-1", "text": "Un.<br>Deux.", "comment": [reply],
        "dateCreated": "2026-11-06T09:12:00+01:00", "author": {"@type": "Person", "name": NAME, "jobTitle": "Kiné"},
    }  # fmt: skip
    again = reply | {"parentItem": {"@id": "https://a.example/x#comment-1"}}
    platform, comments = in_page(linked([first, again]), url="https://a.example/x", fetched_at=NOW)
    assert platform == "json-ld"
    assert [(c.id, c.reply_to, c.votes) for c in comments] == [("1", None, None), ("2", "1", 3)]
    assert comments[0].text == "Un.\nDeux."
    assert (comments[0].author_role, comments[0].posted_at) == ("Kiné", datetime(2026, 11, 6, 8, 12, tzinfo=UTC))


def test_comments_without_ids_name_their_parent_by_its_place() -> None:
    nested = {"@type": "Comment", "text": "Un.", "comment": {"@type": "Comment", "text": "Réponse."}}
    _, comments = in_page(linked([nested]), url=None, fetched_at=NOW)
    assert [(c.id, c.reply_to) for c in comments] == [(None, None), (None, "#0")]


def test_an_empty_list_of_comments_still_names_the_platform() -> None:
    assert in_page(linked([]), url=None, fetched_at=NOW) == ("json-ld", [])


def test_older_microdata_is_read_with_its_lines() -> None:
    html = """<div itemscope itemtype="https://schema.org/Article"><div itemprop="comment" itemscope
    itemtype="https://schema.org/UserComments" id="comment-5" itemid="#comment-5">
    <span itemprop="creator">Zorbulon</span><time itemprop="commentTime" datetime="2026-11-06">hier</time>
    <div itemprop="commentText"><p>Un.</p><p>Deux.</p></div></div></div>"""
    platform, comments = in_page(html, url="https://a.example/x", fetched_at=NOW)
    assert platform == "microdata"
    assert [(c.id, c.text, c.date_precision) for c in comments] == [("5", "Un.\nDeux.", "day")]


def test_a_page_without_comments_has_no_platform() -> None:
    assert in_page("<html><body><p>Rien ici.</p></body></html>", url=None, fetched_at=NOW) == (None, [])
    assert jsonld.detect("<p>Rien ici.</p>") is None
