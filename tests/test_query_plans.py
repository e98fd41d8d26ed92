"""No query of a view grows with the number of comments: proved on SQLite's plans and on the steps of its machine."""

import re
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from tests.query_calls import FILTERS, NARROW, Call, list_calls, list_queries, make_press, watching

# Tables with a row or more a comment; their other names in a statement are read from it.
BIG = "comments|passages|tags|verdicts|tagged|unit_arguments|unit_messages|documents|evidence|message_uses"
_NAMED = re.compile(rf"\b({BIG})\b(?:\s+(?:as\s+)?(\w+))?", re.IGNORECASE)
_SCAN = re.compile(r"^SCAN (\w+)")
MOST = 3.0  # times as many steps where there are ten times as many comments; words of a small press fill up slowly
FEW_STEPS = 3_000
# Full text answers with every text that bears the words; an export reads what it exports.
NOT_MEASURED = {
    "articles.search_articles", "articles.list_found", "found.list_answers", "found.count_answers", "found.try_search",
    "export.stream_export", "export.count_left_out", "export.list_source_ids",
}  # fmt: skip
# What reads the comments of one day or window, however many they are on it, and never those of other days.
OF_A_DAY = {
    "morning.list_commented_articles", "morning.count_new_stances", "morning.list_new_units",
    "morning.list_new_units of an argument", "morning.count_new_units", "morning.count_repeated_units",
    "morning.count_undated_comments", "passages.list_units", "passages.list_units of an argument",
    "passages.list_units of the debate", "brief.load_brief_rows", "queue.list_useful", "alerts.list_figures_told",
    "arguments.list_first_seen", "arguments.count_holders",
    "voices.list_named by readers", "passages.list_units against us", "passages.count_units against us",
    "passages.list_unit_threads", "passages.count_unit_threads", "readers.list_readers",
}  # fmt: skip
# What reads one article and the comments under it.
OF_A_THREAD = {"passages.list_thread", "threads.list_thread_order", "passages.list_thread_tags", "passages.list_spans"}
# The newest figures, 4,000 at most: fewer in a small press.
BOUNDED = {
    "figures.list_quarrels", "figures.list_circulating", "figures.list_tellings", "figures.find_quarrel",
    "figures.sum_up_quarrels",
}  # fmt: skip
# What adds up or sorts every article ever read.
OF_ALL_ARTICLES = {
    "alerts.list_followed", "articles.list_articles", "articles.list_articles of a source", "articles.count_articles",
    "collection.list_sources", "personal.count_held", "figures.list_quarrels", "stories.list_to_group",
    "figures.find_quarrel", "figures.sum_up_quarrels",
    "media.list_outlet_articles", "media.count_outlet_articles", "media.count_outlets", "media.list_stories",
    "media.count_stories", "alerts.list_texts_of_figure", "figures.count_circulating",
}  # fmt: skip
CALLS = [
    (f"{name}{words}", call)
    for words, filters in (("", FILTERS), (", a rare source", NARROW))
    for name, call in list_calls(filters).items()
]
NAMES = [name for name, _ in CALLS]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = make_press(tmp_path_factory.mktemp("small") / "vigie.db", n_comments=1_800)
    yield db
    db.close()


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The same articles with ten times as many comments under each."""
    db = make_press(tmp_path_factory.mktemp("deep") / "vigie.db", n_comments=18_000)
    yield db
    db.close()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """As many comments a day, over ten times as many days."""
    db = make_press(tmp_path_factory.mktemp("long") / "vigie.db", n_comments=18_000, n_articles=300, days=400)
    yield db
    db.close()


def but(exempt: set[str]) -> pytest.MarkDecorator:
    """Every measured query but these."""
    kept = [(name, call) for name, call in CALLS if _plain(name) not in exempt]
    return pytest.mark.parametrize(("name", "call"), kept, ids=[name for name, _ in kept])


def _plain(name: str) -> str:
    return name.removesuffix(", a rare source")


def test_every_query_is_measured() -> None:
    named = {name.split(" ")[0].rstrip(",") for name in NAMES} | NOT_MEASURED
    assert list_queries() - named == set()


@but({"personal.count_held"})
def test_no_query_reads_a_whole_table_of_texts(deep: Database, long: Database, name: str, call: Call) -> None:
    for db in (deep, long):
        with watching(db) as seen:
            call(db)
        for statement in seen.statements:
            if statement.lstrip().lower().startswith(("select", "with")):
                assert [line for line in _plan(db, statement) if _is_whole(line, statement)] == [], statement


@but(OF_A_DAY | OF_A_THREAD | BOUNDED)
def test_steps_do_not_grow_with_the_number_of_comments(
    small: Database, deep: Database, name: str, call: Call
) -> None:  # fmt: skip
    assert _steps(deep, call) <= max(FEW_STEPS, MOST * _steps(small, call))


@but(OF_ALL_ARTICLES | {name for name, _ in CALLS if "over years" in name})
def test_steps_do_not_grow_with_the_past(small: Database, long: Database, name: str, call: Call) -> None:
    assert _steps(long, call) <= max(FEW_STEPS, MOST * _steps(small, call))


def _steps(db: Database, call: Call) -> int:
    with watching(db) as seen:
        call(db)
    return seen.n_steps


def _plan(db: Database, statement: str) -> list[str]:
    return [row[3] for row in db.conn.execute(f"explain query plan {statement}")]


def _is_whole(line: str, statement: str) -> bool:
    """Whether a line of a plan says that a table of texts, or the tags of all of them, is read from end to end."""
    names = {word for found in _NAMED.findall(statement) for word in found if word}
    scanned = _SCAN.match(line)
    return line == "MATERIALIZE effective_tags" or bool(scanned and scanned[1] in names)
