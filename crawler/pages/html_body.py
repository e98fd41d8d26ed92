"""The body of a saved page as lines: its container, without the boxes that sites put inside it."""

import re
from dataclasses import replace

from lxml.html import HtmlElement

from crawler.pages.html_tree import names_of, remove, text_of
from crawler.pages.lines import STRONG_GAP, Line, tidy
from crawler.pages.paths import select
from crawler.pages.teasers import drop_link_boxes, drop_related, drop_teasers

# Boxes of the site, of other articles and of advertisers; then those of the article's own furniture.
_FOREIGN_BOX = re.compile(
    r"(?:^|[\s_-])(?:logora|related|relateds|newsletter|outbrain|taboola|promo|promotion|pub|publicite|ad|ads|"
    r"advert|advertisement|banner|cookie|cookies|"
    r"consent|didomi|sidebar|widget|nav|navbar|navigation|menu|(?<!entry-)(?<!post-)(?<!article-)footer|pagination|pager|recommended|"
    r"recommandations?|recirculation|jp-relatedposts|"
    r"lire-aussi|a-lire|inread|subscribe|abonnement|login|poll|sondage|debat|popup|modal|skip-link|views-row|"
    r"teaser|node-teaser|sponsor|sponsored|most-read|"
    r"plus-lus|ticker)(?:$|[\s_-])"
)
_OWN_BOX = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|partage|social|socials|sharedaddy|addtoany|breadcrumb|breadcrumbs|ariane|"
    r"toolbar|readmore|read-more|paywall|poool|tags?|tag-list|"
    r"author-box|author-bio|post-meta|entry-meta|entry-footer|meta-info|screen-reader-text|visually-hidden|"
    r"sr-only|wp-block-embed|twitter-tweet|instagram-media|"
    r"toc|sommaire|print|rating|ratings)(?:$|[\s_-])"
)
_COMMENTS = re.compile(
    r"(?:^|\s)(?:comments?|commentaires?|comments?-(?:area|section|list|wrapper|container|block|thread|title|"
    r"form)|commentlist|comment-list|"
    r"(?:block-|js-|les-|zone-|section-|article-)comment(?:s|aires?)|reactions?|disqus_thread|logora_?\w*|"
    r"comment_?list|respond|forum|forum-fil|"
    r"comments__\w+|comment-respond|reader-comments|kommentare)(?:$|\s)"
)
_RUNS_OF_SPACE = re.compile(r"\s+")
_BOX = re.compile(
    r"(?:^|[\s_-])(?:encadre|encart|infobox|info-box|reperes?|zoom|en-chiffres|a-savoir|boxed)(?:$|[\s_-])"
)
_MOST_BOXED = 0.5
_PULL_QUOTE = re.compile(r"pull-?quote|exergue|wp-block-pullquote|citation|blockquote-exergue|verbatim")
_BLOCKS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "figcaption", "pre", "dd", "dt", "td",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "big", "br", "cite", "code", "del", "em", "font", "i", "img", "ins", "label", "mark", "q",
    "s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
})  # fmt: skip
_PICTURES = frozenset({"img", "amp-img", "picture", "figure"})
_CREDITED = re.compile(
    r"©|\((?:photo|crédit|ph\.)[^)]*\)?$|\|\s*[A-Z][^.!?|]*$|(?:photo|crédit)s?\s*:[^.!?]*$", re.IGNORECASE
)
_CREDIT = 80
_MOSTLY_LINKS = 0.7
Pieces = list[list[tuple[str, bool]]]


def drop_foreign_boxes(tree: HtmlElement) -> None:
    """Removes navigation, promotion, poll and related boxes, in place.

    A box that holds the title, or more than a third of the page's paragraphs, stays: its class says something else.
    """
    most = max(600, round(0.35 * sum(len(text_of(paragraph)) for paragraph in select(tree, "//p"))))
    for element in select(tree, "//nav | //aside | //footer[not(ancestor::article)] | //iframe | //form"):
        if not (element.tag == "aside" and _is_pull_quote(element)) and not _holds_article(element):
            remove(element)
    _drop_named(tree, _FOREIGN_BOX, most)
    drop_related(tree, most)
    drop_teasers(tree)


