"""HTML for the screen. Every text passes through `escape`; only `Markup` can be shown."""

import re
from collections.abc import Sequence
from typing import Any

import markupsafe
import streamlit as st
from markupsafe import Markup

from dashboard.brief.plain import web_address
from dashboard.french import NO_BREAK, typeset

_TAGS = re.compile(r'(<span class="as-read">.*?</span>|<[^>]*>)', re.DOTALL)

NONE = "–"


def escape(text: Any) -> Markup:
    """`text` as it must appear, letter by letter: no tag, entity or attribute of it is obeyed.

    What is shown goes through `st.html`, which reads neither Markdown, `$` formulas nor emoji short codes.
    """
    return markupsafe.escape(text)


def show(html: Markup) -> None:
    """Shows HTML made of `Markup` only; nothing for none.

    Raises:
        TypeError: plain text, which nobody has escaped.
    """
    if not isinstance(html, Markup):
        raise TypeError("show() takes Markup; build it with Markup('…').format(…) or escape()")
    if html:
        st.html(typeset_html(str(html)))


def typeset_html(html: str) -> str:
    """HTML with French no-break spaces in its texts; tags, and what `as_read` holds, stay letter by letter."""
    pieces = _TAGS.split(html)  # texts at even places
    pieces[::2] = [typeset(text) if text else text for text in pieces[::2]]
    return "".join(pieces)


def as_read(text: Markup) -> Markup:
    """A text from outside that must be shown as it was read, spaces included."""
    return Markup('<span class="as-read">{}</span>').format(text)


def join(pieces: Sequence[Markup], glue: str = "") -> Markup:
    """The pieces one after the other."""
    return Markup(glue).join(pieces)  # nosec B704 # a constant; what goes in is escaped


def anchor(href: str, text: Any, *, css: str = "", test_id: str = "") -> Markup:
    """A link in the same tab; `text` is escaped unless it is Markup."""
    # Written by hand, as tables are: a page has thousands, and `Markup.format` takes three times as long.
    return Markup(  # nosec B704 # each piece is escaped
        f'<a href="{escape(href)}" target="_self" class="{escape(css)}" data-testid="{escape(test_id)}">'
        f"{escape(text)}</a>"
    )


def outside(href: str | None, text: Any) -> Markup:
    """A link to a site in a new tab, or the bare text when the address is not a plain web address."""
    address = web_address(href)
    if address is None:
        return escape(text)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer" class="out">{}{}↗</a>').format(
        address, text, NO_BREAK
    )


def paragraph(text: Any, css: str = "", *, test_id: str = "") -> Markup:
    """One paragraph."""
    if test_id:
        return Markup('<p class="{}" data-testid="{}">{}</p>').format(css, test_id, text)
    return Markup('<p class="{}">{}</p>').format(css, text)


def heading(level: int, text: Any, *, test_id: str = "") -> Markup:
    """A heading of that level; `test_id` is also where `#…` leads to."""
    return Markup('<h{} id="{}" data-testid="{}">{}</h{}>').format(level, test_id, test_id, text, level)


def badge(text: Any, css: str = "", title: str = "") -> Markup:
    """A small label."""
    return Markup('<span class="badge {}" title="{}">{}</span>').format(css, title, text)


def notice(text: Any, *, css: str = "", test_id: str = "") -> Markup:
    """A boxed sentence."""
    return Markup('<div class="notice {}" role="status" data-testid="{}">{}</div>').format(css, test_id, text)


def table(caption: Any, columns: Sequence[str], lines: Sequence[Sequence[Any]], *, n_text_columns: int = 1) -> Markup:
    """A table; the first `n_text_columns` columns are text, the others numbers aligned right."""
    sides = [_side(index, n_text_columns) for index in range(len(columns))]
    titles = [escape(one.striptags() if isinstance(one, Markup) else one) for one in columns]
    openings = [f'<td class="{side}" data-title="{said}">' for side, said in zip(sides, titles, strict=True)]
    head = "".join([f'<th scope="col" class="{sides[place]}">{escape(one)}</th>' for place, one in enumerate(columns)])
    nones = [one.replace("<td", "<td data-none", 1) for one in openings]  # a phone shows only what there is
    body = "".join(["<tr>" + "".join([f"{(nones if cell == NONE else openings)[place]}{escape(cell)}</td>"
                                      for place, cell in enumerate(line)]) + "</tr>" for line in lines])  # fmt: skip
    return Markup(  # nosec B704 # each piece is escaped
        f'<div class="table"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def details(summary: Any, inside: Any, *, test_id: str = "") -> Markup:
    """A part that opens on a click."""
    return Markup('<details data-testid="{}"><summary>{}</summary>{}</details>').format(test_id, summary, inside)


def copy_button(text: str, label: Any, *, about: str = "", test_id: str = "copier") -> Markup:
    """A button that copies `text`; `about` tells what is copied to who cannot see where it stands."""
    return _copy("data-copy-text", text, label, about, test_id)


def copy_link(address: str, *, about: str = "", label: Any = "Copier le lien", test_id: str = "copier-lien") -> Markup:
    """A button that copies the whole web address of an address made by `link`."""
    return _copy("data-copy-link", address, label, about, test_id)


def _copy(kind: str, value: str, label: Any, about: str, test_id: str) -> Markup:
    said = Markup('<span class="unseen">{}: {}</span>').format(NO_BREAK, about) if about else ""
    attribute = Markup(kind)  # nosec B704 # one of two constants
    return Markup('<button type="button" class="copy" {}="{}" data-testid="{}">{}{}</button>').format(
        attribute, value, test_id, label, said
    )


def _side(index: int, n_text_columns: int) -> str:
    return "text" if index < n_text_columns else "number"
