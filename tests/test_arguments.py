"""Cues and arguments: what counts, what only resembles, who says it, and where it stands in the text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.arguments import find_arguments
from nlp.matcher import CueError, CueMatcher, fold_fast, read_cue, tokenise
from store.fold import fold_aligned
from store.watch import load_watch, packaged_watch

WATCH = load_watch(packaged_watch())


def _slugs(text: str) -> set[str]:
    return {tag.key for tag in find_arguments(text, watch=WATCH)}


def _found(cue: str, text: str) -> list[str]:
    return [text[match.start : match.end] for match in CueMatcher({"x": [cue]}).find(tokenise(text))]


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("reste à charge", "Nos RESTES-A-CHARGE explosent", ["RESTES-A-CHARGE"]),
        ("otage*", "des otagères d’un soir", ["otagères"]),
        ("prendre … en otage", "prendre tout un village en otage", ["prendre tout un village en otage"]),
        ("prendre … en otage", "prendre un thé. Ensuite, en otage", []),
        ("prendre … en otage", "prendre un deux trois quatre cinq six en otage", []),
        ("(un|deux) soucis", "deux soucis", ["deux soucis"]),
        ("cœur net", "un coeur net", ["coeur net"]),
        ("garde", "sauvegarde", []),
        ("=SAS", "le sas", ["sas"]),
        ("=garde", "je gardé", ["gardé"]),
        ("déconventionné", "une de\u0301conventionne\u0301e", ["de\u0301conventionne\u0301e"]),
        ("conventionné", "mon doc konventioné", ["konventioné"]),
        ("hôpital", "des hôpitaux", ["hôpitaux"]),
    ],
)
def test_a_cue_is_found_as_a_person_would(cue: str, text: str, expected: list[str]) -> None:
    assert _found(cue, text) == expected


@pytest.mark.parametrize("cue", ["", "…", "mot …", "… mot", "(mot", "mot)", "?!"])
def test_a_cue_that_says_nothing_is_refused(cue: str) -> None:
    with pytest.raises(CueError):
        read_cue(cue)


@given(st.text(max_size=200))
def test_the_fast_folding_is_the_folding_of_the_store(text: str) -> None:
    folded, positions = fold_fast(text)
    expected, expected_positions = fold_aligned(text)
    assert folded == expected
    assert list(positions) == expected_positions


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Le reste à charge explose, c'est la double peine.", "patient-penalty"),
        ("Deux poids, deux mesures entre assurés.", "equality-before-law"),
        ("Quarante ans que je cotise.", "compulsory-contributions"),
        ("Les Sages vont censurer ça.", "unconstitutional"),
        ("Il faut casser le monopole.", "eu-law-monopoly"),
        ("Ici c'est un désert médical.", "access-to-care"),
        ("Beaucoup vont renoncer aux soins.", "care-renunciation"),
        ("Bonjour la médecine à deux vitesses.", "two-tier-medicine"),
        ("Le trou de la Sécu est profond.", "cost-savings"),
        ("Le burn-out guettait mon docteur.", "burnout"),
        ("C'est de l'abattage, à la chaîne.", "long-consultations-quality"),
        ("Je tiens à mon libre choix.", "freedom-to-practise"),
        ("On piétine le pacte de 1945.", "solidarity-contract"),
        ("Tout ça pour une poignée de gens.", "negligible-minority"),
        ("C'est contre-productif, personne ne reviendra.", "loss-of-doctors"),
        ("La paperasse et le flicage, merci.", "coercive-convention"),
        ("Ce tarif au rabais est une honte.", "undervalued-fees"),
        ("Il ne peut plus être maître de stage.", "teaching-msu"),
        ("Il ne prend plus son tour de garde.", "on-call-duty"),
        ("Un conflit d'intérêts flagrant chez les signataires.", "union-conflict"),
        ("Les malades pris en otage, encore.", "hostage-taking"),
        ("Ils veulent le beurre et l'argent du beurre.", "doctor-responsibility"),
        ("Ils s'en mettent plein les poches.", "greed-rent"),
        ("Et le serment d'Hippocrate ?", "debt-to-society"),
        ("Des élus hors sol, déconnectés.", "parliament-out-of-touch"),
        ("C'est un effet domino.", "slippery-slope"),
    ],
)
def test_each_argument_is_found_by_its_plainest_words(text: str, slug: str) -> None:
    assert slug in _slugs(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Sa mise en garde n'a servi à rien.", "on-call-duty"),
        ("Il a mis tout le monde en garde : la garde des sceaux aussi.", "on-call-duty"),
        ("Les sages-femmes manifestent.", "unconstitutional"),
        ("Une hémorragie cérébrale l'a emporté.", "slippery-slope"),
        ("Un otage israélien a été libéré.", "hostage-taking"),
        ("Honoraires libres et tarifs libres.", "freedom-to-practise"),
    ],
)
def test_a_near_miss_is_not_the_argument(text: str, slug: str) -> None:
    assert slug not in _slugs(text)


@pytest.mark.parametrize(
    ("text", "kind", "use"),
    [
        ("C'est une prise d'otages.", "comment", "asserts"),
        ("Arrêtez avec votre prise d'otages.", "comment", "refutes"),
        ("On nous répète que c'est une prise d'otages.", "reply", "refutes"),
        ("Le maire dénonce une prise d'otages.", "comment", "reports"),
        ("N'est-ce pas une prise d'otages ?", "question", "reports"),
        ("Les élus parlent de « prise d'otages ».", None, "reports"),
        ("Une prise d'otages dans la vallée.", "paragraph", "reports"),
    ],
)  # fmt: skip
def test_the_use_says_who_holds_the_argument(text: str, kind: str | None, use: str) -> None:
    tags = find_arguments(text, watch=WATCH, kind=kind)  # type: ignore[arg-type]  # kinds come as plain text here
    assert [tag.value for tag in tags if tag.key == "hostage-taking"] == [use]


def test_several_cues_weigh_more_than_one_and_all_are_evidence() -> None:
    text = "Le reste à charge, la double peine : encore pour nous."
    tag = next(tag for tag in find_arguments(text, watch=WATCH) if tag.key == "patient-penalty")
    assert tag.score == 0.75
    assert [text[start:end] for start, end in tag.evidence] == ["reste à charge", "double peine"]


def test_a_passage_carries_four_arguments_at_most() -> None:
    text = "Otages, burn-out, monopole, désert médical, fric, serment, paperasse, QPC, effet domino."
    assert len(find_arguments(text, watch=WATCH)) == 4


@given(st.text(max_size=150))
def test_offsets_are_valid_on_any_text(text: str) -> None:
    for sample in (text, f"{text}prise d'otages {text} reste à charge{text}"):
        for tag in find_arguments(sample, watch=WATCH):
            assert tag.evidence
            assert list(tag.evidence) == sorted(tag.evidence)
            assert all(0 <= start < end <= len(sample) for start, end in tag.evidence)


def test_two_thousand_passages_take_a_second() -> None:
    text = "Le reste à charge de ma voisine explose depuis que son docteur est hors convention, on renonce aux soins."
    find_arguments(text, watch=WATCH)
    begun = time.process_time()
    for number in range(500):
        find_arguments(f"{text} {number}", watch=WATCH)
    assert time.process_time() - begun < 0.25
