"""Why a page is not stored, and how to have it: what `vigie why` says of addresses without an article."""

from typing import Any

from store.database import Row, one, rows
from store.home import Home
from store.ids import url_key

PASTE = (
    "Pour la lire quand même : copiez son texte dans le navigateur, puis la vue « Coller / Déposer » ou « vigie add »."
)
_RETRY = "Pour réessayer maintenant : vigie add ADRESSE"
_SERVICES = {"google-news": "Google News", "gdelt": "GDELT"}
REASONS = {
    "reserved": "Réservée : le site s’oppose à la fouille de textes",
    "disallowed": "Fermée aux robots par robots.txt",
    "refused": "Refusée par le site",
    "resting": "Site laissé en paix à sa demande",
    "too-large": "Trop lourde pour être lue",
    "challenge": "Le site a répondu par une vérification, pas par un article",
    "excluded": "Exclue par les motifs de sa source",
    "outside": "Hors du site de sa source",
    "too-old": "Trop ancienne pour la dernière collecte",
    "erased": "Effacée à la demande d’une personne",
    "failed": "Échec de lecture",
}
_ACTIONS = {
    "failed": _RETRY,
    "resting": "La prochaine collecte réessaiera.",
    "excluded": "Pour la lire quand même : vigie add ADRESSE",
    "outside": "Si ce site est aussi celui de la source, ajoutez-le à ses « hosts » ; sinon : vigie add ADRESSE",
    "too-old": "Pour la lire : vigie add ADRESSE, ou « vigie crawl --since 12m »",
    "erased": "Rien ne la force.",
}
# How a signal is told before its own words; one that is not here is its words.
_SIGNALS = {
    "http-status": "réponse HTTP",
    "tdmrep.json": "tdmrep.json :",
    "tdm-header": "en-tête",
    "tdm-meta": "balise",
    "x-robots-tag": "en-tête X-Robots-Tag :",
    "robots-meta": "balise robots :",
    "patterns": "motifs :",
    "since": "pages demandées depuis le",
    "tier": "source de",
}
_REFUSED_ADDRESS = "adresse refusée"


def explain_absent(db: Any, home: Home, addresses: list[str]) -> list[str]:
    """Why a page is not stored: its site's rules, a failure, a wait, or nobody announced it."""
    from crawler.catalogue import read_sources, source_of

    url = addresses[-1]
    source = source_of(url, read_sources(home.sources)[0])
    asked = rows(db, "select * from inbox where kind = 'url' order by id desc")
    request = next((row for row in asked if _same(row["payload"], addresses)), None)
    if request and request["status"] == "waiting":
        return [
            f"Demandée le {day_of(request['requested_at'])}, pas encore lue : « vigie work » la lira "
            "dans les cinq minutes."
        ]
    for address in addresses:
        for told in (_from_decisions(db, address), _from_fetches(db, address)):
            if told:
                return [told, *_waiting(db, address)]
    if request and request["status"] == "failed":
        return [f"Demandée le {day_of(request['requested_at'])}, échec : {request['answer']}", PASTE]
    waiting = _waiting(db, url)
    if waiting:
        return waiting
    if source is None:
        return _unknown_source(db, url)
    return _not_listed(db, source, url)


def _from_decisions(db: Any, url: str) -> str | None:
    """What the crawl decided last of an address, in one sentence with what to do."""
    found = [one for one in list_decided(db, url) if one["decision"] not in ("read", "announced")]
    if not found:
        return None
    last = found[0]
    told, action = REASONS.get(last["decision"], "Laissée de côté"), _ACTIONS.get(last["decision"], PASTE)
    if last["decision"] == "outside" and (last["value"] or "").startswith(_REFUSED_ADDRESS):
        told, action = "Non demandée, par sécurité", PASTE
    signal = signal_of(last)
    because = f"{signal}, le" if signal else "le"
    return f"{told} ({because} {day_of(last['last_at'])}). {action}".replace("ADRESSE", url)


def _from_fetches(db: Any, url: str) -> str | None:
    found = one(db, "select * from fetches where url = :url and kind = 'page'", {"url": url})
    if found is None:
        failed = one(db, "select * from failures where item = :url order by id desc limit 1", {"url": url})
        if failed is None:
            return None
        return (
            f"Échec de lecture le {day_of(failed['at'])} : {failed['error']}. {failed['hint'] or ''} {_RETRY}".replace(
                "ADRESSE", url
            )
        )
    told = REASONS.get(found["decision"], "Lue, mais rien n’a été enregistré")
    why_not = found["reason"] or "sans motif"
    action = _ACTIONS.get(found["decision"], PASTE).replace("ADRESSE", url)
    return f"{told} (le {day_of(found['fetched_at'])} : {why_not}). {action}"


