"""What every view says, copies, downloads and looks like, in Chromium; and the morning's path, clicks counted."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.shell import VIEWS
from store.home import Home
from tests.browser.conftest import Opener, serve
from tests.browser.test_dashboard_browser import TARGET, settle
from tests.browser.test_dashboard_browser import VIEWS as TITLES

pytestmark = pytest.mark.browser
# Words that French does not have, alone or in a name of Streamlit's own.
ENGLISH = re.compile(
    r"(?i)\b(the|and|of|is|are|this|your|you|with|for|from|browse files|download(?:ing)?|copy|upload|browse|search"
    r"|select(?:ed)?|choose|available|results?|clear|close|open|dismiss|settings|rerun|running|loading|wait|please"
    r"|error|found|title text|container|visualization|fullscreen|press|enter|apply|submit|drag|drop|deploy|show|hide"
    r"|made with|skip|main content|expand|collapse|remove|delete|keyboard|arrow|help for)\b"
)
# Every text, and every word that is read aloud or shown on hovering, hidden ones of menus included.
COLLECT = """() => {
  const said = new Set();
  const names = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
  for (const one of document.querySelectorAll('body *')) {
    if (one.closest('script, style')) continue;
    for (const name of names) if (one.getAttribute(name)) said.add(one.getAttribute(name));
    if (getComputedStyle(one).display === 'none' || one.closest('.as-read, code')) continue;
    for (const node of one.childNodes) if (node.nodeType === 3 && node.data.trim()) said.add(node.data.trim());
  }
  return [...said];
}"""
BAD_SPACES = re.compile(r" [;!?»%](?=\s|$)|« | :(?=\s|$)|(?<=\w)'(?=\w)")


def wait(page: Page) -> None:
    """Until the page is drawn to its end."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()


def english_of(page: Page) -> list[str]:
    said: list[str] = page.evaluate(COLLECT)
    return [one for one in said if ENGLISH.search(one)]


def open_first(page: Page, where: Locator) -> None:
    if where.count():
        where.first.click()


def test_no_view_says_a_word_of_english(large: str, opened: Opener) -> None:
    page = opened(large)
    for name in VIEWS:
        page.goto(f"{large}/{'' if name == 'matin' else name}")
        wait(page)
        found = english_of(page)
        open_first(page, page.locator('[data-testid="stSelectbox"] input'))
        found += english_of(page)
        page.keyboard.press("Escape")
        open_first(page, page.locator('[data-testid="stPopoverButton"]:enabled'))
        found += english_of(page)
        page.keyboard.press("Escape")
        assert found == [], name


def test_a_file_that_is_refused_is_told_in_french(large: str, opened: Opener) -> None:
    page = opened(f"{large}/coller")
    wait(page)
    uploader = page.get_by_test_id("stFileUploader")
    for name, kind, weight, said in (
        ("x.exe", "application/x-msdownload", 2, "Ce genre de fichier n’est pas lu."),
        ("x.pdf", "application/pdf", 11_000_000, "Fichier trop lourd\u00a0: 10\u00a0Mo au plus."),
    ):
        page.locator("input[type=file]").first.set_input_files(
            [{"name": name, "mimeType": kind, "buffer": b"a" * weight}]
        )
        expect(uploader).to_contain_text(said)
        assert english_of(page) == [] and "B" not in uploader.inner_text().replace("PDF", "")


def test_an_unknown_address_is_answered_in_french(large: str, opened: Opener) -> None:
    page = opened(f"{large}/nulle-part")
    expect(page.get_by_text("Cette page n’existe pas")).to_be_visible()
    assert english_of(page) == []


def test_a_server_that_stops_is_told_in_french(small_home: Home, opened: Opener) -> None:
    with serve(small_home) as address:
        page = opened(address)
        wait(page)
    expect(page.get_by_text("Le serveur ne répond plus").first).to_be_visible()
    assert english_of(page) == []


