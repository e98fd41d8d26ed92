"""Laws are named as laws: neither the person whose name they bear nor a body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.laws import find_laws
from nlp.names import find_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La loi Garot divise, la PPL Valletoux aussi.", ["loi Garot", "PPL Valletoux"]),
        ("Voir l'art. L. 162-5 du code de la sécurité sociale.", ["art. L. 162-5 du code de la sécurité sociale"]),
        ("les articles 5 et 7 bis de la loi n° 2031-7 du 4 mai", ["articles 5 et 7 bis de la loi n° 2031-7"]),
        ("PLFSS 2026, le projet de loi de finances pour 2027", ["PLFSS 2026", "projet de loi de finances pour 2027"]),
        ("un décret du 12 mars 2024, la directive 2011/24/UE", ["décret du 12 mars 2024", "directive 2011/24/UE"]),
        ("L'amendement n° 234 est tombé.", ["amendement n° 234"]),
        ("C'est contraire à la Constitution.", ["Constitution"]),
        ("l’article 34 de la Constitution", ["article 34 de la Constitution"]),
        ("La loi HPST, la loi Rist 2.", ["loi HPST", "loi Rist 2"]),
        ("L'ordonnance du 3 mai 2026 n'est pas remboursée.", []),
        ("C'est la loi. Garot le sait, la loi est la loi, et LA LOI DOIT CHANGER.", []),
        ("Cet article est faux, un article de 2024 le dit.", []),
        ("La constitution d'un dossier prend 3 mois.", []),
        ("Hors la loi, Les médecins s'installent.", []),
    ],
)  # fmt: skip
def test_a_law_is_named_whole(text: str, expected: list[str]) -> None:
    assert [one.text for one in find_laws(text)] == expected


@given(
    st.text(max_size=120)
    | st.lists(
        st.sampled_from(["loi", "Garot", "n°", "2019-774", "article", "L.", "162-5", "du", "code", "\u202f"]),
        max_size=20,
    ).map(" ".join)
)
def test_laws_are_spans_of_any_text(text: str) -> None:
    end = 0
    for one in find_laws(text):
        assert one.start >= end and text[one.start : one.end] == one.text != ""
        end = one.end


def test_a_person_named_by_a_law_is_no_person() -> None:
    (found,) = find_names(["Guillaume Garot défend la loi Garot à Laval, comme la PPL Valletoux."])
    assert [(one.text, one.kind) for one in found] == [
        ("Guillaume Garot", "PER"), ("loi Garot", "LAW"), ("Laval", "LOC"), ("PPL Valletoux", "LAW"),
    ]  # fmt: skip
