"""What a person does in the dashboard, in Chromium."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from store.home import HOME_VARIABLE, Home
from tests.browser.conftest import NOW, Opener, serve
from tests.dashboard_homes import HOSTILE

pytestmark = pytest.mark.browser
VIEWS = {
    "": "Ce matin", "alertes": "Alertes", "tendances": "Tendances", "lire": "Lire", "collecte": "Collecte",
    "coller": "Coller / Déposer", "passages": "Les passages derrière le chiffre",
}  # fmt: skip
# Words of Streamlit's own screens.
ENGLISH = r"\b(Deploy|Settings|Browse|Upload|Drag|drop files|Choose|Loading|Running|Stop|Limit|Rerun|Press|Made with)\b"
TARGET = "deremb-prescriptions"


def settle(page: Page, title: str) -> None:
    """Waits for the view of that title to be drawn to its end."""
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_speaks_french_fits_its_screen_and_calls_nobody(
    large: str, opened: Opener, view: str, width: int
) -> None:
    page = opened(f"{large}/{view}", width=width)
    settle(page, VIEWS[view])
    assert re.findall(ENGLISH, page.locator("body").inner_text()) == []
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("one => one.scrollWidth - one.clientWidth") <= 1
    expect(page.get_by_test_id("panne")).to_have_count(0)


def test_an_address_opens_its_filters_and_back_returns(large: str, opened: Opener) -> None:
    page = opened(f"{large}/tendances?cible={TARGET}&du=2026-10-05")
    settle(page, "Tendances")
    expect(page.get_by_test_id("semaines")).to_contain_text("Déremboursement des ordonnances")
    page.locator('[data-testid="stSelectbox"]', has_text="Cible").locator("input").click()
    page.get_by_role("option", name="Tarif d’autorité").click()
    expect(page.get_by_test_id("semaines")).to_contain_text("Tarif d’autorité")
    expect(page).to_have_url(re.compile("cible=tarif-autorite"))
    expect(page).to_have_url(re.compile("du=2026-10-05"))
    page.go_back()
    expect(page.get_by_test_id("semaines")).to_contain_text("Déremboursement des ordonnances")


def test_a_number_leads_to_its_passages_and_a_passage_to_its_thread(large: str, opened: Opener) -> None:
    page = opened(f"{large}/")
    settle(page, "Ce matin")
    number = page.get_by_test_id(f"n-{TARGET}-against")
    said = number.inner_text()
    number.click()
    settle(page, VIEWS["passages"])
    expect(page.get_by_test_id("bilan")).to_contain_text(f"{said}\u00a0commentaires")
    expect(page.get_by_test_id("unite")).to_have_count(int(said))
    page.get_by_test_id("vers-lecture").first.click()
    expect(page.get_by_test_id("passage-demande")).to_contain_text("contre")
    expect(page.get_by_test_id("commentaires")).to_be_visible()
    page.go_back()
    settle(page, VIEWS["passages"])


def test_a_bar_of_a_chart_leads_to_its_passages(large: str, opened: Opener) -> None:
    page = opened(f"{large}/tendances")
    settle(page, "Tendances")
    chart = page.locator('[data-testid="stVegaLiteChart"]').first
    bar = chart.locator("svg g.mark-rect.role-mark path").last
    bar.scroll_into_view_if_needed()
    bar.click()
    settle(page, VIEWS["passages"])
    expect(page.get_by_test_id("bilan")).to_contain_text("36\u00a0commentaires, du 16\u00a0nov. au 22\u00a0nov. 2026")


def test_hostile_text_is_read_letter_by_letter(small_home: Home, opened: Opener) -> None:
    with serve(small_home) as address:
        page = opened(f"{address}/passages?voix=lecteurs&cible={TARGET}&position=contre")
        settle(page, VIEWS["passages"])
        assert HOSTILE in page.get_by_test_id("passage").first.inner_text()


def test_a_pasted_page_is_read_after_the_next_work(small_home: Home, opened: Opener) -> None:
    with serve(small_home) as address:
        page = opened(f"{address}/coller")
        settle(page, "Coller / Déposer")
        page.get_by_label("Le texte de la page").fill(
            "Port-Valdric : la permanence du samedi ferme ses portes\n\nPublié le 20 novembre 2026\n\n"
            "Les trois médecins hors convention du quai quittent la permanence.\n\n"
            "Le maire dit chercher une solution avec la caisse d’assurance maladie avant la fin du mois.\n"
        )
        page.get_by_role("button", name="Faire lire cette page").click()
        expect(page.get_by_test_id("envoyee")).to_be_visible()
        expect(page.get_by_test_id("etat-1")).to_have_text("en attente")
        work(small_home)
        page.reload()
        expect(page.get_by_test_id("etat-1")).to_have_text("lue")
        page.get_by_test_id("article-1").click()
        expect(page.get_by_test_id("titre")).to_contain_text("la permanence du samedi")
        expect(page.get_by_test_id("texte")).to_contain_text("Les trois médecins hors convention")


def work(home: Home) -> None:
    """What cron runs every five minutes; 1 means that a later step failed, the page is read all the same."""
    environment = {**os.environ, HOME_VARIABLE: str(home.folder), "VIGIE_NOW": NOW}
    done = subprocess.run([sys.executable, "-m", "vigie.cli", "work"], env=environment, check=False,
                          cwd=Path(__file__).parents[2])  # fmt: skip
    assert done.returncode in (0, 1)


def test_the_demo_is_shown_from_number_to_passage(tmp_path: Path, opened: Opener) -> None:
    home = Home(tmp_path / "demo")
    command = [
        sys.executable,
        "-m",
        "vigie.cli",
        "--home",
        str(home.folder),
        "demo",
        "--no-serve",
        "--today",
        "2026-11-22",
    ]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[2]).returncode in (0, 1)
    with serve(home) as address:
        page = opened(f"{address}/tendances?public=tous")
        settle(page, "Tendances")
        numbers = page.locator("td a.count:visible")
        expect(numbers.first).to_be_visible()
        said = numbers.first.inner_text()
        numbers.first.click()
        settle(page, VIEWS["passages"])
        expect(page.get_by_test_id("bilan")).to_contain_text(f"{said}\u00a0")
        expect(page.get_by_test_id("unite")).to_have_count(min(25, int(said)))
