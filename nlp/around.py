"""Words without marks that a clause follows, or leads to by a colon: « …, promet X », « X prévient : … »."""

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.clauses import ADVERB, LAST_HEARD, SPACE, Attribution, read_reporting
from nlp.parsed_subjects import is_somebody
from nlp.speaking import is_mute
from nlp.verb_leads import find_led
from nlp.verbs import find_form
from store.records import QuoteKind

Reported = tuple[Attribution, QuoteKind]


# « P, promet X »: shorter words before the clause are no statement.
MIN_STATED_WORDS = 3


# What somebody sees or guesses is not said.
SEEING = re.compile(r"v(?:oir|oi[ts]|oient|oya|u)|imagin|devin", re.IGNORECASE)


# « Ces élus, parmi lesquels X, s'insurgent contre Y »: what follows the verb is its object.
_ABOUT = re.compile(r"(?:s['’]|se\s)?\w+\s+(?:contre|de|du|des|d['’]|pour)\b", re.IGNORECASE)


# Verbs whose object follows: « le rapport, révélé hier, étrille l'Ordre ».
_AIMING = re.compile(
    r"étrill|éping|égratig|tacl|critiqu|accus|brocard|fustig|blâm|salu|vant|remerci|cingl|tanc|raill|condamn|dénon"
    r"|défend|encens|interpell"
    r"|menac|interrog|félicit|applaud|minimis|contredi|stigmatis|pourfend|dépein|rejet|récus|contest|réclam|exig"
    r"|revendiqu|propos",
    re.IGNORECASE,
)


_ALONE = re.compile(r"\s*(?:et|puis|mais)\s+(?:s['’]|se\s)?", re.IGNORECASE)


_AS_SAID = re.compile(
    rf"\s*(?:[^.,;:!?]{{0,30}}\s)?(?:comme|ainsi que){SPACE}+(?:l['’]|le{SPACE}+|(?=(?:dirait|disait|dit|dixit)\b))"
    rf"(?:a{SPACE}+(?:(?:bien|très bien|si bien|souvent|toujours){SPACE}+)?(?=[a-zà-ÿ]+é\b|dit\b"
    rf"|écrit\b))?",
    re.IGNORECASE,
)


_VERB_AND_COLON = re.compile(
    rf"(?P<verb>[^\W\d_]+)(?:{SPACE}+{ADVERB}|{SPACE}+à (?:son|leur) tour"
    rf"|{SPACE}+(?:l['’]|(?:les?|la|une?|ses|son|sa|leurs?|tout le){SPACE})(?!est\b)[\w-]+(?:{SPACE}[\w-]+){{0,2}}"
    rf"|{SPACE}+(?:à|au|aux){SPACE}+[^,.;:!?«»\"]{{2,30}}?)?{SPACE}*:{SPACE}+(?=[^\W_])"
)


# « il l'admet volontiers : … », « elle l'a redit dimanche à la télévision : … »: « l' » stands for what comes.
_TAKEN_UP_AND_COLON = re.compile(
    rf"(?:\bl['’]|\ble{SPACE})(?:(?:a|ont|avait|avaient){SPACE}(?:{ADVERB}{SPACE})?)?(?P<verb>[^\W\d_]+)"
    rf"(?:{SPACE}[^,.;:!?«»\"]{{1,60}})?{SPACE}*:{SPACE}+(?=[^\W_])"
)


def find_around(text: str, begin: int, end: int) -> Iterator[Reported]:
    said = _AS_SAID.match(text, begin, end)
    if said:
        found = read_reporting(text, said.end())
        comma = re.compile(r"[^,.;:!?]{0,80}[,:]\s+|\s+").match(text, found.end, end) if found else None
        if found and comma and found.speaker:
            yield replace(found, start=comma.end(), end=end), "indirect"
        return
    yield from _before_clause(text, begin, end) or _after_colon(text, begin, end)


def _before_clause(text: str, begin: int, end: int) -> list[Reported]:
    """« P, promet la Cnam », « P, ajoute-t-il »: the subject must be one that can speak."""
    for comma in re.compile(rf",{SPACE}+").finditer(text, begin, end):
        found = read_reporting(text, comma.end())
        last = found is not None and not re.search(r"\w", text[found.end : end])
        least = MIN_STATED_WORDS - 1 if last and found and found.pronoun in {"il", "elle"} else MIN_STATED_WORDS
        if found is None or found.end > end or _says_nothing(found):
            continue
        if len(text[begin : comma.start()].split()) < least:
            if cut := _cut_short(text, begin, found, end):
                return cut
            continue
        subject = text[comma.end() : found.end]
        aimed = _ABOUT.match(subject) or _AIMING.match(found.cue or "")
        if aimed or _HIMSELF.search(text, begin, comma.start()):
            continue
        spoken = (
            found.speaker is not None and _agrees(subject, found.cue or "") and _names_one(found.speaker, this=True)
        )
        if spoken or found.pronoun in {"il", "elle", "ils", "elles"}:
            start, stop = _around_inserted(
                text, _after_opening(text, begin, comma.start()), comma.start(), found.end, end
            )
            told: list[Reported] = [(replace(found, start=start, end=stop), "indirect")]
            more = re.compile(rf"{SPACE}?:{SPACE}+(?=[^\W_])").match(text, found.end, end)
            if more and len(text[more.end() : end].split()) >= MIN_STATED_WORDS:
                # « Hors de question, répond X : les assurés ont déjà payé. »
                told.append((replace(found, start=more.end(), end=end), "indirect"))
            return told
    return []


