"""From the morning to a signed review in Chromium: an article taken and answered, the review arranged and signed."""

import re

import pytest
from playwright.sync_api import Page, expect

from store.database import open_database, rows
from store.home import Home
from tests.browser.conftest import Opener, serve

pytestmark = pytest.mark.browser
ENGLISH = r"\b(Deploy|Settings|Press|Choose|Loading|Running|Stop|Limit|Rerun|Made with)\b"


def settle(page: Page, title: str) -> None:
    """Waits for the view of that title to be drawn to its end."""
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()


def sign_as(page: Page, name: str) -> None:
    field = page.get_by_label("Votre nom").first
    field.fill(name)
    field.press("Enter")


def test_an_article_is_taken_pinned_and_found_by_its_state(small_home: Home, opened: Opener) -> None:
    with serve(small_home) as address:
        page = opened(f"{address}/")
        settle(page, "Ce matin")
        page.get_by_test_id("vers-article").first.click()
        page.get_by_text("Suivre cet article").click()
        sign_as(page, "Léa")
        page.get_by_role("button", name="Je m’en charge").click()
        expect(page.get_by_test_id("suivi")).to_contain_text("pris par Léa")
        page.get_by_role("button", name="Épingler", exact=True).click()
        expect(page.get_by_test_id("suivi")).to_contain_text("épinglé")
        assert re.findall(ENGLISH, page.locator("body").inner_text()) == []
        page.goto(f"{address}/lire?etat=pris")
        settle(page, "Lire")
        expect(page.get_by_test_id("suivi-article")).to_have_count(1)
        page.get_by_test_id("etat-a-traiter").click()
        expect(page.get_by_test_id("suivi-article")).to_have_count(0)
        page.go_back()
        expect(page.get_by_test_id("suivi-article")).to_have_count(1)


@pytest.mark.parametrize("width", [1400, 390])
def test_a_review_is_commented_left_out_and_signed(small_home: Home, opened: Opener, width: int) -> None:
    with serve(small_home) as address:
        page = opened(f"{address}/revue", width=width)
        settle(page, "Revue de presse")
        sign_as(page, "Léa Martin")
        comment = page.get_by_role("button", name="Commenter").first
        expect(comment).to_be_enabled()
        comment.click()
        field = page.get_by_label("Notre commentaire")
        field.fill("À rappeler avant 9 h.")
        field.press("Control+Enter")
        expect(page.get_by_test_id("page-revue")).to_contain_text("À rappeler avant 9 h.")
        page.keyboard.press("Escape")
        assert re.findall(ENGLISH, page.locator("body").inner_text()) == []
        main = page.locator('[data-testid="stMain"]')
        assert main.evaluate("one => one.scrollWidth - one.clientWidth") <= 1
        page.get_by_role("button", name="Signer", exact=True).click()
        expect(page.get_by_test_id("etat-revue")).to_contain_text("signée par Léa Martin")
        expect(page.get_by_test_id("page-revue")).to_contain_text("Revue relue et signée par Léa Martin")
        expect(page.get_by_test_id("corriger")).to_be_visible()
    db = open_database(small_home.database)
    (letter,) = rows(db, "select made_by, content_hash from letters")
    assert letter["made_by"] == "Léa Martin"
