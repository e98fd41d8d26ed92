"""What a site lays over its pages: consent boxes and dialogs, told by their words and roles, not by their classes."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.pages.html_tree import remove, text_of
from crawler.pages.paths import select
from store.fold import fold_words

_CHOICE = re.compile(
    r"(?:tout |j')?(?:accepter?|autoriser|refuser|rejeter)(?: (?:tout|et (?:continuer|fermer|s'abonner)|les cookies|"
    r"tous les cookies|cookies|pour une offre.{0,20}))?|continuer sans accepter.{0,60}|tout (?:accepter|refuser)|"
    r"(?:ok|oui),? (?:pour moi|j'accepte)|je (?:refuse|choisis)|(?:parametrer|personnaliser|gerer)"
    r"(?: (?:mes|les|vos|mon) (?:choix|cookies|preferences|consentement))?|(?:accept|agree|reject|decline)"
    r"(?: (?:all|and (?:close|continue)|cookies|all cookies))?|i (?:agree|accept)"
)
_TERMS = (
    r"\bcookies?\b|\btraceurs?\b|technologies similaires", r"\bconsent",
    r"donnees (?:a caractere )?personnelles|personal data", r"\bpartenaires\b|\bpartners\b",
    r"\bfinalites?\b|\bpurposes?\b", r"\bvie privee\b|\bprivacy\b|confidentialite",
    r"publicites? (?:et contenus? )?personnalise|contenus? personnalise|(?:mesure|etudes?) d'audience|\btracking\b",
    r"sur (?:un|votre) (?:appareil|terminal)|on (?:a|your) device|adresses? ip\b",
)  # fmt: skip
_BUTTONS = "//button | //a | //input[@type='button' or @type='submit'] | //@role[. = 'button']/.."
_DIALOGS = "//dialog | //@role[. = 'dialog' or . = 'alertdialog']/.. | //@aria-modal[. = 'true']/.."
_ANY_TERM = re.compile("|".join(_TERMS))
_FEWEST_TERMS = 2
_LONGEST = 6000
_HEIGHT = 7
_MOSTLY = 0.5


def drop_overlays(tree: HtmlElement) -> bool:
    """Removes consent boxes and dialogs, in place; says whether a consent box was one of them.

    A consent box is the smallest element around a button to accept or refuse whose text is mostly about cookies,
    partners and purposes; it is one whatever heading it bears.
    """
    found = False
    buttons, dialogs = _buttons_and_dialogs(tree)
    for button in buttons:
        label = text_of(button) or button.get("value") or ""
        if len(label) <= 90 and _is_choice(label):
            found = _drop_around(button) or found
    for element in dialogs:
        if element.tag not in ("html", "body") and not select(element, ".//h1 | .//*/@itemprop[. = 'articleBody']"):
            remove(element)
    return found


def _buttons_and_dialogs(tree: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """What may be a button, and what is a dialog; elements are looked for by their tags alone where none has a role."""
    if select(tree, "boolean(//@role | //@aria-modal)"):
        return list(select(tree, _BUTTONS)), list(select(tree, _DIALOGS))
    named = tree.iter("button", "a", "input")
    buttons = [one for one in named if one.tag != "input" or one.get("type") in ("button", "submit")]
    return buttons, list(tree.iter("dialog"))


@lru_cache(maxsize=4096)  # menus print the same links on every page of a site
def _is_choice(label: str) -> bool:
    return _CHOICE.fullmatch(fold_words(label).strip(" .!>→×")) is not None


def _drop_around(button: HtmlElement) -> bool:
    """Removes the consent box of a button, if it stands in one."""
    for height, box in enumerate(button.iterancestors()):
        if height >= _HEIGHT or box.tag in ("html", "body"):
            return False
        text = text_of(box)
        if len(text) > _LONGEST:
            return False
        if is_consent_text(text) and not select(box, ".//article | .//time | .//*/@itemprop[. = 'articleBody']"):
            remove(box)
            return True
    return False


def is_consent_text(text: str) -> bool:
    """Whether the sentences that speak of cookies and the like are most of the text: an article may speak of them."""
    folded = fold_words(text)
    if sum(bool(re.search(term, folded)) for term in _TERMS) < _FEWEST_TERMS:
        return False
    told = (sentence for sentence in re.split(r"(?<=[.!?])\s+", folded) if _ANY_TERM.search(sentence))
    return sum(len(sentence) for sentence in told) >= _MOSTLY * len(folded)
