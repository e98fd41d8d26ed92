"""The subject of a verb: the noun phrase that ends before it or that no preposition governs."""

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.noun_phrases import Phrase, parse_contracted, parse_phrase
from nlp.speakers import can_speak
from nlp.verbs import find_form


def find_subject(text: str, begin: int, end: int) -> Phrase | None:
    """The phrase that ends at `end`, over appositions, else the first subject-like phrase of the sentence."""
    return find_near_subject(text, begin, end) or find_far_subject(text, begin, end)


def find_far_subject(text: str, begin: int, end: int) -> Phrase | None:
    """The subject of a relative that stands before `end`, else the first subject-like phrase of the sentence."""
    return _after_that(text, begin, end) or next(find_free_phrases(text, begin, end), None)


def find_near_subject(text: str, begin: int, end: int) -> Phrase | None:
    """The phrase that ends at `end`, over appositions."""
    stop = end
    voices = list(_VOICE.finditer(text, begin, end))
    if voices:
        phrase = parse_phrase(text, voices[-1].end())
        rest = text[phrase.end : end].replace(phrase.speaker, "") if phrase else ""
        if phrase and phrase.speaker[:1].isupper() and not re.search(r"[^\W_]", rest):
            return phrase
    for _ in range(3):
        stop = begin + len(text[begin:stop].rstrip())
        phrase = find_phrase_ending(text, begin, stop)
        if phrase:
            return phrase
        if text[stop - 1 : stop] in {",", ")"}:
            opening = text.rfind("," if text[stop - 1] == "," else "(", begin, stop - 1)
            if opening > begin:
                stop = opening
                continue
        break
    return None


def _after_that(text: str, begin: int, end: int) -> Phrase | None:
    """« Une logique que la députée, venue en voisine, dit … »: the subject of the relative clause."""
    that = next(reversed(list(_THAT_SOMEBODY.finditer(text, begin, end))), None)
    before = re.search(r"[\w’'-]+(?=\s*$)", text[begin : that.start()]) if that else None
    if before is None or find_form(before.group()) or before.group().endswith(("er", "ir", "oir", "re", "é")):
        return None
    phrase = parse_phrase(text, that.end()) if that else None
    alone = phrase and re.fullmatch(r"\s*(?:,[^,]*,)?\s*", text[phrase.end : end])
    return phrase if alone else None


_THAT_SOMEBODY = re.compile(r"\bqu(?:e\s|['’])(?=(?:les?|la|l['’]|une?|son|sa|ses|cet?|cette|[A-ZÀ-Ý])\W?)")


# « la caisse, par la voix de Lise Quentin, … », « la partie civile, représentée par Me Quentin, … »: a person speaks.
_VOICE = re.compile(
    r"\s*,\s+(?:par\s(?:la\s(?:voix|bouche|plume)|l['’]intermédiaire|l['’]entremise)|en\sla\spersonne)\s(?:de\s|d['’])"
    r"|\s*,\s+(?:représentée?s?|défendue?s?|incarnée?s?)\spar\s",
    re.IGNORECASE,
)


def find_voice(text: str, position: int) -> Phrase | None:
    """The person who speaks for the body that ends at `position`."""
    voice = _VOICE.match(text, position)
    phrase = parse_phrase(text, voice.end()) if voice else None
    return phrase if phrase and phrase.speaker[:1].isupper() else None


def find_antecedent(text: str, begin: int, end: int) -> Phrase | None:
    """The longest phrase that ends exactly at `end`, whatever governs it: what « qui » takes up."""
    end = begin + len(text[begin:end].rstrip(" ,"))
    cut = max((match.end() for match in _BREAK.finditer(text, begin, end)), default=begin)
    starts = _phrase_starts(text, max(cut, end - 120), end)
    phrase = next((phrase for start in starts if (phrase := parse_phrase(text, start, end=end))), None)
    return _whole_body(text, begin, phrase) if phrase else None


def _whole_body(text: str, begin: int, phrase: Phrase) -> Phrase:
    """« un ajout du Syndicat | des généralistes unis, qui … »: the phrase with the body's noun before it."""
    noun = _BODY_BEFORE.search(text, begin, phrase.start)
    if noun is None or not re.match(r"d(?:es?|u)\s|d['’]", text[phrase.start : phrase.start + 4]):
        return phrase
    return replace(phrase, start=noun.start("body"), speaker=text[noun.start("body") : phrase.end])


