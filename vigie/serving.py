"""The command that serves the dashboard: to this machine, or to others through a door that knows who asks."""

import ipaddress
import json
import os
import sys
from collections.abc import Mapping
from contextlib import closing
from importlib.util import find_spec
from typing import Any, NoReturn

import click

from store.access_settings import Access, AccessError, load_access
from store.database import find_schema, open_database, open_readonly
from store.home import HOME_VARIABLE, Home, find_home
from store.lock import hold_lock
from store.secret_files import SecretError

HERE = "127.0.0.1"
_TYPED: Mapping[str, str | bool] = {"true": True, "false": False}
_CLOSED = (
    "{address} est visible d’autres machines, et rien ne dit qui entre : écrivez {path} avec [proxy] ou [oidc] et "
    "[roles] (docs/access.md), ou laissez --address {here}"
)


@click.command(epilog="Exemples : vigie dashboard --port 8501 ; vigie dashboard --address 10.0.0.5")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Le port d’écoute.")
@click.option("--address", default=HERE, show_default=True, metavar="ADRESSE", help="L’adresse IP d’écoute.")
def dashboard(port: int, address: str) -> None:
    """Sert le tableau de bord, sur 127.0.0.1 pour cette machine seulement.

    Ouvert à d’autres machines, il faut access.toml dans le dossier de l’installation : un serveur mandataire ([proxy])
    ou un fournisseur d’identité ([oidc]) dit qui entre, [roles] dit ce que chacun peut faire. Voir docs/access.md.
    """
    home = find_home()
    check_address(home, address)
    bring_up_to_date(home)
    become_dashboard(home, port=port, address=address)


def bring_up_to_date(home: Home) -> None:
    """Brings the database of an older Vigie to this one's schema, which its views read.

    Raises:
        FileNotFoundError: there is no database.
        LockHeldError: a night or another piece of work writes in it.
    """
    with closing(open_readonly(home.database)) as db:
        missing = find_schema(db).missing
    if missing:
        with hold_lock(home.lock_file):
            open_database(home.database).close()


def check_address(home: Home, address: str) -> Access | None:
    """What access.toml says, once it suffices for this address.

    Raises:
        click.UsageError: no IP address, or other machines would reach a dashboard that cannot tell who asks.
        AccessError: access.toml breaks a rule, or a secret of it is missing.
    """
    try:
        listening = ipaddress.ip_address(address)
    except ValueError:
        raise click.UsageError(f"--address {address} n’est pas une adresse IP, comme {HERE} ou 0.0.0.0") from None
    access = load_access(home)
    if access is None and not listening.is_loopback:
        path = home.folder / "access.toml"
        raise click.UsageError(_CLOSED.format(address=address, path=path, here=HERE))
    if access is not None and access.oidc is not None:
        from dashboard.admission import make_secrets

        try:
            make_secrets(home, access)
        except SecretError as error:
            raise AccessError(str(error)) from None
        _need_authlib()
    return access


def become_dashboard(home: Home, *, port: int, address: str = HERE) -> NoReturn:
    """Replaces this process by the dashboard's server: whatever ends the command ends the server."""
    os.environ[HOME_VARIABLE] = str(home.folder)
    os.environ |= server_environment()
    command = dashboard_command(port, address=address, access=load_access(home))
    sys.stdout.flush()
    os.execv(command[0], command)  # nosec B606 # our own interpreter


def server_environment() -> dict[str, str]:
    """Variables of the server's process: who connects is read from the connection, never from a forwarding header."""
    return {"FORWARDED_ALLOW_IPS": ""}


def dashboard_command(port: int, *, address: str = HERE, access: Access | None = None) -> list[str]:
    """The command that serves the dashboard of `VIGIE_HOME`; no statistics leave it, no secret stands in it."""
    from dashboard.theme import SERVER_OPTIONS

    options: dict[str, Any] = {
        "server.address": address, "server.port": port, "server.headless": True, "server.fileWatcherType": "none",
        "browser.gatherUsageStats": False, "server.maxUploadSize": 10, "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        **{name: _TYPED.get(value, value) for name, value in SERVER_OPTIONS.items()},
    }  # fmt: skip
    hosts = list(access.hosts) if access else [HERE, "localhost", "::1"]
    options["server.allowedHosts"] = hosts
    if access is not None:
        options |= {"server.corsAllowedOrigins": [access.base_url], "browser.serverAddress": hosts[0]}
    return [sys.executable, "-m", "dashboard.serving", json.dumps(options)]


def _need_authlib() -> None:
    """Says what to install where the provider's protocol is missing.

    Raises:
        AccessError: Authlib is not installed.
    """
    if find_spec("authlib") is None:
        raise AccessError("[oidc] demande un complément : pip install 'vigie[oidc]'")
