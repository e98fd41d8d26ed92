"""Who gives a figure: its own sentence before the voice of the article."""

import pytest

from nlp.pipeline import read_figures, read_quotes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Le ministère en compte 1 038, le syndicat 1 512.", {"1 038": "le ministère", "1 512": "le syndicat"}),
        ("Le syndicat revendique 130 adhérents.", {"130": "le syndicat"}),
        ("On n'est pas 927 comme l'indique l'amendement, mais 1 347 d'après les chiffres de la Mutualité.",
         {"927": "l'amendement", "1 347": "Mutualité"}),
        ("Il y aurait (DREES 2025) 237 000 médecins.", {"237 000": "DREES"}),
        ("Ils seraient donc (Syndicat) 1347.", {"1347": "Syndicat"}),
        ("Le chiffre de 927 avancé par la caisse est faux.", {"927": "la caisse"}),
        ("L'intersyndicale fait état de 12 réquisitions.", {"12": "l'intersyndicale"}),
        ("Trois cents internes selon leur syndicat, 140 pour la préfecture.",
         {"Trois cents": "leur syndicat", "140": "la préfecture"}),
        ("927 médecins (source : Cnam)", {"927": "Cnam"}),
        ("La commune compte 820 habitants.", {"820": None}),
    ],
)  # fmt: skip
def test_a_figure_is_given_by_whom_its_sentence_says(text: str, said: dict[str, str | None]) -> None:
    found = {one.text: one.said_by for one in read_figures(text, quotes=read_quotes(text, []))}
    assert {written: found[written] for written in said} == said


def test_between_marks_the_speaker_answers_for_the_figure() -> None:
    text = "« Nous sommes 1 347 », assure Lise Quenouille, alors que la caisse en recense 927."
    found = {one.text: one.said_by for one in read_figures(text, quotes=read_quotes(text, []))}
    assert found == {"1 347": "Lise Quenouille", "927": "la caisse"}
