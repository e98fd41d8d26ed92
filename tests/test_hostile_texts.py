"""Hostile texts stay texts in the press review, the exports and every header, whatever the corpus tries."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import lxml.html
import pytest
from docx import Document
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from pypdf import PdfReader

from dashboard.brief.as_docx import render_docx
from dashboard.brief.as_html import render_html
from dashboard.brief.as_markdown import render_markdown
from dashboard.brief.as_pdf import can_print, render_pdf
from dashboard.brief.plain import header_line, plain, web_address
from dashboard.brief.records import Brief
from dashboard.downloads import write_csv as download_csv
from dashboard.downloads import write_xlsx as download_xlsx
from dashboard.exhibit import Exhibit
from dashboard.markup import escape, outside
from store.inbox import shown_name
from store.watch import load_watch, packaged_watch
from tests.brief_homes import add_article, add_comments, brief_of, prepared, tag_article
from tests.dashboard_homes import NOW, make_home
from tests.hostile_texts import ADDRESSES, FORMULAS, HEADERS, SHOWN
from vigie.export.columns import Column
from vigie.export.writers import write_csv, write_xlsx

ACTS = re.compile(r"^(?:on\w+|srcdoc|formaction|action|background|http-equiv)$")
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
TAGS = {
    "html", "head", "meta", "title", "body", "table", "thead", "tbody", "tr", "th", "td", "p", "h1", "h2", "h3", "ul",
    "li", "a", "bdi", "span", "strong", "br", "div", "blockquote", "em", "hr", "ol", "caption", "code",
}  # fmt: skip


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """A press review all of whose foreign words are the corpus."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIGIE_NOW", "2026-11-22T08:30:00+01:00")
        home = make_home(tmp_path_factory.mktemp("hostile") / "home")
        db = prepared(home)
        for number, url in enumerate(ADDRESSES):
            some = SHOWN[number :: len(ADDRESSES)]
            text = " ".join(one.replace("\n", " ") for one in some)
            row = add_article(db, f"{text} est contre. Fin.", at=NOW - timedelta(hours=2), title=text[:480],
                              standfirst=some[0], url=url, canonical_url=url, number=number)  # fmt: skip
            tag_article(db, row, evidence="est contre", quotes={"est contre": f"Ondine {some[1]}"},
                        figures=(("Fin.", 1347.0, some[2], some[3]), ("contre", 927.0, some[2], None)))  # fmt: skip
            add_comments(db, row, [*some, "Bien."], argument="doctor-responsibility")
        db.execute("update sources set name = :name", {"name": SHOWN[0] + SHOWN[-1]})
        made = brief_of(home)
        db.close()
        return made


def assert_harmless(html: str) -> None:
    """Only the tags of our own template, no handler, no address but of the web, nothing fetched."""
    tree = lxml.html.fromstring(html)
    found = {one.tag for one in tree.iter() if isinstance(one.tag, str)}
    assert found <= TAGS, found - TAGS
    assert not [one for one in tree.iter() if not isinstance(one.tag, str)], "a comment or an instruction"
    for one in tree.iter():
        assert not [name for name in one.attrib if ACTS.match(name) and one.tag != "meta"], one.attrib
        assert one.get("class") in (None, "with-next") and one.get("id") is None
        assert re.match(r"https?://", one.get("href", "https://")), one.get("href")
        assert "url(" not in one.get("style", "") and "src" not in one.attrib
    assert not HIDDEN.search(str(tree.text_content()))


def test_the_review_sent_by_mail_holds_no_tag_or_address_of_others(brief: Brief) -> None:
    page = render_html(brief).decode()
    assert_harmless(page)
    assert "&lt;script&gt;" in page and "alert(" in page  # the words are there, letter by letter


def test_the_review_in_markdown_becomes_no_other_page(brief: Brief) -> None:
    source = render_markdown(brief).decode()
    for preset, options in (("commonmark", {"html": True}), ("gfm-like", {"html": True, "linkify": True})):
        page = MarkdownIt(preset, options).render(source)
        assert_harmless(f"<html><body>{page}</body></html>")
        assert "49" not in re.findall(r"\b49\b", page)


