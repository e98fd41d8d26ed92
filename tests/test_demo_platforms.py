"""The comment platforms of the demo press serve what its truth says."""

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import extruct
import lxml.etree
import lxml.html
import pytest

from crawler.demo import logora
from crawler.demo.edition import SHORTNAME
from crawler.demo.press import Press, serve
from crawler.demo.truth import CommentTruth
from tests.demo_kit import DEBATE, SMALL, TODAY, Answer, ask, find


@pytest.fixture
def press() -> Iterator[Press]:
    with serve(TODAY, SMALL) as served:
        yield served


def api(press: Press, path: str, **query: str) -> Answer:
    parameters = "&".join(f"{key}={quote(value)}" for key, value in {"api_key": logora.API_KEY, **query}.items())
    return ask(f"{press.base_urls['logora']}/api/v1/{path}?{parameters}")


def uid(press: Press, slug: str) -> str:
    return str(press.edition.uid(press.edition.by_slug[slug]))


def read_thread(press: Press, path: str, **query: str) -> list[dict[str, object]]:
    """Every message of a list, page by page, with its replies at any depth."""
    found: list[dict[str, object]] = []
    number, last = 1, 1
    while number <= last:
        answer = api(press, path, page=str(number), per_page="2", **query)
        if answer.status == 404:
            break
        last = int(answer.headers["total-pages"])
        for row in json.loads(answer.body)["data"]:
            found.append(row)
            if row["number_replies"]:
                replies = {
                    "message_id": str(row["id"]),
                    "is_reply": "true",
                    "status": "accepted",
                    "sort": "+created_at",
                }
                found += read_thread(press, "messages", **replies)
        number += 1
    return found


def ids(comments: tuple[CommentTruth, ...]) -> set[str]:
    return {one.id for one in comments}


def test_reading_endpoints_refuse_who_has_no_key(press: Press) -> None:
    number = uid(press, "sans-debat")
    assert ask(f"{press.base_urls['logora']}/api/v1/sources/{number}/messages").status == 401
    settings = ask(f"{press.base_urls['logora']}/api/v1/settings?shortname={SHORTNAME}", "POST")
    key = json.loads(settings.body)["data"]["resource"]["api_key"].strip()
    assert ask(f"{press.base_urls['logora']}/api/v1/sources/{number}/messages?api_key={key}").status == 200


def test_probe_without_key_counts_contributions_and_refuses_a_body(press: Press) -> None:
    probe = f"{press.base_urls['logora']}/synthesis?shortname={SHORTNAME}&noHtml=true&uid="
    plain = json.loads(ask(probe + uid(press, "sans-debat"), "POST").body)["source"]
    asked = json.loads(ask(probe + uid(press, "avec-debat"), "POST").body)["debate"]
    assert (plain["type"], plain["contributions_count"]) == ("Comments", 5)
    assert (asked["type"], asked["name"], asked["contributions_count"]) == ("Group", DEBATE.question, 3)
    assert ask(probe + "1", "POST").status == 404
    assert press.violations() == []
    ask(probe + uid(press, "sans-debat"), "POST", body=b"{}")
    assert [sentence for sentence in press.violations() if "body" in sentence]


def test_page_names_the_application_and_its_own_number(press: Press) -> None:
    html = ask(find(press, "sans-debat").url).text
    assert f"shortname: '{SHORTNAME}'" in html
    assert f"id: '{uid(press, 'sans-debat')}'" in html
    assert DEBATE.question in html


def test_thread_read_page_by_page_is_the_thread_of_the_truth(press: Press) -> None:
    told = find(press, "sans-debat").comments
    rows = read_thread(press, f"sources/{uid(press, 'sans-debat')}/messages", sort="-created_at")
    assert {str(row["id"]) for row in rows} == ids(told)
    parents = {str(row["id"]): row["reply_to_id"] and str(row["reply_to_id"]) for row in rows}
    assert parents == {one.id: one.reply_to for one in told}
    assert {str(row["id"]) for row in rows if row["is_deleted"]} == {one.id for one in told if one.status == "deleted"}


def test_list_headers_say_where_the_page_stands(press: Press) -> None:
    answer = api(press, f"sources/{uid(press, 'sans-debat')}/messages", per_page="2")
    stated = {
        name: answer.headers[name] for name in ("total", "total-pages", "current-page", "next-page", "page-items")
    }
    assert stated == {"total": "3", "total-pages": "2", "current-page": "1", "next-page": "2", "page-items": "2"}
    assert api(press, f"sources/{uid(press, 'sans-debat')}/messages", page="9").status == 404


def test_debate_holds_the_arguments_and_the_page_the_other_comments(press: Press) -> None:
    synthesis = json.loads(api(press, f"sources/{uid(press, 'avec-debat')}/synthesis").body)["data"]
    slug, positions = synthesis["resource"]["slug"], synthesis["resource"]["group_context"]["positions"]
    arguments = read_thread(press, f"groups/{slug}/messages")
    loose = read_thread(press, f"sources/{uid(press, 'avec-debat')}/messages")
    told = find(press, "avec-debat").comments
    assert synthesis["resource"]["votes_count"]["total"] == "42"
    assert [row["position"]["name"] for row in arguments] == ["Oui", "Non"]  # type: ignore[index]
    assert {str(row["id"]) for row in arguments + loose} == ids(told)
    against = api(press, f"groups/{slug}/messages", position_id=str(positions[1]["id"]))
    assert against.status == 404


