"""What a page says of its article being reserved, and where its text is cut."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.pages import html_tree, json_ld, words
from crawler.pages.html_records import Page
from crawler.pages.lines import Line, has_final_stop
from crawler.pages.pasted import read_paywall
from crawler.pages.paths import select
from store.fold import fold_words, squeeze
from store.records import Block, Paywall

# Said of this article and of no other: cards of other articles bear « réservé aux abonnés » too.
_THIS_ONE = re.compile(
    r"(?:la suite (?:de cet article )?|(?:cet|ce) (?:article|contenu|dossier) )est reservee?|"
    r"il vous reste .{0,20}(?:%|pour cent)|pour lire (?:la suite|(?:l'integralite de )?cet article)|"
    r"(?:abonnez|inscrivez|connectez|identifiez)-vous.{0,40}(?:lire la suite|continuer .{4,6}lecture|integralite)|"
    r"creez (?:un|votre) compte.{0,40}(?:la suite|lire|acceder)"
)
_NAMED = "//@class[contains(., 'poool') or contains(., 'paywall')]/.. | //@id[contains(., 'poool')]/.. | //main//p"
_ANY = (
    "//*[self::p or self::h2 or self::h3 or self::h4 or self::div or self::span][not(ancestor::a or ancestor::nav or "
    "ancestor::aside or ancestor::footer)]"
)
# Of which every saying above, and `words.PAYWALL_CUT`, holds one: the page is searched for them before its boxes are.
_NEEDLES = (b"vousreste", b"-vous", b"pourlire", b"creez", b"dejaabonne", b"debloque")
_RESERVED = (b"estreserve", b"reservea", b"reserveea", b"reservesa", b"reserveesa")  # looked for where « reserve » is
_LONGEST = 400
_LONGEST_SAYING = 250
_CUT = 40


def says_reserved(tree: HtmlElement) -> bool:
    """Whether a short box of the page says that the rest of the article is for subscribers."""
    whole = squeeze(select(tree, "string()"))
    if not any(needle in whole for needle in (*_NEEDLES, *(_RESERVED if b"reserve" in whole else ()))):
        return False
    named = (html_tree.text_of(box) for box in select(tree, _NAMED))
    if any(len(text) < _LONGEST and words.PAYWALL_CUT.search(fold_words(text)) for text in named):
        return True
    leaves = (html_tree.text_of(box) for box in select(tree, _ANY) if box.find("div") is None and box.find("p") is None)
    return any(
        len(text) <= _LONGEST_SAYING and _THIS_ONE.search(fold_words(text)) and not _of_comments(text)
        for text in leaves
    )


def _of_comments(text: str) -> bool:
    return bool(re.search(r"contribution|commente|reaction", fold_words(text)))


def page_paywall(page: Page, lines: Sequence[Line], blocks: Sequence[Block]) -> Paywall:
    """Whether the article is free, cut or closed, as far as the page says."""
    declared = json_ld.paywall_of(list(page.nodes), page.node)
    if declared == "free":
        return "free"
    if page.is_closed:
        return "partial" if sum(len(block.text) for block in blocks) >= 200 else "blocked"
    return read_paywall(lines, blocks)


def with_cut_end(blocks: list[Block], lines: Sequence[Line], page: Page) -> list[Block]:
    """The blocks with the sentence at which a reserved article is cut: without its stop it looks like a heading."""
    last = lines[-1] if lines else None
    if not page.is_closed or last is None or last.tag != "p" or last.bold or len(last.text) < _CUT:
        return blocks
    is_kept = not blocks or blocks[-1].text.endswith(last.text)
    return blocks if is_kept or has_final_stop(last.text) else [*blocks, Block(kind="paragraph", text=last.text)]
