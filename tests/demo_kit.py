"""A small press of invented articles, and how a test asks it for pages."""

import http.client
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from crawler.demo.edition import Edition
from crawler.demo.manuscripts import SITES
from crawler.demo.press import Press
from crawler.demo.spec import ArticleSpec, Change, CommentSpec, DebateSpec, Hazard, PressSpec
from crawler.demo.truth import ArticleTruth
from store.records import Block

TODAY = date(2026, 11, 22)
CONTACT = {"User-Agent": "essai (+https://vigie.invalid/contact)"}
DEBATE = DebateSpec(question="Faut-il garder les parapluies ?", positions=("Oui", "Non"), votes=(12, 30))


@dataclass(frozen=True)
class Answer:
    """What a server of the press answered; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body, which is UTF-8."""
        return self.body.decode()


def ask(url: str, method: str = "GET", *, body: bytes | None = None, **headers: str) -> Answer:
    """The answer to one request; redirections are not followed."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
    named = CONTACT | {name.replace("_", "-"): value for name, value in headers.items()}
    target = address._replace(scheme="", netloc="", fragment="").geturl()
    connection.request(method, target, body=body, headers=named)
    response = connection.getresponse()
    answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    connection.close()
    return answer


def comment(key: str, hours_after: float, reply_to: str | None = None, **more: Any) -> CommentSpec:
    """A comment of a few invented words that name its key."""
    author, text = f"Zorbulon Quiche-{key.upper()}", f"Avis {key}, inventé & bref."
    return CommentSpec(key=key, author=author, hours_after=hours_after, reply_to=reply_to, text=text, **more)


def article(site: str, slug: str, **more: Any) -> ArticleSpec:
    """A free article of four paragraphs, nine days old unless `more` says otherwise."""
    texts = [f"Paragraphe {n} de {slug}, «\u00a0cité\u00a0» pour 23 €." for n in range(4)]
    values: dict[str, Any] = {
        "day": -9,
        "hour": "07:00",
        "title": f"Titre de {slug}",
        "standfirst": f"Chapeau de {slug}.",
        "byline": ("Sidonie Crachepluie",),
        "blocks": tuple(Block(kind="paragraph", text=text) for text in texts),
    }
    return ArticleSpec(site=site, slug=slug, **(values | more))


COMMENTS = (
    comment("a", 1, votes=3, role="Cardiologie", points=40),
    comment("b", 2, "a", votes=1),
    comment("c", 3, "b"),
    comment("d", 4, edited=True),
    comment("e", 5, deleted=True),
    comment("f", 6, "e"),
    comment("g", 24 * 30),
)
DEBATED = (comment("h", 1, position="Oui"), comment("i", 2, "h", position="Non"), comment("j", 3))
LONG = (*COMMENTS, *(comment(f"r{n}", 10 + n) for n in range(7)))
SMALL = PressSpec(
    sites=SITES,
    articles=(
        article("confrere", "sans-debat", comments=COMMENTS, tags=("Parapluies",), kicker="Averse"),
        article("confrere", "avec-debat", debate=DEBATE, comments=DEBATED),
        article("confrere", "apres", day=1),
        article("rivage", "rivage-commente", comments=LONG),
        article("quotidien", "payant", paywall="partial", comments=COMMENTS, wire_of="rivage-commente"),
        article("gazette", "couloir", comments=COMMENTS),
        article("gazette", "buvette", comments=COMMENTS),
    ),
    changes=(
        Change(day=1, slug="sans-debat", key="a", kind="edit", text="Avis revu."),
        Change(day=1, slug="rivage-commente", key="a", kind="edit", text="Avis revu."),
        Change(day=2, slug="rivage-commente", key="b", kind="delete"),
    ),
)


def find(press: Press, slug: str) -> ArticleTruth:
    """The truth of the article of that slug."""
    return next(found for found in press.truth.articles if found.slug == slug)


def with_hazard(hazard: Hazard) -> PressSpec:
    """A press of one article, « accident », that meets `hazard`."""
    site = "quotidien" if hazard.startswith("reserved") else "confrere"
    return replace(SMALL, articles=(article(site, "accident", hazard=hazard),), changes=())


def unserved(spec: PressSpec) -> Edition:
    """The first edition of `spec` at addresses where nothing answers."""
    return Edition(
        spec=spec, today=TODAY, base_urls=dict.fromkeys([site.id for site in spec.sites], "http://127.0.0.1:1")
    )


def printed(html: str) -> str:
    """The text of a page, every run of spaces made one."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return " ".join(lxml.html.fromstring(html.encode(), parser=parser).text_content().split())
