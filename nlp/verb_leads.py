"""Verbs that report the words after them, and their subject: « X affirme », « dénoncé par X », « et d'ajouter »."""

import re
from dataclasses import replace

from nlp.clauses import ADVERB, AUXILIARY, INVERTED, LAST_HEARD, SPACE, Attribution, attribute_to, read_reporting
from nlp.noun_phrases import Phrase, parse_phrase
from nlp.parsed_subjects import find_subject_at, is_somebody
from nlp.speakers import can_speak
from nlp.subjects import (
    find_antecedent,
    find_far_subject,
    find_free_phrases,
    find_near_subject,
    find_phrase_ending,
    place_of_on,
)
from nlp.verbs import VerbForm

_NOUN_BEFORE = re.compile(
    r"(?:\b(?:le|la|les|(?<!quelqu['’])un|(?<!quelqu['’])une|des|du|de|ce|cette|cet|ces|son|sa|ses|mon|ma|leur|leurs|notre|sans|sur|par|en|au"
    r"|aux|à|chaque|toute|tout|pour|quelle|avec"
    r"|plus|très|si|nouvelle|même|première|seule|grande|entre|tel|telle|et)|[ld]['’])\s*$",
    re.IGNORECASE,
)
# « Rémi Castaing l'admet », « elle le reconnaît »: a pronoun, no article.
_CLITIC = re.compile(r"(?:[A-ZÀ-Ý][\w-]+|\b(?:il|elle|ils|elles|qui|on))\s+(?:ne\s)?(?:l['’]|le\s|la\s|les\s)$")
# « Cette mesure relève d'un « … » » reports nothing; texts (un rapport, la loi) do speak.
_INANIMATE = re.compile(
    r"(?:le|la|l['’]|cette|cet?|les|ces|une?|des)\s?(?:mesures?|situations?|décisions?|questions?|choses?"
    r"|système|problèmes?|vie|mort|fait|secteur"
    r"|consultations?|tarifs?|réforme|convention|prix|crise|voiture|corps)\b",
    re.IGNORECASE,
)
# Texts that set rules: « le décret prévoit que » reports nobody's words.
_RULES = re.compile(
    r"(?:le|la|l['’]|cet?|cette|un|une)\s?(?:texte|loi|article|décret|accord|contrat|r[èé]glement\w*|arrêté|projet|plan|code"
    r"|calendrier|convention|dispositif|amendement|avenant)\b",
    re.IGNORECASE,
)
# « Le chiffre officiel suppose que … »: a thing implies, nobody speaks.
_IMPLYING = re.compile(r"suppos", re.IGNORECASE)
_RULING = re.compile(r"pr[ée]v(?:oi|oy|u)|stipul|dispos", re.IGNORECASE)
_NAMING = re.compile(r"appel|nomm|surnomm|baptis|désign", re.IGNORECASE)
# What an infinitive must depend on to report: « se borne à rappeler », « avant d'ajouter », « et X de conclure ».
_GOVERNING = re.compile(
    r"(?:\b(?:avant|pour|sans|vient|viennent|venir|venu|ose|osent|osé|tien\w*|tenu|born\w+|content\w+|jusqu['’]"
    r"|hésit\w*(?:\spas)?|oublier|fini\w*|empress\w+|continu\w+|préfère)\s?(?:(?:de|à|par)\s|d['’])?"
    r"(?:(?:nous|vous|me|lui|leur|le|la|les|y|en)\s|[mlty]['’])?|(?P<narrative>\b(?:de|d['’]))\s?)$",
    re.IGNORECASE,
)
_AND_THEN = re.compile(r"\s*(?:et|puis|avant|mais)?\s*", re.IGNORECASE)
_PRONOUN_LAST = re.compile(r"(?:^|[\s,(’'-])(?P<p>ils?|elles?|on|je|j['’]?|nous|vous|tu|qui)$", re.IGNORECASE)
# « Vous dites que … »; in « il vous dit », it is who hears.
_ADDRESSED = re.compile(r"(?:^|[.!?,:]\s+|\b(?:et|mais|quand|si|comme)\s)(?P<p>vous|tu)\s+$", re.IGNORECASE)
# « (Edit : j'avais écrit « … ») »: what the writer says himself.
_MINE = re.compile(r"\bj['’](?:en\s|y\s)?(?:ai|avais|aurais|aurai)\s+(?:\w+ment\s+)?$", re.IGNORECASE)
# « Lui estime que … », « Eux jurent que … »
_STRESSED = re.compile(
    r"\s*(?:(?:mais|et|or)\s)?(?P<p>lui|eux)\s+(?:(?:n['’]|ne\s|s['’]|se\s))?(?:(?:a|ont)\s+)?", re.IGNORECASE
)
_FIRST_PERSON = re.compile(r"\b(?:je|nous|vous|tu)\b|\bj['’]", re.IGNORECASE)
_AND_TO_ME = re.compile(r"\b(?:et|puis|mais)\s+(?:m['’]|nous\s|lui\s|leur\s|t['’]|l['’])?$", re.IGNORECASE)
_AS = re.compile(r"\bcomme\s+(?:le\s+|l['’])?$", re.IGNORECASE)
_AS_HAS = re.compile(
    rf"\bcomme\s+(?:le\s+|l['’])(?:{AUXILIARY})\s+(?:{ADVERB}\s+|souvent\s+"
    rf"|si\s+bien\s+)?$",
    re.IGNORECASE,
)
_THAT_BEFORE = re.compile(r"[a-zà-ÿ]\squ(?:e\s|['’])$", re.IGNORECASE)
_COORDINATED = re.compile(r"\b(?:et|mais|puis)\s+(?:le\s|la\s|l['’]|lui\s|s['’]|se\s|y\s|en\s)?$", re.IGNORECASE)
_OPENS_WORDS = re.compile(rf"{SPACE}+(?:\w+{SPACE}+)?(?:qu|[«\"“:])")
# Verbs of the mind: in the infinitive they report nothing (« pour apprendre que »).
_OF_MIND = frozenset(
    (
        "apprendre", "voir", "croire", "penser", "craindre", "espérer", "imaginer", "deviner", "constater", "observer",
        "considérer", "juger", "prévoir", "évaluer", "chiffrer", "redouter", "remarquer", "noter",
    )
)  # fmt: skip
_TRAILING = re.compile(
    rf"(?:{SPACE}*\b(?:ne|n['’]|se|s['’]|l['’]|le|la|les|lui|leur|y|en|nous|vous|me|te|m['’]|t['’]|{ADVERB}"
    rf"|{AUXILIARY}(?=\s*$))(?:(?<=['’])|{SPACE}+))+$|{SPACE}+$",
    re.IGNORECASE,
)