def test_french_spaces_never_break(large: str, opened: Opener) -> None:
    page = opened(large)
    for name in TITLES:
        page.goto(f"{large}/{name}")
        wait(page)
        said: list[str] = page.evaluate(COLLECT)
        wrong = [one for one in said if BAD_SPACES.search(one) and "numéro" not in one and "http" not in one]
        assert wrong == [], name


def test_a_link_is_copied_and_opens_the_same_part(large: str, opened: Opener) -> None:
    page = opened(f"{large}/tendances?cible=tarif-autorite&du=2026-10-05&au=2026-10-18")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    settle(page, "Tendances")
    page.get_by_test_id("lien-vue").click()
    expect(page.get_by_test_id("lien-vue")).to_have_attribute("data-done", "oui")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{large}/tendances?") and "cible=tarif-autorite" in copied and "du=2026-10-05" in copied
    page.get_by_test_id("copier-lien").last.click()
    part = page.evaluate("navigator.clipboard.readText()")
    assert "#figure-" in part
    other = opened(part)
    settle(other, "Tendances")
    expect(other.locator(f".st-key-{part.split('#')[1]}")).to_be_in_viewport()


@pytest.mark.parametrize(("said", "ending", "start"), [
    ("Tableau, CSV", "csv", b"\xef\xbb\xbfSemaine"), ("Tableau, XLSX", "xlsx", b"PK"),
    ("Image, PNG", "png", b"\x89PNG"), ("Image, SVG", "svg", b"<svg"),
])  # fmt: skip
def test_a_chart_is_downloaded(large: str, opened: Opener, said: str, ending: str, start: bytes) -> None:
    page = opened(f"{large}/tendances")
    settle(page, "Tendances")
    page.locator(".st-key-barre-volume-lecteurs").get_by_role("button", name="Télécharger").click()
    with page.expect_download(timeout=90_000) as waited:
        page.get_by_role("button", name=said).click()
    name = waited.value.suggested_filename
    assert name.startswith("vigie-volume-lecteurs-du-") and name.endswith(f".{ending}")
    assert Path(waited.value.path()).read_bytes().startswith(start)


def background(page: Page) -> Any:
    return page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")


def test_light_and_dark_follow_the_system_and_then_the_choice(large: str, opened: Opener) -> None:
    page = opened(large)
    wait(page)
    assert background(page) == "rgb(250, 248, 243)"
    page.get_by_role("button", name="Sombre").click()
    expect(page.locator('[data-theme-choice="Dark"][aria-pressed="true"]')).to_be_visible()
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(18, 23, 31)")
    page.goto(f"{large}/tendances")  # the choice holds on another page
    settle(page, "Tendances")
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(18, 23, 31)")
    page.get_by_role("button", name="Auto").click()
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(250, 248, 243)")
    page.emulate_media(color_scheme="dark")
    page.reload()
    settle(page, "Tendances")
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(18, 23, 31)")


def test_the_keyboard_reaches_a_number_and_shows_where_it_is(large: str, opened: Opener) -> None:
    page = opened(large)
    wait(page)
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        place = page.evaluate(
            "() => { const one = document.activeElement; const style = getComputedStyle(one);"
            " return [one.dataset.testid || one.tagName, one.textContent.trim().slice(0, 40),"
            " style.outlineStyle !== 'none' || style.boxShadow !== 'none']; }"
        )
        seen.append(place)
        if place[0].startswith("n-"):
            break
    assert seen[0][1] == "Aller au contenu" and seen[-1][0].startswith("n-"), seen
    assert all(is_visible for _, _, is_visible in seen[1:]), [one for one in seen if not one[2]]


def test_the_menu_opens_on_a_phone(large: str, opened: Opener) -> None:
    page = opened(large, width=390)
    wait(page)
    entry = page.get_by_test_id("stPageLink-NavLink").filter(has_text="Tendances")
    expect(entry).to_be_hidden()
    page.get_by_test_id("menu").click()
    entry.click()
    settle(page, "Tendances")
    expect(entry).to_be_hidden()