_BODY_BEFORE = re.compile(r"\b(?:du|de\sla|le|la|au)\s(?P<body>[A-ZÀ-Ý][a-zà-ÿ]+\s)$")
_BREAK = re.compile(r"[;:!?«»\"“”(]|(?<!\bM)(?<!\bMM)(?<!\b[DP]r)(?<!\bMe)\.")


def find_phrase_ending(text: str, begin: int, end: int) -> Phrase | None:
    """The longest phrase that ends exactly at `end`."""
    end = begin + len(text[begin:end].rstrip())
    cut = max((match.end() for match in _BREAK.finditer(text, begin, end)), default=begin)
    for start in _phrase_starts(text, max(cut, end - 120), end):
        phrase = parse_phrase(text, start, end=end)
        if phrase and not _after_preposition(text, start):
            return _whole_body(text, begin, phrase)
    return None


def find_free_phrases(text: str, begin: int, end: int) -> Iterator[Phrase]:
    """Phrases of a sentence that no preposition governs, in order."""
    position = begin
    for start in _phrase_starts(text, begin, end):
        if start < position:
            continue
        if _after_preposition(text, start):
            position = max(position, _governed_end(text, start, end))
            continue
        phrase = parse_phrase(text, start)
        if phrase and phrase.end <= end:
            position = phrase.end
            yield phrase


def _governed_end(text: str, start: int, end: int) -> int:
    """End of a complement with its name: « de la militante Lise Quentin » holds no subject; `start` if it may."""
    if not re.search(r"(?:\b(?:de|des|du)\s|\bd['’])$", text[max(0, start - 8) : start], re.IGNORECASE):
        return start
    phrase = parse_phrase(text, start) if re.match(r"(?:la|le|l['’]|les|un|une)\b", text[start : start + 4]) else None
    return phrase.end if phrase and phrase.end <= end else start


def _phrase_starts(text: str, begin: int, end: int) -> Iterator[int]:
    return (
        match.start()
        for match in re.compile(
            r"(?<![\w’'-])(?=[^\W\d_])"
            r"|(?<=\b[lLdD]['’])(?=[A-ZÀ-Ý])"
        ).finditer(text, begin, end)
    )


def _after_preposition(text: str, start: int) -> bool:
    return bool(
        re.search(
            r"(?:\b(?:de|du|des|à|(?-i:A)|au|aux|dans|sur|pour|par|avec|contre|en|chez|sous|sans|selon|entre|vers"
            r"|devant|et de|lors de"
            r"|(?<!tandis )(?<!alors )(?<!parce )que|depuis|après|avant|face à)\s|\bd['’])(?:l['’]|la\s|le\s|les\s)?$",
            text[max(0, start - 16) : start],
            re.IGNORECASE,
        )
    )


_PLACE = re.compile(
    r"\s*(?:(?:mais|et|or)\s)?(?P<place>du côté d(?:e|u|es)\s+|dans\s+(?=l['’]entourage|les\srangs"
    r"|la\smajorité)|à\s+(?=la|l['’]|[A-ZÀ-Ý])|aux?\s+"
    r"|chez\s+|côté\s+|auprès d(?:e|u)\s+)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\s*de\s(?P<who>sources?\s[^\W\d_]+(?:\sde\sla\s\w+|\sdu\s\w+)?),\s", re.IGNORECASE)
_BODIES = re.compile(
    r"(?:l[ea]s?\s|l['’]|des\s|son\s)?(?:[\w-]+\s)?(?:ministère|mairie|préfecture|sous-préfecture|agence|caisse"
    r"|syndicat|direction|entourage"
    r"|cabinet|rectorat|rangs|sein|région|département|conseil|gouvernement|parquet|siège|groupe|opposition"
    r"|majorité|fédération"
    r"|association|ordre|collectif|comité|union|confédération|hôpital|clinique|[A-ZÀ-Ý]\w+)",
)


def place_of_on(text: str, begin: int, stop: int) -> Phrase | None:
    """The body that « on » speaks for: « Du côté de la caisse, on rappelle … », « À la mairie, on assure … »."""
    source = _SOURCE.match(text, begin, stop)
    if source:
        # « De source syndicale, on évoquait … »
        return Phrase(start=source.start("who"), end=source.end("who"), speaker=source["who"], gender=None)
    opening = _PLACE.match(text, begin, stop)
    phrase = parse_contracted(text, opening.end("place")) if opening else None
    if opening is None or phrase is None or phrase.end > stop:
        return None
    sure = re.match(r"du côté|dans|chez|auprès", opening["place"], re.IGNORECASE)
    written = text[phrase.start : phrase.end]
    return phrase if sure or _BODIES.match(written) or can_speak(phrase.speaker) else None
