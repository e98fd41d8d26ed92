"""What is new: whole French phrases, told when they rise in several threads, and drafted as arguments when asked."""

import shutil
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from nlp.matcher import CueMatcher, tokenise
from nlp.novelty import Unit, chance, find_risen, log_odds
from nlp.phrases import read_phrases
from nlp.rising import find_novelty
from store.articles import Origin
from store.database import rows
from store.drafts import DRAFTS, list_drafts, make_cues, request_argument, write_arguments
from store.erasure import erase_comments
from store.queries.novelty import find_rise, list_rise_uses, list_rises
from store.watch import Argument, load_watch, packaged_watch
from store.writes import save_analyses, save_article
from tests.builders import KEY, RELEVANT, analysis, article, comment
from tests.dashboard_homes import TAGGERS, prepare

DAY = date(2026, 11, 20)
_ORDINARY = ("le cabinet ferme", "la salle d’attente déborde", "les délais s’allongent", "un remplaçant cherche",
             "la secrétaire répond", "le maire s’inquiète", "une patiente attend", "les gardes fatiguent")  # fmt: skip


def phrases_of(text: str) -> dict[str, str]:
    return {one.key: text[one.start : one.end] for one in next(iter(read_phrases([text])))}


def past(n_days: int = 60, a_day: int = 6) -> list[Unit]:
    """Two threads a day of comments that use ordinary words."""
    return [
        Unit(id=f"{day}-{place}", day=DAY - timedelta(days=day), story=f"s{day}-{place % 2}", is_comment=True,
             keys=frozenset({f"mot{place}", "ordonnance"}))
        for day in range(1, n_days) for place in range(a_day)
    ]  # fmt: skip


def using(key: str, stories: Sequence[str], *, day: date = DAY) -> list[Unit]:
    return [Unit(id=f"{key}-{place}", day=day, story=story, is_comment=True, keys=frozenset({key, "ordonnance"}))
            for place, story in enumerate(stories)]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [("une prime de départ", "LES PRIMES DE DÉPART"), ("le médaillon vert", "des medaillons verts"),
     ("la charte des cabinets ouverts", "cette charte de cabinets ouverts")],
)  # fmt: skip
def test_forms_of_one_phrase_have_one_key(one: str, other: str) -> None:
    longest = [max(phrases_of(f"Je refuse {form}.").items(), key=lambda pair: len(pair[1]))[0] for form in (one, other)]
    assert longest[0].split()[-2:] == longest[1].split()[-2:]


def test_a_phrase_is_shown_whole_with_its_article_and_accents() -> None:
    assert "l’ordonnance à points" in phrases_of("Ils veulent l’ordonnance à points dès janvier.").values()


def test_a_mask_is_no_phrase() -> None:
    assert not any("lecteur" in text for text in phrases_of("Merci [lecteur] pour la réponse.").values())


def test_a_phrase_of_two_threads_that_nobody_used_rises() -> None:
    found = find_risen([*past(), *using("prim depart", ["a", "a", "b", "c"])], DAY)
    assert [one.key for one in found] == ["prim depart"]
    assert (found[0].n_comments, found[0].n_stories, found[0].past_share) == (4, 3, 0.0)


def test_one_thread_never_makes_a_phrase_rise_alone() -> None:
    assert find_risen([*past(), *using("prim depart", ["a"] * 40)], DAY) == []


def test_what_was_always_said_does_not_rise() -> None:
    assert find_risen([*past(), *using("mot1", ["a", "b", "c"])], DAY) == []


def test_a_day_without_texts_gives_nothing() -> None:
    units = [*past(), *using("prim depart", ["a", "b", "c", "d"])]
    assert find_risen(units, DAY + timedelta(days=3)) == []


def test_too_little_past_gives_nothing() -> None:
    assert find_risen([*past(n_days=5), *using("prim depart", ["a", "b", "c", "d"])], DAY) == []


def test_the_chance_is_that_of_a_beta_binomial() -> None:
    # With Beta(1, 1), every number of units from 0 to n is as likely.
    assert chance(3, 4, 1.0, 1.0) == pytest.approx(2 / 5)
    assert chance(0, 4, 1.0, 1.0) == 1.0


def test_the_strength_falls_when_the_prior_weighs_more() -> None:
    assert log_odds(5, 50, 0, 500, 0.5, 100) > log_odds(5, 50, 0, 500, 5.0, 1000) > 0


