"""A page that a person selected and copied: the same article, by general rules on its lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from crawler.pages import furniture, people, words
from crawler.pages.addresses import canonical_url, site_of
from crawler.pages.bylines import MetaLine, read_meta_line
from crawler.pages.errors import PageError
from crawler.pages.headers import Header, read_dateline, read_header
from crawler.pages.labels import find_labels
from crawler.pages.language import guess_language
from crawler.pages.lines import Line, read_lines, with_noise, without_noise
from crawler.pages.questions import says_interview
from crawler.pages.readers import ReaderZone, declared_count, read_comments
from crawler.pages.tags import read_labelled_tags
from crawler.pages.turns import Guests, build_blocks
from store.fold import fold_words
from store.records import Article, Block, Paywall

_INVITED = re.compile(
    r"(?i:questions?\s+(?:à|au)|(?:entretien|rencontre|conversation|dialogue|interview)\s+(?:avec|d[e'’u])|"
    r"interview\s+de)\s*(?:l[ea]\s+)?"
    r"(?P<name>(?:(?:Dr|Pr|Docteur|Professeur)\.?\s+)?[A-ZÀ-Þ][\w'’-]+(?:\s+(?:de|du|des|le|la|[A-ZÀ-Þ][\w'’-]+)){1,3})"
)
_IN_PLACE = re.compile(r"\s*\([^()]{2,40}\)$")
_ENDING = 4
_FEWEST_TITLES, _LONGEST_TITLE = 3, 160


@dataclass(frozen=True, kw_only=True)
class Body:
    """The lines of a body after the header, and what its end said about signature, date and tags."""

    lines: tuple[Line, ...]
    meta: MetaLine
    tags: tuple[str, ...]


def read_pasted(text: str, *, url: str | None, fetched_at: datetime) -> Article:
    """The article in the text of a page copied from a browser.

    Raises:
        PageError: the text holds neither a title nor a sentence.
    """
    lines = furniture.drop_debates(read_lines(text))
    if not any(len(line.text) >= 20 for line in lines):
        raise PageError("Texte collé : aucune phrase à lire ; copiez la page entière (Ctrl-A, Ctrl-C) puis recommencez")
    lines = furniture.mark_noise(lines)
    lines = _with_consent(lines)
    header = read_header(lines, fetched_at=fetched_at)
    zone = read_comments(lines, start=header.body_from, fetched_at=fetched_at)
    inner = [
        line
        for index, line in enumerate(lines[: zone.start])
        if index >= header.body_from and index != header.standfirst_at
    ]
    body = read_body(inner, fetched_at=fetched_at)
    outlet = find_outlet(body.lines, site_of(url))
    guests = replace(read_guests(header.kicker, header.title, header.standfirst), authors=header.byline)
    blocks = build_blocks(body.lines, outlet=outlet, guests=guests)
    if not blocks and not zone.comments:
        blocks = build_blocks(_rescued(lines, header), outlet=outlet, guests=guests)
    return _article(header, body, zone, blocks, lines=lines, url=url)


def _rescued(lines: Sequence[Line], header: Header) -> list[Line]:
    """The page from its first paragraph on, where a misread header or foot left no body at all."""
    known = (header.title, header.standfirst)
    texts = [at for at, line in enumerate(lines) if line.is_paragraph and not line.noise and line.text not in known]
    return list(lines[texts[0] :]) if texts else []


def _with_consent(lines: Sequence[Line]) -> list[Line]:
    """Marks consent banners above the first three paragraphs, where they stand."""
    seen, top = 0, len(lines)
    for index, line in enumerate(lines):
        seen += line.is_paragraph and not furniture.is_consent(line)
        if seen == 1:
            top = index
            break
    return [*furniture.mark_consent(lines[:top]), *lines[top:]]


def read_body(lines: Sequence[Line], *, fetched_at: datetime) -> Body:
    """The body's own lines: cut at the page's foot, without noise, its last signature, date and tags read apart."""
    inside = [
        with_noise(line, words.COMMENTS_TITLE.fullmatch(line.folded) is not None)
        for line in lines[: _foot(lines, fetched_at)]
    ]
    kept = without_noise(inside)
    meta, kept = _signed_end(kept)
    for line in kept[1:][-_ENDING:]:
        found = read_meta_line(line.text, fetched_at=fetched_at)
        signs = line is kept[-1] and people.is_person_name(line.text)
        if found and (found.published or found.updated or not found.bare or signs):
            meta = MetaLine(
                byline=meta.byline + found.byline,
                published=meta.published or found.published,
                updated=meta.updated or found.updated,
            )
            if not words.INTERVIEW_ENDS.match(line.folded):
                kept = [other for other in kept if other is not line]
    if meta.published is None and kept:
        meta = replace(meta, published=read_dateline(kept[0].text, fetched_at=fetched_at))
    tags, kept = _ending_tags(kept)
    return Body(lines=tuple(line for line in kept if not _is_paywall_notice(line)), meta=meta, tags=tags)


def _signed_end(lines: list[Line]) -> tuple[MetaLine, list[Line]]:
    """A letter's signature right under its last paragraph, « Dr X (Eure) », and the lines without the titles below."""
    texts = [at for at, line in enumerate(lines) if line.is_paragraph]
    below = lines[texts[-1] + 1 :] if texts else []
    if len(below) < _FEWEST_TITLES or any(len(line.text) > _LONGEST_TITLE for line in below):
        return MetaLine(), lines
    place = _IN_PLACE.search(below[0].text)
    name = _IN_PLACE.sub("", below[0].text)
    if not people.is_person_name(name) or not (place or people.TITLE.match(name)):
        return MetaLine(), lines
    return MetaLine(byline=(people.without_title(name),)), lines[: texts[-1] + 1]


