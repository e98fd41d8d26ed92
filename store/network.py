"""Which machines may be spoken to: those of the public internet, and those that this installation names.

The address that counts is the one a connection is opened to: a name that leads to the public internet when it is looked
up, and to this machine a moment later, opens nothing.
"""

import ipaddress
import os
import socket
from collections.abc import Iterable

ALLOWED_VARIABLE = "VIGIE_ALLOWED_HOSTS"
_WEB_PORTS = (80, 443)
_LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback")
# Shared, of protocols, 6to4 relays: what Python takes for public depends on its version.
_ODD = tuple(ipaddress.ip_network(one) for one in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24"))
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_IPV4_COMPATIBLE = ipaddress.ip_network("::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class PrivateAddressError(OSError):
    """A name leads to this machine or to a private network, which this installation does not name; French."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also when IPv6 wraps an IPv4 one; false for anything else.

    Loopback, link-local, private, shared (CGNAT), multicast, reserved and documentation ranges are not.
    """
    try:
        inner = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if any(inner in network for network in _ODD):
        return False
    is_odd = inner.is_multicast or inner.is_reserved or inner.is_unspecified or inner.is_link_local
    is_site = isinstance(inner, ipaddress.IPv6Address) and inner.is_site_local
    return inner.is_global and not inner.is_private and not is_odd and not is_site


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries (mapped, compatible, 6to4, Teredo, NAT64), else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour or address
    if address.teredo:
        return address.teredo[1]
    if address in _IPV4_COMPATIBLE or any(address in network for network in _NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


class Gate:
    """Lets connections through to public addresses, and to the host[:port] that this installation names."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """`allowed` are host[:port] that may be private; those of `VIGIE_ALLOWED_HOSTS` (commas) join them."""
        named = [*allowed, *os.environ.get(ALLOWED_VARIABLE, "").split(",")]
        self._allowed = {pair for one in named if one.strip() for pair in _pairs(one.strip())}

    def names(self, host: str, port: int) -> bool:
        """Whether this installation names that host and port."""
        return (_bare(host), port) in self._allowed

    def lets(self, host: str, address: str, port: int) -> bool:
        """Whether a connection may be opened to `address`, which `host` was resolved to."""
        return is_public(address) or self.names(host, port)

    def open_socket(self, host: str, port: int, *, timeout_s: float) -> socket.socket:
        """A connection to the first address of a host that answers, among those that may be spoken to.

        Raises:
            PrivateAddressError: the host leads to this machine or a private network only.
            OSError: no such host, or it does not answer.
        """
        failure: OSError = PrivateAddressError(
            f"« {host} » mène à cette machine ou à un réseau privé ; si c’est voulu, ajoutez {host}:{port} à "
            f"{ALLOWED_VARIABLE} ou à « allowed_hosts » de [network]"
        )
        for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if not self.lets(host, str(place[0]), port):
                continue
            opened = socket.socket(family, kind, protocol)
            try:
                opened.settimeout(timeout_s)
                opened.connect(place)
            except OSError as error:
                opened.close()
                failure = error
                continue
            return opened
        raise failure


def is_written_private(host: str) -> bool:
    """Whether host[:port] is written as an address that is not public, or as a name of this machine.

    A person who writes such a host into a source or a watch has named it; a name that happens to lead there has not
    been.
    """
    name = _pairs(host)[0][0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in _LOCAL_NAMES
    return not is_public(name)


def _pairs(named: str) -> list[tuple[str, int]]:
    """(host, port) of host[:port]; both ports of the web where none is written."""
    host, colon, port = named.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        return [(_bare(host), int(port))]
    return [(_bare(named), web) for web in _WEB_PORTS]


def _bare(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()
