"""PDF files, newsletters and saved web archives."""

import io
import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from lxml.html import HtmlElement
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from crawler.dates import read_machine_date
from crawler.pages import html_body, html_tree
from crawler.pages.addresses import canonical_url, site_of
from crawler.pages.errors import PageError
from crawler.pages.html_page import read_html
from crawler.pages.json_ld import clean_text
from crawler.pages.lines import has_final_stop, tidy
from crawler.pages.pasted import read_pasted
from store.records import Article, Block

_WRAPPED = 0.6
_SHORTEST_TITLE = 15
_SERVICE_LINK = re.compile(
    r"unsubscribe|desabonn|désabonn|se désinscrire|mailto:|view.?online|voir en ligne|facebook\.com|twitter\.com|"
    r"linkedin\.com",
    re.IGNORECASE,
)


def read_pdf(name: str, body: bytes, *, url: str | None, fetched_at: datetime) -> Article:
    """The article of a PDF with a text layer.

    Raises:
        PageError: the file is damaged, locked, or holds pictures of text.
    """
    try:
        pages = [page.extract_text() or "" for page in PdfReader(io.BytesIO(body)).pages]
    except (PyPdfError, ValueError, KeyError, OSError) as error:
        raise PageError(
            f"{name} : PDF illisible ({type(error).__name__}) ; ouvrez-le et collez son texte dans un fichier .txt"
        ) from error
    text = unwrap("\n\n".join(pages))
    if len(text.strip()) < 40:
        raise PageError(
            f"{name} : PDF sans texte (pages scannées ?) ; passez-le à la reconnaissance de caractères ou collez "
            f"son texte"
        )
    return read_pasted(text, url=url, fetched_at=fetched_at)


def unwrap(text: str) -> str:
    """Printed lines joined into paragraphs: a full line that ends without stop goes on in the next one."""
    lines = [tidy(line) for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    full = widths[int(len(widths) * 0.9)] * _WRAPPED if widths else 0
    joined: list[str] = []
    for line in lines:
        previous = joined[-1] if joined else ""
        if previous and line and _runs_on(previous.rsplit("\n", 1)[-1], line, full):
            glue = "" if re.search(r"[^\W\d_]-$", previous) and line[:1].islower() else " "
            joined[-1] = (previous[:-1] if not glue else previous) + glue + line
        else:
            joined.append(line)
    return "\n".join(joined)


def _runs_on(previous: str, line: str, full: float) -> bool:
    long_enough = len(previous) >= full
    return (
        long_enough and (line[:1].islower() or not has_final_stop(previous)) and not line.startswith(("•", "- ", "– "))
    )


def is_mail(body: bytes) -> bool:
    """Whether the bytes open with mail headers."""
    head = body[:4000].decode("utf-8", "replace")
    names = re.findall(r"^([A-Za-z-]+):\s", head, re.MULTILINE)
    known = {
        "from",
        "to",
        "subject",
        "date",
        "received",
        "return-path",
        "mime-version",
        "message-id",
        "content-type",
        "delivered-to",
    }
    return (
        bool(re.match(r"^[A-Za-z-]+:\s", head.lstrip("\ufeff"))) and len({name.lower() for name in names} & known) >= 2
    )


def read_mail(name: str, body: bytes, *, url: str | None, fetched_at: datetime) -> list[Article]:
    """The articles of a newsletter, one per titled link with its teaser, or the message itself as one article.

    A web archive (`.mhtml`) gives its page. The teasers carry no date: the newsletter's is not theirs.

    Raises:
        PageError: the message holds no text.
    """
    message = message_from_bytes(body, policy=policy.default)
    part = message.get_body(preferencelist=("html", "plain")) if isinstance(message, EmailMessage) else None
    archived = message.get("Snapshot-Content-Location")
    if part is None:
        raise PageError(f"{name} : courriel sans texte lisible ; transférez-le en .eml complet ou collez son texte")
    content = part.get_content()
    if part.get_content_type() == "text/html":
        encoded = f'<meta charset="utf-8">{content}'.encode("utf-8", "replace")
        if archived:
            return [read_html(encoded, url=url or str(archived).strip(), fetched_at=fetched_at)]
        teasers = _teasers(html_tree.parse(content))
        if len(teasers) >= 2:
            return [_dated_site(article, message) for article in teasers]
        return [_as_letter(_mail_text(content), message, url=url, fetched_at=fetched_at)]
    return [_as_letter(content, message, url=url, fetched_at=fetched_at)]


def _mail_text(content: str) -> str:
    tree = html_tree.parse(content)
    html_tree.drop_hidden(tree)
    return "\n\n".join(line.text for line in html_body.read_container(tree))


def _teasers(tree: HtmlElement) -> list[Article]:
    html_tree.drop_hidden(tree)
    articles: list[Article] = []
    for link in tree.xpath(
        "//h1//a[@href] | //h2//a[@href] | //h3//a[@href] | //h4//a[@href] | //a[@href][.//h1 or .//h2 or .//h3 "
        "or .//strong or parent::strong or parent::b]"
    ):
        title, address = html_tree.text_of(link), link.get("href").strip()
        if (
            len(title) < _SHORTEST_TITLE
            or _SERVICE_LINK.search(f"{address} {title}")
            or any(other.title == title for other in articles)
        ):
            continue
        known = canonical_url(address) if site_of(address) else None
        teaser = _text_after(link, title)
        articles.append(
            Article(
                url=address,
                canonical_url=known,
                site=site_of(address),
                title=title,
                standfirst=teaser,
                aliases=tuple(dict.fromkeys([address, known] if known else [address])),
                provenance={"title": "selector"} | ({"standfirst": "selector"} if teaser else {}),
            )
        )
    return articles


def _text_after(link: HtmlElement, title: str) -> str | None:
    """The first paragraph after a titled link that is no link itself."""
    for element in link.xpath(
        "following::*[self::p or self::td or self::div][not(.//p) and not(.//td) and not(.//div)]"
    )[:4]:
        text = html_tree.text_of(element)
        if len(text) >= 40 and title not in text and not element.xpath(".//h1 | .//h2 | .//h3"):
            return text
        if element.xpath(".//h2 | .//h3 | ancestor::h2 | ancestor::h3"):
            return None
    return None


def _dated_site(article: Article, message: object) -> Article:
    return article if article.site else replace(article, site=_sender(message))


def _sender(message: object) -> str | None:
    address = re.search(r"@([\w.-]+\.\w+)", str(message.get("From", ""))) if isinstance(message, EmailMessage) else None
    return address[1].lower() if address else None


def _as_letter(text: str, message: object, *, url: str | None, fetched_at: datetime) -> Article:
    """A message as one article: its subject is the title, its date the publication date."""
    subject = clean_text(str(message.get("Subject", ""))) if isinstance(message, EmailMessage) else ""
    subject = re.sub(r"^(?:(?:tr|fwd?|re)\s*:\s*)+", "", subject, flags=re.IGNORECASE)
    article = read_pasted(
        f"{subject}\n\n{text}" if subject and subject not in text else text, url=url, fetched_at=fetched_at
    )
    blocks = article.blocks or (Block(kind="paragraph", text=tidy(text)),)
    sent = read_machine_date(str(message.get("Date", ""))) if isinstance(message, EmailMessage) else None
    article = replace(article, title=subject or article.title, blocks=blocks, site=article.site or _sender(message))
    if article.published_at or sent is None or sent[0] > fetched_at:
        return article
    provenance = {**article.provenance, "published_at": "meta"}
    return replace(article, published_at=sent[0], date_precision=sent[1], date_source="meta", provenance=provenance)
