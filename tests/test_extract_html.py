"""Saved HTML pages: each field from the best place that says it."""

from datetime import UTC, datetime

import pytest

from crawler.extract import PageError, extract_html
from store.records import Article

FETCHED_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
TEXT = (
    "Le conseil des brumes a voté mardi la réforme des lampes, par onze voix contre neuf, après trois heures de débat. "
    "Les gardiens demandent un délai et une aide pour changer leurs mèches avant l'hiver."
)
JSON_LD = """<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "x"},
 {"@type": ["NewsArticle"], "headline": "Lampes&nbsp;: la réforme adoptée",
  "description": "Onze voix contre neuf pour un texte très débattu au conseil.",
  "datePublished": "2026-03-12T08:05:00+01:00", "dateModified": "2026-03-13T09:00:00+01:00",
  "isAccessibleForFree": "False",
  "author": [{"@type": "Person", "name": "Prunelle Quartzine"}, {"@type": "Person", "name": "Zéphyr Tuilerac"}],
  "keywords": ["lampes", "brume"], "articleSection": "Rivages", "commentCount": 12,}]}
</script>"""


def page(*, head: str = "", body: str = "", lang: str = "fr") -> bytes:
    """A page with that head and body."""
    top = f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
    return f"{top}<body>{body}</body></html>".encode()


def article_body(*paragraphs: str) -> str:
    """A main element with a title and those paragraphs."""
    return "<main><h1>Titre imprimé de la page</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</main>"


def read(body: bytes, url: str | None = None) -> Article:
    """The article of a page fetched on a fixed day."""
    return extract_html(body, url=url, fetched_at=FETCHED_AT)


def test_json_ld_comes_first_even_with_a_trailing_comma_and_a_graph() -> None:
    article = read(
        page(head=JSON_LD + '<meta property="og:title" content="Autre titre">', body=article_body(TEXT, TEXT))
    )
    assert article.title == "Lampes\u00a0: la réforme adoptée"
    assert article.standfirst == "Onze voix contre neuf pour un texte très débattu au conseil."
    assert article.byline == ("Prunelle Quartzine", "Zéphyr Tuilerac")
    assert article.published_at == datetime(2026, 3, 12, 7, 5, tzinfo=UTC)
    assert article.updated_at == datetime(2026, 3, 13, 8, tzinfo=UTC)
    assert (article.date_source, article.date_precision) == ("json-ld", "second")
    assert article.tags == ("lampes", "brume")
    assert (article.paywall, article.comments_declared, article.kicker) == ("partial", 12, "Rivages")
    assert {article.provenance[name] for name in ("title", "standfirst", "byline", "published_at")} == {"json-ld"}


def test_meta_elements_come_next() -> None:
    head = (
        '<meta property="og:title" content="Lampes : la réforme adoptée | La Lanterne">'
        '<meta property="og:site_name" content="La Lanterne"><meta name="author" content="Par Prunelle Quartzine">'
        '<meta property="article:published_time" content="2026-03-12T08:05:00+01:00">'
        '<meta property="article:tag" content="lampes"><meta property="article:tag" content="brume">'
    )
    article = read(page(head=head, body=article_body(TEXT, TEXT)))
    assert article.title == "Lampes : la réforme adoptée"
    assert article.byline == ("Prunelle Quartzine",)
    assert (article.date_source, article.tags) == ("meta", ("lampes", "brume"))
    assert article.provenance["published_at"] == "meta"


def test_printed_lines_give_date_and_signature_where_no_markup_does() -> None:
    signature = "<p>Publié le 12 mars 2026 à 8h05 par Prunelle Quartzine</p>"
    body = f"<main><h1>La réforme des lampes adoptée</h1>{signature}<p>{TEXT}</p><p>{TEXT}</p></main>"
    article = read(page(body=body))
    assert article.published_at == datetime(2026, 3, 12, 7, 5, tzinfo=UTC)
    assert article.byline == ("Prunelle Quartzine",)
    assert (article.date_source, article.date_precision) == ("text", "minute")
    assert [block.text for block in article.blocks] == [TEXT, TEXT]


def test_a_page_without_date_has_none() -> None:
    article = read(page(body=article_body(TEXT, TEXT)))
    assert article.published_at is None
    assert (article.date_source, article.date_precision) == ("none", "none")


def test_a_reading_time_is_no_date() -> None:
    body = f'<main><h1>La réforme des lampes</h1><time datetime="PT15M">15 min</time><p>{TEXT}</p><p>{TEXT}</p></main>'
    assert read(page(body=body)).published_at is None


