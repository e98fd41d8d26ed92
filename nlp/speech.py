"""Words that people repeat as they were said, without any mark: « elle m'a dit : revenez mardi »."""

import re

from nlp.clauses import SPACE, Attribution, attribute_to
from nlp.subjects import find_phrase_ending
from nlp.verb_leads import find_led
from nlp.verbs import VerbForm, find_form
from store.records import QuoteKind

# A verb of saying, whom it is said to, and words that only somebody who speaks can begin with.
_SAYING = re.compile(
    rf"\b(?P<verb>dit|disant|dire|disait|disaient|disent|répond|répondu|répondait|lance|lancé|sort|sorti|crie|crié"
    rf"|demande|demandé|soupire|soupiré|soufflé)"
    rf"(?:{SPACE}+(?:à|a|aux?){SPACE}+[\w’'-]+(?:{SPACE}[\w’'-]+)?|{SPACE}+tout net|{SPACE}+cash)?"
    rf"(?:{SPACE}*[:,]{SPACE}+|{SPACE}+)(?=(?P<first>\w+['’]?\w*))",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"(?:j['’]\w*|je|tu|t['’]\w+|vous|revenez|allez|venez|prenez|attendez|arrêtez|débrouillez|voyez|regardez|rentrez"
    r"|essayez|payez|faites"
    r"|cherchez|appelez|patientez|trouvez|désolée?|madame|monsieur|docteur|papa|maman|merci|non|oui|va|viens|reviens"
    r"|c['’]est|cest|on|à)",
    re.IGNORECASE,
)
_HEARD = re.compile(
    r"(?:\b(?:me|nous|lui|leur|te|vous)\s|\b[mt]['’]|\bma\s)(?:(?:a|ont|avait|avaient"
    r"|est)\s)?$",
    re.IGNORECASE,
)
_STOP = re.compile(
    rf"[.;\n]|[!?…](?={SPACE}|$)|,?{SPACE}+(?:et|bah|ben|alors|du{SPACE}coup|mdr|lol"
    rf"|traduction){SPACE}|\)",
    re.IGNORECASE,
)
_MYSELF = re.compile(
    r"\bj['’](?:ai|avais)\s(?:\w+ment\s)?$|\bje\s(?:(?:lui|leur|vous|te)\s"
    r"|l['’])?(?:ai\s)?$",
    re.IGNORECASE,
)
_MIN_WORDS = 3


def find_speech(text: str, begin: int, end: int) -> list[tuple[Attribution, QuoteKind]]:
    """Words repeated without marks in the sentence `text[begin:end]`; the speaker is the subject of the verb."""
    for match in _SAYING.finditer(text, begin, end):
        colon = ":" in text[match.end("verb") : match.end()]
        addressed = bool(_HEARD.search(text, begin, match.start())) or match.end("verb") + 2 < match.end()
        if not (_SPOKEN.fullmatch(match["first"]) and (colon or (addressed and match["first"].lower() != "à"))):
            continue
        stop = _STOP.search(text, match.end(), end)
        last = (stop.start() + (stop.group()[0] in "!?…") if stop else end) if not colon else end
        form = find_form(match["verb"]) or VerbForm(attitude="neutral", finite=True, past=True, gerund=False)
        led = _teller(text, begin, match, form)
        if led is None or len(text[match.end() : last].split()) < _MIN_WORDS:
            continue
        return [(Attribution(
            start=match.end(), end=last, speaker=led.speaker, pronoun=led.pronoun, gender=led.gender, cue=led.cue,
            attitude=led.attitude,
        ), "direct")]  # fmt: skip
    return []


def _teller(text: str, begin: int, match: re.Match[str], form: VerbForm) -> Attribution | None:
    start, end = match.span("verb")
    if _MYSELF.search(text, begin, start):
        return Attribution(start=start, end=end, speaker=None, pronoun="je", cue=match["verb"])
    led = find_led(text, begin, start, end, form, end)
    if led is None and match["verb"].lower() == "dire":
        # « entendre un chef de service dire à des patients … »
        phrase = find_phrase_ending(text, begin, start)
        return attribute_to(phrase, start, end, match["verb"], "neutral") if phrase else None
    return led
