"""Debates and polls that sites print inside articles: none of their words is the article's."""

from datetime import UTC, datetime

import pytest

from crawler.extract import extract_text

FETCHED_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "poll",
    [
        "Faut-il taxer la mèche ?\nOui\n56 %\nNon\n44 %\nJe vote\n1 204 votes",
        "Le débat\nFaut-il taxer la mèche ?\nOui 56 %\nNon 44 %\nParticiper au débat",
        "Sondage\nFaut-il taxer la mèche ?\nOui\nNon\nNe se prononce pas\nVoter\nVoir les résultats",
        "Faut-il taxer la mèche ?\nGudule Craquelin\nGudule Craquelin\nOui\nUn avis court mais entier.",
        "Faut-il taxer la mèche ?\n\nGudule Craquelin\n\nPour\n\nIl faut bien payer\nLire plus\nHector Raclette\n"
        "Contre\nNon et non, on paie déjà... Lire plus",
        "Faut-il taxer la mèche ?\n\nGudule Craquelin\n\nOui\n\nPlutôt deux fois qu'une, et v… Lire plus\nVoir "
        "le débat",
    ],
)
def test_a_debate_inside_an_answer_leaves_no_word_in_it(poll: str) -> None:
    first = "Le conseil a voté mardi la réforme des lampes, par onze voix contre neuf, après un long débat."
    second = "Nous demandons un délai et une aide pour changer nos mèches avant l'hiver, sans quoi nous fermerons."
    page = (
        "Lampes : la réforme adoptée par le conseil\nUn entretien sur le vote de mardi, qui divise les gardiens.\n\n"
        f"Lanterne : Que pensez-vous du vote ?\nPr Prune Quartz : {first}\n{poll}\n{second}\nQue ferez-vous "
        f"?\n{second}\n"
    )
    article = extract_text(page, url=None, fetched_at=FETCHED_AT)
    assert [(block.speaker, block.text) for block in article.blocks] == [
        ("Lanterne", "Que pensez-vous du vote ?"),
        ("Pr Prune Quartz", first),
        ("Pr Prune Quartz", second),
        ("Lanterne", "Que ferez-vous ?"),
        ("Pr Prune Quartz", second),
    ]


def test_a_reader_s_position_below_another_s_question_is_no_poll() -> None:
    thread = (
        "Photo de profil de Zorbulon Quiche\n63 points\nil y a 2 jours\nQui va payer ?\n"
        "Photo de profil de Mirabelle Tractopelle\n12 points\nContre\nil y a 1 jour\nPas moi.\n"
    )
    page = f"Titre inventé pour la circonstance\n\n{'Une phrase du corps de la page. ' * 8}\n\n{thread}"
    article = extract_text(page, url=None, fetched_at=FETCHED_AT)
    assert [(comment.text, comment.position) for comment in article.comments] == [
        ("Qui va payer ?", None),
        ("Pas moi.", "Contre"),
    ]
