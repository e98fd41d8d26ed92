"""A page that a person selected and copied: the same article, by general rules on its lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from crawler.pages import furniture, words
from crawler.pages.addresses import canonical_url, site_of
from crawler.pages.bylines import MetaLine, is_person_name, read_meta_line
from crawler.pages.errors import PageError
from crawler.pages.headers import Header, read_header
from crawler.pages.labels import find_labels
from crawler.pages.language import guess_language
from crawler.pages.lines import Line, read_lines
from crawler.pages.readers import ReaderZone, declared_count, read_comments
from crawler.pages.tags import read_tag_line
from crawler.pages.turns import build_blocks
from store.records import Article, Block, Paywall

_TITLED_NAME = re.compile(
    r"\b(?:Dr|Pr|Docteur|Docteure|Professeur|Professeure|Dre)\.?\s+(?:[A-ZÀ-Þ][\w'’-]+\s+(?:(?:de|du|des|le|la|"
    r"d['’])\s+)?){1,2}[A-ZÀ-Þ][\w'’-]+"
)
_INVITED = re.compile(
    r"(?:questions?\s+(?:à|au)|(?:entretien|rencontre|conversation|dialogue|interview)\s+(?:avec|d[e'’u])|"
    r"interview\s+de)\s*(?:l[ea]\s+)?"
    r"(?P<name>(?:(?:Dr|Pr|Docteur|Professeur)\.?\s+)?[A-ZÀ-Þ][\w'’-]+(?:\s+(?:de|du|des|le|la|[A-ZÀ-Þ][\w'’-]+)){1,3})"
)
_ENDING = 4


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
    header = read_header(_with_consent(lines), fetched_at=fetched_at)
    zone = read_comments(lines, start=header.body_from, fetched_at=fetched_at)
    body = read_body(lines[header.body_from : zone.start], fetched_at=fetched_at)
    outlet = find_outlet(body.lines, site_of(url))
    blocks = build_blocks(
        body.lines,
        outlet=outlet,
        header=f"{header.kicker or ''} {header.title or ''}",
        interviewee=find_interviewee(header.title, header.standfirst),
    )
    return _article(header, body, zone, blocks, lines=lines, url=url)


def _with_consent(lines: Sequence[Line]) -> list[Line]:
    """Marks consent banners above the first three paragraphs, where they stand."""
    seen, top = 0, len(lines)
    for index, line in enumerate(lines):
        seen += line.is_paragraph and not words.CONSENT.fullmatch(line.folded)
        if seen == 1:
            top = index
            break
    return [*furniture.mark_consent(lines[:top]), *lines[top:]]


def read_body(lines: Sequence[Line], *, fetched_at: datetime) -> Body:
    """The body's own lines: cut at the page's foot, without noise, its last signature, date and tags read apart."""
    kept = [
        line
        for line in lines[: _foot(lines, fetched_at)]
        if not line.noise and not words.COMMENTS_TITLE.fullmatch(line.folded)
    ]
    meta = MetaLine()
    tags: tuple[str, ...] = ()
    for line in kept[1:][-_ENDING:]:
        found = read_meta_line(line.text, fetched_at=fetched_at)
        found_tags = read_tag_line(line.text, certain=False) if words.TAG_TITLE.fullmatch(line.folded) else ()
        if found and (found.published or found.updated or not is_person_name(line.text) or line is kept[-1]):
            meta = MetaLine(
                byline=meta.byline + found.byline,
                published=meta.published or found.published,
                updated=meta.updated or found.updated,
            )
            kept = [other for other in kept if other is not line]
        elif found_tags:
            tags = found_tags
            kept = [other for other in kept if other is not line]
    return Body(lines=tuple(line for line in kept if not _is_paywall_notice(line)), meta=meta, tags=tags)


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
    return len(line.text) <= 250 and bool(words.PAYWALL_CUT.search(line.folded))


def find_outlet(lines: Sequence[Line], site: str | None) -> str | None:
    """The outlet's printed name: the label of its questions, else its site."""
    return find_labels(lines, outlet=site).asker or site


def find_interviewee(title: str | None, standfirst: str | None) -> str | None:
    """The one person that the top of an interview names, or `None` when it names none or several."""
    title, standfirst = title or "", standfirst or ""
    named = {re.sub(r"\s+", " ", match[0]) for match in _TITLED_NAME.finditer(f"{title} . {standfirst}")}
    if len(named) == 1:
        return named.pop()
    invited = _INVITED.search(title) or _INVITED.search(standfirst)
    if invited and not named and is_person_name(invited["name"]):
        return invited["name"]
    lead = re.match(r"^(?P<name>[^:«\"]{4,50}?)(?:,[^:]{3,60})?\s*:", title)
    return lead["name"].strip() if lead and is_person_name(lead["name"].strip()) and not named else None


def read_paywall(lines: Sequence[Line], blocks: Sequence[Block]) -> Paywall:
    """`partial` or `blocked` when the page says that the rest is reserved, else `unknown`."""
    reserved = any(len(line.text) <= 250 and words.PAYWALL_CUT.search(line.folded) for line in lines)
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
