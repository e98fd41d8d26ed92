"""Who speaks where no clause says it beside the words, and words that bear no mark."""

import pytest

from nlp.quotes import find_article_quotes, find_quotes
from nlp.split import PlacedBlock
from store.records import PassageKind, Quote


def read_article(*paragraphs: str, title: str | None = None) -> list[Quote]:
    lines = [*([title] if title else []), *paragraphs]
    body, blocks = "", []
    for index, line in enumerate(lines):
        kind: PassageKind = "title" if title and index == 0 else "paragraph"
        blocks.append(PlacedBlock(kind=kind, speaker=None, start=len(body), end=len(body) + len(line)))
        body += line + "\n"
    return find_article_quotes(body, blocks)


def speakers(text: str) -> list[str | None]:
    return [quote.speaker for quote in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("« C'est non. » La réponse d'Odilon Farge tient en deux mots.", "Odilon Farge"),
        ("Pas un bruit quand Maëlle Sorel prend le micro. « Je pars vendredi. » Elle se rassoit.", "Maëlle Sorel"),
        ("« Tout tient avec du sparadrap », glisse-t-elle. Interne, Aïssata Diop sortait de garde.", "Aïssata Diop"),
        ("Un espoir que tempère Tiphaine Brel : « Il faudra dix ans. »", "Tiphaine Brel"),
        ("Elle, la coordinatrice, s'en amuse : « Ils voulaient un héros. »", "la coordinatrice"),
        ("« Ma clé ouvre encore », dit celui-ci, Rodrigue Santin, sur le seuil.", "Rodrigue Santin"),
        ("Son épouse, Ninon, coupe : « C'est la loi du plus riche. »", "Ninon"),
        ("Le parquet, lui, « n'exclut rien ».", "le parquet"),
        ("Il cite le rapport de la Cour, qui « regrette un manque d'étude ».", "Cour"),
        ("On peut lire dans la note que « la densité recule partout ».", "la note"),
        ("Comme l'a rappelé le Conseil d'État en mars, « la liberté n'est pas absolue ».", "Conseil d'État"),
        ("L'ordre régional a tenu à « condamner toute violence ».", "l'ordre régional"),
        ("Solveig Marchal se dit « prête à signer ».", "Solveig Marchal"),
        ("Le Dr Paul Ricard ferme boutique. « Je n'en peux plus. » Il range.", "Dr Paul Ricard"),
    ],
)
def test_words_between_marks_have_their_speaker_without_a_verb_beside_them(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Le maire nous a juré les yeux dans les yeux que rien ne fermerait.", "rien ne fermerait", "le maire"),
        (
            "Le praticien jure que ses tarifs sont fixes, ce que démentent les reçus.",
            "ses tarifs sont fixes",
            "le praticien",
        ),
        ("La ministre balaie l'argument : l'étude existe depuis mars.", "l'étude existe depuis mars", "la ministre"),
        ("Son adjointe est plus prudente : selon elle, il faut attendre.", "il faut attendre", "son adjointe"),
        ("À ses yeux, la règle est injuste.", None, None),
        ("Sa fille m'a dit : revenez mardi sans faute.", "revenez mardi sans faute", "sa fille"),
        ("Le rapport, révélé hier, étrille le conseil de l'ordre.", None, None),
        ("Son site n'en a ajouté que trois depuis mars.", None, None),
    ],
)
def test_words_without_marks_end_where_the_writer_goes_on(text: str, words: str | None, speaker: str | None) -> None:
    found = find_quotes(text)
    assert [(one.text, one.speaker) for one in found] == ([(words, speaker)] if words else [])


def test_every_line_of_a_dialogue_is_spoken_once_one_has_its_clause() -> None:
    found = find_quotes(
        "— Vous partez vraiment ? — À la fin du mois, répond Zélie Karn, et sans regret. Personne ne bouge."
    )
    assert [one.speaker for one in found] == [None, "Zélie Karn"]
    assert found[1].text.endswith("et sans regret.")


def test_a_role_stands_for_the_only_person_of_its_gender_and_a_relative_for_another() -> None:
    found = read_article(
        "Blandine Karadec, 64 ans, part en juin.",
        "La généraliste dénonce « un acharnement ».",
        "« Elle est à bout », dit la sœur.",
    )
    assert [one.speaker for one in found] == ["Blandine Karadec", "la sœur"]


def test_a_headline_is_said_by_who_says_it_below() -> None:
    found = read_article(
        "« Je rends mon stéthoscope, pas mes idées », sourit Oriane Vidal.",
        title="« Je rends mon stéthoscope » : l'adieu d'un médecin",
    )
    assert {one.speaker for one in found} == {"Oriane Vidal"}


def test_the_first_and_the_second_are_those_last_named_together() -> None:
    found = read_article(
        "Hortense Kerdel et Yann Plourin se partagent la vallée.",
        "« Vingt appels par jour », résume la première. Le second, plus amer : « On nous a laissés. »",
    )
    assert [one.speaker for one in found] == ["Hortense Kerdel", "Yann Plourin"]


def test_a_label_in_an_answer_is_its_speaker() -> None:
    found = find_quotes("Renaud Escoffin. – On m'a proposé un poste, je l'ai refusé.", kind="answer")
    assert [(one.speaker, one.text[:6]) for one in found] == [("Renaud Escoffin", "On m'a")]
