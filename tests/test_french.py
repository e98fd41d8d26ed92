"""The French pipeline: what any spaCy user can load, names with exact offsets, another pipeline by its name."""

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.training import Example

from nlp.french import FRENCH_FOLDER, PipelineError, load_blank, load_french, read_batches
from nlp.lemmas import Lemmas, strip_accents
from nlp.names import find_names, merge
from nlp.run_ons import find_comment_sentences
from nlp.training.comments import rewrite
from nlp.training.name_corpora import Certain, Names, as_doc
from nlp.training.treebanks import as_doc as as_tree
from nlp.training.treebanks import bare, read_treebank
from store.records import Mention

CONLLU = """\
# text = Il parle du canton.
1\tIl\tlui\tPRON\t_\tNumber=Sing|Person=3\t2\tnsubj\t_\t_
2\tparle\tparler\tVERB\t_\tMood=Ind|VerbForm=Fin\t0\troot\t_\t_
3-4\tdu\t_\t_\t_\t_\t_\t_\t_\t_
3\tde\tde\tADP\t_\t_\t5\tcase\t_\t_
4\tle\tle\tDET\t_\tDefinite=Def\t5\tdet\t_\t_
5\tcanton\tcanton\tNOUN\t_\t_\t2\tobl:arg\t_\tGender[lex]=Masc|Number[ctxt]=Sing|SpaceAfter=No
6\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A pipeline of another maker, as small as can be."""
    reader = spacy.blank("fr")
    reader.add_pipe("sentencizer")
    ruler = reader.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Trifouillis"}])  # type: ignore[attr-defined]
    reader.to_disk(tmp_path / "tiny")
    return tmp_path / "tiny"


def test_a_bigger_pipeline_is_used_when_the_watch_names_its_folder(tiny: Path) -> None:
    (found,) = find_names(["Le maire de Trifouillis parle."], str(tiny))
    assert [(one.text, one.kind) for one in found] == [("Trifouillis", "LOC")]


def test_a_pipeline_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(PipelineError, match=r"« fr_geant_absent » .*introuvable.*spacy download fr_geant_absent"):
        load_french("fr_geant_absent")


def test_a_pipeline_of_another_language_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "english")
    with pytest.raises(PipelineError, match="lit la langue « en »"):
        load_french(str(tmp_path / "english"))


def test_a_broken_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(PipelineError, match="ne peut pas être lu"):
        load_french(str(tmp_path))


def test_analyse_uses_the_pipeline_of_the_watch(tiny: Path) -> None:
    from nlp.analyse import analyse_lines
    from nlp.pipeline import Pipeline
    from store.watch import load_watch, packaged_watch

    watch = load_watch(packaged_watch())
    chosen = watch.model_copy(update={"model": watch.model.model_copy(update={"spacy": str(tiny)})})
    (found,) = analyse_lines([json.dumps({"id": 1, "text": "À Trifouillis, MG France proteste."})], Pipeline(chosen))
    named = [(one["text"], one["kind"], one["actor"]) for one in found["entities"]]
    assert named == [("Trifouillis", "LOC", None), ("MG France", "ORG", "mg-france")]


def test_any_spacy_user_loads_the_shipped_pipeline_without_our_code() -> None:
    program = (
        f"import spacy; reader = spacy.load({str(FRENCH_FOLDER)!r});"
        "doc = reader('La ministre est venue à Lyon jeudi. Elle repart.');"
        "print(reader.pipe_names, [s.text for s in doc.sents], [t.lemma_ for t in doc], [e.text for e in doc.ents])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd="/").stdout
    assert "'vigie_lemmas'" in told and "'La ministre est venue à Lyon jeudi.'" in told and "'venir'" in told
    assert "['Lyon']" in told


def test_the_shipped_pipeline_is_small() -> None:
    size = sum(path.stat().st_size for path in FRENCH_FOLDER.rglob("*") if path.is_file())
    assert size <= 15_000_000


def test_names_are_read_without_their_title() -> None:
    (found,) = find_names(["Le docteur Pierre Lemoine et Mme Claire Fournier exercent à Toulouse."])
    assert [(one.text, one.kind) for one in found] == [
        ("Pierre Lemoine", "PER"), ("Claire Fournier", "PER"), ("Toulouse", "LOC"),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(max_size=200) | st.sampled_from(["Dr Paul Ricard", "à Lyon\ud800 !", "M.", "@", "l'ARS"]), max_size=4
    )
)
def test_names_are_spans_of_any_text(texts: list[str]) -> None:
    for text, names in zip(texts, find_names(texts), strict=True):
        assert all(text[one.start : one.end] == one.text != "" for one in names)


