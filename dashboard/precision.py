"""How right a model was when measured, as rows of `list_models` say it."""

from collections.abc import Mapping, Sequence

from dashboard.french import between, percent
from store.database import Row

# Under this measured precision a count is not to be repeated outside.
LEAST_PRECISION = 0.6
NEVER = "précision jamais mesurée"
DO_NOT_CITE = "à ne pas citer"
# What a side is measured by, voice by voice: comments in their threads, articles in their own words, persons quoted.
STANCE_LAYERS: Mapping[str, str] = {"reader": "stance", "press": "stance-press", "speaker": "stance-speaker"}
_COMPONENTS: Mapping[str, str] = {
    "argument": "arguments", "sentiment": "stance", **dict.fromkeys(STANCE_LAYERS.values(), "stance"),
}  # fmt: skip


def find_measure(model: Row | None, tag: Row, voice: str = "reader") -> Row | None:
    """The narrowest measured score that speaks of a tag: of its value, of its key, else of its whole layer.

    A side is measured voice by voice: that of readers says nothing of the press.
    """
    if model is None:
        return None
    layer = STANCE_LAYERS[voice] if tag["tag_kind"] == "stance" else tag["tag_kind"]
    by_label = {row["label"]: row for row in model["scores"] if row["layer"] == layer}
    return next((by_label[label] for label in (tag["value"], tag["key"], "") if label in by_label), None)


def list_used(models: Sequence[Row], kind: str) -> list[Row]:
    """The models that make tags of a kind (`stance`, also that of a voice, `argument`, `relevance`, `sentiment`)."""
    component = _COMPONENTS.get(kind, kind)
    return [row for row in models if row["component"] == component]


def measure_kind(models: Sequence[Row], kind: str) -> Row | None:
    """The whole-layer score of the models in use for a kind, the worst of several; `None`: never measured."""
    measures = [find_measure(row, {"tag_kind": kind, "value": "", "key": ""}) for row in list_used(models, kind)]
    known = [row for row in measures if row is not None and row["precision"] is not None]
    return min(known, key=lambda row: float(row["precision"])) if known else None


def measure_label(models: Sequence[Row], kind: str, label: str) -> Row | None:
    """The score of one target or argument, the worst of the models in use; `None` when it was not measured alone."""
    known = [
        row for model in list_used(models, kind) for row in model["scores"]
        if row["layer"] == kind and row["label"] == label and row["precision"] is not None
    ]  # fmt: skip
    return min(known, key=lambda row: float(row["precision"])) if known else None


def is_unfit(measure: Row | None) -> bool:
    """Whether a count so measured is « à ne pas citer »."""
    return measure is not None and bool(measure["precision"] < LEAST_PRECISION)


def say_precision(measure: Row) -> str:
    """A precision with its interval when it is known: « 74 % (68 à 79 %) »."""
    low, high = measure["precision_low"], measure["precision_high"]
    bounds = "" if low is None or high is None else f" ({between(low, high)})"
    return f"{percent(measure['precision'])}{bounds}"
