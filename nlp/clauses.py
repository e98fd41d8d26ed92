"""Reporting clauses: the verb or preposition that gives words to a speaker, after, inside or before them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.speakers import Gender, Phrase, is_person, parse_phrase
from nlp.verbs import VerbForm, find_form
from store.records import Attitude, QuoteKind

_S = r"[\s\u00a0\u202f]"
_CLITIC = r"(?:(?:s|m|l|t|y|n|j)['’]|(?:se|me|lui|leur|nous|vous|y|en|le|la|les|ne)\s)"
_AUX = r"(?:a|ont|avait|avaient|aura|auront|aurait|auraient|est|sont|était|étaient|eut|eurent)"
_ADVERB = (
    r"(?:(?<!\b[Ll]e\s)(?<!\b[Dd]u\s)(?<!\b[Uu]n\s)(?<!\b[Cc]e\s)\w+ment|aussi|encore|ainsi|déjà|même|toujours|enfin|également|alors|ensuite|donc|bien|pas|d['’]ailleurs|d['’]abord|en outre|plus tard"
    r"|par ailleurs|en revanche|au contraire|à nouveau|vite|volontiers|tout de suite|de nouveau|immédiatement|lui|pour sa part|de son côté|quant à (?:lui|elle)|en effet"
    r"|d['’]emblée|tout de même|à son tour|dans la foulée|en substance)"
)
_INVERTED = re.compile(
    rf"(?P<clitic>{_CLITIC}*)(?:{_AUX}(?:-t)?-(?P<pron>ils?|elles?|on)\b{_S}+(?:{_ADVERB}{_S}+){{0,2}}(?P<verb>\w+)"
    rf"|(?P<verb2>\w+)-(?:t-)?(?P<pron2>ils?|elles?|on|je)\b)",
    re.IGNORECASE,
)
_DIRECT = re.compile(rf"(?P<clitic>{_CLITIC}*)(?:(?P<aux>{_AUX}){_S}+(?:{_ADVERB}{_S}+){{0,2}})?(?P<verb>\w+)\b", re.IGNORECASE)
_AFTER_LEAD = re.compile(r"[\s\u00a0\u202f]*(?:\((?:\.\.\.|…)\))?[\s\u00a0\u202f]*[,!?…–—-]{0,2}[\s\u00a0\u202f]*")
# What may stand between a verb and its subject: anything without punctuation, and short quotes of the mood.
_CLAUSE = re.compile(r"(?:[^,.;:!?\n«»\"“”()]|(?<=\b(?:M|r))\.|[\"«“]\s?·+\s?[\"»”])*")
_ACCORDING = re.compile(
    r"(?P<cue>(?i:\b(?:selon|d['’]après|suivant|dixit|à en croire|aux yeux d(?:e|es|u|['’])|de l['’]avis d(?:e|es|u|['’])|aux? dires? d(?:e|es|u|['’]))"
    r"|(?<![\w’'-])pour))\s*"
)
_NOT_SOURCES = re.compile(
    r"(?:lui|elle|eux|elles|moi|nous|vous|toi|que|ses|leurs|ce|cet|cette|les (?:cas|régions?|besoins|pays|critères|époques|moyens|règles|modalités)"
    r"|le (?:cas|nom|type|niveau|lieu|principe|mode|degré|sexe|pays|secteur|modèle|profil|contexte|scénario|calendrier|moment)"
    r"|la (?:taille|gravité|situation|région|loi|nature|formule|méthode|saison|période|tradition|procédure|définition)"
    r"|l['’](?:âge|usage|heure|état|origine|endroit|importance)|un (?:calendrier|principe|barème|ordre|schéma|mode)|une (?:logique|procédure|méthode))\b",
    re.IGNORECASE,
)
_PARTICIPLE_CUE = re.compile(r"\b(?:été|est|sont|était)\s+(?:\w+ment\s)?(?P<verb>\w+)\s+(?:\w+ment\s)?par\s+", re.IGNORECASE)
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:le|la|les|un|une|des|du|de|ce|cette|cet|ces|son|sa|ses|mon|ma|leur|leurs|notre|sans|sur|par|en|au|aux|à|chaque|toute|tout|pour|quelle|avec"
    r"|plus|très|si|nouvelle|même|première|seule|grande|entre|tel|telle|et)|[ld]['’])\s*$",
    re.IGNORECASE,
)
_LIGHT_VERB = re.compile(r"m[ei]ts?|mis|mettent|mettait|fait|font|faisait|laisse|laissent|laissé", re.IGNORECASE)
_PHRASAL = re.compile(rf"{_S}+(?:en garde|valoir|savoir|remarquer|observer|entendre|comprendre)\b")
_PUBLISHED_BY = re.compile(rf"{_S}+(?:communiqu|publi|rapport|cit|dévoil|révél|établi|men|réalis|fourni|transmi|avanc)\w*{_S}+par{_S}+")
# « Cette mesure relève d'un « … » » reports nothing; texts (un rapport, la loi) do speak.
_INANIMATE = re.compile(
    r"(?:le|la|l['’]|cette|cet?|les|ces|une?|des)\s?(?:mesures?|situations?|décisions?|questions?|choses?|système|problèmes?|vie|mort|fait|secteur"
    r"|consultations?|tarifs?|réforme|convention|prix|crise|voiture|corps)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TRAILING = re.compile(
    rf"(?:{_S}*\b(?:ne|n['’]|se|s['’]|l['’]|le|la|les|lui|leur|y|en|nous|vous|m['’]|{_ADVERB}|{_AUX}(?=\s*$))(?:(?<=['’])|{_S}+))+$|{_S}+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """A speaker for the words nearby: `text[start:end]` is the clause, `cue` its verb or preposition as written.

    `pronoun` holds the pronoun that stands for the speaker when no name does. For indirect speech the
    span is that of the reported words.
    """

    start: int
    end: int
    speaker: str | None
    pronoun: str | None = None
    gender: Gender | None = None
    cue: str | None = None
    attitude: Attitude = "neutral"


def find_after(text: str, position: int, *, headline: bool) -> Attribution | None:
    """The clause that follows a quote ending at `position`: « », dénonce X », « », a-t-il dit », « », selon X »."""
    lead = _AFTER_LEAD.match(text, position)
    start = lead.end() if lead else position
    found = _inverted(text, start) or _verb_then_subject(text, start) or _preposition(text, start)
    if found is None and headline:
        colon = re.match(rf"{_S}*[:,–—-]{_S}*", text[position : position + 6])
        phrase = parse_phrase(text, position + colon.end()) if colon and colon.group().strip() else None
        if phrase:
            return _by(phrase, position, phrase.end, ":", "neutral")
    return found


def _inverted(text: str, start: int) -> Attribution | None:
    match = _INVERTED.match(text, start)
    if not match:
        return None
    verb = match["verb"] or match["verb2"]
    form = _form_at(text, verb, match.end())
    if form is None:
        return None
    pronoun = (match["pron"] or match["pron2"]).lower()
    return Attribution(
        start=start, end=match.end(), speaker=None, pronoun=pronoun, cue=verb, attitude=form.attitude
    )


def _verb_then_subject(text: str, start: int) -> Attribution | None:
    match = _DIRECT.match(text, start)
    form = _form_at(text, match["verb"], match.end()) if match else None
    if match is None or form is None or not _stands(form, aux=match["aux"] is not None):
        return None
    rest = _PHRASAL.match(text, match.end())
    phrase = _subject_after(text, rest.end() if rest else match.end())
    if phrase is None:
        return None
    return _by(phrase, start, phrase.end, match["verb"], form.attitude)


def _form_at(text: str, verb: str, end: int) -> VerbForm | None:
    """The reporting form that ends at `end`, verbs of several words included (« mis | en garde »)."""
    if _LIGHT_VERB.fullmatch(verb) and _PHRASAL.match(text, end):
        return VerbForm(attitude="neutral", finite=True, past=verb.lower() in {"mis", "fait", "laissé"}, gerund=False)
    return find_form(verb)


def _stands(form: VerbForm, *, aux: bool) -> bool:
    return form.past if aux else form.finite


def _subject_after(text: str, position: int) -> Phrase | None:
    clause = _CLAUSE.match(text, position)
    phrase = next(_phrases(text, position, clause.end()), None) if clause else None
    if phrase is not None:
        return phrase
    apposed = re.match(rf"{_S}*,{_S}+(?=(?:lui|elle)?[A-ZÀ-Ý])", text[position : position + 6])
    return parse_phrase(text, position + apposed.end()) if apposed else None


def _preposition(text: str, start: int) -> Attribution | None:
    match = _ACCORDING.match(text, start)
    if not match or _NOT_SOURCES.match(text, match.end()):
        return None
    cue = match["cue"]
    at = match.end() - (2 if cue.endswith(("des", "du")) else 0)
    phrase = parse_phrase(text, at) or parse_phrase(text, match.end())
    if phrase is None or (cue.lower() == "pour" and not _may_think(phrase)):
        return None
    published = _PUBLISHED_BY.match(text, phrase.end)
    phrase = (parse_phrase(text, published.end()) if published else None) or phrase
    return _by(phrase, start, phrase.end, cue, "neutral")


def _may_think(phrase: Phrase) -> bool:
    """« pour X » gives an opinion only when X is a person, an acronym or a body of people."""
    bare = phrase.speaker
    people = r"(?:le|la|l['’]|un|une|son|sa|les)\s?(?:président|ministre|syndicat|député|sénat|rapporteur|avocat|médecin|porte-parole|maire|patron|direct|généralist)"
    two_names = bool(re.match(r"[A-ZÀ-Ý][\w-]+ [A-ZÀ-Ý]", bare))
    return two_names or is_person(bare) or bool(re.fullmatch(r"[A-Z][A-Z0-9-]+", bare)) or bool(re.match(people, bare))


def _by(phrase: Phrase, start: int, end: int, cue: str, attitude: Attitude) -> Attribution:
    return Attribution(start=start, end=end, speaker=phrase.speaker, gender=phrase.gender, cue=cue, attitude=attitude)


def find_later(text: str, position: int, end: int) -> Attribution | None:
    """The clause after a comma further on in the sentence: « Il serait « … » par exemple, a expliqué X »."""
    for comma in re.finditer(rf",{_S}+", text[position:end]):
        at = position + comma.end()
        found = _inverted(text, at) or _verb_then_subject(text, at)
        if found is not None and found.end <= end:
            return found
    return None


def find_inserted(text: str, start: int, end: int) -> Attribution | None:
    """The reporting clause inside a quote: « La mesure, assure le Dr X, ne changera rien ». Its span holds the commas."""
    for comma in re.finditer(r"[,!?…]\s", text[start:end]):
        at = start + comma.end()
        found = _inverted(text, at) or _verb_then_subject(text, at)
        if found is None or found.end > end:
            continue
        close = re.match(r"[^,.;:!?…«»]{0,60}?(?:\s*[,.:;]|$)", text[found.end : end])
        if close:
            first = at - 2 if text[at - 2] == "," else at
            return Attribution(
                start=first, end=found.end + close.end(), speaker=found.speaker, pronoun=found.pronoun,
                gender=found.gender, cue=found.cue, attitude=found.attitude,
            )  # fmt: skip
    return None


def find_before(text: str, begin: int, position: int) -> Attribution | None:
    """The clause of the sentence from `begin` that leads to a quote opening at `position`, nearest verb first.

    « X affirme que la mesure est « … » », « X : « … » », « dénoncée par X comme « … » ».
    """
    lead = text[begin:position]
    colon = re.search(r":\s*$", lead)
    for word in reversed(list(_WORDS.finditer(lead))):
        form = find_form(word.group())
        if form is None:
            continue
        found = _led(text, begin, begin + word.start(), begin + word.end(), form, position)
        if found is not None:
            return found
    if colon:
        phrase = _whole_phrase(text, begin, begin + colon.start())
        # « X : « … » » opens its line; « …, il lève le mystère : « … » » names no speaker.
        if phrase and not re.search(r"[^\W_]", text[begin : phrase.start]):
            return _by(phrase, begin, position, ":", "neutral")
    return None


def _led(text: str, begin: int, start: int, end: int, form: VerbForm, position: int) -> Attribution | None:
    """The attribution by the verb at `text[start:end]`, if it is one there."""
    passive = re.match(rf"{_S}+(?:\w+ment\s)?par{_S}+", text[end:position])
    cue = text[start:end]
    if form.past and passive:
        phrase = parse_phrase(text, end + passive.end())
        return _by(phrase, start, position, cue, form.attitude) if phrase and phrase.end <= position else None
    inverted = _INVERTED.match(text, start)
    if inverted and inverted["verb2"] == cue:
        return Attribution(
            start=start, end=position, speaker=None, pronoun=inverted["pron2"].lower(), cue=cue, attitude=form.attitude
        )
    before = text[begin:start]
    aux = re.search(rf"\b(?:{_AUX})(?:-t-(?:il|elle|on)|-(?:ils|elles))?{_S}+(?:{_ADVERB}{_S}+){{0,2}}$", before, re.IGNORECASE)
    if aux and form.past:
        # « sont jugés » is no report; « se sont indignés » is.
        if re.match(r"est|sont|ét", aux.group()) and not re.search(r"(?:\bs['’]|\bse\s)$", before[: aux.start()]):
            return None
        subject_end = begin + aux.start()
    elif form.gerund:
        return _main_subject(text, begin, start, position, cue, form)
    elif form.finite and not _NOUN_BEFORE.search(before) and text[end : end + 1] != "-":
        subject_end = start
    else:
        return None
    return _with_subject(text, begin, subject_end, position, cue, form)


def _with_subject(text: str, begin: int, end: int, position: int, cue: str, form: VerbForm) -> Attribution | None:
    trailing = _TRAILING.search(text, begin, end)
    stop = trailing.start() if trailing else end
    pronoun = re.search(r"(?:^|[\s,(’'-])(?P<p>ils?|elles?|on|je|j|nous|vous|tu|qui)$", text[begin:stop], re.IGNORECASE)
    if pronoun and pronoun["p"].lower() != "qui":
        return Attribution(
            start=begin, end=position, speaker=None, pronoun=pronoun["p"].lower(), cue=cue, attitude=form.attitude
        )
    if pronoun:
        stop = begin + pronoun.start()
    phrase = _subject(text, begin, stop)
    if phrase is None or _INANIMATE.match(phrase.speaker):
        return None
    return _by(phrase, begin, position, cue, form.attitude)


def _main_subject(text: str, begin: int, end: int, position: int, cue: str, form: VerbForm) -> Attribution | None:
    """The subject of « …, dénonçant une « … » »: the first pronoun or phrase of the sentence."""
    pronoun = re.search(r"\b(?P<p>il|elle|ils|elles|on)\b|-(?P<q>il|elle)\b", text[begin:end], re.IGNORECASE)
    phrase = next(_phrases(text, begin, end), None)
    if pronoun and (phrase is None or begin + pronoun.start() < phrase.start):
        word = (pronoun["p"] or pronoun["q"]).lower()
        return Attribution(start=begin, end=position, speaker=None, pronoun=word, cue=cue, attitude=form.attitude)
    return _by(phrase, begin, position, cue, form.attitude) if phrase else None


def _subject(text: str, begin: int, end: int) -> Phrase | None:
    """The phrase that ends at `end`, over appositions, else the first subject-like phrase of the sentence."""
    stop = end
    for _ in range(3):
        stop = begin + len(text[begin:stop].rstrip())
        phrase = _whole_phrase(text, begin, stop)
        if phrase:
            return phrase
        if text[stop - 1 : stop] in {",", ")"}:
            opening = text.rfind("," if text[stop - 1] == "," else "(", begin, stop - 1)
            if opening > begin:
                stop = opening
                continue
        break
    return next(_phrases(text, begin, end), None)


_BREAK = re.compile(r"[;:!?«»\"“”(]|(?<!\bM)(?<!\bMM)(?<!\b[DP]r)(?<!\bMe)\.")


def _whole_phrase(text: str, begin: int, end: int) -> Phrase | None:
    """The longest phrase that ends exactly at `end`."""
    end = begin + len(text[begin:end].rstrip())
    cut = max((match.end() for match in _BREAK.finditer(text, begin, end)), default=begin)
    for start in _phrase_starts(text, max(cut, end - 120), end):
        phrase = parse_phrase(text, start, end=end)
        if phrase and not _after_preposition(text, start):
            return phrase
    return None


def _phrases(text: str, begin: int, end: int) -> Iterator[Phrase]:
    """Phrases of a sentence that no preposition governs, in order."""
    position = begin
    for start in _phrase_starts(text, begin, end):
        if start < position or _after_preposition(text, start):
            continue
        phrase = parse_phrase(text, start)
        if phrase and phrase.end <= end:
            position = phrase.end
            yield phrase


def _phrase_starts(text: str, begin: int, end: int) -> Iterator[int]:
    return (match.start() for match in re.compile(r"(?<![\w’'-])(?=[^\W\d_])|(?<=\b[lLdD]['’])(?=[A-ZÀ-Ý])").finditer(text, begin, end))


def _after_preposition(text: str, start: int) -> bool:
    return bool(
        re.search(
            r"(?:\b(?:de|du|des|à|au|aux|dans|sur|pour|par|avec|contre|en|chez|sous|sans|selon|entre|vers|devant|et de|lors de|que|depuis|après|avant|face à)\s|\bd['’])(?:l['’]|la\s|le\s|les\s)?$",
            text[max(0, start - 16) : start],
            re.IGNORECASE,
        )
    )


def find_according(text: str, begin: int, end: int, position: int) -> Attribution | None:
    """« Selon X, … », « …, d'après X » anywhere in the sentence of a quote at `position`, nearest first."""
    found: list[Attribution] = []
    for match in _ACCORDING.finditer(text, begin, end):
        if match["cue"].lower() == "pour" and text[begin : match.start()].strip():
            continue
        attribution = _preposition(text, match.start())
        if attribution:
            found.append(attribution)
    return min(found, key=lambda one: abs(one.start - position)) if found else None


