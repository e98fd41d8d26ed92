"""Numbers that have neither unit nor noun of their own."""

import pytest

from nlp.figures import find_figures


def read(text: str) -> list[tuple[str, object, str | None, str]]:
    return [(one.text, one.value, one.unit, one.comparator) for one in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ils n'étaient que quatre au départ.", ["quatre"]),
        ("Nous serons bientôt trois.", ["trois"]),
        ("Les remplaçants étaient 14, ils sont 6 aujourd'hui.", ["14", "6"]),
        ("Demain j'en verrai quinze.", ["quinze"]),
        ("Le syndicat en compte douze.", ["douze"]),
        ("Parmi eux, neuf exercent à l'hôpital.", ["neuf"]),
        ("Cinq ont accepté, trois ont refusé.", ["Cinq", "trois"]),
        ("La motion passe par douze voix contre neuf.", ["douze", "neuf"]),
        ("Les loyers ont été divisés par trois.", ["trois"]),
        ("On lui en promet sept, on lui en donne deux.", ["sept", "deux"]),
        ("Tous deux partent à la retraite.", []),
        ("Il n'en est rien.", []),
        ("En mars trois heures ont suffi.", ["trois heures"]),
    ],
)
def test_a_number_counts_what_its_sentence_speaks_of(text: str, expected: list[str]) -> None:
    assert [one.text for one in find_figures(text)] == expected


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Le délai est de 42 jours, contre 30 il y a peu.", ("30", 30.0, "jour", "exact")),
        ("Le trou atteint 15,8 milliards, contre 17,3 prévus.", ("17,3", 17.3e9, "EUR", "exact")),
        ("Le tarif est de 48 euros, pas 60.", ("60", 60.0, "EUR", "exact")),
        ("La dépense est de 3,4 milliards, dont 1,2 pour la ville.", ("1,2", 1.2e9, "EUR", "exact")),
        ("Le délai est de 42 jours, contre 2 000 dossiers.", ("2 000", 2000.0, None, "exact")),
    ],
)
def test_a_unit_said_once_serves_the_next_number(text: str, last: tuple[str, object, str | None, str]) -> None:
    assert read(text)[-1] == last


@pytest.mark.parametrize("text", ["Ma dermato prend 90 la visite.", "Il facture 65 quand il peut.", "26,50 la consult"])
def test_a_price_needs_no_euro(text: str) -> None:
    assert [(one.kind, one.unit) for one in find_figures(text)] == [("money", "EUR")]


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("Ils ne sont plus que deux.", "exact"),
        ("Un bilan supérieur aux 1 038 avancés hier.", "exact"),
        ("La pétition a franchi les 31 000 signatures.", "more-than"),
        ("À peine 40 ont signé.", "less-than"),
        ("Un chantier fini sous huit jours.", "exact"),
        ("Ils sont 108 000 libéraux environ.", "approx"),
        ("Un plafond de dépassements à 40 %.", "exact"),
    ],
)
def test_the_words_around_say_how_exact_a_number_is(text: str, comparator: str) -> None:
    assert find_figures(text)[0].comparator == comparator


def test_hours_of_the_clock_are_no_figures_but_a_journey_is() -> None:
    assert find_figures("Le train part à 6 h 10 et la mairie ouvre de 9 h-18 h ; il était 2 heures passées.") == []
    assert read("Il faut 1 h 45 de route.") == [("1 h 45", 1.75, "heure", "exact")]


def test_what_is_spent_on_prescriptions_is_money_where_the_text_speaks_of_paying() -> None:
    spent, written = (
        "C'est payé par la caisse, 80 millions de prescriptions.",
        "On recense 80 millions de prescriptions.",
    )
    assert [find_figures(text)[0].kind for text in (spent, written)] == ["money", "count"]
