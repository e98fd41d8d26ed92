"""Who speaks when the text says it by a description, a pronoun or the grammar alone."""

import pytest

from nlp.noun_spans import trim_to_noun
from nlp.quotes import find_article_quotes, find_quotes
from nlp.split import PlacedBlock
from store.records import PassageKind


def _speakers(*paragraphs: str, kind: PassageKind = "paragraph") -> list[str | None]:
    body, blocks = "", []
    for text in paragraphs:
        start = len(body)
        body += text + "\n\n"
        blocks.append(PlacedBlock(kind=kind, speaker=None, start=start, end=start + len(text)))
    return [quote.speaker for quote in find_article_quotes(body, blocks)]


def test_a_description_takes_up_who_was_given_that_noun() -> None:
    first = "Octave Lamarque, 77 ans, ancien facteur, a pris la parole."
    assert _speakers(first, "La salle écoutait.", "« On nous oublie tous », a lancé l'ex-facteur.") == [
        "Octave Lamarque"
    ]


def test_the_former_mayor_is_not_the_mayor() -> None:
    first = "Aristide Pommier, maire, présidait la séance."
    second = "Puis vint le tour de Marceau Lebel. L'ancien maire a grincé : « On avait deux docteurs. »"
    assert _speakers(first, second) == ["Marceau Lebel"]


def test_a_blank_line_between_paragraphs_hides_nobody() -> None:
    first = "L'association a un président, Édouard Lavigne."
    assert _speakers(first, "« Chaque départ en entraîne deux », assure cet ancien vétérinaire.") == ["Édouard Lavigne"]


def test_two_persons_named_together_are_they() -> None:
    text = "Armelle et Jacques rêvent d'un voilier. « Un petit », précisent-ils en chœur."
    assert _speakers(text) == ["Armelle et Jacques"]


def test_she_is_the_person_rather_than_the_body_of_another_paragraph() -> None:
    first = "Armelle Quintin ferme son cabinet. « J'ai tout donné », dit-elle."
    second = "La caisse de l'Hérault explique que les règles ont été suivies."
    assert _speakers(first, second, "Elle balaie : « Je n'ai rien reçu de personne. »")[-1] == "Armelle Quintin"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Il y a un an, la ministre d'alors nous promettait « un choc de simplification ».", "la ministre"),
        ("Une expression jugée « maladroite » par Clarisse Estève.", "Clarisse Estève"),
        ("Lui, Luc Quentin, avait prévenu. Lui estime que ses patients ont compris.", "Luc Quentin"),
        ("De source syndicale, on évoquait « une nuit longue et difficile ».", "source syndicale"),
        ("« C'est glacial, chez nous », décode une habituée des lieux.", "une habituée des lieux"),
        ("Le maire dit avoir appris la nouvelle « par la boulangère ».", "le maire"),
        ("Un patient cet après-midi m'a demandé si je pouvais « mettre un autre nom ».", "un patient"),
        ("D'après la mairie oui, sous réserve de place.", "la mairie"),
    ],
)
def test_a_speaker_is_the_noun_phrase_that_the_grammar_gives(text: str, speaker: str) -> None:
    assert [quote.speaker for quote in find_quotes(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Cette page demande au visiteur de prouver qu'il n'est pas un robot.",
        "Le chiffre officiel, 64 millions d'euros par an, suppose qu'il ne bouge pas.",
        "Excellent. (Edit : j'avais écrit « excellant », pardon au correcteur.)",
        "Pour la défense, Me Rosalie Tardif a plaidé l'épuisement.",
        "La boucle est bouclée, dirait Ginette.",
    ],
)
def test_a_thing_says_nothing(text: str) -> None:
    assert find_quotes(text) == []


def test_a_phrase_is_cut_where_its_noun_ends() -> None:
    text = "La présidente du SGU tend la main aux absents."
    assert trim_to_noun("la présidente du SGU tend", text, 0, len(text)) == "la présidente du SGU"


def test_a_name_without_a_role_takes_the_one_of_the_next_sentence() -> None:
    text = "Octave Lamarque s'étrangle. Le patron de la Ligue libérale y voit « une commande politique »."
    assert _speakers("Rien n'y a fait.", text) == ["Octave Lamarque"]


def test_a_role_with_two_persons_before_it_is_nobody_of_them() -> None:
    text = "Octave Lamarque a reçu Édouard Lavigne. « Tout est clair », résume le patron de la Ligue libérale."
    assert _speakers("Rien n'y a fait.", text) == ["le patron de la Ligue libérale"]


def test_who_was_called_so_once_is_called_so_again() -> None:
    first = "Armelle Pommier n'a rien demandé. « Je soigne », jure la pédiatre de Brive."
    second = "Marceau Lebel la soutient. La pédiatre a promis de « lever le pied »."
    assert _speakers(first, second) == ["Armelle Pommier", "Armelle Pommier"]


def test_a_role_between_two_names_is_that_of_the_first() -> None:
    first = "Sur l'estrade, Ange Lamarque, le maire, Armelle Pommier, présidente de l'association, et un élu."
    assert _speakers(first, "L'édile a coupé court : « Nous avons trois candidats. »") == ["Ange Lamarque"]


def test_a_line_of_its_own_is_who_spoke_before_last() -> None:
    lines = (
        "— Vous avez été lu, glisse Marceau Lebel.",
        "— Par qui ? rétorque Armelle Pommier.",
        "— Par mes services.",
    )
    assert _speakers(*lines) == ["Marceau Lebel", "Armelle Pommier", "Marceau Lebel"]


def test_a_first_name_met_in_passing_is_not_she_a_paragraph_on() -> None:
    first = "Armelle Pommier a grandi à Tulle. « Elle soignait les poules », raconte sa mère, Monique."
    assert _speakers(first, "En février, elle écrit : « Il est temps de nous compter. »") == [
        "Monique",
        "Armelle Pommier",
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("« Assez », a écrit la sénatrice (PS) du Lot Agathe Lebel.", "Agathe Lebel"),
        (
            "« Nous n'avons pas dit notre dernier mot » : le président de l'UPHC contre-attaque",
            "le président de l'UPHC",
        ),
        ("« Je suis guéri », raconte M. R., 54 ans.", "M. R."),
    ],
)
def test_a_speaker_is_named_whole_and_no_more(text: str, speaker: str) -> None:
    assert [quote.speaker for quote in find_quotes(text, kind="title")] == [speaker]


@pytest.mark.parametrize(
    ("before", "speaker"), [("Solène Maurepas ferme son officine à midi.", "Solène Maurepas"), ("Il pleut.", None)]
)
def test_a_person_named_in_the_words_alone_does_not_say_them(before: str, speaker: str | None) -> None:
    then = "Le loyer a doublé. « Je ne réclamerai rien à Mme Vautrin cette année. Elle a assez payé. »"
    assert _speakers(before, then) == [speaker]
