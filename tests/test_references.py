"""Passages annotated by reference: read from the corpora, their text nowhere in the project."""

import json
import lzma
from pathlib import Path

import pytest

from nlp.training import references
from nlp.training.references import REFERENCES, read_references
from nlp.training.sources import DataError


def line(record: int, end: int) -> str:
    source = {"folder": "corpus", "file": "a.txt.xz", "record": record, "field": None, "start": 3, "end": end}
    return json.dumps({"id": "ref-1", "source": source, "kind": "paragraph", "relevant": False, "stance": {},
                       "arguments": [], "sentiment": "neutral"})  # fmt: skip


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "corpus").mkdir()
    with lzma.open(tmp_path / "corpus" / "a.txt.xz", "wt", encoding="utf-8") as file:
        file.write("Une ligne.\nÉté comme hiver.\n")
    monkeypatch.setattr(references, "REFERENCES", tmp_path)
    return tmp_path


def test_a_passage_is_cut_out_of_its_record(corpus: Path) -> None:
    (corpus / "train.jsonl").write_text(line(1, 9) + "\n", encoding="utf-8")
    assert [passage.text for passage in read_references("train", corpus)] == [" comme"]


@pytest.mark.parametrize(("record", "end", "told"), [(9, 9, "beyond"), (2, 9, "shorter")])
def test_a_reference_that_leads_nowhere_is_named(corpus: Path, record: int, end: int, told: str) -> None:
    (corpus / "train.jsonl").write_text(line(record, end) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=told):
        read_references("train", corpus)


def test_no_text_of_a_corpus_is_kept() -> None:
    rows = [
        json.loads(one) for name in ("train", "dev") for one in (REFERENCES / f"{name}.jsonl").open(encoding="utf-8")
    ]
    assert len(rows) >= 1000
    assert not any("text" in row for row in rows)
    for row in rows:
        spans = [*row.get("quotes", ()), *row.get("figures", ())]
        kept = [value for span in spans for name, value in span.items() if isinstance(value, str)
                and name not in ("kind", "attitude", "comparator", "unit")]  # fmt: skip
        assert kept == [], row["id"]
