"""A saved HTML page as an article with its comments."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from crawler.pages import furniture, html_body, html_tree, islands, json_ld
from crawler.pages.bylines import read_meta_line
from crawler.pages.challenges import consent_wall, refuse_challenge
from crawler.pages.containers import find_container
from crawler.pages.errors import PageError
from crawler.pages.headlines import is_trail
from crawler.pages.html_fields import read_fields
from crawler.pages.html_header import complete_fields, fill_from_island, lines_below_title, take_ending
from crawler.pages.html_records import Fields, Page, read_metas
from crawler.pages.labels import find_labels
from crawler.pages.language import guess_language
from crawler.pages.leads import is_dated_line, settle_standfirst, take_agency, take_lead
from crawler.pages.lines import Line, tidy
from crawler.pages.live import keep_hours
from crawler.pages.outlets import same_outlet
from crawler.pages.overlays import drop_overlays
from crawler.pages.pasted import read_body, read_guests
from crawler.pages.paths import select
from crawler.pages.paywalls import page_paywall, says_reserved, with_cut_end
from crawler.pages.platforms import detect_platform
from crawler.pages.readers import declared_count, may_declare, read_comments
from crawler.pages.selected import Selectors, drop_selected, read_selected, selected_body
from crawler.pages.turns import build_blocks
from store.fold import fold_words
from store.records import Article, Block, Comment

_PROFILE_PHOTO = re.compile(r"^(?:photo|image) de profil|^avatar d", re.IGNORECASE)
_ENOUGH_OF_OTHER = 0.5
_SHELL = 600
_SURE_PLACE = 60  # letters that stand in one place of a page
_SHELL_SHARE = 0.3


def read_html(body: bytes, *, url: str | None, fetched_at: datetime, selectors: Selectors | None = None) -> Article:
    """The article of a saved page; `selectors` are those of its source, and have the last word.

    Raises:
        PageError: a challenge or consent page, or neither a title nor a text in the page.
    """
    raw, own = html_tree.decode(body), selectors or {}
    page, boxes, bare = _open_page(raw, url=url, fetched_at=fetched_at)
    drop_selected(page.tree, own)
    fields = read_fields(page, url=url)
    read_selected(fields, page.tree, own)
    chosen = selected_body(page.tree, own)
    html_body.drop_own_boxes(page.tree)
    lines = lines_below_title(_body_lines(fields, page.tree, bare, chosen=chosen))
    lines = _island_lines(fields, page, lines)
    complete_fields(fields, page.tree, fetched_at=fetched_at)
    inner = take_lead(fields, _settled(_without_header(lines, fields, page)))
    body_part = read_body(inner, fetched_at=fetched_at)
    blocks = build_blocks(
        body_part.lines,
        outlet=_outlet(body_part.lines, fields),
        guests=replace(read_guests(fields.kicker, fields.title, fields.standfirst), authors=fields.byline),
    )
    blocks = settle_standfirst(fields, with_cut_end(blocks, body_part.lines, page))
    take_ending(fields, body_part.meta)
    take_agency(fields, body_part.lines)
    platform, comments, declared = _comments(raw, boxes, url=url, fetched_at=fetched_at)
    page = replace(page, platform=platform or page.platform)
    article = _article(fields, page, blocks, lines=lines, comments=comments, boxes=boxes)
    article = replace(article, comments_declared=declared) if article.comments_declared is None else article
    if page.is_behind_consent and not article.blocks:
        raise consent_wall(url)
    if not (article.blocks or article.comments or (article.title and (article.standfirst or page.is_reserved))):
        raise PageError(
            f"{url or 'Page HTML'} : ni texte ni commentaire dans la page ; enregistrez-la une fois affichée en "
            "entier, ou collez son texte"
        )
    return article


def _open_page(raw: str, *, url: str | None, fetched_at: datetime) -> tuple[Page, list[HtmlElement], str]:
    """The parsed page without what is foreign to its article, the containers of comments, and the page without them."""
    from crawler.comments import read_page, take_thread

    read_page(raw, url=url, fetched_at=fetched_at)  # kept until it is asked for below, while the tree is whole
    tree = html_tree.take(raw)
    nodes, metas, detected = json_ld.read_nodes(tree), read_metas(tree), detect_platform(raw)
    n_elements = select(tree, "count(//*)")
    scripts, is_behind_consent = islands.script_texts(tree), drop_overlays(tree)
    is_whole = select(tree, "count(//*)") == n_elements
    thread = take_thread(tree, raw if is_whole else None, url=url, fetched_at=fetched_at)
    bare = _serialized(tree) if thread or is_behind_consent else raw
    html_tree.drop_hidden(tree)
    keep_hours(tree, raw)
    node = json_ld.article_node(nodes)
    refuse_challenge(tree, raw, url=url, is_declared=node is not None)
    boxes = [*html_body.take_comments(tree), *thread]
    is_reserved = says_reserved(tree)
    html_body.drop_foreign_boxes(tree)
    page = Page(
        tree=tree, nodes=nodes, node=node, metas=metas, fetched_at=fetched_at,
        platform=detected[0] if detected else None, is_reserved=is_reserved, scripts=scripts,
        is_behind_consent=is_behind_consent,
    )  # fmt: skip
    return page, boxes, bare


def _body_lines(fields: Fields, tree: HtmlElement, raw: str, *, chosen: HtmlElement | None) -> list[Line]:
    """The body's lines, from the page's own container, else what trafilatura finds; `fields` notes which."""
    container = chosen if chosen is not None else find_container(tree)
    own = html_body.read_container(container) if container is not None else []
    length, other = sum(len(line.text) for line in own), list[Line]()
    if (chosen is None or not own) and not _holds_most(tree, length):
        other = _trafilatura_lines(_serialized(tree)) or _trafilatura_lines(raw)
    other_length = sum(len(line.text) for line in other)
    use_other = bool(other) and (not own or length < _ENOUGH_OF_OTHER * other_length)
    if own or other:
        fields.provenance["blocks"] = "trafilatura" if use_other else "selector"
    return _as_printed(other, tree) if use_other else own


def _as_printed(lines: list[Line], tree: HtmlElement) -> list[Line]:
    """The lines in the page's order, headings with what follows them: trafilatura moves what stands in side boxes."""
    printed = tidy(" ".join(tree.itertext()))
    places = [printed.find(line.text) if len(line.text) >= _SURE_PLACE else -1 for line in lines]
    following = len(printed)
    for index in range(len(lines) - 1, -1, -1):
        following = places[index] = places[index] if places[index] >= 0 else following
    return [line for _, line in sorted(zip(places, lines, strict=True), key=lambda pair: pair[0])]


