"""What the press review says of a day: its numbers, sentences, quotes, figures, answers and silences."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from dashboard.brief.answers import find_points, is_against_us
from dashboard.brief.as_markdown import render_markdown
from dashboard.brief.extracts import is_named
from dashboard.brief.sentences import Span, cut_out, find_sentence, split_sentences
from store.database import open_database, rows
from store.home import Home
from store.queries.morning import count_new_stances, count_new_units, list_new_articles
from store.queries.passages import Question
from store.watch import load_watch, packaged_watch
from tests.brief_homes import (
    DAY,
    add_article,
    add_comments,
    brief_of,
    prepared,
    tag_article,
)
from tests.dashboard_homes import NOW, TARGET, fill_large, fill_small, make_home
from tests.health_homes import fill_sound, night


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every review stands on the same morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


def test_an_empty_home_says_that_nothing_was_collected(home: Home) -> None:
    brief = brief_of(home)
    assert brief.quiet == "Rien n’a encore été collecté sur ce débat." and brief.articles == ()
    assert brief.sources_note == "Aucune source n’a encore été lue."


def test_a_quiet_day_says_so_in_one_sentence(home: Home) -> None:
    fill_small(home)
    brief = brief_of(home, date(2026, 12, 24))
    assert (
        brief.quiet is not None and brief.quiet.startswith("Journée calme") and brief.quiet.count(".") == 2
    )  # « nov. »
    assert brief.articles == brief.quotes == brief.figures == ()
    assert brief_of(home).quiet is None


@pytest.mark.parametrize("days", [0, 3, 4, 9])
def test_the_numbers_are_those_of_this_morning(home: Home, days: int) -> None:
    fill_large(home)
    day = DAY - timedelta(days=days)
    brief = brief_of(home, day)
    db = open_database(home.database)
    n_articles, n_comments = (one.n for one in brief.headlines)
    assert n_articles == len(list_new_articles(db, day)) == len(brief.articles) + len(brief.more_articles)
    assert n_comments == count_new_units(db, day, Question(voice="reader"))
    shown = {(one.slug, two.stance): two.n for one in brief.targets for two in one.counts if two.n}
    assert shown == {(row["target"], row["stance"]): row["n"] for row in count_new_stances(db, day)}


def test_an_argument_leads_to_as_many_comments_as_are_counted(home: Home) -> None:
    db = prepared(home)
    row = add_article(db, "Le maire parle du déremboursement.", at=NOW - timedelta(hours=3))
    tag_article(db, row)
    add_comments(db, row, ["Qu’ils assument.", "Ils ont choisi.", "Leur choix."], argument="doctor-responsibility",
                 value="favour")  # fmt: skip
    (answer,) = brief_of(home).answers
    asked = Question(voice="reader", argument="doctor-responsibility", use="asserts")
    assert answer.n == count_new_units(db, DAY, asked) == 3
    assert (
        "Notre" not in answer.name
        and "À ordonnance égale, remboursement égal." in answer.points
        and not answer.is_guess
    )


def test_the_usual_is_the_mean_of_the_same_hours_of_28_days(home: Home) -> None:
    db = prepared(home)
    for days in (0, 1, 2, 30):
        # 5:30 in Paris: in the window of its own day alone.
        row = add_article(db, f"Un texte du jour {days}.", at=NOW - timedelta(days=days, hours=3))
        tag_article(db, row)
    # 14:30 the day before: later than today was read, so that it is no part of the usual.
    tag_article(db, add_article(db, "Un texte de l’après-midi.", at=NOW - timedelta(hours=18)))
    articles = brief_of(home).headlines[0]
    assert (articles.n, articles.low, articles.high) == (1, 0, 1)
    assert articles.usual == pytest.approx(2 / 28)


def test_a_small_number_has_no_share_and_a_large_one_has_an_interval(home: Home) -> None:
    db = prepared(home)
    row = add_article(db, "Le maire parle du déremboursement.", at=NOW - timedelta(hours=5))
    tag_article(db, row)
    add_comments(db, row, [f"contre {number}" for number in range(29)])
    (few,) = brief_of(home).targets
    assert few.is_few and "effectif trop faible" in few.notes[0] and "%" not in few.notes[0]
    add_comments(db, row, [f"contre {number}" for number in range(40)])
    (many,) = brief_of(home).targets
    assert not many.is_few and re.search(r"100\s% contre sur 40\scommentaires \(\d+ à 100\s%\)", many.notes[0])


def test_a_target_under_the_least_precision_is_not_to_be_cited(home: Home) -> None:
    fill_small(home)
    db = open_database(home.database)
    measure = {"tagger_id": "stance-1", "layer": "stance", "label": TARGET, "n": 40, "precision": 0.5,
               "precision_low": 0.4, "precision_high": 0.6, "measured_on": "2026-11-20", "wording": "x"}  # fmt: skip
    db.table("scores").insert(measure)
    brief = brief_of(home)
    assert brief.targets[0].is_unfit and "50\u00a0% (40 à 60\u00a0%), à ne pas citer" in brief.targets[0].notes[-1]
    assert any("à ne pas citer" in line for line in brief.articles[0].comments)


def test_sentences_are_quoted_word_for_word_strongest_first(home: Home) -> None:
    db = prepared(home)
    text = (
        "Il pleut sur la ville depuis hier. Le Dr. Martin est contre cette mesure absurde. Tout va bien par ailleurs."
    )
    row = add_article(db, text, at=NOW - timedelta(hours=2), paywall="blocked")
    tag_article(db, row, evidence="contre cette mesure")
    (item,) = brief_of(home).articles
    assert item.extracts[0].text == "Le Dr. Martin est contre cette mesure absurde."
    assert all(one.text in row["body"] for one in item.extracts)
    assert item.paywall == "réservé aux abonnés"


def test_quotes_name_their_speaker_and_one_person_speaks_once(home: Home) -> None:
    db = prepared(home)
    text = (
        "« Cette mesure punit les malades les plus fragiles », dit Ondine Passeroche. « Elle ne rapporte rien à la "
        "caisse », ajoute O. Passeroche. « C’est une faute que tout le monde voit », dit la présidente."
    )
    row = add_article(db, text, at=NOW - timedelta(hours=2))
    tag_article(
        db, row,
        quotes={"Cette mesure punit les malades les plus fragiles": "Ondine Passeroche",
                "Elle ne rapporte rien à la caisse": "O. Passeroche",
                "C’est une faute que tout le monde voit": "la présidente"},
    )  # fmt: skip
    (quote,) = brief_of(home).quotes
    assert "Passeroche" in quote.speaker and quote.text in text
    assert quote.source == "Le Confrère du soir" and quote.href == row["url"]


def test_different_values_of_one_thing_stand_side_by_side(home: Home) -> None:
    db = prepared(home)
    old = add_article(db, "La caisse compte 927 médecins hors convention.", at=NOW - timedelta(days=9))
    tag_article(db, old, figures=(("927", 927.0, "médecins", "la Caisse"),))
    new = add_article(db, "Le syndicat compte 1 347 médecins.", at=NOW - timedelta(hours=2))
    tag_article(db, new, figures=(("1 347", 1347.0, "médecin", "Ondine Passeroche"),))
    (item,) = brief_of(home).figures
    assert item.is_disputed and [one.text for one in item.values] == ["1 347", "927"]
    assert "Ondine Passeroche" in item.values[0].who and item.values[1].sentence == old["body"].split("\n")[-1]


def test_values_ten_times_apart_are_not_compared(home: Home) -> None:
    db = prepared(home)
    row = add_article(db, "On compte 43 patients ici, 1 200 000 patients ailleurs.", at=NOW - timedelta(hours=2))
    tag_article(db, row, figures=(("43", 43.0, "patients", None), ("1 200 000", 1_200_000.0, "patients", None)))
    assert not [one for one in brief_of(home).figures if one.is_disputed]


def test_an_argument_that_supports_us_asks_for_no_answer(home: Home) -> None:
    db = prepared(home)
    row = add_article(db, "Le maire parle du déremboursement.", at=NOW - timedelta(hours=3))
    tag_article(db, row)
    add_comments(db, row, ["Le malade paie.", "Encore lui."], argument="patient-penalty", value="against")
    brief = brief_of(home)
    assert (
        brief.answers == ()
        and brief.answers_note == "Aucun argument contre nous ne revient dans plusieurs commentaires."
    )


def test_the_reader_s_own_stance_decides_before_the_usual_side() -> None:
    watch = load_watch(packaged_watch())
    penalty, chosen = watch.argument("patient-penalty"), watch.argument("doctor-responsibility")
    assert penalty and chosen
    assert is_against_us(watch, penalty, {TARGET: "favour"}) and not is_against_us(watch, penalty, {TARGET: "against"})
    assert is_against_us(watch, chosen, {}) and not is_against_us(watch, penalty, {})
    assert find_points(watch, chosen)[0] and find_points(watch, chosen)[1] is False


def test_a_failing_source_is_named_with_what_to_do(home: Home) -> None:
    fill_small(home)
    brief = brief_of(home)
    assert [(one.name, one.todo) for one in brief.sources] == [("Le Confrère du soir", "Collez la page.")]


def test_a_source_silent_for_longer_than_usual_is_named(home: Home) -> None:
    fill_large(home, n_threads=12)
    assert not [one for one in brief_of(home).sources if "aucun article" in one.what]
    later = brief_of(home, DAY + timedelta(days=20))
    assert [one for one in later.sources if "aucun article depuis le 22\u00a0nov. 2026" in one.what]


def test_a_source_broken_by_its_own_facts_is_named_with_what_to_do(home: Home) -> None:
    fill_small(home)
    db = open_database(home.database)
    fill_sound(db, "confrere", until=DAY - timedelta(days=2))
    for days in (1, 0):
        night(db, "confrere", DAY - timedelta(days=days))
    (silent,) = [one for one in brief_of(home).sources if "rien de neuf" in one.what]
    assert silent.name == "Le Confrère du soir" and silent.todo and "confrere.toml" in silent.todo
    assert not [one for one in brief_of(home, DAY - timedelta(days=2)).sources if "rien de neuf" in one.what]


def test_a_number_leads_to_the_dashboard_s_public_address(home: Home) -> None:
    fill_small(home)
    path = home.watch / "watch.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[us]", '[us]\ndashboard_url = "https://vigie.example"', 1), encoding="utf-8")
    brief = brief_of(home)
    assert brief.headlines[1].trail.href == "https://vigie.example/passages?voix=lecteurs&matin=2026-11-22"
    assert "](https://vigie.example/passages?" in render_markdown(brief).decode()


def test_commenters_are_never_named(home: Home) -> None:
    fill_small(home)
    db = open_database(home.database)
    assert rows(db, "select count(*) as n from comments")[0]["n"]
    assert "Quiltapax" not in render_markdown(brief_of(home)).decode()


def test_french_punctuation_keeps_its_no_break_spaces(home: Home) -> None:
    fill_large(home)
    text = render_markdown(brief_of(home)).decode()
    assert not re.search(r" [;:!?»%]|« ", text), re.findall(r".{20} [;:!?»%]|« .{20}", text)


@pytest.mark.parametrize(
    ("speaker", "named"),
    [("Rozenn Cadiou", True), ("l’UFML-S", True), ("Dr", False), ("cette page", False), (None, False), ("Mme", False)],
)
def test_a_speaker_without_a_name_is_not_named(speaker: str | None, named: bool) -> None:
    assert is_named(speaker) is named


def test_a_sentence_ends_where_a_reader_would_end_it() -> None:
    body = "Le Dr. Vasseur part. « On y va ! » dit-il. L’art. 26 bis passe… Et après ?\nFin"
    whole = Span(start=0, end=len(body))
    assert [body[one.start : one.end] for one in split_sentences(body, whole)] == [
        "Le Dr. Vasseur part.", "« On y va ! » dit-il.", "L’art. 26 bis passe…", "Et après ?", "Fin",
    ]  # fmt: skip


def test_a_long_sentence_is_cut_at_words_around_its_evidence() -> None:
    body = "un mot " * 60 + "la preuve est ici " + "un mot " * 60
    evidence = Span(start=body.index("la preuve"), end=body.index("la preuve") + 9)
    sentence = find_sentence(body, Span(start=0, end=len(body)), evidence)
    assert sentence is not None
    cut = cut_out(body, sentence, around=evidence)
    assert cut.startswith("[…] ") and cut.endswith(" […]") and "la preuve est ici" in cut and len(cut) < 360
    assert cut.removeprefix("[…] ").removesuffix(" […]") in body
