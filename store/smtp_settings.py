"""How the watch's letters leave (`[smtp]` of watch.toml); the password stands elsewhere."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from store.secret_files import read_secret
from store.us import Address, Model, Text

PASSWORD_VARIABLE = "VIGIE_SMTP_PASSWORD"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PORTS = {"tls": 465, "starttls": 587, "none": 25}
HostName = Annotated[str, Field(pattern=r"^[A-Za-z0-9.:_-]+$")]


class Smtp(Model):
    """The server that takes our letters, and in whose name they go.

    `automatic`: the press review of the day leaves at night, without anybody's sign-off. `ca_file`: the certificate of
    an authority of your own. A connection without encryption is for this machine's own addresses only.
    """

    host: HostName
    sender: Address
    sender_name: Text | None = None
    user: Text | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    port: int | None = Field(default=None, ge=1, le=65535)
    automatic: bool = False
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _no_letter_in_clear(self) -> Self:
        if self.security == "none" and self.host not in _LOOPBACK:
            raise ValueError("« none » n’est admis que sur cette machine ; mettre « starttls » ou « tls »")
        return self

    @property
    def on_port(self) -> int:
        """The port of the server: the usual one of its security when none is written."""
        return self.port or _PORTS[self.security]

    @property
    def domain(self) -> str:
        """The domain of the sender, which identifies our letters and our list."""
        return self.sender.rpartition("@")[2].lower()


def read_smtp_password(path: Path) -> str:
    """The password, from `VIGIE_SMTP_PASSWORD`, else from a file of mode 0600.

    Raises:
        SecretError: there is none, or others may read the file.
    """
    return read_secret(PASSWORD_VARIABLE, path, what="mot de passe d’envoi")
