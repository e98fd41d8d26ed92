"""The mailbox folder that a watch reads (`[mail]` of watch.toml); its password stands elsewhere."""

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from store.us import Model, Text

PASSWORD_VARIABLE = "VIGIE_IMAP_PASSWORD"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class MailError(ValueError):
    """A mailbox that cannot be read: one French line for the screen, never with a password in it."""


class Mail(Model):
    """Where newsletters, alerts and press panoramas are forwarded to.

    `folder` is the mailbox's own name of it (« INBOX/Revue »). `since_days`: how old a message may be when it is read
    for the first time. A connection without encryption is for this machine's own addresses only.
    """

    host: Text
    user: Text
    folder: Text = "INBOX"
    security: Literal["ssl", "starttls", "none"] = "ssl"
    port: int | None = Field(default=None, ge=1, le=65535)
    since_days: int = Field(default=30, ge=1)

    @model_validator(mode="after")
    def _no_password_in_clear(self) -> Self:
        if self.security == "none" and self.host not in _LOOPBACK:
            raise ValueError("« none » n’est admis que sur cette machine ; mettre « ssl » ou « starttls »")
        return self

    @property
    def name(self) -> str:
        """What the mailbox folder is known by."""
        return f"{self.user}@{self.host}/{self.folder}"


def read_password(path: Path) -> str:
    """The mailbox's password, from `VIGIE_IMAP_PASSWORD`, else from a file of mode 0600.

    Raises:
        MailError: there is none, or others may read the file.
    """
    given = os.environ.get(PASSWORD_VARIABLE)
    if given:
        return given
    try:
        if path.stat().st_mode & 0o077:
            raise MailError(f"le fichier {path} peut être lu par d’autres ; lancez « chmod 600 {path} »")
        password = path.read_text(encoding="utf-8").strip("\r\n")
    except FileNotFoundError:
        raise MailError(
            f"mot de passe absent ; mettez-le dans la variable {PASSWORD_VARIABLE} ou dans {path} (chmod 600)"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise MailError(f"le fichier {path} ne se lit pas ({type(error).__name__}) ; vérifiez ses droits") from None
    if not password:
        raise MailError(f"le fichier {path} est vide ; écrivez-y le mot de passe de la boîte")
    return password
