"""Dates as French pages print them: read when they are dates, refused when they are not."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.dates import find_date, read_machine_date, resolve_age, resolve_date
from store.clock import PARIS

FETCHED_AT = datetime(2025, 11, 21, 22, 54, tzinfo=UTC)  # 23:54 in Paris

ABSOLUTE = [
    ("05/11/2025", "2025-11-05 00:00", "day"),
    ("5/11/25", "2025-11-05 00:00", "day"),
    ("05.11.2025", "2025-11-05 00:00", "day"),
    ("05-11-2025", "2025-11-05 00:00", "day"),
    ("2025-11-05", "2025-11-05 00:00", "day"),
    ("2025/11/05", "2025-11-05 00:00", "day"),
    ("2025-11-05T14:32:10+01:00", "2025-11-05 14:32", "second"),
    ("2025-11-05T13:32:10Z", "2025-11-05 14:32", "second"),
    ("2025-11-05 14:32", "2025-11-05 14:32", "minute"),
    ("2025-11-05T14:32:10.123+0100", "2025-11-05 14:32", "second"),
    ("Wed, 05 Nov 2025 14:32:00 +0100", "2025-11-05 14:32", "second"),
    ("mercredi 29 octobre", "2025-10-29 00:00", "day"),
    ("mercredi 29 octobre 2025", "2025-10-29 00:00", "day"),
    ("jeudi 29 octobre", "2020-10-29 00:00", "day"),
    ("12 décembre", "2024-12-12 00:00", "day"),
    ("22 novembre", "2024-11-22 00:00", "day"),
    ("21 novembre", "2025-11-21 00:00", "day"),
    ("5 nov. 2025 à 14h32", "2025-11-05 14:32", "minute"),
    ("5 novembre 2025 à 14:32", "2025-11-05 14:32", "minute"),
    ("5 novembre 2025 à 14 h 32", "2025-11-05 14:32", "minute"),
    ("5 novembre 2025 à 8h", "2025-11-05 08:00", "hour"),
    ("5 novembre 2025 à 12h", "2025-11-05 12:00", "hour"),
    ("5 novembre 2025 à midi", "2025-11-05 12:00", "hour"),
    ("5 novembre 2025 à 14:32:10", "2025-11-05 14:32", "second"),
    ("5\u00a0novembre\u00a02025 à\u202f14\u00a0h\u00a032", "2025-11-05 14:32", "minute"),
    ("06/03/2023 à 18h05", "2023-03-06 18:05", "minute"),
    ("06/03/2023 - 18:05", "2023-03-06 18:05", "minute"),
    ("06/03/2023, 18:05", "2023-03-06 18:05", "minute"),
    ("le 06/03/2023 à 18:05", "2023-03-06 18:05", "minute"),
    ("1er novembre 2025", "2025-11-01 00:00", "day"),
    ("1ER NOVEMBRE 2025", "2025-11-01 00:00", "day"),
    ("vendredi 1er août 2025 - 07:00", "2025-08-01 07:00", "minute"),
    ("12 aout 2025", "2025-08-12 00:00", "day"),
    ("12 août 2025", "2025-08-12 00:00", "day"),
    ("12 janv. 2025", "2025-01-12 00:00", "day"),
    ("12 fév. 2025", "2025-02-12 00:00", "day"),
    ("12 févr. 2025", "2025-02-12 00:00", "day"),
    ("12 mars 2025", "2025-03-12 00:00", "day"),
    ("12 avr. 2025", "2025-04-12 00:00", "day"),
    ("12 juin 2025", "2025-06-12 00:00", "day"),
    ("12 juil. 2025", "2025-07-12 00:00", "day"),
    ("12 sept. 2025", "2025-09-12 00:00", "day"),
    ("12 sept 2025", "2025-09-12 00:00", "day"),
    ("12 septembre 2025", "2025-09-12 00:00", "day"),
    ("12 oct. 2025", "2025-10-12 00:00", "day"),
    ("12 déc. 2024", "2024-12-12 00:00", "day"),
    ("Le 9 novembre 2025", "2025-11-09 00:00", "day"),
    ("dim. 9 nov. 2025", "2025-11-09 00:00", "day"),
    ("Publié le 5 nov. 2025 à 14h32", "2025-11-05 14:32", "minute"),
    ("Publié le 06/03/2023", "2023-03-06 00:00", "day"),
    ("Publiée le : 06/03/2023", "2023-03-06 00:00", "day"),
    ("Posté le 29 novembre 2016", "2016-11-29 00:00", "day"),
    ("Mis à jour le 6 mars 2023", "2023-03-06 00:00", "day"),
    ("Modifié le 6 mars 2023 à 7h", "2023-03-06 07:00", "hour"),
    ("07/03/2024 Par X", "2024-03-07 00:00", "day"),
    ("07/03/2024 Par Prune Quartz & Zéphyr Tuile", "2024-03-07 00:00", "day"),
    ("Par Prune Quartz, le 07/03/2024", "2024-03-07 00:00", "day"),
    ("Paris, le mardi 7 mars 2023", "2023-03-07 00:00", "day"),
    ("Publié le 5 nov. 2025 à 14h32, mis à jour le 6 nov. 2025", "2025-11-05 14:32", "minute"),
    ("5 nov. 2025 | Santé", "2025-11-05 00:00", "day"),
    ("12 mars 2024 à 14 h 05 min", "2024-03-12 14:05", "minute"),
    ("Nov 5, 2025 at 2:32 PM", "2025-11-05 14:32", "minute"),
    ("November 5, 2025", "2025-11-05 00:00", "day"),
    ("nov. 2025", "2025-11-01 00:00", "month"),
    ("en 2024", "2024-01-01 00:00", "year"),
    ("29/02/2024", "2024-02-29 00:00", "day"),
]

AGES = [
    ("il y a 1 mois", 31, "month"),
    ("il y a un mois", 31, "month"),
    ("il y a 2 mois", 61, "month"),
    ("il y a 1 an", 365, "year"),
    ("il y a plus d'un an", 365, "year"),
    ("il y a 2 ans", 731, "year"),
    ("il y a 3 semaines", 21, "week"),
    ("il y a une semaine", 7, "week"),
    ("il y a 4 jours", 4, "day"),
    ("il y a un jour", 1, "day"),
    ("Il y a 5 j", 5, "day"),
    ("la semaine dernière", 7, "week"),
    ("le mois dernier", 31, "month"),
    ("2 days ago", 2, "day"),
]

SHORT_AGES = [
    ("il y a 5 min", 300, "minute"),
    ("il y a 5 minutes", 300, "minute"),
    ("il y a 3h", 10800, "hour"),
    ("il y a 3 heures", 10800, "hour"),
    ("il y a une heure", 3600, "hour"),
    ("il y a environ 2 heures", 7200, "hour"),
    ("il y a moins d'une minute", 60, "minute"),
    ("il y a 1h30", 5400, "minute"),
    ("il y a 30 secondes", 30, "second"),
    ("il y a quelques secondes", 0, "minute"),
    ("à l'instant", 0, "minute"),
    ("à l’instant", 0, "minute"),
    ("2 hours ago", 7200, "hour"),
]

DAY_WORDS = [
    ("hier à 18h30", "2025-11-20 18:30", "minute"),
    ("hier à 18h", "2025-11-20 18:00", "hour"),
    ("Hier", "2025-11-20 00:00", "day"),
    ("avant-hier", "2025-11-19 00:00", "day"),
    ("aujourd'hui à 9h15", "2025-11-21 09:15", "minute"),
    ("aujourd’hui", "2025-11-21 00:00", "day"),
    ("ce matin", "2025-11-21 00:00", "day"),
    ("lundi dernier à 9h", "2025-11-17 09:00", "hour"),
    ("lundi", "2025-11-17 00:00", "day"),
]

NOT_DATES = [
    "", "  ", "2025", "927", "1 347", "10,7 k points", "secteur 3", "PLFSS 2026", "article 12", "12/2",
    "3 débatteurs en ligne", "14h32", "5 min", "4 min de lecture", "2 h", "quinze jours", "dans 3 jours",
    "sept", "mars", "mai 68", "31/02/2025", "29/02/2023", "05/13/2025", "45/11/2025", "2026-12-01",
    "3 mai 1968", "mercredi 31 décembre", "il y a quelques jours", "Il y a deux ans que ça dure",
    "Le 5 novembre 2025, les députés ont voté", "Loi du 5 novembre 2025", "version 1.2.2025.4",
    "+33 1 05 11 20 25", "0.43", "Prune Quartz",
]  # fmt: skip


def in_paris(wall_clock: str) -> datetime:
    """The Paris wall-clock time as the resolver should give it."""
    return datetime.fromisoformat(wall_clock).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(("text", "wall_clock", "precision"), ABSOLUTE)
def test_a_printed_date_is_read_in_paris_time(text: str, wall_clock: str, precision: str) -> None:
    found = resolve_date(text, fetched_at=FETCHED_AT)
    assert found is not None
    assert found.moment.replace(second=0) == in_paris(wall_clock)
    assert (found.precision, found.source) == (precision, "text")


@pytest.mark.parametrize(("text", "days", "precision"), AGES)
def test_an_age_counts_back_from_the_fetch(text: str, days: int, precision: str) -> None:
    found = resolve_date(text, fetched_at=FETCHED_AT)
    assert found is not None
    assert abs((FETCHED_AT - found.moment).days - days) <= 0
    assert (found.precision, found.source) == (precision, "relative")


@pytest.mark.parametrize(("text", "seconds", "precision"), SHORT_AGES)
def test_a_short_age_counts_back_to_the_second(text: str, seconds: int, precision: str) -> None:
    found = resolve_date(text, fetched_at=FETCHED_AT)
    assert found is not None
    assert FETCHED_AT - found.moment == timedelta(seconds=seconds)
    assert (found.precision, found.source) == (precision, "relative")


@pytest.mark.parametrize(("text", "wall_clock", "precision"), DAY_WORDS)
def test_a_day_word_names_a_paris_day(text: str, wall_clock: str, precision: str) -> None:
    found = resolve_date(text, fetched_at=FETCHED_AT)
    assert found is not None
    assert found.moment == in_paris(wall_clock)
    assert (found.precision, found.source) == (precision, "relative")


@pytest.mark.parametrize("text", NOT_DATES)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert resolve_date(text, fetched_at=FETCHED_AT) is None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("15/01/2025 à 12:00", "2025-01-15T11:00+00:00"),
        ("15/07/2025 à 12:00", "2025-07-15T10:00+00:00"),
        ("26/10/2025 à 02:30", "2025-10-26T00:30+00:00"),
        ("26/10/2025 à 03:30", "2025-10-26T02:30+00:00"),
        ("30/03/2025 à 02:30", "2025-03-30T01:30+00:00"),
        ("21 nov. 2025 à 8h05", "2025-11-21T07:05+00:00"),
    ],
)
def test_summer_and_winter_hours_become_utc(text: str, utc: str) -> None:
    found = resolve_date(text, fetched_at=FETCHED_AT)
    assert found is not None
    assert found.moment == datetime.fromisoformat(utc)


def test_a_year_is_never_in_the_future() -> None:
    assert resolve_date("23 novembre 2025", fetched_at=FETCHED_AT) is None
    assert resolve_date("22 novembre 2025", fetched_at=FETCHED_AT) is not None


def test_month_ages_stop_at_the_end_of_shorter_months() -> None:
    found = resolve_date("il y a 1 mois", fetched_at=datetime(2026, 3, 31, 10, tzinfo=UTC))
    assert found is not None
    assert found.moment == datetime(2026, 2, 28, 10, tzinfo=UTC)


def test_a_date_inside_a_line_is_found_with_its_place() -> None:
    line = "Prune Œuvrard, publié le 5 novembre 2025 à 8h05 dans Santé"
    found = find_date(line, fetched_at=FETCHED_AT)
    assert found is not None
    assert line[found.start : found.end] == "5 novembre 2025 à 8h05"


@pytest.mark.parametrize(("text", "days"), [("3 j", 3), ("2 sem.", 14), ("1 jour", 1)])
def test_a_bare_age_counts_where_the_place_says_so(text: str, days: int) -> None:
    found = resolve_age(text, fetched_at=FETCHED_AT)
    assert found is not None
    assert FETCHED_AT - found.moment == timedelta(days=days)


def test_a_bare_hour_is_refused_as_an_age() -> None:
    assert resolve_age("14 h", fetched_at=FETCHED_AT) is None


@pytest.mark.parametrize(
    ("value", "utc", "precision"),
    [
        ("2025-11-05T14:32:10+01:00", "2025-11-05T13:32:10+00:00", "second"),
        ("2025-11-05T14:32", "2025-11-05T13:32:00+00:00", "minute"),
        ("2025-11-05", "2025-11-04T23:00:00+00:00", "day"),
        ("Wed, 05 Nov 2025 13:32:10 GMT", "2025-11-05T13:32:10+00:00", "second"),
        ("1762349530", "2025-11-05T13:32:10+00:00", "second"),
    ],
)
def test_machine_dates_are_read_exactly(value: str, utc: str, precision: str) -> None:
    assert read_machine_date(value) == (datetime.fromisoformat(utc), precision)


@pytest.mark.parametrize("value", ["", "hier", "2025-13-45", "PT15M", "927"])
def test_what_is_no_machine_date_gives_none(value: str) -> None:
    assert read_machine_date(value) is None