def add(db: Database, number: int, texts: Sequence[str], *, on: date) -> None:
    """A tagged thread of the debate."""
    at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    url = f"https://confrere.example/nouveau/{number}"
    thread = tuple(comment(text, id=f"{number}-{place}", posted_at=at + timedelta(minutes=place))
                   for place, text in enumerate(texts))  # fmt: skip
    saved = save_article(
        db, article(url=url, canonical_url=url, title=f"Un débat, numéro {number}", published_at=at, comments=thread),
        origin=Origin(audience="medecins", source_id="confrere"), key=KEY,
    )  # fmt: skip
    wanted = {"id": saved.article_id}
    owners = rows(db, "select * from comments where article_id = :id", wanted)
    owners += rows(db, "select * from articles where id = :id", wanted)
    tags: dict[str, list[object]] = {"relevance": [RELEVANT], "stance": [], "arguments": []}
    save_analyses(db, [analysis(owner, tags) for owner in owners], TAGGERS)  # type: ignore[arg-type]


@pytest.fixture
def risen(fresh_db: Database) -> Database:
    """Two months of ordinary threads, then three threads that take up a new phrase."""
    prepare(fresh_db)
    for number in range(60):
        texts = [f"{_ORDINARY[(number + place) % 8]}, comme d’habitude, {number} fois." for place in range(4)]
        add(fresh_db, number, texts, on=DAY - timedelta(days=60 - number))
    forms = ("Non à la prime de boomerang !", "La prime de boomerang, quelle idée.", "LES PRIMES DE BOOMERANG ? NON")
    for number in range(3):
        add(fresh_db, 100 + number, [forms[number], f"Encore la prime de boomerang, {number}."], on=DAY)
    return fresh_db


def test_the_night_names_a_phrase_as_most_people_wrote_it_and_keeps_its_sentences(risen: Database) -> None:
    summary = find_novelty(risen, DAY)
    assert (summary.n_rises, summary.n_new) == (1, 1)
    found = list_rises(risen, DAY)
    assert found[0]["text"] == "la prime de boomerang"
    assert (found[0]["n_comments"], found[0]["n_threads"]) == (6, 3)
    for use in list_rise_uses(risen, found[0]["id"], limit=50):
        start = use["use_start"] - use["start"]
        said = use["text"][start : use["use_end"] - use["start"]].lower()
        assert said.endswith("boomerang") and "prime" in said


def test_a_phrase_keeps_its_id_from_night_to_night_and_a_night_run_twice_changes_nothing(risen: Database) -> None:
    find_novelty(risen, DAY)
    first = list_rises(risen, DAY)
    assert find_novelty(risen, DAY).n_passages == 0
    assert list_rises(risen, DAY) == first
    add(risen, 200, ["Toujours la prime de boomerang."], on=DAY + timedelta(days=1))
    assert find_novelty(risen, DAY + timedelta(days=1)).n_new == 0
    later = list_rises(risen, DAY + timedelta(days=1))
    assert [row["id"] for row in later] == [row["id"] for row in first]
    assert later[0]["first_on"] == DAY.isoformat()


def test_erased_texts_take_their_phrase_with_them(risen: Database) -> None:
    find_novelty(risen, DAY)
    rise = list_rises(risen, DAY)[0]["id"]
    bearing = [use["owner_id"] for use in list_rise_uses(risen, rise, limit=50)]
    erase_comments(risen, bearing, key=KEY)
    assert find_rise(risen, rise) is None and list_rises(risen, DAY) == []
    assert rows(risen, "select * from rise_uses") == []


def test_an_asked_argument_is_drafted_once_and_counts_nothing(risen: Database, tmp_path: Path) -> None:
    folder = tmp_path / "watch"
    shutil.copytree(packaged_watch(), folder)
    before = load_watch(folder)
    find_novelty(risen, DAY)
    rise = list_rises(risen, DAY)[0]["id"]
    assert request_argument(risen, rise, made_by="Ida") == request_argument(risen, rise, made_by="Ida")
    assert write_arguments(risen, folder) == (1, 0)
    assert write_arguments(risen, folder) == (0, 0)
    assert list_drafts(folder) == ["prime-boomerang"]
    assert load_watch(folder) == before
    entry = tomllib.loads((folder / DRAFTS).read_text(encoding="utf-8"))["arguments"][0]
    assert Argument.model_validate(entry).name == "La prime de boomerang"
    text = (folder / DRAFTS).read_text(encoding="utf-8")
    assert "quelle idée" not in text


def test_a_draft_finds_the_forms_of_its_phrase() -> None:
    cues = make_cues(["la prime de départ"])
    matcher = CueMatcher({"draft": cues})
    assert matcher.find(tokenise("Ils parlent de PRIMES DE DEPART depuis hier."))
    assert not matcher.find(tokenise("Le départ du train est retardé."))


def test_a_phrase_that_is_gone_is_refused_with_a_reason(risen: Database, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rechargez la page"):
        request_argument(risen, "inconnue", made_by="Ida")
