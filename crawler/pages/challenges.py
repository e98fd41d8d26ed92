"""Pages that answer 200 and are no article: robot checks, consent walls, refusals."""

import re

from lxml.html import HtmlElement

from crawler.pages.errors import PageError
from crawler.pages.html_tree import text_of
from store.fold import fold_words

_TITLES = re.compile(
    r"(?:client challenge|just a moment|un instant|attention required|access denied|acces (?:refuse|interdit)|"
    r"pardon our interruption|robot check|"
    r"are you (?:a )?(?:human|robot)|verification (?:de securite|en cours)|security check|ddos.guard|403 "
    r"forbidden|404 not found|page (?:introuvable|non trouvee)|"
    r"error \d{3}|erreur \d{3}|you have been blocked|human verification|request rejected|service unavailable|too "
    r"many requests)\b"
)
_MARKS = re.compile(
    r"captcha-delivery\.com|cdn-cgi/challenge-platform|/cdn-cgi/l/chk|g-recaptcha|hcaptcha\.com|"
    r"_Incapsula_Resource|px-captcha|window\._cf_chl_opt|geo\.captcha",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(?:cookies|traceurs|consentement|vie privee).{0,1500}(?:accepter|continuer sans accepter|refuser|s'abonner)"
)
_CHECKS = re.compile(
    r"(?:enable|activez|activer) (?:javascript|js)|checking your browser|verifi(?:ez|er|cation) que vous (?:etes|"
    r"n'etes)|vous n'etes pas un robot|"
    r"unusual (?:traffic|activity)|trafic inhabituel|ray id|verify you are human|acces temporairement (?:bloque|"
    r"restreint)"
)
_TINY = 1500


def refuse_challenge(tree: HtmlElement, raw: str, *, url: str | None) -> None:
    """Lets an ordinary page pass.

    Raises:
        PageError: the page is short and is a robot check, a consent wall or a refusal.
    """
    title = fold_words(text_of(tree.xpath("//head/title")[0])) if tree.xpath("//head/title") else ""
    bodies = tree.xpath("//body")
    text = fold_words(text_of(bodies[0])) if bodies else ""
    paragraphs = sum(len(text_of(paragraph)) for paragraph in tree.xpath("//p"))
    place = url or "Page HTML"
    if len(text) > _TINY and paragraphs > _TINY:
        return
    if (
        _TITLES.match(title)
        or (_MARKS.search(raw) and len(text) < _TINY)
        or (_CHECKS.search(text) and len(text) < _TINY)
    ):
        raise PageError(
            f"{place} : page de vérification ou d'erreur, pas un article ; ouvrez la page dans un navigateur et "
            f"collez son texte"
        )
    if _CONSENT.search(text) and not tree.xpath("//h1[normalize-space()]") and len(text) < 2 * _TINY:
        raise PageError(
            f"{place} : page de consentement aux cookies, pas un article ; acceptez ou refusez, puis enregistrez "
            f"la page"
        )
