"""Charts are pure functions: rows in, a drawing in French out."""

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import altair
import pytest

from dashboard.calibration import Step
from dashboard.charts.argument_course import draw_course
from dashboard.charts.arguments import draw_arguments, rank_arguments
from dashboard.charts.calibration import draw_calibration
from dashboard.charts.distance import draw_distance
from dashboard.charts.marks import Mark, mark_times
from dashboard.charts.messages import draw_messages
from dashboard.charts.stance import draw_stance_by_target, draw_weekly_counts, draw_weekly_share
from dashboard.charts.voices import draw_voices
from dashboard.charts.volume import draw_weekly_volume
from dashboard.intervals import Distance, Part, Share, measure_shares
from dashboard.names import OF_UNITS, STANCES, UNITS
from dashboard.theme import STANCE_COLOURS
from dashboard.voices import Voice as VoiceOf
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

FILTERS = Filters(first_on=date(2026, 11, 2), last_on=date(2026, 11, 22))
WEEKS = ("2026-11-02", "2026-11-09", "2026-11-16")
GAPS = [
    {"source_id": "confrere", "source": "Le Confrère du soir", "day": "2026-11-05", "status": "failed"},
    {"source_id": "", "source": "", "day": "2026-11-06", "status": "none"},
]
SIZES = (0, 1, 300)
VOICES: tuple[Voice, ...] = ("reader", "press", "speaker")


def stance_rows(n: int) -> list[Row]:
    """`n` units spread over weeks, threads and stances."""
    return [
        {"week": WEEKS[i % 3], "thread_id": f"fil {i % 7}", "stance": list(STANCES)[i % 4], "n": 1} for i in range(n)
    ]


def link(*parts: str) -> str:
    return "passages?" + "&".join(parts)


def weekly_volume(n: int, voice: Voice) -> Any:
    rows = [{"week": WEEKS[i], "voice": voice, "n": n} for i in range(min(3, n))]
    return draw_weekly_volume(rows, GAPS, FILTERS, voice=voice, link=link)


def stance_by_target(n: int, voice: Voice) -> Any:
    shares = {"cible": measure_shares(stance_rows(n))} if n else {}
    return draw_stance_by_target(shares, {"cible": "Une cible"}, FILTERS, voice=voice, link=link)


def weekly_counts(n: int, voice: Voice) -> Any:
    return draw_weekly_counts(stance_rows(n), GAPS, FILTERS, voice=voice, name="Une cible", link=link)


def weekly_share(n: int, voice: Voice) -> Any:
    rows = stance_rows(n)
    shares = {week: measure_shares([row for row in rows if row["week"] == week]) for week in WEEKS[: min(3, n)]}
    return draw_weekly_share(shares, GAPS, FILTERS, voice=voice, name="Une cible")


def arguments(n: int, voice: Voice) -> Any:
    rows = [{"argument": f"argument {i}", "use": "asserts", "n": n - i} for i in range(min(n, 12))]
    return draw_arguments(rows, {row["argument"]: row["argument"] for row in rows}, FILTERS, voice=voice, link=link)


CHARTS: list[Callable[[int, Voice], Any]] = [weekly_volume, stance_by_target, weekly_counts, weekly_share, arguments]


