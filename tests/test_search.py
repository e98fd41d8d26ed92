"""Searching: the language of a query, what it finds, the sentence shown, the command and the view."""

import json
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

import store.search
from store.database import open_database, open_memory
from store.fold import fold_words
from store.home import HOME_VARIABLE, Home
from store.query import MAX_DEPTH, All, Near, Node, Phrase, QueryError, Some, match_expression, read_query
from store.search import find_excerpts, save_document, search
from store.writes import save_article
from tests.builders import CRAWL, KEY, article, comment
from tests.dashboard_homes import fill_small, make_home
from tests.test_dashboard_views import view, words_of
from vigie.cli import cli

LETTERS = "abc"


def save_thread(db: Database, *texts: str) -> None:
    """One article and a comment a text, one minute apart, the last the newest."""
    start = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
    thread = tuple(
        comment(text, id=str(number), posted_at=start + timedelta(days=number)) for number, text in enumerate(texts)
    )
    save_article(db, article(comments=thread), origin=CRAWL, key=KEY)


def found(db: Database, query: str, **options: int) -> list[str]:
    """The bodies of the comments that a query finds, in its order."""
    bodies = {row["id"]: row["body"] for row in db.query("select id, body from comments")}
    return [bodies[row["owner_id"]] for row in search(db, query, **options) if row["owner_kind"] == "comment"]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("ordonnance", [0, 2]),
        ("ordonnance secteur", [0]),
        ("ordonnance ET secteur", [0]),
        ("ordonnance AND secteur", [0]),
        ("secteur OU kiné", [0, 1]),
        ("secteur OR kine", [0, 1]),
        ("ordonnance SAUF secteur", [2]),
        ("ordonnance NOT secteur", [2]),
        ("ordonnance ET SAUF secteur", [2]),
        ("SAUF secteur ordonnance", [2]),
        ("(secteur OU cœur) ordonnance", [0, 2]),
        ("secteur OU cœur ordonnance", [0, 2]),
        ("« secteur trois »", []),
        ("« le secteur 3 »", [0]),
        ('"le secteur 3"', [0]),
        ("“le secteur 3”", [0]),
        ("ordon*", [0, 2, 3]),
        ('"de l\'ordon*"', [2]),
        ("« de l’ordon »*", [2]),
        ("NEAR(ordonnance secteur, 3)", [0]),
        ("NEAR(ordonnance punit, 1)", []),
        ("NEAR(« le secteur » ordon*, 5)", [0]),
        ("coeur", [2]),
        ("CŒUR", [2]),
        ("l'ordonnance", [2]),
        ("l’ordonnance", [2]),
        ("ou", [1]),
        ("ordonnance ?", [0, 2]),
    ],
)
def test_a_query_finds_what_it_says(fresh_db: Database, query: str, numbers: list[int]) -> None:
    texts = ["Une ordonnance dans le secteur 3, cela punit.", "Le kiné ou le dentiste.", "Au cœur de l’ordonnance.",
             "Des ordonnancements."]  # fmt: skip
    save_thread(fresh_db, *texts)
    assert sorted(texts.index(text) for text in found(fresh_db, query)) == numbers


@pytest.mark.parametrize(
    ("query", "place", "why"),
    [
        ('ordonnance "reste à', 12, "pas fermé"),
        ("« reste", 1, "pas fermé"),
        ("reste »", 7, "pas de guillemet ouvrant"),
        ("(a OU b", 1, "pas fermée"),
        ("a)", 2, "pas d’ouvrante"),
        ("a ()", 3, "manque un mot dans"),
        ("OU a", 1, "manque un mot avant"),
        ("a OU", 3, "manque un mot après"),
        ("a ET OU b", 3, "manque un mot après"),
        ("SAUF a", 1, "d’abord ce qu’il faut trouver"),
        ("*", 1, "deux lettres"),
        ("or*nance", 1, "à la fin"),
        ("a « »", 3, "aucun mot"),
        ("NEAR(a, b)", 7, "un nombre"),
        ("NEAR(a)", 1, "deux mots"),
        ("NEAR(a b", 1, "pas fermée"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), MAX_DEPTH + 1, "l’une dans l’autre"),
    ],
)
def test_a_query_that_cannot_be_read_says_in_french_where(query: str, place: int, why: str) -> None:
    with pytest.raises(QueryError, match=f"au caractère {place}, .*{why}"):
        read_query(query)


@pytest.mark.parametrize("query", ["", "   ", "?!", "…", "_"])
def test_a_query_without_a_word_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="aucun mot"):
        read_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "a" * 10_000, "a " * 5_000, "(" * 10_000, ")" * 10_000, '"' * 9_999, "« " * 5_000, "NEAR(" * 2_000,
        "a OU " * 2_000, "SAUF " * 2_000, "é\u0301" * 5_000, "* " * 5_000, "(a OU " * 1_600, "aa* " * 200,
    ],
)  # fmt: skip
def test_a_huge_query_is_refused_at_once(fresh_db: Database, query: str) -> None:
    with pytest.raises(QueryError):
        search(fresh_db, query)


