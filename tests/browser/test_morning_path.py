"""The morning's path in Chromium, from an alert's letter to the signed and downloaded review, its clicks counted."""

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, expect

from store.articles import Origin
from store.clock import NOW_VARIABLE
from store.database import open_database, transaction
from store.home import HOME_VARIABLE, Home
from store.runs import finish_run, start_run
from tests.alert_homes import LAST, SOURCES, add_sources, fill_quiet
from tests.brief_homes import add_article, prepared, tag_article
from tests.browser.conftest import NOW, Opener, serve
from tests.browser.test_dashboard_browser import VIEWS, settle
from tests.dashboard_homes import NOW as MORNING
from tests.dashboard_homes import add_thread, make_home
from tests.smtp_servers import Box, smtp_server
from vigie.alerting import judge_alerts

pytestmark = pytest.mark.browser
SPEAKERS = ("Ondine Passeroche", "Basile Tourterelle", "Cléa Farandole", "Marius Petitpas", "Jeanne Longuevue")
MOST = 13  # clicks from the letter to the files, everything of the path done once


@dataclass
class Walk:
    """The clicks made, by what they were for."""

    clicks: list[str] = field(default_factory=list)

    def click(self, what: str, where: Locator) -> None:
        where.click()
        self.clicks.append(what)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Four quiet months, three days on which readers take a side, this morning's articles and comments."""
    made = make_home(tmp_path / "home")
    db = prepared(made)
    with transaction(db):
        add_sources(db, *SOURCES)
        fill_quiet(db, n_days=120)
    origin = Origin(audience="grand-public", source_id="phare")
    for day in range(3):
        at = datetime.combine(LAST - timedelta(days=day), time(9), tzinfo=UTC)
        texts = [f"Je suis contre cette mesure, raison numéro {day}{place}." for place in range(15)]
        add_thread(db, 900 + day, [*texts, "Je suis pour, et voilà."], at=at, origin=origin)
    add_thread(db, 990, ["Je suis contre ce projet.", "Contre, encore.", "Pour."], at=MORNING - timedelta(hours=2))
    for number, name in enumerate(SPEAKERS):
        words = f"Cette mesure numéro {number} punit les malades les plus fragiles du pays"
        row = add_article(db, f"Le conseil a voté la mesure par 1{number}8 voix. « {words} », dit {name}.",
                          at=MORNING - timedelta(hours=number + 1), number=number)  # fmt: skip
        tag_article(db, row, quotes={words: name}, evidence=words)
    db.close()
    return made


@pytest.fixture
def box() -> Iterator[Box]:
    """A mail server of this machine."""
    with smtp_server() as started:
        yield started


def tell_watch(home: Home, box: Box, address: str) -> None:
    """Writes into the watch where the dashboard is opened and by which server letters leave."""
    path = home.watch / "watch.toml"
    text = re.sub(r"(?m)^\[us\]$", f'[us]\ndashboard_url = "{address}"', path.read_text(encoding="utf-8"))
    smtp = f'\n[smtp]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\nsender = "veille@example.org"\n'
    path.write_text(text + smtp, encoding="utf-8")


def judge_and_send(home: Home) -> None:
    """What the night does for alerts, then what cron runs every five minutes."""
    with closing(open_database(home.database)) as db:
        run = start_run(db, "nightly")
        judge_alerts(db, home, run)
        finish_run(db, run, "done")
    work(home)


def work(home: Home) -> None:
    environment = {**os.environ, HOME_VARIABLE: str(home.folder), NOW_VARIABLE: NOW}
    subprocess.run([sys.executable, "-m", "vigie.cli", "work"], env=environment, check=True,
                   cwd=Path(__file__).parents[2])  # fmt: skip


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def read_number(page: Page) -> int:
    found = re.match(r"\d+", page.get_by_test_id("bilan").inner_text())
    assert found is not None
    return int(found.group())


def download(walk: Walk, page: Page, said: str) -> bytes:
    with page.expect_download(timeout=120_000) as waited:
        walk.click(f"télécharger {said}", page.get_by_role("button", name=said, exact=True))
    return Path(waited.value.path()).read_bytes()


def test_the_morning_from_an_alert_s_letter_to_the_downloaded_review(
    home: Home, box: Box, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NOW_VARIABLE, NOW)
    walk = Walk()
    with serve(home) as address:
        tell_watch(home, box, address)
        judge_and_send(home)
        assert {mail["to"] for mail in box.mails} == {"revue-de-presse@example.org", "bureau@example.org"}
        page = opened(f"{address}/static/rien")
        page.set_content(html_of(box.mails[0]))
        said = page.locator("div", has_text="contre").filter(has=page.get_by_role("link", name="Voir les passages"))
        walk.click("le lien de la lettre", said.get_by_role("link", name="Voir les passages").first)
        settle(page, VIEWS["passages"])
        passages = page.url
        counted = read_number(page)
        expect(page.get_by_test_id("unite")).to_have_count(min(25, counted))
        expect(page.get_by_test_id("passage").first).to_contain_text("contre")
        assert len(walk.clicks) == 1  # the letter's number is one click from its sentences
        take_csv(walk, page, counted)
        walk.click("le passage dans son fil", page.get_by_test_id("vers-lecture").first)
        correct_in_one_click(walk, page)
        write_the_review(walk, page)
        check_files(walk, page)
        page.goto(passages)
        settle(page, VIEWS["passages"])
        assert read_number(page) == counted - 1
    n_alerts = len(box.mails)
    work(home)
    assert len(box.mails) == n_alerts + 2 and "Mesure à suivre de près." in html_of(box.mails[-1])
    print(f"\nchemin du matin : {len(walk.clicks)} clics : {' ; '.join(walk.clicks)}")
    assert len(walk.clicks) <= MOST