_COLON = re.compile(rf"{SPACE}?:{SPACE}+(?=[^\W_])")
_COMMA_OR_COLON = re.compile(rf"(?:{SPACE}?:|,){SPACE}+(?=[^\W_])")


def _says_nothing(found: Attribution) -> bool:
    cue = found.cue or ""
    return cue.endswith("ez") or bool(_IF_SAID.fullmatch(cue) or SEEING.match(cue)) or _is_learnt(found)


# « …, dirait Lise »: nobody has said it.
_IF_SAID = re.compile(r"\w+rai(?:t|ent)", re.IGNORECASE)


def _cut_short(text: str, begin: int, found: Attribution, end: int) -> list[Reported]:
    """« Faux, rétorque X : P », « La fermeture, plaide-t-il, n'est que provisoire »: the words after the clause."""
    pronoun = found.pronoun in {"il", "elle", "ils", "elles"}
    if not (pronoun or _names_one(found.speaker)) or "·" in text[begin : found.start]:
        return []
    after = (_COMMA_OR_COLON if pronoun else _COLON).match(text, found.end, end)
    if after is None or len(text[after.end() : end].split()) < MIN_STATED_WORDS:
        return []
    return [(replace(found, start=after.end(), end=end), "indirect")]


def _after_opening(text: str, begin: int, stop: int) -> int:
    """« Il n'empêche : la commune a payé, insiste l'élu »: the writer's own words open the sentence."""
    opening = re.compile(rf"(?:\s*[\w’'-]+{SPACE}){{1,4}}:{SPACE}+(?=[^\W_])").match(text, begin, stop)
    return opening.end() if opening and len(text[opening.end() : stop].split()) >= MIN_STATED_WORDS else begin


# « P, a appris l'agence »: it learnt them from somebody else.
_LEARNT = re.compile(r"appr(?:is|end)", re.IGNORECASE)


def _is_learnt(found: Attribution) -> bool:
    return bool(_LEARNT.match(found.cue or "")) and not (found.speaker or "").startswith("source")


_HIMSELF = re.compile(r",\s(?:lui|elle|eux|elles)$", re.IGNORECASE)


_LEADS_ON = re.compile(r"\b(?:soit|c['’]est|est|sont|et|mais|que|dont)$", re.IGNORECASE)


def _around_inserted(text: str, begin: int, stop: int, clause_end: int, end: int) -> tuple[int, int]:
    """« Le SLF a 230 adhérents, soit, assure-t-il, un sur six »: the words after a clause that cuts them off."""
    after = re.compile(r",\s+").match(text, clause_end, end)
    if after and _LEADS_ON.search(text, begin, stop):
        return after.end(), end
    return begin, stop


def _names_one(speaker: str | None, *, this: bool = False) -> bool:
    """Whether a phrase names somebody; after its verb, « cet ancien cheminot » does whatever the noun."""
    if this and re.match(r"(?:cet|cette|ce)\s", speaker or "") and not is_mute(speaker or ""):
        return True
    return bool(speaker) and is_somebody(speaker or "")


def _agrees(subject: str, cue: str) -> bool:
    """Whether verb and subject have the same number: « il écoute, promet des routes » has no subject after its verb."""
    plural = bool(re.search(rf"{re.escape(cue)}\s+(?:les|des|ses|ces|nos|vos|leurs|plusieurs|deux)\s", subject))
    return not plural or cue.endswith(("ent", "ont", "és", "ées", "é"))


def _after_colon(text: str, begin: int, end: int) -> list[Reported]:
    """« X prévient : la route sera fermée », the verb right before the colon."""
    colon = _VERB_AND_COLON.search(text, begin, end)
    if colon is None or find_form(colon["verb"]) is None:
        colon = _TAKEN_UP_AND_COLON.search(text, begin, end)
    form = find_form(colon["verb"]) if colon else None
    if colon is None or form is None or len(text[colon.end() : end].split()) < MIN_STATED_WORDS:
        return []
    if _ALONE.fullmatch(text[begin : colon.start("verb")]):
        # « Et s'interroge : … »
        last = Attribution(start=colon.end(), end=end, speaker=None, pronoun=LAST_HEARD, cue=colon["verb"])
        return [(last, "indirect")]
    led = find_led(text, begin, colon.start("verb"), colon.end("verb"), form, colon.end("verb"))
    if led is None or re.search(r"\bne\s|\bn['’]|\bce qu", text[begin : colon.start()]):
        return []
    if not (_names_one(led.speaker) or led.pronoun in {"il", "elle", "ils", "elles"}):
        return []
    return [(replace(led, start=colon.end(), end=end), "indirect")]
