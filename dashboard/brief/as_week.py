"""The page of the week, as a page for a screen and as one sheet of paper."""

import re
from collections.abc import Sequence
from typing import Any

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboard.brief.as_pdf import count_pages, print_page
from dashboard.brief.week import Week
from dashboard.brief.words import FILTERS
from dashboard.theme import ACCENT, INK, LINE, MUTED, PAPER

# Of a drawing, in points: as wide as its letters are to be large; named lines need their height, whatever the width.
_WIDTH, _HEAD = 540, 125
_TIGHT = 0.82  # of the height that a row takes on a screen
SCREEN_RATIO = 0.48
# On paper, in millimetres: a chart is as wide as half the sheet, and as high as what stands around the four allows.
_WIDE, _PADDING = 135.8, 2.0
_LOWEST, _HIGHEST = 38, 78


def render_week_html(week: Week) -> bytes:
    """The page: no script, nothing remote; the charts stand in it as drawings."""
    return _render(week, draw_charts(week, SCREEN_RATIO)).encode()


def render_week_pdf(week: Week) -> bytes:
    """One A4 sheet, in landscape, that its charts fill.

    Raises:
        PdfMissingError: the extra `[pdf]` is not installed.
    """
    height = find_height(week)
    ratio = (height - _PADDING) / (_WIDE - _PADDING)
    return print_page(_render(week, draw_charts(week, ratio), chart_mm=height))


def find_height(week: Week) -> int:
    """The greatest height of a chart at which everything stands on one sheet, in millimetres."""
    empty = [None] * len(week.charts)
    low, high = _LOWEST, _HIGHEST
    while low < high:
        middle = (low + high + 1) // 2
        if count_pages(_render(week, empty, chart_mm=middle)) == 1:
            low = middle
        else:
            high = middle - 1
    return low


def draw_charts(week: Week, ratio: float) -> list[Markup | None]:
    """The charts as SVG, `ratio` times as high as wide; `None` where a sentence stands in the place of one."""
    return [
        Markup(_draw(one.specification, ratio, n_lines=one.n_lines)) if one.specification else None  # nosec B704 # drawn here from escaped texts
        for one in week.charts
    ]


def _render(week: Week, drawn: Sequence[Markup | None], *, chart_mm: int = 0) -> str:
    """The page for a screen, or for paper where its charts are given a height."""
    engine = Environment(
        loader=PackageLoader("dashboard.brief"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    engine.filters.update(FILTERS)
    page = engine.get_template("week.html.j2").render(
        w=week, drawn=drawn, is_paper=chart_mm > 0, chart_mm=chart_mm,
        ink=INK, muted=MUTED, paper=PAPER, line=LINE, accent=ACCENT,
    )  # fmt: skip
    return re.sub(r"\n{2,}", "\n", page)


def _draw(specification: dict[str, Any], ratio: float, *, n_lines: int) -> str:
    """A chart as SVG that fills its quarter of the page whatever it counts, without links or tips."""
    plain = _without_links(specification)
    rows = specification["height"]["step"] * _TIGHT * (n_lines + 0.5) if n_lines else 0
    width = max(_WIDTH, round((_HEAD + rows) / ratio) if n_lines else 0)
    fixed = {
        **plain, "width": width, "height": round(width * ratio), "autosize": {"type": "fit", "contains": "padding"},
    }  # fmt: skip
    svg: str = vl_convert.vegalite_to_svg(fixed, allowed_base_urls=[])
    svg = re.sub(r'(<svg [^>]*?)width="[\d.]+" height="[\d.]+"', r'\1width="100%" height="100%"', svg, count=1)
    return svg


def _without_links(part: Any) -> Any:
    """A specification without what only a screen can follow."""
    if isinstance(part, dict):
        return {
            name: _without_links(value)
            for name, value in part.items()
            if name not in ("href", "tooltip", "cursor")
        }  # fmt: skip
    return [_without_links(one) for one in part] if isinstance(part, list) else part
