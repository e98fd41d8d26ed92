"""Each view on an empty, a small and a large database, and when the data cannot be read."""

import html
import re
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.address import link, read_filters, read_question
from dashboard.screen import Screen
from dashboard.shell import VIEWS as SHOWN
from dashboard.views import passages
from store.access import LOCAL
from store.clock import today
from store.database import open_readonly, rows
from store.home import HOME_VARIABLE, Home
from store.queries.passages import Question, count_units
from store.watch import load_watch
from tests.dashboard_homes import HOSTILE, TARGET, add_thread, fill_large, fill_small, make_home

VIEWS = tuple(SHOWN)
APP = Path(__file__).parent.parent / "dashboard" / "app.py"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Home]:
    """Homes by size, read only by the tests that share them."""
    made = {size: make_home(tmp_path_factory.mktemp(size)) for size in ("empty", "small", "large")}
    fill_small(made["small"])
    fill_large(made["large"])
    return made


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


def script(name: str) -> None:
    from dashboard.shell import show_view

    show_view(name)


def view(home: Home, name: str, monkeypatch: pytest.MonkeyPatch, **params: str) -> AppTest:
    monkeypatch.setenv(HOME_VARIABLE, str(home.folder))
    app = AppTest.from_function(script, args=(name,), default_timeout=30)
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def html_of(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(str(one.value) for one in app.html)


def words_of(app: AppTest) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", html_of(app))).replace("\u00a0", " ").replace("\u202f", " ")


def links_of(app: AppTest, view_name: str) -> list[tuple[str, dict[str, str]]]:
    """The text and the parameters of each link to a view."""
    found = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', html_of(app))
    parsed = [(re.sub("<[^>]+>", "", text), urlsplit(html.unescape(href))) for href, text in found]
    return [(text, {name: value[0] for name, value in parse_qs(url.query).items()})
            for text, url in parsed if url.path == view_name]  # fmt: skip


def some_article(home: Home) -> str:
    db = open_readonly(home.database)
    found = rows(db, "select id from articles order by published_at desc limit 1")[0]["id"]
    db.close()
    return str(found)


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("size", ["empty", "small", "large"])
def test_every_view_is_drawn_on_every_size(
    homes: dict[str, Home], size: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = view(homes[size], name, monkeypatch)
    assert "<h1" in html_of(app)
    assert "panne" not in html_of(app)


def test_the_whole_application_opens_on_this_morning(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(homes["small"].folder))
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert "Ce matin" in words_of(app) and "1 article" in words_of(app)


@pytest.mark.parametrize("name", VIEWS)
def test_a_missing_database_says_in_french_what_to_run(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = view(Home(tmp_path / "nulle-part"), name, monkeypatch)
    assert "vigie init" in words_of(app) and not app.exception


@pytest.mark.parametrize("name", VIEWS)
def test_a_failing_read_shows_a_french_sentence_and_no_traceback(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    home.database.write_bytes(b"ceci n'est pas une base" * 400)
    shown = words_of(view(home, name, monkeypatch))
    assert "n’a pas pu être lue" in shown and "Traceback" not in shown


def test_an_unreadable_watch_names_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path / "home")
    (home.watch / "watch.toml").write_text("id = 'x", encoding="utf-8")
    assert "watch.toml" in words_of(view(home, "matin", monkeypatch))


def test_a_quiet_day_is_said_in_one_sentence(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    shown = words_of(view(homes["small"], "matin", monkeypatch, jour="2026-12-24"))
    assert "Journée calme" in shown and "Un article du débat" in shown
    assert "Ce que disent les lecteurs" not in shown


def test_hostile_text_is_shown_letter_by_letter(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    small = homes["small"]
    for app in (
        view(small, "lire", monkeypatch, article=some_article(small)),
        view(small, "passages", monkeypatch, voix="lecteurs", cible=TARGET, position="contre"),
    ):
        assert "<script" not in html_of(app)
        assert HOSTILE in html.unescape(re.sub("</?mark[^>]*>", "", html_of(app)))
        assert not app.markdown


def test_a_deleted_comment_says_so(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    small = homes["small"]
    assert "commentaire supprimé" in words_of(view(small, "lire", monkeypatch, article=some_article(small)))


def test_a_tag_shows_its_score_model_and_measured_precision(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = words_of(view(homes["small"], "passages", monkeypatch, voix="lecteurs", cible=TARGET, position="contre"))
    for piece in (
        "score 0,90",
        "Modèle stance",
        "modèle de départ",
        "précision mesurée 74 % (68 à 79 %)",
        "caractères",
    ):
        assert piece in shown


@pytest.mark.parametrize("name", ["matin", "tendances"])
@pytest.mark.parametrize("size", ["small", "large"])
def test_every_number_leads_to_as_many_passages(
    homes: dict[str, Home], size: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [(int(text), params) for text, params in links_of(view(homes[size], name, monkeypatch), "passages")
               if text.isdigit()]  # fmt: skip
    assert numbers
    for n, params in numbers[:: max(1, len(numbers) // 12)]:
        app = view(homes[size], "passages", monkeypatch, **params)
        assert re.search(rf"\b{n}\b", words_of(app).split(",")[0]), params
        shown = html_of(app).count('data-testid="unite"')
        assert shown == min(n, 25), params


def test_the_filters_of_the_address_are_those_on_screen(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = view(homes["large"], "tendances", monkeypatch, cible="tarif-autorite", du="2026-10-05", au="2026-10-18",
               public="tous", reprises="sans")  # fmt: skip
    chosen = {box.label: box.value for box in app.selectbox}
    assert chosen["Cible"] == "tarif-autorite" and chosen["Public"] == "tous"
    assert chosen["De la semaine du"] == "2026-10-05" and chosen["À la semaine du"] == "2026-10-18"
    assert "additionnent des publics différents" in words_of(app)


def test_a_choice_writes_the_address(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(homes["large"], "tendances", monkeypatch)
    app.selectbox(key="choix-cible").select("tarif-autorite").run()
    assert app.query_params["cible"] in ("tarif-autorite", ["tarif-autorite"])
    assert "Tarif d’autorité" in words_of(app)


def test_audiences_are_never_pooled_by_default(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(homes["large"], "tendances", monkeypatch)
    assert app.selectbox(key="choix-public").value == "medecins"
    assert "additionnent" not in words_of(app)


def test_few_units_give_no_share(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (words_of(view(homes[size], "tendances", monkeypatch)) for size in ("small", "large"))
    shares = re.sub(r"précision mesurée.*?Jusqu’où s’y fier", "", small)
    assert "effectif trop faible" in shares and not re.search(r"\d %\s+\(", shares)
    assert re.search(r"\d+ %\s+\(\d+ à \d+ %\)", large)


def test_a_wrong_address_is_not_an_error(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VIEWS:
        app = view(homes["small"], name, monkeypatch, page="-3", du="hier", au="", public="martiens", cible="rien",
                   position="peut-être", article="absent", passage="absent", jour="x", source="?",
                   matin="y")  # fmt: skip
        assert "panne" not in html_of(app)


def test_the_collection_names_what_failed_and_what_was_never_verified(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = words_of(view(homes["small"], "collecte", monkeypatch))
    for piece in ("jamais vérifiée", "Collez la page.", "page vide", "en partie", "Déclarés, non lus",
                  "mesurée sur 420 phrases écrites pour l’essai"):  # fmt: skip
        assert piece in shown


def test_a_pasted_page_becomes_a_waiting_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path / "home")
    app = view(home, "coller", monkeypatch)
    app.text_area(key="texte").input("Un titre de page\n\nUn texte.")
    app.button[0].click().run()
    assert "enregistrée" in words_of(app) and "en attente" in words_of(app)
    assert len(list(home.inbox.glob("*.txt"))) == 1


@pytest.mark.parametrize("address", ["", "pas-une-adresse"])
def test_a_request_that_cannot_be_read_is_refused_in_french(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = view(make_home(tmp_path / "home"), "coller", monkeypatch)
    app.text_input(key="adresse").input(address)
    app.button[0].click().run()
    assert 'data-testid="refus"' in html_of(app) and "Aucune demande encore" in words_of(app)


def test_a_correction_changes_the_count_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path / "home")
    fill_small(home)
    db = open_readonly(home.database)
    found = rows(db, "select p.id, p.thread_id from passages p join comments c on c.id = p.owner_id"
                     " where c.body like '%contre%'")[0]  # fmt: skip
    app = view(home, "lire", monkeypatch, article=found["thread_id"], passage=found["id"])
    app.radio[0].set_value("favour")
    app.text_input[0].input("Camille")
    app.button[0].click().run()
    assert "décidé par une personne" in words_of(app)
    counted = rows(db, "select stance, sum(n_raw) as n from daily_stance where voice = 'reader' and target = :t"
                       " group by 1", {"t": TARGET})  # fmt: skip
    # The removed comment of the thread, neutral, stays counted.
    assert counted == [{"stance": "favour", "n": 2}, {"stance": "neutral", "n": 1}]
    db.close()


def test_new_data_shows_after_a_run_and_not_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path / "home")
    fill_small(home)
    assert "1 article " in words_of(view(home, "lire", monkeypatch))
    fill_large(home, n_threads=3, n_comments=1)
    assert "3 articles" in words_of(view(home, "lire", monkeypatch))


def test_a_long_thread_is_read_in_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from store.database import open_database
    from tests.dashboard_homes import NOW

    home = make_home(tmp_path / "home")
    fill_small(home)
    db = open_database(home.database)
    found = add_thread(db, 7, [f"pour {index}" for index in range(95)], at=NOW - timedelta(days=1))
    db.execute("update comments set reply_to = null")
    db.conn.commit()
    db.close()
    pages = [html_of(view(home, "lire", monkeypatch, article=found, page=str(page))) for page in (1, 2, 4, 9)]
    assert [page.count('data-testid="commentaire"') for page in pages] == [30, 30, 5, 5]


@pytest.mark.parametrize("name", VIEWS)
def test_no_view_writes_to_the_database(homes: dict[str, Home], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = homes["small"].database.read_bytes()
    view(homes["small"], name, monkeypatch)
    assert homes["small"].database.read_bytes() == before


def test_the_votes_of_a_debate_are_shown_apart_from_the_comments(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = words_of(view(homes["small"], "lire", monkeypatch, article=some_article(homes["small"])))
    assert "Faut-il une île de plus ?" in shown and "160 votes sur le site" in shown
    assert re.search(r"Oui\s+120\s+75 %\s+Non\s+40\s+25 %", shown)


def test_what_is_held_of_persons_is_said_with_durations_rights_and_open_questions(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words_of(view(homes["large"], "donnees", monkeypatch)).replace("\u00a0", " ").replace("\u202f", " ")
    with closing(open_readonly(homes["large"].database)) as db:
        n_comments = rows(db, "select count(*) as n from comments where body <> ''")[0]["n"]
    for expected in (f"{n_comments} textes", "3 ans (1 095 jours)", "vigie forget --author -", "article 35", "CNIL"):
        assert expected in said, expected


@pytest.mark.parametrize(("most", "caution"), [(500, ""), (7, "Les 7 plus récents seulement.")])
def test_a_file_of_passages_says_what_it_counts_how_many_and_who_read_them(
    homes: dict[str, Home], most: int, caution: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "MOST_DOWNLOADED", most)
    home, params = homes["large"], {"cible": TARGET, "position": "contre", "voix": "lecteurs"}
    with closing(open_readonly(home.database)) as db:
        screen = Screen(home=home, watch=load_watch(home.watch), params=params, today=today(), db=db, version="1",
                        person=LOCAL)  # fmt: skip
        question = read_question(params)
        filters = read_filters(params, first_on=date(1900, 1, 1), last_on=date(2999, 12, 31), default_audience="tous")
        n = count_units(db, filters, question)
        file = passages.describe_file(screen, question, filters, None, n)
        whole = passages.describe_file(screen, Question(voice="reader"), filters, None, n)
    assert (file.unit, whole.unit) == ("un commentaire compte une fois par cible", "un commentaire compte une fois")
    assert n > 7 and file.n == n and file.caution == caution
    assert "contre sur «" in file.title.replace("\u00a0", " ")
    lines = [dict(zip(file.columns, row, strict=True)) for row in file.rows]
    assert len(lines) >= min(n, most)
    assert all(line["Modèle"] and int(line["Fin"] or 0) > int(line["Début"] or 0) for line in lines)


@pytest.mark.parametrize(
    ("name", "params"),
    [("alertes", {"alerte": "3"}), ("collecte", {"modele": "m"}), ("revue", {"jour": "2026-11-20"}),
     ("verifier", {"file": "utiles"}), ("matin", {"jour": "2026-11-20"}), ("nouveau", {"jour": "2026-11-20"}),
     ("lire", {"q": "contre"}), ("lire", {"etat": "pris"})],
)  # fmt: skip
def test_the_link_of_a_view_holds_what_its_address_holds(
    homes: dict[str, Home], name: str, params: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = re.findall(r'data-copy-link="([^"]*)" data-testid="lien-vue"',
                       html_of(view(homes["small"], name, monkeypatch, **params)))  # fmt: skip
    assert [html.unescape(one) for one in found] == [link(name, **params)]


def test_the_link_of_a_review_says_its_day(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    assert f'data-copy-link="revue?jour={today()}"' in html_of(view(homes["small"], "revue", monkeypatch))
