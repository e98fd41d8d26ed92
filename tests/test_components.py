"""Quotes, figures, actors and stances as components of spaCy: what the product reads, on anybody's pipeline."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import nlp.components
from nlp.actors import find_actors
from nlp.analyse import analyse_lines
from nlp.french import FRENCH_FOLDER
from nlp.pipeline import Pipeline, read_figures
from nlp.quotes import find_quotes
from store.watch import FILES, Watch, WatchError, load_watch, packaged_watch

NAMES = ("vigie_quotes", "vigie_figures", "vigie_actors")
TEXTS = (
    "« Nous ne céderons pas », prévient Agnès Giannotti, présidente de MG France. La CSMF compte 1 347 départs.",
    "Selon la caisse, 927 médecins sont en secteur 3, soit 0,8 % d’entre eux ; le syndicat parle de « 1 347 ».",
    "Le maire assure que 2 à 3 cabinets fermeront.Il ajoute :« C’est (encore)trop ! »",
    "lol 😂😂 « on va tous partir 👩🏽‍⚕️ » dit le Dr Marty, 80€ la consult 🤑🤑",
    "D’après l’UFML, plus de 15 % des généralistes partiraient.\n\n« Pas un de plus », répond le ministre.",
    "Rien à dire.",
    " \n\u202f",
    "",
)


@pytest.fixture(scope="module")
def watch() -> Watch:
    return load_watch(packaged_watch())


@pytest.fixture(scope="module")
def reader() -> Language:
    return _reader()


def _reader(*names: str) -> Language:
    reader = spacy.blank("fr")
    for name in names or NAMES:
        reader.add_pipe(name)
    return reader


def _records(doc: Doc, key: str) -> list[Any]:
    return [span._.vigie for span in doc.spans[key]]


def _holds_what_the_product_finds(doc: Doc, watch: Watch) -> None:
    text, quotes = doc.text, find_quotes(doc.text)
    links = Pipeline(watch).link([one.speaker for one in quotes if one.speaker], f"\n{text}")
    said = [(one.start, one.end, one.speaker, one.cue, one.kind, one.attitude) for one in quotes]
    spans = list(doc.spans["vigie_quotes"])
    assert said == [(s._.exact_start, s._.exact_end, s._.speaker, s._.cue, s._.kind, s._.attitude) for s in spans]
    assert [links.get(one.speaker or "") for one in quotes] == [span._.actor for span in spans]
    assert _records(doc, "vigie_figures") == read_figures(text, quotes=quotes)
    assert _records(doc, "vigie_actors") == find_actors(text, watch=watch)
    for span in (span for key in NAMES for span in doc.spans[key]):
        assert text[span._.exact_start : span._.exact_end] == span._.exact
        assert span.start_char <= span._.exact_start < span._.exact_end <= span.end_char


def test_a_blank_pipeline_of_a_fresh_process_finds_the_components_without_our_code() -> None:
    program = f"""
import spacy
reader = spacy.blank("fr")
for name in {(*NAMES, "vigie_stance")!r}:
    reader.add_pipe(name)
doc = reader({TEXTS[0]!r})
print([s._.speaker for s in doc.spans["vigie_quotes"]], [s._.value for s in doc.spans["vigie_figures"]])
print([s._.actor for s in doc.spans["vigie_actors"]], doc._.vigie_relevant)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    assert "['Agnès Giannotti'] [1347.0]" in done.stdout
    assert "['agnes-giannotti', 'mg-france', 'csmf']" in done.stdout


def test_the_example_of_the_model_s_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = re.search(r"```python\n(.+?)```", (FRENCH_FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    monkeypatch.chdir(FRENCH_FOLDER.parents[2])
    exec(shown[1], {})
    told = capsys.readouterr().out
    assert "Nous ne céderons pas Agnès Giannotti neutral agnes-giannotti" in told
    assert "1347.0 None médecins exact CSMF" in told and "('CSMF', 'csmf')" in told


@pytest.mark.parametrize("text", TEXTS)
def test_components_find_what_the_product_finds(text: str, reader: Language, watch: Watch) -> None:
    _holds_what_the_product_finds(reader(text), watch)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(max_size=60) | st.sampled_from([*TEXTS, "«", "» dit-il", "12%", "👩🏽‍⚕️", "MG France"]), max_size=4)
)
def test_components_find_it_in_any_text(pieces: list[str]) -> None:
    text = "".join(pieces).encode("utf-8", "replace").decode()
    _holds_what_the_product_finds(_shared(text), load_watch(packaged_watch()))


