"""« Rechercher », and a search that becomes a term of the watch once it was tried."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from store.database import open_database, open_readonly, rows
from store.desk import correct_tag
from store.home import Home
from store.queries.found import Narrow, count_answers, list_answers, try_search
from store.query import QueryError
from store.sampling import Said, answer_item, draw_sample
from store.terms import add_cues, has_waiting_terms, list_terms, read_cues, request_term, write_terms
from store.watch import load_watch
from tests.dashboard_homes import TARGET, fill_large, fill_small, make_home
from tests.test_dashboard_views import html_of, links_of, view, words_of
from vigie.nightly import run_work


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Home]:
    """Homes by size, read only by the tests that share them."""
    made = {size: make_home(tmp_path_factory.mktemp(size)) for size in ("empty", "small", "large")}
    fill_small(made["small"])
    fill_large(made["large"])
    return made


@pytest.mark.parametrize("size", ["empty", "small", "large"])
@pytest.mark.parametrize("query", ["", "contre", "convention OU pour", "NEAR(cabinet convention, 5)", "introuvable"])
def test_the_search_is_drawn_on_every_size(
    homes: dict[str, Home], size: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = view(homes[size], "rechercher", monkeypatch, q=query)
    assert "<h1" in html_of(app) and "panne" not in html_of(app)


def test_a_search_counts_marks_and_pages_its_answers(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(homes["large"], "rechercher", monkeypatch, q="pour SAUF convention")
    assert "0 article et 160 commentaires" in " ".join(words_of(app).split())
    assert html_of(app).count('data-testid="reponse"') == 25
    assert html_of(app).count('<mark class="found"') == 25
    assert any(params.get("passage") for _, params in links_of(app, "lire"))


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        (Narrow(), (40, 240)), (Narrow(kind="article"), (40, 0)), (Narrow(kind="comment"), (0, 240)),
        (Narrow(audience="local"), (0, 0)), (Narrow(source="confrere"), (40, 240)), (Narrow(source="autre"), (0, 0)),
        (Narrow(target=TARGET, stance="against", kind="comment"), (0, 240)), (Narrow(stance="favour"), (0, 0)),
        (Narrow(first="2026-11-22"), (1, 6)), (Narrow(last="2026-11-21"), (39, 234)),
    ],
)  # fmt: skip
def test_each_filter_narrows_counts_and_answers_alike(
    homes: dict[str, Home], narrow: Narrow, expected: tuple[int, int]
) -> None:
    db = open_readonly(homes["large"].database)
    counts = count_answers(db, "contre", narrow)
    assert (counts["article"], counts["comment"]) == expected
    assert len(list_answers(db, "contre", narrow, limit=500)) == sum(expected)
    db.close()


def test_a_search_that_cannot_be_read_says_where(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    shown = words_of(view(homes["small"], "rechercher", monkeypatch, q="contre SAUF", genre="x", cible="y", du="hier"))
    assert "Recherche illisible au caractère 8" in shown


@pytest.mark.parametrize(
    ("search", "cues"),
    [
        ("Déconventionnés", ["deconventionnes"]), ("« reste à charge »", ["reste a charge"]),
        ("ordonnance*", ["ordonnance*"]),
        ("kiné OU « hors convention »", ["kine", "hors convention"]), ("NEAR(a1 b2*, 4)", ["a1 … b2*", "b2* … a1"]),
    ],
)  # fmt: skip
def test_a_search_becomes_cues_that_say_the_same(search: str, cues: list[str]) -> None:
    assert read_cues(search) == cues


@pytest.mark.parametrize("search", ["un SAUF deux", "un deux", "NEAR(un deux trois)", "un OU (deux trois)"])
def test_a_search_that_no_cue_says_is_refused(search: str) -> None:
    with pytest.raises(QueryError, match="ne peut pas devenir un terme"):
        read_cues(search)


def test_a_trial_shows_what_people_know_found_missed_and_wrong(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    fill_large(home, n_threads=4, n_comments=6)
    db = open_database(home.database)
    for name, value in (("contre", "against"), ("pour", "favour")):
        for row in rows(db, "select p.id from passages p join comments c on c.id = p.owner_id where c.body like :name"
                            " order by p.id limit 3", {"name": f"{name}%"}):  # fmt: skip
            correct_tag(db, passage_id=row["id"], kind="stance", key=TARGET, value=value, made_by="Camille")
    trial = try_search(db, "contre")
    assert (len(trial.found), len(trial.missed), trial.n_known_outside) == (3, 3, 0)
    draw_sample(db, date(2026, 11, 22))
    item = rows(db, "select i.id from sample_items i join comments c on c.id = i.owner_id where c.body like 'contre%'")[
        0
    ]
    answer_item(db, item["id"], Said(is_relevant=False), made_by="Camille")
    trial = try_search(db, "contre")
    assert trial.n_known_outside == len(trial.wrongly_found) == 1
    db.close()


def test_a_term_is_asked_once_and_written_with_all_else_unchanged(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    fill_small(home)
    before = (home.watch / "watch.toml").read_text(encoding="utf-8")
    db = open_database(home.database)
    request_term(db, "« île de plus » OU contre*", made_by="Camille")
    assert request_term(db, "« île de plus » OU contre*", made_by="Camille") == 1 and has_waiting_terms(db)
    assert write_terms(db, home.watch) == (1, 0) and not has_waiting_terms(db)
    after = (home.watch / "watch.toml").read_text(encoding="utf-8")
    assert load_watch(home.watch).terms.measure[-2:] == ("ile de plus", "contre*")
    wanted = tomllib.loads(before)
    wanted["terms"]["measure"] += ["ile de plus", "contre*"]
    assert tomllib.loads(after) == wanted
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    assert add_cues(home.watch, ["contre*"], "encore") == []
    (home.watch / "watch.toml").write_text("rien", encoding="utf-8")
    request_term(db, "autre", made_by="Camille")
    assert write_terms(db, home.watch) == (0, 1)
    assert list_terms(db)[0]["status"] == "failed" and "Non écrit" in list_terms(db)[0]["answer"]
    db.close()


@pytest.mark.parametrize(
    "lists",
    [
        'measure = ["a ] b", \'c\']', 'measure = [\n  "a", # un ] ici\n  "b"\n]', 'measure = [ "a" ]\ncore = ["x"]',
        'measure = [\n  "a \\" ] b",\n]',
    ],
)  # fmt: skip
def test_a_list_is_lengthened_however_it_is_written(tmp_path: Path, lists: str) -> None:
    import shutil

    from store.watch import packaged_watch

    folder = Path(shutil.copytree(packaged_watch(), tmp_path / "watch"))
    text = (folder / "watch.toml").read_text(encoding="utf-8")
    start, end = text.index("measure = ["), text.index("\n]", text.index("measure = [")) + 2
    changed = text[:start] + lists.replace('\ncore = ["x"]', "") + text[end:]
    (folder / "watch.toml").write_text(changed, encoding="utf-8")
    assert add_cues(folder, ["un mot"], "essai") == ["un mot"]
    assert load_watch(folder).terms.measure[-1] == "un mot"


@pytest.mark.long
def test_work_wakes_for_a_term_alone(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    db = open_database(home.database)
    request_term(db, "parapluie", made_by="Camille")
    db.close()
    assert run_work(home) == 0
    assert load_watch(home.watch).terms.measure[-1] == "parapluie"