_THAT = re.compile(rf"(?:{_S}+(?:{_ADVERB}|à l['’]AFP|mardi|lundi|mercredi|jeudi|vendredi|samedi|dimanche|hier)){{0,3}},?{_S}+qu(?:e{_S}+|['’])")


def find_indirect(text: str, begin: int, end: int) -> Iterator[tuple[Attribution, QuoteKind]]:
    """Words reported without marks in the sentence `text[begin:end]`; the span is that of the words."""
    for match in _ACCORDING.finditer(text, begin, end):
        attribution = _unmarked_source(text, begin, end, match)
        if attribution:
            yield attribution, "according-to"
    for word in _WORDS.finditer(text, begin, end):
        form = find_form(word.group())
        that = _THAT.match(text, word.end(), end) if form else None
        if form is None or that is None or (form.gerund and not form.finite):
            continue
        found = _led(text, begin, word.start(), word.end(), form, word.end())
        if found is not None:
            yield (
                Attribution(
                    start=that.end(), end=end, speaker=found.speaker, pronoun=found.pronoun, gender=found.gender,
                    cue=found.cue, attitude=found.attitude,
                ),
                "indirect",
            )  # fmt: skip


def _unmarked_source(text: str, begin: int, end: int, match: re.Match[str]) -> Attribution | None:
    """« Selon X, P », « P, selon X » and « P d'après X » with the span of P, for sources that can speak."""
    attribution = _preposition(text, match.start())
    if attribution is None or attribution.speaker is None or attribution.end > end:
        return None
    leading = not text[begin : match.start()].strip()
    if leading:
        comma = re.match(r"[^,;:.!?]{0,120},\s*", text[attribution.end : end])
        if not comma:
            return None
        span = (attribution.end + comma.end(), end)
    else:
        sure = text[: match.start()].rstrip().endswith((",", "(")) or not match["cue"].lower().startswith(("selon", "pour", "suivant"))
        if not sure or match["cue"].lower() == "pour":
            return None
        stop = len(text[: match.start()].rstrip(" ,(\u00a0\u202f"))
        # « P, selon X » is said of the whole sentence, « mais 1 347 d'après X » of its last member.
        marks = ";:" if text[stop : match.start()].strip() else ",;:("
        cut = max(text.rfind(mark, begin, stop) for mark in marks) + 1
        joined = re.match(r"\s*(?:mais|et|puis|or|car)\s", text[max(begin, cut) : stop])
        span = (max(begin, cut) + (joined.end() if joined else 0), stop)
    return Attribution(
        start=span[0], end=span[1], speaker=attribution.speaker, gender=attribution.gender, cue=attribution.cue
    )
