"""The crawl's door to the network: a name opens nothing but the addresses that may be spoken to.

Twisted connects to the very addresses that its resolver gives, so that sifting them here holds at connection time:
for pages, redirects, robots.txt, feeds and comment services alike.
"""

from collections.abc import Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # no type information

from store.network import Gate

_refused: set[str] = set()


def was_refused(host: str) -> bool:
    """Whether an address that a host name gave was kept from being connected to, in this process."""
    return host.lower() in _refused


class GatedResolver(CachingThreadedResolver):  # type: ignore[misc]  # Scrapy is untyped here
    """Scrapy's usual resolver behind a gate."""

    gate: Gate

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """The resolver of a crawl; it lets through what `VIGIE_PRIVATE_HOSTS` of its settings names."""
        made: Self = super().from_crawler(crawler, reactor)
        made.gate = Gate(crawler.settings.getlist("VIGIE_PRIVATE_HOSTS"))
        return made

    def install_on_reactor(self) -> None:
        """Puts the gate behind every name that this process looks up to connect to it."""
        super().install_on_reactor()
        self.reactor.installNameResolver(_Sieve(self.reactor.nameResolver, self.gate))


@implementer(IHostnameResolver)
class _Sieve:
    def __init__(self, inner: Any, gate: Gate) -> None:
        self._inner, self._gate = inner, gate

    def resolveHostName(  # Twisted's name
        self, resolutionReceiver: Any, hostName: str, portNumber: int = 0,
        addressTypes: Sequence[type[Any]] | None = None, transportSemantics: str = "TCP",
    ) -> Any:  # fmt: skip
        """Resolves as the inner resolver does, and passes on the addresses that may be spoken to."""
        receiver = _Receiver(resolutionReceiver, self._gate, hostName, portNumber)
        return self._inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Receiver:
    def __init__(self, outer: Any, gate: Gate, host: str, port: int) -> None:
        self._outer, self._gate, self._host, self._port = outer, gate, host, port

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        """Passes the beginning on."""
        self._outer.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        """Passes an address on, or keeps it."""
        if self._gate.lets(self._host, str(getattr(address, "host", "")), self._port):
            self._outer.addressResolved(address)
        else:
            _refused.add(self._host.lower())

    def resolutionComplete(self) -> None:
        """Passes the end on; without any address, the request fails."""
        self._outer.resolutionComplete()
