"""What comes in by itself: the watched folder and the mailbox, turned into requests for `vigie work`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from crawler.deposits import settle_deposits, take_deposits
from crawler.mailbox import take_mail
from store.home import Home
from store.mail_settings import Mail, MailError


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """How many files and messages came in, and what could not be looked at: (place, why, what to do), in French."""

    n_files: int = 0
    n_mails: int = 0
    problems: tuple[tuple[str, str, str], ...] = ()


def take_arrivals(db: Database, home: Home, mail: Mail | None, *, allowed: Sequence[str] = ()) -> Arrivals:
    """Hands in what waits in the watched folder and in the mailbox; one that fails does not stop the other.

    `allowed` are host[:port] of a private network that may be spoken to.
    """
    problems: list[tuple[str, str, str]] = []
    n_files = n_mails = 0
    try:
        n_files = take_deposits(db, home)
    except OSError as error:
        problems.append(_of_folder(home, error))
    if mail is not None:
        try:
            n_mails = take_mail(db, home, mail, allowed=allowed)
        except MailError as error:
            told, _, hint = str(error).partition(" ; ")
            problems.append(("boîte aux lettres", told, f"{hint[:1].upper()}{hint[1:]}." if hint else ""))
    return Arrivals(n_files=n_files, n_mails=n_mails, problems=tuple(problems))


def put_away(db: Database, home: Home) -> tuple[tuple[str, str, str], ...]:
    """Moves the files that were answered out of the watched folder; what went wrong."""
    try:
        settle_deposits(db, home)
    except OSError as error:
        return (_of_folder(home, error),)
    return ()


def _of_folder(home: Home, error: OSError) -> tuple[str, str, str]:
    why = error.strerror or type(error).__name__
    return ("dossier « depot »", f"un fichier ne se déplace pas ({why})", f"Vérifiez les droits de {home.drop}.")
