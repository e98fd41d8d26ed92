"""Kinds of pages met by a crawl: several pages, AMP, robot checks that answer 200, consent walls, live pages."""

from pathlib import Path

import pytest
from loopback_site import PAGE, TEXT, article, crawl, site, stored

from crawler.pages.parts import next_part, part_number
from store.ids import url_key

FIRST_URL = "https://lanterne.example/enquetes/lampes"
PORT = "Au port, personne n'a attendu le vote : les lanternes à huile sont déjà rangées dans les caisses des gardiens."
QUAY = (
    "Sur le quai, une gardienne apprend à lire les nouveaux cadrans à la lueur d'une bougie, sans grand enthousiasme."
)
CHALLENGE = (
    "<html><head><title>Client Challenge</title></head><body><p>A required part of this site couldn't load. Please "
    "disable any ad blockers.</p></body></html>"
)
CONSENT = (
    "<html><head><title>Le Bourg</title></head><body><div><h1>Votre choix</h1><p>Nous et nos partenaires déposons des "
    "cookies pour traiter vos données personnelles.</p><button>Tout accepter</button></div></body></html>"
)


def parted(text: str, links: str) -> str:
    """A page of an article with a text of its own and links to its other pages."""
    return article(text=text).replace("</article>", f"<div>{links}</div></article>")


def test_an_article_over_three_pages_is_one_article_whose_pages_were_asked_once(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", parted(TEXT, "1 <a href='/a/2'>2</a> <a href='/a/3'>3</a>"))
        shown.says("/a/2", parted(PORT, "<a href='/a'>1</a> 2 <a href='/a/3'>3</a>"))
        shown.says("/a/3", parted(QUAY, "<a href='/a'>1</a> <a href='/a/2'>2</a> 3"))
        code, articles, _ = crawl(shown, tmp_path)
    assert (code, len(articles)) == (0, 1)
    assert [text in str(articles[0]["body"]) for text in (TEXT.strip(), PORT, QUAY)] == [True] * 3
    assert [path for path in shown.paths() if path.startswith("/a")] == ["/a", "/a/2", "/a/3"]
    aliases = {str(row["alias"]) for row in stored(tmp_path, "select alias from article_aliases")}
    assert f"url:{url_key(f'{shown.base}/a/2')}" in aliases


def test_a_part_that_fails_is_named_and_read_next_time(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", article(head='<link rel="next" href="/a/2">'))
        shown.says("/a/2", status=501)
        shown.says("/a/2", article(text=PORT))
        code, articles, failures = crawl(shown, tmp_path)
        assert (code, len(articles), len(failures)) == (1, 1, 1)
        assert "suite de l’article non lue" in str(failures[0]["error"])
        _, articles, _ = crawl(shown, tmp_path, now="2026-11-23T08:30:00+01:00")
    assert PORT in str(articles[0]["body"])


def test_a_part_that_fails_later_leaves_the_stored_text_whole(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", article(head='<link rel="next" href="/a/2">'))
        shown.says("/a/2", article(text=PORT))
        shown.says("/a/2", status=501)
        crawl(shown, tmp_path)
        _, articles, _ = crawl(shown, tmp_path, now="2026-11-23T08:30:00+01:00")
    assert PORT in str(articles[0]["body"])


def test_a_part_that_its_site_reserves_is_not_taken(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", article(head='<link rel="next" href="/a/2">'))
        shown.says("/a/2", article(text=PORT), tdm_reservation="1")
        code, articles, _ = crawl(shown, tmp_path)
    assert (code, len(articles)) == (0, 1)
    assert PORT not in str(articles[0]["body"])


def test_a_second_page_of_comments_is_no_part(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", parted(TEXT, "<a href='?page=2'>2</a> <a href='?page=3'>3</a>"))
        shown.says("/a?page=2", parted(TEXT, f"<p>{QUAY}</p>"))
        _, articles, _ = crawl(shown, tmp_path)
    assert QUAY not in str(articles[0]["body"])


def test_of_an_amp_page_the_canonical_one_is_read(tmp_path: Path) -> None:
    with site() as shown:
        amp = PAGE.format(head='<link rel="canonical" href="/a">', text=PORT).replace("<html lang", "<html ⚡ lang")
        shown.announces("/a.amp")
        shown.says("/a.amp", amp)
        shown.says("/a", article())
        _, articles, _ = crawl(shown, tmp_path)
    assert [row["canonical_url"] for row in articles] == [f"{shown.base}/a"]
    assert PORT not in str(articles[0]["body"])


@pytest.mark.parametrize(("page", "told"), [(CHALLENGE, "page de vérification"), (CONSENT, "page de consentement")])
def test_a_page_that_answers_200_without_its_article_is_a_named_failure(page: str, told: str, tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", page)
        code, articles, failures = crawl(shown, tmp_path)
    assert code == 1
    assert told in str(failures[0]["error"])
    assert all(str(row["body"]) == "Le bourg garde son médecin\n\nUn vote." for row in articles)


def test_a_live_page_grows_with_its_entries(tmp_path: Path) -> None:
    entry = "<article class='post'><time datetime='2026-11-20T{}'></time><h3>{}</h3><p>{}</p></article>"
    live = '<html lang="fr"><head><meta property="article:published_time" content="2026-11-20T08:00:00+01:00"></head>'
    live += "<body><main><h1>Direct : le vote du conseil</h1>{}</main></body></html>"
    first, last = entry.format("09:05", "Tout le monde est assis", PORT), entry.format("18:02", "Fin de séance", QUAY)
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", live.format(first))
        shown.says("/a", live.format(last + first))
        crawl(shown, tmp_path)
        _, articles, _ = crawl(shown, tmp_path, now="2026-11-23T08:30:00+01:00")
    assert len(articles) == 1
    assert [text in str(articles[0]["body"]) for text in ("Fin de séance", QUAY, "Tout le monde est assis", PORT)] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("address", "number"),
    [
        (f"{FIRST_URL}/2", 2), (f"{FIRST_URL}/page/2/", 2), (f"{FIRST_URL}?page=3", 3),
        (f"{FIRST_URL}/comment-page-2/", None), ("https://lanterne.example/enquetes/phares/2", None),
        (f"{FIRST_URL}-2", None), (f"{FIRST_URL}?replytocom=2", None), ("https://x.example/enquetes/lampes/2", None),
    ],
)  # fmt: skip
def test_a_part_is_the_first_address_with_a_number_added(address: str, number: int | None) -> None:
    assert part_number(address, FIRST_URL) == number


def test_a_part_may_stand_before_the_ending_of_its_address() -> None:
    assert part_number("https://lanterne.example/a/lampes,2.html", "https://lanterne.example/a/lampes.html") == 2


def test_the_next_article_of_a_blog_is_no_part() -> None:
    head = '<link rel="next" title="Les phares" href="/enquetes/phares">'
    assert next_part(f"<html><head>{head}</head></html>", first_url=FIRST_URL, number=2) is None
    page = f"<p><a href='{FIRST_URL}/2'>Un texte qui parle d'autre chose</a></p>"
    assert next_part(page, first_url=FIRST_URL, number=2) is None


def test_a_summary_that_lists_the_parts_leads_to_the_next() -> None:
    page = (
        "<ol><li>Les cartes</li><li><a href='?page=2'>Le terrain</a></li><li><a href='?page=3'>Les élus</a></li></ol>"
    )
    assert next_part(page, first_url=FIRST_URL, number=2) == f"{FIRST_URL}?page=2"
