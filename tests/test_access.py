"""Roles are checked on the server for every act, and nothing is served to other machines without knowing who asks."""

import ast
import asyncio
import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from dashboard.admission import COOKIE_SECRET, OIDC_SECRET, make_secrets
from dashboard.door import PERSON_HEADER, TOKEN, TOKEN_HEADER, Door, read_person_header
from dashboard.screen import Screen, read_watch
from dashboard.showing import sign_download
from store.access import LOCAL, RIGHTS, NotAllowedError, Person, open_desk
from store.access_settings import Access, AccessError, load_access
from store.audit import list_acts, record_act, record_login
from store.database import Row, open_database, rows
from store.desk import correct_tag, mend_article, record_visit
from store.home import HOME_VARIABLE, Home
from store.inbox import request_file, request_text, request_url
from store.secret_files import SecretError, read_secret
from tests.dashboard_homes import TARGET, fill_small, make_home
from vigie.cli import cli
from vigie.serving import check_address, dashboard_command, server_environment

READER, ANALYST, ADMIN = (Person(name="Ondine", role=role, via="proxy") for role in ("lecteur", "analyste", "admin"))
PROXY = '[proxy]\naddresses = ["127.0.0.2"]\n'
ROLES = '[roles]\nadmin = ["claire"]\nanalyste = ["sami"]\nlecteur = ["*"]\n'
OIDC = '[oidc]\nmetadata_url = "https://compte.example/.well-known/openid-configuration"\nclient_id = "vigie"\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixed_clock: str) -> Home:
    made = make_home(tmp_path / "home")
    fill_small(made)
    monkeypatch.setenv(HOME_VARIABLE, str(made.folder))
    return made


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    opened = open_database(home.database)
    yield opened
    opened.close()


def write_access(home: Home, text: str, mode: int = 0o600) -> None:
    path = home.folder / "access.toml"
    path.write_text('hosts = ["veille.example"]\n' + text, encoding="utf-8")
    path.chmod(mode)


def acts_of(db: Database, home: Home) -> dict[str, Any]:
    """Every act of the desk, to be tried by each role."""
    passage = rows(db, "select id from passages where owner_kind = 'comment' limit 1")[0]["id"]
    article = rows(db, "select id from articles limit 1")[0]["id"]
    return {
        "correct": lambda desk: correct_tag(desk, passage_id=passage, kind="stance", key=TARGET, value="neutral",
                                            made_by="Usurpé"),
        "mend": lambda desk: mend_article(desk, article, {"title": "Un autre titre du débat"}, made_by="Usurpé"),
        "url": lambda desk: request_url(desk, "https://confrere.example/x", requested_by="Usurpé"),
        "text": lambda desk: request_text(desk, home.inbox, "Un texte.", url=None, requested_by="Usurpé"),
        "file": lambda desk: request_file(desk, home.inbox, "a.html", b"<p>x</p>", url=None, requested_by="Usurpé"),
    }  # fmt: skip


def written(db: Database) -> list[Row]:
    tables = ("desk_corrections", "desk_mends", "inbox", "audit", "articles", "verdicts", "daily_stance")
    return [row for table in tables for row in rows(db, f"select * from {table}")]


def test_a_reader_of_the_team_changes_nothing_whatever_is_called(db: Database, home: Home) -> None:
    before = written(db)
    for act in acts_of(db, home).values():
        desk = open_desk(home.database, READER)
        with pytest.raises(NotAllowedError, match="lecteur"):
            act(desk)
        desk.close()
    assert written(db) == before and list(home.inbox.iterdir()) == []


@pytest.mark.parametrize("person", [ANALYST, ADMIN])
def test_an_act_is_signed_by_who_came_in_not_by_the_name_that_was_typed(
    db: Database, home: Home, person: Person
) -> None:
    for act in acts_of(db, home).values():
        desk = open_desk(home.database, person)
        act(desk)
        desk.close()
    signed = rows(db, "select made_by from desk_corrections") + rows(db, "select made_by from desk_mends")
    assert {row["made_by"] for row in signed} == {"Ondine"}
    assert {row["requested_by"] for row in rows(db, "select requested_by from inbox")} == {"Ondine"}
    kept = list_acts(db)
    assert {(row["who"], row["role"], row["via"]) for row in kept} == {("Ondine", person.role, "proxy")}
    assert [row["act"] for row in kept] == ["request", "request", "request", "mend", "correction"]


def test_on_one_s_own_machine_the_name_typed_signs(db: Database, home: Home) -> None:
    desk = open_desk(home.database, LOCAL)
    acts_of(db, home)["correct"](desk)
    desk.close()
    assert [(row["who"], row["via"]) for row in list_acts(db)] == [("Usurpé", "local")]