def find_led(text: str, begin: int, start: int, end: int, form: VerbForm, position: int) -> Attribution | None:
    """The attribution by the verb at `text[start:end]`, if it is one there."""
    passive = re.match(rf"{SPACE}+(?:\w+ment\s)?par{SPACE}+", text[end:position])
    cue = text[start:end]
    if _is_other_sense(cue, text[end:position]) or _RELATES.search(text, begin, end):
        return None
    if form.infinitive and passive and _UNDERGOES.search(text, begin, start):
        return _by_next(text, start, end + passive.end(), position, cue, form)
    if form.infinitive:
        return None if cue.lower() in _OF_MIND else _by_infinitive(text, begin, start, position, cue, form)
    if form.past and passive:
        return _by_next(text, start, end + passive.end(), position, cue, form)
    before = text[begin:start]
    inverted = INVERTED.match(text, start)
    if inverted and inverted["verb2"] == cue:
        pronoun = inverted["pron2"].lower()
        return Attribution(start=start, end=position, speaker=None, pronoun=pronoun, cue=cue, attitude=form.attitude)
    if (form.finite and _AS.search(before)) or (form.past and _AS_HAS.search(before)):
        return _by_next(text, start, end + 1, position, cue, form)
    return _by_subject(text, begin, start, end, form, position)


