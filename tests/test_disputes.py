"""Quarrels of figures: rival values of one quantity stand together with who told each, first said first."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from nlp.tag import tag_stale
from store.articles import Origin
from store.database import open_database, open_readonly
from store.disputes import Dispute, Telling, Value, find_disputes, list_odd
from store.home import Home
from store.quantities import Quantity
from store.quarrels import Most, sum_up_all
from store.queries.figures import count_circulating, list_circulating
from store.queries.filters import Filters
from store.records import Block
from store.runs import start_run
from store.tellings import find_sentence
from store.watch import load_watch
from store.writes import save_article
from tests.builders import KEY, article, comment
from tests.dashboard_homes import make_home, prepare
from tests.test_dashboard_views import html_of, links_of, view, words_of

ALWAYS = Filters(first_on=date(1900, 1, 1), last_on=date(2999, 12, 31))
SPRING, SUMMER = datetime(2026, 3, 4, 8, tzinfo=UTC), datetime(2026, 7, 9, 8, tzinfo=UTC)
PAPER = (
    "La caisse en recense 927, un chiffre que conteste le syndicat des médecins hors convention. « Nous sommes 1 347 "
    "médecins hors convention », assure sa présidente, Lise Quenouille. Le tarif d'autorité va de 0,43 à 0,61 centime "
    "pour une consultation hors convention."
)
LATER = "Un peu plus de 1 000 médecins exercent hors convention, selon la ministre Odile Sarment."
READERS = (
    "ces 1327 secteur 3 ne coûtent rien à la sécu, leurs ordonnances si",
    "Il y a 237 000 médecins en France, les médecins du secteur 3 sont 1347 soit O, OO56 % et on ne parle que d'eux",
)


def add(db: Database, url: str, text: str, at: datetime, comments: tuple[str, ...] = ()) -> None:
    """One article with its thread, as the collection would store it."""
    made = tuple(
        comment(words, id=f"{url}-{place}", author_ref=f"Zibeline{place}", posted_at=at)
        for place, words in enumerate(comments)
    )
    title = "Médecins hors convention : la querelle"
    blocks = (Block(kind="paragraph", text=text),)
    save_article(
        db, article(url=url, canonical_url=url, title=title, blocks=blocks, published_at=at, comments=made),
        origin=Origin(audience="medecins", source_id="confrere"), key=KEY,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two articles and two comments that quarrel over one number, read by the real taggers."""
    made = make_home(tmp_path_factory.mktemp("quarrel"))
    db = open_database(made.database)
    prepare(db)
    add(db, "https://gazette.example/un", PAPER, SPRING, READERS)
    add(db, "https://gazette.example/deux", LATER, SUMMER)
    tag_stale(db, load_watch(made.watch), run_id=start_run(db, "tag"))
    db.close()
    return made


def disputes_of(home: Home) -> list[Dispute]:
    db = open_readonly(home.database)
    found = find_disputes(list_circulating(db, ALWAYS), load_watch(home.watch).quantities)
    db.close()
    return found


def value(dispute: Dispute, low: float) -> Value:
    return next(one for one in dispute.values if one.low == low)


def test_rival_values_stand_as_one_quarrel(home: Home) -> None:
    quarrel = disputes_of(home)[0]
    assert quarrel.slug == "medecins-hors-convention" and quarrel.is_disputed
    assert {one.low for one in quarrel.values} == {927.0, 1000.0, 1327.0, 1347.0}
    assert value(quarrel, 1000.0).comparator == "more-than"


def test_each_value_says_who_gave_it_first_and_who_repeats_it(home: Home) -> None:
    quarrel = disputes_of(home)[0]
    most_told = value(quarrel, 1347.0)
    assert most_told.first.owner_kind == "article" and most_told.first.day == "2026-03-04"
    assert most_told.sayers == ("Lise Quenouille",)
    assert (most_told.n_articles, most_told.n_comments) == (1, 1)
    assert value(quarrel, 927.0).sayers == ("la caisse",)
    assert "927" in value(quarrel, 927.0).first.sentence


def test_a_typing_slip_is_told_and_kept(home: Home) -> None:
    slip = value(disputes_of(home)[0], 1327.0)
    assert slip.first.text == "1327" and "1\u202f347" in slip.oddities[0]


def test_letters_ratios_and_centimes_are_flagged_never_corrected(home: Home) -> None:
    db = open_readonly(home.database)
    odd = {one.text: one for one in list_odd(list_circulating(db, ALWAYS))}
    db.close()
    share = odd["O, OO56 %"]
    assert share.low == 0.0056 and len(share.oddities) == 2 and "lettre O" in share.oddities[0]
    assert any("centime" in text and one.oddities for text, one in odd.items())


def test_small_counts_dates_and_laws_do_not_circulate(home: Home) -> None:
    db = open_readonly(home.database)
    kinds = {row["kind"] for row in list_circulating(db, ALWAYS)}
    n_listed = len(list_circulating(db, ALWAYS))
    assert not kinds & {"date", "law-ref", "age"} and count_circulating(db, ALWAYS) == n_listed
    db.close()


