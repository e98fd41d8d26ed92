"""What `vigie dashboard` serves: the pages of `app.py`, behind the door."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.admission import make_secrets
from dashboard.door import Door
from store.access_settings import load_access
from store.home import find_home

HOME = find_home()
ACCESS = load_access(HOME)
app = st.App(
    Path(__file__).with_name("app.py"), secrets=make_secrets(HOME, ACCESS),
    middleware=[Middleware(Door, access=ACCESS)],
)  # fmt: skip