def values_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row that a drawing holds."""
    found = json.loads(spec.get("data", {}).get("values", "[]"))
    for layer in spec.get("layer", []):
        found += values_of(layer)
    return list(found)


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_drawn_from_nothing_one_and_many(chart: Callable[[int, Voice], Any], n: int, voice: Voice) -> None:
    spec = chart(n, voice).to_dict()
    altair.Chart.from_dict(spec)  # checks it against the schema of Vega-Lite
    title = spec["title"]
    said = " ".join([title["text"], *title["subtitle"]])
    assert OF_UNITS[voice] in said or UNITS[voice][1] in said.lower(), "the unit stands in the title"
    assert "du 2\u00a0nov. au 22\u00a0nov. 2026" in said, "so does the period"


@pytest.mark.parametrize("chart", CHARTS)
def test_numbers_and_months_are_french(chart: Callable[[int, Voice], Any]) -> None:
    locale = chart(1, "reader").to_dict()["config"]["locale"]
    assert locale["number"]["decimal"] == "," and locale["number"]["thousands"] == "\u202f"
    assert locale["time"]["shortMonths"][10] == "nov." and locale["time"]["months"][1] == "février"


@pytest.mark.parametrize("chart", [weekly_volume, stance_by_target, weekly_counts, arguments])
def test_each_bar_opens_its_passages(chart: Callable[[int, Voice], Any]) -> None:
    drawn = values_of(chart(300, "reader").to_dict())
    bars = [row for row in drawn if "lien" in row]
    assert bars and all(row["lien"].startswith("passages?") for row in bars)
    assert '"href"' in json.dumps(chart(300, "reader").to_dict())


def test_a_stance_has_the_same_colour_in_every_chart() -> None:
    for chart in (stance_by_target, weekly_counts, weekly_share):
        for scale in scales_of(chart(300, "reader").to_dict()):
            for said, colour in zip(scale["domain"], scale["range"], strict=True):
                stance = next(name for name, word in STANCES.items() if said.endswith(word))
                assert colour == STANCE_COLOURS[stance]


def scales_of(node: Any) -> list[dict[str, Any]]:
    """The colour scales of a drawing."""
    if isinstance(node, list):
        return [one for item in node for one in scales_of(item)]
    if not isinstance(node, dict):
        return []
    own = [node["color"]["scale"]] if isinstance(node.get("color"), dict) and "scale" in node["color"] else []
    return own + [one for item in node.values() for one in scales_of(item)]


def test_bars_start_at_zero_and_stack_without_overlap() -> None:
    bars = [row for row in values_of(weekly_counts(300, "reader").to_dict()) if "haut" in row]
    for week in WEEKS:
        spans = sorted((row["bas"], row["haut"]) for row in bars if row["from"].startswith(week))
        assert spans[0][0] == 0
        assert all(left[1] == right[0] for left, right in itertools.pairwise(spans))
        assert spans[-1][1] == 100


def test_a_target_under_thirty_units_has_words_instead_of_bars() -> None:
    drawn = values_of(stance_by_target(1, "reader").to_dict())
    assert [row["texte"] for row in drawn if "texte" in row] == ["effectif trop faible (1)"]
    assert not [row for row in drawn if "position" in row]


def test_a_week_under_thirty_units_has_no_point() -> None:
    drawn = values_of(weekly_share(30, "reader").to_dict())
    assert not [row for row in drawn if "part" in row]
    assert len([row for row in drawn if "trop faible" in row.get("infobulle", "")]) == 3


def test_days_without_collection_are_shaded() -> None:
    for chart in (weekly_volume, weekly_counts, weekly_share):
        shaded = {row["from"][:10]: row["infobulle"] for row in values_of(chart(1, "reader").to_dict())
                  if "collecte" in row["infobulle"]}  # fmt: skip
        assert list(shaded) == ["2026-11-05", "2026-11-06"]
        assert shaded["2026-11-05"].endswith("collecte incomplète (Le Confrère du soir)")
        assert shaded["2026-11-06"].endswith("aucune collecte")


def test_arguments_are_ranked_by_units() -> None:
    rows = [{"argument": "a", "use": "asserts", "n": 1}, {"argument": "b", "use": "asserts", "n": 2},
            {"argument": "a", "use": "refutes", "n": 3}]  # fmt: skip
    assert rank_arguments(rows) == ["a", "b"]


def test_every_other_chart_follows_the_schema_of_vega_lite() -> None:
    for filters in (FILTERS, replace(FILTERS, first_on=date(2024, 1, 1))):
        part = Part(n=12, total=40, share=0.3, low=0.2, high=0.4)
        parts = {week: {"asserts": part, "refutes": part, "reports": part} for week in WEEKS}
        share = Share(stance="against", n=12, total=40, share=0.3, low=0.2, high=0.4)
        distance = Distance(reader=share, other=share, value=0.1, low=-0.1, high=0.3)
        camp = VoiceOf(slug="x", n_quotes=40, n_words=200, share=0.3, low=0.2, high=0.4)
        names = {"x": "Un nom"}
        drawings = [
            draw_course(parts, GAPS, filters, voice="reader", name="Un argument"),
            draw_distance({"x": distance}, names, filters, voice="press", link=link),
            draw_messages({week: {"ours": 3, "others": 1} for week in WEEKS}, {"ours": "Nous", "others": "D’autres"},
                          GAPS, filters),
            draw_voices({"x": camp}, names, link=link, period="du 2 au 22 nov. 2026"),
            draw_calibration([Step(score=0.6, share=0.5, low=0.4, high=0.6, n=40)]),
        ]  # fmt: skip
        marks = [Mark(day=date(2026, 11, 12), sort="event", sign="1", title="Un vote")]
        drawings.append(mark_times(drawings[0], marks, filters))
        for drawing in drawings:
            altair.Chart.from_dict(drawing.to_dict())
            assert values_of(drawing.to_dict())
