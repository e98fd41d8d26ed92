"""What `vigie dashboard` runs: the pages of `app.py`, served behind the door."""

import gc
import json
import sys
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.admission import make_secrets
from dashboard.brief.as_html import load_template
from dashboard.brief.as_pdf import can_print
from dashboard.door import Door
from dashboard.feed_route import make_routes
from store.access_settings import load_access
from store.home import find_home

# New objects before the collector looks at them; one view makes as many, and most go with it.
_YOUNG = 20_000


def make_app() -> st.App:
    """The server's application, as access.toml of the home says who may come in."""
    home = find_home()
    access = load_access(home)
    return st.App(
        Path(__file__).with_name("app.py"), secrets=make_secrets(home, access), routes=make_routes(home, access),
        middleware=[Middleware(Door, access=access)],
    )  # fmt: skip


if __name__ == "__main__":
    app = make_app()
    # What the server needs is loaded before it listens: who connects early is answered, not kept waiting.
    for name in (
        "uvicorn",
        "streamlit.web.bootstrap",
        "streamlit.web.server.starlette.starlette_app",
        "dashboard.shell",
    ):
        import_module(name)
    load_template()
    can_print()  # loads what prints
    # What is loaded stays: the collector need not walk through it each time a view has read many rows.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    app.run(config=json.loads(sys.argv.pop(1)))
