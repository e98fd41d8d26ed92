"""A chart as a picture to send: reads what to draw on standard input, writes SVG or PNG on standard output.

The title stands in the chart; what it counts (unit, period, sources, n) is written under it.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import vl_convert
from markupsafe import escape

from dashboard.theme import INK, MUTED, PAPER

WIDTH = 760  # of the drawing, in points
FAMILY = "Source Sans, Liberation Sans, DejaVu Sans, sans-serif"
LINE_HEIGHT = 17
SIDE = 16
PNG_SCALE = 2
_SIZE = re.compile(r'<svg [^>]*?width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"')


def draw(specification: Mapping[str, Any], notes: Sequence[str], ending: str) -> bytes:
    """The picture of a Vega-Lite specification with `notes` under it, on paper colour, as `svg` or `png`."""
    fixed = {
        **specification, "width": WIDTH, "background": PAPER, "autosize": {"type": "fit-x", "contains": "padding"},
    }  # fmt: skip
    svg = _write_under(vl_convert.vegalite_to_svg(fixed, allowed_base_urls=[]), notes)
    if ending == "svg":
        return svg.encode()
    return bytes(vl_convert.svg_to_png(svg, scale=PNG_SCALE))


def _write_under(svg: str, notes: Sequence[str]) -> str:
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("the drawing has no size; did the engine change its svg?")
    width, height = float(size["width"]), float(size["height"])
    lines = [line for note in notes for line in wrap(note, int(width / 6.6))]
    whole = height + LINE_HEIGHT * len(lines) + SIDE
    box = f'width="{width:g}" height="{whole:g}" viewBox="0 0 {width:g} {whole:g}"'
    texts = "".join(
        f'<text x="{SIDE}" y="{height + LINE_HEIGHT * (place + 1):g}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    inner = re.sub(r"^\s*<svg ", '<svg overflow="visible" ', svg, count=1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}><rect width="100%" height="100%" fill="{PAPER}"/>{inner}'
        f'<path d="M{SIDE} {height:g}H{width - SIDE:g}" stroke="{INK}" stroke-width="0.6"/>'
        f'<g font-family="{FAMILY}" font-size="12.5" fill="{MUTED}">{texts}</g></svg>'
    )


def main() -> None:
    """Draws what standard input asks for."""
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(draw(asked["specification"], asked["notes"], asked["ending"]))


if __name__ == "__main__":
    main()
