"""Whether the visitors of a demo press kept the rules of politeness."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from protego import Protego

from crawler.demo.edition import Edition
from crawler.demo.sites import robots_txt
from crawler.demo.truth import tell_truth

_CONTACT = re.compile(r"https?://|\S+@\S+")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request and what it got; header names in lower case, times in monotonic seconds.

    `ended_s` is the moment before the answer leaves. `notes` are rules of a platform that the request broke.
    """

    server: str
    method: str
    url: str
    path: str
    headers: Mapping[str, str]
    n_body_bytes: int
    status: int
    etag: str | None
    notes: tuple[str, ...]
    started_s: float
    ended_s: float


def list_violations(edition: Edition, visits: Sequence[Visit]) -> list[str]:
    """What visitors did that they must not do, one sentence each, in the order of `visits`."""
    forbidden = tell_truth(edition).forbidden_urls
    robots = {site.id: Protego.parse(robots_txt(edition, site)) for site in edition.spec.sites}
    free_at: dict[str, float] = {}
    found: list[str] = []
    for visit in visits:
        agent = visit.headers.get("user-agent", "")
        found += [f"{visit.method} {visit.path}: {note}" for note in visit.notes]
        if not _CONTACT.search(agent):
            found.append(f"{visit.path}: the user agent {agent!r} gives no contact")
        if visit.server in robots and not robots[visit.server].can_fetch(visit.url, agent):
            found.append(f"{visit.path}: closed by robots.txt of {visit.server}")
        if visit.url.partition("?")[0] in forbidden or visit.url in forbidden:
            found.append(f"{visit.path}: must not be fetched from {visit.server}")
        if visit.started_s < free_at.get(visit.server, 0.0):
            found.append(f"{visit.path}: asked for while {visit.server} was still answering")
        free_at[visit.server] = max(free_at.get(visit.server, 0.0), visit.ended_s)
    return found


def list_refetches(visits: Sequence[Visit]) -> list[str]:
    """The addresses sent whole (status 200) more than once under the same ETag, in order of address."""
    seen: set[tuple[str, str]] = set()
    twice: set[str] = set()
    for visit in visits:
        if visit.status == 200 and visit.etag:
            if (visit.url, visit.etag) in seen:
                twice.add(visit.url)
            seen.add((visit.url, visit.etag))
    return sorted(twice)
