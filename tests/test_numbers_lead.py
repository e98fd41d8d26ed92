"""Every number of a table leads to what it counts, and the list that it leads to holds exactly as many."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import pytest
from click.testing import CliRunner
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

from bench.dashboard.fill import fill
from bench.dashboard.press import Plan
from dashboard.address import read_day, read_filters, read_question
from dashboard.asked import resolve
from dashboard.screen import Screen
from store.access import LOCAL
from store.database import open_database, open_readonly
from store.home import Home
from store.queries.morning import count_new_units, list_new_units
from store.queries.passages import count_unit_threads, count_units, list_unit_threads, list_units
from store.watch import load_watch, packaged_watch
from tests.brief_homes import add_article, add_comments, brief_of, prepared, tag_article
from tests.dashboard_homes import NOW, make_home
from tests.test_dashboard_views import html_of, view
from vigie.cli import cli

ARGUMENT = "patient-penalty"
MANY = 1_000_000
# Each view that shows numbers, with the addresses that show all of them.
SHOWN: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("matin", {}), ("alertes", {}), ("tendances", {"public": "medecins", "reprises": "sans"}),
    ("arguments", {}), ("arguments", {"reprises": "sans"}), ("arguments", {"argument": ARGUMENT}), ("nouveau", {}),
    ("chiffres", {}), ("acteurs", {}), ("medias", {}), ("fiabilite", {}), ("collecte", {}),
)  # fmt: skip
_MODEL = "a measure of a model on texts of its own, which are not in the database"
# Patterns of « view table » and of columns that lead nowhere, each with its reason.
EXEMPT: Mapping[tuple[str, str], str] = {
    ("", "Dernier|Premier|Date|Dernier article|Mesurée le"): "a day, not a count",
    ("^acteurs", "Part des mots"): "a share: its words stand beside and lead to their quotes",
    ("^arguments Nos messages", "Dont les nôtres, cités"): "each name carries its own number",
    ("^nouveau", "Commentaires|Articles|Fils"): "of its strongest days; all its sentences are behind the phrase",
    ("^fiabilite Précision", "Précision|Rappel|n"): _MODEL,
    ("^fiabilite Articles lus", "Commentaires lus sur annoncés"): "read and announced, in the debate or not",
    ("^collecte (Modèles|Mesures)", "Précision|Rappel|F1|Phrases"): _MODEL,
    ("^collecte Modèles", "Textes lus"): "how much a model read, in the debate or not",
    ("^collecte Sources", "Commentaires lus"): "all that was read, in the debate or not; its articles stand beside",
    ("^collecte Passages", "Échecs"): "named one by one under the table",
    ("^alertes", "D’habitude"): "what was expected, not a count",
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of numbers on screen: its table, its column, what it says and where it leads."""

    view: str
    table: str
    column: str
    said: str
    links: tuple[tuple[str, str], ...]  # text, address


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A season of an invented press with every kind of tag."""
    home = Home(tmp_path_factory.mktemp("filled"))
    home.make()
    shutil.copytree(packaged_watch(), home.watch)
    db = open_database(home.database)
    watch = load_watch(home.watch)
    plan = Plan(
        n_articles=150, n_comments=1_500, days=100, last_on=date(2026, 11, 22),
        targets=[one.slug for one in watch.targets], arguments=[one.slug for one in watch.arguments],
        actors=[one.slug for one in watch.actors],
    )  # fmt: skip
    fill(db, plan)
    db.close()
    return home


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


def cells_of(app: AppTest, name: str) -> Iterator[Cell]:
    """The cells of numbers of every table of a view, those under charts included."""
    for one in lxml.html.fromstring(f"<div>{html_of(app)}</div>").iter("td"):
        if one.get("class") != "number" or not re.search(r"\d", one.text_content()):
            continue
        table = next(one.iterancestors("table"))
        caption = table.find("caption")
        yield Cell(
            view=name, table="" if caption is None else clean(caption.text_content()),
            column=clean(one.get("data-title", "")), said=clean(one.text_content()),
            links=tuple((clean(link.text_content()), link.get("href", "")) for link in one.iter("a")),
        )  # fmt: skip


def clean(text: str) -> str:
    return " ".join(re.sub("[\u00a0\u202f]", " ", text).split())


def is_exempt(cell: Cell) -> bool:
    if cell.said.startswith("–") or re.fullmatch(r"0( .*)?", cell.said):
        return True  # nothing to lead to
    return any(re.search(table, f"{cell.view} {cell.table}") and re.fullmatch(column, cell.column)
               for table, column in EXEMPT)  # fmt: skip


@pytest.mark.parametrize(("name", "params"), SHOWN)
def test_every_number_of_a_table_leads_somewhere_or_says_why_not(
    filled: Home, name: str, params: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = list(cells_of(view(filled, name, monkeypatch, **params), name))
    lost = {(one.table, one.column, one.said) for one in cells if not one.links and not is_exempt(one)}
    assert lost == set()


@pytest.mark.parametrize(("name", "params"), SHOWN)
def test_the_list_behind_a_number_holds_exactly_as_many(
    filled: Home, name: str, params: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[tuple[str, str], tuple[str, str]] = {}
    for cell in cells_of(view(filled, name, monkeypatch, **params), name):
        for said, address in filter(lambda link: link[0][:1].isdigit(), cell.links):
            asked.setdefault((cell.table, cell.column), (said, address))
    wrong = {}
    for place, (said, address) in asked.items():
        found = count_listed(filled, address, monkeypatch)
        if read_numbers(said)[0] not in found:
            wrong[place] = (said, found, address)
    assert wrong == {}


@pytest.mark.long
def test_each_link_of_the_demo_opens_exactly_as_many_as_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "demo")
    command = ["--home", str(home.folder), "demo", "--no-serve", "--today", "2026-11-22"]
    assert CliRunner().invoke(cli, command).exit_code in (0, 1)
    links = {
        (said, address) for name, params in SHOWN for cell in cells_of(view(home, name, monkeypatch, **params), name)
        for said, address in cell.links if said[:1].isdigit()
    }  # fmt: skip
    wrong = {}
    with closing(open_readonly(home.database)) as db:
        for said, address in links:
            url = urlsplit(address)
            if url.path == "passages":
                found = count_behind(home, db, dict(parse_qsl(url.query)))
            else:
                found = count_listed(home, address, monkeypatch)
            if read_numbers(said)[0] not in found or (url.path == "passages" and len(set(found)) > 1):
                wrong[said, address] = found
    print(f"{len(links)} liens suivis")
    assert wrong == {}


def count_behind(home: Home, db: Database, params: Mapping[str, str]) -> list[int]:
    """How many items « Passages » says that it lists for an address, and how many it would list."""
    screen = Screen(home=home, watch=load_watch(home.watch), params=params, today=NOW.date(), db=db,
                    version="essai", person=LOCAL)  # fmt: skip
    filters = read_filters(params, first_on=date(1900, 1, 1), last_on=date(2999, 12, 31), default_audience="tous")
    question, morning = resolve(screen, read_question(params), filters), read_day(params, "matin")
    if morning:
        audience = filters.audiences[0] if filters.audiences else ""
        listed = list_new_units(db, morning, question, audience=audience, limit=MANY)
        return [count_new_units(db, morning, question, audience=audience), len(listed)]
    if params.get("par") == "articles":
        return [count_unit_threads(db, filters, question), len(list_unit_threads(db, filters, question, limit=MANY))]
    return [count_units(db, filters, question), len(list_units(db, filters, question, limit=MANY))]


def test_what_the_review_says_to_answer_leads_to_those_who_hold_it_against_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    watch = home.watch / "watch.toml"
    watch.write_text(re.sub(r"(?m)^\[us\]$", '[us]\ndashboard_url = "https://vigie.example"',
                            watch.read_text(encoding="utf-8")), encoding="utf-8")  # fmt: skip
    db = prepared(home)
    for number, side in enumerate(("favour", "against")):  # our own position is « against »
        row = add_article(db, f"Le maire parle du déremboursement, {number}.", at=NOW - timedelta(hours=2 + number),
                          number=number)  # fmt: skip
        tag_article(db, row)
        texts = [f"Leur choix, {number}-{place}." for place in range(3)]
        add_comments(db, row, texts, argument="doctor-responsibility", value=side)
    db.close()
    (answer,) = brief_of(home).answers
    assert answer.n == 3 and answer.trail.href is not None
    address = answer.trail.href.removeprefix("https://vigie.example/")
    assert count_listed(home, address, monkeypatch) == [3]


def read_numbers(said: str) -> list[int]:
    return [int(found.replace(" ", "")) for found in re.findall(r"\d[\d ]*", said)]


def count_listed(home: Home, address: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items the view at an address says it lists; of quotes, also in how many articles and words."""
    url = urlsplit(address)
    name = url.path.removeprefix("./")
    app = view(home, name, monkeypatch, **dict(parse_qsl(url.query)))
    page = lxml.html.fromstring(f"<div>{html_of(app)}</div>")
    said = " ".join(clean(one.text_content()) for one in page.xpath('//*[@data-testid="bilan"]'))
    return read_numbers(said)[: 3 if name == "acteurs" else 1]
