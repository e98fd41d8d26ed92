"""Clips of every kind, told by their content, and the command that prints them."""

import json
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.clips import article_as_json, mask_names, read_clip
from crawler.commands import extract
from crawler.extract import PageError, extract_file, open_file
from store.clock import paris_day
from store.records import Article, Comment

TWINS = Path(__file__).parent / "pages" / "twins"
FETCHED_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
KEYS = [
    "file", "url", "canonical_url", "site", "title", "kicker", "standfirst", "byline", "published_at", "updated_at",
    "date_source", "tags", "paywall", "language", "comments_platform", "comments_declared", "blocks", "comments",
]  # fmt: skip
COMMENT_KEYS = [
    "id", "reply_to", "author_role", "badge", "points", "posted_at", "date_text", "date_precision",
    "votes", "position", "status", "text",
]  # fmt: skip
SENTENCE = "Le conseil des brumes a voté mardi la réforme des lampes, par onze voix contre neuf, après un long débat."


def pdf_of(*lines: str) -> bytes:
    """A one-page PDF that prints those lines."""
    return pdf_pages([(11, line) for line in lines])


def pdf_pages(*pages: list[tuple[int, str]]) -> bytes:
    """A PDF whose pages print those lines, each in letters of its size."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    for lines in pages:
        shown = "".join(f"/F1 {size} Tf ({line}) Tj 0 -{size + 5} Td " for size, line in lines)
        content = f"BT 40 780 Td {shown}ET".encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 << " % len(objects) + font[3:-3] + b" >> >> >> >>"
        )
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects[1] = b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % len(pages)
    body, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n" % number + item + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


FIRST = [(20, "Les lampes du rivage seront"), (20, "changées dès le mois de mars"), (9, "La Lanterne - 12 mars 2026")]
SECOND = [(20, "Le bac de dix heures est plein"), (9, "Le Phare du soir - 11 mars 2026"), (9, "Par Ondine Plouvier")]
TEXT = [
    (11, "Le conseil des brumes a voté mardi la réforme des lampes, par onze voix"),
    (11, "contre neuf, après un long débat."),
]
MORE = [(11, "Les habitants de la pointe attendent depuis trois ans une seconde traversée.")]


def mail(*, html: str | None = None, text: str = "") -> bytes:
    """A newsletter sent on 12 March 2026."""
    message = EmailMessage()
    message["From"], message["To"] = "La Lanterne <lettre@lanterne.example>", "equipe@vigie.example"
    message["Subject"], message["Date"] = "La lettre des rivages", "Thu, 12 Mar 2026 07:00:00 +0100"
    message.set_content(text or SENTENCE)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_a_pdf_gives_its_paragraphs_without_the_printed_line_ends() -> None:
    body = pdf_of(
        "La réforme des lampes adoptée par onze voix", "12/03/2026 Par Prunelle Quartzine",
        "Le conseil des brumes a voté mardi la réforme des lampes, par onze voix contre neuf, après un long dé-",
        "bat. Les gardiens demandent un délai et une aide pour changer leurs mèches avant le prochain hiver de",
        "brume.",
    )  # fmt: skip
    article = extract_file("note.pdf", body, url=None, fetched_at=FETCHED_AT)[0]
    assert article.title == "La réforme des lampes adoptée par onze voix"
    assert article.byline == ("Prunelle Quartzine",)
    assert "après un long débat. Les gardiens" in article.blocks[0].text


def test_a_pdf_without_text_says_what_to_do() -> None:
    with pytest.raises(PageError, match="PDF sans texte"):
        extract_file("scan.pdf", pdf_of(), url=None, fetched_at=FETCHED_AT)


def test_a_title_in_larger_letters_is_joined_and_stands_apart_from_its_date() -> None:
    (article,) = extract_file("note.pdf", pdf_pages(FIRST + TEXT), url=None, fetched_at=FETCHED_AT)
    assert article.title == "Les lampes du rivage seront changées dès le mois de mars"
    assert paris_day(article.published_at or FETCHED_AT) == date(2026, 3, 12)
    assert [block.text for block in article.blocks] == [SENTENCE]


def test_a_press_panorama_in_a_pdf_gives_its_articles() -> None:
    head, foot = [(8, "Revue de presse du 13 mars 2026")], [(8, "page 3 sur 12")]
    summary = [(20, "Sommaire"), (11, "Les lampes du rivage seront changées dès le mois de mars"),
               (11, "Le bac de dix heures est plein")]  # fmt: skip
    pages = [head + summary + foot, head + FIRST + TEXT + foot, head + MORE + foot, head + SECOND + TEXT + foot]
    found = extract_file("panorama.pdf", pdf_pages(*pages), url=None, fetched_at=FETCHED_AT)
    assert [article.title for article in found] == [
        "Les lampes du rivage seront changées dès le mois de mars", "Le bac de dix heures est plein",
    ]  # fmt: skip
    assert [paris_day(article.published_at or FETCHED_AT) for article in found] == [
        date(2026, 3, 12),
        date(2026, 3, 11),
    ]
    assert [block.text for block in found[0].blocks] == [SENTENCE, MORE[0][1]]
    assert found[1].byline == ("Ondine Plouvier",)


def test_a_clipping_is_known_by_the_outlet_and_day_beside_its_title() -> None:
    def clipping(title: str, beside: str) -> list[tuple[int, str]]:
        return [(20, title), (10, beside), *TEXT]

    cover = [(24, "Panorama de presse"), (11, "Jeudi 12 mars 2026"), (11, "Sommaire")]
    first = clipping("Les lampes du rivage seront changées", "Le Courrier du Rivage, 12 mars 2026, Ondine Plouvier")
    pages = [cover, first, clipping("Le bac de dix heures est plein", "La Gazette des Brumes – 11/03/2026")]
    found = extract_file("panorama.pdf", pdf_pages(*pages), url=None, fetched_at=FETCHED_AT)
    assert [(one.site, one.byline) for one in found] == [
        ("Le Courrier du Rivage", ("Ondine Plouvier",)), ("La Gazette des Brumes", ()),
    ]  # fmt: skip
    assert [paris_day(one.published_at or FETCHED_AT) for one in found] == [date(2026, 3, 12), date(2026, 3, 11)]


@pytest.mark.parametrize(
    "line", ["Publié le 12 mars 2026", "Revue de presse du 12 mars 2026", "Corbelune, le 12 mars 2026"]
)
def test_words_of_a_date_are_no_outlet(line: str) -> None:
    (found,) = extract_file("note.pdf", pdf_pages([(20, "Les lampes seront changées"), (10, line), *TEXT]), url=None,
                            fetched_at=FETCHED_AT)  # fmt: skip
    assert found.site is None


def test_the_parts_of_one_long_article_are_no_articles_of_their_own() -> None:
    pages = [FIRST + TEXT, [(16, "Ce que disent les habitants"), *MORE, *TEXT], [(16, "La suite en mai"), *TEXT]]
    assert len(extract_file("dossier.pdf", pdf_pages(*pages), url=None, fetched_at=FETCHED_AT)) == 1


def test_what_an_attached_scan_hides_is_said_beside_what_was_read() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "La Lanterne <lettre@lanterne.example>", "Revue du jour"
    message.set_content("Ci-joint.")
    for name, body in (("revue.pdf", pdf_pages(FIRST + TEXT)), ("scan.pdf", pdf_of())):
        message.add_attachment(body, maintype="application", subtype="pdf", filename=name)
    read = open_file("revue.eml", message.as_bytes(), url=None, fetched_at=FETCHED_AT)
    assert len(read.articles) == 1
    assert ["scan.pdf" in told and "sans texte" in told for told in read.unread] == [True]


def test_a_damaged_pdf_is_refused() -> None:
    with pytest.raises(PageError, match="PDF"):
        extract_file("note.pdf", b"%PDF-1.4\nrien", url=None, fetched_at=FETCHED_AT)


def test_a_newsletter_gives_one_undated_article_per_titled_link() -> None:
    html = (
        "<html><body><h2><a href='https://www.lanterne.example/a/1?utm_source=lettre'>"
        "La réforme des lampes adoptée</a></h2>"
        f"<p>{SENTENCE}</p><h2><a href='https://www.lanterne.example/a/2'>Les cordiers obtiennent un sursis</a></h2>"
        f"<p>La préfète a signé vendredi un arrêté attendu par toute la filière.</p><p><a href='https://x.example/unsubscribe'>"
        "<strong>Se désinscrire de la lettre</strong></a></p></body></html>"
    )
    articles = extract_file("lettre.eml", mail(html=html), url=None, fetched_at=FETCHED_AT)
    assert [article.title for article in articles] == [
        "La réforme des lampes adoptée",
        "Les cordiers obtiennent un sursis",
    ]
    assert articles[0].canonical_url == "https://www.lanterne.example/a/1"
    assert articles[0].standfirst == SENTENCE
    assert all(article.published_at is None for article in articles)


def test_a_plain_letter_is_one_article_dated_by_its_sending() -> None:
    articles = extract_file("lettre.eml", mail(text=f"{SENTENCE}\n\n{SENTENCE}\n"), url=None, fetched_at=FETCHED_AT)
    assert len(articles) == 1
    assert articles[0].title == "La lettre des rivages"
    assert articles[0].published_at == datetime(2026, 3, 12, 6, tzinfo=UTC)
    assert (articles[0].date_source, articles[0].site) == ("meta", "lanterne.example")


def test_a_web_archive_is_its_page() -> None:
    html = (TWINS / "guilde.html").read_text(encoding="utf-8")
    message = EmailMessage()
    message["From"], message["Subject"] = "<Saved by a browser>", "page"
    message["Snapshot-Content-Location"] = "https://www.lanterne.example/actus-cote/guilde-des-veilleurs"
    message.set_content(html, subtype="html")
    article = extract_file("page.mhtml", message.as_bytes(), url=None, fetched_at=FETCHED_AT)[0]
    assert article.url == "https://www.lanterne.example/actus-cote/guilde-des-veilleurs"
    assert len(article.blocks) == 34


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("vide.html", b"  \n", "vide"),
        ("image.png", b"\x89PNG\r\n\x1a\n", "image"),
        ("note.docx", b"PK\x03\x04rien", "Office"),
        ("x.bin", b"\x00\x01\x02\x03", "binaire"),
        ("menu.txt", b"menu\naccueil\n", "menu.txt"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_next_step(name: str, body: bytes, reason: str) -> None:
    with pytest.raises(PageError) as refusal:
        extract_file(name, body, url=None, fetched_at=FETCHED_AT)
    message = str(refusal.value)
    assert name in message
    assert reason in message
    assert " ; " in message
    assert "\n" not in message


def test_text_that_mentions_a_tag_is_text() -> None:
    text = f"La balise <p> oubliée par le conseil\n\n{SENTENCE}\n\n{SENTENCE}\n"
    assert extract_file("a.txt", text.encode(), url=None, fetched_at=FETCHED_AT)[0].provenance["blocks"] == "text"


def test_the_printed_form_has_the_keys_of_the_contract() -> None:
    article = read_clip("fronde.txt", (TWINS / "fronde.txt").read_bytes(), fetched_at=FETCHED_AT)[0]
    printed = article_as_json(article, file="fronde.txt")
    assert list(printed) == KEYS
    assert list(printed["comments"][0]) == COMMENT_KEYS
    assert list(printed["blocks"][0]) == ["kind", "speaker", "text"]
    json.dumps(printed)


def test_an_address_given_as_name_is_the_page_s_address() -> None:
    article = read_clip("https://www.lanterne.example/x", (TWINS / "guilde.html").read_bytes(), fetched_at=FETCHED_AT)[
        0
    ]
    assert article.url == "https://www.lanterne.example/x"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@Zorbulon vous avez raison", "[lecteur] vous avez raison"),
        ("Réponse à Zob : non", "Réponse à [lecteur] : non"),
        ("En réponse à Zorbulon Quiche, je dirais oui", "En réponse à [lecteur], je dirais oui"),
        ("comme le dit Zorbulon Quiche plus haut", "comme le dit [lecteur] plus haut"),
        ("le secteur 3 et la convention", "le secteur 3 et la convention"),
    ],
)
def test_readers_names_are_masked_in_texts(text: str, masked: str) -> None:
    assert mask_names(text, ["Zorbulon Quiche", "Zob"]) == masked


def test_a_reply_points_to_a_printed_id() -> None:
    comments = (Comment(text="Un.", platform="x"), Comment(text="Deux.", platform="x", reply_to="#0"))
    article = Article(url=None, canonical_url=None, site=None, title="T", comments=comments)
    printed = article_as_json(article, file="f")["comments"]
    assert printed[1]["reply_to"] == printed[0]["id"]


def test_moments_are_printed_in_paris_time() -> None:
    day = datetime(2025, 11, 4, 23, tzinfo=UTC)
    article = Article(url=None, canonical_url=None, site=None, title="T", published_at=day)
    assert article_as_json(article, file="f")["published_at"] == "2025-11-05T00:00:00+01:00"


def test_the_command_prints_one_json_object_a_line(fixed_clock: str) -> None:
    result = CliRunner().invoke(extract, [str(TWINS / "fronde.txt"), str(TWINS / "guilde.html")])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [Path(line["file"]).name for line in lines] == ["fronde.txt", "guilde.html"]
    assert "Décontractualisation" in result.stdout


def test_the_command_reads_standard_input(fixed_clock: str) -> None:
    result = CliRunner().invoke(
        extract, ["-", "--url", "https://a.example/b"], input=(TWINS / "guilde.txt").read_bytes()
    )
    line = json.loads(result.stdout)
    assert (line["file"], line["url"]) == ("-", "https://a.example/b")


def test_a_bad_file_is_named_and_the_others_go_on(fixed_clock: str, tmp_path: Path) -> None:
    bad = tmp_path / "vide.html"
    bad.write_bytes(b"")
    result = CliRunner().invoke(extract, [str(bad), str(TWINS / "guilde.txt")])
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.count("\n") == 1
    assert "vide.html" in result.stderr


def test_nothing_read_is_exit_three_and_misuse_two(fixed_clock: str) -> None:
    runner = CliRunner()
    assert runner.invoke(extract, ["absent.html"]).exit_code == 3
    assert runner.invoke(extract, []).exit_code == 2
    assert runner.invoke(extract, ["a", "b", "--url", "https://a.example"]).exit_code == 2
