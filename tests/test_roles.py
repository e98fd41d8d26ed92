"""Speakers over a whole article: roles, pronouns, acronyms and last mentions give a full name, or stay as written."""

import pytest

from nlp.quotes import find_article_quotes
from nlp.split import PlacedBlock


def speakers(*paragraphs: str) -> list[str | None]:
    """Who says each quote of an article made of these paragraphs."""
    body = "\n".join(paragraphs)
    starts = [body.index(one) for one in paragraphs]
    blocks = [
        PlacedBlock(kind="paragraph", speaker=None, start=start, end=start + len(text))
        for start, text in zip(starts, paragraphs, strict=True)
    ]
    return [quote.speaker for quote in find_article_quotes(body, blocks)]


MAYOR = "Le maire de Brizolles, Bertrand Quenouille, a réuni le conseil."


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ((MAYOR, "« On nous oublie », regrette l'édile."), ["Bertrand Quenouille"]),
        ((MAYOR, "« On nous oublie », regrette l'élu."), ["Bertrand Quenouille"]),
        ((MAYOR, "Selon lui, la route sera fermée lundi."), ["Bertrand Quenouille"]),
        (
            ("Sylvie Pimprenelle, généraliste à Brizolles, a fermé.", "« Je dors », confie la praticienne."),
            ["Sylvie Pimprenelle"],
        ),
        (
            ("L'Union des médecins des étangs (UME) s'est réunie.", "Le syndicat affirme que rien ne changera."),
            ["Union des médecins des étangs"],
        ),
        (("L'Union des médecins des étangs (UME) s'est réunie.", "« C'est une faute », dénonce l'UME."),
         ["Union des médecins des étangs"]),
        ((MAYOR, "« On nous oublie », dit-il. Et d'ajouter : « Cela ne peut plus durer. »"),
         ["Bertrand Quenouille", "Bertrand Quenouille"]),
        (("Bertrand Quenouille ne décolère pas. « On nous oublie tous ici. »",), ["Bertrand Quenouille"]),
        (("« Rien n'est décidé », assure-t-on au ministère.",), ["le ministère"]),
        (("Du côté de la caisse, on rappelle que le tarif est public.",), ["la caisse"]),
    ],
)  # fmt: skip
def test_a_speaker_is_resolved_across_the_article(paragraphs: tuple[str, ...], expected: list[str | None]) -> None:
    assert speakers(*paragraphs) == expected


def test_a_role_without_anybody_introduced_stays_as_written() -> None:
    assert speakers("La réunion a duré.", "« On nous oublie », regrette le maire.") == ["le maire"]


def test_a_woman_is_never_taken_up_by_a_mans_role() -> None:
    assert speakers("Sylvie Pimprenelle, maire de Brizolles, se tait.", "« Non », dit le maire d'Aubrac.") != [
        "Sylvie Pimprenelle"
    ]


def test_il_is_no_newspaper() -> None:
    found = speakers("« La route ferme », rapporte Le Monde. Bertrand Quenouille sourit. « Enfin », dit-il.")
    assert found[-1] == "Bertrand Quenouille"


def test_a_pull_quote_is_said_by_the_one_who_answers() -> None:
    body = "Le tarif punit les malades.\nLe tarif punit les malades, et personne d'autre."
    blocks = [
        PlacedBlock(kind="pull-quote", speaker=None, start=0, end=27),
        PlacedBlock(kind="answer", speaker="Lise Quenouille", start=28, end=len(body)),
    ]
    assert {quote.speaker for quote in find_article_quotes(body, blocks)} == {"Lise Quenouille"}
