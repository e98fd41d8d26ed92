"""A mail that holds several items gives each of them; what it cannot give is said in French."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from crawler.extract import PageError, extract_file, open_file
from crawler.pages.links import open_link
from store.records import Article
from tests.mails import (
    EXTRACT,
    LONG,
    alert,
    alert_html,
    alert_text,
    forwarded,
    google_link,
    message,
    newsletter_html,
    panorama_html,
)

FETCHED_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
TITLES = [
    "La réforme des lampes adoptée par onze voix",
    "Les cordiers obtiennent un sursis de la préfète",
    "Trois gardiens quittent la convention des phares",
]
URLS = [
    "https://www.lanterne.example/a/1",
    "https://www.confrere.example/actu/cordiers",
    "https://rivage.example/2026/11/gardiens.html",
]


def read(mail: EmailMessage) -> list[Article]:
    return extract_file("lettre.eml", mail.as_bytes(), url=None, fetched_at=FETCHED_AT)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        (google_link("https://www.lanterne.example/a/1?id=3"), "https://www.lanterne.example/a/1?id=3"),
        ("https://www.google.fr/url?q=https://www.lanterne.example/a/1&sa=D", "https://www.lanterne.example/a/1"),
        (
            "https://news.google.com/rss/articles/"
            + base64.urlsafe_b64encode(b'\x08\x13"\x25https://www.lanterne.example/a/lampes\xd2\x01\x00')
            .decode()
            .rstrip("="),
            "https://www.lanterne.example/a/lampes",
        ),
        ("https://news.google.com/rss/articles/CBMiAU_yqLNxyzabcdefghijklmnopqrstuvw?oc=5", None),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.lanterne.example%2Fa%2F1%3Futm_source"
            "%3Dx&data=05%7C01",
            "https://www.lanterne.example/a/1",
        ),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fsa%3Dt%26url%3D"
            "https%253A%252F%252Fwww.lanterne.example%252Fa%252F1",
            "https://www.lanterne.example/a/1",
        ),
        ("https://urldefense.com/v3/__https://www.lanterne.example/a/1__;!!abc$", "https://www.lanterne.example/a/1"),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.lanterne.example_a_1-2Dtitre&d=DwMF",
            "https://www.lanterne.example/a/1-titre",
        ),
        (
            "https://x1y2.r.eu-west-1.awstrack.me/L0/https:%2F%2Fwww.lanterne.example%2Fa%2F1/1/0102018/abc=342",
            "https://www.lanterne.example/a/1",
        ),
        ("https://fgh.r.bh.d.sendibt3.com/tr/cl/Xk3jd9vYTJfdkslmqjfkldsmqjfkldsmqjfdksl", None),
        ("https://links.lanterne.example/c/5FjQWERTYUIOPASDFGHJKL", None),
        ("https://www.lanterne.example/r/2026/11/", "https://www.lanterne.example/r/2026/11/"),
        (
            "https://www.lanterne.example/a/1?xtor=EPR-1&email=b%40x.fr&page=2",
            "https://www.lanterne.example/a/1?page=2",
        ),
        ("mailto:lettre@lanterne.example", None),
        ("http://[mauvais/", None),
        ("https://www.google.com/url?q=" + "https://www.google.com/url?q=" * 40, None),
    ],
)
def test_a_link_is_unwrapped_without_the_network(href: str, url: str | None) -> None:
    assert open_link(href).url == url


def test_an_alert_gives_its_items_with_their_addresses() -> None:
    articles = read(alert())
    assert [article.title for article in articles] == TITLES
    assert [article.url for article in articles] == URLS
    assert [article.site for article in articles] == ["lanterne.example", "confrere.example", "rivage.example"]
    assert all((article.standfirst or "").startswith(EXTRACT) for article in articles)
    assert all(article.published_at is None for article in articles)


def test_a_plain_alert_gives_the_same_items() -> None:
    articles = read(message(text=alert_text(), sender="Google Alertes <googlealerts-noreply@google.com>"))
    assert [(article.title, article.url) for article in articles] == list(zip(TITLES, URLS, strict=True))
    assert all((article.standfirst or "").startswith(EXTRACT) for article in articles)


def test_an_alert_of_one_item_is_that_item() -> None:
    html = (
        f'<p>Google Alertes</p><div><a href="{google_link(URLS[0])}">{TITLES[0]}</a></div><div>La Lanterne</div>'
        f"<div>{EXTRACT}</div><p>Vous recevez ce courriel, car vous avez créé une alerte.</p>"
    )
    articles = read(message(html=html, sender="Google Alertes <googlealerts-noreply@google.com>"))
    assert [(article.title, article.url, article.standfirst) for article in articles] == [(TITLES[0], URLS[0], EXTRACT)]


def test_a_counting_newsletter_gives_titles_and_never_the_counter() -> None:
    articles = read(message(html=newsletter_html()))
    assert [article.title for article in articles] == TITLES[:2]
    assert [article.url for article in articles] == [None, None]
    assert [article.site for article in articles] == ["lanterne.example"] * 2
    assert [article.standfirst for article in articles] == [EXTRACT] * 2
    assert "sendibt" not in repr(articles)


def test_the_heading_of_a_letter_above_its_day_is_no_article() -> None:
    html = newsletter_html().replace("<body>", "<body><h1>La lettre du soignant</h1><p>Jeudi 19 novembre</p>")
    assert "La lettre du soignant" not in [article.title for article in read(message(html=html))]


def test_a_panorama_gives_the_texts_it_holds() -> None:
    articles = read(message(html=panorama_html(), sender="Panorama <panorama@agence.example>"))
    assert [(article.title, article.site) for article in articles] == [
        (TITLES[0], "La Lanterne"), (TITLES[1], "Le Confrère du soir"),
    ]  # fmt: skip
    assert [len(article.blocks) for article in articles] == [3, 3]
    assert articles[0].blocks[0].text == EXTRACT
    assert [str(article.published_at)[:16] for article in articles] == ["2026-11-23 23:00", "2026-11-22 23:00"]
    assert {article.date_source for article in articles} == {"text"}


def test_a_panorama_of_links_keeps_outlet_and_day_of_each() -> None:
    html = "<ul>" + "".join(
        f'<li><a href="{url}">{title}</a> (La Lanterne, {day}/11/2026)</li>'
        for title, url, day in zip(TITLES, URLS, (22, 23, 24), strict=True)
    ) + "</ul>"  # fmt: skip
    articles = read(message(html=html))
    assert [article.title for article in articles] == TITLES
    assert [article.url for article in articles] == URLS
    assert [article.published_at.day for article in articles if article.published_at] == [21, 22, 23]


def test_outlet_and_date_above_the_titles_go_with_the_title_below() -> None:
    html = "".join(
        f"<p>{outlet} | {day} novembre 2026</p><h3><a href='{url}'>{title}</a></h3><p>{EXTRACT}</p>"
        for title, url, outlet, day in zip(TITLES, URLS, ("Un", "Deux", "Trois"), (21, 22, 23), strict=True)
    )
    articles = read(message(html=html))
    assert [article.published_at.day for article in articles if article.published_at] == [20, 21, 22]
    assert [article.standfirst for article in articles] == [EXTRACT] * 3


def test_a_forwarded_alert_is_read_as_the_alert() -> None:
    articles = read(forwarded(alert()))
    assert [article.title for article in articles] == TITLES


@pytest.mark.parametrize(
    "head",
    [
        "---------- Forwarded message ---------\nDe : <b>La Lanterne</b> &lt;lettre@lanterne.example&gt;\n"
        "Date: mar. 24 nov. 2026 à 07:00\nSubject: La lettre des rivages\nTo: &lt;camille@vigie.example&gt;\n",
        "<b>De :</b> La Lanterne &lt;lettre@lanterne.example&gt;\n<b>Envoyé :</b> mardi 24 novembre 2026 07:00\n"
        "<b>À :</b> Camille\n<b>Objet :</b> La lettre des rivages\n",
        "Début du message réexpédié :\n\nDe: La Lanterne &lt;lettre@lanterne.example&gt;\n"
        "Objet: La lettre des rivages\nDate: 24 novembre 2026 à 07:00:12 UTC+1\n",
    ],
)
def test_a_letter_forwarded_in_the_text_is_the_letter(head: str) -> None:
    html = f"<p>Pour info, à lire.</p><div>{head.replace(chr(10), '<br>')}</div><p>{EXTRACT}</p><p>{LONG}</p>"
    articles = read(message(html=html, subject="TR: La lettre des rivages", sender="Camille <camille@vigie.example>"))
    assert len(articles) == 1
    assert (articles[0].title, articles[0].site) == ("La lettre des rivages", "lanterne.example")
    assert [block.text for block in articles[0].blocks] == [EXTRACT, LONG]
    assert str(articles[0].published_at)[:16] == "2026-11-24 06:00"


def test_addresses_inside_plain_sentences_make_no_items() -> None:
    text = (
        "Chères consœurs, chers confrères, le conseil des brumes se réunit mardi et\nson ordre du jour est publié sur "
        f"https://www.lanterne.example/ordre\n\n{EXTRACT}\n\nLe compte rendu de la dernière séance se lit ici : "
        f"https://www.lanterne.example/seance\n\n{LONG}\n"
    )
    assert [article.title for article in read(message(text=text))] == ["La lettre des rivages"]


def test_a_plain_list_gives_its_titles() -> None:
    text = (
        f"Bonjour,\n\n- {TITLES[0]} (La Lanterne) : {URLS[0]}\n* {TITLES[1]}\n{URLS[1]}\n\n{TITLES[2]}\n"
        f"Ouest-Rivage, 23/11/2026\n<{URLS[2]}>\n\nBien à vous,\nCamille"
    )
    articles = read(message(text=text))
    assert [(article.title, article.url) for article in articles] == list(zip(TITLES, URLS, strict=True))
    assert str(articles[2].published_at)[:10] == "2026-11-22"


def test_the_same_title_twice_is_one_item() -> None:
    html = f"<h3><a href='{URLS[0]}'>{TITLES[0]}</a></h3><p>{EXTRACT}</p>" * 2
    html += f"<h3><a href='{URLS[1]}'>{TITLES[1]}</a></h3><p>{EXTRACT}</p>"
    assert [article.title for article in read(message(html=html))] == TITLES[:2]


def test_a_title_without_link_takes_that_of_its_button() -> None:
    html = "<p><a href='https://www.lanterne.example/lettre/12'>Voir la version en ligne</a></p>" + "".join(
        f"<h2>{title}</h2><p>{EXTRACT}</p><p><a href='{url}' style='background:#c00'>Lire l’article ›</a></p>"
        for title, url in zip(TITLES, URLS, strict=True)
    )
    articles = read(message(html=html))
    assert [(article.title, article.url) for article in articles] == list(zip(TITLES, URLS, strict=True))
    assert [article.standfirst for article in articles] == [EXTRACT] * 3


def test_an_article_with_headings_and_one_button_is_one_article() -> None:
    html = "".join(f"<h3>{title}</h3><p>{LONG}</p><p>{EXTRACT}</p>" for title in TITLES)
    articles = read(message(html=f"{html}<p><a href='{URLS[0]}'>Lire la suite</a></p>"))
    assert [article.title for article in articles] == ["La lettre des rivages"]


def test_a_letter_with_a_link_in_its_prose_is_one_article() -> None:
    html = f"<p>{EXTRACT} Lire <a href='{URLS[0]}'>la réforme des lampes adoptée</a> pour le détail.</p><p>{LONG}</p>"
    articles = read(message(html=html))
    assert [article.title for article in articles] == ["La lettre des rivages"]


def test_an_unread_attachment_is_named_and_the_rest_goes_on() -> None:
    mail = alert()
    mail.add_attachment(b"PK\x03\x04" + b"\x00" * 500, maintype="application", subtype="zip", filename="dossier.zip")
    found = open_file("lettre.eml", mail.as_bytes(), url=None, fetched_at=FETCHED_AT)
    assert [article.title for article in found.articles] == TITLES
    assert found.unread == ("pièce jointe « dossier.zip » non lue : archive ou document Office, format non lu",)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-8", "x-inconnu"])
def test_a_wrong_or_unknown_encoding_keeps_the_accents(encoding: str) -> None:
    written = "utf-8" if encoding == "x-inconnu" else encoding
    html = alert_html().replace("⋅", "-").replace("’", "'")
    raw = (
        f"From: Google Alertes <googlealerts-noreply@google.com>\nSubject: =?utf-8?q?Alerte?=\nMIME-Version: 1.0\n"
        f"Content-Type: text/html; charset={encoding}\nContent-Transfer-Encoding: 8bit\n\n"
    ).encode() + html.encode(written, "xmlcharrefreplace")
    articles = extract_file("a.eml", raw, url=None, fetched_at=FETCHED_AT)
    assert [article.title for article in articles] == TITLES


def test_nested_messages_end_in_french() -> None:
    raw = b"From: a@b.example\nSubject: x\nContent-Type: text/plain\n\nbonjour\n"
    for number in range(400):
        edge = b"b%d" % number
        raw = (
            b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=" + edge
            + b"\n\n--" + edge + b"\nContent-Type: message/rfc822\n\n" + raw + b"\n--" + edge + b"--\n"
        )  # fmt: skip
    with pytest.raises(PageError, match="emboîté"):
        extract_file("bombe.eml", raw, url=None, fetched_at=FETCHED_AT)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\nSubject: =?utf-8?b?%%%%?=\nContent-Type: text/html\n\n",
        b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n",
        b"From: a@b.example\nSubject: x\nContent-Type: text/html; charset*=''\nContent-Transfer-Encoding: base64\n\n!!",
        b"From: \xff\xfe\nTo: x\nSubject: \xe9\nContent-Type: multipart/alternative\n\nrien",
    ],
)
def test_a_broken_mail_is_refused_in_one_line(raw: bytes) -> None:
    with pytest.raises(PageError) as refusal:
        extract_file("cassé.eml", raw, url=None, fetched_at=FETCHED_AT)
    assert "\n" not in str(refusal.value) and "cassé.eml" in str(refusal.value)
