"""The page of the week, as a page for a screen and as one sheet of paper."""

import re
from math import ceil
from typing import Any

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboard.brief.as_pdf import print_page
from dashboard.brief.week import Week
from dashboard.brief.words import FILTERS
from dashboard.theme import ACCENT, INK, LINE, MUTED, PAPER

WIDTH, HEIGHT = 640, 165  # of a drawing, in points


def render_week_html(week: Week) -> bytes:
    """The page: no script, nothing remote; the charts stand in it as drawings."""
    return _render(week, is_paper=False).encode()


def render_week_pdf(week: Week) -> bytes:
    """One A4 sheet, in landscape.

    Raises:
        PdfMissingError: the extra `[pdf]` is not installed.
    """
    return print_page(_render(week, is_paper=True))


def _render(week: Week, *, is_paper: bool) -> str:
    engine = Environment(
        loader=PackageLoader("dashboard.brief"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    engine.filters.update(FILTERS)
    drawn = [Markup(_draw(one.specification)) if one.specification else None for one in week.charts]  # nosec B704 # drawn here from escaped texts
    page = engine.get_template("week.html.j2").render(
        w=week, drawn=drawn, is_paper=is_paper, chart_mm=_chart_height(week),
        ink=INK, muted=MUTED, paper=PAPER, line=LINE, accent=ACCENT,
    )  # fmt: skip
    return re.sub(r"\n{2,}", "\n", page)


def _chart_height(week: Week) -> float:
    """How high a chart may be on paper, in millimetres: long quotes under the four take the room that they need."""
    n_lines = max((ceil(len(one.text) / 52) for one in week.quotes), default=0)
    return 60.0 - 2.0 * max(0, n_lines - 2)


def _draw(specification: dict[str, Any]) -> str:
    """A chart as SVG that fits its quarter of the page whatever it counts, without links or tips."""
    plain = _without_links(specification)
    height = plain.get("height")
    fixed = {
        **plain, "width": WIDTH, "height": {"step": 44} if isinstance(height, dict) else HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
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