@pytest.mark.parametrize(
    "statement",
    [
        "update articles set title = 'x'", "insert into desk_corrections(passage_id) values ('x')",
        "delete from comments",
        "drop table articles", "create table mine (a)", "attach database ':memory:' as other", "delete from audit",
        "update audit set who = 'x'", "delete from tombstones",
    ],
)  # fmt: skip
def test_sqlite_itself_refuses_what_forgets_to_ask(home: Home, statement: str) -> None:
    desk = open_desk(home.database, READER)
    with pytest.raises(sqlite3.DatabaseError, match=r"authorized|prohibited"):
        desk.execute(statement)
    record_visit(desk, visitor="Usurpé", view="matin")
    assert rows(desk, "select visitor from desk_visits") == [{"visitor": "Ondine"}]
    desk.close()


@pytest.mark.parametrize("person", [LOCAL, ANALYST, ADMIN])
def test_no_click_rewrites_the_trail_or_the_schema(home: Home, person: Person) -> None:
    desk = open_desk(home.database, person)
    record_act(desk, "note")
    for statement in ("delete from audit", "update audit set who = 'x'", "drop table audit", "delete from tombstones"):
        with pytest.raises(sqlite3.DatabaseError):
            desk.execute(statement)
    desk.close()


def test_not_even_a_command_rewrites_the_trail_or_removes_its_last_days(db: Database) -> None:
    record_act(db, "export", "comments csv", who="Ondine")
    for statement in ("update audit set who = 'x'", "delete from audit"):
        with pytest.raises(sqlite3.DatabaseError, match="audit trail"):
            db.execute(statement)
    assert list_acts(db)[0]["who"] == "Ondine"


def test_each_role_has_the_rights_of_the_one_below() -> None:
    assert RIGHTS["lecteur"] < RIGHTS["analyste"] < RIGHTS["admin"]
    assert "correct" not in RIGHTS["lecteur"] and "audit" not in RIGHTS["analyste"]


def test_a_login_is_written_once_in_eight_hours(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for moment in ("2026-11-22T08:00:00+01:00", "2026-11-22T09:00:00+01:00", "2026-11-22T17:00:00+01:00"):
        monkeypatch.setenv("VIGIE_NOW", moment)
        record_login(db, ANALYST, "login")
    record_login(db, Person(name="x\r\ny\x1b[31m", role="lecteur", via="proxy"), "refusal", "sans rôle")
    assert [(row["act"], row["who"]) for row in list_acts(db)] == [
        ("refusal", "x y [31m"), ("login", "Ondine"), ("login", "Ondine"),
    ]  # fmt: skip


def test_views_write_only_through_the_desk() -> None:
    folder = Path(__file__).parent.parent / "dashboard"
    names = {"open_database", "sqlite3", "connect"}
    for path in [path for path in folder.rglob("*.py") if "brief" not in path.parts]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)
                 for alias in node.names}  # fmt: skip
        assert not found & names, f"{path.name}: use screen.desk()"


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.0.0.5", "192.168.1.4"])
def test_nothing_is_served_to_other_machines_without_knowing_who_asks(home: Home, address: str) -> None:
    refused = CliRunner().invoke(cli, ["dashboard", "--address", address])
    assert refused.exit_code == 2 and "access.toml" in refused.output
    assert check_address(home, "127.0.0.1") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PROXY, "roles"), (ROLES, "un seul des deux"), (PROXY + OIDC + ROLES, "un seul des deux"),
        ("[proxy]\naddresses = []\n" + ROLES, "au moins un"), (PROXY + "[roles]\n", "personne"),
        (PROXY + '[roles]\nadmin = ["*"]\n', "admin"), ('[proxy]\naddresses = ["0.0.0.0/0"]\n' + ROLES, "trop large"),
        (PROXY + ROLES + 'chef = ["x"]\n', "inconnue"), ("[proxy", "TOML"),
    ],
)  # fmt: skip
def test_a_rule_that_access_toml_breaks_is_named(home: Home, text: str, said: str) -> None:
    write_access(home, text)
    refused = CliRunner().invoke(cli, ["dashboard", "--address", "0.0.0.0"], catch_exceptions=True)
    assert refused.exit_code != 0
    with pytest.raises(AccessError, match=said):
        load_access(home)


def test_a_file_of_roles_that_others_may_write_is_refused(home: Home) -> None:
    write_access(home, PROXY + ROLES, mode=0o666)
    with pytest.raises(AccessError, match="chmod 600"):
        load_access(home)


def test_the_highest_role_of_a_name_counts(home: Home) -> None:
    write_access(home, PROXY + ROLES)
    access = check_address(home, "0.0.0.0")
    assert access is not None
    given = [access.roles.role_of(name) for name in ("Claire", " sami ", "inconnu", "")]
    assert given == ["admin", "analyste", "lecteur", None]


