"""Checks of what is told: alerts judged every night, letters and calls that leave and arrive."""

import re
import ssl
from datetime import date, timedelta

from dashboard.alerts.webhook import SECRET_FILE, SECRET_VARIABLE, AddressError, check_address
from dashboard.french import short_day
from store.clock import now, today
from store.database import one, rows
from store.secret_files import SecretError, read_secret
from store.smtp_settings import read_smtp_password
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


def find_mute_mail(subject: Subject) -> list[Problem]:
    """A mail server of the watch that no letter can reach: password, certificate, nobody to write to."""
    watch = _watch(subject)
    if watch is None or watch.smtp is None:
        return []
    smtp, file, found = watch.smtp, subject.home.watch / "watch.toml", []
    if smtp.user:
        path = subject.home.smtp_password_file
        try:
            read_smtp_password(path)
        except SecretError as error:
            found.append(Problem(what=f"Aucun message ne partira : {error}.", mend=f"nano {path} && chmod 600 {path}"))
    try:
        ssl.create_default_context(cafile=str(smtp.ca_file) if smtp.ca_file else None)
    except OSError:
        what = f"Aucun message ne partira : le certificat « {smtp.ca_file} » ne se lit pas."
        found.append(Problem(what=what, mend=f"corrigez « ca_file » dans [smtp] : nano {file}"))
    if not any(_receives(address) for address in (*watch.us.recipients, *watch.alerts.recipients)):
        what = "Un serveur d’envoi est écrit dans la veille, mais personne à qui écrire."
        found.append(Problem(what=what, mend=f"écrivez « recipients » dans [us] : nano {file}"))
    return found


def find_lost_letters(subject: Subject) -> list[Problem]:
    """Letters that did not arrive these last days, may not have, or wait for a server since yesterday."""
    if subject.db is None or not subject.db.table("deliveries").exists():
        return []
    found = []
    since = {"since": (today() - _LOST_SINCE).isoformat(), "yesterday": (now() - timedelta(days=1)).isoformat()}
    lost = rows(
        subject.db,
        "select said from deliveries where status in ('refused', 'doubt') and at >= :since order by id desc", since,
    )  # fmt: skip
    if lost:
        told = counted(len(lost), "message n’est peut-être pas arrivé", "messages ne sont peut-être pas arrivés")
        mend = "lisez « Revue de presse » du tableau de bord, et dites de chacun s’il est arrivé"
        found.append(Problem(what=f"{told} en une semaine : {lost[0]['said']}.", mend=mend))
    waiting = rows(
        subject.db,
        """
        select d.said from deliveries d join letters l on l.id = d.letter_id
        where d.status in ('waiting', 'handing') and l.made_at < :yesterday order by d.id
        """,
        since,
    )
    if waiting:
        told = counted(len(waiting), "message attend", "messages attendent")
        why = f" : {waiting[0]['said']}" if waiting[0]["said"] else ""
        mend = f"vérifiez [smtp] dans {subject.home.watch / 'watch.toml'}, puis vigie work"
        found.append(Problem(what=f"{told} de partir depuis plus d’un jour{why}.", mend=mend))
    return found


def _receives(address: str) -> bool:
    """False for the addresses of examples (RFC 2606), which the packaged watch holds."""
    domain = address.rpartition("@")[2].lower()
    return not re.fullmatch(r"(.*\.)?(example(\.(com|net|org))?|invalid|test)", domain)


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
    Check(name="serveur d’envoi", find=find_mute_mail),
    Check(name="messages partis", find=find_lost_letters),
)
