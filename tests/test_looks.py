"""Colours, writing and downloads of the dashboard: what can be checked without a browser."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from dashboard import theme
from dashboard.charts.marks import Mark, mark_times
from dashboard.charts.picture import draw
from dashboard.charts.volume import draw_weekly_volume
from dashboard.downloads import name_file, say_about, write_csv, write_xlsx
from dashboard.exhibit import Exhibit
from dashboard.french import typeset
from dashboard.intervals import measure_distance
from dashboard.markup import as_read, escape, paragraph, typeset_html
from dashboard.panel import fix_panel
from dashboard.theme import NIGHT, STANCE_COLOURS, darken
from store.database import Row
from store.queries.filters import Filters

STYLE = Path(theme.__file__).parent
FILTERS = Filters(first_on=date(2026, 8, 31), last_on=date(2026, 11, 22))
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISIONS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}  # fmt: skip


def linear(colour: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    found: np.ndarray[tuple[int], np.dtype[np.float64]] = np.where(
        values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4
    )
    return found


def contrast(one: str, two: str) -> float:
    """The ratio of WCAG 2.2."""
    light, dark = sorted((float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, vision: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    seen = np.clip(np.array(VISIONS[vision]) @ linear(colour), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    scaled = xyz / [0.9505, 1.0, 1.089]
    root = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def names_of(sheet: str) -> dict[str, str]:
    """The colours that a style sheet names, `--ink` first."""
    text = (STYLE / sheet).read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", text))


DAY = names_of("style.css")
BY_NIGHT = DAY | names_of("night.css")


def pairs(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is written over what."""
    for ground in ("paper", "card", "shade"):
        yield from ((names[ink], names[ground]) for ink in ("ink", "muted", "accent"))
    for ground in ("paper", "card"):
        for ink in ("say-favour", "say-against", "say-neutral", "say-unclear", "good", "bad"):
            yield names[ink], names[ground]
    for stance in STANCE_COLOURS:
        yield names["ink"], names[f"wash-{stance}"]
        yield names[f"say-{stance}"], names[f"wash-{stance}"]
    yield from ((names["ink"], names[wash]) for wash in ("wash-found", "wash-warn", "wash-good"))
    yield names["say-warn"], names["wash-warn"]


@pytest.mark.parametrize("names", [DAY, BY_NIGHT], ids=["day", "night"])
def test_every_text_has_the_contrast_of_wcag_aa(names: Mapping[str, str]) -> None:
    weak = [(ink, ground, round(contrast(ink, ground), 2)) for ink, ground in pairs(names)
            if contrast(ink, ground) < 4.5]  # fmt: skip
    assert weak == []


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_what_takes_a_side_stands_out_from_the_card(night: bool) -> None:
    card = NIGHT[theme.CARD] if night else theme.CARD
    for stance in ("favour", "against", "neutral"):  # « unclear » is outlined in the colour of neutral
        colour = STANCE_COLOURS[stance]
        assert contrast(NIGHT[colour] if night else colour, card) >= 3, stance


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("vision", VISIONS)
def test_stances_stay_apart_for_every_colour_vision(vision: str, night: bool) -> None:
    colours = {name: NIGHT[colour] if night else colour for name, colour in STANCE_COLOURS.items()}
    for one, two in combinations(colours, 2):
        apart = float(np.linalg.norm(lab(colours[one], vision) - lab(colours[two], vision)))
        least = 40 if {one, two} == {"favour", "against"} else 18
        assert apart >= least, (one, two, round(apart))


def test_the_sheets_and_the_charts_use_the_same_colours() -> None:
    for stance, colour in STANCE_COLOURS.items():
        assert DAY[stance] == colour and BY_NIGHT[stance] == NIGHT[colour]
    assert (DAY["ink"], DAY["muted"], DAY["paper"]) == (theme.INK, theme.MUTED, theme.PAPER)
    assert set(DAY) == set(BY_NIGHT)


def test_the_night_changes_colours_and_nothing_of_the_data() -> None:
    drawing = {"data": {"values": theme.INK}, "mark": {"color": theme.INK}, "layer": [{"color": "#123456"}]}
    assert darken(drawing) == {
        "data": {"values": theme.INK}, "mark": {"color": NIGHT[theme.INK]}, "layer": [{"color": "#123456"}],
    }  # fmt: skip


def test_french_spaces_do_not_break() -> None:
    assert typeset("« Oui » : 62 % ; non ?") == "«\u00a0Oui\u00a0»\u00a0: 62\u00a0%\u202f; non\u202f?"
    assert typeset("«dit-il»") == "«\u00a0dit-il»" and typeset("à 8:30, ?page=2 :x") == "à 8:30, ?page=2 :x"


def test_a_tag_and_a_text_from_outside_keep_their_spaces() -> None:
    shown = typeset_html(str(paragraph("Pour : 3") + as_read(escape("Non ! <b> ;"))))
    assert "Pour\u00a0: 3" in shown and "Non ! &lt;b&gt; ;" in shown
    assert typeset_html('<a title="a : b">x</a>') == '<a title="a : b">x</a>'


