"""The four formats, opened again by libraries: the same words, nothing that acts, the same bytes twice."""

import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner
from docx import Document
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from pypdf import PdfReader

from dashboard.brief.as_docx import render_docx
from dashboard.brief.as_html import render_html
from dashboard.brief.as_markdown import escape_markdown, render_markdown
from dashboard.brief.as_pdf import INSTALL, can_print, render_pdf
from dashboard.brief.plain import plain, web_address
from dashboard.brief.records import Brief, FigureItem, FigureValue, Trail
from dashboard.brief.write import write_brief
from store.database import open_database, rows
from store.home import HOME_VARIABLE, Home
from tests.brief_homes import DAY, HOSTILE, add_article, add_comments, brief_of, prepared, tag_article
from tests.dashboard_homes import NOW, fill_large, fill_small, make_home
from vigie.cli import cli

HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
needs_pango = pytest.mark.skipif(not can_print(), reason="WeasyPrint or Pango is not installed")


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every review stands on the same morning."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    made = make_home(tmp_path / "home")
    monkeypatch.setenv(HOME_VARIABLE, str(made.folder))
    return made


@pytest.fixture
def hostile(home: Home) -> Iterator[Brief]:
    """Every text that others write is hostile: title, standfirst, words, speakers, nouns, sources, errors."""
    db = prepared(home)
    row = add_article(db, f"{HOSTILE} est contre. Fin.", at=NOW - timedelta(hours=2), title=HOSTILE, standfirst=HOSTILE,
                      url="https://confrere.example/a?b=1\"onclick=alert(1)&c=(d)")  # fmt: skip
    words = HOSTILE.split("\n")[0].strip()
    tag_article(db, row, evidence="est contre", quotes={words: f"Ondine {HOSTILE}"},
                figures=(("=HYPERLINK(1)", 1347.0, HOSTILE, HOSTILE), ("7*7", 927.0, HOSTILE, None)))  # fmt: skip
    add_comments(db, row, [HOSTILE, "Bien."], argument="doctor-responsibility", value="favour")
    db.execute("update sources set name = :name", {"name": HOSTILE})
    db.execute("update runs set status = 'done'")
    yield brief_of(home)
    db.close()


def words_of(name: str, content: bytes) -> str:
    """The text that a reader of this format sees, every run of spaces made one."""
    if name == "html":
        text = str(lxml.html.fromstring(content).text_content())
    elif name == "docx":
        body = Document(io.BytesIO(content)).element.body
        text = " ".join("".join(run.text or "" for run in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))
    elif name == "md":
        rendered = MarkdownIt("gfm-like", {"linkify": False}).render(content.decode())
        text = str(lxml.html.fromstring(rendered).text_content())
    else:
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


RENDERERS = [("html", render_html), ("docx", render_docx), ("md", render_markdown),
             pytest.param("pdf", render_pdf, marks=needs_pango)]  # fmt: skip


@pytest.mark.parametrize(("name", "render"), RENDERERS)
@pytest.mark.parametrize("size", ["empty", "quiet", "small", "large"])
def test_each_format_holds_the_words_of_the_review(home: Home, name: str, render, size: str) -> None:  # type: ignore[no-untyped-def]
    if size == "large":
        fill_large(home)
    elif size != "empty":
        fill_small(home)
    brief = brief_of(home, DAY + timedelta(days=30 * (size == "quiet")))
    text = words_of(name, render(brief))
    wanted = [brief.acronym, brief.us, brief.title, brief.sources_note, *([brief.quiet] if brief.quiet else [])]
    wanted += [one.title for one in brief.articles] + [one.said for one in brief.headlines if not brief.quiet]
    wanted += [two.text for one in brief.articles for two in one.extracts]
    for one in wanted:
        assert " ".join(one.split()).replace(" ", "") in text.replace(" ", ""), (name, one)
    assert ("À quoi répondre" in text) is (brief.quiet is None)


