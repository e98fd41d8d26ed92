"""Words reported without marks: « X affirme que … », « selon X, … », « …, promet X », « X prévient : … »."""

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.clauses import (
    ACCORDING,
    ADVERB,
    LAST_HEARD,
    OWN_SOURCE,
    PHRASAL,
    SPACE,
    Attribution,
    form_at,
    read_reporting,
    read_source,
)
from nlp.ends import end_of_words
from nlp.leads import MAX_LEAD_CHARS, find_led
from nlp.speakers import can_speak
from nlp.speech import find_speech
from nlp.verbs import VerbForm, find_form
from store.records import QuoteKind

Reported = tuple[Attribution, QuoteKind]

# « La loi, selon X, sera censurée »: so few words before the source belong to what follows.
MAX_WORDS_BEFORE_INSERTED = 3
# « P, promet X »: shorter words before the clause are no statement.
MIN_STATED_WORDS = 3
# « Selon la caisse ils sont … » goes on without a comma; « …, selon le syndicat 1 347 » opens a second source.
_NEW_SUBJECT = re.compile(
    rf"{SPACE}+(?=(?:ils?|elles?|on|nous|vous|ça|cela|il|les|c['’]est|y|faut"
    rf"|tout)\b)",
    re.IGNORECASE,
)
_NEW_SOURCE = re.compile(r"\b(?:selon|d['’]après)\b", re.IGNORECASE)
# « Selon X, économiste de la santé, … »: the role of a source, without article or with one.
_ROLE_OF = re.compile(
    r"\s*,\s+(?:(?:le|la|l['’]|une?|son|sa)\s?)?(?:ancien(?:ne)?\s)?(?:\w+(?:iste|logue|iatre|icien|icienne|trice)"
    r"|\w{3,}teur"
    r"|présidente?|maire|ministre|préfète?|porte-parole|chef|cheffe|patronne?|gérante?|médecin|généraliste|professeure?"
    r"|infirmi[eè]re?|avocate?|députée?|élue?|secrétaire|conseill[eè]re?|chercheu[rs]e?|membre|adjointe?|déléguée?"
    r"|infirmier"
    r"|pharmacien(?:ne)?|chirurgien(?:ne)?|numéro|figure|fondat\w+|co\w+|vice-\w+|psychiatre|interne|économiste"
    r"|citée?s?|interrogée?s?|contactée?s?|jointe?s?|consultée?s?|publiée?s?|cité(?:e|s|es)?|qui)\b[^,;:.!?]{0,90},\s+",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|hier|ce matin|ce soir)(?:\s(?:matin|soir|dernier))?"