def test_trackers_leave_the_canonical_address_and_every_form_is_an_alias() -> None:
    head = (
        '<link rel="canonical" href="/a/lampes?xtor=RSS-1&amp;id=7#haut"><link rel="amphtml" href="/amp/lampes">'
        '<link rel="shortlink" href="/node/7">'
    )
    url = "https://WWW.lanterne.example/a/lampes?id=7&utm_medium=mail&at_campaign=x"
    article = read(page(head=head, body=article_body(TEXT, TEXT)), url)
    assert article.canonical_url == "https://www.lanterne.example/a/lampes?id=7"
    assert article.site == "lanterne.example"
    assert url in article.aliases
    assert "https://www.lanterne.example/amp/lampes" in article.aliases
    assert "https://www.lanterne.example/node/7" in article.aliases


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "iso-8859-15"])
def test_accents_survive_each_declared_encoding(encoding: str) -> None:
    html = page(body=article_body(TEXT, TEXT)).decode().replace("utf-8", encoding)
    assert read(html.encode(encoding)).blocks[0].text == TEXT


def test_accents_survive_an_undeclared_windows_page() -> None:
    html = f"<html><body>{article_body(TEXT, TEXT)}</body></html>"
    assert read(html.encode("cp1252")).blocks[0].text == TEXT


def test_an_interview_in_bold_gives_turns() -> None:
    body = (
        "<article><h1>Rencontre avec un veilleur</h1>"
        f"<p><strong>La Lanterne : Pourquoi partez-vous ?</strong></p><p><b>Pr Ozymandre Falbalin :</b> {TEXT}</p>"
        f"<p><strong>On vous dit amer.</strong></p><p>{TEXT}</p><blockquote class='exergue'>Les gardiens "
        f"demandent un délai</blockquote>"
        f"<p><strong>Que ferez-vous ?<br></strong>{TEXT}</p></article>"
    )
    article = read(page(head='<meta property="og:site_name" content="La Lanterne">', body=body))
    asker, answerer = "La Lanterne", "Pr Ozymandre Falbalin"
    assert [(block.kind, block.speaker) for block in article.blocks] == [
        ("question", asker), ("answer", answerer), ("question", asker), ("answer", answerer), ("pull-quote", None),
        ("question", asker), ("answer", answerer),
    ]  # fmt: skip


def test_boxes_inside_the_body_stay_out() -> None:
    body = (
        "<article><h1>La réforme des lampes adoptée</h1><div class='share-bar'><p>Partagez cet article avec vos "
        "amis du port</p></div>"
        f"<div class='article__body'><p>{TEXT}</p><div class='related'><p>Un autre article sans rapport avec "
        f"celui-ci du tout.</p></div>"
        "<p>Lire aussi : <a href='/x'>les cordes de chanvre</a></p><h2>Un délai</h2>"
        f"<p>{TEXT}</p><div data-object-id='logora_config'><p>Faut-il garder la lampe ?</p><p>Zorbulon "
        f"Quiche</p><p>Oui</p><p>Il faut</p></div>"
        "<figure><img src='a.jpg'><figcaption>Le phare de Lanoë</figcaption></figure><ul><li>un "
        "délai</li><li>une aide</li></ul>"
        "<aside class='newsletter'><p>Recevez notre lettre chaque matin dans votre boîte.</p></aside>"
        f"<p>{TEXT}</p></div></article><footer><p>Mentions légales</p></footer>"
    )
    article = read(page(body=body))
    assert [block.kind for block in article.blocks] == [
        "paragraph", "heading", "paragraph", "caption", "list-item", "list-item", "paragraph",
    ]  # fmt: skip


def test_comments_stay_out_of_the_body_and_are_read() -> None:
    thread = (
        '<ol class="comment-list"><li class="comment" id="comment-7">'
        '<article class="comment-body"><span class="fn">Zorbulon Quiche</span>'
        '<time datetime="2026-03-13T08:00:00+01:00">13 mars</time>'
        '<div class="comment-content"><p>Onze voix, c\'est court.</p></div></article></li></ol>'
    )
    section = f'<section id="comments" class="comments-area"><h2>1 commentaire</h2>{thread}</section>'
    body = f"<main>{article_body(TEXT, TEXT)}{section}</main>"
    article = read(page(body=body))
    assert [comment.text for comment in article.comments] == ["Onze voix, c'est court."]
    assert (article.comments_platform, article.comments_declared) == ("wordpress", 1)
    assert all("court" not in block.text for block in article.blocks)


