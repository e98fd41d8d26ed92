"""Quotes: their exact words, who says them, by which cue; and what is not a quote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.namebook import NameBook
from nlp.noun_phrases import parse_phrase
from nlp.quotes import find_article_quotes, find_quotes
from nlp.split import PlacedBlock
from nlp.verbs import find_form
from store.records import Attitude, PassageKind, Quote

Expected = tuple[str, str | None, str | None, str]


def read(text: str, **given_facts: str) -> list[Expected]:
    quotes = find_quotes(text, **given_facts)  # type: ignore[arg-type]  # kind is a literal, given as text here
    assert all(text[quote.start : quote.end] == quote.text for quote in quotes)
    return [(quote.text, quote.speaker, quote.cue, quote.kind) for quote in quotes]


P = "Sylvie Pimprenelle"
Q = "Bertrand Quenouille"

AFTER: list[tuple[str, Expected]] = [
    (f"« Nous partirons tous », affirme {P}.", ("Nous partirons tous", P, "affirme", "direct")),
    (f"« Nous partirons tous », a affirmé {P}.", ("Nous partirons tous", P, "affirmé", "direct")),
    (f'"Nous partirons tous", a déclaré mardi {P}.', ("Nous partirons tous", P, "déclaré", "direct")),
    (f"“Nous partirons tous”, insiste {P}.", ("Nous partirons tous", P, "insiste", "direct")),
    (f"<< Nous partirons tous >>, lance {P}.", ("Nous partirons tous", P, "lance", "direct")),
    (f"« Nous partirons tous ! » s'exclame {P}.", ("Nous partirons tous !", P, "exclame", "direct")),
    (f"« Qui paiera ? » s'est interrogé {Q}.", ("Qui paiera ?", Q, "interrogé", "direct")),
    (f"« C'est fini. », tranche le Dr {Q}.", ("C'est fini.", f"Dr {Q}", "tranche", "direct")),
    (f"« C'est une faute », selon {P}.", ("C'est une faute", P, "selon", "direct")),
    (f"« C'est une faute », d'après le Pr {Q}.", ("C'est une faute", f"Pr {Q}", "d'après", "direct")),
    ("« C'est une faute », déplore la Cnam.", ("C'est une faute", "Cnam", "déplore", "direct")),
    ("« C'est une faute », dénonce le syndicat MQZ.", ("C'est une faute", "MQZ", "dénonce", "direct")),
    (
        "« C'est une faute », dénonce un médecin de campagne.",
        ("C'est une faute", "un médecin de campagne", "dénonce", "direct"),
    ),
    (
        "« C'est une faute », regrette la ministre de la Santé lors du débat.",
        ("C'est une faute", "la ministre de la Santé", "regrette", "direct"),
    ),
    (
        f"« C'est une faute », reconnaît son président, {Q}, à demi-mot.",
        ("C'est une faute", Q, "reconnaît", "direct"),
    ),
    (
        f"« C'est une faute », admet le généraliste rouennais {Q}.",
        ("C'est une faute", Q, "admet", "direct"),
    ),
    (
        f"« C'est une faute », prévient la ministre de la Santé {P}.",
        ("C'est une faute", P, "prévient", "direct"),
    ),
    (f"« C'est une faute », a expliqué à l'AFP {P}.", ("C'est une faute", P, "expliqué", "direct")),
    (f"« C'est une faute », a-t-on entendu. {P} sourit.", ("C'est une faute", None, None, "-")),
    ("« C'est une faute », dit-on partout.", ("C'est une faute", None, "dit", "direct")),
    (
        "« C'est une faute », martèlent les élus de la vallée.",
        ("C'est une faute", "les élus de la vallée", "martèlent", "direct"),
    ),
    (f"« C'est une faute » (...), a ajouté {P}.", ("C'est une faute", P, "ajouté", "direct")),
    (f"«\u00a0C'est une faute\u00a0», juge {P}.", ("C'est une faute", P, "juge", "direct")),
    (f"« C'est une faute », prétend {P}.", ("C'est une faute", P, "prétend", "direct")),
    ("« C'est une faute », s'insurge l'UFZL-S.", ("C'est une faute", "UFZL-S", "insurge", "direct")),
    (
        "« C'est une faute », s'alarme l'Ordre des médecins.",
        ("C'est une faute", "Ordre des médecins", "alarme", "direct"),
    ),
    (
        "« C'est une faute », tempère le directeur de la caisse.",
        ("C'est une faute", "le directeur de la caisse", "tempère", "direct"),
    ),
    (f"« C'est une faute », conclut, amer, {P}.", ("C'est une faute", P, "conclut", "direct")),
]

BEFORE: list[tuple[str, Expected]] = [
    (f"{P} affirme : « Nous partirons tous. »", ("Nous partirons tous.", P, "affirme", "direct")),
    (f"{P} : « Nous partirons tous. »", ("Nous partirons tous.", P, ":", "direct")),
    (f'Le Dr {Q} : "On verra bien."', ("On verra bien.", f"Dr {Q}", ":", "direct")),
    (f"Selon {P}, « la mesure est absurde ».", ("la mesure est absurde", P, "Selon", "partial")),
    (f"D'après le Dr {Q}, « tout est à refaire ».", ("tout est à refaire", f"Dr {Q}", "D'après", "partial")),
    (f"Pour {P}, « c'est la mort du cabinet ».", ("c'est la mort du cabinet", P, "Pour", "partial")),
    (
        f"Aux yeux de {P}, la réforme est « un naufrage annoncé ».",
        ("un naufrage annoncé", P, "Aux yeux de", "partial"),
    ),
    (f"{P} dénonce une mesure « injuste et inefficace ».", ("injuste et inefficace", P, "dénonce", "partial")),
    (f"{P} parle de « chantage ».", ("chantage", P, "parle", "partial")),
    (f"{P} juge la loi « absurde ».", ("absurde", P, "juge", "partial")),
    (f"{P} estime que « rien ne changera ».", ("rien ne changera", P, "estime", "partial")),
    (f"{P} a estimé que la loi était « morte-née ».", ("morte-née", P, "estimé", "partial")),
    (
        f"{P}, présidente du collectif, fustige une « rupture d'égalité ».",
        ("rupture d'égalité", P, "fustige", "partial"),
    ),
    (f"La présidente du collectif, {P}, fustige un « recul ».", ("recul", P, "fustige", "partial")),
    (f"La mesure a été qualifiée par {P} de « coup de poignard ».", ("coup de poignard", P, "qualifiée", "partial")),
    (f"{P} se dit « atterrée par le vote ».", ("atterrée par le vote", P, "dit", "partial")),
    (f"{P} ne mâche pas ses mots, évoquant un « hold-up ».", ("hold-up", P, "évoquant", "partial")),
    ("Comme disait ma grand-mère : « on verra bien »", ("on verra bien", "ma grand-mère", "disait", "direct")),
    ('Mon généraliste m\'a dit : "je pars demain"', ("je pars demain", "mon généraliste", "dit", "direct")),
    ("La Cnam promet « un dialogue sincère ».", ("un dialogue sincère", "Cnam", "promet", "partial")),
    ("Le gouvernement assure : « Rien n'est décidé. »", ("Rien n'est décidé.", "le gouvernement", "assure", "direct")),
    (
        "Les élus de la vallée réclament « des médecins, vite ».",
        ("des médecins, vite", "les élus de la vallée", "réclament", "partial"),
    ),
    (f"{P} (collectif Zéphyr) : « Nous partirons tous. »", ("Nous partirons tous.", P, ":", "direct")),
    (f"Et {P} de conclure : « Nous partirons tous. »", ("Nous partirons tous.", P, "conclure", "direct")),
    (f"À la tribune, {P} ne décolère pas : « On nous punit. »", ("On nous punit.", P, ":", "direct")),
    (
        "Trente élus demandent « un moratoire immédiat ».",
        ("un moratoire immédiat", "trente élus", "demandent", "partial"),
    ),
    (
        "La ministre temporise, tandis que son rival dénonce « une reculade honteuse ».",
        ("une reculade honteuse", "son rival", "dénonce", "partial"),
    ),
    (
        f"« Tout est prêt » : {P} ne doute de rien",
        ("Tout est prêt", P, ":", "direct"),
    ),
]

INSIDE: list[tuple[str, list[Expected]]] = [
    (
        f"« Personne, assure {P}, ne reviendra. »",
        [("Personne", P, "assure", "direct"), ("ne reviendra.", P, "assure", "direct")],
    ),
    (
        f"{P} soupire. « Personne, dit-elle, ne reviendra. »",
        [("Personne", P, "dit", "direct"), ("ne reviendra.", P, "dit", "direct")],
    ),
    (
        f"« La mesure est injuste », dénonce {P}, « et inefficace ».",
        [("La mesure est injuste", P, "dénonce", "direct"), ("et inefficace", P, None, "partial")],
    ),
    (
        f"« La mesure est injuste », dénonce {P}. « Nous irons devant le juge. »",
        [("La mesure est injuste", P, "dénonce", "direct"), ("Nous irons devant le juge.", P, None, "direct")],
    ),
    (
        f"« La mesure est injuste », dénonce {P}. Elle ajoute : « Nous irons devant le juge. »",
        [("La mesure est injuste", P, "dénonce", "direct"), ("Nous irons devant le juge.", P, "ajoute", "direct")],
    ),
    (
        f"« Non », dit {P}. « Si », répond {Q}.",
        [("Non", P, "dit", "direct"), ("Si", Q, "répond", "direct")],
    ),
    (
        f"Une mesure « punitive » et « contraire au droit », selon le Dr {Q}.",
        [("punitive", f"Dr {Q}", "selon", "partial"), ("contraire au droit", f"Dr {Q}", "selon", "partial")],
    ),
    (
        f"{P} fustige une loi « bavarde », « inutile » et « coûteuse ».",
        [
            ("bavarde", P, "fustige", "partial"), ("inutile", P, None, "partial"), ("coûteuse", P, None, "partial"),
        ],
    ),
    (
        f"Le Dr {Q} n'en démord pas. « On nous punit », répète-t-il.",
        [("On nous punit", f"Dr {Q}", "répète", "direct")],
    ),
    (
        f"{P} a pris la parole. « On nous punit », a-t-elle martelé.",
        [("On nous punit", P, "martelé", "direct")],
    ),
    (
        f"{P} a pris la parole. « On nous punit », a-t-il martelé.",
        [("On nous punit", None, "martelé", "direct")],
    ),
]  # fmt: skip

UNMARKED: list[tuple[str, Expected]] = [
    (f"{P} affirme que rien ne changera.", ("rien ne changera", P, "affirme", "indirect")),
    (f"Le Dr {Q} a assuré qu'il resterait.", ("il resterait", f"Dr {Q}", "assuré", "indirect")),
    (f"Selon {P}, la loi sera censurée.", ("la loi sera censurée", P, "Selon", "according-to")),
    (f"La loi sera censurée, selon {P}.", ("La loi sera censurée", P, "selon", "according-to")),
    (
        "Ils sont 1 347 d'après les chiffres de la Mutualité agricole.",
        ("Ils sont 1 347", "Mutualité agricole", "d'après", "according-to"),
    ),
    ("La Cnam rappelle que le tarif est public.", ("le tarif est public", "Cnam", "rappelle", "indirect")),
    (f"La loi, selon {P}, sera censurée.", ("sera censurée", P, "selon", "according-to")),
    (f"Selon {P}, économiste à Brizolles, la loi coûtera cher.", ("la loi coûtera cher", P, "Selon", "according-to")),
    ("Selon la caisse, tout va bien ; le maire en doute.", ("tout va bien", "la caisse", "Selon", "according-to")),
    ("La préfecture fait savoir que le pont est fermé.", ("le pont est fermé", "la préfecture", "fait", "indirect")),
    (f"{P} avait prévenu, dès mars, que le puits serait à sec.", ("le puits serait à sec", P, "prévenu", "indirect")),
    (f"{P} assure ne rien savoir du projet.", ("ne rien savoir du projet", P, "assure", "indirect")),
    ("Les élus demandent si la garde sera payée.", ("la garde sera payée", "les élus", "demandent", "indirect")),
    ("Aucun lit ne fermera, promet la Cnam.", ("Aucun lit ne fermera", "Cnam", "promet", "indirect")),
    (f"{P} prévient : la route sera coupée lundi.", ("la route sera coupée lundi", P, "prévient", "indirect")),
    (f"Comme l'a écrit {P}, la prime ne suffit pas.", ("la prime ne suffit pas", P, "écrit", "indirect")),
    (
        "La caisse se borne à rappeler que le tarif est public.",
        ("le tarif est public", "la caisse", "rappeler", "indirect"),
    ),
    (f"{P} a dit que l'eau était pure, tout en la faisant bouillir.", ("l'eau était pure", P, "dit", "indirect")),
    ("On nous répète que tout va bien.", ("tout va bien", None, "répète", "indirect")),
    ("selon la CPAM ils sont 927", ("ils sont 927", "CPAM", "selon", "according-to")),
    ("À en croire la caisse, tout va bien.", ("tout va bien", "la caisse", "À en croire", "according-to")),
]

NOT_QUOTES = [
    "La règle du « tact et mesure » s'applique.",
    "Le « secteur 3 » fait débat.",
    "On est tous « conventionnés » de force.",
    "Le film « Les Blouses perdues » sort mercredi.",
    "Le rapport « Soins et Recettes » est paru.",
    "le syndicat « Médecins Libres-Étangs » est né",
    "Une tribune intitulée « Assez de mépris » circule.",
    'Un écran de 12" et un autre de 15".',
    "Le même remboursement selon le nom du prescripteur.",
    "Selon moi, c'est trop tard.",
    "Le tarif varie selon les régions.",
    "Il n'y a rien à dire.",
    "La note de la caisse est salée.",
    "",
    "« »",
    "Je pense que c'est injuste.",
    "C'est inquiétant que personne ne bouge.",
    "Rien ne permet d'affirmer que le pont est fermé.",
    f"{P} n'a jamais affirmé que le pont était fermé.",
    "La caisse ne dit pas que le pont est fermé.",
    "Le décret prévoit que les gardes sont payées.",
    "Ils voient que je les écoute.",
    "On peut affirmer que l'hiver sera long.",
    "Selon les jours, la salle est vide ou pleine.",
    "Selon l'article 12, les tarifs sont affichés.",
    "Ce que l'on appelle ici le « balcon » est un talus.",
    "Ce qu'elle ne dit pas : le silence des caisses.",
    "Encore un effort, pensez aux autres mesdames.",
]


@pytest.mark.parametrize(("text", "expected"), [case for case in AFTER + BEFORE if case[1][3] != "-"])
def test_a_marked_quote_finds_its_speaker(text: str, expected: Expected) -> None:
    assert read(text, kind="title" if expected[2] == ":" and text[0] == "«" else "paragraph") == [expected]


@pytest.mark.parametrize("text", [case[0] for case in AFTER if case[1][3] == "-"])
def test_a_speaker_is_never_invented(text: str) -> None:
    assert [quote.speaker for quote in find_quotes(text)] in ([], [None])


@pytest.mark.parametrize(("text", "expected"), INSIDE)
def test_quotes_of_a_paragraph_keep_their_speaker(text: str, expected: list[Expected]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "expected"), UNMARKED)
def test_words_are_reported_without_marks(text: str, expected: Expected) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize("text", NOT_QUOTES)
def test_these_are_not_quotes(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("form", "attitude"),
    [
        ("affirme", "neutral"), ("déclaré", "neutral"), ("prétend", "doubting"), ("allègue", "doubting"),
        ("prétextant", "doubting"), ("reconnaît", "conceding"), ("admet", "conceding"), ("concédé", "conceding"),
        ("avoue", "conceding"), ("martèle", "endorsing"), ("souligne", "endorsing"), ("rappelle", "endorsing"),
        ("rappelé", "endorsing"), ("révèle", "endorsing"), ("déclare", "neutral"), ("declare", "neutral"),
        ("lança", "neutral"), ("jugeait", "neutral"), ("nuance", "conceding"), ("confirment", "endorsing"),
    ],
)  # fmt: skip
def test_a_verb_shows_the_writers_attitude(form: str, attitude: Attitude) -> None:
    found = find_form(form)
    assert found is not None
    assert found.attitude == attitude


@pytest.mark.parametrize(
    "verb", ["explique", "indique", "réplique", "critique", "allègue", "dit", "reconnaît", "jugeait", "note"]
)
def test_a_present_stands_without_auxiliary(verb: str) -> None:
    assert read(f"« C'est une faute », {verb} la Cnam.") == [("C'est une faute", "Cnam", verb, "direct")]


@pytest.mark.parametrize(
    "verb", ["expliqué", "indiqué", "reconnu", "dit", "promis", "écrit", "répondu", "averti", "allégué"]
)
def test_a_participle_needs_its_auxiliary(verb: str) -> None:
    assert read(f"« C'est une faute », a {verb} la Cnam.") == [("C'est une faute", "Cnam", verb, "direct")]


@pytest.mark.parametrize("word", ["médecin", "maison", "été", "loi", "être", "manger"])
def test_other_words_report_nothing(word: str) -> None:
    assert find_form(word) is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("le Dr Hucbald Quenouille, président", "Dr Hucbald Quenouille"),
        ("la Cnam dans", "Cnam"),
        ("l'Assurance maladie dans", "Assurance maladie"),
        ("le président du syndicat MQZ mardi", "le président du syndicat MQZ"),
        ("le maire de Trifouillac-les-Eaux à", "le maire de Trifouillac-les-Eaux"),
        ("le ministre délégué aux Comptes publics hier", "le ministre délégué aux Comptes publics"),
        ("une source proche du dossier, qui", "une source proche du dossier"),
        ("un collectif créé pour", "un collectif"),
        ("Jean-Hucbald de La Quenouille sur", "Jean-Hucbald de La Quenouille"),
        ("plusieurs confrères lors", "plusieurs confrères"),
        ("Mme Pimprenelle, avocate", "Mme Pimprenelle"),
    ],
)
def test_a_phrase_ends_where_its_speaker_ends(text: str, speaker: str) -> None:
    phrase = parse_phrase(text, 0)
    assert phrase is not None
    assert phrase.speaker == speaker


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("Le Dr Alix Quenouille parle. Le Dr Quenouille sort.", "Dr Quenouille", "Dr Alix Quenouille"),
        ("Alix Quenouille parle, puis le Dr Quenouille sort.", "Dr Quenouille", "Dr Alix Quenouille"),
        ("Le Dr Alix Quenouille parle. Alix Quenouille sort.", "Alix Quenouille", "Dr Alix Quenouille"),
        ("Marie Quenouille et Paul Quenouille votent.", "Quenouille", "Quenouille"),
        ("Personne d'autre.", "Dr Pimprenelle", "Dr Pimprenelle"),
        ("Sophie Pimprenelle arrive. Mme Pimprenelle sort.", "Mme Pimprenelle", "Sophie Pimprenelle"),
        ("La Cnam et la CPAM de Trifouillac.", "Cnam", "Cnam"),
    ],
)
def test_a_name_is_completed_by_the_article(text: str, short: str, full: str) -> None:
    assert NameBook(text).complete(short) == full


def place(*parts: tuple[PassageKind, str | None, str]) -> tuple[str, list[PlacedBlock]]:
    body, blocks = "", []
    for kind, speaker, text in parts:
        blocks.append(PlacedBlock(kind=kind, speaker=speaker, start=len(body), end=len(body) + len(text)))
        body += text + "\n\n"
    return body, blocks


def said(body: str, quotes: list[Quote]) -> list[tuple[str, str | None]]:
    assert all(body[quote.start : quote.end] == quote.text for quote in quotes)
    return [(quote.text, quote.speaker) for quote in quotes]


def test_every_answer_of_an_interview_is_a_quote_of_its_speaker() -> None:
    body, blocks = place(
        ("question", "Le Phare", "Que dites-vous ?"),
        ("answer", "Dr Hucbald Quenouille", "Rien de neuf. On attend."),
        ("question", "Le Phare", "Et demain ?"),
        ("answer", "Dr Quenouille", "Demain non plus."),
    )
    quotes = find_article_quotes(body, blocks)
    assert [quote.kind for quote in quotes] == ["interview", "interview"]
    assert said(body, quotes) == [
        ("Rien de neuf. On attend.", "Dr Hucbald Quenouille"), ("Demain non plus.", "Dr Hucbald Quenouille"),
    ]  # fmt: skip


def test_an_answer_quotes_others_only_with_a_cue() -> None:
    text = "On nous parle de « pertinence ». La Cnam affirme : « Tout va bien. »"
    assert read(text, kind="answer", speaker="Dr Quenouille") == [
        (text, "Dr Quenouille", None, "interview"), ("Tout va bien.", "Cnam", "affirme", "direct"),
    ] or read(text, kind="answer", speaker="Dr Quenouille")[0][3] == "interview"  # fmt: skip


def test_a_speaker_label_is_not_part_of_the_answer() -> None:
    text = "Dr Hucbald Quenouille : Rien de neuf."
    assert read(text, kind="answer", speaker="Dr Hucbald Quenouille")[0][0] == "Rien de neuf."


def test_a_pronoun_reaches_back_over_paragraphs() -> None:
    body, blocks = place(
        ("paragraph", None, f"« On nous punit », déplore {P}."),
        ("paragraph", None, "« Nous irons en justice », ajoute-t-elle."),
    )
    assert said(body, find_article_quotes(body, blocks)) == [("On nous punit", P), ("Nous irons en justice", P)]


def test_a_quote_left_open_goes_on_in_the_next_paragraph() -> None:
    body, blocks = place(
        ("paragraph", None, f"{P} soupire : « On nous punit."),
        ("paragraph", None, "« Et personne ne bouge. »"),
    )
    assert said(body, find_article_quotes(body, blocks)) == [
        ("On nous punit.", P), ("Et personne ne bouge.", P),
    ]  # fmt: skip


def test_two_sources_share_a_sentence() -> None:
    assert read("selon la CPAM ils sont 927, selon le syndicat 1347.") == [
        ("ils sont 927", "CPAM", "selon", "according-to"), ("1347", "le syndicat", "selon", "according-to"),
    ]  # fmt: skip


def test_two_clauses_of_one_verb_are_two_quotes() -> None:
    assert read(f"{P} précise que le recours est prêt et qu'il sera déposé lundi.") == [
        ("le recours est prêt", P, "précise", "indirect"), ("il sera déposé lundi", P, "précise", "indirect"),
    ]  # fmt: skip


def test_words_quoted_within_a_quote_keep_their_own_speaker() -> None:
    text = f"« Le préfet m'a promis : “Tout ira bien.” J'attends », raconte {P}."
    assert read(text) == [
        ("Le préfet m'a promis : “Tout ira bien.” J'attends", P, "raconte", "direct"),
        ("Tout ira bien.", "le préfet", "promis", "direct"),
    ]


def test_a_concession_ends_with_its_sentence() -> None:
    quotes = find_quotes(f"« C'est vrai », concède {P}. « Mais nous restons debout. »")
    assert [quote.attitude for quote in quotes] == ["conceding", "neutral"]


def test_a_heading_made_of_quoted_words_is_a_quote() -> None:
    assert read("« Plus jamais cela »", kind="heading") == [("Plus jamais cela", None, None, "direct")]


def test_lines_after_a_dash_are_a_dialogue() -> None:
    text = f"– Vous partez ? demande {P}.\n– Oui, répond {Q}."
    assert read(text) == [("Vous partez ?", P, "demande", "direct"), ("Oui", Q, "répond", "direct")]


def test_a_list_after_dashes_is_not_a_dialogue() -> None:
    assert read("- une caisse\n- deux tarifs\n- trois secteurs") == []


def test_a_long_sentence_between_marks_is_a_quote_without_speaker() -> None:
    text = "« Personne ne reviendra jamais travailler dans ce bourg. »"
    assert read(text) == [(text[2:-2], None, None, "direct")]


def test_a_title_gives_the_speaker_after_its_colon() -> None:
    text = "« Personne ne reviendra » : les médecins de secteur 3 se rebiffent"
    assert read(text, kind="title")[0][:2] == ("Personne ne reviendra", "les médecins de secteur 3")


def test_marks_before_what_a_source_is_said_to_say_end_no_reading() -> None:
    told = read(f"« Rien n'est signé », a dit {P} ; selon {Q}, la voie ouvre.")
    assert ("Rien n'est signé", P, "dit", "direct") in told
    told = read(f"Le « plan route » avance : selon {Q}, la voie rouvrira lundi.")
    assert [found[0] for found in told] == ["plan route"]


# Clauses of every kind, between marks or not, in any order: the rules meet what no page has written yet.
clauses = st.sampled_from(
    ["« Rien n'est signé »", f"selon {P}, la voie rouvrira lundi", f"{Q} assure que la caisse paiera", f"a dit {Q}",
     "le « plan route »", "d'après la mairie", f"pour {P}, c'est « une faute »", "a-t-elle ajouté", "« ", " »", ".",
     ",", "à condition que « tout » suive", "le préfet, lui, parle d'« un choix »", " ;", " :", "\n",
     "ils considèrent que la porte reste ouverte"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(clauses, min_size=2, max_size=9).map(" ".join))
def test_any_order_of_clauses_is_read(text: str) -> None:
    for quote in find_quotes(text):
        assert quote.text == text[quote.start : quote.end]


pieces = st.sampled_from(
    ["« ", " »", '"', "“", "”", "affirme ", "a-t-il dit", "selon ", "Le Dr ", "Pimprenelle ", "que ", ", ", ". ", ": ",
     "\n", "– ", "\n\n", "mot ", "Paul ", "dit-elle", "l'", "d'après ", "par ", "qui ", "(", ")", "!", "?", "…",
     "\u00a0", "😡"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=150) | st.lists(pieces, max_size=40).map("".join), st.sampled_from([None, "answer", "title"]))
def test_any_text_gives_exact_quotes(text: str, kind: PassageKind | None) -> None:
    for quote in find_quotes(text, kind=kind):
        assert quote.text == text[quote.start : quote.end]
        assert quote.text.strip() == quote.text != ""