def list_decided(db: Any, url: str) -> list[Row]:
    """What the crawl decided of an address, the latest first; none from before it kept them."""
    if not url or not db.table("decisions").exists():
        return []
    return rows(
        db,
        "select * from decisions where url_key = :key order by last_at desc, decision, signal",
        {"key": url_key(url)},
    )


def _waiting(db: Any, url: str) -> list[str]:
    """Where an address was announced without having been read yet."""
    values = {"key": url_key(url), "url": url}
    lines = []
    listed = one(db, "select * from backlog where url in (:url, :key) and kind = 'page'", values)
    if listed and listed["status"] == "waiting":
        lines.append(
            f"Annoncée ({listed['found_in'] or 'archives'}), pas encore lue : relancez « vigie init --backfill », "
            f"ou « vigie add {url} »."
        )
    elif listed and listed["status"] == "skipped":
        lines.append(f"Vue dans les archives, laissée de côté : {listed['reason']}. Pour la lire : vigie add {url}")
    hit = one(db, "select * from discoveries where url in (:url, :key) order by found_at desc limit 1", values)
    if hit and hit["source_id"]:
        lines.append(
            f"Découverte par {_SERVICES[hit['service']]} le {day_of(hit['found_at'])}, "
            "pas encore lue : « vigie crawl »."
        )
    return lines


def _unknown_source(db: Any, url: str) -> list[str]:
    from crawler.catalogue import host_of

    hit = one(db, "select * from discoveries where url = :url order by found_at desc limit 1", {"url": url})
    seen = f" {_SERVICES[hit['service']]} l’a pourtant annoncée le {day_of(hit['found_at'])}." if hit else ""
    return [
        f"Source inconnue : aucun fichier du catalogue n’a {host_of(url)} dans ses « hosts ».{seen}",
        f"Pour suivre ce site : vigie sources add {url}",
        f"Pour cette page seulement : vigie add {url}",
    ]


def _not_listed(db: Any, source: Any, url: str) -> list[str]:
    from crawler.discovery import is_let_in

    if not is_let_in(url, source):
        return [
            f"Exclue par les motifs de {source.name} (« include », « exclude » de {source.id}.toml).",
            f"Pour la lire quand même : vigie add {url}",
        ]
    step = one(
        db, "select max(started_at) as at from run_steps where source_id = :id and step = 'crawl'", {"id": source.id}
    )
    if step is None or step["at"] is None:
        return [
            f"Pas encore lue : {source.name} est au catalogue, mais n’a jamais été collecté.",
            f"Pour le collecter : vigie crawl --source {source.id}. Pour cette page seulement : vigie add {url}",
        ]
    worked = one(db, "select max(worked_at) as at from feeds where source_id = :id", {"id": source.id})
    feed = (
        f" ; dernier flux lu le {day_of(worked['at'])}" if worked and worked["at"] else " ; aucun de ses flux ne répond"
    )
    to_read = f"Pour la lire : vigie add {url}"
    return [
        f"Pas annoncée : ni flux ni plan de site de {source.name} ne l’a montrée "
        f"(collecté le {day_of(step['at'])}{feed}).",
        to_read if source.tier == 1 else f"Cette source n’est suivie que par ses flux. {PASTE}",
    ]


def _same(payload: str, addresses: list[str]) -> bool:
    try:
        return url_key(payload) in {url_key(address) for address in addresses}
    except ValueError:
        return False


def signal_of(decided: Row) -> str:
    """What decided, with its own words, in French; empty where the reason says it all."""
    value = str(decided["value"] or "")
    if decided["signal"] == "robots.txt":
        return ""
    if decided["signal"] == "since":
        value = day_of(value)
    if decided["signal"] == "hosts" and not value.startswith(_REFUSED_ADDRESS):
        return f"hosts : {value}" if value else ""
    told = _SIGNALS.get(decided["signal"])
    return f"{told} {value}".strip() if told else value


def day_of(moment: str) -> str:
    """A moment or day as 21/11/2026."""
    return "/".join(reversed(moment[:10].split("-")))


def number_of(score: float) -> str:
    """A score with two decimals, as in French."""
    return f"{score:.2f}".replace(".", ",")
