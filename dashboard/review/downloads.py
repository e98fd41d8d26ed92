"""The files of a press review, made when they are asked for."""

import subprocess
import sys
from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.brief.as_docx import render_docx
from dashboard.brief.as_html import render_html
from dashboard.brief.as_markdown import render_markdown
from dashboard.brief.as_pdf import can_print
from dashboard.brief.frozen import freeze
from dashboard.brief.records import Brief
from dashboard.screen import Screen
from dashboard.showing import sign_download

_MIMES: Mapping[str, str] = {
    "html": "text/html", "md": "text/markdown", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
_SAID: Mapping[str, str] = {"docx": "Word, DOCX", "pdf": "PDF", "html": "Page, HTML", "md": "Texte, Markdown"}
_RENDERERS: Mapping[str, Callable[[Brief], bytes]] = {
    "docx": render_docx, "html": render_html, "md": render_markdown,
}  # fmt: skip


def show_downloads(screen: Screen, brief: Brief) -> None:
    """One button a format, for those whose role lets something leave."""
    if not screen.person.may("export"):
        return
    with st.container(horizontal=True, key="fichiers-revue"):
        for name, said in _SAID.items():
            if name == "pdf" and not _prints():
                continue
            st.download_button(
                said, _maker(screen, brief, name), file_name=f"revue-de-presse-{brief.day.isoformat()}.{name}",
                mime=_MIMES[name], on_click="ignore", key=f"fichier-{name}", type="tertiary",
            )  # fmt: skip


@st.cache_resource(show_spinner=False)
def _prints() -> bool:
    return can_print()


def _maker(screen: Screen, brief: Brief, name: str) -> Callable[[], bytes]:
    def make() -> bytes:
        return _print(brief) if name == "pdf" else _RENDERERS[name](brief)

    return sign_download(screen, f"revue du {brief.day.isoformat()}, {name}", make)


def _print(brief: Brief) -> bytes:
    """The PDF, printed in a process of its own: the engine keeps a hundred megabytes."""
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.brief.as_pdf"], input=freeze(brief).encode(), capture_output=True,
        check=False, timeout=120,
    )  # fmt: skip
    if done.returncode:
        raise ChildProcessError(f"pdf of the review: {done.stderr.decode('utf-8', 'replace')[-300:]}")
    return done.stdout