def _by_subject(text: str, begin: int, start: int, end: int, form: VerbForm, position: int) -> Attribution | None:
    """The attribution to the subject before a finite verb, an auxiliary or a gerund."""
    before, cue = text[begin:start], text[start:end]
    if form.finite and _THAT_BEFORE.search(before):
        # « un espoir que tempère X »: the subject follows.
        return None
    aux = re.search(
        rf"\b(?:{AUXILIARY})(?:-t-(?:il|elle|on)|-(?:ils"
        rf"|elles))?{SPACE}+(?:{ADVERB}{SPACE}+){{0,2}}$",
        before,
        re.IGNORECASE,
    )
    if aux and form.past:
        # « sont jugés » is no report; « se sont indignés » is.
        if re.match(r"est|sont|ét", aux.group()) and not re.search(r"(?:\bs['’]|\bse\s)$", before[: aux.start()]):
            return None
        if _AND_TO_ME.search(before[: aux.start()]):
            # « Il m'a tendu la feuille et m'a dit … »
            return _main_subject(text, begin, start, position, cue, form)
        subject_end = begin + aux.start()
    elif form.gerund:
        return _main_subject(text, begin, start, position, cue, form)
    elif form.finite and _COORDINATED.search(before) and _OPENS_WORDS.match(text, end):
        # « Elle y voit « … » et rappelle que … »
        return _main_subject(text, begin, start, position, cue, form)
    elif form.finite and (not _NOUN_BEFORE.search(before) or _CLITIC.search(before)) and text[end : end + 1] != "-":
        subject_end = start
    else:
        return None
    return _with_subject(text, begin, subject_end, position, cue, form)


def _by_next(text: str, start: int, at: int, position: int, cue: str, form: VerbForm) -> Attribution | None:
    """The attribution to the phrase at `at`, after the verb, if it ends before the quote."""
    phrase = parse_phrase(text, at)
    return attribute_to(phrase, start, position, cue, form.attitude) if phrase and phrase.end <= position else None


# « elle s'est entendu répondre par la secrétaire : « … » »
_UNDERGOES = re.compile(rf"\b(?:entend\w*|vu?|voit|voient|voir|fait|fai[st]|laiss\w+){SPACE}+$", re.IGNORECASE)
# « ce qui se rapporte à « l'affaire » » reports nothing.
_RELATES = re.compile(r"\bse\s+(?:rapport|réclam|formul|résum)\w+$", re.IGNORECASE)


def _is_other_sense(cue: str, after: str) -> bool:
    """« relève de » and « dispose de » report nothing."""
    return bool(re.match(r"rel[eè]v", cue, re.IGNORECASE) and re.match(rf"{SPACE}+(?:de\b|du\b|d['’])", after))


def _by_infinitive(text: str, begin: int, start: int, position: int, cue: str, form: VerbForm) -> Attribution | None:
    governing = _GOVERNING.search(text, begin, start)
    if governing is None:
        return None
    if governing["narrative"]:
        phrase = find_phrase_ending(text, begin, governing.start())
        if phrase is None and _AND_THEN.fullmatch(text[begin : governing.start()]):
            # « Et d'ajouter : « … » »: whoever spoke last.
            return Attribution(
                start=begin, end=position, speaker=None, pronoun=LAST_HEARD, cue=cue, attitude=form.attitude
            )
        return attribute_to(phrase, begin, position, cue, form.attitude) if phrase else None
    if _FIRST_PERSON.search(text, begin, governing.start()):
        return None
    return _main_subject(text, begin, governing.start(), position, cue, form)


def _with_subject(text: str, begin: int, end: int, position: int, cue: str, form: VerbForm) -> Attribution | None:
    if _MINE.search(text, begin, end):
        return None
    if stressed := _STRESSED.fullmatch(text, begin, end):
        who = "il" if stressed["p"].lower() == "lui" else "ils"
        return Attribution(start=begin, end=position, speaker=None, pronoun=who, cue=cue, attitude=form.attitude)
    trailing = None if _ADDRESSED.search(text, begin, end) else _TRAILING.search(text, begin, end)
    stop = trailing.start() if trailing else begin + len(text[begin:end].rstrip())
    pronoun = _PRONOUN_LAST.search(text[begin:stop])
    place = place_of_on(text, begin, stop) if pronoun and pronoun["p"].lower() == "on" else None
    if place:
        return attribute_to(place, begin, position, cue, form.attitude)
    if pronoun and pronoun["p"].lower() == "on" and _NAMING.match(cue):
        return None
    if pronoun and pronoun["p"].lower() == "il" and cue.lower().startswith("convi"):
        return None
    if pronoun and pronoun["p"].lower() != "qui":
        at = begin + pronoun.start("p")
        return Attribution(
            start=at, end=position, speaker=None, pronoun=pronoun["p"].lower(), cue=cue, attitude=form.attitude
        )
    stop = begin + len(text[begin : begin + pronoun.start()].rstrip(" ,")) if pronoun else stop
    found = _subject(text, begin, stop, max(end, text.find(cue, end)), taken_up=pronoun is not None)
    if found is None or _cannot(found.speaker or "", cue):
        return None
    return replace(found, start=begin, end=position, cue=cue, attitude=form.attitude)


