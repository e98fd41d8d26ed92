"""A checkpoint of a hub gives the sides, the shipped graph everything else; made here, tiny, without any network."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from nlp.evaluation.evaluate import evaluate
from nlp.evaluation.gold_sets import GoldSet
from nlp.evaluation.systems import open_pipeline, weights_hash
from nlp.model_store import ModelError
from nlp.pipeline import Pipeline
from nlp.training.gold import GoldPassage
from store.watch import load_watch, packaged_watch

TARGET = "deremb-prescriptions"
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "bravo", "punition")
SPEAKS = "Dérembourser les ordonnances des médecins hors convention"
# A rule that no model of ours would have learnt: « bravo » contradicts, « punition » entails.
LOGITS = {"bravo": (0.0, 6.0, 0.0), "punition": (0.0, 0.0, 6.0)}
LABELS = {"0": "neutral", "1": "CONTRADICTION", "2": "Entailment"}


def make_checkpoint(folder: Path, *, labels: dict[str, str] | None = None) -> Path:
    """A classifier that adds up what each word weighs, saved as a hub has it."""
    (folder / "onnx").mkdir(parents=True)
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"pad_token": {"content": "[PAD]"}, "unk_token": "[UNK]"}))
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "id2label": labels or LABELS}))
    weights = np.array([LOGITS.get(word, (0.0, 0.0, 0.0)) for word in WORDS], np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["weights", "input_ids"], ["read"]),
            helper.make_node("ReduceSum", ["read", "axis"], ["logits"], keepdims=0),
        ],
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["passages", "pieces"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["passages", 3])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(np.array([1], np.int64), "axis")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(folder / "onnx" / "model.onnx"))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("hub") / "minuscule")


@pytest.fixture(scope="module")
def pipeline(folder: Path) -> Pipeline:
    return open_pipeline(folder)


@pytest.mark.parametrize(("text", "side"), [(f"{SPEAKS} : bravo", "against"), (f"{SPEAKS} : punition", "favour")])
def test_sides_are_those_of_the_checkpoint(pipeline: Pipeline, text: str, side: str) -> None:
    (said,) = pipeline.model.score([text], pipeline.targets)
    one = next(one for one in said.targets if one.target == TARGET)
    assert one.value == side and one.probs[side] > 0.9
    assert one.evidence


def test_all_but_the_sides_is_what_the_shipped_graph_says(pipeline: Pipeline) -> None:
    shipped = open_pipeline()
    texts = [f"{SPEAKS} : punition", "Merci pour cet article.", "On attend six mois un rendez-vous, on y renonce."]
    for ours, theirs in zip(*(one.model.score(texts, one.targets) for one in (shipped, pipeline)), strict=True):
        assert [one.presence for one in theirs.targets] == [one.presence for one in ours.targets]
        assert (theirs.arguments, theirs.sentiment_probs, theirs.relevance) == (
            ours.arguments, ours.sentiment_probs, ours.relevance)  # fmt: skip


def test_it_is_evaluated_as_any_model_and_its_tags_bear_its_name(pipeline: Pipeline) -> None:
    passages = [
        GoldPassage(id=f"x-{side}", text=f"{SPEAKS} : {word}", kind="comment", title=None, parent=None, relevant=True,
                    stance={TARGET: side}, sentiment="neutral")
        for word, side in (("bravo", "against"), ("punition", "favour"))
    ]  # fmt: skip
    found = evaluate(GoldSet(name="ici", passages=passages), pipeline, with_tfidf=False, with_public=False)
    (line,) = [one for one in found.of("raw", "stance") if one.group == "all"]
    assert line.score.f1 == 1.0
    assert weights_hash(pipeline) != weights_hash(open_pipeline())
    assert pipeline.tagger_ids["stance"] != open_pipeline().tagger_ids["stance"]


def test_a_watch_names_the_folder(folder: Path) -> None:
    watch = load_watch(packaged_watch())
    model = watch.model.model_copy(update={"stance": str(folder)})
    assert Pipeline(watch.model_copy(update={"model": model})).model_folder == folder


def test_labels_that_are_not_those_of_inference_are_named(tmp_path: Path) -> None:
    odd = make_checkpoint(tmp_path / "odd", labels={"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"})
    watch = load_watch(packaged_watch())
    chosen = watch.model_copy(update={"model": watch.model.model_copy(update={"stance": str(odd)})})
    with pytest.raises(ModelError, match="LABEL_0, LABEL_1, LABEL_2"):
        _ = Pipeline(chosen).model


def test_a_name_that_was_never_downloaded_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    watch = load_watch(packaged_watch())
    named = watch.model_copy(update={"model": watch.model.model_copy(update={"stance": "hub:personne/absent"})})
    with pytest.raises(ModelError, match="hub:personne/absent: not downloaded"):
        _ = Pipeline(named).model


def test_weights_without_an_onnx_file_ask_for_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = make_checkpoint(tmp_path / "bare")
    (bare / "onnx" / "model.onnx").unlink()
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    watch = load_watch(packaged_watch())
    chosen = watch.model_copy(update={"model": watch.model.model_copy(update={"stance": str(bare)})})
    with pytest.raises(ModelError, match=r"no ONNX file .* install torch"):
        _ = Pipeline(chosen).model
