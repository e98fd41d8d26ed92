"""Which machines of a private network a watch lets Vigie speak to (`[network]` of watch.toml)."""

from typing import Annotated

from pydantic import Field

from store.us import Model

Host = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?$")]


class Network(Model):
    """`allowed_hosts` are host[:port] that may stand in a private network: an intranet's site, a mail server.

    Without a port, those of the web (80, 443). Anything else that leads to this machine or to a private network is
    refused.
    """

    allowed_hosts: tuple[Host, ...] = ()
