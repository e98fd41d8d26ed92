"""Words that the grammar of the sentence gives to somebody, and those that it leaves to the writer."""

import pytest

from nlp.fragments import find_governing
from nlp.grammar import find_subject_word, left_edge, read_sentence, read_sentences
from nlp.quotes import find_article_quotes, find_quotes
from nlp.speaking import is_mute, may_report
from nlp.split import PlacedBlock
from store.records import Quote


def read_article(*paragraphs: str) -> list[Quote]:
    body, blocks = "", []
    for line in paragraphs:
        blocks.append(PlacedBlock(kind="paragraph", speaker=None, start=len(body), end=len(body) + len(line)))
        body += line + "\n"
    return find_article_quotes(body, blocks)


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Les actuaires de la mutuelle ont calculé que la garantie coûterait neuf euros.",
            "la garantie coûterait neuf euros",
            "les actuaires de la mutuelle",
        ),
        (
            "Plusieurs élus redoutent lundi, dans une lettre ouverte, que le service ferme.",
            "le service ferme",
            "plusieurs élus",
        ),
        ("La sous-préfète a laissé filtrer qu'un renfort arriverait.", None, None),
        ("La ministre est formelle : le texte sera voté avant l'été.", "le texte sera voté avant l'été", "la ministre"),
        ("Le trésorier se vante d'avoir effacé la dette.", "avoir effacé la dette", "le trésorier"),
        ("La doyenne a redit sa conviction que l'écran isole les malades.", "l'écran isole les malades", "la doyenne"),
        ("Selon cette rhumatologue, les files ont doublé.", "les files ont doublé", "cette rhumatologue"),
        (
            "À la sous-préfecture, on ne cache pas sa gêne : le poste reste vacant.",
            "le poste reste vacant",
            "la sous-préfecture",
        ),
        ("Quinze d'entre eux jugent que le tarif est trop bas.", "le tarif est trop bas", "quinze d'entre eux"),
    ],
)
def test_a_verb_of_saying_reports_its_clause(text: str, words: str | None, speaker: str | None) -> None:
    found = [(quote.text.removeprefix("d'"), quote.speaker) for quote in find_quotes(text)]
    assert found == ([(words, speaker)] if words else [])


@pytest.mark.parametrize(
    "text",
    [
        "Le fait que le cabinet soit loin complique les visites.",
        "Il faut que la salle rouvre en mars.",
        "La réglementation prévoit que la somme est rendue sous deux mois.",
        "L'expérience montre que les travaux traînent.",
        "Une enquête a été ouverte, a appris l'agence auprès du parquet.",
        "Le gérant n'a jamais dit que la salle fermerait.",
        "La route est si étroite que les bus n'y passent plus.",
    ],
)
def test_what_cannot_speak_reports_nothing(text: str) -> None:
    assert find_quotes(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Le rectorat exhorte chacun à « garder la tête froide ».", "le rectorat"),
        ("Une idée que l'intersyndicale a aussitôt jugée « hors sol ».", "l'intersyndicale"),
        ("Un forfait réclamé par la défense, qui le trouve « dérisoire ».", "la défense"),
        ("L'édile rêve d'un bourg « où l'on naît et où l'on soigne ».", "l'édile"),
        ("Si la fédération « se félicite » du vote, elle attend le décret.", "la fédération"),
        ("Les jeunes y voient « un progrès », leurs aînés « un pis-aller ».", "leurs aînés"),
        ("L'opposition, par la bouche de Mireille Escaut, juge l'affaire « grotesque ».", "Mireille Escaut"),
        ("Les élus comptent sur Paule Mercadet, pour qui « tout se joue au logement ».", "Paule Mercadet"),
        ("Le collectif Santé pour tous redoute « une année noire ».", "Santé pour tous"),
    ],
)
def test_a_fragment_between_marks_is_its_governor_s(text: str, speaker: str) -> None:
    assert find_quotes(text)[-1].kind == "partial"
    assert find_quotes(text)[-1].speaker == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Il publie ses souvenirs, « Le Temps des gardes », chez un petit éditeur.",
        "Le mot « déserteur » est un mot de guerre.",
        "L'expression « avoir bon dos et bonne mine » a vieilli.",
        "Les « bons docteurs » d'hier avaient des carrioles.",
        "Une halle « à l'ancienne » remplace le parking.",
    ],
)
def test_titles_and_distances_are_no_quotes(text: str) -> None:
    assert find_quotes(text) == []


@pytest.mark.parametrize(
    ("first", "second", "speaker"),
    [
        ("« Je n'ai rien signé », jure Ignace Bellac.", "Le prévenu affirme que la caisse savait.", "Ignace Bellac"),
        ("Éliane, 66 ans, attend.", "La retraitée raconte que sa fille vient le lundi.", "Éliane"),
        ("Le procureur requiert un an.", "Le magistrat estime que la faute est lourde.", "le procureur"),
        (
            "Entre Roch Santin et le Dr Élie Marchal, rien ne va.",
            "Le second rétorque que le premier n'est jamais venu.",
            "Élie Marchal",
        ),
        (
            "La Ligue des usagers du Nord prend acte du rapport.",
            "Elle regrette que nul n'ait été entendu.",
            "Ligue des usagers du Nord",
        ),
        ("Quant au maire, Olivier Trévou, il attend.", "L'intéressé assure que le bail tient.", "Olivier Trévou"),
    ],
)
def test_a_description_is_given_back_to_its_person(first: str, second: str, speaker: str) -> None:
    assert read_article(f"{first} {second}")[-1].speaker in {speaker, f"Dr {speaker}"}


@pytest.mark.parametrize(
    ("phrase", "mute"),
    [
        ("quinze lignes", True),
        ("l'hypothèse retenue", True),
        ("un déjeuner", True),
        ("quinze généralistes", False),
        ("l'étude", False),
        ("la direction", False),
        ("Lise Quentin", False),
    ],
)
def test_numbers_and_ideas_are_no_speakers(phrase: str, mute: bool) -> None:
    assert is_mute(phrase) is mute


def test_a_capital_that_opens_a_sentence_makes_no_name() -> None:
    text = "Quinze lignes, signées par deux voisins, annoncent un départ « en dehors de toute convention médicale »."
    assert [quote.speaker for quote in find_quotes(text)] in ([], [None])


def test_a_sentence_knows_the_subject_of_its_verb() -> None:
    words = read_sentence("La gérante de la pharmacie affirme que tout manque.")
    verb = next(word for word in words if word.lemma == "affirmer")
    subject = find_subject_word(words, verb)
    assert subject is not None
    assert (subject.text, left_edge(words, subject.index)) == ("gérante", 0)


def test_sentences_read_together_are_read_as_alone() -> None:
    together = read_sentences(["Le maire part.", "La route rouvre lundi."])
    assert together == [read_sentence("Le maire part."), read_sentence("La route rouvre lundi.")]


def test_a_line_too_long_for_the_parser_is_left_unread() -> None:
    assert read_sentence("mot " * 400) == ()


def test_a_sentence_without_a_verb_of_saying_is_not_parsed() -> None:
    text = "La salle a fermé lundi."
    assert list(may_report(text, 0, len(text))) == []


def test_marks_in_a_sentence_of_the_writer_have_no_governor() -> None:
    text = "La rue « des soupirs » descend."
    assert find_governing(text, 0, len(text), (7, 20)) is None
