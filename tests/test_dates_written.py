"""Every way in which French pages write a moment, drawn by rule; and what looks like one and is none."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from crawler.dates import resolve_date
from store.clock import PARIS

FETCHED_AT = datetime(2026, 11, 25, 14, 20, tzinfo=UTC)  # a Wednesday, 15:20 in Paris
MONTHS = (
    ("janvier", "janv.", "janv", "jan."), ("février", "févr.", "fév.", "fevrier"), ("mars", "mars", "MARS", "Mars"),
    ("avril", "avr.", "avr", "Avril"), ("mai", "mai", "MAI", "Mai"), ("juin", "juin", "JUIN", "Juin"),
    ("juillet", "juil.", "juil", "JUILLET"), ("août", "aout", "Août", "AOÛT"),
    ("septembre", "sept.", "sept", "SEPTEMBRE"), ("octobre", "oct.", "oct", "Octobre"),
    ("novembre", "nov.", "nov", "NOVEMBRE"), ("décembre", "déc.", "dec.", "decembre"),
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CLOCKS = ("à {h:02}h{m:02}", "à {h} h {m:02}", "à {h:02}:{m:02}", "- {h:02}:{m:02}", ", {h:02}:{m:02}",
          "| {h:02}h{m:02}", "{h:02}:{m:02}", "@ {h:02}h{m:02}", "vers {h}h{m:02}", "à {h} h {m:02} min")  # fmt: skip
BEFORE = ("Publié le ", "Posté le ", "Le ", "Mis à jour le ", "Modifié le ", "Publié : ", "Publiée le : ", "Paris, le ",
          "Par Prune Quartz, le ", "Par Prune Quartz | ", "Article publié le ", "Mise en ligne le ", "Ajouté le ",
          "Commentaire du ", "Message posté le ", "Écrit le ", "Rédigé le ", "Paru le ", "Créé le ")  # fmt: skip
AFTER = (" par Prune Quartz", " | Santé", " - Vie locale", " (mis à jour le 12 mars 2026)", ", modifié le 12/03/2026",
         " · 3 min", ".", " Par Prune Quartz et Zéphyr Tuile", " - Lecture 4 min", " (heure de Paris)")  # fmt: skip
UNITS = (("seconde", "second", 1), ("minute", "minute", 60), ("heure", "hour", 3600), ("jour", "day", 86400),
         ("semaine", "week", 604800))  # fmt: skip
NUMBERS = {"une": 1, "deux": 2, "trois": 3, "cinq": 5, "dix": 10, "quinze": 15}
Written = tuple[str, datetime, str, str]


def at(day: date, clock: time = time()) -> datetime:
    return datetime.combine(day, clock, tzinfo=PARIS)


def worded() -> Iterator[Written]:
    """Days in words: each month in four spellings, with and without the weekday."""
    for month, spellings in enumerate(MONTHS, start=1):
        for place, spelling in enumerate(spellings):
            day = date(2025, month, 3 + 7 * place)
            yield f"{day.day} {spelling} 2025", at(day), "day", "text"
        named = date(2024, month, 17)
        yield f"{WEEKDAYS[named.weekday()]} 17 {spellings[0]} 2024", at(named), "day", "text"
        yield f"{WEEKDAYS[named.weekday()][:3]}. 17 {spellings[1]} 2024", at(named), "day", "text"
        yield f"1er {spellings[0]} 2026" if month < 11 else f"1er {spellings[0]} 2023", at(
            date(2026 if month < 11 else 2023, month, 1)
        ), "day", "text"  # fmt: skip


def clocked() -> Iterator[Written]:
    """Days and hours: each way to write an hour after a day in words and in figures."""
    for number, clock in enumerate(CLOCKS):
        moment = time(8 + number, 5 * number)
        written = clock.format(h=moment.hour, m=moment.minute)
        space = "" if written.startswith(",") else " "
        day = date(2026, 3, 9 + number)
        yield f"{day.day} mars 2026{space}{written}", at(day, moment), "minute", "text"
        yield f"{WEEKDAYS[day.weekday()]} {day.day} mars 2026{space}{written}", at(day, moment), "minute", "text"
        yield f"{day:%d/%m/%Y}{space}{written}", at(day, moment), "minute", "text"
    for hour in (0, 7, 8, 12, 18, 23):
        yield f"5 mai 2026 à {hour}h", at(date(2026, 5, 5), time(hour)), "hour", "text"
        yield f"05/05/2026 à {hour} h", at(date(2026, 5, 5), time(hour)), "hour", "text"
        yield f"5 mai 2026 à {hour:02}:07:33", at(date(2026, 5, 5), time(hour, 7, 33)), "second", "text"


def numeric() -> Iterator[Written]:
    """Days in figures: each separator, two and four figures, zeros left out, ISO."""
    for month in range(1, 11):
        day = date(2026, month, 2 * month)
        yield f"{day:%d/%m/%Y}", at(day), "day", "text"
        yield f"{day:%d.%m.%Y}", at(day), "day", "text"
        yield f"{day:%d-%m-%Y}", at(day), "day", "text"
        yield f"{day.day}/{day.month}/{day:%y}", at(day), "day", "text"
        yield f"{day:%Y-%m-%d}", at(day), "day", "text"
        yield f"{day:%Y-%m-%d}T09:30", at(day, time(9, 30)), "minute", "text"
        yield f"{day:%Y-%m-%d}T09:30:00+02:00", datetime.fromisoformat(f"{day:%Y-%m-%d}T07:30+00:00"), "second", "text"


def surrounded() -> Iterator[Written]:
    """A date among the words that sites put before and after it."""
    day = date(2026, 2, 11)
    for before in BEFORE:
        yield f"{before}11 février 2026", at(day), "day", "text"
        yield f"{before}11/02/2026", at(day), "day", "text"
    for after in AFTER:
        yield f"11 février 2026{after}", at(day), "day", "text"
        yield f"11/02/2026{after}", at(day), "day", "text"


def relative() -> Iterator[Written]:
    """Ages: exact to their unit, counted back from the visit."""
    for unit, precision, seconds in UNITS:
        for count in (2, 3, 11):
            moment = FETCHED_AT - timedelta(seconds=count * seconds)
            yield f"il y a {count} {unit}s", moment, precision, "relative"
            yield f"Il y a environ {count} {unit}s", moment, precision, "relative"
    for word, count in NUMBERS.items():
        yield (
            f"il y a {word} minute{'s' if count > 1 else ''}",
            FETCHED_AT - timedelta(minutes=count),
            "minute",
            "relative",
        )
        yield (
            f"il y a {word} semaine{'s' if count > 1 else ''}",
            FETCHED_AT - timedelta(weeks=count),
            "week",
            "relative",
        )
    for months in (1, 2, 5, 7):
        moment = FETCHED_AT.replace(month=FETCHED_AT.month - months)
        yield f"il y a {months} mois", moment, "month", "relative"
    for years in (1, 2, 9):
        yield f"il y a {years} an{'s' if years > 1 else ''}", FETCHED_AT.replace(year=2026 - years), "year", "relative"
    for hour in (6, 9, 14):
        today, clock = date(2026, 11, 25), time(hour, 45)
        yield f"aujourd'hui à {hour}h45", at(today, clock), "minute", "relative"
        yield f"Hier à {hour}h45", at(today - timedelta(1), clock), "minute", "relative"
        yield f"avant-hier, {hour:02}:45", at(today - timedelta(2), clock), "minute", "relative"


def without_year() -> Iterator[Written]:
    """Days without a year: the nearest past one, that of the weekday where one is printed."""
    for month in range(1, 13):
        day = date(2026 if month < 12 else 2025, month, 6)
        yield f"6 {MONTHS[month - 1][0]}", at(day), "day", "text"
        yield f"{WEEKDAYS[day.weekday()]} 6 {MONTHS[month - 1][0]} à 18h30", at(day, time(18, 30)), "minute", "text"


def rare() -> Iterator[Written]:
    """What only some systems write."""
    day = date(2026, 11, 9)
    yield "lun, 09/11/2026 - 05:13", at(day, time(5, 13)), "minute", "text"
    yield "lundi 09/11/2026", at(day), "day", "text"
    for clock in ("20h15", "20:15", "20 h 15"):
        yield f"{clock}, le 9 novembre 2026", at(day, time(20, 15)), "minute", "text"
        yield f"à {clock} le lundi 9 novembre 2026", at(day, time(20, 15)), "minute", "text"
        yield f"{clock} - 9 novembre 2026", at(day, time(20, 15)), "minute", "text"
    yield "9 nov. 26", at(day), "day", "text"
    yield "9 novembre 19", at(date(2019, 11, 9)), "day", "text"
    yield "9 novembre 19 à 8h05", at(date(2019, 11, 9), time(8, 5)), "minute", "text"
    yield "il y a une demi-heure", FETCHED_AT - timedelta(minutes=30), "minute", "relative"
    yield "il y a 1 h 30 min", FETCHED_AT - timedelta(minutes=90), "minute", "relative"
    yield "il y a 2 jours et 3 heures", FETCHED_AT - timedelta(days=2), "day", "relative"
    yield "il y a 1 an et 2 mois", FETCHED_AT.replace(year=2025), "year", "relative"
    yield "il y a 3 mois environ", FETCHED_AT.replace(month=8), "month", "relative"
    yield "à l’instant", FETCHED_AT, "minute", "relative"
    yield "la semaine dernière", FETCHED_AT - timedelta(weeks=1), "week", "relative"
    yield "8. Dezember 2010 um 10:56", at(date(2010, 12, 8), time(10, 56)), "minute", "text"
    yield "June 28, 2015 at 10:25 pm", at(date(2015, 6, 28), time(22, 25)), "minute", "text"


WRITTEN = [*worded(), *clocked(), *numeric(), *surrounded(), *relative(), *without_year(), *rare()]
NO_DATES = [
    "", " ", "-", "…", "le", "Publié le", "Mis à jour", "mars", "mai", "sept", "août", "lundi soir on en reparle",
    "927", "1 347", "2026", "1,5", "12", "31", "3/4", "12/2", "1/2 journée", "0,43 €", "25 €", "50 %", "3 000 médecins",
    "10,7 k points", "article 12", "art. L. 162-14", "secteur 3", "PLFSS 2026", "version 1.2.2025.4", "v2.10.2025",
    "192.168.1.12", "06 12 05 20 25", "+33 1 05 11 20 25", "01.05.11.20.25", "75011 Paris", "ISBN 978-2-07-036822-8",
    "n° 2025-11", "lot 11-05", "31/02/2026", "30/02/2024", "29/02/2026", "31 juin 2026", "31 avril 2025", "0/5/2026",
    "32/05/2026", "05/13/2026", "13/13/2026", "00/00/0000", "2026-13-05", "2026-02-31", "2027-05-05", "6 mai 2031",
    "12/03/1812", "3 mai 1968", "mai 68", "dans 3 jours", "d’ici 2 semaines", "demain", "demain à 8h", "la veille",
    "il y a quelques jours", "il y a longtemps", "il y a un monde fou", "il y a 3 médecins", "quinze jours", "3 ans",
    "5 min", "4 min de lecture", "2 h de garde", "14h32", "de 8h à 12h", "8h-12h", "24h/24 et 7j/7", "35 h",
    "Les 5 et 6 mai 2026 nous étions 300 à défiler", "Loi du 5 novembre 2025",
    "Le 5 novembre 2025, les députés ont voté", "depuis le 1er mars 2026 rien n’a changé",
    "avant le 12/04/2026 il fallait voter", "mercredi 31 décembre 2025 et après",
    "6 mai 19 personnes", "Rendez-vous le 4 mai",
    "né le 12 mai 1975", "25 décembre, on sera là", "le mardi je consulte", "Prune Quartz",
    "Avis de mars", "Mars 3", "Jeudi noir", "Dimanche prochain", "lundi prochain à 9h", "Juin Tuile", "Avril",
]  # fmt: skip


def test_there_are_three_hundred_forms_and_sixty_that_are_none() -> None:
    assert len({text for text, *_ in WRITTEN}) >= 300
    assert len(set(NO_DATES)) >= 60


@pytest.mark.parametrize(("text", "moment", "precision", "source"), WRITTEN)
def test_a_written_moment_is_read(text: str, moment: datetime, precision: str, source: str) -> None:
    found = resolve_date(text, fetched_at=FETCHED_AT)
    assert found is not None
    assert found.moment == moment
    assert (found.precision, found.source) == (precision, source)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_moment_gives_none(text: str) -> None:
    assert resolve_date(text, fetched_at=FETCHED_AT) is None