@pytest.mark.parametrize(("name", "render"), RENDERERS)
def test_hostile_texts_act_in_no_format(hostile: Brief, name: str, render) -> None:  # type: ignore[no-untyped-def]
    content = render(hostile)
    text = words_of(name, content)
    assert not HIDDEN.search(text) and "49" not in re.findall(r"\b49\b", text)
    seen = text.replace(" ", "")
    assert "<script>alert(1)</script>" in seen and "**gras**[lien](javascript:alert(3))`code`|a|b|#titre" in seen
    assert "&amp;&lt;b&gt;{{7*7}}{%raw%}www.ailleurs.example" in seen


def test_hostile_texts_make_no_tag_and_no_link_of_their_own(hostile: Brief) -> None:
    page = lxml.html.fromstring(render_html(hostile))
    dialect = MarkdownIt("gfm-like", {"linkify": True, "html": True})
    written = lxml.html.fromstring(dialect.render(render_markdown(hostile).decode()))
    for tree in (page, written):
        assert not tree.xpath("//script | //img | //code | //iframe | //style | //del")
        links = {link for _, _, link, _ in tree.iterlinks()}
        assert links and all(link.startswith("https://confrere.example/") for link in links), links
        assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on")]
    assert len(page.xpath("//h1")) == len(written.xpath("//h1")) == 1
    headings = [one.text_content().split()[0] for one in written.xpath("//h2")]
    assert headings[:3] == ["L’essentiel", "Ce", "Articles"] and len(headings) == 7
    assert not written.xpath("//strong[text()='gras']") and len(written.xpath("//table")) == 1


def test_a_word_document_has_headings_header_rows_and_links(home: Home) -> None:
    fill_small(home)
    document = Document(io.BytesIO(render_docx(brief_of(home))))
    styles = [one.style.name for one in document.paragraphs if one.style is not None]
    assert styles.count("Title") == 1 and styles.count("Heading 1") >= 4 and "Heading 2" in styles
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
    targets = {one.target_ref for one in document.part.rels.values() if "hyperlink" in one.reltype}
    assert targets == {"https://confrere.example/actu/1"}
    assert document.core_properties.language == "fr-FR" and document.core_properties.author.startswith("Union")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/é?q=1#f", "https://a.example/%C3%A9?q=1#f"),
        ("javascript:alert(1)", None), ("JAVASCRIPT:alert(1)", None), ("data:text/html,x", None), (None, None),
        ("https://a.example@b.example/", None), ("https://a.example\u202e/", None), ("http://[", None),
        ("https://a.example/x\" onclick=\"y", "https://a.example/x%22%20onclick=%22y"),
    ],
)  # fmt: skip
def test_only_plain_web_addresses_become_links(url: str | None, kept: str | None) -> None:
    assert web_address(url) == kept


def test_what_hides_or_turns_is_taken_out_and_letters_stay() -> None:
    assert plain(" un\u202e \x00mot\n\tde plus\u2028fin\ufeff ") == "un mot de plus fin"
    assert (
        plain("«\u00a01\u202f347\u00a0» œuvre naïve 👩\u200d⚕ עברית")
        == "«\u00a01\u202f347\u00a0» œuvre naïve 👩\u200d⚕ עברית"
    )
    assert plain("z" + "\u0301" * 40) == "z\u0301\u0301" and plain(None) == ""


@pytest.mark.parametrize(
    "text", [HOSTILE, "1. un", "- un", "+ un", "# un", "= un", "---", "12) x", "a:b", "::: x", "==x=="]
)
def test_markdown_is_escaped_to_itself(text: str) -> None:
    shown = plain(text)
    tree = lxml.html.fromstring(MarkdownIt("gfm-like", {"linkify": True}).render(f"- {escape_markdown(shown)}"))
    assert " ".join(tree.text_content().split()) == " ".join(shown.split())
    assert {one.tag for one in tree.iter()} <= {"ul", "li", "p"}


def test_the_same_day_gives_the_same_bytes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_small(home)
    formats = ["html", "docx", "md", *(["pdf"] if can_print() else [])]
    db = open_database(home.database)
    first = {path: path.read_bytes() for path in write_brief(db, home, DAY, formats).paths}
    time.sleep(2.1)  # the step of the dates in a zip file
    monkeypatch.setenv("VIGIE_NOW", "2026-11-22T19:00:00+01:00")
    again = write_brief(db, home, DAY, formats)
    assert len(first) == len(formats) and {path: path.read_bytes() for path in again.paths} == first
    assert sorted(home.briefs.iterdir()) == sorted(first)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in first)


