"""Checks of the routine: nights that run and end, copies that are made, sources that give."""

from datetime import datetime, timedelta

from dashboard.french import listed, moment, short_day
from store.clock import now, today
from store.database import one, rows
from store.lock import LockHeldError, hold_lock
from store.queries.health import judge_sources
from vigie.doctor.checks import Check, Problem, Subject
from vigie.upkeep import backup_day, list_backups
from vigie.wording import counted

NIGHT_AGE = timedelta(hours=36)
BACKUP_AGE = timedelta(days=7)
_CRON = "vigie nightly (et vérifiez « crontab -l » : vigie cron donne les lignes)"


def find_interrupted(subject: Subject) -> list[Problem]:
    """Runs that a crash ended and that nothing has done again since."""
    if subject.db is None or _is_working(subject):
        return []
    found = rows(
        subject.db,
        """
        select * from runs where status in ('running', 'interrupted')
          and not exists (select 1 from runs r where r.id > runs.id and r.status in ('done', 'partial')
                          and r.command in (runs.command, 'nightly')) order by id
        """,
    )
    return [
        Problem(
            what=f"Le travail « {row['command']} » a été interrompu, sans reprise ({moment(row['started_at'])}).",
            mend="vigie nightly (reprend ce qui manque, ne fait rien deux fois)",
        )
        for row in found
    ]


def find_old_night(subject: Subject) -> list[Problem]:
    """No night for a day and a half."""
    if subject.db is None:
        return []
    sql = "select max(finished_at) as at from runs where command = 'nightly' and status in ('done', 'partial')"
    last = one(subject.db, sql)
    if not last or not last["at"]:
        return [Problem(what="Aucune nuit n’a encore abouti : rien n’est collecté tout seul.", mend=_CRON)]
    if datetime.fromisoformat(last["at"]) >= now() - NIGHT_AGE:
        return []
    what = f"La dernière nuit a fini il y a plus de 36 heures ({moment(last['at'])}) : « Ce matin » n’est pas à jour."
    return [Problem(what=what, mend=_CRON)]


def find_old_backup(subject: Subject) -> list[Problem]:
    """No verified copy for a week."""
    if subject.db is None:
        return []
    days = [day for path in list_backups(subject.home) if (day := backup_day(path)) and day <= today()]
    last = days[-1] if days else None
    if last is not None and last >= today() - BACKUP_AGE:
        return []
    told = (
        f"La dernière copie vérifiée est du {short_day(last, with_year=True)}"
        if last
        else "Il n’y a aucune copie vérifiée"
    )
    return [Problem(what=f"{told} : une panne de disque perdrait tout ce qui suit.", mend="vigie backup")]


def find_silent_sources(subject: Subject) -> list[Problem]:
    """Sources that were collected and never gave an article."""
    if subject.db is None:
        return []
    silent = rows(
        subject.db,
        """
        select id, name from sources s where enabled = 1
          and exists (select 1 from run_steps r where r.source_id = s.id and r.status <> 'running')
          and not exists (select 1 from articles a where a.source_id = s.id) order by id
        """,
    )
    if not silent:
        return []
    named = listed([f"{row['name']} ({row['id']})" for row in silent])
    what = f"{counted(len(silent), 'source')} sans aucun article depuis le début : {named}. Adresse ou site changés ?"
    return [Problem(what=what, mend=f"vigie crawl --source {silent[0]['id']} --since 30d, et lisez ce qui échoue")]


def find_broken_sources(subject: Subject) -> list[Problem]:
    """Sources whose own facts say that they are broken: silent, unanswering, or without a field that they had."""
    if subject.db is None:
        return []
    return [
        Problem(
            what=f"{verdict.name} ({verdict.source_id}) est en panne. {signal.why}",
            mend=f"{signal.todo} Puis : vigie crawl --source {verdict.source_id} --since 7d",
        )
        for verdict in judge_sources(subject.db)
        for signal in verdict.signals
        if signal.level == "broken"
    ]


def _is_working(subject: Subject) -> bool:
    """Whether somebody holds the lock: a run under way is not an interrupted one."""
    if not subject.home.lock_file.exists():
        return False
    try:
        with hold_lock(subject.home.lock_file):
            return False
    except LockHeldError:
        return True


CHECKS = (
    Check(name="travaux interrompus", find=find_interrupted),
    Check(name="dernière nuit", find=find_old_night),
    Check(name="dernière copie", find=find_old_backup),
    Check(name="sources muettes", find=find_silent_sources),
    Check(name="santé des sources", find=find_broken_sources),
)
