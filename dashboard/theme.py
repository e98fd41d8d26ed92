"""Colours and style, the same in pages and charts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

INK = "#16263c"
MUTED = "#5b6675"
PAPER = "#faf8f3"
LINE = "#ddd7ca"
ACCENT = "#8a2f4f"
# Blue against orange stays apart for every usual colour vision; greys hold what takes no side.
STANCE_COLOURS: Mapping[str, str] = {
    "favour": "#2b6cb0", "neutral": "#a8a296", "unclear": "#d9d3c6", "against": "#c7571b",
}  # fmt: skip
USE_COLOURS: Mapping[str, str] = {"asserts": "#3d4f6b", "refutes": "#b08d3c", "reports": "#b9c0ca"}
# Options of `streamlit run`: the folder `.streamlit` is not read from an installed package.
SERVER_OPTIONS: Mapping[str, str] = {
    "client.toolbarMode": "minimal", "client.showErrorDetails": "none",
    "theme.base": "light", "theme.primaryColor": ACCENT, "theme.backgroundColor": PAPER,
    "theme.secondaryBackgroundColor": "#f4f0e7", "theme.textColor": INK, "theme.linkColor": ACCENT,
    "theme.borderColor": LINE, "theme.showWidgetBorder": "true", "theme.baseRadius": "0.3rem",
    "theme.font": "sans-serif", "theme.headingFont": "serif",
}  # fmt: skip
FONT = '"Source Sans", "Source Sans Pro", sans-serif'


@cache
def load_style() -> str:
    """The style sheet of the pages."""
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