def test_a_day_of_a_hundred_articles_lists_them_all_and_details_twenty(home: Home) -> None:
    fill_large(home, n_threads=2)
    db = open_database(home.database)
    for number in range(100):
        tag_article(db, add_article(db, f"Le maire {number} est contre la mesure.", number=number,
                                    at=NOW - timedelta(minutes=number + 5)), evidence="est contre")  # fmt: skip
    started = time.monotonic()
    brief = brief_of(home)
    text = words_of("html", render_html(brief))
    assert time.monotonic() - started < 20
    assert len(brief.articles) == 20 and len(brief.articles) + len(brief.more_articles) == brief.headlines[0].n == 101
    assert all(one.title in text for one in brief.more_articles)


def run(*arguments: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(cli, ["brief", *arguments])


def test_the_command_writes_what_is_asked_and_says_where(home: Home) -> None:
    fill_small(home)
    done = run("--day", "2026-11-22", "--format", "html,md")
    assert done.exit_code == 0
    assert done.stdout.split() == [str(home.briefs / f"revue-de-presse-2026-11-22.{name}") for name in ("html", "md")]
    past = run("--day", "2026-09-03", "--format", "md")
    assert past.exit_code == 0 and "3\u00a0septembre 2026" in Path(past.stdout.strip()).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--day", "hier"), "n’est pas un jour"), (("--format", "html,odt"), "odt"), (("--format", ","), "format"),
        (("--day", "2027-01-01"), "pas encore venu"),
    ],
)  # fmt: skip
def test_misuse_is_explained_in_french(home: Home, arguments: tuple[str, ...], said: str) -> None:
    wrong = run(*arguments)
    assert wrong.exit_code == 2 and said in wrong.output and not list(home.briefs.iterdir())


def test_without_weasyprint_one_line_says_what_to_install(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_small(home)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    in_part = run("--day", "2026-11-22", "--format", "html,pdf,md")
    assert in_part.exit_code == 1 and len(in_part.stdout.split()) == 2 and in_part.stderr.strip() == INSTALL
    nothing = run("--day", "2026-11-22", "--format", "pdf")
    assert nothing.exit_code == 3 and nothing.stdout == ""
    assert run("--day", "2026-11-22").exit_code == 0


def test_without_a_database_nothing_is_done(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vigie.cli", "brief", "--home", str(tmp_path / "vide")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3 and "vigie init" in done.stderr and done.stderr.count("\n") == 1


def test_the_review_is_made_without_the_screen_the_analysis_or_the_crawler() -> None:
    program = (
        "import sys, dashboard.brief.commands\n"
        "print(sorted({'streamlit', 'altair', 'spacy', 'scrapy', 'onnxruntime', 'transformers', 'nlp', 'crawler'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_night_writes_the_review_and_records_the_step(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from vigie import nightly
    from vigie.steps import StepResult

    fill_small(home)
    monkeypatch.setattr(nightly, "_crawl", lambda home, run_id, since: StepResult())
    nightly.run_night(home, since="7d", on_new_failures=lambda failures: None)
    db = open_database(home.database)
    steps = rows(db, "select step, status, counts from run_steps where run_id = (select max(id) from runs) order by id")
    names = [row["step"] for row in steps]
    assert names.index("counts") < names.index("brief") < names.index("backup")
    (step,) = [row for row in steps if row["step"] == "brief"]
    assert step["status"] == "done" and len(list(home.briefs.glob("revue-de-presse-2026-11-22.*"))) >= 3


@pytest.mark.parametrize(
    ("text", "noun", "printed"),
    [
        ("Six gardes par an", "gardes", ""),
        ("927", "médecins", "médecins"),
        ("Médecins : 927", "médecins", ""),
        ("927", "", ""),
    ],
)
def test_a_figure_says_its_noun_once(text: str, noun: str, printed: str) -> None:
    value = FigureValue(text=text, who="La Caisse", sentence=None, when="hier", href=None, trail=Trail(words=""))
    assert FigureItem(noun=noun, is_disputed=False, values=(value,)).noun_beside(value) == printed
    assert FigureItem(noun=noun, is_disputed=True, values=(value,)).noun_beside(value) == ""
