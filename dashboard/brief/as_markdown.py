"""The press review as Markdown: whatever a text holds, it stays text."""

import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard.brief.records import Brief
from dashboard.brief.words import FILTERS
from dashboard.french import NO_BREAK

# Signs that act inside a line: emphasis, code, links, HTML, entities, tables, formulas, footnotes.
_ACTS = re.compile(r"([\\`*_\[\]<>&~|$^{}])")
# Signs that act at the head of a line or of a list item: headings, lists, rules.
_ACTS_AT_HEAD = re.compile(r"^([#+\-=:]|\d+(?=[.)]))")
_SHORT_CODE = re.compile(r":(?=[\w+-]+:)")
_DOUBLED = re.compile(r"([=+:/])(?=\1)")
# What some readers of Markdown turn into a link by itself.
_LINKS = re.compile(r"(https?|ftp|mailto|xmpp):", re.IGNORECASE)
_WWW = re.compile(r"\bwww\.", re.IGNORECASE)


class Written(str):
    """Markdown made by the template itself."""


def escape_markdown(text: object) -> str:
    """`text` as it must be read, letter by letter, on one line."""
    escaped = _ACTS.sub(r"\\\1", str(text).replace("\n", " ").replace("\r", " "))
    escaped = _SHORT_CODE.sub(r"\\:", escaped)
    escaped = _DOUBLED.sub(r"\\\1", escaped)
    escaped = _LINKS.sub(r"\1\\:", escaped)
    escaped = _WWW.sub(lambda found: f"{found[0][:-1]}\\.", escaped).replace("@", "\\@")
    head = _ACTS_AT_HEAD.match(escaped)
    if head and head[1].isdigit():
        return f"{head[1]}\\{escaped[head.end() :]}"
    return f"\\{escaped}" if head else escaped


def render_markdown(brief: Brief) -> bytes:
    """The whole review; texts are escaped as they are written, addresses are percent-encoded."""
    # Markdown is escaped by `finalize`, where HTML's rules would spoil it.
    engine = Environment(  # nosec B701
        loader=PackageLoader("dashboard.brief"), autoescape=False, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_finish, keep_trailing_newline=True,
    )  # fmt: skip
    engine.filters.update(FILTERS | {"address": _address, "md": Written})
    page = engine.get_template("brief.md.j2").render(b=brief, nb=NO_BREAK)
    return (re.sub(r"\n{3,}", "\n\n", page).strip() + "\n").encode("utf-8")


def _finish(value: Any) -> Any:
    return str(value) if isinstance(value, Written) else escape_markdown(value)


def _address(href: str) -> Written:
    return Written(href.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E"))
