"""Passages: spans are exact, cover everything, and are cut where a reader would cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.sentences import find_sentences, load_reader
from nlp.split import MAX_RUN_WORDS, MAX_WHOLE_WORDS, PlacedBlock, split_article, split_comment
from store.records import Passage, PassageKind


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in find_sentences(text)]


def article(*parts: tuple[PassageKind, str | None, str]) -> tuple[str, list[PlacedBlock]]:
    body = ""
    blocks = []
    for kind, speaker, text in parts:
        blocks.append(PlacedBlock(kind=kind, speaker=speaker, start=len(body), end=len(body) + len(text)))
        body += text + "\n\n"
    return body, blocks


def assert_tiles(body: str, passages: list[Passage]) -> None:
    """Passages are exact, ordered, never empty, and leave out nothing but spaces."""
    previous = 0
    for position, passage in enumerate(passages):
        assert passage.position == position
        assert passage.text == body[passage.start : passage.end]
        assert passage.text.strip() == passage.text != ""
        assert passage.start >= previous
        assert not body[previous : passage.start].strip()
        previous = passage.end
    assert not body[previous:].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il part. Elle reste.", ["Il part.", "Elle reste."]),
        ("c'est nul. je pars ! et vous ?", ["c'est nul.", "je pars !", "et vous ?"]),
        ("Vraiment ?! Bon.", ["Vraiment ?!", "Bon."]),
        ("trop c trop !!! on lache rien", ["trop c trop !!!", "on lache rien"]),
        ("Le Dr. Bruneteau et M. Kerzoncuf signent.", ["Le Dr. Bruneteau et M. Kerzoncuf signent."]),
        ("Voir l'art. L. 162-5-10 du code. Fin.", ["Voir l'art. L. 162-5-10 du code.", "Fin."]),
        ("Un acte à 26,50 €. Point.", ["Un acte à 26,50 €.", "Point."]),
        ("Loyer, charges, etc. et j'en passe.", ["Loyer, charges, etc. et j'en passe."]),
        ("Loyer, charges, etc. Le reste suit.", ["Loyer, charges, etc.", "Le reste suit."]),
        ("Prenez un cas, p. ex. le mien.", ["Prenez un cas, p. ex. le mien."]),
        ("Le Pr. A. Quenouille parle. Il rit.", ["Le Pr. A. Quenouille parle.", "Il rit."]),
        ("j'attends... et rien ne vient", ["j'attends... et rien ne vient"]),
        ("On attend… Rien ne vient.", ["On attend…", "Rien ne vient."]),
        ("Il cite (...) Le reste est perdu.", ["Il cite (...) Le reste est perdu."]),
        ("Bravo 👏👏 Continuez", ["Bravo 👏👏", "Continuez"]),
        ("Bien joué ! 😡 Maintenant on paie.", ["Bien joué ! 😡", "Maintenant on paie."]),
        ("- un point\n- deux points\n- trois", ["- un point", "- deux points", "- trois"]),
        ("1. payer\n2. se taire", ["1. payer", "2. se taire"]),
        ("1. Le tarif. 2. La paperasse. 3. Partir.", ["1. Le tarif.", "2. La paperasse.", "3. Partir."]),
        ("Combien ? 2. Le reste suit.", ["Combien ?", "2.", "Le reste suit."]),
        ("⚠️ ATTENTION ⚠️ ILS VOTENT.", ["⚠️ ATTENTION ⚠️", "ILS VOTENT."]),
        ("2 poids 2 mesures.pourquoi eux et pas nous", ["2 poids 2 mesures.", "pourquoi eux et pas nous"]),
        ("tou.te.s les infirmier.es, ceux.elles de egora.fr", ["tou.te.s les infirmier.es, ceux.elles de egora.fr"]),
        ("Bonjour\nje ne comprends pas", ["Bonjour", "je ne comprends pas"]),
        (
            "Une ligne assez longue que le programme de courrier a coupée\nau milieu de la phrase. Fin.",
            ["Une ligne assez longue que le programme de courrier a coupée\nau milieu de la phrase.", "Fin."],
        ),
        ("Il dit : « Non. Jamais. » Puis il sort.", ["Il dit : « Non. Jamais. »", "Puis il sort."]),
        ("« Quoi ? » demande-t-il. Silence.", ["« Quoi ? » demande-t-il.", "Silence."]),
        ('"Non. Plus tard", dit-elle. Il sort.', ['"Non. Plus tard", dit-elle.', "Il sort."]),
        ("Quoi ? demande-t-il. Rien.", ["Quoi ? demande-t-il.", "Rien."]),
        ("Il part jeudi.Le reste suit.", ["Il part jeudi.", "Le reste suit."]),
        ("Voir www.Exemple.test/Page.Html?q=1. Merci", ["Voir www.Exemple.test/Page.Html?q=1.", "Merci"]),
        ("Le prix est de 1.347 euros. Cher.", ["Le prix est de 1.347 euros.", "Cher."]),
        ("Bravo (!) les gars. Fin.", ["Bravo (!) les gars.", "Fin."]),
        ("Rien . . . Et toi ?", ["Rien . . .", "Et toi ?"]),
        ("", []),
        (" \n\t ", []),
        ("...", ["..."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_the_component_is_a_spacy_pipe() -> None:
    doc = load_reader()("Un. Deux ?\nTrois")
    assert load_reader().pipe_names == ["vigie_sentences"]
    assert [sent.text.strip() for sent in doc.sents] == ["Un.", "Deux ?", "Trois"]


def test_a_short_comment_is_one_passage() -> None:
    body = "  " + " ".join(["mot"] * 40) + ". " + " ".join(["mot"] * 40) + ".\n"
    passages = split_comment(body, "c1", reply=False)
    assert [(p.kind, p.text) for p in passages] == [("comment", body.strip())]


def test_a_reply_gives_passages_of_kind_reply() -> None:
    assert [p.kind for p in split_comment("Pas d'accord.", "c1", reply=True)] == ["reply"]


def test_a_long_comment_is_cut_into_runs_of_whole_sentences() -> None:
    body = " ".join(f"Voici la phrase numéro {i} avec dix mots en tout." for i in range(12))
    passages = split_comment(body, "c1", reply=False)
    assert_tiles(body, passages)
    assert len(passages) == 2
    assert all(p.text.endswith(".") and len(p.text.split()) <= MAX_RUN_WORDS for p in passages)


def test_the_last_run_is_not_a_crumb() -> None:
    body = " ".join("Voici une phrase de dix mots qui se répète encore." for _ in range(12)) + " Merci."
    assert min(len(p.text.split()) for p in split_comment(body, "c1", reply=False)) > 10


def test_a_sentence_without_end_is_cut_at_its_semicolon() -> None:
    body = " ".join(["mot"] * 30) + ", " + " ".join(["mot"] * 10) + " ; " + " ".join(["mot"] * 45)
    passages = split_comment(body, "c1", reply=False)
    assert_tiles(body, passages)
    assert [p.text.endswith(";") for p in passages] == [True, False]


def test_a_sentence_without_any_mark_is_cut_at_a_word() -> None:
    body = " ".join(f"mot{i}" for i in range(200))
    passages = split_comment(body, "c1", reply=False)
    assert_tiles(body, passages)
    assert all(MAX_RUN_WORDS >= len(p.text.split()) >= 10 for p in passages)


def test_a_paragraph_gives_one_passage_per_sentence() -> None:
    body, blocks = article(("paragraph", None, "Le vote a eu lieu. Il est contesté."))
    assert [p.text for p in split_article(body, blocks, "a1")] == ["Le vote a eu lieu.", "Il est contesté."]


def test_a_quote_of_several_sentences_stays_whole() -> None:
    quote = "« Nous partons. Rien ne nous retient. Adieu. », annonce la doyenne."
    body, blocks = article(("paragraph", None, f"La salle se tait. {quote} Personne ne bouge."))
    assert [p.text for p in split_article(body, blocks, "a1")] == [
        "La salle se tait.", quote, "Personne ne bouge.",
    ]  # fmt: skip


def test_a_question_stays_whole_whatever_its_length() -> None:
    question = "Que dites-vous de cela ? " * 40
    body, blocks = article(("question", "Le Phare", question), ("answer", "Pr Hucbald Quenouille", "Rien. Rien."))
    passages = split_article(body, blocks, "a1")
    assert [(p.kind, p.speaker) for p in passages] == [
        ("question", "Le Phare"), ("answer", "Pr Hucbald Quenouille"),
    ]  # fmt: skip
    assert passages[1].text == "Rien. Rien."


def test_a_long_answer_is_cut_and_keeps_its_speaker() -> None:
    answer = " ".join("Je réponds ici par une phrase de dix mots pleins." for _ in range(15))
    body, blocks = article(("answer", "Dr Aldegonde Pimprenelle", answer))
    passages = split_article(body, blocks, "a1")
    assert_tiles(body, passages)
    assert len(passages) == 3
    assert {p.speaker for p in passages} == {"Dr Aldegonde Pimprenelle"}
    assert all(len(p.text.split()) <= MAX_RUN_WORDS for p in passages)


def test_title_and_standfirst_are_passages_of_their_kind() -> None:
    body, blocks = article(("title", None, "Colère. Encore !"), ("standfirst", None, "Un chapô. Deux phrases."))
    assert [(p.kind, p.text) for p in split_article(body, blocks, "a1")] == [
        ("title", "Colère. Encore !"), ("standfirst", "Un chapô."), ("standfirst", "Deux phrases."),
    ]  # fmt: skip


def test_text_outside_blocks_is_not_lost() -> None:
    body = "Avant. Dedans. Après."
    blocks = [PlacedBlock(kind="heading", speaker=None, start=7, end=14)]
    assert [(p.kind, p.text) for p in split_article(body, blocks, "a1")] == [
        ("paragraph", "Avant."), ("heading", "Dedans."), ("paragraph", "Après."),
    ]  # fmt: skip


texts = st.text(max_size=400) | st.lists(
    st.sampled_from(
        ["mot", "Mot", ".", "!", "?", "…", "...", " ", "\n", "\n\n", "«", "»", '"', "“", "”", ",", ";", "😡", "\u200d",
         "\u00a0", "\u202f", "M.", "etc.", "1.", "www.a.fr", "(", ")", "-", "\u0301", "\ud83d", "\r\n", ":-)"]
    ),
    max_size=250,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(body=texts, reply=st.booleans())
def test_any_comment_is_covered_by_exact_passages(body: str, reply: bool) -> None:
    passages = split_comment(body, "c1", reply=reply)
    assert_tiles(body, passages)
    assert all(len(p.text.split()) <= MAX_WHOLE_WORDS for p in passages)


kinds = st.sampled_from(["title", "standfirst", "question", "answer", "paragraph", "poll", "list-item"])


@settings(max_examples=200, deadline=None)
@given(body=texts, cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400), kinds), max_size=5))
def test_any_article_is_covered_by_exact_passages(body: str, cuts: list[tuple[int, int, PassageKind]]) -> None:
    blocks = [PlacedBlock(kind=kind, speaker=None, start=min(a, b), end=max(a, b)) for a, b, kind in cuts]
    assert_tiles(body, split_article(body, blocks, "a1"))


def test_a_comment_without_any_full_stop_is_cut_between_its_sentences() -> None:
    sentences = [
        "je comprends pas pourquoi mon medecin s'en va", "il a pourtant toujours bien travaille",
        "on nous a rien explique", "la mairie a rien fait non plus", "ma voisine a appele quatorze cabinets",
        "personne prend de nouveaux patients dans le canton", "il faut attendre huit mois pour un dentiste",
        "les urgences sont fermees la nuit depuis le mois de juin",
        "je paie pourtant mes cotisations tous les mois", "c'est une honte pour notre pays",
        "je voterai plus pour ces gens la", "ils nous ont abandonnes",
    ]  # fmt: skip
    body = " ".join(sentences)
    passages = split_comment(body, "c1", reply=False)
    assert_tiles(body, passages)
    starts = {body.index(sentence) for sentence in sentences}
    assert sum(passage.start in starts for passage in passages) >= len(passages) - 1 >= 1
