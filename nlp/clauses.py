"""Reporting clauses after and inside words: « … », dénonce X; « …, a-t-il dit, … »; « … », selon X."""

import re
from dataclasses import dataclass, replace

from nlp.first_names import Gender
from nlp.noun_phrases import Phrase, parse_phrase
from nlp.speakers import can_speak, may_think
from nlp.subjects import find_free_phrases, find_voice
from nlp.verbs import VerbForm, find_form
from store.records import Attitude

SPACE = r"[\s\u00a0\u202f]"
_CLITIC = r"(?:(?:s|m|l|t|y|n|j)['’]|(?:se|me|lui|leur|nous|vous|y|en|le|la|les|ne)\s)"
AUXILIARY = r"(?:a|ont|avait|avaient|aura|auront|aurait|auraient|est|sont|était|étaient|eut|eurent)"
ADVERB = (
    r"(?:(?<!\b[Ll]e\s)(?<!\b[Dd]u\s)(?<!\b[Uu]n\s)(?<!\b[Cc]e\s)\w+ment|aussi|encore|ainsi|déjà|même|toujours"
    r"|enfin|aussitôt|souvent|parfois|jadis|naguère|hier|aujourd['’]hui|récemment|finalement|sitôt|longtemps"
    r"|également|alors|ensuite|donc|bien|pas|d['’]ailleurs|d['’]abord|en outre|plus tard"
    r"|par ailleurs|en revanche|au contraire|à nouveau|vite|volontiers|tout de suite|de nouveau|immédiatement"
    r"|lui|pour sa part|de son côté|quant à (?:lui|elle)|en effet"
    r"|toutefois|cependant|pourtant|néanmoins|bien volontiers|certes"
    r"|d['’]emblée|tout de même|à son tour|dans la foulée|en substance)"
)
INVERTED = re.compile(
    rf"(?P<clitic>{_CLITIC}*)(?:{AUXILIARY}(?:[- ]t)?-(?P<pron>ils?|elles?|on)\b{SPACE}+"
    rf"(?:{ADVERB}{SPACE}+){{0,2}}(?P<verb>\w+)"
    rf"|(?P<verb2>\w+)(?:-t-|[ ]t-|-)(?P<pron2>ils?|elles?|on|je)\b)",
    re.IGNORECASE,
)
_DIRECT = re.compile(
    rf"(?P<clitic>{_CLITIC}*)(?:(?P<aux>{AUXILIARY}){SPACE}+(?:{ADVERB}{SPACE}+){{0,2}})?(?P<verb>\w+)\b", re.IGNORECASE
)
AFTER_LEAD = re.compile(r"[\s\u00a0\u202f]*(?:\((?:\.\.\.|…)\))?[\s\u00a0\u202f]*[,!?…–—-]{0,2}[\s\u00a0\u202f]*")
# What may stand between a verb and its subject: anything without punctuation, and short quotes of the mood.
_CLAUSE = re.compile(r"(?:[^,.;:!?\n«»\"“”()]|(?<=\b(?:M|r))\.|[\"«“]\s?·+\s?[\"»”])*")
ACCORDING = re.compile(
    r"(?P<cue>(?i:\b(?:selon|d['’]après|suivant|dixit|à en croire|à entendre|à lire|à écouter|si l['’]on en croit"
    r"|si l['’]on se fie (?:à|aux?)|de l['’]aveu d(?:e|es|u|['’])|aux yeux d(?:e|es|u|['’])|de l['’]avis d(?:e"
    r"|es|u|['’])|aux? dires? d(?:e|es|u|['’])|du point de vue d(?:e|es|u|['’]))"
    r"|(?<![\w’'-])pour))\s*"
)
# « Selon elle », « d'après ce dernier »; « pour lui » at the head of a sentence or before a comma only.
_SOURCE_PRONOUN = re.compile(
    r"(?P<word>lui|elle|eux|elles|ce dernier|cette dernière|ces derniers|ces dernières|celui-ci|celle-ci)\b"
    r"(?!\s?-?\s?mêmes?)",
    re.IGNORECASE,
)
_TAKEN_UP = {
    "lui": "il", "elle": "elle", "eux": "ils", "elles": "elles", "ce dernier": "il", "cette dernière": "elle",
    "ces derniers": "ils", "ces dernières": "elles", "celui-ci": "il", "celle-ci": "elle",
}  # fmt: skip
_PUBLIC_BODY = re.compile(
    r"(?:les? |la |l['’])?(?:(?i:ministère|mairie|préfecture|sous-préfecture|agence|caisse|syndicat|direction|entourage"
    r"|cabinet|rectorat"
    r"|région|département|conseil|gouvernement|parquet|siège|groupe|opposition|majorité|fédération|association|ordre)"
    r"|ARS\b"
    r"|Élysée|Elysée|Matignon|Bercy|[A-Z][A-Z0-9-]+\b)"
)
_SOMEBODY_AT = re.compile(
    rf"{SPACE}+(?:(?:à|chez|dans|auprès de|du côté de){SPACE}+(?=la\b|l['’]|les\b|[A-ZÀ-Ý])"
    rf"|(?:au|aux|du côté du){SPACE}+)"
)
# « indique-t-on de source policière »
_OF_SOURCE = re.compile(
    rf"{SPACE}+de{SPACE}+(?P<who>sources?{SPACE}[^\W\d_]+(?:{SPACE}(?:du|de la|de l['’]){SPACE}?\w+)?)"
)
_NOT_SOURCES = re.compile(
    r"(?:lui|elle|eux|elles|moi|nous|vous|toi|que|ses|leurs|ce|cet|cette|les (?:cas|régions?|besoins|pays"
    r"|critères|époques|moyens|règles|modalités)"
    r"|le (?:cas|nom|type|niveau|lieu|souhait|vœu|principe|mode|degré|sexe|pays|secteur|modèle|profil|contexte|scénario"
    r"|calendrier|moment|décret|code|règlement|texte)"
    r"|les (?:jours|saisons|semaines|mois|années|moments|endroits|communes|départements|spécialités|situations|patients"
    r"|personnes|individus|textes|statuts)|l['’](?:article|alinéa|amendement)|la (?:directive|Constitution|convention)"
    r"|la (?:taille|gravité|situation|région|loi|nature|formule|méthode|saison|période|tradition|procédure|définition)"
    r"|l['’](?:âge|usage|heure|état|origine|endroit|importance)|un (?:calendrier|principe|barème|ordre|schéma"
    r"|mode)|une (?:logique|procédure|méthode))\b",
    re.IGNORECASE,
)
# Stands where a pronoun would for whoever spoke last.
LAST_HEARD = "·"
# Stands for the person whom the text speaks of: « à ses yeux ».
SPOKEN_OF = "··"
_LIGHT_VERB = re.compile(
    r"veut|veulent|voulait|m[ei]ts?|mis|mettent|mettait|mettre|mettant|fait|font|faisait|faire|faisant|laisse"
    r"|laissent|laissé",
    re.IGNORECASE,
)
PHRASAL = re.compile(
    rf"{SPACE}+(?:(?:en garde|valoir|savoir|remarquer|observer|entendre|comprendre)\b|(?:(?<=veut )"
    r"|(?<=veulent )|(?<=voulait ))croire\b)"
)
_PUBLISHED_BY = re.compile(
    rf"{SPACE}+(?:communiqu|publi|rapport|cit|dévoil|révél|établi|men|réalis|fourni|transmi"
    rf"|avanc)\w*{SPACE}+par{SPACE}+"
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


def read_reporting(text: str, start: int) -> Attribution | None:
    """The reporting clause that starts at `start` by its verb: « a-t-il dit », « promet la Cnam »."""
    return _inverted(text, start) or _verb_then_subject(text, start)


# « a appelé le numéro »: what follows is called, it does not speak.
_TRANSITIVE = re.compile(r"appel|voi[ts]|prévoi|prévu|craint|craign|attend|lou[eé]|cit[eé]", re.IGNORECASE)


def _inverted(text: str, start: int) -> Attribution | None:
    match = INVERTED.match(text, start)
    if not match:
        return None
    verb = match["verb"] or match["verb2"]
    form = form_at(text, verb, match.end())
    if form is None:
        return None
    pronoun = (match["pron"] or match["pron2"]).lower()
    place = _SOMEBODY_AT.match(text, match.end()) if pronoun == "on" else None
    phrase = _place_phrase(text, place.end()) if place else None
    source = _OF_SOURCE.match(text, match.end()) if pronoun == "on" else None
    if source:
        return Attribution(start=start, end=source.end(), speaker=source["who"], cue=verb, attitude=form.attitude)
    if phrase:
        return attribute_to(phrase, start, phrase.end, verb, form.attitude)
    return Attribution(start=start, end=match.end(), speaker=None, pronoun=pronoun, cue=verb, attitude=form.attitude)


def read_inverted(text: str, start: int) -> Attribution | None:
    """« … », fait-il mine de croire: right after a quote, any verb before « il » or « elle » reports."""
    match = INVERTED.match(text, start)
    if not match or not (match["verb2"] and match["pron2"].lower() in {"il", "elle"}):
        return None
    return Attribution(start=start, end=match.end(), speaker=None, pronoun=match["pron2"].lower(), cue=match["verb2"])


def _place_phrase(text: str, at: int) -> Phrase | None:
    """The body that « au ministère » or « à la mairie » names: it speaks where « on » does."""
    contracted = text[max(0, at - 3) : at].strip().lower()
    if contracted in {"au", "du", "aux"}:
        article = "les " if contracted == "aux" else "le "
        phrase = parse_phrase(article + text[at : at + 80], 0)
        phrase = replace(phrase, start=at, end=phrase.end + at - len(article)) if phrase else None
    else:
        phrase = parse_phrase(text, at)
    return phrase if phrase and _PUBLIC_BODY.match(phrase.speaker) else None


def _verb_then_subject(text: str, start: int) -> Attribution | None:
    match = _DIRECT.match(text, start)
    form = form_at(text, match["verb"], match.end()) if match else None
    if match is None or form is None or not _stands(form, aux=match["aux"] is not None):
        return None
    rest = PHRASAL.match(text, match.end())
    phrase = _subject_after(text, rest.end() if rest else match.end())
    if phrase is None or (_TRANSITIVE.match(match["verb"]) and not can_speak(text[phrase.start : phrase.end])):
        return None
    return attribute_to(phrase, start, phrase.end, match["verb"], form.attitude)


def form_at(text: str, verb: str, end: int) -> VerbForm | None:
    """The reporting form that ends at `end`, verbs of several words included (« mis | en garde »)."""
    if _LIGHT_VERB.fullmatch(verb) and PHRASAL.match(text, end):
        infinitive, gerund = verb.lower().endswith("re"), verb.lower().endswith("ant")
        past = verb.lower() in {"mis", "fait", "laissé"}
        return VerbForm(
            attitude="neutral", finite=not (infinitive or gerund), past=past, gerund=gerund, infinitive=infinitive
        )
    return find_form(verb)


def _stands(form: VerbForm, *, aux: bool) -> bool:
    return form.past if aux else form.finite


def _subject_after(text: str, position: int) -> Phrase | None:
    clause = _CLAUSE.match(text, position)
    phrase = next(find_free_phrases(text, position, clause.end()), None) if clause else None
    if phrase is not None:
        return find_voice(text, phrase.end) or phrase
    mood = _MOOD.match(text, position)
    if mood and (phrase := parse_phrase(text, mood.end())) and can_speak(text[phrase.start : phrase.end]):
        return phrase
    apposed = re.match(rf"{SPACE}*,{SPACE}+(?=(?:lui|elle)?[A-ZÀ-Ý])", text[position : position + 6])
    return parse_phrase(text, position + apposed.end()) if apposed else None


# « répond, cinglante, la médecin », « lâche, dans un sourire, Lise Quentin »
_MOOD = re.compile(rf",{SPACE}+(?!et\b|mais\b|qu)[a-zà-ÿ][^,.;:!?«»\"]{{2,50}},{SPACE}+(?=\w)")


def read_source(text: str, start: int) -> Attribution | None:
    match = ACCORDING.match(text, start)
    if not match or OWN_SOURCE.match(text, start):
        return _own_source(text, start)
    cue = match["cue"]
    doubts = cue.lower().startswith(("à en", "à entendre", "si l"))
    taken_up = _SOURCE_PRONOUN.match(text, match.end())
    if taken_up and (cue.lower() != "pour" or _heads_sentence(text, start, taken_up.end())):
        pronoun = _TAKEN_UP[taken_up["word"].lower()]
        return Attribution(
            start=start, end=taken_up.end(), speaker=None, pronoun=pronoun, cue=cue,
            attitude="doubting" if doubts else "neutral",
        )  # fmt: skip
    if _NOT_SOURCES.match(text, match.end()) and not _this_source(text, match.end()):
        return None
    at = match.end() - (2 if cue.endswith(("des", "du")) else 0)
    phrase = parse_phrase(text, at) or parse_phrase(text, match.end())
    if phrase is None or (cue.lower() == "pour" and not may_think(phrase.speaker, text[phrase.start : phrase.end])):
        return None
    if _OUR_SOURCES.match(phrase.speaker):
        return Attribution(start=start, end=phrase.end, speaker=None, pronoun="nous", cue=cue)
    published = _PUBLISHED_BY.match(text, phrase.end)
    phrase = (parse_phrase(text, published.end()) if published else None) or phrase
    return attribute_to(phrase, start, phrase.end, cue, "doubting" if doubts else "neutral")


def _this_source(text: str, at: int) -> bool:
    """« selon ce psychiatre », « d'après cette étude »: a demonstrative before somebody, or a text that tells."""
    phrase = parse_phrase(text, at) if re.match(r"(?:ce|cet|cette)\s", text[at : at + 6]) else None
    return phrase is not None and can_speak(text[phrase.start : phrase.end])


# « Selon nos informations »: the paper's own, said by nobody.
_OUR_SOURCES = re.compile(r"(?:nos|mes)\s(?:informations|sources|calculs|confrères|estimations)", re.IGNORECASE)


# « À l'en croire, … », « à ses yeux », « de son propre aveu »: whoever was just spoken of.
OWN_SOURCE = re.compile(
    r"\b(?P<cue>à (?:l['’]|les )en croire|à (?:l['’]|les )entendre|à (?:son|leur) avis|à (?:ses|leurs) yeux"
    r"|de (?:son|leur)(?: propre)? aveu"
    r"|(?:selon|d['’]après) ses (?:dires|mots|calculs|estimations|chiffres|propres mots)|à (?:son|leur) sens)\b",
    re.IGNORECASE,
)


def _own_source(text: str, start: int) -> Attribution | None:
    match = OWN_SOURCE.match(text, start)
    if match is None:
        return None
    doubts: Attitude = "doubting" if re.search("croire|entendre", match["cue"], re.IGNORECASE) else "neutral"
    return Attribution(start=start, end=match.end(), speaker=None, pronoun=SPOKEN_OF, cue=match["cue"], attitude=doubts)


def _heads_sentence(text: str, start: int, end: int) -> bool:
    """Whether « pour elle » opens its sentence before a comma: elsewhere it is seldom an opinion."""
    return bool(re.search(r"(?:^|[.!?»”\"\n:])\s*$", text[max(0, start - 3) : start])) and text[end : end + 1] == ","


def attribute_to(phrase: Phrase, start: int, end: int, cue: str, attitude: Attitude) -> Attribution:
    return Attribution(start=start, end=end, speaker=phrase.speaker, gender=phrase.gender, cue=cue, attitude=attitude)


def find_according(text: str, begin: int, end: int, position: int) -> Attribution | None:
    """« Selon X, … », « …, d'après X » anywhere in the sentence of a quote at `position`, nearest first."""
    found = [one for match in OWN_SOURCE.finditer(text, begin, end) if (one := _own_source(text, match.start()))]
    for match in ACCORDING.finditer(text, begin, end):
        if OWN_SOURCE.match(text, match.start()):
            continue
        if match["cue"].lower() == "pour" and text[begin : match.start()].strip():
            continue
        attribution = read_source(text, match.start())
        if attribution:
            found.append(attribution)
    return min(found, key=lambda one: abs(one.start - position)) if found else None
