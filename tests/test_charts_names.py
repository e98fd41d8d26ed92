"""Names above bars: whatever their length, no word of a chart stands on a mark or on another word."""

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import vl_convert

from dashboard.charts.arguments import draw_arguments
from dashboard.charts.distance import draw_distance
from dashboard.charts.drawing import Drawing
from dashboard.charts.frame import wrap_name
from dashboard.charts.stance import draw_stance_by_target
from dashboard.charts.voices import draw_voices
from dashboard.intervals import Distance, Share, measure_shares
from dashboard.voices import Voice
from store.queries.filters import Filters

FILTERS = Filters(first_on=date(2026, 11, 2), last_on=date(2026, 11, 22))
LONG = (
    "Suppression du tarif d’autorité pour tous les actes des médecins installés hors de la convention nationale, "
    "y compris en ville et à l’hôpital, dès la nouvelle lecture"
)
LENGTHS = (12, 60, 120)
PHONE, SCREEN = 330, 760
LETTER = 0.5  # of its size, how wide a letter of Source Sans is on average


@dataclass(frozen=True)
class Box:
    """Where something stands, in points."""

    left: float
    top: float
    right: float
    bottom: float
    said: str

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right - 0.5 and other.left < self.right - 0.5
        return across and self.top < other.bottom - 0.5 and other.top < self.bottom - 0.5


def names(length: int) -> dict[str, str]:
    return {f"cible-{place}": f"{place} {LONG}"[: length if place != 1 else 14] for place in range(3)}


def shares(against: int, favour: int, neutral: int = 0) -> list[Share]:
    kinds = [("against", against), ("favour", favour), ("neutral", neutral)]
    return measure_shares([
        {"week": "2026-11-02", "thread_id": f"fil {place % 12}", "stance": stance, "n": 1}
        for stance, n in kinds for place in range(n)
    ])  # fmt: skip


def by_target(length: int) -> Drawing:
    found = dict(zip(names(length), (shares(60, 2), shares(5, 5), shares(0, 1, neutral=70)), strict=True))
    return draw_stance_by_target(found, names(length), FILTERS, voice="reader", link=lambda *parts: "lien")


def by_argument(length: int) -> Drawing:
    rows = [{"argument": slug, "use": use, "n": 30} for slug in names(length) for use in ("asserts", "refutes")]
    return draw_arguments(rows, names(length), FILTERS, voice="reader", link=lambda *parts: "lien")


def by_distance(length: int) -> Drawing:
    reader, press = shares(40, 10)[0], shares(20, 30)[0]
    assert reader.stance == "against"
    told = Distance(reader=reader, other=press, value=0.4, low=0.2, high=0.6)
    drawn = dict.fromkeys(names(length), told)
    return draw_distance(drawn, names(length), FILTERS, voice="press", link=lambda *parts: "lien")


def by_camp(length: int) -> Drawing:
    told = {slug: Voice(slug=slug, n_quotes=40, n_words=400, share=share, low=share - 0.02, high=1.0)
            for slug, share in zip(names(length), (0.98, 0.5, 0.1), strict=True)}  # fmt: skip
    return draw_voices(told, names(length), link=lambda slug: "lien", period="du 2 au 22 nov. 2026")


CHARTS: Sequence[Callable[[int], Drawing]] = (by_target, by_argument, by_distance, by_camp)


def scene_of(drawing: Drawing, width: int) -> dict[str, Any]:
    spec = json.loads(json.dumps(drawing.to_dict())) | {"width": width}
    found: dict[str, Any] = vl_convert.vegalite_to_scenegraph(spec)
    return found


def boxes(scene: dict[str, Any], x: float = 0, y: float = 0) -> Iterator[tuple[str, Box]]:
    """What is drawn inside the frame, kind by kind: titles, legends and axes stand outside."""
    for item in scene["items"]:
        if scene["marktype"] == "group":
            if str(scene.get("role", "")).startswith(("title", "legend", "axis")):
                continue
            for inner in item["items"]:
                yield from boxes(inner, x + item.get("x", 0), y + item.get("y", 0))
        else:
            yield scene["marktype"], box_of(scene["marktype"], item, x, y)


def box_of(kind: str, item: dict[str, Any], x: float, y: float) -> Box:
    left, top = x + item.get("x", 0), y + item.get("y", 0)
    if kind == "text":
        size = item["fontSize"]
        width = size * LETTER * len(item["text"])
        left += item.get("dx", 0)
        left -= {"right": width, "center": width / 2}.get(item.get("align", "left"), 0)
        base = top + item.get("dy", 0)
        high = base - size if item.get("baseline") == "bottom" else base - 0.75 * size
        return Box(left, high, left + width, high + size, item["text"])
    if kind == "symbol":
        return Box(left - 5, top - 5, left + 5, top + 5, kind)
    if kind == "rule":
        right, bottom = x + item.get("x2", item.get("x", 0)), y + item.get("y2", item.get("y", 0))
        return Box(min(left, right), min(top, bottom) - 0.6, max(left, right) + 1, max(top, bottom) + 0.6, kind)
    return Box(left, top, left + item.get("width", 1), top + item.get("height", 1), kind)


@pytest.mark.parametrize("width", [PHONE, SCREEN])
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("draw", CHARTS)
def test_no_word_of_a_chart_stands_on_a_mark_or_another_word(
    draw: Callable[[int], Drawing], length: int, width: int
) -> None:
    found = list(boxes(scene_of(draw(length), width)["scenegraph"]))
    words = [box for kind, box in found if kind == "text"]
    marks = [box for kind, box in found if kind != "text"]

    assert len(words) >= 3 and len(marks) >= 3
    assert not [(word.said, mark) for word in words for mark in marks if word.meets(mark)]
    assert not [(one.said, other.said) for one, other in itertools.combinations(words, 2) if one.meets(other)]


@pytest.mark.parametrize("width", [PHONE, SCREEN])
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("draw", CHARTS)
def test_no_word_leaves_its_chart(draw: Callable[[int], Drawing], length: int, width: int) -> None:
    scene = scene_of(draw(length), width)
    words = [box for kind, box in boxes(scene["scenegraph"]) if kind == "text"]
    left = -scene["origin"][0]

    assert not [box for box in words if box.left < left or box.right > left + width or box.top < 0]


def test_a_name_is_whole_on_its_lines() -> None:
    for length in LENGTHS:
        name = LONG[:length]
        assert " ".join(wrap_name(name)).split() == name.split()