def test_plus_sign_of_a_sort_must_be_encoded(press: Press) -> None:
    url = f"{press.base_urls['logora']}/api/v1/messages?api_key={logora.API_KEY}&sort="
    assert ask(url + "%2Bcreated_at").status == 200
    assert ask(url + "+created_at").status == 400
    assert [sentence for sentence in press.violations() if "plus sign" in sentence]


def test_platform_answers_429_beyond_its_rate() -> None:
    with serve(TODAY, replace(SMALL, requests_per_minute=2)) as press:
        answers = [api(press, "messages") for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        assert answers[-1].headers["retry-after"] == "1"


def test_rest_comments_read_page_by_page_are_those_of_the_truth(press: Press) -> None:
    base, told = press.base_urls["rivage"], find(press, "rivage-commente").comments
    rows: list[dict[str, object]] = []
    number, last = 1, 1
    while number <= last:
        answer = ask(
            f"{base}/wp-json/wp/v2/comments?post={uid(press, 'rivage-commente')}&per_page=5&page={number}&order=asc"
        )
        last = int(answer.headers["x-wp-totalpages"])
        assert answer.headers["x-wp-total"] == str(len(told))
        rows += json.loads(answer.body)
        number += 1
    assert {str(row["id"]): str(row["parent"] or "") for row in rows} == {one.id: one.reply_to or "" for one in told}
    assert [row["date_gmt"] for row in rows] == [f"{one.posted_at:%Y-%m-%dT%H:%M:%S}" for one in told]


def test_pages_of_comments_follow_each_other_to_the_last_thread(press: Press) -> None:
    url: str | None = find(press, "rivage-commente").url
    found: list[str] = []
    while url:
        page = lxml.html.fromstring(ask(url).body)
        found += [node.removeprefix("comment-") for node in page.xpath("//li[starts-with(@id, 'comment-')]/@id")]
        url = next(iter(page.xpath("//nav[@class='comment-navigation']/a[@class='next']/@href")), None)
    told = find(press, "rivage-commente").comments
    assert len(found) == len(told)
    assert set(found) == ids(told)


def test_reply_to_a_removed_comment_moves_up(press: Press) -> None:
    told = find(press, "rivage-commente").comments
    orphan = next(one for one in told if one.text.startswith("Avis f"))
    assert orphan.reply_to is None
    kept = next(one for one in find(press, "sans-debat").comments if one.text.startswith("Avis f"))
    assert kept.reply_to is not None


def test_linked_data_and_microdata_hold_the_comments_of_the_truth(press: Press) -> None:
    platforms = set()
    for slug in ("couloir", "buvette"):
        told = find(press, slug)
        data = extruct.extract(ask(told.url).text, base_url=told.url, syntaxes=["json-ld", "microdata"])
        texts = {one.text for one in told.comments}
        assert all(text in json.dumps(data[told.comments_platform], ensure_ascii=False) for text in texts)
        platforms.add(told.comments_platform)
    assert platforms == {"json-ld", "microdata"}


def test_printed_thread_carries_a_timestamp_per_comment(press: Press) -> None:
    told = find(press, "payant").comments
    page = lxml.html.fromstring(ask(find(press, "payant").url).body)
    stamps = {int(value) for value in page.xpath("//mark/@data-comment-timestamp")}
    assert stamps == {int(one.posted_at.timestamp()) for one in told}


def test_comment_of_tomorrow_is_not_out_today(press: Press) -> None:
    assert not [one for told in press.truth.articles for one in told.comments if one.posted_at > press.now]


def test_next_morning_brings_an_article_and_an_edit(press: Press) -> None:
    before = {told.slug for told in press.truth.articles}
    press.advance(1)
    assert {told.slug for told in press.truth.articles} - before == {"apres"}
    edited = next(one for one in find(press, "sans-debat").comments if one.text == "Avis revu.")
    assert edited.status == "edited"
    row = json.loads(api(press, f"messages/{edited.id}").body)["data"]["resource"]
    assert (row["content"], row["is_edited"]) == ("Avis revu.", True)


def test_comment_removed_after_a_visit_stays_in_the_truth_as_deleted(press: Press) -> None:
    seen = next(one for one in find(press, "rivage-commente").comments if one.text.startswith("Avis b"))
    press.advance(2)
    after = next(one for one in find(press, "rivage-commente").comments if one.id == seen.id)
    assert (after.status, after.text) == ("deleted", "")
    rows = json.loads(ask(f"{press.base_urls['rivage']}/wp-json/wp/v2/comments?per_page=100").body)
    assert seen.id not in {str(row["id"]) for row in rows}
