"""The press review as an e-mail-safe page."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from dashboard.brief.records import Brief
from dashboard.brief.words import FILTERS
from dashboard.theme import ACCENT, INK, LINE, MUTED, PAPER

_SANS = "Helvetica,Arial,sans-serif"
STYLES = {
    "ink": INK, "paper": PAPER, "line": LINE, "accent": ACCENT,
    "p": f"margin:0 0 10px;font:15px/1.5 {_SANS};color:{INK};",
    "meta": f"margin:4px 0 10px;font:13px/1.45 {_SANS};color:{MUTED};",
    "small": f"font:13px/1.45 {_SANS};color:{MUTED};",
    "link": f"color:{ACCENT};text-decoration:underline;",
    "h2": f"margin:26px 0 10px;font:bold 19px/1.3 Georgia,serif;color:{INK};border-bottom:1px solid {LINE};"
          "padding-bottom:4px;",
    "h3": f"margin:18px 0 2px;font:bold 16px/1.35 Georgia,serif;color:{INK};",
    "quote": f"margin:0 0 10px;padding:2px 0 2px 12px;border-left:3px solid {LINE};font:15px/1.5 Georgia,serif;"
             f"color:{INK};",
    "team": f"margin:0 0 12px;padding:8px 12px;background-color:{PAPER};border-left:3px solid {ACCENT};"
            f"font:15px/1.5 {_SANS};color:{INK};",
    "warning": f"margin:10px 0 12px;padding:12px 14px 4px;border:2px solid {ACCENT};",
    "th": f"padding:6px 6px 6px 0;font:bold 12px/1.3 {_SANS};color:{MUTED};border-bottom:2px solid {LINE};"
          "vertical-align:bottom;",
    "td": f"padding:8px 6px 8px 0;font:14px/1.45 {_SANS};color:{INK};border-bottom:1px solid {LINE};"
          "vertical-align:top;overflow-wrap:break-word;",
}  # fmt: skip


def render_html(brief: Brief, *, is_on_screen: bool = False) -> bytes:
    """One page: no script, no image, no remote file; every text escaped.

    On screen the same words lead to their sentences even where the watch does not know the dashboard's address.
    """
    page = load_template().render(b=brief, here=is_on_screen, **STYLES)
    return re.sub(r"\n{2,}", "\n", page).encode("utf-8")


@cache
def load_template() -> Template:
    """The page, compiled once a process: a showing of the view would else spend most of its time on it."""
    engine = Environment(
        loader=PackageLoader("dashboard.brief"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    engine.filters.update(FILTERS)
    return engine.get_template("brief.html.j2")
