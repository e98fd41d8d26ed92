"""« Acteurs et citations » and « Médias » : every number leads to what it counts; candidates, copies, few units."""

import html
import re
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

from dashboard.candidates import gather_candidates, is_name
from dashboard.reprises import Text, compare
from dashboard.views.actor_quotes import write_quote
from dashboard.voices import Quoted
from nlp.stance import Sentiment
from nlp.stories import group_stories
from nlp.tag import tag_stale
from store.actor_requests import speaker_key, write_actors
from store.articles import Origin
from store.database import open_database
from store.home import HOME_VARIABLE, Home
from store.records import Block
from store.watch import load_watch
from store.writes import save_article, save_sources, start_run
from tests.builders import KEY, article, comment
from tests.dashboard_homes import NOW, make_home
from tests.hand_read import read_by_hand

SOURCES = (("confrere", "Le Confrère du soir", "medecins"), ("reveil", "Le Réveil médical", "medecins"),
           ("gazette", "La Gazette de Morbreuil", "local"))  # fmt: skip
PEOPLE = ("Jérôme Marty, président de l’UFML-S", "Thomas Fatôme, directeur général de la Cnam",
          "Maud Escarvel, présidente d’un collectif", "Stéphanie Rist, ministre de la Santé")  # fmt: skip
SAID = ("La convention nous étouffe et personne ne veut l’entendre", "Les ordonnances doivent rester remboursées",
        "Rien ne justifie que la collectivité finance ce choix")  # fmt: skip
TONES: dict[str, Sentiment] = {"étouffe": "negative", "n’écoute personne": "negative", "a raison": "positive"}
COMMENTS = ("Marty a raison, je quitte la convention.", "La Cnam n’écoute personne, je suis contre.", "Bof, secteur 3.")


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
    shown = "\n".join(str(one.value) for one in app.html)
    assert "panne" not in shown
    return shown


def words_of(app: AppTest) -> str:
    plain = html.unescape(re.sub(r"<[^>]+>", " ", html_of(app))).replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", plain)


def numbers_of(app: AppTest) -> list[tuple[int, str, dict[str, str]]]:
    """Each number that is a link: the number, the view it opens, the parameters."""
    found = re.findall(r'<a href="([a-z]+)\?([^"]+)"[^>]*class="count"[^>]*>(\d+)</a>', html_of(app))
    return [(int(n), name, dict(part.split("=", 1) for part in html.unescape(query).split("&") if "=" in part))
            for name, query, n in found]  # fmt: skip


def fill(home: Home, *, n: int, days: int) -> None:
    """Articles that quote three camps and an unknown speaker, every third one copied and cut by the next source."""
    db = open_database(home.database)
    save_sources(db, [{"id": slug, "name": name, "homepage": f"https://{slug}.example", "audience": audience, "tier": 1,
                       "comments_platform": "logora", "verified_on": None}
                      for slug, name, audience in SOURCES])  # fmt: skip
    for number in range(n):
        add(db, number, at=NOW - timedelta(days=number * days / n, hours=3), copy=False)
        if number % 3 == 0:
            add(db, number, at=NOW - timedelta(days=number * days / n, hours=1), copy=True)
    with read_by_hand(TONES):
        tag_stale(db, load_watch(home.watch), run_id=start_run(db, "nightly"))
    group_stories(db)
    db.close()


def add(db: Database, number: int, *, at: datetime, copy: bool) -> None:
    slug, _, audience = SOURCES[(number + copy) % 2 if number % 5 else 2 - copy]
    # Words of their own, so that two articles are no copies of each other.
    own = [" ".join(f"mot{number}x{place * 7 + step}" for step in range(9)) for place in range(6)]
    blocks = [f"Médecins hors convention et secteur 3 : le dossier {number} avance, {text}." for text in own]
    for place in range(2):
        blocks.insert(place * 2 + 1, f"« {SAID[(number + place) % 3]} », "
                      f"{('affirme', 'prétend')[place]} {PEOPLE[(number + place) % 4]}.")  # fmt: skip
    if copy:
        blocks = blocks[:4]
    url = f"https://{slug}.example/{number}{'-copie' * copy}"
    comments = tuple(
        comment(text, id=f"{number}-{copy}-{place}", posted_at=at + timedelta(minutes=place), reply_to=None)
        for place, text in enumerate(COMMENTS)
    )
    title = f"Jérôme Marty et le secteur 3, épisode {number}" + " : la suite" * copy
    save_article(
        db, article(url=url, canonical_url=url, site=f"{slug}.example", title=title, published_at=at,
                    blocks=tuple(Block(kind="paragraph", text=text) for text in blocks), comments=comments,
                    paywall=("free", "partial", "blocked")[number % 3], standfirst=None),
        origin=Origin(audience=audience, source_id=slug), key=KEY,
    )  # fmt: skip


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Home]:
    """Homes by size, read only by the tests that share them."""
    made = {size: make_home(tmp_path_factory.mktemp(size)) for size in ("empty", "small", "year")}
    fill(made["small"], n=2, days=2)
    fill(made["year"], n=30, days=300)
    return made


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