def row(text: str, low: float, sentence: str, **changes: Any) -> dict[str, Any]:
    """A row of `list_circulating` whose window is one sentence."""
    start = sentence.index(text)
    given = {
        "owner_kind": "article", "owner_id": "a1", "thread_id": "a1", "passage_id": "p1", "story": "a1",
        "at": "2026-03-04T08:00:00+00:00", "day": "2026-03-04", "source": "La Gazette", "title": "Titre",
        "window": sentence, "window_start": 0, "start": start, "end": start + len(text), "low": low, "high": low,
        "unit": None, "kind": "count", "comparator": "exact", "counts": None, "said_by": None, "carrier": None,
        "beside": None,
    }  # fmt: skip
    return given | changes


def test_a_figure_without_noun_follows_the_one_it_is_opposed_to() -> None:
    sentence = "Ils ne sont pas 41 mais 58 lits fermés."
    quarrel = find_disputes([
        row("58", 58.0, sentence, counts="lits fermés"), row("41", 41.0, sentence),
        row("58", 58.0, "58 lits fermés.", counts="lits fermés", owner_id="a2", thread_id="a2", story="a2"),
    ])[0]  # fmt: skip
    assert {one.low for one in quarrel.values} == {41.0, 58.0}
    assert value(quarrel, 41.0).first.is_denied and not value(quarrel, 58.0).first.is_denied


def test_values_too_far_apart_count_different_things() -> None:
    found = find_disputes([
        row("12", 12.0, "12 médecins du canton.", counts="médecins"),
        row("9 000", 9000.0, "9 000 médecins du pays.", counts="médecins", owner_id="a2", thread_id="a2", story="a2"),
    ])  # fmt: skip
    assert not any(one.is_disputed for one in found)


def test_copies_of_one_article_are_one_voice() -> None:
    rows = [row("640", 640.0, "640 lits.", counts="lits", owner_id=f"a{n}", story="wire") for n in range(3)]
    assert find_disputes(rows)[0].values[0].n_articles == 1


def test_a_quantity_summed_up_keeps_the_numbers_of_what_it_leaves_out() -> None:
    rows = [
        row(str(n), float(n), f"{n} lits.", counts="lits", owner_id=f"a{n}", story=f"a{n}") for n in (410, 520, 640)
    ] + [row("640", 640.0, "640 lits.", counts="lits", owner_id="a9", story="a9")]
    (found,) = sum_up_all(find_disputes(rows), [], Most(disputed=5, repeated=5, odd=5, values=1)).disputed
    assert [one.first.low for one in found.values] == [640.0] and (found.n_values, found.n_texts) == (3, 4)
    (whole,) = sum_up_all(find_disputes(rows), [], Most(disputed=5, repeated=5, odd=5)).disputed
    assert len(whole.values) == 3 and whole.values[:1] == found.values


def test_the_watch_names_a_quantity_within_its_bounds() -> None:
    quantity = Quantity(slug="lits", name="Lits fermés", nouns=("lit*",), near=("fermé*",), least=100, most=900)
    rows = [
        row("640", 640.0, "640 lits sont fermés.", counts="lits"),
        row("12", 12.0, "12 lits sont fermés.", counts="lits", owner_id="a2", story="a2"),
    ]
    named = next(one for one in find_disputes(rows, [quantity]) if one.slug == "lits")
    assert [one.low for one in named.values] == [640.0]


def test_a_sentence_keeps_its_abbreviations() -> None:
    text = "Bien. Le Dr. Quenouille en voit 40. Trop !"
    start = text.index("40")
    first, last = find_sentence(text, start, start + 2)
    assert text[first:last] == "Le Dr. Quenouille en voit 40."


def test_undated_tellings_come_last() -> None:
    rows = [
        row("640", 640.0, "640 lits.", counts="lits", owner_id="a2", story="a2", at=None, day=None),
        row("640", 640.0, "640 lits.", counts="lits"),
    ]
    told: tuple[Telling, ...] = find_disputes(rows)[0].values[0].tellings
    assert [one.day for one in told] == ["2026-03-04", ""]


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


def test_the_view_leads_each_number_to_its_sentences(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(home, "chiffres", monkeypatch)
    shown = words_of(app)
    for piece in ("Médecins hors convention en France", "927", "1 347", "1327", "plus de 1 000", "Lise Quenouille"):
        assert piece in shown
    asked = next(params for text, params in links_of(app, "chiffres") if text == "1327")
    behind = view(home, "chiffres", monkeypatch, **asked)
    assert "ces 1327 secteur 3" in words_of(behind).replace("  ", " ")
    assert "coquille possible" in words_of(behind)
    address = next(params for _, params in links_of(behind, "lire"))
    assert "Le passage demandé" in words_of(view(home, "lire", monkeypatch, **address))


def test_the_view_is_drawn_without_any_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "pas de querelle" in words_of(view(make_home(tmp_path), "chiffres", monkeypatch))


def test_a_value_that_nobody_gives_any_more_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(home, "chiffres", monkeypatch, quantite="disparue", valeur="12")
    assert "Plus personne ne donne ce chiffre" in words_of(app) and "panne" not in html_of(app)
