"""Colours and style, the same in pages, charts and mails; light on paper, dark by night."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

INK = "#16263c"
MUTED = "#566170"
PAPER = "#faf8f3"
CARD = "#ffffff"
LINE = "#ddd7ca"
ACCENT = "#8a2f4f"
GAP = "#e9dfc8"  # days of an incomplete collection
# Blue against orange stays apart for every usual colour vision; greys hold what takes no side.
STANCE_COLOURS: Mapping[str, str] = {
    "favour": "#2b6cb0", "neutral": "#857f73", "unclear": "#c9c1b0", "against": "#c4551a",
}  # fmt: skip
USE_COLOURS: Mapping[str, str] = {"asserts": "#3d4f6b", "refutes": "#ab8227", "reports": "#aab2bd"}
# What each colour of a chart becomes by night; a colour that is not here stays as it is.
NIGHT: Mapping[str, str] = {
    INK: "#ece7dc", MUTED: "#a9b1bd", PAPER: "#12171f", CARD: "#1b222c", LINE: "#38424f", ACCENT: "#eea3bb",
    GAP: "#3a3626", "#2b6cb0": "#6cabea", "#857f73": "#a39c8f", "#c9c1b0": "#67645c", "#c4551a": "#f0935a",
    "#3d4f6b": "#8fa8cf", "#ab8227": "#d3ad55", "#aab2bd": "#5f6977", "white": "#1b222c",
}  # fmt: skip
_SHAPE = {
    "showWidgetBorder": "true", "baseRadius": "0.3rem", "font": "sans-serif", "headingFont": "serif",
}  # fmt: skip
# Options of `streamlit run`: the folder `.streamlit` is not read from an installed package. Without a `theme.base`,
# the page follows the system; a person's choice is kept by the browser.
SERVER_OPTIONS: Mapping[str, str] = {
    "client.toolbarMode": "minimal", "client.showErrorDetails": "none",
    **{f"theme.{name}": value for name, value in _SHAPE.items()},
    **{f"theme.light.{name}": value for name, value in (
        ("primaryColor", ACCENT), ("backgroundColor", PAPER), ("secondaryBackgroundColor", "#f4f0e7"),
        ("textColor", INK), ("linkColor", ACCENT), ("borderColor", LINE))},
    **{f"theme.dark.{name}": value for name, value in (
        ("primaryColor", NIGHT[ACCENT]), ("backgroundColor", NIGHT[PAPER]), ("secondaryBackgroundColor", "#232b36"),
        ("textColor", NIGHT[INK]), ("linkColor", NIGHT[ACCENT]), ("borderColor", NIGHT[LINE]))},
}  # fmt: skip
FONT = '"Source Sans", "Source Sans Pro", sans-serif'


@cache
def load_style(*, night: bool = False) -> str:
    """The style sheet of the pages, in the colours of the day or of the night."""
    names = ("style.css", "night.css") if night else ("style.css",)
    return "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in names)


@cache
def load_script() -> str:
    """The script of the pages: copying, the choice of light or dark, Streamlit's own words in French."""
    return (Path(__file__).parent / "static" / "page.js").read_text(encoding="utf-8")


def darken(drawing: Any) -> Any:
    """A Vega-Lite specification, or a part of one, in the colours of the night."""
    if isinstance(drawing, dict):
        return {name: value if name == "data" else darken(value) for name, value in drawing.items()}
    if isinstance(drawing, list):
        return [darken(one) for one in drawing]
    return NIGHT.get(drawing, drawing) if isinstance(drawing, str) else drawing
