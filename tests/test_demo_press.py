"""The demo press as a web site: its pages, feeds, notices and manners."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import extruct
import lxml.etree
import lxml.html
import pytest
from protego import Protego

from crawler.demo import logora
from crawler.demo.manners import Visit, list_violations
from crawler.demo.manuscripts import ManuscriptError, demo_spec, read_article
from crawler.demo.press import KEY_VARIABLE, Press, serve
from crawler.demo.sources import demo_sources
from crawler.demo.spec import Hazard
from crawler.demo.truth import tell_truth
from store.records import Block
from tests.demo_kit import SMALL, TODAY, Answer, article, ask, find, unserved, with_hazard


@pytest.fixture
def press() -> Iterator[Press]:
    with serve(TODAY, SMALL) as served:
        yield served


def links(answer: Answer) -> list[str]:
    return [node.text or "" for node in lxml.etree.fromstring(answer.body).findall(".//item/link")]


def test_embedded_press_holds_its_articles_and_their_originals() -> None:
    spec = demo_spec()
    slugs = {found.slug for found in spec.articles}
    assert {found.site for found in spec.articles} == {"confrere", "rivage", "quotidien", "gazette"}
    assert all(found.wire_of in slugs for found in spec.articles if found.wire_of)
    assert {change.kind for change in spec.changes} == {"edit", "delete"}


def test_unchanged_page_is_answered_304_by_tag_and_by_date(press: Press) -> None:
    url = find(press, "sans-debat").url
    first = ask(url)
    by_tag = ask(url, If_None_Match=first.headers["etag"])
    by_date = ask(url, If_Modified_Since=first.headers["last-modified"])
    assert (first.status, by_tag.status, by_date.status) == (200, 304, 304)
    assert by_tag.body == b""


def test_edited_comment_changes_the_tag_of_its_page(press: Press) -> None:
    url = find(press, "rivage-commente").url
    tag = ask(url).headers["etag"]
    press.advance(1)
    assert ask(url, If_None_Match=tag).status == 200


def test_page_is_compressed_for_who_accepts_it(press: Press) -> None:
    url = find(press, "sans-debat").url
    packed = ask(url, Accept_Encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == ask(url).body


def test_feed_announces_each_published_article_and_follows_its_tracker(press: Press) -> None:
    answer = ask(f"{press.base_urls['confrere']}/rss.xml")
    assert "apres" not in answer.text
    assert [press.truth.article(link).slug for link in links(answer)] == ["sans-debat", "avec-debat"]
    assert all("utm_source=rss" in link for link in links(answer))


def test_news_sitemap_keeps_two_days(press: Press) -> None:
    base = press.base_urls["quotidien"]
    assert "payant" in ask(f"{base}/sitemap-articles.xml").text
    assert "payant" not in ask(f"{base}/sitemap_news.xml").text


def test_first_feed_candidate_of_the_national_paper_is_gone(press: Press) -> None:
    source = next(found for found in demo_sources(press) if found["id"] == "quotidien")
    feeds = source["feeds"]
    assert isinstance(feeds, list)
    assert [ask(url).status for url in feeds] == [404, 200]


def test_gazette_feed_is_found_through_its_home_page_alone(press: Press) -> None:
    source = next(found for found in demo_sources(press) if found["id"] == "gazette")
    assert source["feeds"] == []
    home = lxml.html.fromstring(ask(str(source["homepage"])).body)
    [path] = home.xpath("//link[@rel='alternate'][contains(@type, 'rss')]/@href")
    assert b"<rss" in ask(press.base_urls["gazette"] + path).body


def test_sources_ask_for_no_delay_on_loopback_only(press: Press) -> None:
    for source in demo_sources(press):
        assert source["delay_s"] == 0.0
        assert str(source["homepage"]).startswith("http://127.0.0.1:")
        assert source["hosts"] == [urlsplit(str(source["homepage"])).netloc]
    assert press.environment[KEY_VARIABLE] == logora.API_KEY


def test_paid_article_stops_after_two_paragraphs_and_says_so(press: Press) -> None:
    told = find(press, "payant")
    html = ask(told.url).text
    assert [block.text.split()[1] for block in told.blocks] == ["0", "1"]
    assert "Paragraphe 2" not in html
    assert "réservé aux abonnés" in html
    [found] = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    assert found["isAccessibleForFree"] == "False"
    assert told.wire_of == find(press, "rivage-commente").url


def test_interview_turn_without_name_belongs_to_the_last_named_speaker() -> None:
    turns = (Block(kind="answer", text="Oui.", speaker="Dre Plouf"), Block(kind="answer", text="Non."))
    spec = replace(SMALL, articles=(article("confrere", "entretien", blocks=turns),), changes=())
    edition = unserved(spec)
    [told] = tell_truth(edition).articles
    assert [block.speaker for block in told.blocks] == ["Dre Plouf", "Dre Plouf"]


def test_challenge_page_answers_200_without_the_article() -> None:
    with serve(TODAY, with_hazard("challenge")) as press:
        told = find(press, "accident")
        answer = ask(told.url)
        assert (answer.status, told.expect) == (200, "metadata")
        assert "Client Challenge" in answer.text
        assert told.title not in answer.text


def test_page_in_error_comes_back_at_the_second_request() -> None:
    with serve(TODAY, with_hazard("flaky")) as press:
        url = find(press, "accident").url
        assert [ask(url).status, ask(url).status] == [500, 200]


@pytest.mark.parametrize(("hazard", "part"), [("moved", "/archives/"), ("amp-link", "/amp/")])
def test_feed_link_of_another_form_leads_to_the_canonical_address(hazard: Hazard, part: str) -> None:
    with serve(TODAY, with_hazard(hazard)) as press:
        told = find(press, "accident")
        [link] = links(ask(f"{press.base_urls['confrere']}/rss.xml"))
        answer = ask(link)
        canonical = lxml.html.fromstring(answer.body or b"<p>").xpath("//link[@rel='canonical']/@href")
        assert part in link
        assert told.url == (answer.headers["location"] if hazard == "moved" else canonical[0])
        assert press.truth.article(link) == told


def test_latin_page_names_its_charset_in_the_page_only() -> None:
    with serve(TODAY, with_hazard("latin-9")) as press:
        answer = ask(find(press, "accident").url)
        assert answer.headers["content-type"] == "text/html"
        assert "« cité »" in answer.body.decode("iso-8859-15").replace("\u00a0", " ")
        assert "23 €" in answer.body.decode("iso-8859-15")


def test_reserved_section_is_declared_in_the_file_or_in_the_header() -> None:
    for hazard in ("reserved-file", "reserved-header"):
        with serve(TODAY, with_hazard(hazard)) as press:
            told = find(press, "accident")
            rules = json.loads(ask(f"{press.base_urls['quotidien']}/.well-known/tdmrep.json").body)
            covered = any(urlsplit(told.url).path.startswith(rule["location"].rstrip("*")) for rule in rules)
            assert told.expect == "metadata"
            assert covered is (hazard == "reserved-file") is not told.fetchable
            assert ask(told.url).headers.get("tdm-reservation") == (None if covered else "1")


def test_closed_section_is_linked_from_home_but_closed_by_robots() -> None:
    with serve(TODAY, with_hazard("disallowed")) as press:
        told, base = find(press, "accident"), press.base_urls["confrere"]
        robots = Protego.parse(ask(f"{base}/robots.txt").text)
        assert told.url in ask(f"{base}/").text
        assert not robots.can_fetch(told.url, "essai")
        assert robots.crawl_delay("essai") is None
        assert press.violations() == []
        ask(told.url)
        assert any("robots.txt" in sentence for sentence in press.violations())


def test_visitor_without_contact_is_noted(press: Press) -> None:
    ask(f"{press.base_urls['rivage']}/", User_Agent="Mozilla/5.0")
    assert [sentence for sentence in press.violations() if "no contact" in sentence]


def visit(press: Press, server: str, started_s: float, ended_s: float) -> Visit:
    return Visit(
        server=server,
        method="GET",
        url=f"{press.base_urls[server]}/",
        path="/",
        headers={"user-agent": "essai essai@vigie.invalid"},
        n_body_bytes=0,
        status=200,
        etag=None,
        notes=(),
        started_s=started_s,
        ended_s=ended_s,
    )


def test_two_requests_at_once_to_one_site_are_noted(press: Press) -> None:
    apart = [visit(press, "rivage", 0, 1), visit(press, "gazette", 0.5, 1.5), visit(press, "rivage", 1, 2)]
    together = [visit(press, "rivage", 0, 1), visit(press, "rivage", 0.9, 2)]
    assert list_violations(press.edition, apart) == []
    assert len(list_violations(press.edition, together)) == 1


def test_page_sent_whole_twice_is_a_refetch_and_a_304_is_not(press: Press) -> None:
    url, feed = find(press, "sans-debat").url, f"{press.base_urls['confrere']}/rss.xml"
    tag = ask(feed).headers["etag"]
    ask(feed, If_None_Match=tag)
    assert press.refetches() == []
    ask(url)
    ask(url)
    assert press.refetches() == [url]
    assert [visit.status for visit in press.requests] == [200, 304, 200, 200]


def test_press_does_not_go_back_in_time(press: Press) -> None:
    press.advance(2)
    with pytest.raises(ValueError, match="already stands at 2"):
        press.advance(1)


def test_pages_forbid_browsers_to_fetch_from_elsewhere(press: Press) -> None:
    assert "script-src 'none'" in ask(find(press, "sans-debat").url).headers["content-security-policy"]


def test_bad_manuscript_is_named_with_its_key(tmp_path: Path) -> None:
    path = tmp_path / "01-faux.json"
    path.write_text(json.dumps({"slug": "faux", "site": "rivage", "day": "hier", "hour": "10:00", "title": "Faux"}))
    with pytest.raises(ManuscriptError, match=r"01-faux\.json: 'day' is 'hier'"):
        read_article(path)


def test_reply_written_before_its_parent_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "02-faux.json"
    reply = {"key": "b", "reply_to": "a", "author": "Zorbulon", "hours_after": 1, "text": "Non."}
    values = {"slug": "faux", "site": "rivage", "day": -1, "hour": "10:00", "title": "Faux", "comments": [reply]}
    path.write_text(json.dumps(values))
    with pytest.raises(ManuscriptError, match="comment 'b' answers 'a'"):
        read_article(path)