nasty = st.lists(
    st.sampled_from(
        ["a", "bb", "é", "œuf", "l'", "ET", "OU", "OR", "SAUF", "NOT", "NEAR(", "NEAR", "(", ")", '"', "«", "»", "“",
         "”", "*", ",", "5", ":", "^", "-", "+", "{", "}", "folded:", "\x00", "\ud800", "²", "½", "–", "_", "\u0301",
         "' or 1=1 --", ";", "\\", "漢字", "🙂", "\u200b", " "]
    ),
    max_size=14,
)  # fmt: skip


@given(st.one_of(nasty.map("".join), nasty.map(" ".join), st.text(max_size=60)))
@settings(max_examples=600, deadline=None)
def test_any_text_is_read_or_refused_in_french_and_sqlite_never_complains(query: str) -> None:
    try:
        search(ANYTHING, query)
    except QueryError as error:
        assert str(error) and "\n" not in str(error)


def filled(texts: list[str]) -> Database:
    db = open_memory()
    db.execute("pragma foreign_keys = off")
    for text in texts:
        save_document(db, owner_kind="comment", owner_id=text, thread_id="t", day="2026-11-20", text=text)
    return db


ANYTHING = filled(["a bb cc", "l'œuf 5", "漢字 ²"])
# Every text of one to four letters out of three: what a tree says of them can be told without SQLite.
TEXTS = [" ".join(letters) for size in range(1, 5) for letters in product(LETTERS, repeat=size)]
SMALL = filled(TEXTS)

