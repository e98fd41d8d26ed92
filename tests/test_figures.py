"""Figures: value, unit, comparator, what is counted; and what is not a figure."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.figures import attribute_figures, find_figures
from nlp.numbers import find_numbers, parse_digits, parse_words
from store.records import Quote

N = "\u00a0"
T = "\u202f"
Value = float | tuple[float, float]
Expected = tuple[str, Value, str | None, str, str, str | None]


def read(text: str) -> list[Expected]:
    figures = find_figures(text)
    assert all(text[figure.start : figure.end] == figure.text for figure in figures)
    return [(f.text, f.value, f.unit, f.kind, f.comparator, f.counts) for f in figures]


COUNTS: list[tuple[str, Expected]] = [
    ("On compte 927 médecins non conventionnés.", ("927", 927, None, "count", "exact", "médecins non conventionnés")),
    (f"Ils sont 1{N}347 en tout.", ("1\u00a0347", 1347, None, "count", "exact", None)),
    (f"Ils sont 1{T}347 praticiens.", ("1\u202f347", 1347, None, "count", "exact", "praticiens")),
    ("Ils sont 1 347, pas un de plus.", ("1 347", 1347, None, "count", "exact", None)),
    ("Ils sont 1347, dit la caisse.", ("1347", 1347, None, "count", "exact", None)),
    ("On en recense 1.347 depuis peu.", ("1.347", 1347, None, "count", "exact", None)),
    ("Elle a 10,7 k points sur le forum", ("10,7 k", 10700, None, "count", "exact", "points")),
    ("Il y a environ 800 praticiens.", ("800", 800, None, "count", "approx", "praticiens")),
    ("Près de 3 000 lettres d'intention", ("3 000", 3000, None, "count", "approx", "lettres d'intention")),
    ("un peu plus de 1 000 médecins secteur 3", ("1 000", 1000, None, "count", "more-than", "médecins secteur 3")),
    ("moins de 500 adhérents", ("500", 500, None, "count", "less-than", "adhérents")),
    ("au moins 40 communes rurales", ("40", 40, None, "count", "more-than", "communes rurales")),
    ("jusqu'à 60 internes", ("60", 60, None, "count", "less-than", "internes")),
    ("+ de 300 postes vacants", ("300", 300, None, "count", "more-than", "postes vacants")),
    ("les recettes moins 300 postes", ("300", 300, None, "count", "exact", "postes")),
    ("pas plus de 12 malades", ("12", 12, None, "count", "less-than", "malades")),
    ("à peu près 1 000 patients chacun", ("1 000", 1000, None, "count", "approx", "patients")),
    ("quelque 250 cabinets ferment", ("250", 250, None, "count", "approx", "cabinets")),
    ("Une dizaine de confrères s'en vont.", ("Une dizaine", 10, None, "count", "approx", "confrères")),
    ("une petite centaine d'adhérents", ("une petite centaine", 100, None, "count", "approx", "adhérents")),
    ("Cent cinquante députés ont signé.", ("Cent cinquante", 150, None, "count", "exact", "députés")),
    ("deux mille cinq cents ordonnances", ("deux mille cinq cents", 2500, None, "count", "exact", "ordonnances")),
    ("trois syndicats ont signé", ("trois", 3, None, "count", "exact", "syndicats")),
    ("quatre-vingt-dix-sept lits fermés", ("quatre-vingt-dix-sept", 97, None, "count", "exact", "lits fermés")),
    (
        "plusieurs centaines de milliers de patients",
        ("plusieurs centaines de milliers", 100000, None, "count", "more-than", "patients"),
    ),
    ("des milliers de malades attendent", ("des milliers", 1000, None, "count", "more-than", "malades")),
    ("67 millions de Français", ("67 millions", 67e6, None, "count", "exact", "Français")),
    ("1,5 million d'assurés", ("1,5 million", 1.5e6, None, "count", "exact", "assurés")),
    ("un million et demi de personnes", ("un million et demi", 1.5e6, None, "count", "exact", "personnes")),
    ("entre 800 et 1 347 médecins", ("800 et 1 347", (800, 1347), None, "count", "range", "médecins")),
    ("deux ou trois cabinets", ("deux ou trois", (2, 3), None, "count", "range", "cabinets")),
    ("il faut 2-3 consultations", ("2-3", (2, 3), None, "count", "range", "consultations")),
    ("de 10 à 12 000 signatures", ("10 à 12 000", (10, 12000), None, "count", "range", "signatures")),
    ("c'est deux fois la moyenne", ("deux fois", 2, "fois", "count", "exact", None)),
    ("1200 pétitionnaires environ", ("1200", 1200, None, "count", "approx", "pétitionnaires")),
    ("Ils seraient 4 000 environ.", ("4 000", 4000, None, "count", "approx", None)),
    ("les 1412 secteur 3 du canton", ("1412", 1412, None, "count", "exact", "secteur 3")),
    ("il reste 3 généralistes au bourg", ("3", 3, None, "count", "exact", "généralistes")),
    ("le bourg compte 2000 habitants", ("2000", 2000, None, "count", "exact", "habitants")),
    ("à 12 km du cabinet", ("12 km", 12, "km", "count", "exact", None)),
    ("30 nouveaux patients attendent", ("30", 30, None, "count", "exact", "nouveaux patients")),
    ("1'200 praticiens à Genève", ("1'200", 1200, None, "count", "exact", "praticiens")),
]  # fmt: skip

MONEY: list[tuple[str, Expected]] = [
    ("La consultation passe à 60 €.", ("60 €", 60, "EUR", "money", "exact", None)),
    ("un acte à 26,50 € seulement", ("26,50 €", 26.5, "EUR", "money", "exact", None)),
    ("remboursé 0,61 €", ("0,61 €", 0.61, "EUR", "money", "exact", None)),
    (
        "de 0.43 à 0.61 centimes d'euros",
        ("0.43 à 0.61 centimes d'euros", (0.43, 0.61), "centime", "money", "range", None),
    ),
    ("de 30 à 60 € selon l'heure", ("30 à 60 €", (30, 60), "EUR", "money", "range", None)),
    ("entre 0,43 € et 0,61 €", ("0,43 € et 0,61 €", (0.43, 0.61), "EUR", "money", "range", None)),
    ("119 millions d'euros partis en fumée", ("119 millions d'euros", 119e6, "EUR", "money", "exact", None)),
    ("un trou de 4,5 Md€", ("4,5 Md€", 4.5e9, "EUR", "money", "exact", None)),
    ("une enveloppe de 2,7 M€", ("2,7 M€", 2.7e6, "EUR", "money", "exact", None)),
    ("une dette de 3 milliards d'euros", ("3 milliards d'euros", 3e9, "EUR", "money", "exact", None)),
    ("il facture 26€50", ("26€50", 26.5, "EUR", "money", "exact", None)),
    ("cinquante euros la visite", ("cinquante euros", 50, "EUR", "money", "exact", "visite")),
    ("30 € par acte", ("30 €", 30, "EUR", "money", "exact", "acte")),
    ("70 € la consultation", ("70 €", 70, "EUR", "money", "exact", "consultation")),
    ("des milliers d'euros de forfaits", ("des milliers d'euros", 1e3, "EUR", "money", "more-than", "forfaits")),
    ("50 centimes remboursés", ("50 centimes", 0.5, "EUR", "money", "exact", None)),
    ("entre 20 et 40 centimes", ("20 et 40 centimes", (0.2, 0.4), "EUR", "money", "range", None)),
    ("à peine 17 d'entre elles tiennent", ("17", 17, None, "count", "less-than", None)),
    ("il m'a pris 45 balles hier", ("45 balles", 45, "EUR", "money", "exact", None)),
    ("plus de 100 euros", ("100 euros", 100, "EUR", "money", "more-than", None)),
    ("80 francs suisses", ("80 francs suisses", 80, "CHF", "money", "exact", None)),
    ("3 k€ de charges", ("3 k€", 3000, "EUR", "money", "exact", "charges")),
    ("un budget de 1.500 euros", ("1.500 euros", 1500, "EUR", "money", "exact", None)),
    ("119 millions d'honoraires médicaux", ("119 millions", 119e6, "EUR", "money", "exact", "honoraires médicaux")),
    ("cela coûtera 119 millions de plus", ("119 millions", 119e6, "EUR", "money", "exact", None)),
    ("moins de 2 milliards d’euros", ("2 milliards d’euros", 2e9, "EUR", "money", "less-than", None)),
    ("à partir de 55 euros", ("55 euros", 55, "EUR", "money", "more-than", None)),
    ("zéro euro remboursé", ("zéro euro", 0, "EUR", "money", "exact", None)),
    ("20 à 30 millions d'euros", ("20 à 30 millions d'euros", (20e6, 30e6), "EUR", "money", "range", None)),
    ("$40 pour une visite", ("$40", 40, "USD", "money", "exact", "visite")),
    ("une hausse de 17,1 milliards d'euros", ("17,1 milliards d'euros", 17.1e9, "EUR", "money", "exact", None)),
    ("la maternité (7,8 milliards)", ("7,8 milliards", 7.8e9, "EUR", "money", "exact", None)),
    ("45 dollars", ("45 dollars", 45, "USD", "money", "exact", None)),
]  # fmt: skip

PERCENT_AND_FRACTIONS: list[tuple[str, Expected]] = [
    ("10 % de toutes les dépenses", ("10 %", 10, "%", "percent", "exact", "dépenses")),
    ("80% de son entourage", ("80%", 80, "%", "percent", "exact", "entourage")),
    ("15 % des médecins déconventionnés", ("15 %", 15, "%", "percent", "exact", "médecins déconventionnés")),
    ("64% exerceraient en ville", ("64%", 64, "%", "percent", "exact", None)),
    ("environ O, OO72% du total", ("O, OO72%", 0.0072, "%", "percent", "approx", "total")),
    (f"à peine 0,5{N}% du corps médical", ("0,5\u00a0%", 0.5, "%", "percent", "less-than", "corps médical")),
    ("plus de 80 % de refus", ("80 %", 80, "%", "percent", "more-than", "refus")),
    ("quinze pour cent de hausse", ("quinze pour cent", 15, "%", "percent", "exact", "hausse")),
    ("entre 10 et 15 % des actes", ("10 et 15 %", (10, 15), "%", "percent", "range", "actes")),
    ("10-15 % d'entre eux", ("10-15 %", (10, 15), "%", "percent", "range", None)),
    ("remboursé à 100%", ("100%", 100, "%", "percent", "exact", None)),
    ("les deux tiers des cabinets", ("deux tiers", 0.6667, None, "fraction", "exact", "cabinets")),
    ("un quart des Français", ("un quart", 0.25, None, "fraction", "exact", "Français")),
    ("près de la moitié des actes", ("la moitié", 0.5, None, "fraction", "approx", "actes")),
    ("plus d'un tiers des internes", ("un tiers", 0.3333, None, "fraction", "more-than", "internes")),
    ("trois quarts d'entre nous", ("trois quarts", 0.75, None, "fraction", "exact", None)),
    ("un médecin sur dix", ("un médecin sur dix", 0.1, None, "fraction", "exact", "médecin")),
    ("neuf praticiens sur 10 refusent", ("neuf praticiens sur 10", 0.9, None, "fraction", "exact", "praticiens")),
    ("2/3 des gardes", ("2/3", 0.6667, None, "fraction", "exact", "gardes")),
    ("une baisse de 4 à 6 %", ("4 à 6 %", (4, 6), "%", "percent", "range", None)),
    ("un cinquième du territoire", ("un cinquième", 0.2, None, "fraction", "exact", "territoire")),
]  # fmt: skip

TIMES: list[tuple[str, Expected]] = [
    ("des consultations de 30 minutes", ("30 minutes", 30, "minute", "duration", "exact", None)),
    ("un délai de deux ans", ("deux ans", 2, "an", "duration", "exact", None)),
    ("depuis un peu plus d'un an", ("un an", 1, "an", "duration", "more-than", None)),
    ("six mois d'attente", ("six mois", 6, "mois", "duration", "exact", None)),
    ("un quart d'heure par malade", ("un quart d'heure", 15, "minute", "duration", "exact", None)),
    ("une demi-heure d'écoute", ("une demi-heure", 30, "minute", "duration", "exact", None)),
    ("trois quarts d'heure montre en main", ("trois quarts d'heure", 45, "minute", "duration", "exact", None)),
    ("deux ans et demi de bataille", ("deux ans et demi", 2.5, "an", "duration", "exact", None)),
    ("entre 20 et 40 minutes", ("20 et 40 minutes", (20, 40), "minute", "duration", "range", None)),
    ("il y a dix jours", ("dix jours", 10, "jour", "duration", "exact", None)),
    ("72h aux urgences", ("72h", 72, "heure", "duration", "exact", None)),
    ("40 ans de cotisations", ("40 ans", 40, "an", "duration", "exact", None)),
    ("ces trois dernières années", ("trois dernières années", 3, "an", "duration", "exact", None)),
    ("dans les cinq dernières années", ("cinq dernières années", 5, "an", "duration", "exact", None)),
    ("une heure et demie de route", ("une heure et demie", 1.5, "heure", "duration", "exact", None)),
    ("À 29 ans, elle ouvre son cabinet.", ("29 ans", 29, "an", "age", "exact", None)),
    ("Les plus de 75 ans attendent.", ("75 ans", 75, "an", "age", "more-than", None)),
    ("Mon père a 81 ans.", ("81 ans", 81, "an", "age", "exact", None)),
    ("Agée de 46 ans, elle part.", ("46 ans", 46, "an", "age", "exact", None)),
    ("J'ai 43 ans et je reste.", ("43 ans", 43, "an", "age", "exact", None)),
    ("une patiente de 72 ans", ("72 ans", 72, "an", "age", "exact", None)),
    ("âgé de 81 ans", ("81 ans", 81, "an", "age", "exact", None)),
    ("Aldegonde Pimprenelle, 58 ans, soupire.", ("58 ans", 58, "an", "age", "exact", None)),
    ("les patients de plus de 80 ans", ("80 ans", 80, "an", "age", "more-than", None)),
    ("les moins de 25 ans", ("25 ans", 25, "an", "age", "less-than", None)),
    ("la retraite à 64 ans", ("64 ans", 64, "an", "age", "exact", None)),
    ("j'ai 20 ans d'expérience", ("20 ans", 20, "an", "duration", "exact", None)),
    ("30 patients par jour", ("30 patients par jour", 30, "par jour", "rate", "exact", "patients")),
    (
        "2,7 millions d'euros par an",
        ("2,7 millions d'euros par an", 2.7e6, "EUR par an", "rate", "exact", None),
    ),
    ("1 200 € par mois", ("1 200 € par mois", 1200, "EUR par mois", "rate", "exact", None)),
    ("70 € de l'heure", ("70 € de l'heure", 70, "EUR par heure", "rate", "exact", None)),
    ("60 heures par semaine", ("60 heures par semaine", 60, "heure par semaine", "rate", "exact", None)),
    ("trois fois par semaine", ("trois fois par semaine", 3, "par semaine", "rate", "exact", "fois")),
    ("40 actes/jour", ("40 actes/jour", 40, "par jour", "rate", "exact", "actes")),
    ("adopté mercredi 29 octobre", ("29 octobre", 1029, None, "date", "exact", None)),
    ("effet au 1er janvier 2027", ("1er janvier 2027", 20270101, None, "date", "exact", None)),
    ("la proposition de juillet 2024", ("juillet 2024", 20240700, None, "date", "exact", None)),
    ("créé à l'été 2024", ("été 2024", 20240000, None, "date", "exact", None)),
    ("le PLFSS 2026 est là", ("2026", 20260000, None, "date", "exact", None)),
    ("paru le 05/11/2025", ("05/11/2025", 20251105, None, "date", "exact", None)),
    ("relevé au 2025-11-05", ("2025-11-05", 20251105, None, "date", "exact", None)),
    ("la convention 2024-2029", ("2024-2029", (20240000, 20290000), None, "date", "range", None)),
    ("entre 2020 et 2024", ("2020 et 2024", (20200000, 20240000), None, "date", "range", None)),
    ("du 5 au 9 janvier 2026", ("5 au 9 janvier 2026", (20260105, 20260109), None, "date", "range", None)),
    ("dans les années 1990", ("années 1990", 19900000, None, "date", "exact", None)),
]  # fmt: skip

LAW: list[tuple[str, Expected]] = [
    ("l'article 26 bis du projet", ("article 26 bis", 26, None, "law-ref", "exact", None)),
    ("l'article L. 162-5-10 du code", ("article L. 162-5-10", 162, None, "law-ref", "exact", None)),
    ("voir L.162-5", ("L.162-5", 162, None, "law-ref", "exact", None)),
    ("art. R. 4127-50", ("art. R. 4127-50", 4127, None, "law-ref", "exact", None)),
    ("les directives 92/49 et 92/96 du Conseil", ("directives 92/49 et 92/96", 92, None, "law-ref", "exact", None)),
    ("Et 92/49, 92/96, plus personne ?", ("92/49, 92/96", 92, None, "law-ref", "exact", None)),
    ("la 92/49 s'applique", ("92/49", 92, None, "law-ref", "exact", None)),
    ("les décrets 92/49 et 92/96", ("décrets 92/49 et 92/96", 92, None, "law-ref", "exact", None)),
    ("l'amendement AS1768 du rapporteur", ("amendement AS1768", 1768, None, "law-ref", "exact", None)),
    ("l'amendement n° 168 rectifié bis", ("amendement n° 168 rectifié bis", 168, None, "law-ref", "exact", None)),
    ("la loi n° 2004-810", ("loi n° 2004-810", 2004, None, "law-ref", "exact", None)),
    ("un recours au 49.3", ("49.3", 49, None, "law-ref", "exact", None)),
    ("le décret 2011-816", ("décret 2011-816", 2011, None, "law-ref", "exact", None)),
]

NOTHING = [
    "les médecins de secteur 3",
    "les secteurs 1 et 2",
    "appelez le 01 42 00 00 00",
    "rendez-vous à 14h30",
    "ouvert de 8 h à 20 h",
    "vers 20 heures",
    "12 rue des Lilas-Imaginaires",
    "75014 Paris",
    "https://exemple.test/a/2024/12?id=345",
    "le 14e arrondissement",
    "au XXIe siècle",
    "une médecine à deux vitesses",
    "deux poids, deux mesures",
    "le tiers payant généralisé",
    "le médecin et un patient",
    "les deux syndicats",
    "MS3 et TF1",
    "la Covid-19",
    "disponible 24h/24",
    "un diabète de type 2",
    "faire le 15",
    "Toulouse (31)",
    "prendre l'un des siens",
    "les numéros 1 et 2 de la caisse",
    "la RN 88 et l'A 75 sont coupées",
    "sur 98.7 FM",
    "il s'est mis sur son trente et un",
    "merci mille fois",
    "le numéro vert 0800 130 000",
    "",
]


@pytest.mark.parametrize(("text", "expected"), COUNTS + MONEY + PERCENT_AND_FRACTIONS + TIMES + LAW)
def test_a_figure_is_read_with_its_unit_and_what_it_counts(text: str, expected: Expected) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize("text", NOTHING)
def test_these_digits_count_nothing(text: str) -> None:
    assert read(text) == []


SEVERAL: list[tuple[str, list[tuple[str, Value]]]] = [
    ("on n'est pas 927 mais 1 347", [("927", 927), ("1 347", 1347)]),
    ("130 adhérents sur environ 1000 médecins", [("130", 130), ("1000", 1000)]),
    ("en 2024 927 médecins", [("2024", 20240000), ("927", 927)]),
    ("le tarif passe de 25 à 30 €", [("25", 25), ("30 €", 30)]),
    ("241 000 soignants, dont 64% de libéraux", [("241 000", 241000), ("64%", 64)]),
    ("30 € pour 20 minutes, 60 € pour 40", [("30 €", 30), ("20 minutes", 20), ("60 €", 60), ("40", 40)]),
    ("l'article 12 vise 300 cabinets", [("article 12", 12), ("300", 300)]),
    ("5 178 lettres puis 2 541", [("5 178", 5178), ("2 541", 2541)]),
    ("du 28 octobre au 3 novembre", [("28 octobre", 1028), ("3 novembre", 1103)]),
    ("2000 médecins en 2025", [("2000", 2000), ("2025", 20250000)]),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_figures_of_a_sentence_stay_apart(text: str, expected: list[tuple[str, Value]]) -> None:
    assert [(f.text, f.value) for f in find_figures(text)] == expected


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("le tarif passe de 25 à 30 €", ["EUR", "EUR"]),
        ("22, puis 29 %", ["%", "%"]),
        ("200 médecins et 30 €", [None, "EUR"]),
    ],
)
def test_a_bare_number_shares_the_unit_of_the_next(text: str, units: list[str | None]) -> None:
    assert [figure.unit for figure in find_figures(text)] == units


def test_letters_for_zeros_are_read_without_a_unit_too() -> None:
    assert [figure.value for figure in find_figures("On était 3OO devant la mairie, CO2 compris.")] == [300.0]


@pytest.mark.parametrize(
    ("written", "value"),
    [("1 347", 1347), ("1.347,50", 1347.5), ("0.430", 0.43), ("O,5", 0.5), ("2,7", 2.7), ("12,000,000", 12e6)],
)
def test_digits_follow_french_habits(written: str, value: float) -> None:
    assert parse_digits(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("quatre-vingts", 80),
        ("soixante et onze", 71),
        ("mille neuf cent quatre-vingt-dix", 1990),
        ("cent mille", 100000),
    ],
)
def test_words_are_summed(written: str, value: int) -> None:
    assert parse_words(written) == value


def test_a_figure_belongs_to_the_innermost_speaker() -> None:
    text = "Elle cite « les 927 de la caisse » et 40 autres."
    quote = Quote(text=text[12:33], start=12, end=33, speaker="Cnam", cue="cite", kind="partial")
    outer = replace(quote, start=0, end=len(text), text=text, speaker="Pr Quenouille", kind="interview")
    assert [f.said_by for f in attribute_figures(find_figures(text), [outer, quote])] == ["Cnam", "Pr Quenouille"]


@settings(max_examples=400, deadline=None)
@given(
    st.text(max_size=120)
    | st.lists(
        st.sampled_from(
            ["1", "27", "347", "2024", " ", ",", ".", "€", "%", "à", "et", "deux", "cent", "mille", "millions", "de",
             "d'", "O", "/", "-", "ans", "par", "jour", "article", "mai", "sur", "dix", "médecins", "k", "M€", "\u00a0",
             "«", "un"]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_any_text_gives_exact_ordered_spans(text: str) -> None:
    figures = find_figures(text)
    assert all(text[f.start : f.end] == f.text != "" for f in figures)
    assert all(a.end <= b.start for a, b in pairwise(figures))
    assert all(text[n.start : n.end] for n in find_numbers(text))
