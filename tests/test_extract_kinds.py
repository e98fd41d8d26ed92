"""Kinds of pages that are easily misread: data in place of markup, consent boxes, robot checks, tables, leads."""

import json
from datetime import UTC, date, datetime

import pytest

from crawler.extract import PageError, extract_html
from crawler.pages.html_tree import decode
from store.clock import paris_day
from store.records import Article

FETCHED_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
FIRST = (
    "Le conseil des brumes a voté mardi la réforme des lampes, par onze voix contre neuf, après trois heures de débat. "
    "Les gardiens demandent un délai et une aide pour changer leurs mèches avant l'hiver."
)
SECOND = (
    "Au port, personne n'a attendu le vote : les lanternes à huile sont déjà rangées dans les caisses, et la plus "
    "jeune des gardiennes apprend à lire les nouveaux cadrans à la lueur d'une bougie."
)
CONSENT = (
    "<div class='x9'><h1>Avec votre accord</h1><p>Nous et nos 312 partenaires utilisons des cookies pour stocker des "
    "données personnelles sur votre appareil.</p><p>Vous pouvez retirer votre consentement à tout moment, selon les "
    "finalités choisies.</p>{buttons}</div>"
)
BUTTONS = "<button>Tout accepter</button><button>Continuer sans accepter</button>"


def read(body: str, *, head: str = "", url: str = "https://lanterne.example/a/lampes") -> Article:
    """The article of a page with that head and body."""
    page = f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return extract_html(page.encode(), url=url, fetched_at=FETCHED_AT)


def day_of(article: Article) -> date | None:
    """The Paris day on which an article was published."""
    return paris_day(article.published_at) if article.published_at else None


def texts(article: Article) -> list[str]:
    """The texts of an article's blocks."""
    return [block.text for block in article.blocks]


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/json">{data}</script>',
        "<script>window.__STATE__={data};(function(){{}})();</script>",
        "<script>window['store'] = JSON.parse({quoted});</script>",
    ],
)
def test_an_article_kept_as_data_is_read_with_its_fields(script: str) -> None:
    story = {
        "title": "Lampes : la réforme adoptée", "chapo": "Onze voix contre neuf pour un texte très débattu au conseil.",
        "publishedAt": "2026-03-12T07:05:00Z", "authors": [{"name": "Prunelle Quartzine"}],
        "body": [
            {"type": "paragraph", "html": f"{FIRST[:60]}<em>{FIRST[60:]}</em>"},
            {"type": "image", "text": "Une lampe, que nul ne lira ici."},
            {"type": "heading", "text": "Au port"},
            {"type": "paragraph", "children": [{"text": SECOND[:50]}, {"text": SECOND[50:], "bold": True}]},
        ],
    }  # fmt: skip
    other = {"title": "Les quais", "body": f"<p>{SECOND}</p><p>{SECOND}</p><p>{FIRST}</p><p>{FIRST}</p>"}
    data = json.dumps({"props": {"story": story, "related": [other]}}, ensure_ascii=False)
    quoted = json.dumps(data, ensure_ascii=False)
    article = read(
        "<div id='app'>Chargement…</div>" + script.format(data=data, quoted=quoted),
        head="<title>Lampes : la réforme adoptée | La Lanterne</title>",
    )
    assert texts(article) == [FIRST, "Au port", SECOND]
    assert (article.title, article.standfirst) == (story["title"], story["chapo"])
    assert (article.byline, article.published_at) == (("Prunelle Quartzine",), datetime(2026, 3, 12, 7, 5, tzinfo=UTC))
    assert article.provenance["blocks"] == "island"


@pytest.mark.parametrize("closed", ['"isPremium": true,', ""])
def test_a_reserved_text_is_not_taken_from_the_data_behind_it(closed: str) -> None:
    story = f'{{{closed} "title": "Lampes : la réforme adoptée", "body": "<p>{FIRST}</p><p>{SECOND}</p>"}}'
    linked = "" if closed else '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lampes : la '\
        'réforme adoptée", "isAccessibleForFree": false}</script>'  # fmt: skip
    body = "<main><h1>Lampes : la réforme adoptée</h1><p>Le vote a eu lieu.</p></main>"
    article = read(f'{body}<script type="application/json">{story}</script>', head=linked)
    assert not any(FIRST in text or SECOND in text for text in texts(article))