@pytest.mark.parametrize("name", ["acteurs", "medias"])
@pytest.mark.parametrize("size", ["empty", "small", "year"])
def test_both_views_are_drawn_on_every_size(
    homes: dict[str, Home], size: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "<h1" in html_of(view(homes[size], name, monkeypatch))


@pytest.mark.parametrize("name", ["acteurs", "medias"])
@pytest.mark.parametrize("unique", ["", "sans"])
def test_every_number_leads_to_as_many_texts(
    homes: dict[str, Home], name: str, unique: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = {"du": "2026-01-05", "au": "2026-11-22", "public": "tous"} | ({"reprises": unique} if unique else {})
    numbers = numbers_of(view(homes["year"], name, monkeypatch, **params))
    assert len(numbers) > 20
    for n, target, asked in numbers[:: max(1, len(numbers) // 7)]:
        shown = view(homes["year"], target, monkeypatch, **asked)
        said = re.sub("<[^>]+>", "", re.findall(r'data-testid="bilan">(.*?)</p>', html_of(shown), re.DOTALL)[0])
        assert int(re.search(r"\d+", said).group()) == n, (asked, said)  # type: ignore[union-attr]
        cards = len(re.findall(r'data-testid="(?:citation|nomme|article|unite|texte)"', html_of(shown)))
        assert cards == min(n, 30 if target == "medias" else 25), asked


def test_a_quote_shows_who_where_when_and_how_it_is_told(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = view(homes["year"], "acteurs", monkeypatch, acteur="jerome-marty", public="tous")
    shown = words_of(app)
    for piece in (
        "président de l’UFML-S · Syndicats de médecins",
        "« prétend »",
        "le journaliste doute",
        "Le Confrère",
    ):
        assert piece in shown
    days = re.findall(r'<p class="source">[^,]+, \w+\. (\d+\S* \S+ \d{4})', html_of(app).replace("\u00a0", " "))
    assert days and "Copier la citation" in shown


def test_a_copied_quote_bears_its_source() -> None:
    row = {"text": "Nous partirons", "speaker": "Jérôme Marty", "source": "Le Confrère du soir", "day": "2026-11-20",
           "url": "https://confrere.example/1"}  # fmt: skip
    assert write_quote(row) == (
        "«\u00a0Nous partirons\u00a0» (Jérôme Marty, Le Confrère du soir, 20\u00a0nov. 2026, https://confrere.example/1)"
    )


def test_readers_are_counted_apart_from_the_press(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    shown = words_of(view(homes["year"], "acteurs", monkeypatch, acteur="jerome-marty", voir="lecteurs", public="tous"))
    assert "commentaires qui le nomment" in shown and "Marty a raison" in shown and "La convention nous" not in shown


def test_few_quotes_give_no_share(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    small, year = (words_of(view(homes[size], "acteurs", monkeypatch, public="tous")) for size in ("small", "year"))
    assert "effectif trop faible" in small and not re.search(r"\d %\s*\(", small)
    assert re.search(r"\d+ % \(\d+ à \d+ %\)", year)


def test_an_unknown_speaker_is_shown_with_sentences_and_becomes_an_actor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    fill(home, n=4, days=2)
    app = view(home, "acteurs", monkeypatch, public="tous")
    assert 'data-testid="candidat"' in html_of(app) and "Maud Escarvel" in words_of(app)
    key = speaker_key("Maud Escarvel")
    app = view(home, "acteurs", monkeypatch, public="tous", candidat=key)
    app.text_input(key=f"fonction-{key}").input("présidente d’un collectif")
    app.selectbox(key=f"camp-{key}").select("syndicats-medecins")
    app.text_input(key=f"par-{key}").input("Camille")
    app.button[0].click().run()
    assert "Demande enregistrée" in words_of(app)
    with closing(open_database(home.database)) as db:
        assert write_actors(db, home.watch) == (1, 0)
        with read_by_hand(TONES):
            tag_stale(db, load_watch(home.watch), run_id=start_run(db, "work"))
    shown = view(home, "acteurs", monkeypatch, public="tous", acteur="maud-escarvel")
    assert html_of(shown).count('data-testid="citation"') > 0 and "Syndicats de médecins" in words_of(shown)
    assert 'data-testid="candidat"' not in html_of(view(home, "acteurs", monkeypatch, public="tous"))


def test_a_refused_speaker_stays_out_of_the_candidates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path / "home")
    fill(home, n=4, days=2)
    key = speaker_key("Maud Escarvel")
    app = view(home, "acteurs", monkeypatch, public="tous", candidat=key)
    app.radio(key=f"acte-{key}").set_value("refused")
    app.text_input(key=f"par-{key}").input("Camille")
    app.button[0].click().run()
    assert "Tenu hors de la liste" in words_of(app)
    assert 'data-testid="candidat"' not in html_of(view(home, "acteurs", monkeypatch, public="tous"))


@pytest.mark.parametrize(
    ("speaker", "is_one"),
    [("Maud Escarvel", True), ("Dre Escarvel", True), ("FHF", True), ("H. Dumont", True), ("le maire", False),
     ("un patient", False), ("Les Élus", False), ("Escarvel", False), ("Mme de La Tour", True)],
)  # fmt: skip
def test_only_names_become_candidates(speaker: str, is_one: bool) -> None:
    assert is_name(speaker) is is_one


def test_the_forms_of_one_name_are_one_candidate() -> None:
    speakers = [
        {"speaker": form, "n": 2, "n_articles": 1, "n_sources": 1, "first_on": None, "last_on": "2026-11-20"}
        for form in ("Maud Escarvel", "Dre Maud Escarvel", "le maire")
    ]
    found = gather_candidates(speakers, {})
    assert [(one.name, one.n, one.aliases) for one in found] == [("Maud Escarvel", 4, ("Maud Escarvel",))]


def test_the_first_publisher_and_what_each_reprise_changed_are_said(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = words_of(view(homes["year"], "medias", monkeypatch, public="tous"))
    for piece in ("1 reprise", "2 h après", "autre titre", "% des phrases coupées", "Coupé", "Lus en entier"):
        assert piece in shown


def test_sentences_kept_rewritten_cut_and_added_are_told_apart() -> None:
    first = Text(
        title="Un titre",
        standfirst="",
        sentences=(
            "Le cabinet ferme lundi.",
            "La mairie loue les murs 600 euros par mois au praticien.",
            "Personne ne répond.",
        ),
    )
    copy = Text(
        title="Un autre titre",
        standfirst="",
        sentences=(
            "Le cabinet ferme lundi !",
            "La mairie loue les murs 600 euros chaque mois au praticien.",
            "Chez nous aussi.",
        ),
    )
    changes = compare(first, copy)
    assert changes.new_title and changes.n_kept == 1 and len(changes.rewritten) == 1
    assert changes.cut == ("Personne ne répond.",) and changes.added == ("Chez nous aussi.",)
    assert changes.say().replace("\u00a0", " ").startswith("autre titre, 33 % des phrases coupées, 1 phrase récrite")


def test_shares_of_words_add_up_and_few_quotes_have_none() -> None:
    quotes = [(str(number % 3), str(number), 1, 1, 10) for number in range(30)]
    found = Quoted(quotes).gather([], str)
    assert sum(one.share or 0 for one in found.values()) == pytest.approx(1.0)
    assert all(one.low is not None and one.high is not None and one.low < one.high for one in found.values())
    assert all(one.share is None for one in Quoted(quotes[:29]).gather([], str).values())


@pytest.mark.parametrize("name", ["acteurs", "medias"])
def test_a_wrong_address_is_no_error(homes: dict[str, Home], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for params in ({"acteur": "personne", "voir": "rien", "ou": "toit"}, {"camp": "x", "page": "-3", "du": "hier"},
                   {"voir": "articles", "source": "?", "acces": "or", "suite": "z"}, {"camp": "inconnus"}):  # fmt: skip
        html_of(view(homes["small"], name, monkeypatch, **params))


def test_the_morning_says_how_many_are_reprises_and_repeated_texts(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = words_of(view(homes["small"], "matin", monkeypatch, jour="2026-11-22"))
    assert "2 articles (dont 1 reprise)" in shown