# From the verb to « que »: adverbs and days, a place or a hearer, something between commas.
_UP_TO_THAT = (
    rf"(?:{SPACE}+(?:{ADVERB}|{_DAY}|tous|toutes))*"
    rf"(?:{SPACE}+(?!au moins|au plus|à peine)(?:à|au|aux|devant|dans|lors|sur|en){SPACE}+[^\W\d]"
    rf"[^,.;:!?«»\"]{{1,50}}?)?"
    rf"(?:,{SPACE}[^,.;:!?«»\"]{{1,60}},|,)?"
)
_THAT = re.compile(rf"{_UP_TO_THAT}{SPACE}+qu(?:e{SPACE}+|['’])", re.IGNORECASE)
# « jure les yeux dans les yeux que », « soutient mordicus que », « répète à qui veut l'entendre que »: after verbs that
# nothing but words follows, anything short may stand before « que ».
_FAR_THAT = re.compile(
    rf"(?:{SPACE}+(?!que?\b|qu['’]|ne\b|n['’]|pas\b|rien\b|jamais\b)[\w’'-]+){{1,7}},?{SPACE}+qu(?:e{SPACE}+"
    rf"|['’])",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?:jur|assur|soutien|souten|répèt|répét|affirm|prétend|martèl|martel|promet|promis|rappel"
    r"|expliqu|confi|avou)\w*",
    re.I,
)
_WHETHER = re.compile(rf"{_UP_TO_THAT}{SPACE}+s(?:i{SPACE}+|['’](?=ils?\b))", re.IGNORECASE)
_OTHER_THAT = re.compile(
    r"\b(?:plus|moins|aussi|autant|mêmes?|telle?|pire|mieux|meilleure?|autres?|quel(?:le)?s?|qui|dont|ce)\b"
    r"|\b(?:d[eè]s|alors|tandis|parce|depuis|pendant|après|avant|pour|sans|afin|bien|lors|pourvu|ainsi"
    r"|sauf)\s+qu\S*\s*$",
    re.IGNORECASE,
)
# « il ne dit pas que … », « elle n'a jamais affirmé que … »: nobody said the words.
_DENIED = re.compile(
    r"\b(?:ne|n['’])\s?(?:(?:nous|vous|me|lui|leur|le|la|les)\s|[mlt]['’])?(?:\w+\s(?:pas|jamais|plus|guère)\s)?$",
    re.IGNORECASE,
)
# « il n'en a ajouté que trois », « elle ne dit que cela »: no words follow.
_ONLY = re.compile(r"\b(?:ne|n['’])\s?(?:en\s|y\s|l['’]|lui\s|leur\s)?(?:(?:a|ont|avait|avaient)\s)?$", re.IGNORECASE)
_JUST_THAT = re.compile(rf"{SPACE}+qu(?:e{SPACE}|['’])", re.IGNORECASE)
_NOT = re.compile(rf"{SPACE}+(?:pas|jamais|plus|guère)\b", re.IGNORECASE)
# What somebody sees or guesses is not said.
_SEEING = re.compile(r"v(?:oir|oi[ts]|oient|oya|u)|imagin|devin", re.IGNORECASE)
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
_SUBORDINATE = re.compile(
    r"\s*(?:mais|et|or|car)?\s*(?:s['’](?=ils?\b)|si\s|même si\s|alors qu|bien qu"
    r"|quand\s|lorsqu|tandis qu|puisqu|comme\s)",
    re.IGNORECASE,
)
_ASKING = re.compile(r"demand|interrog", re.IGNORECASE)
# « assure ne rien savoir », « affirme avoir tout payé »: verbs that a bare infinitive follows.
_DECLARING = re.compile(
    r"(?:dit|dis|affirm|assur|prétend|reconna|reconnu|adme|admi|avou|jur|estim|déclar|confi|confess|souten|soutien"
    r"|redi|espèr"
    r"|pens|craint|craign)\w*",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(
    rf"(?:{SPACE}+{ADVERB})?{SPACE}+(?=(?:n['’]|ne{SPACE}|s['’]|se{SPACE}|l['’])*(?:(?:pas|rien|plus|jamais|point"
    rf"|tout|vraiment){SPACE})*"
    rf"(?:l['’]|le{SPACE}|la{SPACE}|les{SPACE}|s['’]|se{SPACE}|en{SPACE}|y{SPACE}|n['’])?"
    r"(?:avoir|être|vouloir|pouvoir|devoir|savoir|faire|comprendre|attendre|craindre|vivre|prendre|tenir|\w{3,}(?:er"
    r"|ir|re|oir))\b)",
    re.IGNORECASE,
)
_HAS = re.compile(rf"\b(?:a|ont|avait|avaient){SPACE}(?:{ADVERB}{SPACE})?$")
# « dit chercher un médecin »: after these, any infinitive is what is said.
_SAYING = re.compile(
    r"(?:dit|affirm|assur|prétend|reconna|reconnu|adme|admi|avou|jur|déclar|confi|confess)\w*", re.IGNORECASE
)
_NEGATED_OR_PLAIN = re.compile(
    r"(?:n['’]|ne\s|s['’]|se\s|l['’])|(?:avoir|être|vouloir|pouvoir|devoir|savoir|faire|comprendre|attendre)\b",
    re.IGNORECASE,
)
_AS_SAID = re.compile(
    rf"\s*(?:[^.,;:!?]{{0,30}}\s)?(?:comme|ainsi que){SPACE}+(?:l['’]|le{SPACE}+|(?=(?:dirait|disait|dit|dixit)\b))"
    rf"(?:a{SPACE}+(?:(?:bien|très bien|si bien|souvent|toujours){SPACE}+)?(?=[a-zà-ÿ]+é\b|dit\b"
    rf"|écrit\b))?",
    re.IGNORECASE,
)
_AND_THAT = re.compile(rf",?{SPACE}+(?:et|mais){SPACE}+qu(?:e{SPACE}+|['’])", re.IGNORECASE)
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


def find_indirect(text: str, begin: int, end: int) -> Iterator[Reported]:
    """Words reported without marks in the sentence `text[begin:end]`; the span is that of the words.

    A clause that only follows its words (« …, promet X »), leads to them by a colon or by « comme l'écrit X » is read
    where nothing else reports in the sentence.
    """
    found = [*_according(text, begin, end), *_by_verbs(text, begin, end)]
    yield from found or find_speech(text, begin, end) or _around(text, begin, end)


def _according(text: str, begin: int, end: int) -> Iterator[Reported]:
    own = OWN_SOURCE.match(text, begin + len(text[begin:end]) - len(text[begin:end].lstrip()), end)
    found = own and read_source(text, own.start())
    comma = re.compile(r",\s+").match(text, found.end, end) if found else None
    if found and comma:
        yield replace(found, start=comma.end(), end=end), "according-to"
        return
    for match in ACCORDING.finditer(text, begin, end):
        attribution = _unmarked_source(text, begin, end, match)
        if attribution:
            yield attribution, "according-to"


def _by_verbs(text: str, begin: int, end: int) -> Iterator[Reported]:
    for word in _WORDS.finditer(text, begin, end):
        form = form_at(text, word.group(), word.end())
        if form is None or _SEEING.match(word.group()):
            continue
        start = _said_from(text, word, form, end)
        if start is None or _is_denied(text, begin, word):
            continue
        led = find_led(text, max(begin, word.start() - MAX_LEAD_CHARS), word.start(), word.end(), form, word.end())
        if led is not None and _tells(text, led, word):
            yield from _clauses(text, led, start, _subordinate_end(text, begin, start) or end)


def _is_denied(text: str, begin: int, word: re.Match[str]) -> bool:
    if _ONLY.search(text, max(begin, word.start() - 40), word.start()) and _JUST_THAT.match(text, word.end()):
        return True
    denied = _DENIED.search(text, max(begin, word.start() - 40), word.start())
    return denied is not None and (len(denied.group().split()) > 2 or bool(_NOT.match(text, word.end())))


def _said_from(text: str, word: re.Match[str], form: VerbForm, end: int) -> int | None:
    """Where the words start that the verb `word` reports: after « que », « si », or at an infinitive."""
    phrasal = PHRASAL.match(text, word.end(), end)
    after = phrasal.end() if phrasal else word.end()
    that = _THAT.match(text, after, end)
    if that is None and _STRONG.fullmatch(word.group()):
        that = _FAR_THAT.match(text, after, end)
    if that is None and _ASKING.match(word.group()):
        that = _WHETHER.match(text, after, end)
    if that is not None:
        between = text[after : that.end()].split()
        return that.end() if between[0] in {"aussi", "même"} else _plain_that(text, after, that.end())
    has = _HAS.search(text, max(0, word.start() - 30), word.start())
    if (form.finite or (form.past and has)) and _DECLARING.fullmatch(word.group()):
        bare = _INFINITIVE.match(text, word.end(), end)
        if bare and (_SAYING.match(word.group()) or _NEGATED_OR_PLAIN.match(text, bare.end())):
            return bare.end()
    return None


def _plain_that(text: str, after: int, end: int) -> int | None:
    """The end of « que » unless it compares, or belongs to another word: « plus que », « alors que »."""
    return None if _OTHER_THAT.search(text, after, end) else end


def _tells(text: str, led: Attribution, word: re.Match[str]) -> bool:
    """Whether somebody speaks: a named speaker, « il », or « on nous répète »; never « on voit », « je dis »."""
    if led.speaker is not None or led.pronoun in {"il", "elle", "ils", "elles"}:
        return True
    if led.pronoun in {"vous", "tu"} and re.fullmatch(
        r"dites|dis|écrivez|écris|affirmez|prétendez|prétends", word.group(), re.I
    ):
        return True
    before = text[max(0, word.start() - 24) : word.start()]
    told = re.search(r"\bon\s(?:(?:nous|vous|me|te|leur|lui)\s|[mt]['’])", before, re.IGNORECASE)
    return led.pronoun == "on" and told is not None


def _subordinate_end(text: str, begin: int, start: int) -> int | None:
    """Where « S'il assure que rien n'est décidé, … » ends: at the comma that opens the main clause."""
    if not _SUBORDINATE.match(text, begin) or "," in text[begin:start]:
        return None
    comma = re.compile(r"[^,.;:!?«»]*(?=,)").match(text, start)
    return comma.end() if comma else None


def _clauses(text: str, led: Attribution, start: int, end: int) -> Iterator[Reported]:
    """The reported clause from `start`, cut where the writer's voice comes back; one more for each « et que »."""
    end = end_of_words(text, start, end)
    for joint in _AND_THAT.finditer(text, start, end):
        yield replace(led, start=start, end=joint.start()), "indirect"
        start = joint.end()
    yield replace(led, start=start, end=end), "indirect"


def _around(text: str, begin: int, end: int) -> Iterator[Reported]:
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
        if found is None or found.end > end or len(text[begin : comma.start()].split()) < MIN_STATED_WORDS:
            continue
        if (found.cue or "").endswith("ez") or _SEEING.match(found.cue or ""):
            continue
        if _HIMSELF.search(text, begin, comma.start()):
            continue
        subject = text[comma.end() : found.end]
        if _ABOUT.match(subject) or _AIMING.match(found.cue or ""):
            continue
        spoken = found.speaker is not None and _agrees(subject, found.cue or "") and _names_one(found.speaker)
        if spoken or found.pronoun in {"il", "elle", "ils", "elles"}:
            start, stop = _around_inserted(text, begin, comma.start(), found.end, end)
            return [(replace(found, start=start, end=stop), "indirect")]
    return []


_HIMSELF = re.compile(r",\s(?:lui|elle|eux|elles)$", re.IGNORECASE)
_LEADS_ON = re.compile(r"\b(?:soit|c['’]est|est|sont|et|mais|que|dont)$", re.IGNORECASE)


def _around_inserted(text: str, begin: int, stop: int, clause_end: int, end: int) -> tuple[int, int]:
    """« Le SLF a 230 adhérents, soit, assure-t-il, un sur six »: the words after a clause that cuts them off."""
    after = re.compile(r",\s+").match(text, clause_end, end)
    if after and _LEADS_ON.search(text, begin, stop):
        return after.end(), end
    return begin, stop


def _names_one(speaker: str | None) -> bool:
    return bool(speaker) and (can_speak(speaker or "") or (speaker or "")[:1].isupper())


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


def _unmarked_source(text: str, begin: int, end: int, match: re.Match[str]) -> Attribution | None:
    """« Selon X, P », « P, selon X » and « P d'après X » with the span of P, for sources that can speak."""
    attribution = read_source(text, match.start())
    if attribution is None or attribution.end > end:
        return None
    span = _source_words(text, begin, end, match.start(), attribution.end, sure=_is_sure(text, match))
    if span is None:
        return None
    return replace(attribution, start=span[0], end=span[1])


def _is_sure(text: str, match: re.Match[str]) -> bool:
    """Whether a source inside a sentence is set off by a comma, or is « d'après »: « varie selon l'âge » is none."""
    cue = match["cue"].lower()
    return cue != "pour" and (
        text[: match.start()].rstrip().endswith((",", "(")) or not cue.startswith(("selon", "suivant"))
    )


def _source_words(text: str, begin: int, end: int, start: int, stop: int, *, sure: bool) -> tuple[int, int] | None:
    """Span of the words that a source at `text[start:stop]` answers for, in the sentence `text[begin:end]`."""
    # « L'addition est de 87 M€ : c'est, à en croire la note, … »: the last member alone counts.
    begin = max([begin, *(text.rfind(mark, begin, start) + 1 for mark in ":;")])
    before = text[begin:start]
    role = _ROLE_OF.match(text, stop, end)
    if role and not before.strip():
        return role.end(), _next_source(text, role.end(), end)
    comma = re.match(r"[^,;:.!?]{0,120},\s*", text[stop:end])
    opens = re.match(rf"{SPACE}+(?!(?:et|ou|de|du|des)\b)(?=\w)", text[stop:end])
    inserted = comma is not None and len(before.split()) <= MAX_WORDS_BEFORE_INSERTED
    if before.strip() and not sure:
        return None
    if not before.strip() or (inserted and comma is not None):
        following = comma if comma and (not _NEW_SUBJECT.match(text, stop)) else _NEW_SUBJECT.match(text[stop:end])
        return (stop + following.end(), _next_source(text, stop + following.end(), end)) if following else None
    if opens and _NEW_SOURCE.search(before):
        return stop + opens.end(), _next_source(text, stop + opens.end(), end)
    last = begin + len(before.rstrip(" ,(\u00a0\u202f"))
    # « P, selon X » is said of the whole sentence, « mais 1 347 d'après X » of its last member.
    marks = ";:" if text[last:start].strip() else ",;:("
    first = max([begin, *(text.rfind(mark, begin, last) + 1 for mark in marks)])
    joined = re.match(r"\s*(?:mais|et|puis|or|car)\s", text[first:last])
    return first + (joined.end() if joined else 0), last


def _next_source(text: str, start: int, end: int) -> int:
    following = re.search(r",\s+(?:selon|d['’]après)\s|\s*;", text[start:end])
    return start + following.start() if following else end
