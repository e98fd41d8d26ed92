"""« Arguments »: each number leads to its passages, what nobody answered is named, strong passages are varied."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.intervals import measure_parts
from dashboard.ledger import is_ours, our_names
from dashboard.measures import measure_held
from dashboard.strong import choose_strong, is_clear
from dashboard.unanswered import list_unanswered
from store.database import open_database, rows
from store.home import Home
from store.messages import rebuild_message_units, save_messages
from store.queries.arguments import list_first_seen
from store.queries.filters import Filters
from store.rises import Rise, save_rises
from store.watch import Watch, load_watch, packaged_watch
from tests.dashboard_homes import NOW, fill_large, make_home
from tests.test_dashboard_views import links_of, view, words_of

ARGUMENT = "patient-penalty"
ALL = Filters(first_on=NOW.date() - timedelta(days=400), last_on=NOW.date())


@pytest.fixture(scope="module")
def watch() -> Watch:
    return load_watch(packaged_watch())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Forty threads of readers against, two of whose comments carry our first message, and one phrase that rose."""
    made = make_home(tmp_path_factory.mktemp("arguments"))
    fill_large(made)
    db = open_database(made.database)
    point = load_watch(made.watch).us.talking_points[0].id
    passages = rows(db, "select id, start, end from passages where owner_kind = 'comment' order by id limit 2")
    save_messages(db, "v", {row["id"]: [(point, 0.9, row["start"], row["end"])] for row in passages})
    rebuild_message_units(db, points=[point])
    uses = tuple((row["id"], row["start"], row["end"]) for row in passages)
    save_rises(db, NOW.date(), [Rise(
        text="la prime de boomerang", keys=("prim boomerang",), span_days=4, n_comments=2, n_articles=0, n_threads=2,
        past_share=0.0, strength=3.1, p=1e-7, uses=uses)])  # fmt: skip
    db.close()
    return made


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