def drop_own_boxes(tree: HtmlElement) -> None:
    """Removes the article's own furniture (sharing, tags, signature boxes), in place, once its fields are read."""
    for element in select(tree, "//footer | //header[not(.//h1)]"):
        remove(element)
    _drop_named(tree, _OWN_BOX, 600)
    _drop_tag_links(tree)
    drop_link_boxes(tree)
    for element in select(tree, "//h2[a] | //h3[a] | //h4[a] | //li[a] | //p[a] | //div[a]"):
        if _is_link_alone(element):
            remove(element)


def _drop_tag_links(tree: HtmlElement) -> None:
    """Removes the links marked as tags, but for those in the middle of a sentence."""
    for link in select(tree, "//a/@rel[contains(concat(' ', normalize-space(.), ' '), ' tag ')]/.."):
        paragraphs = select(link, "ancestor::p[1]")
        linked = sum(len(text_of(other)) for paragraph in paragraphs for other in select(paragraph, ".//a[@rel]"))
        if not paragraphs or linked >= _MOSTLY_LINKS * len(text_of(paragraphs[0])):
            remove(link)


def _is_link_alone(element: HtmlElement) -> bool:
    """Whether a heading, item or short paragraph is nothing but a link: a pointer to another page."""
    text = text_of(element)
    linked = sum(len(text_of(link)) for link in select(element, ".//a[@href and not(starts-with(@href, '#'))]"))
    return 12 <= len(text) <= 220 and linked >= 0.9 * len(text) and not select(element, ".//h1")


def _drop_named(tree: HtmlElement, names: re.Pattern[str], most: int) -> None:
    for element in select(tree, "//@class/.. | //@id/.. | //@data-object-id/.. | //@role/.."):
        if element.tag in ("html", "body", "main", "article") or element.getparent() is None or _is_pull_quote(element):
            continue
        boxed = (
            names.search(names_of(element))
            or element.get("data-object-id")
            or element.get("role") in ("navigation", "complementary", "contentinfo", "search")
        )
        if boxed and not _holds_article(element) and _paragraphs_in(element) <= most:
            remove(element)


def _paragraphs_in(element: HtmlElement) -> int:
    return sum(len(text_of(paragraph)) for paragraph in select(element, ".//p"))


def take_comments(tree: HtmlElement) -> list[HtmlElement]:
    """Takes the comment containers out of the tree and gives them back, outermost only, in page order."""
    taken: list[HtmlElement] = []
    for element in select(tree, "//@class/.. | //@id/.."):
        if element.tag in ("html", "body", "main", "input", "a", "span", "time") or element.getparent() is None:
            continue
        if any(ancestor in taken for ancestor in element.iterancestors()):
            continue
        if _COMMENTS.search(f" {names_of(element)} ") and not _holds_article(element):
            taken.append(element)
    for element in taken:
        remove(element)
    return taken


def _holds_article(element: HtmlElement) -> bool:
    return bool(select(element, ".//h1 | .//*/@itemprop[. = 'articleBody']"))


def _is_pull_quote(element: HtmlElement) -> bool:
    names = names_of(element)
    return bool(names) and _PULL_QUOTE.search(names) is not None


def read_container(element: HtmlElement) -> list[Line]:
    """The lines of an element in reading order, with their tag, bold and the breaks between them."""
    lines: list[Line] = []
    _walk(element, lines, [0], "")
    boxed = sum(len(line.text) for line in lines if line.boxed)
    if boxed > _MOST_BOXED * sum(len(line.text) for line in lines):
        return [replace(line, boxed=False) for line in lines]
    return lines


def _walk(element: HtmlElement, lines: list[Line], gap: list[int], inside: str) -> None:
    """Adds the lines of an element; those of a box beside the text are marked."""
    if lines and not lines[-1].boxed and _is_box(element):
        start = len(lines)
        _walk_inside(element, lines, gap, inside)
        lines[start:] = [replace(line, boxed=True) for line in lines[start:]]
        return
    _walk_inside(element, lines, gap, inside)


def _is_box(element: HtmlElement) -> bool:
    return element.tag in ("aside", "amp-accordion", "details") or bool(_BOX.search(names_of(element)))


def _walk_inside(element: HtmlElement, lines: list[Line], gap: list[int], inside: str) -> None:
    inside = (
        "pull-quote" if _is_pull_quote(element) else inside or ("blockquote" if element.tag == "blockquote" else "")
    )
    if is_leaf(element) or (not len(element) and _is_caption(element)):
        _add(element, lines, gap, inside)
        return
    run: Pieces = [[(_spaced(element.text), False)]]
    for child in element:
        if not isinstance(child.tag, str):
            run[-1].append((_spaced(child.tail), False))
        elif child.tag in _INLINE and not _has_blocks(child):
            _collect(child, False, run)
            run[-1].append((_spaced(child.tail), False))
        else:
            _add_run(run, lines, gap, inside)
            _walk(child, lines, gap, inside)
            run = [[(_spaced(child.tail), False)]]
    _add_run(run, lines, gap, inside)


