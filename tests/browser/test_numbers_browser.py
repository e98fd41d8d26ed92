"""In Chromium: each kind of number of each view is two clicks at most from its passages, each with article, offsets
and model; back works; two people at once; a morning without a mouse."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from store.home import Home
from tests.browser.conftest import Opener, serve
from tests.browser.test_looks_browser import wait
from tests.browser.test_review_browser import sign_as
from tests.test_numbers_lead import SHOWN, filled  # noqa: F401 # a fixture

pytestmark = pytest.mark.browser
# Links that open with a number, one of each table and column, or of each place where a sentence says one.
KINDS = """() => {
  const kinds = {};
  for (const one of document.querySelectorAll('[data-testid="stMain"] a[href]')) {
    if (!/^[1-9]/.test(one.textContent.trim()) || /page=|^#/.test(one.getAttribute('href'))) continue;
    const cell = one.closest('td');
    const title = one.closest('table')?.querySelector('caption')?.textContent;
    const place = cell ? `${title} / ${cell.dataset.title}` : one.closest('[data-testid]').dataset.testid;
    kinds[`${place} / ${one.getAttribute('href').split('?')[0]}`] ??= [one.textContent.trim(), one.href];
  }
  return Object.values(kinds);
}"""
# What an address may show: passages, or what holds them, one click further.
READ = '[data-testid="passage"], [data-testid="citation"], [data-testid="dit"], [data-testid="texte"]'
FURTHER = (
    '[data-testid="vers-article"], [data-testid="nomme"] a, [data-testid="vers-lecture"], td.text a, '
    '[data-testid="article"] h3 a'
)
MOST = 6  # kinds followed in each view: the list behind every one is counted without a browser


@pytest.fixture(scope="module")
def season(filled: Home) -> Iterator[str]:  # noqa: F811
    with serve(filled) as address:
        yield address


@pytest.mark.parametrize("name", sorted({name for name, _ in SHOWN}))
def test_a_number_is_two_clicks_at_most_from_a_text(season: str, opened: Opener, name: str) -> None:
    page = opened(f"{season}/{'' if name == 'matin' else name}")
    wait(page)
    kinds = page.evaluate(KINDS)
    for said, address in kinds[:: max(1, len(kinds) // MOST)][:MOST]:
        page.goto(address)
        wait(page)
        if page.locator(READ).count() == 0:
            page.locator(FURTHER).first.click()
            wait(page)
        expect(page.locator(READ).first, f"{name}: {said} → {address}").to_be_attached()


def test_a_passage_says_its_article_its_offsets_and_its_model(season: str, opened: Opener) -> None:
    page = opened(f"{season}/passages?voix=lecteurs&position=contre&cible=deremb-prescriptions")
    wait(page)
    for unit in page.get_by_test_id("unite").all()[:5]:
        said = re.sub(r"\s", " ", unit.inner_text())
        assert re.search(r"caractères \d[\d ]* à \d", said) and re.search(r"score \d|décidé par", said), said
        assert unit.get_by_test_id("vers-lecture").count() >= 1


FILTERS = '.st-key-filtres [data-testid="stSelectbox"]'
CHOSEN = """JSON.stringify([...document.querySelectorAll('.st-key-filtres [data-testid="stSelectbox"]')]
    .map(one => one.querySelector('input').value || one.innerText))"""


@pytest.mark.parametrize("name", ["tendances", "arguments", "chiffres", "acteurs", "medias", "rechercher", "fiabilite"])
def test_a_filter_stands_in_the_address_and_back_takes_it_away(season: str, opened: Opener, name: str) -> None:
    page = opened(f"{season}/{name}{'?q=contre' if name == 'rechercher' else ''}")
    page.wait_for_function(f"{CHOSEN} !== '[]'")
    wait(page)
    for place in {0, page.locator(FILTERS).count() - 1}:
        before, address = page.evaluate(CHOSEN), page.url
        page.locator(FILTERS).nth(place).locator("input").click()
        page.get_by_role("option", selected=False).last.click()
        expect(page).not_to_have_url(address)
        wait(page)
        after = page.evaluate(CHOSEN)
        assert after != before
        page.reload()
        page.wait_for_function(f"said => {CHOSEN} === said", arg=after)
        page.go_back()
        expect(page).to_have_url(address)
        page.wait_for_function(f"said => {CHOSEN} === said", arg=before)
        wait(page)


def test_of_two_people_on_one_article_the_second_is_told(small_home: Home, opened: Opener) -> None:
    with serve(small_home) as address:
        first, second = opened(f"{address}/lire"), opened(f"{address}/lire")
        for page, name in ((first, "Léa"), (second, "Bo")):
            wait(page)
            page.get_by_test_id("vers-article").first.click()
            page.get_by_text("Suivre cet article").click()
            sign_as(page, name)
            expect(page.get_by_role("button", name="Je m’en charge")).to_be_enabled()
        first.get_by_role("button", name="Je m’en charge").click()
        expect(first.get_by_test_id("suivi")).to_contain_text("pris par Léa")
        second.get_by_role("button", name="Je m’en charge").click()
        expect(second.get_by_test_id("refus-suivi")).to_contain_text("Léa a changé cet état")
        expect(second.get_by_test_id("suivi")).to_contain_text("pris par Léa")
        second.get_by_role("button", name="Plus rien à faire").click()  # read by now: kept, with who and when
        expect(second.get_by_test_id("suivi")).to_have_count(0)
        second.get_by_text("Historique (2)").click()
        expect(second.get_by_test_id("historique")).to_contain_text("Bo")


def tab_to(page: Page, where: str, said: str = "") -> None:
    """Tab, as often as it takes, until what `where` selects, and says `said`, has the focus."""
    found = "([where, said]) => { const one = document.activeElement;" \
            " return !!one && one.matches(where) && one.textContent.includes(said); }"  # fmt: skip
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(found, [where, said]):
            return
    raise AssertionError(f"no way to {where} by Tab")


def test_a_morning_needs_no_mouse(small_home: Home, opened: Opener) -> None:
    """From « Ce matin » to a sentence, to its thread, to the state of its article, to the review, by keys alone."""
    with serve(small_home) as address:
        page = opened(address)
        wait(page)
        tab_to(page, '[data-testid^="n-"]')
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("passage").first).to_be_visible()
        tab_to(page, '[data-testid="vers-lecture"]')
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("passage-demande")).to_be_visible()
        wait(page)
        tab_to(page, '[data-testid="stExpander"] summary', "Suivre ce passage")
        page.keyboard.press("Enter")
        tab_to(page, '[data-testid="stExpander"] input[type="text"]')
        page.keyboard.type("Léa")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Je m’en charge").first).to_be_enabled()
        tab_to(page, '[class*="st-key-etat-taken-"] button')
        page.keyboard.press("Enter")
        expect(page.get_by_text("pris par Léa").first).to_be_visible()
        page.keyboard.press("Control+Home")
        page.goto(f"{address}/revue")
        wait(page)
        tab_to(page, '[data-testid="stMain"] input[type="text"]')
        page.keyboard.type("Léa")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Signer", exact=True)).to_be_enabled()
        tab_to(page, '[class*="st-key-signer"] button')
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("etat-revue")).to_contain_text("signée par Léa")
