"""An exhibit on screen: the chart, « Copier le lien » and « Télécharger », the table."""

from collections.abc import Callable, Mapping

import streamlit as st
from markupsafe import Markup

from dashboard.address import link
from dashboard.downloads import MIMES, list_downloads, name_file
from dashboard.exhibit import Exhibit, Value
from dashboard.french import number, typeset
from dashboard.markup import copy_link, details, escape, show, table
from dashboard.screen import Screen
from store.access import require
from store.audit import record_act

_SAID: Mapping[str, str] = {
    "csv": "Tableau, CSV", "xlsx": "Tableau, XLSX", "png": "Image, PNG", "svg": "Image, SVG",
}  # fmt: skip


def show_exhibit(screen: Screen, exhibit: Exhibit, gather: Callable[[], Exhibit] | None = None) -> None:
    """Draws an exhibit (see `dashboard/exhibit.py`) with its bar and its table.

    `gather` gives what is downloaded, where that is more than the screen shows; it is asked once « Télécharger » opens.
    """
    with st.container(key=f"figure-{exhibit.name}"):
        if exhibit.make is not None:
            text = typeset(f"{exhibit.title}, {exhibit.period}. Le tableau suit.")
            screen.draw(_key(exhibit), exhibit.make, text=text)
        if exhibit.is_open:
            _show_table(exhibit)
        address = f"{exhibit.address}#figure-{exhibit.name}"
        show_bar(screen, exhibit.name, copy_link(address, about=exhibit.title), gather or (lambda: exhibit))
        if not exhibit.is_open:
            _show_table(exhibit)


def show_view_link(screen: Screen, view: str, **fixed: object) -> None:
    """« Copier le lien » of a whole view with every filter of its address; `fixed` says what its defaults are today."""
    address = link(view, **{**screen.params, **fixed})
    show(Markup('<p class="quiet to-copy">{}</p>').format(
        copy_link(address, label="Copier le lien vers cette vue", test_id="lien-vue")))  # fmt: skip


def _key(exhibit: Exhibit) -> tuple[object, ...]:
    return ("exhibit", exhibit.name, exhibit.address, *exhibit.key)


def show_bar(screen: Screen, name: str, copy: Markup, gather: Callable[[], Exhibit]) -> None:
    """A button that copies, and « Télécharger » for those who may export; what it gives is gathered once opened."""
    with st.container(horizontal=True, key=f"barre-{name}"):
        show(copy)
        if not screen.person.may("export"):
            return
        opened = st.popover("Télécharger", type="tertiary", key=f"telecharger-{name}", on_change="rerun")
        if not opened.open:
            return
        exhibit = gather()
        make = exhibit.make
        specify = None if make is None else lambda: screen.specify(_key(exhibit), make)
        with opened:
            for ending, made in list_downloads(exhibit, specify).items():
                file = sign_download(screen, f"{exhibit.name}.{ending}", made)
                st.download_button(
                    _SAID[ending], file, file_name=name_file(exhibit, ending), mime=MIMES[ending], on_click="ignore",
                    key=f"{ending}-{exhibit.name}", type="tertiary",
                )  # fmt: skip


def sign_download(screen: Screen, name: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The same file, which leaves once the audit trail says who took it: it is made at the click."""

    def take() -> bytes:
        require(screen.person, "export")
        with screen.desk() as db:
            record_act(db, "export", name)
        return make()

    return take


def _show_table(exhibit: Exhibit) -> None:
    lines = exhibit.lines
    if lines is None:
        lines = [[_say(value) for value in row] for row in exhibit.rows]
    columns = exhibit.screen_columns or exhibit.columns
    shown = table(exhibit.title, columns, lines, n_text_columns=exhibit.n_text_columns)
    if exhibit.is_open:
        show(shown)
    else:
        said = "Le tableau" if exhibit.make else exhibit.title  # nothing else names what has no chart
        show(details(f"{said} ({number(len(lines))})", shown, test_id=f"tableau-{exhibit.name}"))


def _say(value: Value) -> object:
    if value is None:
        return escape("–")
    if isinstance(value, str):
        return value
    return number(value, digits=0 if float(value).is_integer() else 2)
