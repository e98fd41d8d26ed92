"""Checks of the alerts: judged every night, and told where the watch says."""

from datetime import date, timedelta

from dashboard.alerts.webhook import SECRET_FILE, SECRET_VARIABLE, AddressError, check_address
from dashboard.french import short_day
from store.clock import today
from store.database import one, rows
from store.secret_files import SecretError, read_secret
from store.watch import Watch, WatchError, load_watch
from vigie.doctor.checks import Check, Problem, Subject
from vigie.wording import counted

_AGE = timedelta(days=3)
_LOST_SINCE = timedelta(days=7)


def find_unjudged(subject: Subject) -> list[Problem]:
    """Nights that run, and no longer judge what is unusual."""
    if subject.db is None or not subject.db.table("alert_states").exists():
        return []
    last = one(subject.db, "select max(judged_on) as day from alert_states")
    since = (today() - _AGE).isoformat()
    night = one(
        subject.db,
        "select 1 from runs where command = 'nightly' and status in ('done', 'partial') and started_at >= :since",
        {"since": since},
    )
    if not last or not last["day"] or last["day"] >= since or night is None:
        return []
    told = short_day(date.fromisoformat(last["day"]), with_year=True)
    what = f"Les alertes ne sont plus jugées depuis le {told} : rien d’inhabituel ne serait dit."
    return [Problem(what=what, mend="vigie nightly, et lisez l’étape « Alertes » de la vue « Collecte »")]


def find_lost_calls(subject: Subject) -> list[Problem]:
    """Calls of the webhook that did not arrive these last days."""
    if subject.db is None or not subject.db.table("alert_calls").exists():
        return []
    found = rows(
        subject.db,
        "select said from alert_calls where status in ('refused', 'doubt') and at >= :since order by id desc",
        {"since": (today() - _LOST_SINCE).isoformat()},
    )
    if not found:
        return []
    told = counted(len(found), "appel web n’est pas arrivé", "appels web ne sont pas arrivés")
    mend = "lisez « Alertes » du tableau de bord ; réparez l’outil appelé, ou [alerts] webhook dans watch.toml"
    return [Problem(what=f"{told} en une semaine : {found[0]['said']}.", mend=mend)]


def find_mute_channels(subject: Subject) -> list[Problem]:
    """Channels of the watch that cannot work: a webhook without a safe address or with a shared secret."""
    watch = _watch(subject)
    if watch is None or watch.alerts.webhook is None:
        return []
    file = subject.home.watch / "watch.toml"
    try:
        check_address(watch.alerts.webhook)
    except AddressError as error:
        return [Problem(what=f"Aucune alerte ne partira par appel web : {error}.", mend=f"nano {file}")]
    path = subject.home.folder / SECRET_FILE
    if not path.exists():  # made at the first call
        return []
    try:
        read_secret(SECRET_VARIABLE, path, what="secret de l’appel web")
    except SecretError as error:
        return [Problem(what=f"Aucune alerte ne partira par appel web : {error}.", mend=f"chmod 600 {path}")]
    return []


def _watch(subject: Subject) -> Watch | None:
    """The watch, `None` when another check says that it cannot be read."""
    try:
        return load_watch(subject.home.watch)
    except WatchError:
        return None


CHECKS = (
    Check(name="alertes jugées", find=find_unjudged),
    Check(name="appels web", find=find_lost_calls),
    Check(name="canaux des alertes", find=find_mute_channels),
)