def test_each_chart_has_a_table_and_a_text_for_screen_readers(large: str, opened: Opener) -> None:
    page = opened(f"{large}/tendances")
    settle(page, "Tendances")
    for figure in page.locator('[class*="st-key-figure-"]').all():
        assert figure.locator("table").count() == 1
        if figure.locator('[data-testid="stVegaLiteChart"]').count():
            expect(figure.locator("[aria-label$='Le tableau suit.']").first).to_be_attached()


def test_print_leaves_the_controls_out(large: str, opened: Opener) -> None:
    page = opened(f"{large}/tendances")
    settle(page, "Tendances")
    page.emulate_media(media="print")
    for hidden in (".st-key-entete", ".st-key-filtres", ".copy >> nth=0"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_page_fits_its_paper_and_a_review_is_printed_without_what_arranges_it(large: str, opened: Opener) -> None:
    page = opened(large, width=703)  # what A4 leaves between margins of 12 mm
    page.emulate_media(media="print")
    for name in VIEWS:
        page.goto(f"{large}/{'' if name == 'matin' else name}")
        wait(page)
        wide = page.evaluate(
            "() => [...document.querySelectorAll('table, svg, .mail')].filter(one => one.getClientRects().length)"
            ".filter(one => one.getBoundingClientRect().right > innerWidth+1).map(one => one.textContent.slice(0, 40))"
        )
        assert wide == [], name
    page.goto(f"{large}/revue")
    wait(page)
    expect(page.get_by_label("Votre nom")).to_be_hidden()
    expect(page.get_by_test_id("page-revue")).to_be_visible()


def correct(page: Page, click: Callable[[Locator], None]) -> None:
    """Says that the passage on screen is for the target."""
    click(page.get_by_text("Corriger la position de ce passage"))
    page.get_by_test_id("stForm").get_by_label("Votre nom").fill("Une personne de l’équipe")
    click(page.locator('[data-testid="stRadio"] label', has_text="Pour"))
    click(page.get_by_role("button", name="Enregistrer la correction"))


def test_the_morning_from_a_number_to_a_correction_and_a_file(small_home: Home, opened: Opener) -> None:
    """A number's sentence is one click away, its thread two, its correction five; the count has then changed."""
    with serve(small_home) as address:
        page = opened(address)
        settle(page, "Ce matin")
        clicks: list[Locator] = []

        def click(where: Locator) -> None:
            where.click()
            clicks.append(where)

        click(page.get_by_test_id(f"n-{TARGET}-against").first)
        settle(page, TITLES["passages"])
        expect(page.get_by_test_id("passage").first).to_be_visible()
        assert len(clicks) == 1  # at most two from a headline number to its sentence
        click(page.get_by_test_id("vers-lecture").first)
        expect(page.get_by_test_id("passage-demande")).to_be_visible()
        assert len(clicks) == 2
        correct(page, click)
        expect(page.get_by_test_id("passage-demande")).to_contain_text("décidé par une personne")
        assert len(clicks) <= 5
        click(page.get_by_test_id("stPageLink-NavLink").filter(has_text="Ce matin"))
        settle(page, "Ce matin")
        expect(page.get_by_test_id(f"n-{TARGET}-favour").first).to_have_text("2")
        expect(page.get_by_test_id(f"n-{TARGET}-against")).to_have_count(0)
        click(page.locator(".st-key-barre-lecteurs-medecins").get_by_role("button", name="Télécharger"))
        with page.expect_download(timeout=90_000) as waited:
            click(page.get_by_role("button", name="Tableau, CSV"))
        assert "Déremboursement" in Path(waited.value.path()).read_text(encoding="utf-8-sig")
        assert len(clicks) <= 8
