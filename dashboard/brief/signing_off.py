"""Signing the press review of a day: what was read is frozen, queued for the recipients, and never leaves twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from sqlite_utils import Database

from dashboard.brief.as_html import render_html
from dashboard.brief.as_text import render_text
from dashboard.brief.build import build_brief
from dashboard.brief.changes import list_changes
from dashboard.brief.edit import apply_edits
from dashboard.brief.frozen import freeze, thaw
from dashboard.brief.plain import plain
from dashboard.brief.records import Brief, Correction
from dashboard.french import moment
from store.access import sign
from store.audit import record_act
from store.brief_edits import find_edit_version, read_edits
from store.clock import now
from store.database import Row, rows, transaction
from store.outbox import Letter, list_deliveries, list_letters, queue_letter
from store.queries.brief import load_brief_rows
from store.watch import Watch

AUTOMATIC = "envoi automatique"
_LONGEST_NAME, _LONGEST_WHY = 60, 500


class SignError(ValueError):
    """The review cannot be signed as asked; the message is French, for the screen."""


def compose_brief(db: Database, watch: Watch, day: date) -> Brief:
    """The review of a day as it stands now: what the database holds, with the team's edits."""
    return apply_edits(build_brief(load_brief_rows(db, day), watch), read_edits(db, day))


def standing_brief(db: Database, watch: Watch, day: date) -> Brief:
    """The review of a day: the last that was signed, as it was signed, else what stands now."""
    signed = find_signed(db, day)
    frozen = thaw(signed[-1]["record"]) if signed else None
    return frozen or compose_brief(db, watch, day)


def fingerprint(brief: Brief) -> str:
    """sha256 of what a review says; the moment of the last collection left out."""
    return sha256(freeze(replace(brief, freshness="")).encode()).hexdigest()


def find_signed(db: Database, day: date) -> list[Row]:
    """The letters of a day's review that left or are about to, oldest first: columns of `letters`, and
    `state`: pending, or gone."""
    found = []
    for letter in list_letters(db, f"brief/{day.isoformat()}/"):
        statuses = {row["status"] for row in list_deliveries(db, letter["id"])}
        if not statuses or statuses & {"sent", "doubt", "handing"}:
            found.append(letter | {"state": "pending" if statuses & {"waiting", "handing"} else "gone"})
        elif "waiting" in statuses:
            found.append(letter | {"state": "pending"})
    return found


def prepare_correction(sent: Sequence[Row], brief: Brief, why: str) -> Brief:
    """The review as the correction of those that left: what changed since the last one stands at its head."""
    last = thaw(sent[-1]["record"])
    changes = list_changes(last, brief) if last else ()
    number = len(sent)
    return replace(
        brief, title=f"Correction n° {number} · {brief.title}",
        correction=Correction(number=number, why=plain(why), of=moment(sent[0]["made_at"]), changes=changes),
    )  # fmt: skip


def sign_brief(
    db: Database, watch: Watch, day: date, *, made_by: str, why: str = "", seen: str | None = None
) -> int:  # fmt: skip
    """Signs the review of a day as it stands and queues it for the recipients of the watch; the letter's number.

    Once one has left, what is signed is a correction: it says `why` and what changed, and answers the first mail.
    `seen` is the `fingerprint` of what the person read: nothing else is signed.

    Raises:
        SignError: nobody signs, nothing changed, or something else changed since it was read.
        NotAllowedError: the role of who clicked does not give it.
    """
    name = plain(sign(db, "sign-off", made_by))[:_LONGEST_NAME]
    if not name:
        raise SignError("Écrivez votre nom : une revue est signée.")
    version, sent = find_edit_version(db, day), find_signed(db, day)
    brief = compose_brief(db, watch, day)
    if seen is not None and fingerprint(brief) != seen:
        raise SignError("La revue a changé depuis que vous l’avez lue : relisez-la, puis signez.")
    brief = _as_signed(brief, sent, name, why.strip()[:_LONGEST_WHY])
    letter = _as_letter(brief, sent, name, n_before=len(list_letters(db, f"brief/{day.isoformat()}/")))
    with transaction(db):
        if find_edit_version(db, day) != version:
            raise SignError("Quelqu’un a modifié ou signé cette revue à l’instant : relisez-la.")
        number = queue_letter(db, letter, _recipients(db, watch, sent))
        if number is None:
            raise SignError("Cette revue vient d’être signée par quelqu’un d’autre.")
        record_act(db, "sign-off", f"{letter.key}, lettre n° {number}", who=name)
    return number


def _as_signed(brief: Brief, sent: Sequence[Row], name: str, why: str) -> Brief:
    said = f"Revue relue et signée par {name}, {moment(now())}."
    if name == AUTOMATIC:
        said = f"Envoi automatique, sans relecture, {moment(now())}."
    # What to do about a silent source is the team's business, not its readers'.
    brief = replace(brief, sources=tuple(replace(one, todo=None) for one in brief.sources))
    if not sent:
        return replace(brief, signed=said)
    if sent[-1]["state"] == "pending":
        raise SignError("La revue signée n’est pas encore partie : retirez-la de l’envoi pour la modifier.")
    if not why:
        raise SignError("Dites en une phrase ce que vous corrigez : elle ouvrira le message.")
    corrected = prepare_correction(sent, brief, why)
    if corrected.correction is not None and not corrected.correction.changes and thaw(sent[-1]["record"]):
        raise SignError("Rien n’a changé depuis l’envoi : rien ne repart.")
    return replace(corrected, signed=said)


def _as_letter(brief: Brief, sent: Sequence[Row], name: str, *, n_before: int) -> Letter:
    return Letter(
        key=f"brief/{brief.day.isoformat()}/{n_before + 1}", kind="brief", subject=f"{brief.title} · {brief.acronym}",
        text=render_text(brief).decode(), html=render_html(brief).decode(), record=freeze(brief), owners=brief.owners,
        answers=sent[0]["key"] if sent else None, why=brief.correction.why if brief.correction else "", made_by=name,
    )  # fmt: skip


def _recipients(db: Database, watch: Watch, sent: Sequence[Row]) -> list[str]:
    """Those of the watch, and whoever may have had what is corrected; nobody without a mail server."""
    if watch.smtp is None:
        return []
    had = [
        row["recipient"]
        for letter in sent for row in list_deliveries(db, letter["id"]) if row["status"] in ("sent", "doubt")
    ]  # fmt: skip
    return list(dict.fromkeys([*watch.us.recipients, *had]))


def withdraw(db: Database, day: date, *, made_by: str) -> None:
    """Takes a signed review back as long as nothing of it was handed over.

    Raises:
        SignError: it has left.
        NotAllowedError: the role of who clicked does not give it.
    """
    made_by = sign(db, "sign-off", made_by)
    with transaction(db):
        letters = find_signed(db, day)
        last = letters[-1] if letters else None
        given = rows(
            db, "select 1 from deliveries where letter_id = :id and status not in ('waiting', 'refused')",
            {"id": last["id"] if last else 0},
        )  # fmt: skip
        if last is None or given or last["state"] != "pending":
            raise SignError("Cette revue est déjà partie : préparez une correction.")
        db.execute(
            "update deliveries set status = 'cancelled', said = :said where letter_id = :id and status = 'waiting'",
            {"id": last["id"], "said": "retirée avant l’envoi"},
        )
        record_act(db, "sign-off", f"{last['key']} retirée", who=made_by)