def _shared(text: str, made: list[Language] = []) -> Doc:  # noqa: B006  one pipeline for all generated texts
    if not made:
        made.append(_reader())
    return made[0](text)


def test_a_quote_glued_to_its_word_covers_the_token_and_keeps_its_characters(reader: Language) -> None:
    doc = reader("Il a dit « on arrête tout demain matin,c’est fini ».Et voilà.")
    (quote,) = doc.spans["vigie_quotes"]
    assert quote._.exact == "on arrête tout demain matin,c’est fini"
    assert quote._.exact in quote.text


def test_the_shipped_pipeline_takes_them_and_keeps_its_own_names() -> None:
    reader = spacy.load(FRENCH_FOLDER)
    named = [(entity.text, entity.label_) for entity in reader(TEXTS[0]).ents]
    for name in NAMES:
        reader.add_pipe(name)
    with reader.memory_zone():
        doc = reader(TEXTS[0])
        assert [span._.speaker for span in doc.spans["vigie_quotes"]] == ["Agnès Giannotti"]
        assert [(entity.text, entity.label_) for entity in doc.ents] == named


def test_figures_alone_know_who_says_them(watch: Watch) -> None:
    for text in TEXTS:
        doc = _reader("vigie_figures")(text)
        assert _records(doc, "vigie_figures") == read_figures(text, quotes=find_quotes(text))
        assert "vigie_quotes" not in doc.spans


def test_a_figure_and_a_quote_of_the_same_words_keep_their_own_kind(reader: Language) -> None:
    doc = reader("Le syndicat parle de « 1 347 » départs.")
    kinds = {span._.kind for key in ("vigie_quotes", "vigie_figures") for span in doc.spans[key]}
    assert "count" in kinds and all(span.label_ == span._.kind for key in NAMES for span in doc.spans[key])


def test_an_actor_stands_in_the_knowledge_base_id_of_its_span(reader: Language) -> None:
    doc = reader(TEXTS[0])
    assert [span.kb_id_ for span in doc.spans["vigie_actors"]] == ["agnes-giannotti", "mg-france", "csmf"]


def test_an_answer_is_a_quote_by_who_the_document_says(reader: Language) -> None:
    doc = reader.make_doc("Nous partirons tous. Il en reste 927.")
    doc._.vigie_kind, doc._.vigie_speaker = "answer", "Awa Brunel"
    doc = reader(doc)
    assert _records(doc, "vigie_quotes") == find_quotes(doc.text, speaker="Awa Brunel", kind="answer")
    assert [span._.said_by for span in doc.spans["vigie_figures"]] == ["Awa Brunel"]


def test_a_title_tells_who_a_family_name_is(reader: Language, watch: Watch) -> None:
    doc = reader.make_doc("Giannotti a raison.")
    doc._.vigie_title = "Agnès Giannotti répond"
    wanted = find_actors("Giannotti a raison.", watch=watch, context="Agnès Giannotti répond")
    assert wanted and _records(reader(doc), "vigie_actors") == wanted


def test_an_unknown_kind_of_document_is_refused(reader: Language) -> None:
    doc = reader.make_doc("Bonjour.")
    doc._.vigie_kind = "tribune"
    with pytest.raises(ValueError, match="'tribune', the kinds are title"):
        reader(doc)


def test_batches_keep_their_contexts_and_their_order(reader: Language, watch: Watch) -> None:
    asked = [(text, number) for number, text in enumerate(TEXTS * 3)]
    read = list(reader.pipe(asked, as_tuples=True, batch_size=5, n_process=1))
    assert [(doc.text, number) for doc, number in read] == asked
    for doc, _ in read[: len(TEXTS)]:
        _holds_what_the_product_finds(doc, watch)


def test_a_saved_pipeline_reads_as_before(reader: Language, tmp_path: Path) -> None:
    reader.to_disk(tmp_path / "saved")
    again = spacy.load(tmp_path / "saved")
    rebuilt = spacy.blank("fr").from_config(reader.config).from_bytes(reader.to_bytes())
    for text in TEXTS:
        for key in NAMES:
            assert _records(reader(text), key) == _records(again(text), key) == _records(rebuilt(text), key)