def test_the_entries_of_a_live_page_are_read_from_its_linked_data_where_nothing_prints_them() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": "La séance est levée", "articleBody": FIRST},
        {"@type": "BlogPosting", "headline": "Tout le monde est assis", "articleBody": SECOND},
    ]
    live = json.dumps({"@type": "LiveBlogPosting", "headline": "Direct", "liveBlogUpdate": updates})
    article = read("<h1>Direct</h1><div id='fil'></div>", head=f'<script type="application/ld+json">{live}</script>')
    assert texts(article) == ["La séance est levée", FIRST, "Tout le monde est assis", SECOND]


def test_an_article_behind_a_consent_box_is_read_without_it() -> None:
    box = CONSENT.format(buttons=BUTTONS).replace("<h1>Avec votre accord</h1>", "<p>Vos choix</p>")
    article = read(f"{box}<div><h1>La réforme des lampes</h1><p>{FIRST}</p><p>{SECOND}</p></div>")
    assert (article.title, texts(article)) == ("La réforme des lampes", [FIRST, SECOND])


@pytest.mark.parametrize("buttons", [BUTTONS, "<a href='/abo'>Accepter et continuer</a>", "<p>Accepter et fermer</p>"])
def test_a_consent_box_with_nothing_behind_is_refused_whatever_its_heading(buttons: str) -> None:
    with pytest.raises(PageError, match="page de consentement"):
        read(CONSENT.format(buttons=buttons), head="<title>La Lanterne</title>")


def test_an_article_about_cookies_is_an_article() -> None:
    about = "Le régulateur rappelle que le consentement aux cookies doit être libre, sur chaque appareil. "
    body = f"<article><h1>Cookies : le rappel</h1><p>{about * 3}</p><p>{FIRST}</p><p>{SECOND}</p></article>"
    article = read(f"{body}<footer><button>Tout accepter</button></footer>")
    assert len(article.blocks) == 3


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("lanterne.example", "<h1>Vérifions que vous êtes bien humain</h1><p>Cela ne prend qu'un instant.</p>"),
        ("Un instant…", "<p>Ray ID : 8f3a</p>"),
        ("Lanterne", "<p>Press &amp; Hold to confirm you are a human (and not a bot).</p>"),
        ("Lanterne", "<p>Please enable JS and disable any ad blocker</p>"),
        ("Pardon Our Interruption", "<p>As you were browsing something about your browser made us think.</p>"),
        ("Lanterne", "<p>Nous avons détecté une activité inhabituelle. Activez JavaScript et les cookies.</p>"),
    ],
)
def test_a_robot_check_that_answers_200_is_no_article(title: str, body: str) -> None:
    with pytest.raises(PageError, match="page de vérification"):
        read(body, head=f"<title>{title}</title>")


def test_a_short_news_item_with_a_word_of_checks_is_an_article() -> None:
    item = "Une activité suspecte a été signalée lundi soir près du phare ; la garde a trouvé un veilleur endormi."
    assert texts(read(f"<main><h1>Alerte au phare</h1><p>Publié le 12 mars 2026</p><p>{item}</p></main>")) == [item]


def test_a_title_that_goes_on_after_the_words_of_a_check_is_an_article() -> None:
    title = "Vérification de sécurité : la mairie ferme"
    item = "La mairie de Vernouille fermera lundi. Réouverture mardi à neuf heures, sans rendez-vous."
    assert texts(read(f"<main><h1>{title}</h1><p>{item}</p></main>", head=f"<title>{title}</title>")) == [item]


def test_an_article_in_a_layout_table_is_cut_at_its_line_breaks() -> None:
    cells = (
        "<td width=150><font size=1><a href=/>Accueil</a><br><a href=/r>Vie du syndicat</a></font></td>"
        f"<td><font size=4><b>Lampes : pourquoi nous n'irons pas</b></font><br><font size=1>mardi 9 novembre 2004, par "
        f"Anselme Rocancourt</font><br><br><font size=2>{FIRST}<br><br><b>Au port</b><br><br>{SECOND}</font></td>"
    )
    article = read(
        f"<table><tr>{cells}</tr></table>", head="<title>Le Phare - Lampes : pourquoi nous n'irons pas</title>"
    )
    assert article.title == "Lampes : pourquoi nous n'irons pas"
    assert (article.byline, day_of(article)) == (("Anselme Rocancourt",), date(2004, 11, 9))
    assert texts(article) == [FIRST, "Au port", SECOND]


