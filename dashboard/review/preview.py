"""The press review as its recipients will see it, inside the page."""

import re

import streamlit as st

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-4])(?=[\s>])")


def show_page(page: str) -> None:
    """Shows the body of a mail; its links open beside, and it brings no style sheet of its own.

    Its headings stand under those of the view: a page has one title.
    """
    found = _BODY.search(page)
    body = (found.group(1) if found else "").replace("<a href=", '<a target="_blank" rel="noopener noreferrer" href=')
    body = _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 2}", body)
    with st.container(key="apercu-revue"):
        st.html(f'<div class="mail" data-testid="page-revue">{body}</div>')
