"""Behind nginx and with an identity provider, in Chromium: who enters, with which role, under which name."""

import base64
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, Page, expect

from dashboard.admission import COOKIE_SECRET, OIDC_SECRET
from store.access_settings import load_access
from store.audit import list_acts
from store.clock import NOW_VARIABLE
from store.database import open_database, rows
from store.home import HOME_VARIABLE, Home
from tests.browser.conftest import NOW, _wait_until_healthy
from vigie.serving import dashboard_command, server_environment

pytestmark = pytest.mark.browser
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
DOC = Path(__file__).parents[2] / "docs" / "access.md"
SECRET = "improbable-sesame-du-fournisseur"
ROLES = '[roles]\nadmin = ["claire"]\nanalyste = ["sami"]\nlecteur = ["lea"]\n'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Home, access: str, port: int, **environment: str) -> Iterator[Path]:
    """A dashboard served as `vigie dashboard` does with this access.toml; the file of what it prints."""
    path = home.folder / "access.toml"
    path.write_text(access, encoding="utf-8")
    path.chmod(0o600)
    known = {**os.environ, NOW_VARIABLE: NOW, HOME_VARIABLE: str(home.folder), **server_environment(), **environment}
    log = home.folder / "logs" / "serveur.log"
    with log.open("wb") as out:
        command = dashboard_command(port, access=load_access(home))
        server = subprocess.Popen(command, env=known, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait_until_healthy(server, port)
            yield log
        finally:
            server.terminate()
            server.wait()


@contextmanager
def nginx(folder: Path, port: int, behind: int) -> Iterator[None]:
    """nginx with the very example of docs/access.md, on this machine and without TLS."""
    if NGINX is None:
        told = "nginx absent: the trusted proxy was NOT tested (apt-get install nginx-light)"
        warnings.warn(told, stacklevel=2)
        pytest.skip(told)
    example = re.findall(r"```nginx\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)[0]
    example = re.sub(r"\n\s*ssl_certificate.*", "", example).replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    example = example.replace("/etc/nginx/vigie.passwd", str(folder / "passwd")).replace(":8501", f":{behind}")
    example = example.replace("proxy_http_version", "proxy_bind 127.0.0.2;\n proxy_http_version")
    (folder / "passwd").write_text("".join(f"{name}:{{PLAIN}}mot\n" for name in ("claire", "sami", "lea", "intrus")))
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{example} }}\n"
    )
    server = subprocess.Popen(
        [NGINX, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    )
    try:
        _wait_until_open(server, port)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_until_open(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(200):
        assert server.poll() is None, "nginx stopped"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    raise AssertionError("nginx does not answer")


def status_of(url: str, **headers: str) -> int:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def basic(name: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:mot".encode()).decode()


def test_behind_nginx_each_person_has_their_role(small_home: Home, browser: Browser, tmp_path: Path) -> None:
    front, port = free_port(), free_port()
    access = f'hosts = ["127.0.0.1", "veille.syndicat.example"]\nurl = "http://127.0.0.1:{front}"\n'
    access += '[proxy]\naddresses = ["127.0.0.2"]\n' + ROLES
    folder = tmp_path / "nginx"
    folder.mkdir()
    with nginx(folder, front, port), served(small_home, access, port):
        base = f"http://127.0.0.1:{front}"
        assert status_of(base) == 401 and status_of(base, Authorization=basic("sami")) == 200
        direct = f"http://127.0.0.1:{port}"
        for path in ("/", "/_stcore/stream", "/_stcore/host-config", "/media/x", "/_stcore/upload_file/a/b"):
            assert status_of(direct + path, X_Forwarded_User="claire") == 403, path
        assert status_of(base, Authorization=basic("sami"), Host="ailleurs.example") == 403

        page = sign_in(browser, base, "sami", "coller", forged="claire")
        expect(page.get_by_test_id("qui")).to_have_text("sami · analyste")
        page.get_by_label("Le texte de la page").fill("Port-Valdric\n\nLe maire est contre le déconventionnement.\n")
        expect(page.get_by_label("Votre nom")).to_have_count(0)
        page.get_by_role("button", name="Faire lire cette page").click()
        expect(page.get_by_test_id("envoyee")).to_be_visible()
        page.goto(f"{base}/journal")
        expect(page.get_by_test_id("interdit")).to_be_visible()
        expect(page.get_by_test_id("vers-journal")).to_have_count(0)

        reader = sign_in(browser, base, "lea", "coller")
        expect(reader.get_by_test_id("qui")).to_have_text("lea · lecteur")
        expect(reader.get_by_test_id("demandes")).to_be_visible()
        expect(reader.get_by_label("Le texte de la page")).to_have_count(0)
        stranger = sign_in(browser, base, "intrus", "")
        expect(stranger.get_by_test_id("sans-role")).to_be_visible()
        expect(stranger.get_by_test_id("marque")).to_have_count(0)
        admin = sign_in(browser, base, "claire", "journal")
        expect(admin.locator("main, body").first).to_contain_text("sami")
    db = open_database(small_home.database)
    assert rows(db, "select requested_by from inbox") == [{"requested_by": "sami"}]
    kept = {(row["who"], row["role"], row["act"]) for row in list_acts(db)}
    assert {("sami", "analyste", "login"), ("sami", "analyste", "request"), ("lea", "lecteur", "login"),
            ("intrus", "", "refusal"), ("claire", "admin", "login")} == kept  # fmt: skip
    db.close()


def sign_in(browser: Browser, base: str, name: str, view: str, *, forged: str = "") -> Page:
    """A page opened by somebody who knows their password; `forged` is whom they claim to be."""
    headers = {"X-Forwarded-User": forged, "X-Vigie-Person": forged} if forged else {}
    context = browser.new_context(http_credentials={"username": name, "password": "mot"}, extra_http_headers=headers,
                                  locale="fr-FR")  # fmt: skip
    page = context.new_page()
    page.goto(f"{base}/{view}")
    return page


class Provider:
    """A small OpenID Connect provider of this machine: it signs whoever `claims` says, at once."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "un"}, private=True)
        self.claims: dict[str, object] = {}
        self.codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer_get(self)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                form = {name: one[0] for name, one in parse_qs(self.rfile.read(length).decode()).items()}
                provider.answer_token(self, form)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer_get(self, ask: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(ask.path)
        if parts.path == "/authorize":
            asked = {name: one[0] for name, one in parse_qs(parts.query).items()}
            code = secrets.token_hex(8)
            self.codes[code] = asked
            ask.send_response(302)
            ask.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
            ask.end_headers()
        elif parts.path == "/jwks":
            self.say(ask, {"keys": [self.key.as_dict(private=False)]})
        else:
            self.say(ask, {
                "issuer": self.base, "authorization_endpoint": f"{self.base}/authorize",
                "token_endpoint": f"{self.base}/token", "jwks_uri": f"{self.base}/jwks",
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
            })  # fmt: skip

    def answer_token(self, ask: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        asked = self.codes.pop(form["code"])
        given = base64.b64decode(ask.headers["Authorization"].split()[1]).decode()
        assert given.split(":", 1)[0] == "vigie"
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == asked["code_challenge"]
        moment = int(time.time())
        claims = {"iss": self.base, "aud": "vigie", "sub": "1", "iat": moment, "exp": moment + 600,
                  "nonce": asked["nonce"], **self.claims}  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "un"}, claims, self.key)
        self.say(ask, {"access_token": "x", "token_type": "Bearer", "id_token": token, "expires_in": 600})

    def say(self, ask: BaseHTTPRequestHandler, told: object) -> None:
        body = json.dumps(told).encode()
        ask.send_response(200)
        ask.send_header("Content-Type", "application/json")
        ask.send_header("Content-Length", str(len(body)))
        ask.end_headers()
        ask.wfile.write(body)


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_provider_says_who_enters_and_roles_say_what_they_do(
    small_home: Home, browser: Browser, provider: Provider
) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    access = f'hosts = ["127.0.0.1"]\nurl = "{base}"\n[oidc]\nclient_id = "vigie"\n'
    access += f'metadata_url = "{provider.base}/.well-known/openid-configuration"\n' + ROLES
    with served(small_home, access, port, **{OIDC_SECRET: SECRET, COOKIE_SECRET: "c" * 40}) as log:
        page = browser.new_context(locale="fr-FR").new_page()
        page.goto(f"{base}/coller")
        expect(page.get_by_role("button", name="Se connecter")).to_be_visible()
        expect(page.get_by_test_id("marque")).to_have_count(0)
        provider.claims = {"email": "sami", "email_verified": True}
        page.get_by_role("button", name="Se connecter").click()
        expect(page.get_by_test_id("qui")).to_have_text("sami · analyste")
        page.goto(f"{base}/journal")
        expect(page.get_by_test_id("interdit")).to_be_visible()
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.get_by_role("button", name="Se connecter")).to_be_visible()
        for claims in ({"email": "claire", "email_verified": False}, {"email": "intrus", "email_verified": True}):
            other = browser.new_context(locale="fr-FR").new_page()
            provider.claims = claims
            other.goto(base)
            other.get_by_role("button", name="Se connecter").click()
            expect(other.get_by_test_id("sans-role")).to_be_visible()
            expect(other.get_by_test_id("marque")).to_have_count(0)
        assert SECRET not in log.read_text(encoding="utf-8")
    db = open_database(small_home.database)
    kept = {(row["who"], row["act"], row["via"]) for row in list_acts(db)}
    assert {("sami", "login", "oidc"), ("intrus", "refusal", "oidc")} == kept
    db.close()
    for path in small_home.folder.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path.name
