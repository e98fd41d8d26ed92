"""A scrubbed page has the same tags, attributes and lengths, and nothing left of its text; it still reads the same."""

import html
import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.demo.press import serve
from crawler.demo.web import Ask
from crawler.invented import Inventor
from crawler.pages.html_tree import decode
from crawler.record import read_again, record_page
from crawler.scrub import scrub
from crawler.structure import CODE, DATES_AND_PHRASES, STRUCTURE
from vigie.cli import cli

FETCHED_AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
URL = "https://www.quotidien-des-brumes.example/sante/2026/11/21/le-bail-de-la-poste-48213.html"
PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Le bail de la poste | Quotidien des Brumes</title>
<link rel="canonical" href="https://www.quotidien-des-brumes.example/sante/2026/11/21/le-bail-de-la-poste-48213.html">
<meta property="og:title" content="Le bail de la poste"><meta name="author" content="Hortense Quillebeuf">
<meta property="article:published_time" content="2026-11-21T08:05:00+01:00">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "Le bail de la poste", "datePublished": "2026-11-21T08:05:00+01:00", "commentCount": 2,
 "author": {"@type": "Person", "name": "Hortense Quillebeuf"}, "isAccessibleForFree": "True"}</script>
<script>var tracker = {visitor: "quillebeuf-4471", note: 'lecteur fidèle'}; // remarque confidentielle</script>
<style>.brumes-titre { color: red }</style></head>
<body class="single postid-48213 author-hquillebeuf"><!-- gabarit brumeux -->
<article class="post brumes-article" data-author="hquillebeuf"><h1 class="entry-title">Le bail de la poste</h1>
<p class="byline">Par Hortense Quillebeuf, publié le 21 novembre 2026 à 8h05</p>
<div class="entry-content"><p>Les guichets ont disparu, l&rsquo;horloge est restée. Gwendal Trémazan, le maire,
a repeint
la façade et compte 1&nbsp;347 signatures de pétition pour garder un médecin dans le village.</p>
<p>« Nous n&rsquo;attendrons pas le printemps », dit-il en montrant un courrier de la caisse, reçu mardi dernier.</p>
<p>Le bail court sur neuf ans, avec un loyer de 320 euros et la jouissance du jardin des postières.</p></div>
</article>
<div id="comments" class="comments-area"><h2 class="comments-title">2 commentaires</h2>
<ol class="comment-list">
<li id="comment-90117" class="comment byuser comment-author-zorbulon"><article class="comment-body">
<b class="fn"><a href="https://brumes.example/membres/zorbulon">Zorbulon Quiltapax</a></b>
<time datetime="2026-11-21T09:12:00+01:00">21 novembre 2026 à 9h12</time>
<div class="comment-content"><p>Mon généraliste est parti hors convention, je comprends sa fatigue.</p></div>
<a class="comment-reply-link" href="?replytocom=90117#respond" data-commentid="90117">Répondre</a></article>
<ol class="children"><li id="comment-90122" class="comment"><article class="comment-body">
<b class="fn">Mirabelle Vauquelin</b>
<time datetime="2026-11-21T10:40:00+01:00">21 novembre 2026 à 10h40</time>
<div class="comment-content"><p>Et les malades modestes, qui les soignera quand tout le monde sera parti ?</p></div>
</article></li></ol></li></ol></div></body></html>"""
KEPT = STRUCTURE | {word.lower() for word in CODE} | {"schema", "org", "area", "children", "commentcount"}


class _Outline(HTMLParser):
    """Tags with the names of their attributes, the lengths of texts, and every word but those of the markup."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.lengths: list[int] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        markup = {"property", "rel", "type", "lang", "name", "charset"}
        self.texts += [value or "" for name, value in attrs if name not in markup]

    def handle_data(self, data: str) -> None:
        self.lengths.append(len(data))
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.texts.append(data)


def words_of(page: str) -> set[str]:
    text = DATES_AND_PHRASES.sub(" ", " ".join(_Outline(page).texts))
    return {word.lower() for word in re.findall(r"[^\W\d_]{3,}|\d{3,}", text)}


def recorded() -> tuple[str, dict[str, object]]:
    found = record_page(PAGE.encode(), url=URL, fetched_at=FETCHED_AT)
    assert found.differences == ()
    return decode(found.page), found.expected


def test_tags_attributes_and_lengths_stay() -> None:
    before, after = _Outline(PAGE), _Outline(recorded()[0])
    assert after.tags == before.tags
    assert after.lengths == before.lengths


def test_nothing_of_the_text_is_left() -> None:
    copy, expected = recorded()
    left = (words_of(PAGE) & words_of(copy)) - KEPT - {"2026"}
    assert left == set()
    told = json.dumps(expected, ensure_ascii=False).lower()
    for secret in ("quillebeuf", "zorbulon", "mirabelle", "trémazan", "brumes", "convention", "1347", "48213", "90117"):
        assert secret not in copy.lower(), secret
        assert secret not in told, secret


def test_the_copy_reads_as_the_page() -> None:
    _, expected = recorded()
    assert expected["published_at"] == "2026-11-21T08:05:00+01:00"
    assert expected["comments_platform"] == "wordpress"
    comments = expected["comments"]
    assert isinstance(comments, list)
    assert [comment["posted_at"] for comment in comments] == ["2026-11-21T09:12:00+01:00", "2026-11-21T10:40:00+01:00"]
    assert comments[1]["reply_to"] == comments[0]["id"] != "90117"


def test_links_still_lead_to_their_targets() -> None:
    copy, _ = recorded()
    number = re.search(r'id="comment-(\d+)"', copy)
    assert number and number[1] != "90117"
    assert f"replytocom={number[1]}" in copy and f'data-commentid="{number[1]}"' in copy


