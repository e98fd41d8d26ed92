"""Words reported without marks: « X affirme que … », « selon X, … », « …, promet X », « X prévient : … »."""

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.around import SEEING, Reported, find_around
from nlp.clauses import ADVERB, LAST_HEARD, PHRASAL, SPACE, Attribution, form_at, read_reporting
from nlp.ends import end_of_words
from nlp.leads import MAX_LEAD_CHARS
from nlp.sourced import find_sourced, find_to_whom
from nlp.speech import find_speech
from nlp.told import find_told
from nlp.verb_leads import find_led
from nlp.verbs import VerbForm

_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DAY = (
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|hier|ce matin|ce soir|l['’]autre jour|un jour)(?:\s(?:matin|soir|dernier))?"
)
# From the verb to « que »: adverbs and days, a place or a hearer, something between commas.
_UP_TO_THAT = (
    rf"(?:{SPACE}+(?:{ADVERB}|{_DAY}|tous|toutes))*"
    rf"(?:{SPACE}+(?!au moins|au plus|à peine)(?:à|au|aux|devant|dans|lors|sur|en){SPACE}+[^\W\d]"
    rf"[^,.;:!?«»\"\s]*(?:{SPACE}[^,.;:!?«»\"\s]+){{0,5}}?)?"
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
    r"\b(?:plus|moins|aussi|autant|mêmes?|telle?|pire|mieux|meilleure?|autres?|quel(?:le)?s?|(?<!à )qui|dont|ce)\b"
    r"|\b(?:d[eè]s|alors|tandis|parce|depuis|pendant|après|avant|pour|sans|afin|bien|lors|pourvu|ainsi"
    r"|sauf)\s+qu\S*\s*$",
    re.IGNORECASE,
)
# « il ne dit pas que … », « elle n'a jamais affirmé que … »: nobody said the words.
_DENIED = re.compile(
    r"\b(?:ne|n['’])\s?(?:(?:nous|vous|me|lui|leur|le|la|les)\s|[mlt]['’])?(?P<never>\w+\s(?:pas|jamais|plus"
    r"|guère)\s)?$",
    re.IGNORECASE,
)
# « il n'en a ajouté que trois », « elle ne dit que cela »: no words follow.
_ONLY = re.compile(r"\b(?:ne|n['’])\s?(?:en\s|y\s|l['’]|lui\s|leur\s)?(?:(?:a|ont|avait|avaient)\s)?$", re.IGNORECASE)
_JUST_THAT = re.compile(rf"{SPACE}+qu(?:e{SPACE}|['’])", re.IGNORECASE)
_NOT = re.compile(rf"{SPACE}+(?:pas|jamais|plus|guère)\b", re.IGNORECASE)
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
    rf"(?:l['’]|le{SPACE}|la{SPACE}|les{SPACE}|s['’]|se{SPACE}|en{SPACE}|y{SPACE}|n['’])?(?:en{SPACE}|y{SPACE})?"
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
_AND_THAT = re.compile(rf",?{SPACE}+(?:et|mais){SPACE}+qu(?:e{SPACE}+|['’])", re.IGNORECASE)

# « Il explique que P, que Q et que R »: « , que » opens a clause where « et que » closes the list.
_LISTED_THAT = re.compile(
    rf"(?:,{SPACE}+(?:(?:et|mais){SPACE}+)?|{SPACE}+(?:et|mais){SPACE}+)qu(?:e{SPACE}+|['’])", re.IGNORECASE
)


def find_indirect(text: str, begin: int, end: int) -> Iterator[Reported]:
    """Words reported without marks in the sentence `text[begin:end]`; the span is that of the words.

    A clause that only follows its words (« …, promet X »), leads to them by a colon or by « comme l'écrit X » is read
    where nothing else reports in the sentence.
    """
    found = [*find_sourced(text, begin, end), *_by_verbs(text, begin, end)]
    found = found or find_speech(text, begin, end) or [*find_around(text, begin, end)]
    found = [*found, *find_to_whom(text, begin, end, found)]
    yield from sorted([*found, *find_told(text, begin, end, found)], key=lambda one: one[0].start)


def _by_verbs(text: str, begin: int, end: int) -> Iterator[Reported]:
    for word in _WORDS.finditer(text, begin, end):
        form = form_at(text, word.group(), word.end())
        if form is None or SEEING.match(word.group()):
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
    return denied is not None and (denied["never"] is not None or bool(_NOT.match(text, word.end())))


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
    if led.speaker is not None or led.pronoun in {"il", "elle", "ils", "elles", LAST_HEARD}:
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
    end = _before_source(text, start, end_of_words(text, start, end))
    listed = re.compile(rf",{SPACE}+qu(?:e{SPACE}+|['’])").search(text, start, end)
    several = listed is not None and _AND_THAT.search(text, listed.end(), end) is not None
    for joint in (_LISTED_THAT if several else _AND_THAT).finditer(text, start, end):
        yield replace(led, start=start, end=joint.start()), "indirect"
        start = joint.end()
    yield replace(led, start=start, end=end), "indirect"


def _before_source(text: str, start: int, end: int) -> int:
    """« L'élu exige que la France agisse, rapporte Le Parisien »: who reports the report is no part of it."""
    for comma in re.compile(rf",{SPACE}+").finditer(text, start, end):
        told = read_reporting(text, comma.end())
        if told and told.speaker and told.speaker[:1].isupper() and not re.search(r"\w", text[told.end : end]):
            return comma.start()
    return end
