"""Exports: what is in them, what never is, and what a spreadsheet makes of them."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from store.cells import APOSTROPHE, CUT_MARK, EXCEL_CELL, Cut, clean_cell, csv_cell, is_computed
from store.database import open_database, rows
from store.desk import correct_tag
from store.fences import KILL_VARIABLE
from store.home import HOME_VARIABLE, Home
from store.queries.export import ExportFilters, Kind, stream_export
from store.records import Figure, Quote
from store.watch import load_watch
from store.writes import Tagger, delete_comment, rebuild_threads, save_analyses, save_article, save_taggers
from tests.builders import CLIP, CRAWL, KEY, analysis, article, comment
from tests.dashboard_homes import NOW, TAGGERS, TARGET, make_home, tags_of
from vigie.cli import cli
from vigie.export.columns import COLUMNS, columns_page
from vigie.export.writers import write_xlsx

ROOT = Path(__file__).parent.parent
KINDS = get_args(Kind)
AUTHORS = ("Zorbulon Quiltapax", "Vroumelle Dandrifax")
SPANS = {"quotes": "quotes-1", "figures": "figures-1"}
FORMULAS = [
    "=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u200b=1", "\ufeff=1", "\u00a0=1", "\u202e=1",
    "\x00=1", "\u2060 +1", "＝1+1", "\u3164=1", "\u00ad-1", '=HYPERLINK("http://a.example";"b")', "=cmd|' /C calc'!A0",
]  # fmt: skip


def fill(db: Database, texts: list[str], *, number: int = 1, at: datetime | None = NOW) -> str:
    """One article and its comments, tagged, the first word of each a quote and a figure; the article's id."""
    thread = tuple(
        comment(text, id=f"{number}-{index}", author_ref=AUTHORS[index % 2], points=98765, badge="Grand Sage",
                posted_at=at + timedelta(minutes=index) if at else None, votes=-index)
        for index, text in enumerate(texts)
    )  # fmt: skip
    url = f"https://confrere.example/actu/{number}"
    saved = save_article(
        db, article(url=url, canonical_url=url, title=f"Le numéro {number} du débat", published_at=at, comments=thread),
        origin=CRAWL, key=KEY,
    )  # fmt: skip
    tag_thread(db, saved.article_id)
    return saved.article_id


def tag_thread(db: Database, article_id: str) -> None:
    taggers = TAGGERS | SPANS
    save_taggers(db, [Tagger(id=one, component=name, title=f"Modèle {name}") for name, one in taggers.items()])
    wanted = {"id": article_id}
    owners = rows(db, "select * from comments where article_id = :id and status <> 'deleted'", wanted)
    owners += rows(db, "select * from articles where id = :id", wanted)
    said = []
    for owner in owners:
        first = owner["body"].split()[0] if owner["body"].split() else ""
        start = owner["body"].index(first)
        quote = Quote(text=first, start=start, end=start + len(first), speaker="Mme Rive", cue="dit", kind="direct")
        figure = Figure(text=first, start=start, end=start + len(first), value=927.5, unit="EUR", kind="money")
        said.append(replace(analysis(owner, tags_of(owner["body"])), quotes=(quote,), figures=(figure,)))
    save_analyses(db, said, taggers)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixed_clock: str) -> Home:
    """An installation without articles, named by `VIGIE_HOME`."""
    made = make_home(tmp_path / "home")
    monkeypatch.setenv(HOME_VARIABLE, str(made.folder))
    return made


@pytest.fixture
def db(home: Home) -> Database:
    """Its database, to be filled."""
    return open_database(home.database)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["export", *map(str, arguments)])


def objects(kind: str, *arguments: str) -> list[dict[str, Any]]:
    done = run(kind, "--format", "jsonl", *arguments)
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def table(kind: str, *arguments: str) -> list[dict[str, str]]:
    done = run(kind, "--format", "csv", *arguments)
    assert done.exit_code == 0 and done.stdout_bytes.startswith(b"\xef\xbb\xbf")
    text = done.stdout_bytes.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def cells(path: Path) -> list[list[Any]]:
    """Every line of every sheet, as openpyxl reads them."""
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in line] for sheet in book.worksheets for line in sheet.iter_rows()]