def test_the_same_page_gives_the_same_copy_and_another_page_other_words() -> None:
    assert scrub(PAGE)[0] == scrub(PAGE)[0]
    other = PAGE.replace("printemps", "prochain mois d’août")
    assert scrub(PAGE)[1].word("horloge") != scrub(other)[1].word("horloge")


def test_a_recorded_page_is_a_test() -> None:
    found = record_page(PAGE.encode(), url=URL, fetched_at=FETCHED_AT)
    assert read_again(found.page, found.expected) == found.expected


def test_class_names_that_carry_a_name_are_invented_and_others_kept() -> None:
    copy, _ = recorded()
    assert "hquillebeuf" not in copy and "brumes-" not in copy
    for kept in ("entry-title", "comment-list", "comments-area", "byuser", "children"):
        assert kept in copy


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://cdn.logora.com/embed.js", "https://cdn.logora.com/embed.js"),
        ("/2026/11/21/", "/2026/11/21/"),
        ("#respond", None),
        ("/wp-json/wp/v2/comments?post=48213", "/wp-json/wp/v2/comments?post="),
        ("https://le-brumeux.disqus.com/embed.js", ".disqus.com/embed.js"),
    ],
)
def test_addresses_keep_what_platforms_need(address: str, kept: str | None) -> None:
    made = Inventor("page", set()).url(address)
    assert len(made) == len(address)
    assert kept is None or kept in made
    assert "48213" not in made and "brumeux" not in made


def test_invented_hosts_cannot_exist() -> None:
    made = Inventor("page", set()).url("https://www.quotidien-des-brumes.example/a")
    assert re.fullmatch(r"https://www\.[a-z]+\.invalid/[a-z]", made)


@pytest.mark.parametrize("name", ["rivage", "gazette", "quotidien"])
def test_pages_of_the_demo_press_read_the_same_once_scrubbed(name: str) -> None:
    from crawler.demo import sites

    with serve(date(2026, 11, 22)) as press:
        site = press.edition.spec.site(name)
        for truth in press.truth.of_site(name)[:4]:
            path = truth.url.removeprefix(press.base_urls[name])
            bare, _, query = path.partition("?")
            ask = Ask(method="GET", path=bare, query=dict(pair.split("=") for pair in query.split("&") if pair))
            reply = sites.answer(press.edition, site, ask)
            found = record_page(reply.body, url=truth.url, fetched_at=FETCHED_AT)
            comments = found.expected["comments"]
            assert len(comments) == len([c for c in truth.comments if c.status != "deleted"]) or truth.comments
            names = [comment.author for comment in press.edition.by_slug[truth.slug].comments]
            copy = decode(found.page)
            assert [name for name in names if name.lower() in copy.lower()] == []
            told = [one for one in found.differences if "nombre de commentaires change" in one or "date change" in one]
            assert told == [], found.differences


def test_every_recorded_page_of_the_tests_reads_as_expected() -> None:
    files = sorted((Path(__file__).parent / "pages").rglob("*.json"))
    found = {path: json.loads(path.read_text(encoding="utf-8")) for path in files}
    pages = {path: expected for path, expected in found.items() if "recorded" in expected}
    assert pages
    for path, expected in pages.items():
        assert read_again(path.with_suffix(".html").read_bytes(), expected) == expected, path.name


def test_the_command_writes_the_page_and_its_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_NOW", FETCHED_AT.isoformat())
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "nowhere"))
    source = tmp_path / "page.html"
    source.write_text(PAGE, encoding="utf-8")
    command = ["sources", "record", str(source), "--url", URL, "--out", str(tmp_path / "pages")]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    (page,) = (tmp_path / "pages").rglob("*.html")
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert read_again(page.read_bytes(), expected) == expected
    assert "brumes" not in html.unescape(str(page.relative_to(tmp_path)))
    again = CliRunner().invoke(cli, command)
    assert again.exit_code == 0 and len(list((tmp_path / "pages").rglob("*.html"))) == 1


def test_a_file_that_is_no_page_is_one_line(tmp_path: Path) -> None:
    empty = tmp_path / "vide.html"
    empty.write_text("<html><body></body></html>", encoding="utf-8")
    done = CliRunner().invoke(cli, ["sources", "record", str(empty)])
    assert done.exit_code != 0 and isinstance(done.exception, ValueError)


def test_short_numbers_of_people_and_comments_are_invented_wherever_they_stand() -> None:
    page = (
        '<ul><li id="comment-9001"><a href="/user/77">Colvert</a> <a href="/comment/9001#comment-9001">x</a>'
        '<a href="article.php?id=8650">y</a> <a href="/2026/11/les-lampes?page=2">z</a></li></ul>'
    )
    made, _ = scrub(page)
    number = re.findall(r'id="comment-(\d{4})"', made)[0]
    assert number != "9001" and f'href="/comment/{number}#comment-{number}"' in made
    assert "/user/77" not in made and "8650" not in made
    assert "/2026/11/" in made and "page=2" in made


def test_votes_and_counts_in_words_and_the_date_of_a_long_signature_stay() -> None:
    page = (
        "<p>Mis en ligne le samedi 21 novembre 2026 à 07 h 30 - Lu 1 284 fois - Par Hortense Quillebeuf</p>"
        "<div>Douze personnes trouvent ce commentaire utile</div><p>Quatre commentaires</p>"
    )
    made, _ = scrub(page, keeps_phrases=True)
    assert "Quillebeuf" not in made and "1 284" not in made
    for kept in ("21 novembre 2026", "Douze personnes trouvent ce commentaire utile", "Quatre commentaires"):
        assert kept in made