def test_the_review_in_word_has_web_links_only_and_no_field(brief: Brief) -> None:
    content = render_docx(brief)
    document = Document(io.BytesIO(content))
    links = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert links and all(re.match(r"https?://", link) for link in links)
    assert not list(document.element.body.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:object"), qn("w:altChunk")))
    assert not any(
        "vbaProject" in name or "embeddings" in name for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    )
    assert not HIDDEN.search("".join(one.text or "" for one in document.element.body.iter(qn("w:t"))))


@pytest.mark.skipif(not can_print(), reason="WeasyPrint or Pango is not installed")
def test_the_review_as_pdf_has_web_links_only_and_no_action(brief: Brief) -> None:
    for page in PdfReader(io.BytesIO(render_pdf(brief))).pages:
        for note in page.get("/Annots") or ():
            action = note.get_object().get("/A", {})
            assert action.get("/S", "/URI") in ("/URI", "/GoTo") and "/JS" not in action
            assert re.match(r"https?://", str(action.get("/URI", "https://")))


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_is_none_of_the_web_becomes_no_link(url: str) -> None:
    shown = str(outside(url, "ici"))
    address = web_address(url)
    if not url.lower().startswith(("http://", "https://")):
        assert "<a" not in shown and address is None
    assert shown.count("<a") <= 1 and "onclick=alert(44) x" not in shown.replace("&#34;", "")[:40]
    assert address is None or not re.search(r"[\s<>\"']", address)


@pytest.mark.parametrize("text", SHOWN)
def test_no_hidden_sign_enters_a_review_and_no_tag_a_page(text: str) -> None:
    assert not HIDDEN.search(plain(text)) and "\n" not in plain(text)
    assert not re.search(r"[<>\"']", str(escape(text)))


def _written(write: Any, texts: tuple[str, ...]) -> bytes:
    column = Column(key="text", header="Texte", help="x")
    out = io.BytesIO()
    write(out, [column], [{"text": text} for text in texts], load_watch(packaged_watch()))
    return out.getvalue()


def _computes(cell: str) -> bool:
    return cell.lstrip(" \t\r\n\u00a0\u200b\ufeff\x00")[:1] in tuple("=+-@＝＋－＠")


def test_no_cell_of_an_export_is_computed() -> None:
    lines = list(csv.reader(io.StringIO(_written(write_csv, SHOWN).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(lines) == len(SHOWN) + 1 and all(len(line) == 1 for line in lines)
    assert not [line[0] for line in lines if _computes(line[0])]
    book = load_workbook(io.BytesIO(_written(write_xlsx, SHOWN)))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type in ("s", "n", "inlineStr") and cell.hyperlink is None for cell in cells)
    assert not [cell.value for cell in cells if cell.value and _computes(str(cell.value)) and not cell.quotePrefix]
    for text in FORMULAS[:8]:
        assert any(text.strip() in str(cell.value) for cell in cells)


def test_no_cell_of_a_chart_s_table_is_computed() -> None:
    exhibit = Exhibit(
        name="=1+1", title="=1+1", unit="@x", n=1, nouns=("a", "b"), period="+1", sources=SHOWN[0], address="./",
        columns=["=1+1", "n"], rows=[[text, 1] for text in SHOWN],
    )  # fmt: skip
    lines = list(csv.reader(io.StringIO(download_csv(exhibit).decode("utf-8-sig"), newline=""), delimiter=";"))
    ends = lines.index([])  # what is counted stands below
    assert ends == len(SHOWN) + 1 and len(lines) > ends + 1
    assert not [cell for line in lines for cell in line if _computes(cell)]
    book = load_workbook(io.BytesIO(download_xlsx(exhibit)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("text", HEADERS)
def test_a_name_or_a_subject_never_adds_a_header(text: str) -> None:
    line = header_line(text)
    assert "\n" not in shown_name(text) and "\r" not in shown_name(text)
    message = EmailMessage()
    message["Subject"] = line
    message.set_content("x")
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert sorted(read.keys()) == sorted(message.keys()) and "Bcc" not in read


def test_a_line_break_in_a_header_is_refused_not_sent() -> None:
    message = EmailMessage()
    with pytest.raises(ValueError, match=r"(?i)header"):
        message["Subject"] = HEADERS[0]