def test_an_actor_of_the_watch_wins_over_a_name_that_overlaps_it() -> None:
    actor = Mention(text="MG France", start=0, end=9, kind="ORG", actor="mg-france")
    names = [Mention(text="France", start=3, end=9, kind="LOC"), Mention(text="Lyon", start=12, end=16, kind="LOC")]
    assert merge([actor], names) == [actor, names[1]]


def test_batches_come_back_in_order() -> None:
    texts = [f"Phrase {number}." for number in range(600)]
    assert list(read_batches(load_blank(), texts, keep=lambda doc: doc.text)) == texts


def test_a_form_never_seen_gets_its_lemma_by_its_ending_or_its_letters() -> None:
    lemmas = Lemmas(load_blank().vocab)
    lemmas.learn(
        [
            ("chantait", "VERB", "chanter"),
            ("parlait", "VERB", "parler"),
            ("médecins", "NOUN", "médecin"),
            ("Lyon", "PROPN", "Lyon"),
        ]
    )
    assert lemmas.lemma("refusait", "VERB") == "refuser"
    assert lemmas.lemma("medecins", "NOUN") == "médecin"
    assert lemmas.lemma("Nevers", "PROPN") == "Nevers"
    assert lemmas.lemma("Chantait", "VERB") == "chanter"


def test_lemmas_survive_their_file(tmp_path: Path) -> None:
    lemmas = Lemmas(load_blank().vocab)
    lemmas.learn([("chantait", "VERB", "chanter"), ("parlait", "VERB", "parler")])
    lemmas.to_disk(tmp_path / "lemmas")
    again = Lemmas(load_blank().vocab).from_disk(tmp_path / "lemmas")
    assert (again.table, again.endings) == (lemmas.table, lemmas.endings)
    assert again.lemma("refusait", "VERB") == "refuser"


def test_a_contraction_is_one_token_that_stands_for_its_preposition(tmp_path: Path) -> None:
    path = tmp_path / "rhapsodie-test.conllu.gz"
    path.write_bytes(gzip.compress(CONLLU.encode()))
    (sentence,) = read_treebank(path)
    assert [word.text for word in sentence] == ["Il", "parle", "du", "canton", "."]
    assert (sentence[2].pos, sentence[2].dep, sentence[2].head) == ("ADP", "case", 3)
    assert sentence[3].morph == "Gender=Masc|Number=Sing"
    doc = as_tree(load_blank().vocab, [sentence, sentence])
    assert doc.text == "Il parle du canton. Il parle du canton. " and len(list(doc.sents)) == 2


def test_a_bare_sentence_loses_its_stop_or_gets_an_emoji(tmp_path: Path) -> None:
    path = tmp_path / "x.conllu.gz"
    path.write_bytes(gzip.compress(CONLLU.encode()))
    (sentence,) = read_treebank(path)
    ends = {bare(sentence, random.Random(seed))[-1].pos for seed in range(60)}
    assert ends == {"NOUN", "PUNCT", "SYM"}


def test_a_rewritten_example_keeps_its_annotation() -> None:
    reader: Language = load_blank()
    doc = as_doc(reader, Names("Étienne soigne à Béziers", [(17, 24, "LOC")]))
    assert doc is not None
    rewritten = rewrite(reader, Example(reader.make_doc(doc.text), doc), lambda word: strip_accents(word.lower()))
    assert rewritten.reference.text == rewritten.predicted.text == "etienne soigne a beziers"
    assert [(span.text, span.label_) for span in rewritten.reference.ents] == [("beziers", "LOC")]


def test_certain_names_are_marked_and_doubtful_ones_left_open() -> None:
    certain = Certain([], {"MG France": "ORG"})
    names = certain.mark("Selon MG France, le Dr Zorbec et Marie Kadour exercent à Plouzic. La Zibeline ferme.")
    assert {(names.text[start:end], kind) for start, end, kind in names.marked} == {
        ("MG France", "ORG"), ("Zorbec", "PER"), ("Marie Kadour", "PER"), ("Plouzic", "LOC"),
    }  # fmt: skip
    assert [names.text[start:end] for start, end in names.open] == ["Zibeline"]


def test_a_well_known_body_is_read_and_a_double_name_stays_whole() -> None:
    (found,) = find_names(["Joint par l'AFP, le Dr Karim Ould-Ali refuse de répondre."])
    assert [(one.text, one.kind) for one in found] == [("AFP", "ORG"), ("Karim Ould-Ali", "PER")]


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            ["je paie", "c'est fini", "😡", "\u200d", "…", "...", "\ud83d", "é\u0301", "\n", "« oui »", "M.", "ok", ","]
        ),
        max_size=40,
    ).map(" ".join)
)
def test_sentences_of_any_comment_are_exact_spans(text: str) -> None:
    previous = 0
    for start, end in find_comment_sentences(text):
        assert start >= previous and not text[previous:start].strip()
        assert text[start:end].strip() == text[start:end] != ""
        previous = end
    assert not text[previous:].strip()