def test_a_row_of_other_items_below_a_brief_is_left_out() -> None:
    others = "".join(f"<article><h3><a href='/b{n}'>Autre item {n}</a></h3><p>{SECOND}</p></article>" for n in range(3))
    body = f"<main><section><h1>Garde : le numéro change</h1><p>{FIRST}</p></section><h2>En bref</h2>{others}</main>"
    assert texts(read(body)) == [FIRST]


def test_the_entries_of_a_live_page_stay_though_their_headings_link_to_themselves() -> None:
    posts = "".join(
        f"<article class='post'><h3><a href='#p{n}'>Point {n}</a></h3><p>{text}</p></article>"
        for n, text in enumerate((FIRST, SECOND))
    )
    assert [text for text in texts(read(f"<main><h1>Direct</h1>{posts}</main>")) if text in (FIRST, SECOND)] == [
        FIRST, SECOND,
    ]  # fmt: skip


@pytest.mark.parametrize("tag", ["<p><strong>{}</strong></p>", "<h5>{}</h5>", "<div class='art__dek'>{}</div>"])
def test_a_printed_standfirst_is_told_by_its_setting(tag: str) -> None:
    lead = "Onze voix contre neuf, trois heures de débat et des gardiens qui demandent déjà un délai avant l'hiver."
    article = read(f"<article><h1>La réforme des lampes</h1>{tag.format(lead)}<p>{FIRST}</p><p>{SECOND}</p></article>")
    assert (article.standfirst, texts(article)) == (lead, [FIRST, SECOND])


def test_an_agency_signs_its_copy_and_its_initials_are_no_text() -> None:
    opening = f"Brumesac, 27 fév 2026 (ACD) - {FIRST}"
    body = (
        f"<div><h1>Un préavis déposé</h1><span>ACD</span> <span>27/02/2026 16:20</span><p>{opening}</p><p>{SECOND}</p>"
        f"<p class='signature'>pdq/mtl/ok</p><p>{FIRST}</p></div>"
    )
    article = read(body)
    assert (article.byline, texts(article)) == (("ACD",), [opening, SECOND, FIRST])
    assert day_of(article) == date(2026, 2, 27)


def test_a_label_announces_who_signs() -> None:
    meta = "<dl><dt>Auteur</dt><dd><a href='/a'>Prunelle Quartzine</a></dd><dt>Date</dt><dd>2 mars 2026</dd></dl>"
    assert read(f"<article><h1>La réforme</h1>{meta}<p>{FIRST}</p><p>{SECOND}</p></article>").byline == (
        "Prunelle Quartzine",
    )


def test_the_sentence_at_which_a_reserved_article_is_cut_is_kept() -> None:
    cut = "Pour les gardiens, tout l'enjeu est ailleurs : le nouvel armateur souhaite"
    wall = "<div class='paywall'><p>La suite de cet article est réservée à nos abonnés</p></div>"
    article = read(f"<article><h1>Le marchandage</h1><p>{FIRST}</p><p>{SECOND}</p><p>{cut}</p>{wall}</article>")
    assert (article.paywall, texts(article)) == ("partial", [FIRST, SECOND, cut])


ACCENTED = "L’été dernier, le conseil a réglé la note des lampes à l’œil – onze voix, dix-huit mètres de mèche grattée."