def is_leaf(element: HtmlElement) -> bool:
    """Whether an element holds text and inline elements only."""
    if element.tag in _BLOCKS or element.tag in _INLINE:
        return not _has_blocks(element)
    return len(element) > 0 and all(
        isinstance(child.tag, str) and child.tag in _INLINE and not _has_blocks(child) for child in element
    )


def _has_blocks(element: HtmlElement) -> bool:
    return any(isinstance(child.tag, str) and child.tag not in _INLINE for child in element.iterdescendants())


def _add_run(run: Pieces, lines: list[Line], gap: list[int], inside: str) -> None:
    """Text and inline elements that stand between blocks, cut at their line breaks."""
    for text, bold in _texts(run):
        lines.append(Line(text=text, gap=max(gap[0], 1), tag=inside or "p", bold=bold))
        gap[0] = 0


def _spaced(text: str | None) -> str:
    """Text beside elements, its line breaks made spaces: only `<br>` breaks a line."""
    return _RUNS_OF_SPACE.sub(" ", text) if text else ""


def _add(element: HtmlElement, lines: list[Line], gap: list[int], inside: str) -> None:
    parts = _split_at_breaks(element)
    if not parts:
        gap[0] = STRONG_GAP if element.tag in _BLOCKS and not select(element, ".//img") else gap[0]
        return
    tag = inside or ("figcaption" if _is_caption(element) else element.tag if element.tag in _BLOCKS else "p")
    for text, bold in parts:
        lines.append(Line(text=text, gap=max(gap[0], 1), tag=tag, bold=bold))
        gap[0] = 0


def _is_caption(element: HtmlElement) -> bool:
    if element.tag == "figcaption" or re.search(r"caption|legende|credit", names_of(element)):
        return True
    before = element.getprevious()
    is_below = before is not None and before.tag in _PICTURES and not (before.tail or "").strip()
    return is_below and element.tag in ("p", "div", "span") and bool(_CREDITED.search(text_of(element)[-_CREDIT:]))


def _split_at_breaks(element: HtmlElement) -> list[tuple[str, bool]]:
    """The texts of a block between its `<br>`s, each with whether it is all bold."""
    pieces: Pieces = [[]]
    _collect(element, False, pieces)
    return _texts(pieces)


def run_texts(element: HtmlElement) -> list[str]:
    """The texts that stand in the element itself, outside of the blocks it holds, between its `<br>`s."""
    runs: list[Pieces] = [[[(_spaced(element.text), False)]]]
    for child in element:
        if isinstance(child.tag, str) and child.tag in _INLINE and not _has_blocks(child):
            if child.tag != "a":
                _collect(child, False, runs[-1])
        else:
            runs.append([[]])
        runs[-1][-1].append((_spaced(child.tail), False))
    return [text for run in runs for text, _ in _texts(run)]


def _collect(element: HtmlElement, bold: bool, pieces: Pieces) -> None:
    bold = bold or element.tag in ("b", "strong") or "font-weight:bold" in (element.get("style") or "").replace(" ", "")
    if element.tag == "br":
        pieces.append([])
    if element.text:
        pieces[-1].append((element.text, bold))
    for child in element:
        if isinstance(child.tag, str):
            _collect(child, bold, pieces)
        if child.tail:
            pieces[-1].append((child.tail, bold))


def _texts(pieces: Pieces) -> list[tuple[str, bool]]:
    """The texts of pieces, each with whether it is all bold.

    One break joins lines of the same paragraph unless bold text ends at it (a question above its answer); two breaks
    part what they stand between.
    """
    joined: list[tuple[str, bool]] = []
    is_parted = False
    for piece in pieces:
        text = tidy("".join(part for part, _ in piece))
        if not text:
            is_parted = True
            continue
        bold = all(bold for part, bold in piece if part.strip())
        goes_on = joined and joined[-1][1] == bold and not joined[-1][0].endswith((".", "?", "!", "…", ":", "»"))
        if goes_on and not is_parted:
            joined[-1] = (f"{joined[-1][0]} {text}", bold)
        else:
            joined.append((text, bold))
        is_parted = False
    return joined
