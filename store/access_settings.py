"""Who may open the dashboard from other machines (`access.toml` of the home folder), and with which role."""

import ipaddress
import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from store.access import ROLES, Role
from store.home import Home
from store.us import Model, Text, WebAddress

FILE = "access.toml"
HostName = Annotated[str, Field(pattern=r"^(?:[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])$")]
Header = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]
ANYBODY = "*"


class AccessError(ValueError):
    """access.toml breaks a rule; one French line that names the key and the rule."""


class Proxy(Model):
    """A web server in front that knows who asks: only these addresses are believed, in this header."""

    addresses: tuple[Text, ...] = Field(min_length=1)
    header: Header = "X-Forwarded-User"

    @field_validator("addresses")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if ipaddress.ip_network(one).num_addresses > 65_536:
                raise ValueError(f"« {one} » est trop large : donnez l’adresse du serveur mandataire")
        return value

    def is_trusted(self, peer: str) -> bool:
        """Whether a connection comes from one of the addresses."""
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in ipaddress.ip_network(one) for one in self.addresses)


class Oidc(Model):
    """An identity provider (OpenID Connect); its client secret stands in `VIGIE_OIDC_SECRET` or a file of mode 0600.

    `claim` is what names people in [roles].
    """

    metadata_url: WebAddress
    client_id: Text
    claim: Text = "email"


class Roles(Model):
    """Who has which role, by the name that the proxy or the provider gives; « * » is anybody it lets in."""

    lecteur: tuple[Text, ...] = ()
    analyste: tuple[Text, ...] = ()
    admin: tuple[Text, ...] = ()

    def role_of(self, name: str) -> Role | None:
        """The highest role of a name, `None` for a stranger."""
        folded = name.strip().casefold()
        for role in reversed(ROLES):
            given = {one.strip().casefold() for one in getattr(self, role)}
            if folded and (folded in given or ANYBODY in given):
                return role
        return None


class Access(Model):
    """How the dashboard is opened from other machines; `hosts` are the names under which it is, first the usual one."""

    hosts: tuple[HostName, ...] = Field(min_length=1)
    url: WebAddress | None = None
    proxy: Proxy | None = None
    oidc: Oidc | None = None
    roles: Roles

    @model_validator(mode="after")
    def _one_door(self) -> Self:
        if (self.proxy is None) == (self.oidc is None):
            raise ValueError("il faut [proxy] ou [oidc], et un seul des deux")
        if ANYBODY in self.roles.admin:
            raise ValueError("« * » ne peut pas être admin")
        if not any(getattr(self.roles, role) for role in ROLES):
            raise ValueError("[roles] est vide : personne ne pourrait entrer")
        return self

    @property
    def base_url(self) -> str:
        """Where people open the dashboard."""
        return (self.url or f"https://{self.hosts[0]}").rstrip("/")


def load_access(home: Home) -> Access | None:
    """What access.toml says, `None` when there is none: the dashboard is then this machine's alone.

    Raises:
        AccessError: the file cannot be read, breaks a rule, or others may write it.
    """
    path = home.folder / FILE
    if not path.exists():
        return None
    if path.stat().st_mode & 0o022:
        raise AccessError(f"{path} : d’autres peuvent l’écrire, donc se donner un rôle ; lancez « chmod 600 {path} »")
    try:
        return Access.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AccessError(f"{path} : TOML illisible ({error})") from None
    except ValidationError as error:
        raise AccessError(f"{path} : {_explain(error)}") from None


def secret_path(home: Home) -> Path:
    """The file of the provider's client secret."""
    return home.folder / "oidc-secret"


def cookie_path(home: Home) -> Path:
    """The file of the secret that signs the cookies."""
    return home.folder / "cookie-secret"


def _explain(error: ValidationError) -> str:
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"])
    said = {
        "missing": "absent, il le faut", "extra_forbidden": "clé inconnue", "too_short": "vide, il en faut au moins un",
        "string_pattern_mismatch": "forme inattendue", "string_too_short": "vide",
    }.get(fault["type"], fault["msg"].removeprefix("Value error, "))  # fmt: skip
    return f"{where} : {said}" if where else said