def take_csv(walk: Walk, page: Page, counted: int) -> None:
    """The passages as a table, one line each at least."""
    walk.click("ouvrir « Télécharger »", page.get_by_role("button", name="Télécharger"))
    lines = list(csv.reader(io.StringIO(download(walk, page, "Tableau, CSV").decode("utf-8-sig")), delimiter=";"))
    assert sum("contre" in " ".join(line) for line in lines) >= counted
    page.keyboard.press("Escape")


def correct_in_one_click(walk: Walk, page: Page) -> None:
    """The passage on screen is against; a click says that it is for."""
    asked = page.get_by_test_id("passage-demande")
    expect(asked).to_contain_text("contre")
    sign(page.locator(".st-key-par-clic input"))
    before = len(walk.clicks)
    walk.click("corriger", page.locator('[class*="st-key-corriger-"]').get_by_role("button", name="Pour").first)
    expect(asked).to_contain_text("décidé par une personne")
    assert len(walk.clicks) == before + 1


def sign(name: Locator) -> None:
    name.fill("Léa Martin")
    name.press("Enter")


def write_the_review(walk: Walk, page: Page) -> None:
    """Keeps a quote that the night left aside, comments, signs."""
    walk.click("Revue de presse", page.get_by_test_id("stPageLink-NavLink").filter(has_text="Revue de presse"))
    settle(page, "Revue de presse")
    sign(page.get_by_label("Votre nom").first)
    walk.click("ouvrir « Autres possibles »", page.get_by_text("Autres possibles").first)
    keep = page.get_by_role("button", name="Garder")
    n_left = keep.count()
    expect(keep.first).to_be_enabled()
    walk.click("garder", keep.first)
    expect(keep).to_have_count(n_left - 1)
    walk.click("commenter", page.get_by_role("button", name="Commenter").first)
    comment = page.get_by_label("Notre commentaire")
    comment.fill("Mesure à suivre de près.")
    comment.press("Control+Enter")
    expect(page.get_by_test_id("page-revue")).to_contain_text("Mesure à suivre de près.")
    page.keyboard.press("Escape")
    walk.click("signer", page.get_by_role("button", name="Signer et envoyer"))
    expect(page.get_by_test_id("etat-revue")).to_contain_text("signée par Léa Martin")
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()


def check_files(walk: Walk, page: Page) -> None:
    """The files open, and hold what was signed."""
    with ZipFile(BytesIO(download(walk, page, "Word, DOCX"))) as word:
        said = re.sub(r"<[^>]+>", "", word.read("word/document.xml").decode())
        assert "Mesure à suivre de près." in said and "Léa Martin" in said
    printed = download(walk, page, "PDF")
    assert printed.startswith(b"%PDF") and printed.rstrip().endswith(b"%%EOF")
    page_html = download(walk, page, "Page, HTML").decode()
    assert "Mesure à suivre de près." in page_html and "Léa Martin" in page_html


def test_each_headline_number_of_the_morning_is_two_clicks_at_most_from_a_sentence(
    home: Home, box: Box, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NOW_VARIABLE, NOW)
    judge_and_send(home)
    with closing(prepared(home)) as db:
        words = "Cette mesure ancienne punit les malades du bourg"
        old = add_article(db, f"« {words} », dit Jeanne Longuevue.", at=MORNING - timedelta(days=10), number=77)
        tag_article(db, old, evidence=words)
    with serve(home) as address:
        page = opened(address)
        settle(page, "Ce matin")
        numbers = [said for said in page.locator(NUMBERS).all_inner_texts() if re.search(r"\d", said)]
        assert len(numbers) >= 10 and any("Voir la liste" in said for said in numbers)
        assert page.evaluate(ALONE) == []
        for place, said in enumerate(numbers):
            page.goto(address)
            settle(page, "Ce matin")
            walk = Walk()
            found = page.locator(NUMBERS).filter(has_text=re.compile(r"\d")).nth(place)
            assert found.inner_text() == said
            walk.click(said, found)
            read_sentence(walk, page)
            print(f"clics du chiffre « {said} » à sa phrase : {len(walk.clicks)}")
            assert len(walk.clicks) <= 2, said


# What counts something in the view: not the days of its header, nor the titles of articles.
NUMBERS = (
    '[data-testid="bilan"] a, a.count, [data-testid="vers-passages"], a.quiet, '
    '[data-testid="stMain"] [data-testid="a-part-liste"] summary'
)
# Counts that lead nowhere. What an alert compares has its way in its card, what stands apart its list just below;
# what a precision was measured on is no number of the day.
ALONE = """() => {
  const found = [], walk = document.createTreeWalker(document.querySelector('[data-testid="stMain"]'), 4);
  const led = 'a, summary, style, script, h3, [data-testid="pourquoi"], [data-testid="a-part"], .unseen';
  while (walk.nextNode()) {
    const said = walk.currentNode.textContent, inside = walk.currentNode.parentElement;
    if (/\\d\\s(articles?|commentaires?|personnes?|fils?|alertes?|expressions?|textes?)/.test(said)
        && !/précision mesurée/.test(said) && !inside.closest(led)) found.push(said);
  }
  return found;
}"""


def read_sentence(walk: Walk, page: Page) -> None:
    """Until a sentence is read: what the number led to, or the first text of the list that it led to."""
    sentence = page.locator('[data-testid="passage"], [data-testid="texte"]').first
    listed = page.locator("details[open] td a")
    if listed.count():
        walk.click("le premier de la liste", listed.first)
    elif page.url.rsplit("/", 1)[-1].startswith("#"):
        walk.click("le premier article", page.get_by_test_id("vers-article").first)
    expect(sentence).to_be_visible()