def test_each_number_of_the_ledger_opens_as_many_passages(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for params in ({}, {"argument": ARGUMENT}):
        found = [one for one in links_of(view(home, "arguments", monkeypatch, **params), "passages")
                 if re.fullmatch(r"[\d\u202f]+", one[0])]  # fmt: skip
        assert found
        for text, address in found[:8]:
            opened = words_of(view(home, "passages", monkeypatch, **address))
            n = int(text.replace("\u202f", ""))
            assert re.search(rf"\b{n} (?:commentaires?|articles?|personnes? citées?)", opened), (text, address)


def test_one_argument_says_who_when_and_in_which_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = words_of(view(home, "arguments", monkeypatch, argument=ARGUMENT))
    for piece in ("Qui le porte, qui le réfute", "Semaine après semaine", "Vu pour la première fois", "soutenu"):
        assert piece in shown


def test_our_messages_show_their_share_of_articles_and_who_says_them(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = words_of(view(home, "arguments", monkeypatch, depuis="tout"))
    assert "Nos messages passent-ils" in shown and "Le patient n’a pas à payer" in shown


def test_what_is_new_stands_in_the_morning_two_clicks_from_its_sentences(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = view(home, "matin", monkeypatch)
    assert "« la prime de boomerang »" in words_of(morning)
    [(_, address)] = links_of(morning, "nouveau")
    sentences = view(home, "nouveau", monkeypatch, **address)
    assert "la prime de boomerang" in words_of(sentences)
    assert len(links_of(sentences, "lire")) == 2


def test_a_quiet_morning_has_nothing_new(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Ce qui est nouveau" not in words_of(view(home, "matin", monkeypatch, jour="2026-11-20"))


def test_a_click_asks_for_a_draft_and_says_what_follows(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    [(_, address)] = links_of(view(home, "matin", monkeypatch), "nouveau")
    app = view(home, "nouveau", monkeypatch, **address)
    app.text_input(key="par-argument").input("Ida")
    app.button[0].click().run()
    assert "Demande enregistrée" in words_of(app)
    assert "Proposée comme argument par Ida" in words_of(view(home, "nouveau", monkeypatch, **address))


def held(owner: int, thread: str, day: str, stances: str = "{}") -> dict[str, Any]:
    return {
        "owner_id": str(owner),
        "thread_id": thread,
        "day": day,
        "argument": "two-tier-medicine",
        "stances": stances,
    }


AGAINST = '{"exercice-hors-convention": "against"}'


def test_what_readers_repeat_in_two_threads_and_nobody_answered_is_named(watch: Watch) -> None:
    rows = [
        held(1, "a", "2026-11-02", AGAINST),
        held(2, "a", "2026-11-03", AGAINST),
        held(3, "b", "2026-11-04", AGAINST),
    ]
    [one] = list_unanswered(watch, rows, [], [])
    assert (one.argument, one.n, one.n_threads, one.first_on) == ("two-tier-medicine", 3, 2, "2026-11-02")
    assert one.points and not one.is_guess


def test_an_answer_of_ours_after_readers_began_takes_it_off(watch: Watch) -> None:
    rows = [held(place, thread, "2026-11-02", AGAINST) for place, thread in enumerate("aabb")]
    point = next(one for one in watch.us.talking_points if "two-tier-medicine" in one.answers)
    said = {"point": point.id, "voice": "speaker", "speaker": "Dre Philomène Tournevis-Brocoli", "day": "2026-11-05"}
    assert list_unanswered(watch, rows, [], [said]) == []
    assert list_unanswered(watch, rows, [], [said | {"day": "2026-11-01"}])
    assert list_unanswered(watch, rows, [], [said | {"speaker": "Gaspard Lune"}])
    refuted = {"argument": "two-tier-medicine", "speaker": "Anatole Parapluie-Gingembre", "day": "2026-11-03"}
    assert list_unanswered(watch, rows, [refuted], []) == []


def test_readers_of_our_side_hold_nothing_against_us(watch: Watch) -> None:
    ours = '{"exercice-hors-convention": "favour"}'
    rows = [held(place, "ab"[place % 2], "2026-11-02", ours) for place in range(6)]
    assert list_unanswered(watch, rows, [], []) == []


def test_one_of_ours_is_known_with_a_title(watch: Watch) -> None:
    names = our_names(watch)
    assert is_ours(names, "Dr Anatole Parapluie-Gingembre") and is_ours(names, "UPCC")
    assert not is_ours(names, "Anatole Lune") and not is_ours(names, "")


def strong(place: int, text: str, **changes: Any) -> dict[str, Any]:
    row = {"id": str(place), "text": text, "score": 0.9, "is_confirmed": 0, "thread_id": str(place), "source_id": "a",
           "owner_kind": "comment"}  # fmt: skip
    return row | changes


def test_strong_passages_are_varied_and_none_is_said_twice() -> None:
    one = "Ma voisine paie sa pommade en entier parce que son médecin n’a pas signé."
    rows = [
        strong(1, one, score=0.95), strong(2, f"{one} Quelle honte."), strong(3, "Trop court."),
        strong(4, "Le malade reçoit l’addition et le ministère regarde ailleurs depuis des mois.", thread_id="1"),
        strong(5, "Chaque ordonnance non remboursée finit dans le portefeuille de quelqu’un.", source_id="b"),
        strong(6, "NOUS PAYONS POUR TOUT LE MONDE ET PERSONNE NE NOUS ÉCOUTE JAMAIS ICI"),
    ]  # fmt: skip
    assert [row["id"] for row in choose_strong(rows, 3)] == ["1", "5", "4"]
    assert not is_clear("Trop court.")


def test_a_confirmed_passage_comes_first() -> None:
    rows = [
        strong(1, "Une phrase assez longue pour être lue à voix haute demain."),
        strong(
            2, "Une autre, choisie par une personne, bien que la machine en doute un peu.", score=0.4, is_confirmed=1
        ),
    ]
    assert [row["id"] for row in choose_strong(rows, 2)] == ["2", "1"]


def test_a_share_has_an_interval_that_holds_it_and_none_under_thirty_units() -> None:
    held, every = np.array([[place % 4] for place in range(20)]), np.full(20, 10)
    (part,) = measure_parts(held, every)
    assert part.share == pytest.approx(30 / 200)
    assert part.low is not None and part.high is not None and part.low < 0.15 < part.high
    assert measure_parts(held[:2], every[:2])[0].share is None
    assert measure_parts(held[:0], every[:0])[0].total == 0


def test_the_course_counts_holders_among_all_who_write(home: Home) -> None:
    db = open_database(home.database)
    held = measure_held(db, ALL, argument=ARGUMENT).by_voice["reader"]["asserts"]
    assert (held.n, held.total) == (240, 480)
    oldest = (NOW - timedelta(days=117)).date().isoformat()  # the last of forty threads, one in three days
    assert [row["day"] for row in list_first_seen(db, ALL, argument=ARGUMENT) if row["voice"] == "reader"] == [oldest]
    db.close()


def test_a_home_without_anything_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = make_home(tmp_path / "vide")
    assert "aucun argument à suivre" in words_of(view(empty, "arguments", monkeypatch))
    assert "Aucune nuit n’a encore lu" in words_of(view(empty, "nouveau", monkeypatch))