def test_documents_written_to_disk_keep_what_was_read(reader: Language) -> None:
    docs = [reader(text) for text in TEXTS]
    written = DocBin(store_user_data=True, docs=docs).to_bytes()
    read = list(DocBin(store_user_data=True).from_bytes(written).get_docs(spacy.blank("fr").vocab))
    for before, after in zip(docs, read, strict=True):
        assert all(_records(before, key) == _records(after, key) for key in NAMES)


def test_documents_joined_keep_their_records_at_their_new_place(reader: Language) -> None:
    joined = Doc.from_docs([reader(TEXTS[0]), reader(TEXTS[1])])
    spans = [span for key in NAMES for span in joined.spans[key]]
    assert len(spans) > 6
    assert all(joined.text[span._.exact_start : span._.exact_end] == span._.exact for span in spans)


def test_a_speaker_put_right_is_what_later_components_read(reader: Language) -> None:
    doc = _reader("vigie_quotes")(TEXTS[1])
    for quote in doc.spans["vigie_quotes"]:
        quote._.speaker = "la CNAM"
    doc = _reader("vigie_figures")(doc)
    assert {one.speaker for one in _records(doc, "vigie_quotes")} == {"la CNAM"}
    assert "la CNAM" in {span._.said_by for span in doc.spans["vigie_figures"]}
    with pytest.raises(ValueError, match=r"span\._\.speaker is said of"):
        doc[0:1]._.speaker = "la CNAM"


def test_a_span_of_somebody_else_has_nothing(reader: Language) -> None:
    span = reader(TEXTS[0])[0:3]
    assert (span._.vigie, span._.speaker, span._.value, span._.exact) == (None, None, None, None)


def test_another_watch_has_its_own_actors(tmp_path: Path) -> None:
    folder = tmp_path / "veille"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_bytes((packaged_watch() / name).read_bytes())
    actors = folder / "actors.toml"
    entry = f'''
[[actors]]
slug = "guilde-brume"
name = "Guilde de la Brume"
kind = "ORG"
camp = "{load_watch(folder).actors[0].camp}"
role = "Corporation inventée"
checked_on = 2026-11-26
aliases = ["Guilde de la Brume"]
'''
    actors.write_text(actors.read_text(encoding="utf-8") + entry, encoding="utf-8")
    reader = spacy.blank("fr")
    reader.add_pipe("vigie_actors", config={"watch": str(folder), "spans_key": "brume"})
    reader.to_disk(tmp_path / "saved")
    doc = spacy.load(tmp_path / "saved")("La Guilde de la Brume proteste.")
    assert [span._.actor for span in doc.spans["brume"]] == ["guilde-brume"]
    assert "vigie_actors" not in doc.spans


def test_a_folder_that_holds_no_watch_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(WatchError, match=r"watch\.toml"):
        spacy.blank("fr").add_pipe("vigie_actors", config={"watch": str(tmp_path)})


def test_stances_are_those_that_analyse_prints(watch: Watch) -> None:
    texts = [*TEXTS, "Dérembourser les ordonnances du secteur 3 punit les malades, il faut y renoncer."]
    lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    docs = list(_reader("vigie_stance").pipe(texts))  # one batch, as below: the model rounds by batch
    assert any(doc._.vigie_stance for doc in docs)
    for doc, printed in zip(docs, analyse_lines(lines, Pipeline(watch)), strict=True):
        for key in ("relevant", "stance", "sentiment", "arguments", "relevance"):
            assert doc._.get(f"vigie_{key}") == printed[key]


def test_a_document_too_long_for_a_passage_is_refused_by_stance() -> None:
    reader = _reader("vigie_stance")
    with pytest.raises(ValueError, match="a document of 100001 characters"):
        reader(Doc(reader.vocab, words=["x" * 100_001], spaces=[False]))


def test_an_attribute_of_somebody_else_is_left_alone_and_told() -> None:
    program = """
import warnings
from spacy.tokens import Span
Span.set_extension("speaker", default="mine")
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    import nlp.components
assert any("span._.speaker is already another's" in str(one.message) for one in told)
import spacy
reader = spacy.blank("fr")
reader.add_pipe("vigie_quotes")
doc = reader("« Nous ne céderons pas », prévient Awa Brunel.")
(quote,) = doc.spans["vigie_quotes"]
assert quote._.kind == "direct"
print(quote._.speaker, quote._.vigie.speaker)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.strip() == "mine Awa Brunel"


def test_declaring_the_attributes_twice_changes_nothing(recwarn: pytest.WarningsRecorder) -> None:
    nlp.components.declare_attributes()
    assert not [one for one in recwarn if "already another's" in str(one.message)]