def test_a_provider_needs_its_secret_from_the_environment_or_a_private_file(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in (OIDC_SECRET, COOKIE_SECRET):
        monkeypatch.delenv(variable, raising=False)
    write_access(home, OIDC + ROLES)
    with pytest.raises(AccessError, match=OIDC_SECRET):
        check_address(home, "0.0.0.0")
    path = home.folder / "oidc-secret"
    path.write_text("sésame-ouvre-toi\n", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(AccessError, match="chmod 600") as refused:
        check_address(home, "0.0.0.0")
    assert "sésame" not in str(refused.value)
    path.chmod(0o600)
    access = check_address(home, "0.0.0.0")
    assert make_secrets(home, access)["auth"]["client_secret"] == "sésame-ouvre-toi"
    assert stat.S_IMODE((home.folder / "cookie-secret").stat().st_mode) == 0o600
    assert "sésame" not in " ".join(dashboard_command(8501, access=access))
    monkeypatch.setenv(OIDC_SECRET, "autre")
    assert make_secrets(home, access)["auth"]["client_secret"] == "autre"


def test_a_missing_or_empty_secret_is_said_without_it(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="VIGIE_ABSENT"):
        read_secret("VIGIE_ABSENT", tmp_path / "rien", what="mot de passe")
    (tmp_path / "vide").touch(mode=0o600)
    with pytest.raises(SecretError, match="vide"):
        read_secret("VIGIE_ABSENT", tmp_path / "vide", what="mot de passe")


def test_the_server_is_told_its_hosts_and_keeps_its_protections(home: Home) -> None:
    write_access(home, PROXY + ROLES)
    access = load_access(home)
    command = " ".join(dashboard_command(8501, address="0.0.0.0", access=access))
    for option in ('"server.allowedHosts": ["veille.example"]', '"server.enableXsrfProtection": true',
                   '"server.enableCORS": true', '"server.corsAllowedOrigins": ["https://veille.example"]'):  # fmt: skip
        assert option in command
    assert '"server.address": "127.0.0.1"' in " ".join(dashboard_command(8501))
    assert server_environment() == {"FORWARDED_ALLOW_IPS": ""}


class Behind:
    """What stands behind the door: it remembers the headers that reach it."""

    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.headers = scope["headers"]


def knock(access: Access | None, peer: str, *headers: tuple[str, str], kind: str = "http", path: str = "/") -> Any:
    """The name that passes the door, `None` when it stays shut."""
    behind, sent = Behind(), []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    scope = {"type": kind, "path": path, "client": (peer, 4000), "headers": raw}
    asyncio.run(Door(behind, access=access)(scope, receive, send))
    if behind.headers is None:
        first = sent[0]
        assert first.get("status") == 403 or first == {"type": "websocket.close", "code": 1008}
        return None
    told = {name.decode(): value.decode() for name, value in behind.headers}
    assert sum(name.startswith(b"x-vigie-") for name, _ in behind.headers) == 2
    return read_person_header(told)


def proxied(home: Home) -> Access:
    write_access(home, PROXY + ROLES)
    access = load_access(home)
    assert access is not None
    return access


HOST = ("Host", "veille.example")


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_only_the_proxy_speaks_for_somebody(home: Home, kind: str) -> None:
    access = proxied(home)
    assert knock(access, "127.0.0.2", HOST, ("X-Forwarded-User", "Éloïse"), kind=kind) == "Éloïse"
    assert knock(access, "::ffff:127.0.0.2", HOST, ("X-Forwarded-User", "claire"), kind=kind) == "claire"
    for peer in ("127.0.0.1", "10.0.0.9", "::1", "", "n’importe quoi"):
        assert knock(access, peer, HOST, ("X-Forwarded-User", "claire"), kind=kind) is None
    assert knock(access, "10.0.0.9", HOST, ("X-Forwarded-User", "claire"), ("X-Forwarded-For", "127.0.0.2"),
                 kind=kind) is None  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        (), (("X-Forwarded-User", ""),), (("X-Forwarded-User", "a"), ("X-Forwarded-User", "claire")),
        (("X-Forwarded-User", "cl\x00aire"),), (("X-Forwarded-User", "x" * 300),), (("Remote-User", "claire"),),
        (("X-Vigie-Person", "claire"),), (("X-Vigie-Door", TOKEN), ("X-Vigie-Person", "claire")),
    ],
)  # fmt: skip
def test_a_proxy_that_names_nobody_or_several_lets_nobody_in(home: Home, headers: tuple[tuple[str, str], ...]) -> None:
    assert knock(proxied(home), "127.0.0.2", HOST, *headers) is None


