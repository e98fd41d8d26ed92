"""Checks of the database file: there, whole, of the right schema, with a short log, dated before now."""

import sqlite3
from datetime import datetime, timedelta

from store import runs
from store.clock import PARIS, now, today
from store.database import find_schema, one, rows
from vigie.doctor.checks import Check, Problem, Subject
from vigie.upkeep import backup_day, list_backups
from vigie.wording import counted

MOST_LOG_MB = 256
_CLOCK_SLACK = timedelta(minutes=10)
_NEWEST = """
    select max(at) as at from (
        select max(started_at) as at from runs union all select max(fetched_at) from articles
        union all select max(fetched_at) from comments union all select max(fetched_at) from fetches)
"""


def _restore_last(subject: Subject) -> str:
    """The command that puts the last copy in service; one dated after today was made under a wrong clock."""
    backups = [path for path in list_backups(subject.home) if (day := backup_day(path)) and day <= today()]
    return (
        f"vigie restore {backups[-1].name}" if backups else "vigie init, puis vigie nightly (aucune copie à restaurer)"
    )


def find_missing(subject: Subject) -> list[Problem]:
    """No database."""
    if subject.db is not None or subject.home.database.exists():
        return []
    what = f"Il n’y a pas de base dans {subject.home.folder} : rien n’est collecté ni montré."
    return [Problem(what=what, mend=_restore_last(subject))]


def find_damage(subject: Subject) -> list[Problem]:
    """A damaged database."""
    if subject.db is None:
        return []
    try:
        found = [row["integrity_check"] for row in rows(subject.db, "pragma integrity_check(5)")]
    except sqlite3.DatabaseError as error:  # damaged too far to be read
        found = [str(error)]
    if found == ["ok"]:
        return []
    what = f"La base est abîmée ({found[0].splitlines()[-1]}) : ce qu’elle montre peut être faux."
    return [Problem(what=what, mend=_restore_last(subject))]


def find_broken_links(subject: Subject) -> list[Problem]:
    """Rows that point to rows which are gone."""
    broken = rows(subject.db, "pragma foreign_key_check") if subject.db else []
    if not broken:
        return []
    tables = ", ".join(sorted({row["table"] for row in broken}))
    told = counted(len(broken), "ligne de la base renvoie", "lignes de la base renvoient")
    what = f"{told} à d’autres qui manquent (tables : {tables})."
    return [Problem(what=what, mend=_restore_last(subject))]


def find_other_schema(subject: Subject) -> list[Problem]:
    """A database older or newer than the program."""
    if subject.db is None:
        return []
    schema = find_schema(subject.db)
    if not schema.is_ours:
        return [Problem(what=f"{subject.home.database} n’est pas une base de Vigie.", mend=_restore_last(subject))]
    found = []
    if schema.unknown:
        what = f"La base a été faite par une version plus récente de Vigie ({', '.join(schema.unknown)})."
        found.append(Problem(what=what, mend="installez cette version plus récente (git pull, puis make)"))
    if schema.missing:
        what = f"La base est d’une version plus ancienne : il lui manque {', '.join(schema.missing)}."
        found.append(Problem(what=what, mend="vigie init (ajoute ce qui manque, ne perd rien)"))
    return found


def find_long_log(subject: Subject) -> list[Problem]:
    """A write-ahead log that nobody empties."""
    log = subject.home.database.with_name(subject.home.database.name + "-wal")
    size_mb = log.stat().st_size / 1_000_000 if log.exists() else 0.0
    if size_mb <= MOST_LOG_MB:
        return []
    what = f"Le journal de la base ({log.name}) pèse {size_mb:.0f} Mo : une lecture restée ouverte empêche de le vider."
    return [Problem(what=what, mend="arrêtez le tableau de bord, lancez « vigie backup » (qui le vide), relancez-le")]


def find_clock_behind(subject: Subject) -> list[Problem]:
    """A clock in the past of the newest row."""
    newest = one(subject.db, _NEWEST) if subject.db else None
    if not newest or not newest["at"]:
        return []
    at = datetime.fromisoformat(newest["at"])
    if at <= now() + _CLOCK_SLACK:
        return []
    what = (
        f"L’horloge retarde : elle dit {now().astimezone(PARIS):%d/%m/%Y %H:%M}, et la base contient une ligne du "
        f"{at.astimezone(PARIS):%d/%m/%Y %H:%M}. Les articles du matin manqueraient dans « Ce matin »."
    )
    return [Problem(what=what, mend="timedatectl set-ntp true (et vérifiez que VIGIE_NOW n’est pas réglée)")]


def find_future_copies(subject: Subject) -> list[Problem]:
    """Copies dated after today: the clock was wrong when they were made."""
    ahead = [path for path in list_backups(subject.home) if (day := backup_day(path)) and day > today()]
    if not ahead:
        return []
    named = " ".join(str(path) for path in ahead)
    what = (
        f"L’horloge a avancé puis reculé : {counted(len(ahead), 'copie')} de la base porte une date à venir, et "
        "passerait pour la plus récente."
    )
    return [Problem(what=what, mend=f"vigie backup, puis rm {named}")]


def find_leap(subject: Subject) -> list[Problem]:
    """A clock that leapt forward: retention waits for a person."""
    jump = runs.find_clock_jump(subject.db) if subject.db else None
    if jump is None:
        return []
    what = (
        f"L’horloge a sauté du {jump.before:%d/%m/%Y} au {jump.after:%d/%m/%Y} entre deux nuits : plus rien n’est "
        "effacé à son terme, de peur d’effacer trop."
    )
    return [Problem(what=what, mend="vigie purge (si la date d’aujourd’hui est juste), sinon timedatectl set-ntp true")]


CHECKS = (
    Check(name="présence de la base", find=find_missing),
    Check(name="intégrité de la base", find=find_damage),
    Check(name="liens entre les lignes", find=find_broken_links),
    Check(name="schéma de la base", find=find_other_schema),
    Check(name="journal de la base", find=find_long_log),
    Check(name="horloge", find=find_clock_behind),
    Check(name="saut de l’horloge", find=find_leap),
    Check(name="copies datées d’après aujourd’hui", find=find_future_copies),
)
