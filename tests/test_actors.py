"""Actors: aliases found where they mean the actor, traps left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.actors.__main__ import measure_f1
from nlp.actors import find_actors, link_speaker
from store.watch import load_watch, packaged_watch

WATCH = load_watch(packaged_watch())


def _found(text: str) -> list[tuple[str, str | None]]:
    return [(mention.text, mention.actor) for mention in find_actors(text, watch=WATCH)]


def test_the_longest_form_wins_and_offsets_are_exact() -> None:
    text = "Le Dr Kamyar Dadsetan, de l’UFML-S ou de MG\u00a0France ?"
    mentions = find_actors(text, watch=WATCH)
    assert [mention.text for mention in mentions] == ["Dr Kamyar Dadsetan", "UFML-S", "MG\u00a0France"]
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert [mention.kind for mention in mentions] == ["PER", "ORG", "ORG"]


def test_names_are_found_whatever_the_case_and_accents() -> None:
    assert _found("jerome guedj et FATOME") == [("jerome guedj", "jerome-guedj"), ("FATOME", "thomas-fatome")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MS3 réclame un rendez-vous.", [("MS3", "ms3")]),
        ("le ms3 de mon garage", []),
        ("Le routeur MS3 et son wifi.", []),
        ("Les médecins secteur 3 râlent.", []),
        ("Deux médecins secteur 3 ferment.", []),
        ("Médecins secteur 3 : qui sont-ils ?", []),
        ("Le président de Médecins secteur 3 répond.", [("Médecins secteur 3", "ms3")]),
        ("La SS ne rembourse pas mon médecin.", [("SS", "cnam")]),
        ("Un film sur la SS en 1943.", []),
        ("L’Assemblée a rétabli la mesure.", [("L’Assemblée", "assemblee-nationale")]),
        ("L’Assemblée générale du syndicat, l’Assemblée de Corse.", []),
        ("Le Sénat supprime l’article.", [("Sénat", "senat")]),
        ("Le Sénat américain en débat.", []),
        ("Selon le ministère de la Santé, rien ne change.", [("ministère de la Santé", "ministere-sante")]),
        ("Le gouvernement ne cédera pas aux médecins.", [("Le gouvernement", "gouvernement")]),
        ("Le gouvernement belge et ses médecins.", []),
        ("L’URPS proteste, l’URPS pharmaciens aussi.", [("URPS", "urps")]),
        ("La Cnam et la CNAM.", [("Cnam", "cnam"), ("CNAM", "cnam")]),
        ("Ingénieur au Cnam, Conservatoire des arts et métiers.", []),
        ("La caisse refuse l'ordonnance du médecin.", [("La caisse", "cnam")]),
        ("À la caisse du magasin, la queue s'allonge.", []),
        ("Les Sages ont tranché.", [("Les Sages", "conseil-constitutionnel")]),
        ("Des enfants sages, les sages-femmes, Les Sages-femmes.", []),
        ("La loi Rist divise.", []),
        ("La ministre Rist divise.", [("ministre Rist", "stephanie-rist")]),
        ("La PPL Garot divise.", []),
        ("L'ordre du jour est long.", []),
        ("L'Ordre a répondu.", [("L'Ordre", "cnom")]),
    ],
)
def test_traps_are_honoured(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(text) == expected


@given(st.text(max_size=150))
def test_offsets_are_valid_on_any_text(text: str) -> None:
    for sample in (text, f"{text} MS3 {text}", f"Dadsetan{text}"):
        mentions = find_actors(sample, watch=WATCH)
        assert all(sample[mention.start : mention.end] == mention.text for mention in mentions)
        assert all(before.end <= after.start for before, after in pairwise(mentions))


def test_a_person_is_known_by_initials_and_by_the_family_name_once_named_whole() -> None:
    assert _found("K. Dadsetan et J.-F. Rousset") == [
        ("K. Dadsetan", "kamyar-dadsetan"),
        ("J.-F. Rousset", "jean-francois-rousset"),
    ]
    assert _found("Jérôme Marty parle, puis Marty se tait.")[1] == ("Marty", "jerome-marty")
    assert _found("Marty se tait.") == []


@pytest.mark.parametrize(
    "text",
    ["Bernard Cazeneuve et M. Cazeneuve.", "Catherine Devulder tient une librairie.", "Marty McFly revient.",
     "Le boulevard Lecornu.", "Le collège Jérôme-Marty.", "Le rapport Monnet-Rousset.", "Mme Guedj."],
)  # fmt: skip
def test_another_person_or_a_street_is_nobody_of_the_watch(text: str) -> None:
    assert _found(text) == []


def test_a_family_name_that_two_persons_share_means_neither() -> None:
    assert _found("Dre Sophie Bauer et Marc Bauer. Bauer partira.") == [("Dre Sophie Bauer", "sophie-bauer")]


def test_what_a_comment_answers_tells_who_is_meant() -> None:
    mentions = find_actors("Marty a raison.", watch=WATCH, context="Jérôme Marty répond aux élus")
    assert [mention.actor for mention in mentions] == ["jerome-marty"]


def test_acronyms_are_found_with_points() -> None:
    assert _found("La C.S.M.F. et l’U.F.M.L.-S.") == [("C.S.M.F.", "csmf"), ("U.F.M.L.-S", "ufml-s")]


def test_a_speaker_is_the_person_rather_than_the_body() -> None:
    for speaker, actor in (("Jérôme Marty, président de l’UFML-S", "jerome-marty"), ("Dr Marty", "jerome-marty"),
                           ("le président de la CSMF", "csmf"), ("Stéphanie Marty", None)):  # fmt: skip
        assert link_speaker(speaker, watch=WATCH, context="Stéphanie Marty et Jérôme Marty") == actor


def test_mentions_of_sentences_never_looked_at_are_found() -> None:
    assert measure_f1("held-out") >= 0.95
