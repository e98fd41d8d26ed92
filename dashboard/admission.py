"""Who is in front of the screen, and with which role: asked once, before anything is drawn."""

from contextlib import closing
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.door import read_person_header
from dashboard.markup import heading, notice, paragraph, show
from store.access import LOCAL, Person, Via, open_desk
from store.access_settings import Access, cookie_path, load_access, secret_path
from store.audit import record_login
from store.home import Home, find_home
from store.secret_files import make_secret, read_secret

OIDC_SECRET, COOKIE_SECRET = "VIGIE_OIDC_SECRET", "VIGIE_COOKIE_SECRET"
_SEEN = "vigie-seen"
_CLAIM_SAYS_NO = (False, "false", 0)


def make_secrets(home: Home, access: Access | None) -> dict[str, Any]:
    """What Streamlit's own login needs, kept in memory only; nothing without a provider.

    Raises:
        SecretError: a secret is missing, or others may read its file.
    """
    if access is None or access.oidc is None:
        return {}
    return {
        "auth": {
            "redirect_uri": f"{access.base_url}/oauth2callback",
            "cookie_secret": make_secret(COOKIE_SECRET, cookie_path(home), what="secret des témoins de connexion"),
            "client_id": access.oidc.client_id,
            "client_secret": read_secret(OIDC_SECRET, secret_path(home), what="secret du fournisseur d’identité"),
            "server_metadata_url": access.oidc.metadata_url,
        }
    }


def admit() -> Person | None:
    """Who may see the pages; `None` when nobody may, which the screen then says.

    A page that was not served through the door is nobody's, unless no server stands between (tests of the pages).
    """
    home = find_home()
    access = load_access(home)
    headers = st.context.headers
    passed = read_person_header(headers)
    if passed is None and len(headers):
        _refuse("Vigie s’ouvre par « vigie dashboard », qui vérifie qui entre.", "porte")
        return None
    if access is None:
        return LOCAL
    if access.oidc is not None:
        return _admit_claimed(home, access)
    return _known(home, access, passed or "", "proxy")


def show_who(person: Person) -> None:
    """The name and role of who came in, and the way out where there is one."""
    if person.via == "local":
        return
    show(Markup('<span class="quiet" data-testid="qui">{} · {}</span>').format(person.name, person.role))
    if person.via == "oidc" and st.button("Se déconnecter", key="sortie", type="tertiary"):
        st.logout()


def _admit_claimed(home: Home, access: Access) -> Person | None:
    """Who the provider says they are; a button that leads there as long as it has not said it."""
    assert access.oidc is not None
    if not st.user.is_logged_in:
        show(heading(1, "Vigie"))
        show(paragraph("Cette installation s’ouvre avec votre compte.", "quiet"))
        if st.button("Se connecter", key="entree", type="primary"):
            st.login()
        return None
    claims = st.user.to_dict()
    name = str(claims.get(access.oidc.claim) or "")
    if access.oidc.claim == "email" and claims.get("email_verified", True) in _CLAIM_SAYS_NO:
        name = ""
    person = _known(home, access, name, "oidc")
    if person is None and st.button("Changer de compte", key="sortie"):
        st.logout()
    return person


def _known(home: Home, access: Access, name: str, via: Via) -> Person | None:
    role = access.roles.role_of(name)
    if role is None:
        if name:
            _remember(home, Person(name=name, role="lecteur", via=via), is_refused=True)
        said = f"« {name} » n’a pas de rôle ici" if name else "Votre compte ne dit pas qui vous êtes"
        _refuse(f"{said}. Demandez-en un à qui tient l’installation.", "sans-role")
        return None
    person = Person(name=name, role=role, via=via)
    _remember(home, person, is_refused=False)
    return person


def _remember(home: Home, person: Person, *, is_refused: bool) -> None:
    """Writes a login down, once a session; a home without database has nothing to look at either."""
    seen = (person.name, is_refused)
    if st.session_state.get(_SEEN) == seen or not home.database.exists():
        return
    with closing(open_desk(home.database, person)) as db:
        record_login(db, person, "refusal" if is_refused else "login", "sans rôle" if is_refused else "")
    st.session_state[_SEEN] = seen


def _refuse(why: str, test_id: str) -> None:
    show(notice(why, css="warning", test_id=test_id))
