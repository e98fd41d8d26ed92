"""Where words reported without marks end before their sentence does: the writer goes on in his own voice."""

import re

from nlp.clauses import SPACE
from nlp.verbs import find_form

_OWN_VOICE = re.compile(
    rf"\s*;|\s*(?:\.\.\.|…)(?=\s)|,{SPACE}+(?:(?:tout{SPACE}+)?en{SPACE}+(?:\w+{SPACE}+){{0,2}}?\w{{3,}}ant\b"
    rf"|(?:non{SPACE}+)?sans{SPACE}+(?:en{SPACE}+|y{SPACE}+|se{SPACE}+|le{SPACE}+)?(?:\w+(?:er|ir|oir)|dire|prendre"
    rf"|autre)\b"
    rf"|avant{SPACE}+(?:de{SPACE}+|d['’])|je{SPACE}|j['’]|ce{SPACE}qu(?:e|i){SPACE}|ce{SPACE}qu['’]"
    rf"|une?{SPACE}\w+{SPACE}(?:que|qui|démentie?)\b"
    rf"|c['’]est{SPACE}(?:faux|archi|n['’]importe|un{SPACE}mensonge|du{SPACE}pipeau)\b|faux{SPACE}?[!.,]"
    rf"|(?:moi|toi|perso|on{SPACE}(?:croit|se{SPACE}demande|rigole|marche{SPACE}sur)|sauf{SPACE}que|la{SPACE}blague"
    rf"|mdr|lol|bref|et{SPACE}moi|(?:il|elle){SPACE}(?:devrait|ferait|peut|pourrait|a{SPACE}qu['’]à))\b"
    rf"|(?:et|mais){SPACE}(?:après|alors|puis quoi)\b)|{SPACE}(?:et|mais){SPACE}(?:apr[eè]s|alors){SPACE}?\?"
    rf"|{SPACE}?:{SPACE}(?:non|faux|oui|c['’]est{SPACE}faux|mensonge|n['’]importe{SPACE}quoi|et{SPACE}(?:alors"
    rf"|après))\b",
    re.IGNORECASE,
)
# « …, précisant que … », « …, précise-t-il », « … et balaie les critiques », « … mais réclame »: another report opens.
_GOES_ON = re.compile(
    rf",{SPACE}+(?P<gerund>\w{{3,}}ant)(?={SPACE}+(?:qu|[«\"“·]|:))|,?{SPACE}+(?:et"
    rf"|mais){SPACE}+(?P<verb>[^\W\d_]+)(?=\b(?!{SPACE}+par\b))",
    re.IGNORECASE,
)
_MIN_WORDS = 3


def end_of_words(text: str, start: int, end: int) -> int:
    """The end of the reported clause that starts at `start`, at most `end`."""
    own = _OWN_VOICE.search(text, start, end)
    end = own.start() if own else end
    for joint in _GOES_ON.finditer(text, start, end):
        word = joint["gerund"] or joint["verb"]
        form = find_form(word)
        opens = form is not None and (form.gerund if joint["gerund"] else form.finite and not form.past)
        if opens and len(text[start : joint.start()].split()) >= _MIN_WORDS:
            return joint.start()
    return end
