"""What leaves the screen: the table of an exhibit as CSV or XLSX, its picture as SVG or PNG."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter

from dashboard.exhibit import Exhibit
from dashboard.french import moment
from store.cells import Cut, clean_cell, csv_cell, is_computed
from store.clock import now
from store.fold import fold
from store.texts import as_json

MIMES: Mapping[str, str] = {
    "csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png", "svg": "image/svg+xml",
}  # fmt: skip


def name_file(exhibit: Exhibit, ending: str) -> str:
    """« vigie-volume-lecteurs-du-6-juill-au-22-nov-2026.csv »."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(f"{exhibit.name} {exhibit.period}")).strip("-")
    return f"vigie-{words[:100]}.{ending}"


def write_csv(exhibit: Exhibit) -> bytes:
    """The table as a French spreadsheet reads it: `;`, decimal commas, UTF-8 with its mark.

    After an empty line, what it counts: a file that was forwarded has nothing else to say it.
    """
    cut, text = Cut(), io.StringIO(newline="")
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for line in (exhibit.columns, *exhibit.rows, (), *say_about(exhibit).items()):
        out.writerow([csv_cell(value, cut) for value in line])
    return text.getvalue().encode("utf-8-sig", "replace")


def write_xlsx(exhibit: Exhibit) -> bytes:
    """The table in one sheet, and in a second one what it counts: title, unit, period, sources, n, address."""
    file, cut = io.BytesIO(), Cut()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": now().replace(tzinfo=None)})
    bold, guarded = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    data, about = book.add_worksheet("Données"), book.add_worksheet("À propos")
    data.freeze_panes(1, 0)
    data.set_column(0, 0, 42)
    data.set_column(1, max(1, len(exhibit.columns) - 1), 16)
    for line, values in enumerate((exhibit.columns, *exhibit.rows)):
        for place, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, str):
                style = bold if line == 0 else guarded if is_computed(value) else None
                data.write_string(line, place, clean_cell(value, cut), style)
            else:
                data.write_number(line, place, value)
    about.set_column(0, 0, 16)
    about.set_column(1, 1, 110)
    for line, (name, value) in enumerate(say_about(exhibit).items()):
        about.write_string(line, 0, name, bold)
        about.write_string(line, 1, clean_cell(value, cut))
    book.close()
    return file.getvalue()


def say_about(exhibit: Exhibit) -> dict[str, str]:
    """What must be said with a number that is repeated: title, unit, period, sources, n, precision, caution, moment."""
    said = {
        "Titre": exhibit.title, "Unité": exhibit.unit, "Période": exhibit.period, "Sources": exhibit.sources,
        "Effectif": f"n = {exhibit.said_n}", "Précision": exhibit.precision, "À savoir": exhibit.caution,
        "Établi par Vigie": moment(now()),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def draw_picture(exhibit: Exhibit, specification: Mapping[str, Any], ending: str) -> bytes:
    """The chart as a picture (`svg` or `png`) that says its title, unit, period, sources and n.

    Drawn in a process of its own: the drawing engine keeps more than a hundred megabytes.

    Raises:
        ChildProcessError: the chart cannot be drawn.
    """
    about = say_about(exhibit)
    notes = [
        f"{name} : {about[name]}" for name in ("Unité", "Période", "Sources", "Précision", "À savoir") if name in about
    ]
    notes.append(f"{about['Effectif']} · établi par Vigie, {about['Établi par Vigie']}")
    asked = as_json({"specification": specification, "notes": notes, "ending": ending, "title": exhibit.title})
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.charts.picture"], input=asked.encode(), capture_output=True, check=False,
        timeout=60,
    )  # fmt: skip
    if done.returncode:
        raise ChildProcessError(f"picture of {exhibit.name}: {done.stderr.decode('utf-8', 'replace')[-300:]}")
    return done.stdout


def list_downloads(exhibit: Exhibit, specify: Callable[[], Mapping[str, Any]] | None) -> dict[str, Callable[[], bytes]]:
    """How each file of an exhibit is made, by its ending; pictures only when there is a chart."""
    made: dict[str, Callable[[], bytes]] = {"csv": lambda: write_csv(exhibit), "xlsx": lambda: write_xlsx(exhibit)}
    if specify is not None:
        specification = json.loads(json.dumps(specify()))
        made |= {ending: _picture(exhibit, specification, ending) for ending in ("png", "svg")}
    return made


def _picture(exhibit: Exhibit, specification: Mapping[str, Any], ending: str) -> Callable[[], bytes]:
    return lambda: draw_picture(exhibit, specification, ending)