def _subject(text: str, begin: int, stop: int, verb: int, *, taken_up: bool) -> Attribution | None:
    """The phrase that ends at `stop`, right before its verb, else the subject that the parser gives to the verb."""
    phrase = (_taken_up(text, begin, stop) if taken_up else None) or find_near_subject(text, begin, stop)
    found = None if phrase else _parsed(text, begin, verb)
    phrase = phrase or (None if found else find_far_subject(text, begin, stop))
    return attribute_to(phrase, begin, stop, "", "neutral") if phrase else found


def _cannot(speaker: str, cue: str) -> bool:
    """Whether a subject is a thing that the verb makes say nothing."""
    ruled = _RULING.match(cue) and _RULES.match(speaker)
    return bool(_INANIMATE.match(speaker) or ruled) or bool(_IMPLYING.match(cue) and not is_somebody(speaker))


def _parsed(text: str, begin: int, verb: int) -> Attribution | None:
    """The subject that the parser gives to the verb that starts at `text[verb]`, if it is somebody."""
    found = find_subject_at(text, begin, verb, _sentence_end(text, verb))
    return found if found and (found.pronoun or is_somebody(found.speaker or "")) else None


def _sentence_end(text: str, position: int) -> int:
    ended = _ENDED.search(text, position)
    return ended.end() if ended else len(text)


_ENDED = re.compile(r"[.!?…](?=\s|$)|(?=\n)")


def _taken_up(text: str, begin: int, stop: int) -> Phrase | None:
    """Who « qui » takes up: the phrase right before it that can speak, or that a passive names."""
    phrase = find_antecedent(text, begin, stop)
    if phrase and (can_speak(text[phrase.start : phrase.end]) or text[: phrase.start].endswith("par ")):
        return phrase
    return None


def _main_subject(text: str, begin: int, end: int, position: int, cue: str, form: VerbForm) -> Attribution | None:
    """The subject of « …, dénonçant une « … » »: the first pronoun or phrase of the sentence."""
    place = place_of_on(text, begin, end) if re.search(r"\bon\b", text[begin:end]) else None
    if place:
        return attribute_to(place, begin, position, cue, form.attitude)
    # « X part, a estimé Y, dénonçant … »: who reports right before the gerund goes on.
    for comma in re.finditer(r",\s+", text[begin:end]):
        reporting = read_reporting(text, begin + comma.end())
        if reporting is None or reporting.end > end:
            continue
        if reporting.pronoun in {"il", "elle"} or (reporting.speaker and can_speak(reporting.speaker)):
            return replace(reporting, start=begin, end=position, cue=cue, attitude=form.attitude)
    parsed = _parsed(text, begin, max(end, text.find(cue, end)))
    if parsed and parsed.speaker:
        return replace(parsed, start=begin, end=position, cue=cue, attitude=form.attitude)
    # « La loi passe et de nombreuses voix s'élèvent pour dire … »: the subject of the last clause first.
    joint = max((match.end() for match in re.finditer(r"\b(?:et|mais)\s", text[begin:end])), default=0)
    last = parse_phrase(text, begin + joint) if joint else None
    if last and last.end <= end and can_speak(text[last.start : last.end]):
        return attribute_to(last, begin, position, cue, form.attitude)
    pronoun = re.search(r"\b(?P<p>il|elle|ils|elles|on)\b|-(?P<q>il|elle)\b", text[begin:end], re.IGNORECASE)
    phrase = next(find_free_phrases(text, begin, end), None)
    if pronoun and (phrase is None or begin + pronoun.start() < phrase.start):
        word = (pronoun["p"] or pronoun["q"]).lower()
        return Attribution(start=begin, end=position, speaker=None, pronoun=word, cue=cue, attitude=form.attitude)
    return attribute_to(phrase, begin, position, cue, form.attitude) if phrase else None