def exhibit(**changes: object) -> Exhibit:
    given = {
        "name": "volume-lecteurs", "title": "Commentaires par semaine", "unit": "un commentaire compte une fois",
        "n": 1347, "nouns": ("commentaire", "commentaires"), "period": "du 31 août au 22 nov. 2026",
        "sources": "Le Confrère du soir", "address": "tendances?du=2026-08-31",
        "columns": ["Semaine", "Commentaires", "Part"],
        "rows": [["2026-11-16", 36, 0.42], ["=1+1", 1311, None]],
    }  # fmt: skip
    return Exhibit(**{**given, **changes})  # type: ignore[arg-type]  # a test's shorthand


def test_a_table_leaves_as_french_csv_without_formulas() -> None:
    text = write_csv(exhibit()).decode("utf-8-sig")
    table, about = text.split("\r\n\r\n")
    assert table.splitlines() == ["Semaine;Commentaires;Part", "2026-11-16;36;0,42", "'=1+1;1311;"]
    assert about.splitlines()[0] == "Titre;Commentaires par semaine"


def test_a_workbook_says_what_it_counts() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(exhibit())))
    assert [[cell.value for cell in row] for row in book["Données"].iter_rows(min_row=2)] == [
        ["2026-11-16", 36, 0.42], ["=1+1", 1311, None],
    ]  # fmt: skip
    assert book["Données"]["A3"].data_type == "s"
    about = {row[0].value: row[1].value for row in book["À propos"].iter_rows()}
    assert about["Effectif"] == "n = 1\u202f347\u00a0commentaires"
    assert {"Titre", "Unité", "Période", "Sources", "Établi par Vigie"} <= set(about)


def test_a_file_is_named_by_what_it_holds() -> None:
    assert name_file(exhibit(), "csv") == "vigie-volume-lecteurs-du-31-aout-au-22-nov-2026.csv"


def test_a_picture_says_title_unit_period_source_and_number(fixed_clock: str) -> None:
    rows = [{"week": "2026-11-16", "voice": "reader", "n": 36}]
    chart = draw_weekly_volume(rows, [], FILTERS, voice="reader", link=str)
    marked = mark_times(chart, [Mark(day=date(2026, 10, 12), sort="action", sign="A", title="Grève")], FILTERS)
    about = say_about(exhibit())
    notes = [f"{name} : {value}" for name, value in about.items()]
    svg = draw(marked.to_dict(), notes, "svg").decode()
    for piece in ("Commentaires par semaine", about["Unité"], about["Période"], about["Sources"], about["Effectif"]):
        assert piece in svg
    assert draw(marked.to_dict(), notes, "png").startswith(b"\x89PNG")


def panel_row(source: str, *, first_on: str, left_on: str | None = None) -> Row:
    return {"source_id": source, "source": source.title(), "audience": "medecins", "n": 9, "first_on": first_on,
            "left_on": left_on}  # fmt: skip


def test_a_trend_counts_the_sources_followed_all_along() -> None:
    rows = [panel_row("a", first_on="2026-01-05"), panel_row("b", first_on="2026-10-20"),
            panel_row("c", first_on="2026-01-05", left_on="2026-10-01"),
            panel_row("d", first_on="2026-09-20")]  # fmt: skip
    fixed = fix_panel(rows, FILTERS, dated_from=date(2026, 1, 1), fixed=True)
    assert fixed.ids == ("a", "d") and fixed.is_fixed
    assert "B, lue depuis le 20" in fixed.say_left_out() and "C, plus lue depuis le 2" in fixed.say_left_out()
    every = fix_panel(rows, FILTERS, dated_from=date(2026, 1, 1), fixed=False)
    assert set(every.ids) == set("abcd") and len(every.changes) == 2


def test_a_panel_without_a_steady_source_counts_all_and_says_so() -> None:
    rows = [panel_row("b", first_on="2026-10-20")]
    panel = fix_panel(rows, FILTERS, dated_from=date(2026, 1, 1), fixed=True)
    assert panel.ids == ("b",) and not panel.is_fixed and len(panel.changes) == 1


def test_before_the_first_dated_day_no_source_is_missing() -> None:
    rows = [panel_row("b", first_on="2026-10-20")]
    assert fix_panel(rows, FILTERS, dated_from=date(2026, 10, 20), fixed=True).changes == ()


def stances(against: int, favour: int) -> list[Row]:
    return [{"thread_id": f"fil {i % 20}", "stance": "against" if i < against else "favour", "n": 1}
            for i in range(against + favour)]  # fmt: skip


def test_a_distance_is_settled_only_when_its_interval_leaves_zero_out() -> None:
    far = measure_distance(stances(80, 20), stances(20, 80), stance="against")
    assert far.value == pytest.approx(0.6) and far.is_settled
    near = measure_distance(stances(50, 50), stances(20, 18), stance="against")
    assert near.low is not None and near.low < 0 < (near.high or 0) and not near.is_settled
    assert measure_distance(stances(50, 50), stances(9, 3), stance="against").value is None


def test_the_script_of_the_pages_sends_nothing() -> None:
    script = theme.load_script()
    assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|eval\(|innerHTML", script)
    assert json.dumps(script)
