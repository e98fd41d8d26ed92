"""What stands beside an article is not the article: cards of others, dates of parts, a service beside a thread."""

from datetime import UTC, datetime

from crawler.extract import extract_html
from store.records import Article

VISITED_AT = datetime(2026, 11, 26, 8, tzinfo=UTC)
TEXT = """<h1>Le bloc de Sauveterre ferme</h1>
<p>L'hôpital de Sauveterre ferme son bloc opératoire lundi, faute d'anesthésistes, a annoncé la direction.</p>
<p>Les patients seront dirigés vers la clinique de Malbosc, à quarante minutes de route.</p>"""
CARDS = """<div class="card"><a href="/5">La nuit la plus longue</a><p>Par Anne Roux, le 13/10/2026</p>
<p>Récit d'une nuit de garde dans la vallée isolée.</p></div>
<div class="card"><a href="/6">Le préfet parle enfin</a><p>Par Luc Hay, le 14/10/2026</p>
<p>Le préfet promet une réponse avant la fin de l'année.</p></div>"""
THREAD = """<section id="comments" data-drupal-selector="comments"><h2>2 commentaires</h2>
<article class="comment js-comment" id="comment-11"><p class="comment__author">Zorbulon</p>
<p class="comment__time">6 mars 2026 - 09:12</p><div class="comment__content">
<p>Une réponse qui tarde depuis trop longtemps.</p></div></article>
<article class="comment js-comment" id="comment-12"><p class="comment__author">Kiriblip</p>
<p class="comment__time">7 mars 2026 - 11:40</p><div class="comment__content">
<p>Attendons le montant avant de juger.</p></div></article></section>"""
LOGORA = """<div id="logoraRoot" class="logoraContainer" data-shortname="revue-abc123"><h3>2 arguments</h3>
<div><span>Morfilou</span> <span>il y a 3 jours</span><p>Un argument que la vignette coupe…</p></div>
<div><span>Tarabuste</span> <span>il y a 4 jours</span><p>Un autre argument de la vignette…</p></div></div>
<script src="https://cdn.logora.com/embed.js"></script>"""


def read(body: str) -> Article:
    page = f"<html lang='fr'><head><title>Le bloc de Sauveterre ferme</title></head><body>{body}</body></html>"
    return extract_html(page.encode(), url="https://journal.example/bloc", fetched_at=VISITED_AT)


def test_related_cards_lend_neither_text_nor_date_nor_signature() -> None:
    article = read(f"<main><div>{TEXT}</div><div class='x'><h3>Articles liés</h3>{CARDS}</div></main>")

    assert len(article.blocks) == 2
    assert (article.byline, article.published_at, article.standfirst) == ((), None, None)


def test_cards_without_a_title_above_them_lend_nothing_either() -> None:
    article = read(f"<main><div>{TEXT}</div><div class='x'>{CARDS}</div></main>")

    assert len(article.blocks) == 2
    assert (article.byline, article.published_at) == ((), None)


def test_a_related_heading_inside_the_text_takes_only_the_linked_boxes_below_it() -> None:
    article = read(f"<main>{TEXT}<h3>À lire aussi</h3><ul><li><a href='/7'>Un robot au bloc</a></li></ul>"
                   "<p>La direction espère rouvrir au printemps, avec deux postes de plus.</p></main>")  # fmt: skip

    assert [block.kind for block in article.blocks] == ["paragraph"] * 3


def test_the_date_of_a_part_is_not_that_of_the_article() -> None:
    article = read(f"<main>{TEXT}<h3>Fanny, 34 ans</h3><p>12 mars 2026</p><p>J'ai quitté l'hôpital.</p>"
                   "<h3>Joris, 51 ans</h3><p>13 mars 2026</p><p>Je suis resté.</p></main>")  # fmt: skip

    assert (article.published_at, article.date_source) == (None, "none")


def test_a_thread_printed_beside_a_debate_widget_is_read_and_the_widget_is_not() -> None:
    article = read(f"<main>{TEXT}{LOGORA}{THREAD}</main>")

    assert article.comments_platform == "logora"
    assert [(comment.platform, comment.id) for comment in article.comments] == [("drupal", "11"), ("drupal", "12")]


def test_a_debate_widget_alone_gives_no_comment() -> None:
    assert read(f"<main>{TEXT}{LOGORA}</main>").comments == ()
