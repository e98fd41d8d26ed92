"""Names of laws, bills, codes, decrees and their articles: they bear the names of persons whom they are not."""

import re

from store.records import Mention

_S = "[ \u00a0\u202f]"
_MONTH = "(?i:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_DAY = rf"(?:1er|\d{{1,2}}){_S}{_MONTH}{_S}\d{{4}}"
_NUMBER = rf"(?:n[°ºo]\.?{_S}?|numéro{_S})\d+(?:[-/.]\d+){{0,3}}"
_DATED = rf"(?:{_NUMBER}(?:{_S}du{_S}{_DAY})?|du{_S}{_DAY})"
_CAPITAL = r"[A-ZÀ-ÝŒ](?:[\w’'.-]*\w)"
# « loi Mme Rist », « loi Les médecins… » are no names.
_NO_NAME = r"(?:M|Mme|Mmes|Dre?|Pr|Les?|La|Il|Elle|On|Nous|Vous|Je|Mais|Et|Ou)\b"
_NAME = rf"(?!{_NO_NAME}){_CAPITAL}(?:{_S}{_CAPITAL}){{0,2}}(?:{_S}[1-9]\b)?"
_YEAR = rf"(?:{_S}(?:pour{_S})?20\d\d\b)"
_BUDGET = (
    rf"(?:(?i:(?:projet{_S}de{_S})?loi{_S}de{_S}financement{_S}de{_S}la{_S}sécurité{_S}sociale"
    rf"|projet{_S}de{_S}loi{_S}de{_S}finances|loi{_S}de{_S}finances)|P?LFR?SS|PLFR?){_YEAR}?"
)
_LAW = rf"(?:(?:[Pp]roposition|[Pp]rojet){_S}de{_S}loi|[Ll]oi|PPL|PJL)(?:{_S}(?:{_DATED}|{_NAME}))"
_CODE = (
    rf"(?i:code){_S}(?i:de{_S}(?:la{_S}sécurité{_S}sociale|la{_S}santé{_S}publique|la{_S}consommation|la{_S}mutualité"
    rf"|commerce|déontologie(?:{_S}médicale)?)|du{_S}travail|civil|pénal|monétaire{_S}et{_S}financier)\b"
)
_ACT = (
    rf"(?:(?i:décret|arrêté|circulaire){_S}{_DATED}|(?i:ordonnance|amendement){_S}{_NUMBER}(?:{_S}du{_S}{_DAY})?"
    rf"|(?i:directive|règlement)(?:{_S}\((?:UE|CE|CEE)\))?{_S}(?:{_NUMBER}|\d{{2,4}}/\d{{1,4}}(?:/(?:UE|CEE?))?)"
    rf"|(?i:traité){_S}(?:de{_S}|d['’]){_CAPITAL})"
)
_CONSTITUTION = rf"(?<=la{_S})Constitution\b(?:{_S}(?:française|de{_S}1958))?"
_ANY = rf"(?:{_BUDGET}|{_LAW}|{_CODE}|{_ACT}|{_CONSTITUTION})"
_PLACE = rf"(?:[LRDA]\.?{_S}?\*?{_S}?)?\d+(?:[-.]\d+){{0,4}}(?:er)?(?:{_S}(?:bis|ter|quater|quinquies))?"
_ARTICLE = (
    rf"(?i:articles?|art\.){_S}{_PLACE}(?:(?:,{_S}|{_S}et{_S}|{_S}ou{_S}|{_S}à{_S}){_PLACE}){{0,4}}"
    rf"(?:{_S}(?:du|de{_S}la|de{_S}l['’]|de){_S}?{_ANY})?"
)
_FOUND = re.compile(rf"(?<![\w-])(?:{_ARTICLE}|{_ANY})(?!\w)")


def find_laws(text: str) -> list[Mention]:
    """Laws that a text names, without their article, in reading order; an article and its code are one name.

    « la loi », « un décret », « la convention » without a name, a number or a day are left out, and so is the
    « ordonnance du 3 mai 2026 » of a doctor.
    """
    return [
        Mention(text=match.group(), start=match.start(), end=match.end(), kind="LAW") for match in _FOUND.finditer(text)
    ]
