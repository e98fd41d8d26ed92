"""`/alertes.xml`: the feed of alerts, for those whom the door lets in and who have a role."""

from contextlib import closing

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.alerts.feed import FILE, make_feed
from dashboard.door import read_person_header
from store.access_settings import Access
from store.database import DatabaseError, open_readonly
from store.home import Home
from store.watch import WatchError, load_watch

_KIND = "application/rss+xml; charset=utf-8"
_NO_ROLE = "Ce flux n’est ouvert qu’aux personnes qui ont un rôle ici."
_NO_LOGIN = (
    "Un lecteur de flux ne peut pas se connecter à votre fournisseur d’identité. Le même flux est écrit chaque nuit "
    f"dans le fichier {FILE} de l’installation."
)


def make_routes(home: Home, access: Access | None) -> list[Route]:
    """The route of the feed, which starts with the server's own."""

    def answer(request: Request) -> Response:
        refusal = _refuse(request, access)
        if refusal:
            return PlainTextResponse(refusal, status_code=403)
        try:
            with closing(open_readonly(home.database)) as db:
                base = access.base_url if access else str(request.base_url)
                feed = make_feed(db, load_watch(home.watch), base=base)
        except (OSError, DatabaseError, WatchError):
            return PlainTextResponse("Le flux ne peut pas être lu pour l’instant.", status_code=503)
        return Response(feed, headers={"content-type": _KIND, "cache-control": "no-store"})

    return [Route(f"/{FILE}", answer, methods=["GET"])]


def _refuse(request: Request, access: Access | None) -> str:
    """Why the feed is not given, '' when it is."""
    person = read_person_header(request.headers)
    if person is None:
        return "Vigie s’ouvre par « vigie dashboard », qui vérifie qui entre."
    if access is None:
        return ""
    if access.proxy is None:
        return _NO_LOGIN
    return "" if access.roles.role_of(person) else _NO_ROLE
