"""Pages that answer 200 and are no article: robot checks, refusals, error pages."""

import re

from lxml.html import HtmlElement

from crawler.pages.errors import PageError
from crawler.pages.html_tree import text_of
from crawler.pages.overlays import is_consent_text
from crawler.pages.paths import select
from store.fold import fold_words

_TITLES = re.compile(
    r"un instant\s*(?:\.|…|,|s'il|svp|$)|(?:client challenge|just a moment|attention required|"
    r"access (?:to this page has been )?denied|"
    r"acces (?:refuse|interdit|bloque)|pardon our interruption|robot check|(?:are )?you (?:a )?(?:human|robot)|"
    r"verification (?:de securite|en cours|humaine|que vous)|verifions|security (?:check|verification)|ddos.guard|"
    r"4\d\d (?:forbidden|not found)|forbidden|not found|page (?:introuvable|non trouvee)|error \d{3}|erreur \d{3}|"
    r"you have been blocked|human verification|request (?:rejected|unsuccessful)|service unavailable|too many requests|"
    r"making sure you're not a bot|bot verification|captcha)\b"
)
_MARKS = re.compile(
    r"captcha-delivery\.com|cdn-cgi/challenge-platform|/cdn-cgi/l/chk|g-recaptcha|hcaptcha\.com|challenges\.cloudflare|"
    r"_Incapsula_Resource|px-captcha|perimeterx|window\._cf_chl_opt|geo\.captcha|awswaf\.com|/_fs-ch-|kpsdk|"
    r"friendlycaptcha|arkoselabs|anubis_challenge|ddos-guard",
    re.IGNORECASE,
)
# One of these is enough on a short page that nothing declares as an article.
_CHECKS = re.compile(
    r"checking (?:your browser|if the site connection)|n'etes pas un robot|"
    r"verifi(?:ons|ez|er|cation) (?:que vous (?:etes|n'etes)|(?:de )?votre navigateur|votre connexion)|"
    r"(?:etes|soyez).vous (?:un )?(?:robot|humain)|"
    r"ray id|verify (?:that )?you are (?:a )?human|press (?:&|and) hold|acces temporairement (?:bloque|restreint)|"
    r"(?:resoudre|resolvez|completez|completer) (?:le|ce|la|cette|un) (?:captcha|puzzle|verification)|"
    r"not a bot|incapsula incident|ddos protection"
)
# Two of these are needed: a news item may hold one.
_HINTS = (
    r"(?:enable|activez|activer) (?:javascript|js|les cookies)|javascript is disabled|absence de javascript",
    r"disable any ad ?blockers?|bloqueurs? de publicite",
    r"(?:unusual|suspicious) (?:traffic|activity)|(?:trafic|activite) (?:inhabituel|suspect)",
    r"(?:logiciel|outil|trafic|requetes?) automati|\bbots?\b|automated",
    r"(?:browser|navigateur).{0,60}(?:extension|parametres|settings|different|autre)",
    r"(?:identifiant|reference|id) (?:de (?:la |votre )?(?:demande|requete|incident)|#)",
    r"(?:incident|reference|request) (?:id|#)",
    r"you have been blocked|(?:vous avez|adresse ip).{0,20} bloquee?",
)  # fmt: skip
_TINY = 1500
_FEW = 600
_LONGEST_WALL = 3000
_MEANT = (
    "//meta[@property='article:published_time' or (@property='og:type' and @content='article')] | "
    "//@itemprop[. = 'articleBody'] | //time[@datetime]"
)


def refuse_challenge(tree: HtmlElement, raw: str, *, url: str | None, is_declared: bool) -> None:
    """Lets an ordinary page pass; `is_declared` says that JSON-LD calls it an article.

    Raises:
        PageError: the page is short and is a robot check, a consent wall, a refusal or an error page.
    """
    if is_declared or select(tree, _MEANT):
        return
    bodies = select(tree, "//body")
    text = fold_words(text_of(bodies[0])) if bodies else ""
    paragraphs = sum(len(text_of(paragraph)) for paragraph in select(tree, "//p"))
    if len(text) < _LONGEST_WALL and is_consent_text(text):
        raise consent_wall(url)
    is_short = len(text) < _TINY
    told = _MARKS.search(raw) or _CHECKS.search(text) or _hints(text) >= 2
    if (is_short and told) or (paragraphs < _FEW and _is_titled(tree)):
        raise PageError(
            f"{url or 'Page HTML'} : page de vérification ou d'erreur, pas un article ; ouvrez la page dans un "
            "navigateur et collez son texte"
        )


def _is_titled(tree: HtmlElement) -> bool:
    """Whether the window's title or the heading is that of a check or an error."""
    return any(_is_check_title(fold_words(text_of(title))) for title in select(tree, "//head/title | //h1"))


def _is_check_title(folded: str) -> bool:
    """Whether nothing but a site's name follows: « Vérification de sécurité : la mairie ferme » is an article's."""
    match = _TITLES.match(folded.lstrip(" !¡⚠-"))
    rest = match.string[match.end() :].strip() if match else ""
    is_error = bool(match and re.search(r"\d{3}", match[0]))
    return match is not None and (
        not rest or rest[0] in ".…!?|–—-" or is_error or rest.startswith(("que vous", "votre"))
    )


def _hints(text: str) -> int:
    return sum(bool(re.search(hint, text)) for hint in _HINTS)


def consent_wall(url: str | None) -> PageError:
    """What is said of a page on which nothing stands behind the consent box."""
    return PageError(
        f"{url or 'Page HTML'} : page de consentement aux cookies, pas un article ; acceptez ou refusez, puis "
        "enregistrez la page"
    )
