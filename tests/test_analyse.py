"""`vigie analyse` as a Unix filter: one line in, one line out, whatever the line."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.analyse import analyse_lines
from nlp.pipeline import Pipeline
from store.watch import load_watch, packaged_watch
from vigie.cli import cli

PIPELINE = Pipeline(load_watch(packaged_watch()))
KEYS = st.sampled_from(["id", "text", "kind", "speaker", "context", "targets", "title", "parent"]) | st.text(max_size=5)
TEXT = (
    "Selon la docteure Ysaline Trompevent, « 1 347 médecins hors convention » sont visés : le patient paiera plein pot."
)


def run(*lines: str) -> list[dict[str, object]]:
    return list(analyse_lines(lines, PIPELINE))


def test_one_line_gives_every_layer_with_offsets_of_the_given_text() -> None:
    (found,) = run(json.dumps({"id": 7, "text": TEXT, "kind": "paragraph"}))
    assert set(found) == {
        "id", "relevant", "relevance", "stance", "sentiment", "arguments", "quotes", "figures", "entities",
    }  # fmt: skip
    assert found["id"] == 7 and found["relevant"] is True
    for layer in ("quotes", "figures", "entities"):
        for span in found[layer]:  # type: ignore[attr-defined]
            assert TEXT[span["start"] : span["end"]] == span["text"]
    assert [(one["value"], one["said_by"]) for one in found["figures"]] == [(1347.0, "Ysaline Trompevent")]  # type: ignore[attr-defined]
    for argument in found["arguments"]:  # type: ignore[attr-defined]
        assert all(TEXT[start:end] for start, end in argument["evidence"])


def test_order_is_kept_and_a_bad_line_is_named_in_french() -> None:
    found = run(
        '{"id": "a", "text": "Bonjour."}', "pas du json", "", '{"id": "c"}', "[]", '{"id": "d", "text": "Oui."}'
    )
    assert [one.get("id", one.get("line")) for one in found] == ["a", 2, 4, 5, "d"]
    assert [one["error"] for one in found if "error" in one] == [
        "ligne : ce n’est pas un objet JSON lisible",
        "text : champ obligatoire absent",
        "ligne : ce n’est pas un objet JSON",
    ]


def test_annotated_lines_can_be_piped_as_they_are() -> None:
    line = {"id": "x", "text": TEXT, "context": None, "kind": None, "stance": {}, "batch": "t01", "targets": []}
    assert "error" not in run(json.dumps(line))[0]


def test_another_proposition_is_judged_under_its_own_id() -> None:
    asked = {
        "id": 1,
        "text": "La cantine gratuite, je suis pour.",
        "targets": [{"id": "cantine", "text": "Rendre la cantine gratuite"}],
    }
    (found,) = run(json.dumps(asked))
    assert {one["target"] for one in found["stance"]} <= {"cantine"}  # type: ignore[attr-defined]


def test_a_passage_outside_the_debate_has_no_stance_and_no_argument() -> None:
    (found,) = run(
        '{"id": 1, "text": "Le secteur 3 du parking est fermé dimanche, les familles sont prises en otage."}'
    )
    assert (found["relevant"], found["stance"], found["arguments"]) == (False, [], [])


@pytest.mark.parametrize(
    ("text", "code"), [('{"id": 1, "text": "a"}\n', 0), ('{"id": 1, "text": "a"}\nx\n', 1), ("x\n", 3)]
)
def test_the_exit_code_says_how_much_was_read(text: str, code: int) -> None:
    result = CliRunner().invoke(cli, ["analyse"], input=text)
    assert result.exit_code == code


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_a_result(text: str) -> None:
    (found,) = run(json.dumps({"id": 1, "text": text}))
    assert "error" in found or found["id"] == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
LINES = st.binary(max_size=200).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b"")) | JSON.map(
    lambda value: json.dumps(value).encode()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=4))
def test_any_bytes_are_answered_line_by_line(lines: list[bytes]) -> None:
    result = CliRunner().invoke(cli, ["analyse"], input=b"\n".join(lines))
    assert result.exit_code in (0, 1, 3) and not isinstance(result.exception, Exception), result.exception
    answers = [json.loads(line) for line in result.stdout.split("\n") if line]
    n_asked = sum(bool(line.decode("utf-8", "replace").strip()) for line in lines)
    assert len(answers) == n_asked
    assert all("error" in one or "stance" in one for one in answers)