def _holds_most(tree: HtmlElement, length: int) -> bool:
    """Whether so long a text is so much of what the page holds that no other one would be taken for it."""
    return length >= _SHELL and length >= _ENOUGH_OF_OTHER * select(tree, "string-length(normalize-space())")


def _island_lines(fields: Fields, page: Page, lines: list[Line]) -> list[Line]:
    """The lines of the page's data where the page prints next to nothing; never those of a reserved article."""
    length = sum(len(line.text) for line in lines)
    if length >= _SHELL or page.is_closed:
        return lines
    island = islands.find_island(page.scripts, page.nodes, title=fields.title)
    if island is None or length > _SHELL_SHARE * island.length:
        return lines
    fill_from_island(fields, island, fetched_at=page.fetched_at)
    return list(island.lines)


def _serialized(tree: HtmlElement) -> str:
    return str(etree.tostring(tree, encoding="unicode", method="html"))


def _trafilatura_lines(raw: str) -> list[Line]:
    """The paragraphs that trafilatura finds, comments left out; source: trafilatura's XML output."""
    try:
        found = trafilatura.extract(
            raw, output_format="xml", include_comments=False, include_tables=False, favor_precision=True
        )
        main = etree.fromstring(found.encode()).find("main") if found else None
    except (etree.LxmlError, ValueError, RecursionError):
        return []  # it builds XML from names and attributes that XML refuses; the page's own container is left
    for line_break in main.iter("lb") if main is not None else ():
        line_break.tail = f" {line_break.tail or ''}"
    tags = {"head": "h2", "item": "li", "quote": "blockquote"}
    elements = (
        []
        if main is None
        else [element for element in main.iter("p", "head", "item", "quote") if element.find("p") is None]
    )
    texts = [(tidy("".join(element.itertext())), tags.get(element.tag, "p")) for element in elements]
    return [Line(text=text, gap=1, tag=tag) for text, tag in texts if text]