@pytest.mark.parametrize(
    ("mark", "platform"),
    [
        ('<script src="https://cdn.logora.com/embed.js"></script>', "logora"),
        ('<div class="logora_synthese" data-object-id="logora_config"></div>', "logora"),
        ('<div id="disqus_thread"></div>', "disqus"),
        ("<script>Coral.createStreamEmbed({})</script>", "coral"),
        ('<script src="https://launcher.spot.im/spot/sp_x"></script>', "openweb"),
        ('<div id="graphcomment"></div>', "graphcomment"),
        ("<vf-conversations></vf-conversations>", "viafoura"),
        ("<hyvor-talk-comments></hyvor-talk-comments>", "hyvor"),
        ("<p>Rien de tout cela dans cette page-ci.</p>", None),
    ],
)
def test_the_comment_platform_is_told_by_its_marks(mark: str, platform: str | None) -> None:
    assert read(page(body=article_body(TEXT, TEXT) + mark)).comments_platform == platform


@pytest.mark.parametrize(
    "body",
    [
        page(head="<title>Just a moment...</title>", body="<p>Checking your browser before accessing the site.</p>"),
        page(head="<title>Client Challenge</title>", body="<p>JavaScript is disabled in your browser.</p>"),
        page(body='<script src="https://ct.captcha-delivery.com/c.js"></script><p>Please enable JS</p>'),
        page(body="<p>Avec votre accord, nos partenaires utilisent des cookies.</p><p>Continuer sans "
            "accepter</p><p>Accepter et fermer</p>"),
        page(head="<title>404 Not Found</title>", body="<h1>Page introuvable</h1><p>Cette page n'existe plus.</p>"),
        page(head="<title>Accueil</title>", body="<nav><a href='/'>Accueil</a></nav>"),
    ],
)  # fmt: skip
def test_a_page_that_is_no_article_is_refused_in_one_line(body: bytes) -> None:
    with pytest.raises(PageError) as refusal:
        read(body, "https://www.lanterne.example/a")
    assert "\n" not in str(refusal.value)
    assert "lanterne.example" in str(refusal.value)


def test_a_reserved_article_says_so() -> None:
    body = article_body(TEXT, TEXT, "Il vous reste 64 % de cet article à lire. La suite est réservée aux abonnés.")
    article = read(page(body=body))
    assert article.paywall == "partial"
    assert len(article.blocks) == 2


def test_a_description_that_is_the_opening_cut_short_is_no_standfirst() -> None:
    article = read(page(head=f'<meta name="description" content="{TEXT[:90]}…">', body=article_body(TEXT, TEXT)))
    assert article.standfirst is None
    assert article.blocks[0].text == TEXT


def test_the_language_is_the_text_s_own() -> None:
    english = (
        "The council of the harbour has voted for the reform of the lamps, and the keepers have asked for more time. "
        * 2
    )
    assert read(page(body=article_body(english, english), lang="fr")).language == "en"


def test_soft_hyphens_leave_the_text() -> None:
    article = read(page(body=article_body(TEXT.replace("réforme", "ré\u00adforme"), TEXT)))
    assert article.blocks[0].text == TEXT


def test_the_selectors_of_a_source_have_the_last_word() -> None:
    page = """<html><head><title>Site</title><meta property="og:title" content="Un titre de réseau social"></head><body>
    <div class="x1">La vraie manchette du jour</div><div class="x2">Par Odette Marbrure et Luc Sistre</div>
    <div class="x3"><p>La première phrase du récit se lit ici, assez longue pour compter.</p>
    <p class="x4">Installez notre application.</p><p>La seconde phrase du récit clôt le texte.</p></div>
    <div class="entry-content"><p>Un bloc que les règles générales prendraient pour le corps de la page.</p></div>
    </body></html>"""
    selectors = {"title": ".x1", "byline": ".x2", "body": ".x3", "drop": ".x4"}
    article = extract_html(page.encode(), url=None, fetched_at=FETCHED_AT, selectors=selectors)
    assert (article.title, article.byline) == ("La vraie manchette du jour", ("Odette Marbrure", "Luc Sistre"))
    assert [block.text.split()[1] for block in article.blocks] == ["première", "seconde"]
    assert {article.provenance[name] for name in ("title", "byline", "blocks")} == {"selector"}


def test_selectors_that_find_nothing_leave_the_general_rules_at_work() -> None:
    page = b"<html><body><h1>Une manchette</h1><article><p>" + b"Une phrase du corps. " * 20 + b"</p></article></body>"
    article = extract_html(page, url=None, fetched_at=FETCHED_AT, selectors={"title": ".absent", "body": ".absent"})
    assert (article.title, len(article.blocks)) == ("Une manchette", 1)