phrases = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=2).map(lambda words: Phrase(words=tuple(words)))
nears = st.builds(
    lambda parts, distance: Near(phrases=tuple(parts), distance=distance),
    st.lists(st.sampled_from(LETTERS).map(lambda word: Phrase(words=(word,))), min_size=2, max_size=2),
    st.integers(1, 3),
)
trees = st.recursive(
    st.one_of(phrases, nears),
    lambda inner: st.one_of(
        st.builds(
            lambda wanted, out: All(wanted=tuple(wanted), left_out=tuple(out)),
            st.lists(inner, min_size=1, max_size=3),
            st.lists(inner, max_size=2),
        ),
        st.builds(lambda of: Some(of=tuple(of)), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=7,
)


def holds(node: Node, words: list[str]) -> bool:
    """Whether a text answers a tree, told the plain way."""
    if isinstance(node, Phrase):
        size = len(node.words)
        return any(tuple(words[at : at + size]) == node.words for at in range(len(words)))
    if isinstance(node, Near):
        first, second = (one.words[0] for one in node.phrases)
        places = [(i, j) for i, a in enumerate(words) for j, b in enumerate(words) if (a, b) == (first, second)]
        return any(abs(i - j) - 1 <= node.distance and (i != j or first == second) for i, j in places)
    if isinstance(node, Some):
        return any(holds(one, words) for one in node.of)
    return all(holds(one, words) for one in node.wanted) and not any(holds(one, words) for one in node.left_out)


def typed(node: Node) -> str:
    """A tree as a person would type it."""
    if isinstance(node, Phrase):
        return node.words[0] if len(node.words) == 1 else f"« {' '.join(node.words)} »"
    if isinstance(node, Near):
        return f"NEAR({' '.join(typed(one) for one in node.phrases)}, {node.distance})"
    if isinstance(node, Some):
        return f"({' OU '.join(map(typed, node.of))})"
    return f"({' '.join(map(typed, node.wanted))}{''.join(f' SAUF {typed(one)}' for one in node.left_out)})"


@given(trees)
@settings(max_examples=300, deadline=None)
def test_what_is_found_is_what_the_words_mean(tree: Node) -> None:
    wanted = {text for text in TEXTS if holds(tree, text.split())}
    assert {row["owner_id"] for row in search(SMALL, typed(tree), limit=1000)} == wanted


def test_the_newest_comes_first_and_a_limit_keeps_it(fresh_db: Database) -> None:
    save_thread(fresh_db, "Le mot un.", "Le mot deux.", "Le mot trois.")
    assert found(fresh_db, "mot") == ["Le mot trois.", "Le mot deux.", "Le mot un."]
    assert found(fresh_db, "mot", limit=1) == ["Le mot trois."]


def test_a_wide_search_ends_with_a_french_sentence(fresh_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    save_thread(fresh_db, *[f"mot {number}" for number in range(300)])
    monkeypatch.setattr(store.search, "SEARCH_TIME_S", -1.0)
    monkeypatch.setattr(store.search, "_STEPS_BETWEEN_LOOKS", 10)
    with pytest.raises(QueryError, match="ajoutez un mot"):
        search(fresh_db, "mot")
    assert fresh_db.execute("select count(*) from comments").fetchone() == (300,)


def shown(db: Database, query: str) -> str:
    owner = next(row["owner_id"] for row in search(db, query) if row["owner_kind"] == "comment")
    return find_excerpts(db, query, [owner])[owner].plain()


def test_the_sentence_found_is_shown_as_written_with_its_words_marked(fresh_db: Database) -> None:
    save_thread(fresh_db, "Une phrase avant. L’œuvre de Sœur Ménéhould, c’est l’ordonnance ! Une phrase après.")
    assert shown(fresh_db, "oeuvre ordon*") == "L’>œuvre< de Sœur Ménéhould, c’est l’>ordonnance< !"
    assert shown(fresh_db, "« soeur menehould »") == "L’œuvre de >Sœur Ménéhould<, c’est l’ordonnance !"


def test_a_long_sentence_is_cut_around_what_was_found(fresh_db: Database) -> None:
    save_thread(fresh_db, "avant " * 200 + "trouvaille" + " après" * 200)
    line = shown(fresh_db, "trouvaille")
    assert ">trouvaille<" in line and line.startswith("… avant") and line.endswith("après …") and len(line) < 330


def test_the_sentence_with_most_words_is_shown(fresh_db: Database) -> None:
    save_thread(fresh_db, "Un médecin passe. Le médecin quitte sa convention. Fin.")
    assert shown(fresh_db, "médecin convention") == "Le >médecin< quitte sa >convention<."


@given(st.text(alphabet="aéœ'’ .!\n«»\u0301ß\u00a0", max_size=40), st.text(alphabet="aéœ’ .\n\u0301", max_size=40))
@settings(max_examples=150, deadline=None)
def test_marks_always_cover_the_words_found(before: str, after: str) -> None:
    db = open_memory()
    save_thread(db, f"{before} trouvé {after}")
    owner = next(row["owner_id"] for row in search(db, "trouve") if row["owner_kind"] == "comment")
    excerpt = find_excerpts(db, "trouve", [owner])[owner]
    assert [fold_words(excerpt.text[start:end]) for start, end in excerpt.marks] == ["trouve"]
    db.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixed_clock: str) -> Home:
    """A home with one article of this morning and its comments, named by `VIGIE_HOME`."""
    made = make_home(tmp_path / "home")
    fill_small(made)
    monkeypatch.setenv(HOME_VARIABLE, str(made.folder))
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["search", *arguments])


def test_the_command_shows_the_sentence_under_the_article(home: Home) -> None:
    done = run("pour", "voilà")
    assert done.exit_code == 0 and "1 résultat" in done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("2026-11-22  commentaire  Un article du débat, numéro 1  Le Confrère du soir  https://")
    assert second == "    Je suis >pour<, et >voilà<."


def test_the_command_prints_one_object_a_result(home: Home) -> None:
    done = run("pour", "--format", "jsonl")
    (line,) = map(json.loads, done.stdout.splitlines())
    assert line["kind"] == "comment" and line["url"].startswith("https://") and line["day"] == "2026-11-22"
    assert [line["excerpt"][start:end] for start, end in line["marks"]] == ["pour"]


@pytest.mark.parametrize("query", ["(pour", "pour OU", '"', "", "SAUF pour", "a" * 10_000])
def test_an_unreadable_query_is_a_misuse_said_on_one_line(home: Home, query: str) -> None:
    done = run(query)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("vigie search : ") and len(done.stderr.splitlines()) == 1


def test_since_narrows_and_a_wrong_day_is_a_misuse(home: Home) -> None:
    assert len(run("pour", "--since", "1d").stdout.splitlines()) == 2
    assert run("pour", "--since", "2026-11-23").stdout == ""
    for wrong in ("hier", "2026-13-01", "99999y", "7"):
        done = run("pour", "--since", wrong)
        assert (done.exit_code == 2 and "durée" in done.stderr) or "calendrier" in done.stderr, wrong


def test_escape_sequences_never_reach_the_terminal(home: Home) -> None:
    db = open_database(home.database)
    save_thread(db, "Un mot \x1b[31m rouge\x1b]0;titre\x07 ici\r\n.")
    db.close()
    assert "\x1b" not in run("rouge").stdout and "mot [31m >rouge<" in run("rouge").stdout


def test_the_view_shows_the_same_message_and_the_same_sentence(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = words_of(view(home, "lire", monkeypatch, q="(pour"))
    message = run("(pour").stderr.removeprefix("vigie search : ").strip()
    assert message[1:] in app and "panne" not in app
    app = words_of(view(home, "lire", monkeypatch, q="pour voila"))
    assert "1 article trouvé" in app and "Dans un commentaire" in app


def test_an_expression_holds_only_quoted_words() -> None:
    assert (
        match_expression('a* OU folded:"x y" SAUF ^z'.replace("a*", "aa*"))
        == '("aa"* OR (("folded" AND "x y") NOT ("z")))'
    )