def _ending_tags(lines: Sequence[Line]) -> tuple[tuple[str, ...], list[Line]]:
    """The tags of the last lines, « Étiquettes » before « Catégories », and the lines without either."""
    ending = lines[1:][-_ENDING:]
    labelled = [(line, tags) for line in ending if (tags := read_labelled_tags(line.text))]
    ranked = sorted(labelled, key=lambda pair: words.CATEGORIES.fullmatch(pair[0].folded) is not None)
    return ranked[0][1] if ranked else (), [line for line in lines if not any(line is other for other, _ in labelled)]


def _foot(lines: Sequence[Line], fetched_at: datetime) -> int:
    """Where the page's foot begins: a known heading, a related list, or the last entries of a menu."""
    related = furniture.related_start(lines, fetched_at=fetched_at)
    limit = len(lines) if related is None else related
    for index in range(limit):
        if words.END_OF_PAGE.fullmatch(lines[index].folded) and not any(
            line.is_paragraph for line in lines[index + 1 : index + 3]
        ):
            return index
    return limit


def _is_paywall_notice(line: Line) -> bool:
    return (
        len(line.text) <= 250
        and words.PAYWALL_CUT.search(line.folded) is not None
        and not re.search(r"contribution|commente|reaction", line.folded)
    )


def find_outlet(lines: Sequence[Line], site: str | None) -> str | None:
    """The outlet's printed name: the label of its questions, else its site."""
    return find_labels(lines, outlet=site).asker or site


def read_guests(kicker: str | None, title: str | None, standfirst: str | None) -> Guests:
    """Who the top of a page says is being questioned.

    Nobody is picked when it names two people: an answer in the wrong mouth is worse than one in nobody's.
    """
    title, standfirst = title or "", standfirst or ""
    named = tuple(people.find_people(f"{title} . {standfirst}"))
    marked = says_interview(fold_words(f"{kicker or ''} {title}"))
    return Guests(named=named, only=_only_guest(title, standfirst, named), marked=marked)


def _only_guest(title: str, standfirst: str, named: Sequence[str]) -> str | None:
    if len(named) == 1 and people.TITLE.match(named[0]) and len(people.without_title(named[0]).split()) > 1:
        return named[0]
    invited = _INVITED.search(title) or _INVITED.search(standfirst)
    others = [name for name in named if not invited or not people.same_person(name, invited["name"])]
    if invited and not others and people.is_person_name(invited["name"]):
        return invited["name"]
    lead = re.match(r"^(?:.{3,30}\.\s)?(?P<name>[^:«\".]{4,50}?)(?:,[^:]{3,60})?\s*:", title)
    name = lead["name"].strip() if lead else ""
    alone = all(people.same_person(other, name) for other in named)
    return name if people.is_person_name(name) and alone else None


def read_paywall(lines: Sequence[Line], blocks: Sequence[Block]) -> Paywall:
    """`partial` or `blocked` when the page says that the rest is reserved, else `unknown`."""
    reserved = any(_is_paywall_notice(line) and not words.PROMOTION.fullmatch(line.folded) for line in lines)
    if not reserved:
        return "unknown"
    return "partial" if sum(len(block.text) for block in blocks) >= 200 else "blocked"


def _article(
    header: Header,
    body: Body,
    zone: ReaderZone,
    blocks: Sequence[Block],
    *,
    lines: Sequence[Line],
    url: str | None,
) -> Article:
    published, updated = header.published or body.meta.published, header.updated or body.meta.updated
    byline = header.byline + tuple(name for name in body.meta.byline if name not in header.byline)
    article = Article(
        url=url,
        canonical_url=canonical_url(url) if url else None,
        site=site_of(url) or find_outlet(body.lines, None),
        title=header.title,
        kicker=header.kicker,
        standfirst=header.standfirst,
        byline=byline,
        published_at=published.moment if published else None,
        updated_at=updated.moment if updated else None,
        date_source=published.source if published else "none",
        date_precision=published.precision if published else "none",
        tags=header.tags or body.tags,
        paywall=read_paywall(lines, blocks),
        language=guess_language(" ".join(block.text for block in blocks) or header.title or ""),
        comments_platform=zone.platform,
        comments_declared=zone.declared if zone.declared is not None else declared_count(lines[: header.body_from]),
        blocks=tuple(blocks),
        comments=zone.comments,
        aliases=(url,) if url else (),
    )
    return replace(article, provenance=_provenance(article))


def _provenance(article: Article) -> dict[str, str]:
    fields = ("title", "kicker", "standfirst", "byline", "published_at", "updated_at", "tags", "blocks", "comments")
    found = {name: "text" for name in fields if getattr(article, name)}
    return found | ({"url": "given"} if article.url and urlsplit(article.url).netloc else {})