@pytest.mark.parametrize(
    ("declared", "real"),
    [("iso-8859-1", "utf-8"), ("windows-1252", "utf-8"), ("utf-8", "cp1252"), ("iso-8859-1", "cp1252")],
)
def test_accents_survive_a_false_declaration(declared: str, real: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><h1>Titre</h1><p>{ACCENTED}</p></body></html>'
    assert ACCENTED in decode(page.encode(real))
    assert ACCENTED in decode(page.encode(real), f"text/html; charset={declared}")


def test_one_broken_byte_does_not_change_the_encoding_of_a_page() -> None:
    page = f'<html><head><meta charset="utf-8"></head><body><p>{ACCENTED}</p></body></html>'.encode()
    assert "L’été dernier" in decode(page.replace("œ".encode(), b"\x9c"))


def test_a_date_or_a_name_in_the_title_is_not_that_of_the_article() -> None:
    title = "<h1>Décisions de l'assemblée du mardi 10 septembre</h1>"
    bare = read(f"<div>{title}<p>{FIRST}</p><p>{SECOND}</p></div>")
    assert (bare.published_at, bare.byline) == (None, ())
    dated = f"{title}<p><abbr class='published' title='2019-09-11T12:30:39Z'>mercredi 11 septembre 2019</abbr></p>"
    assert day_of(read(f"<div>{dated}<p>{FIRST}</p><p>{SECOND}</p></div>")) == date(2019, 9, 11)


def test_a_box_that_says_this_article_is_reserved_is_enough_and_a_card_of_another_is_not() -> None:
    article = f"<div><h1>Le comptoir</h1><p>{FIRST}</p><p>{SECOND}</p>{{}}</div>"
    wall = "<div class='x1'><h3>Cet article est réservé aux abonnés</h3><p>Dès 9,90 € par mois.</p></div>"
    card = "<div><a href='/b'><span>Article réservé aux abonnés</span> La liste de mars</a></div>"
    assert read(article.format(wall)).paywall == "partial"
    assert read(article.format(card)).paywall == "unknown"


def test_boxes_of_links_and_calls_to_subscribe_inside_a_text_are_left_out() -> None:
    letter = "<div><b>Le matin</b><br>Inscrivez-vous à notre newsletter locale.<br><a href='/nl'>Je m'inscris</a></div>"
    links = "<div><b>À part</b><br><a href='/1'>La carte des fermetures</a><br><a href='/2'>Ceux qui restent</a></div>"
    article = read(
        f"<div><h1>Le tableau</h1><div>{FIRST}<br><br>{letter}{SECOND}<br><br>{links}{FIRST[::-1]}.</div></div>"
    )
    assert texts(article) == [FIRST, SECOND, f"{FIRST[::-1]}."]


def test_a_brief_whose_description_is_its_text_has_a_text() -> None:
    article = read(f"<main><h1>Garde</h1><p>{FIRST}</p></main>", head=f'<meta name="description" content="{FIRST}">')
    assert (article.standfirst, texts(article)) == (None, [FIRST])


@pytest.mark.parametrize(
    "signature",
    [
        "<a class='header-info__author-link' href='/p'>Prunelle Quartzine</a>",
        "<p class='par'>Photos et texte : Prunelle Quartzine</p>",
        "<p>Présenté par Prunelle Quartzine · 11 mai 2026</p>",
    ],
)
def test_who_signs_is_told_by_a_word_of_the_class_or_of_the_line(signature: str) -> None:
    article = read(f"<div><h1>La réforme des lampes</h1>{signature}<div><p>{FIRST}</p><p>{SECOND}</p></div></div>")
    assert article.byline == ("Prunelle Quartzine",)


def test_an_interview_set_as_a_list_of_terms_has_turns() -> None:
    turns = f"<dl><dt>Pourquoi ce vote ?</dt><dd>{FIRST}</dd><dt>Et le port ?</dt><dd>{SECOND}</dd></dl>"
    article = read(
        f"<main><h1>Deux questions à la Dre Mirabelle Ostrogor</h1><p>Publié le 20/10/2026</p>{turns}</main>"
    )
    assert [block.kind for block in article.blocks] == ["question", "answer"] * 2


def test_the_hours_of_a_live_page_are_no_headings_and_its_entries_keep_the_page_s_order() -> None:
    told = [
        "La réunion est terminée : rien n’a été signé, et une autre est prévue pour la semaine prochaine.",
        "Les cabinets de Corbelune sont fermés pour la matinée, selon le syndicat local.",
        "Un premier cortège est parti de la place, derrière une banderole sur les tarifs.",
    ]
    entries = "".join(
        f"<div><h3>{hour}</h3><p>{text}</p></div>" for hour, text in zip(("15 h", "à 11 h", "9h30"), told, strict=True)
    )
    opening = "Suivez ici la journée des médecins libéraux de tout le pays, heure par heure."
    page = (
        f"<html lang='fr'><body><article><h1>La journée des cabinets</h1><p>Publié le 14 novembre 2026 à 8h</p>"
        f"<p>{opening}</p></article><section>{entries}</section></body></html>"
    )
    article = extract_html(page.encode(), url=None, fetched_at=datetime(2026, 11, 15, tzinfo=UTC))
    assert [block.text for block in article.blocks] == [opening, *told]
