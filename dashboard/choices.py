"""Filters on screen, held by the URL alone: a choice writes it, the page reads it, the back button works."""

from collections.abc import Mapping

import streamlit as st


def choose(label: str, name: str, options: Mapping[str, str], current: str, *, default: str = "") -> None:
    """A list of French choices, by the word that stands in the address; the default is left out of it."""
    key = f"choix-{name}"
    st.session_state[key] = current if current in options else next(iter(options))
    st.selectbox(
        label, list(options), format_func=lambda word: options.get(word, word), key=key,
        on_change=_write, args=(name, key, default), filter_mode=None,
    )  # fmt: skip


def _write(name: str, key: str, default: str) -> None:
    value = st.session_state[key]
    st.query_params.pop("page", None)
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
