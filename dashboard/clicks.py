"""The fence around what a click does, which Streamlit runs before the page is drawn again.

Without it a full disk or a busy database would take the whole page away, for a sentence in English.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from markupsafe import Markup

from dashboard.markup import escape, notice, show
from store.access import NotAllowedError
from store.fences import record_failures

LOG = logging.getLogger("vigie.dashboard")
P = ParamSpec("P")
_LOST = "clic-perdu"


def kept(act: Callable[P, None]) -> Callable[P, None]:
    """`act`, for a click: when it fails, nothing of it is kept, the page is drawn all the same, and says so."""

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with record_failures(_record):
            act(*args, **kwargs)

    return run


def show_lost() -> None:
    """Says that the last click was not kept, once."""
    error = st.session_state.pop(_LOST, None)
    if isinstance(error, NotAllowedError):
        show(notice(str(error), css="warning", test_id="interdit"))
    elif error is not None:
        show(notice(Markup(
            "<strong>Ce clic n’a pas été gardé.</strong> Recommencez dans une minute. Si le message revient, "
            "transmettez ces mots à qui tient l’installation : <code>{}</code>"
        ).format(escape(type(error).__name__)), css="warning", test_id="clic-perdu"))  # fmt: skip


def _record(error: Exception) -> None:
    LOG.error("click failed", exc_info=error)
    st.session_state[_LOST] = error
