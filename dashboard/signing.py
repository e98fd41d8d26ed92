"""Under which name a click is signed: the one the server knows, else the one that is typed."""

import streamlit as st

from dashboard.markup import paragraph, show
from dashboard.screen import Screen


def ask_name(screen: Screen, key: str) -> str:
    """A field for one's name, or the name of who came in, which nobody types."""
    if screen.person.name:
        show(paragraph(f"Signé : {screen.person.name}", "quiet"))
        return screen.person.name
    return st.text_input("Votre nom", key=key, max_chars=60, autocomplete="name")