def _without_header(lines: Sequence[Line], fields: Fields, page: Page) -> list[Line]:
    """`lines` without what the container repeats of the header: title, kicker, standfirst, signature, tags."""
    known = {fold_words(text) for text in (fields.title, fields.kicker, fields.standfirst, fields.site_name) if text}
    tags = {fold_words(tag) for tag in fields.tags}
    joined_tags = fold_words(" ".join(fields.tags))
    kept: list[Line] = []
    n_texts = 0
    for line in lines:
        at_top = n_texts < 2
        meta = at_top and len(line.text) < 200 and read_meta_line(line.text, fetched_at=page.fetched_at)
        repeated = (
            line.folded in known or (at_top and (line.folded in tags or line.folded == joined_tags)) or line.tag == "h1"
        )
        if repeated or (meta and (not meta.bare or set(meta.byline) <= set(fields.byline))):
            continue
        if at_top and (is_trail(line) or is_dated_line(line, fetched_at=page.fetched_at)):
            continue
        n_texts += line.is_paragraph
        kept.append(line)
    if fields.standfirst and not page.is_closed and not any(line.is_paragraph for line in kept):
        # A brief's declared standfirst is its only paragraph.
        kept = [line for line in lines if line in kept or line.folded == fold_words(fields.standfirst)]
    return kept


def _settled(lines: Sequence[Line]) -> list[Line]:
    """Debates dropped, noise marked: a page's markup names its boxes, but not always."""
    return furniture.mark_noise(furniture.drop_debates(lines))


def _outlet(lines: Sequence[Line], fields: Fields) -> str | None:
    label = find_labels(lines, outlet=fields.site_name or fields.site).asker
    known = fields.site_name or fields.site
    return label if label and not (known and fields.site_name and same_outlet(label, known)) else label or known


def _comments(
    raw: str, boxes: Sequence[HtmlElement], *, url: str | None, fetched_at: datetime
) -> tuple[str | None, list[Comment], int | None]:
    """The comments that the page holds and their number as it says; what no module reads is read as its text."""
    from crawler.comments import read_page

    found = read_page(raw, url=url, fetched_at=fetched_at)
    platform, declared = found.platform, found.declared
    if found.comments:
        return platform, list(found.comments), declared
    lines = [line for box in boxes for line in html_body.read_container(_with_photos(box))]
    zone = read_comments(lines, start=0, fetched_at=fetched_at)
    certain = zone.comments and any(_PROFILE_PHOTO.match(line.text) for line in lines)
    return (platform or zone.platform, list(zone.comments), declared) if certain else (platform, [], declared)


def _with_photos(box: HtmlElement) -> HtmlElement:
    """The box with its profile pictures turned into the words that copying the page gives."""
    for image in select(box, ".//img[@alt]"):
        if _PROFILE_PHOTO.match(image.get("alt")):
            image.tag, image.text = "p", image.get("alt")
    return box


def _article(
    fields: Fields, page: Page, blocks: Sequence[Block], *, lines: Sequence[Line], comments: Sequence[Comment],
    boxes: Sequence[HtmlElement],
) -> Article:  # fmt: skip
    article = Article(
        url=fields.url,
        canonical_url=fields.canonical,
        site=fields.site,
        title=fields.title,
        kicker=fields.kicker if fold_words(fields.kicker or "") != fold_words(fields.title or "") else None,
        standfirst=fields.standfirst,
        byline=fields.byline,
        published_at=fields.published_at,
        updated_at=fields.updated_at,
        date_source=fields.date_source,
        date_precision=fields.date_precision,
        tags=fields.tags,
        paywall=page_paywall(page, lines, blocks),
        language=guess_language(" ".join(block.text for block in blocks)) or fields.language,
        comments_platform=page.platform,
        comments_declared=_declared(page, boxes),
        blocks=tuple(blocks),
        comments=tuple(comments),
        aliases=fields.aliases,
        provenance=fields.provenance,
    )
    return replace(article, date_source="none", date_precision="none") if article.published_at is None else article


def _declared(page: Page, boxes: Sequence[HtmlElement]) -> int | None:
    """The number of comments that the page says it has: JSON-LD, then the title of its comment section."""
    counted = json_ld.comment_count(page.node)
    if counted is not None:
        return counted
    telling = (box for box in boxes if may_declare(str(select(box, "string()"))))
    counts = (declared_count(html_body.read_container(box)) for box in telling)
    return next((count for count in counts if count is not None), None)