def test_the_door_s_own_headers_cannot_be_written_from_outside(home: Home) -> None:
    forged = ((TOKEN_HEADER, TOKEN), (PERSON_HEADER, "claire"), ("X-Forwarded-User", "sami"))
    assert knock(proxied(home), "127.0.0.2", HOST, *forged) == "sami"
    assert read_person_header({PERSON_HEADER: "claire"}) is None
    assert read_person_header({TOKEN_HEADER: "faux", PERSON_HEADER: "claire"}) is None


@pytest.mark.parametrize(
    "host", ["ailleurs.example", "veille.example.ailleurs.example", "127.0.0.1", "", "veille.example@x"]
)
def test_another_host_name_opens_nothing(home: Home, host: str) -> None:
    assert knock(proxied(home), "127.0.0.2", ("Host", host), ("X-Forwarded-User", "claire")) is None


def test_a_page_of_the_internet_that_moves_its_name_to_this_machine_reads_nothing() -> None:
    for host in ("127.0.0.1:8501", "localhost:8501", "[::1]:8501", "LOCALHOST"):
        assert knock(None, "127.0.0.1", ("Host", host)) == ""
    assert knock(None, "127.0.0.1", ("Host", "rebond.example:8501")) is None
    assert knock(None, "127.0.0.1", ("Host", "rebond.example"), ("Host", "localhost")) is None


def test_the_trail_is_read_with_a_command(home: Home, db: Database) -> None:
    record_login(db, ANALYST, "login")
    out = CliRunner().invoke(cli, ["export", "comments", "--out", str(home.folder / "x.csv")])
    assert out.exit_code == 0
    shown = CliRunner().invoke(cli, ["audit"])
    assert shown.exit_code == 0 and "Ondine (analyste) · connexion" in shown.output
    assert "export comments csv" in shown.output
    one = CliRunner().invoke(cli, ["audit", "--act", "export", "--json", "--since", "1d"])
    assert one.output.count("\n") == 1 and '"act": "export"' in one.output


def test_an_erasure_is_in_the_trail_and_nothing_of_what_was_erased(home: Home, db: Database) -> None:
    url = rows(db, "select url from articles limit 1")[0]["url"]
    assert CliRunner().invoke(cli, ["forget", "--url", url]).exit_code == 0
    (kept,) = list_acts(db, act="erasure")
    assert kept["what"].startswith("1 article") and "confrere" not in str(kept)


def test_an_export_that_cannot_be_written_down_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("vigie.export.command.record_act", refuse)
    done = CliRunner().invoke(cli, ["export", "articles", "--out", str(home.folder / "x.csv")])
    assert done.exit_code == 0 and "journal" in done.output


@pytest.mark.parametrize("person", [READER, ANALYST])
def test_a_file_leaves_the_dashboard_only_once_the_trail_says_who_took_it(
    home: Home, db: Database, person: Person
) -> None:
    screen = Screen(
        home=home, watch=read_watch(home.watch), params={}, today=date(2026, 11, 22), db=db, version="1", person=person
    )
    file = sign_download(screen, "volume-lecteurs.csv", lambda: b"Semaine")
    assert not [act for act in list_acts(db) if act["act"] == "export"]  # nothing was taken yet
    if not person.may("export"):
        with pytest.raises(NotAllowedError, match="lecteur"):
            file()
        return
    assert file() == b"Semaine"
    (act,) = list_acts(db, act="export")
    assert (act["who"], act["role"], act["what"]) == ("Ondine", "analyste", "volume-lecteurs.csv")


def test_old_acts_leave_with_the_rest_when_their_time_has_passed(
    home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for moment in ("2025-01-02T08:00:00+01:00", "2026-11-22T08:00:00+01:00"):
        monkeypatch.setenv("VIGIE_NOW", moment)
        record_act(db, "note", who="Ondine")
    assert CliRunner().invoke(cli, ["purge"]).exit_code == 0
    assert [row["act"] for row in list_acts(db)] == ["purge", "note"]


def test_secrets_are_in_no_other_file_of_the_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"VIGIE_IMAP_PASSWORD": "improbable-soupir-1", OIDC_SECRET: "improbable-soupir-2"}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    (home.folder / "watch" / "watch.toml").open("a", encoding="utf-8").write(
        '\n[mail]\nhost = "127.0.0.1"\nuser = "veille"\nsecurity = "none"\nport = 9\n'
    )
    write_access(home, OIDC + ROLES)
    for command in (["work"], ["doctor"], ["export", "comments"], ["audit"], ["dashboard", "--address", "autre"]):
        told = CliRunner().invoke(cli, command)
        assert "improbable-soupir" not in told.output + str(told.exception or "")
    for path in home.folder.rglob("*"):
        if path.is_file():
            assert b"improbable-soupir" not in path.read_bytes(), path.name
    assert os.environ[OIDC_SECRET] == "improbable-soupir-2"