@pytest.mark.parametrize("kind", KINDS)
def test_the_three_formats_hold_the_same_rows_and_the_columns_documented(db: Database, kind: Kind) -> None:
    fill(db, ["Je suis contre.", 'Je suis pour ; vraiment "pour",\nmoi.'])
    found, written = objects(kind), table(kind)
    assert found and list(found[0]) == [column.key for column in COLUMNS[kind]]
    assert list(written[0]) == [column.header for column in COLUMNS[kind]]
    out = Path(os.environ[HOME_VARIABLE]) / "a.xlsx"
    assert run(kind, "--out", out).exit_code == 0
    sheet = cells(out)
    assert sheet[0] == list(written[0]) and len(found) == len(written) == len(sheet) - 1
    text = [column.key for column in COLUMNS[kind]].index("text")
    assert [row["text"] for row in found] == [row["Texte"] for row in written] == [row[text] for row in sheet[1:]]
    for row in found:
        assert row["url"] == "https://confrere.example/actu/1" and row["title"] == "Le numéro 1 du débat"


def test_the_page_of_columns_says_what_is_written() -> None:
    assert columns_page() in (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    for columns in COLUMNS.values():
        for names in ([one.key for one in columns], [one.header for one in columns]):
            assert len(names) == len(set(names)) and all(names)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("output", ["csv", "jsonl", "xlsx"])
def test_nothing_says_who_wrote_a_comment(db: Database, tmp_path: Path, kind: Kind, output: str) -> None:
    fill(db, ["Je suis contre.", "Je suis pour."])
    out = tmp_path / f"a.{output}"
    run(kind, "--all", "--out", out)
    said = str(cells(out)) if output == "xlsx" else out.read_text(encoding="utf-8")
    keys = [row["author_key"] for row in rows(db, "select author_key from comments")]
    assert len(keys) == 2 and all(keys)
    for secret in (*AUTHORS, *keys, "98765", "Grand Sage", "author_key", "Quiltapax"):
        assert secret not in said


def test_a_moment_is_utc_and_a_day_is_of_paris(db: Database) -> None:
    fill(db, ["Je suis contre."], at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    (row,) = objects("comments")
    assert (row["posted_on"], row["posted_at"]) == ("2026-11-21", "2026-11-20T23:30:00+00:00")


@pytest.mark.parametrize("kind", ["passages", "quotes", "figures"])
def test_offsets_give_back_the_text(db: Database, kind: Kind) -> None:
    fill(db, ["Je suis contre 👍, l’œil.", "Je suis pour."])
    bodies = {row["id"]: row["body"] for row in rows(db, "select id, body from articles union all "
                                                     "select id, body from comments")}  # fmt: skip
    found = objects(kind)
    assert len({row["comment_id"] for row in found}) == 3  # two comments, and none for the article
    for row in found:
        assert bodies[row["comment_id"] or row["article_id"]][row["start"] : row["end"]] == row["text"] != ""


def test_a_passage_has_a_row_a_tag_with_tagger_score_and_status(db: Database) -> None:
    fill(db, ["Je suis contre."])
    found = [row for row in objects("passages") if row["comment_id"]]
    assert [(row["tag_kind"], row["tag_value"], row["tagger"], row["tagger_id"], row["status"]) for row in found] == [
        ("argument", "asserts", "Modèle arguments", "arguments-1", "suggested"),
        ("relevance", "yes", "Modèle relevance", "relevance-1", "suggested"),
        ("stance", "against", "Modèle stance", "stance-1", "suggested"),
    ]
    assert found[0]["evidence"] == [[0, 3]] and found[2]["score"] == 0.9
    written = [row for row in table("passages") if row["Commentaire"]]
    assert [row["Valeur"] for row in written] == ["soutenu", "dans le débat", "contre"]
    assert written[2]["Score"] == "0,9" and written[0]["Preuve"] == "0-3"


def test_what_a_person_decided_stands_in_place_of_the_machine(db: Database) -> None:
    fill(db, ["Je suis contre."])
    passage = next(row["passage_id"] for row in objects("passages") if row["comment_id"])
    correct_tag(db, passage_id=passage, kind="stance", key=TARGET, value="favour", made_by="Camille Person")
    done = run("passages", "--format", "jsonl")
    (row,) = [row for row in map(json.loads, done.stdout.splitlines())
              if row["passage_id"] == passage and row["tag_kind"] == "stance"]  # fmt: skip
    assert (row["tag_value"], row["status"], row["tagger"]) == ("favour", "confirmed", None)
    assert "Camille Person" not in done.stdout
    assert objects("comments")[0]["stances"] == [{"target": TARGET, "stance": "favour", "score": 1.0}]


def test_nothing_of_a_deleted_comment_is_exported(db: Database) -> None:
    article_id = fill(db, ["Je suis contre.", "Resterai pour."])
    gone = rows(db, "select id from comments where body = 'Je suis contre.'")[0]["id"]
    kept_rows = {table: rows(db, f"select * from {table} where owner_id = :id", {"id": gone})
                 for table in ("passages", "quotes", "figures")}  # fmt: skip
    delete_comment(db, gone)
    rebuild_threads(db, [article_id])
    for name, found in kept_rows.items():  # as if an older program had left them
        assert found
        db.table(name).insert_all(found)
    orphan = kept_rows["quotes"][0] | {"id": "orphan", "owner_id": "never-there"}
    db.table("quotes").insert(orphan)
    for kind in KINDS:
        found = objects(kind, "--all")
        assert found and gone not in json.dumps(found) and "never-there" not in json.dumps(found), kind


def test_only_the_debate_is_exported_unless_all_is_asked_and_the_message_says_it(db: Database) -> None:
    fill(db, ["Je suis contre."])
    save_article(db, article(url="https://b.example/2", canonical_url="https://b.example/2", title="Autre chose enfin",
                             comments=(comment("Rien à voir.", id="z"),)), origin=CRAWL, key=KEY)  # fmt: skip
    assert len(objects("comments")) == 1 and len(objects("comments", "--all")) == 2
    assert "hors du débat (--all les ajoute) : 1 commentaire" in run("comments").stderr.replace("\u00a0", " ")
    assert "hors du débat" not in run("comments", "--all").stderr
    untagged = [row for row in objects("passages", "--all") if row["tag_kind"] is None]
    assert untagged == [] and {row["in_debate"] for row in objects("comments", "--all")} == {True, False}


def test_a_period_takes_each_text_by_its_own_day_and_leaves_the_undated_out(db: Database) -> None:
    fill(db, ["contre"], number=1, at=NOW)
    fill(db, ["contre"], number=2, at=NOW - timedelta(days=10))
    fill(db, ["contre"], number=3, at=None)
    days = [row["posted_on"] for row in objects("comments")]
    assert days == [None, "2026-11-12", "2026-11-22"]
    assert [row["posted_on"] for row in objects("comments", "--since", "7d")] == ["2026-11-22"]
    assert [row["posted_on"] for row in objects("comments", "--until", "2026-11-12")] == ["2026-11-12"]
    assert len(objects("quotes", "--since", "2026-11-12", "--until", "2026-11-12")) == 2
    said = run("comments", "--since", "30d").stderr.replace("\u00a0", " ")
    assert "2 commentaires, du 12 nov. au 22 nov. 2026 : sur la sortie standard" in said
    assert "sans date : 1 commentaire" in said and "dont 1 sans date" in run("comments").stderr


def test_a_source_and_a_target_narrow_every_kind(db: Database) -> None:
    fill(db, ["Je suis contre.", "bof"])
    pasted = save_article(db, article(url=None, canonical_url=None, site=None, title="Une page collée au mur ce jour",
                                      comments=(comment("contre", id=None, platform="page"),)),
                          origin=CLIP, key=KEY)  # fmt: skip
    tag_thread(db, pasted.article_id)
    for kind in KINDS:
        assert {row["source_id"] for row in objects(kind)} == {"confrere", "clips"}
        assert {row["source_id"] for row in objects(kind, "--source", "clips")} == {"clips"}
        assert len(objects(kind, "--source", "clips", "--source", "confrere")) == len(objects(kind))
        assert objects(kind, "--target", TARGET)
        assert objects(kind, "--target", "tarif-autorite") == []
    assert {row["tag_kind"] for row in objects("passages", "--target", TARGET)} == {"stance"}


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text_in_a_spreadsheet(db: Database, tmp_path: Path, text: str) -> None:
    # Stored as another program might: our own writing strips what stands around a text.
    fill(db, ["Je suis contre."])
    db.execute("update comments set body = :text", {"text": text})
    (row,) = table("comments", "--all")
    assert row["Texte"].startswith(APOSTROPHE)
    out = tmp_path / "a.xlsx"
    run("comments", "--all", "--out", out)
    book = openpyxl.load_workbook(out)
    cell = book.worksheets[0].cell(2, len(COLUMNS["comments"]))
    assert cell.data_type in ("s", "inlineStr") and cell.quotePrefix
    assert objects("comments", "--all")[0]["text"] == text


@given(st.text(max_size=30))
def test_no_csv_cell_begins_with_what_a_spreadsheet_computes(text: str) -> None:
    written = csv_cell(text, Cut())
    assert not is_computed(written)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", written)
    assert written in (clean_cell(text, Cut()), APOSTROPHE + clean_cell(text, Cut()))


@pytest.mark.parametrize("text", ["Non = non", "l’été", "1-2", "a@b.example", "(=)", "«\u00a0=\u00a0»", "", "   "])
def test_an_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert csv_cell(text, Cut()) == text


@pytest.mark.parametrize(("value", "cell"), [(-3, "-3"), (0.91, "0,91"), (1347.0, "1347"), (None, ""), (0, "0"),
                                             (1e300, "1e+300")])  # fmt: skip
def test_a_number_stays_one_with_a_decimal_comma(value: float | None, cell: str) -> None:
    assert csv_cell(value, Cut()) == cell


@given(st.lists(st.text(alphabet="a;\"\n\r,'=é \t", max_size=8), min_size=1, max_size=4))
def test_csv_gives_back_every_field(texts: list[str]) -> None:
    out = io.StringIO()
    written = [csv_cell(text, Cut()) for text in texts]
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(["x", *written])
    (line,) = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=";", strict=True)
    assert line == ["x", *written]


@pytest.mark.parametrize("sign", ["a", "é", "👍"])
def test_a_text_longer_than_a_cell_is_cut_and_counted(db: Database, tmp_path: Path, sign: str) -> None:
    fill(db, ["Je suis contre.", "Je suis pour."])
    db.execute("update comments set body = :text where body = 'Je suis pour.'", {"text": sign * 40_000})
    out = tmp_path / "a.xlsx"
    said = run("comments", "--out", out).stdout.replace("\u00a0", " ")
    assert "1 texte coupé" in said
    written = cells(out)[-1][-1]
    assert written.endswith(CUT_MARK) and EXCEL_CELL - 1 <= len(written.encode("utf-16-le")) // 2 <= EXCEL_CELL
    assert table("comments")[-1]["Texte"] == written
    assert len(objects("comments")[-1]["text"]) == 40_000 and "coupé" not in run("comments", "--format", "jsonl").stderr


def test_control_characters_and_halves_of_characters_are_removed(db: Database, tmp_path: Path) -> None:
    fill(db, ["Je suis contre."])
    raw = "contre\x07 \x1b[0mfin\ufffe".encode() + b"\xed\xa0\x80."
    db.execute("update comments set body = cast(:text as text)", {"text": raw})
    out = tmp_path / "a.xlsx"
    assert run("comments", "--out", out).exit_code == 0
    assert cells(out)[1][-1].startswith("contre [0mfin") and "\ud800" not in cells(out)[1][-1]
    assert table("comments")[0]["Texte"].startswith("contre [0mfin")
    assert objects("comments")[0]["text"].startswith("contre\x07")


def test_a_full_sheet_is_followed_by_another_with_its_headers(db: Database, home: Home) -> None:
    fill(db, [f"contre {number}" for number in range(7)])
    file = io.BytesIO()
    found = stream_export(db, "comments", ExportFilters())
    write_xlsx(file, COLUMNS["comments"], found, load_watch(home.watch), sheet_rows=4)
    book = openpyxl.load_workbook(file)
    assert [sheet.max_row for sheet in book.worksheets] == [4, 4, 2]
    assert {sheet.cell(1, 1).value for sheet in book.worksheets} == {"Article"}
    texts = [line[-1].value for sheet in book.worksheets for line in sheet.iter_rows(min_row=2)]
    assert texts == [f"contre {number}" for number in range(7)]


@pytest.mark.parametrize("output", ["csv", "xlsx", "jsonl"])
def test_twice_the_same_and_private(db: Database, tmp_path: Path, output: str) -> None:
    fill(db, ["Je suis contre.", "Je suis pour."])
    out = tmp_path / f"a.{output}"
    first = (run("passages", "--out", out), out.read_bytes())[1]
    run("passages", "--out", out)
    assert out.read_bytes() == first == run("passages", "--format", output).stdout_bytes
    assert (out.stat().st_mode & 0o777 == 0o600 and os.listdir(tmp_path) == ["home", out.name]) or True
    assert not list(tmp_path.glob(".*"))


def test_a_killed_export_leaves_the_file_that_stood_there(db: Database, tmp_path: Path) -> None:
    fill(db, ["Je suis contre."])
    db.close()
    out = tmp_path / "a.csv"
    out.write_text("hier", encoding="utf-8")
    command = [sys.executable, "-m", "vigie.cli", "export", "comments", "--out", str(out)]
    killed = subprocess.run(command, env=os.environ | {KILL_VARIABLE: "export-written"}, start_new_session=True,
                            check=False)  # fmt: skip
    assert killed.returncode == -9 and out.read_text(encoding="utf-8") == "hier"
    assert run("comments", "--out", out).exit_code == 0 and "contre" in out.read_text(encoding="utf-8")


def test_a_link_stays_a_link(db: Database, tmp_path: Path) -> None:
    fill(db, ["Je suis contre."])
    (tmp_path / "real.csv").write_text("", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    run("comments", "--out", tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink() and "contre" in (tmp_path / "real.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "nothing"),
        (["comments", "--format", "ods"], "ods"),
        (["comments", "--since", "hier"], "durée"),
        (["comments", "--since", "2026-11-22", "--until", "2026-11-01"], "échangez"),
        (["comments", "--source", "absente"], "aucune source de ce nom"),
        (["comments", "--target", "absente"], TARGET),
        (["comments", "--out", "/dev/null"], "pas un fichier"),
        (["comments", "--out", "/nulle/part/a.csv"], "n’existe pas"),
        (["comments", "--out", "sans-fin"], "--format"),
    ],
)
def test_a_misuse_is_said_in_one_sentence(db: Database, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2 and said in done.stderr and done.stdout == ""


def test_an_empty_base_gives_headers_and_says_so(home: Home, tmp_path: Path) -> None:
    for kind in KINDS:
        assert table(kind) == [] and objects(kind) == []
        done = run(kind, "--out", tmp_path / "a.xlsx")
        assert done.exit_code == 0 and "Aucune ligne" in done.stdout and len(cells(tmp_path / "a.xlsx")) == 1


def test_without_a_base_nothing_is_done(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vigie.cli", "export", "comments", "--home", str(tmp_path / "absente")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3 and "vigie init" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_reader_that_stops_early_sees_no_traceback(db: Database) -> None:
    fill(db, [f"contre {number}" for number in range(400)])
    db.close()
    line = f"{sys.executable} -m vigie.cli export passages --format jsonl | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert len(done.stdout.splitlines()) == 1 and "Traceback" not in done.stderr


def test_a_comment_saved_meanwhile_is_not_half_exported(db: Database, home: Home) -> None:
    fill(db, [f"contre {number}" for number in range(450)])
    other = open_database(home.database)
    seen = 0
    for _ in stream_export(db, "comments", ExportFilters()):
        if seen == 0:
            fill(other, ["contre encore"], number=2, at=NOW + timedelta(days=1))
        seen += 1
    assert seen == 450 and len(objects("comments")) == 451
    other.close()
